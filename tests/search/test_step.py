"""The retrieve step while the model loads, and when it fails."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from assistant.errors import ModelError
from assistant.library import Library
from assistant.protocols import Vector
from assistant.query import Intent, Memory, Query
from assistant.search.index import MemoryIndex
from assistant.search.lexical import LexicalIndex
from assistant.search.retrieval import Retriever
from assistant.steps.retrieve import retrieve
from assistant.text import Language
from assistant.turn import Turn
from assistant.vectors.embedding import OnnxEmbedder

QUESTION = "医院用AI辅助诊断"
DAY = date(2026, 6, 1)
QUERY = Query(QUESTION, QUESTION, Language.HANS, Intent.SEARCH, DAY)
TURN = Turn(QUESTION, "s", DAY, Memory(), QUERY)


class Broken(OnnxEmbedder):
    """A server that went away."""

    def __init__(self) -> None:
        self.name, self.dimension = "broken", 384

    def embed_query(self, text: str) -> Vector:
        raise ModelError("gone")

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        raise ModelError("gone")


def by_meaning(turn: Turn) -> float:
    return turn.measures["by_meaning"]


def test_question_waits_for_the_model(
    library: Library, lexical: LexicalIndex, index: MemoryIndex, embedder: OnnxEmbedder
) -> None:
    loading = Retriever(library, None, lexical, None, patience=20)
    timer = threading.Timer(0.1, loading.attach, (index, embedder))
    timer.start()
    turn = retrieve(TURN, loading)
    timer.join()
    assert by_meaning(turn) == 1 and turn.found is not None
    assert turn.found.kept[0].dense is not None


@pytest.mark.parametrize("patience", [0.0, 0.1])
def test_question_goes_by_words_when_patience_ends(
    library: Library, lexical: LexicalIndex, patience: float
) -> None:
    turn = retrieve(TURN, Retriever(library, None, lexical, None, patience))
    assert by_meaning(turn) == 0 and turn.found is not None
    assert {passage.dense for passage in turn.found.kept} <= {None}


def test_nobody_waits_for_a_model_that_failed(library: Library, lexical: LexicalIndex) -> None:
    failed = Retriever(library, None, lexical, None, patience=20)
    failed.give_up()
    began = time.monotonic()
    assert by_meaning(retrieve(TURN, failed)) == 0
    assert time.monotonic() - began < 5


def test_failing_embedding_leaves_the_words(
    library: Library, lexical: LexicalIndex, index: MemoryIndex, by_words: Retriever
) -> None:
    turn = retrieve(TURN, Retriever(library, index, lexical, Broken()))
    assert by_meaning(turn) == 0
    assert turn.found == by_words.search(QUESTION)


def test_question_read_from_structure_does_not_wait(library: Library, lexical: LexicalIndex) -> None:
    turn = replace(TURN, query=replace(QUERY, intent=Intent.VALIDITY))
    began = time.monotonic()
    assert retrieve(turn, Retriever(library, None, lexical, None, patience=20)) == turn
    assert time.monotonic() - began < 5
