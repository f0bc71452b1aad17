"""The real assistant over the effective documents, searching by words only: made in a second."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from assistant.awards.model import RuleTable
from assistant.awards.rules import load_rules
from assistant.library import Library
from assistant.pipeline import Assistant
from assistant.search.lexical import LexicalIndex
from assistant.search.retrieval import Retriever
from assistant.sessions import Sessions
from assistant.sessions_sqlite import SqliteDatabase
from tests.faces.assistant import CORPUS, corpus


def real_assistant(folder: Path, writer: Any = None) -> Assistant:
    """An assistant whose sessions are kept in `folder`; `writer` words its answers."""
    sessions = Sessions(SqliteDatabase(folder / "sessions.sqlite"), timedelta(days=1))
    library, rules, retriever = _parts()
    versions = {"rules": rules.digest}
    return Assistant(library, rules, retriever, versions, sessions, lambda: {"index": "ok"}, writer)


@cache
def _parts() -> tuple[Library, RuleTable, Retriever]:
    library = corpus().answering(False)
    lexical = LexicalIndex.build(library.chunks, library.clauses)
    return library, load_rules(CORPUS, library), Retriever(library, None, lexical, None)
