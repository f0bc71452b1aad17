"""An assistant over the real corpus and rules, to which a test gives the model."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.gate.writer import Writer
from assistant.pipeline import Assistant
from assistant.protocols import ChatModel
from tests.faces.assistant import corpus, retriever, rules

Worded = Callable[[ChatModel | None], Assistant]


@pytest.fixture
def assistant_with() -> Worded:
    from langgraph.checkpoint.memory import InMemorySaver

    def make(model: ChatModel | None) -> Assistant:
        library = corpus().answering(include_samples=False)
        writer = Writer(model, library, rules(), patience=30) if model else None
        return Assistant(library, rules(), retriever(), {"rules": "test"}, InMemorySaver(), writer=writer)

    return make
