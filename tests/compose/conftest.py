"""The assistant with the sample rules let in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.awards.rules import load_rules
from assistant.models import Answer
from assistant.pipeline import Assistant
from assistant.search.lexical import LexicalIndex
from assistant.search.retrieval import Retriever
from assistant.sessions import Sessions
from assistant.sessions_sqlite import SqliteDatabase
from tests.conftest import TODAY, Ask
from tests.faces.assistant import CORPUS, corpus


@pytest.fixture(scope="session")
def ask_with_samples(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    library = corpus().answering(include_samples=True)
    lexical = LexicalIndex.build(library.chunks, library.clauses)
    database = SqliteDatabase(tmp_path_factory.mktemp("samples") / "sessions.sqlite")
    assistant = Assistant(
        library,
        load_rules(CORPUS, library),
        Retriever(library, None, lexical, None),
        {},
        Sessions(database, timedelta(days=1)),
    )

    def ask(question: str, session: str | None = None) -> Answer:
        return assistant.ask(question, session, TODAY)

    return ask
