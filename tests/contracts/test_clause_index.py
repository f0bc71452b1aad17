"""What every clause index must do, over Chroma and over memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.models import Chunk
from assistant.search.index import ChromaIndex, MemoryIndex

AnyIndex = ChromaIndex | MemoryIndex


@pytest.fixture(params=["chroma", "memory"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AnyIndex]:
    if request.param == "memory":
        yield MemoryIndex()
        return
    with ChromaIndex(tmp_path / "chroma", "clauses-test") as chroma:
        yield chroma


def chunk(number: int) -> Chunk:
    return Chunk(f"plan/1.{number}#0", f"plan/1.{number}", f"第{number}条", "一、总则", 0, 3)


def test_new_index_is_empty_and_finds_nothing(index: AnyIndex) -> None:
    assert index.count() == 0
    assert index.search([1.0, 0.0], 5) == []


def test_search_gives_cosine_similarity_best_first(index: AnyIndex) -> None:
    index.add([chunk(1), chunk(2), chunk(3)], [[1.0, 0.0], [0.0, 1.0], [0.6, 0.8]])
    hits = index.search([1.0, 0.0], 3)
    assert [hit.chunk_id for hit in hits] == ["plan/1.1#0", "plan/1.3#0", "plan/1.2#0"]
    assert [hit.score for hit in hits] == pytest.approx([1.0, 0.6, 0.0], abs=1e-5)


def test_search_gives_no_more_than_asked_for(index: AnyIndex) -> None:
    index.add([chunk(1), chunk(2)], [[1.0, 0.0], [0.0, 1.0]])
    assert len(index.search([1.0, 0.0], 1)) == 1
    assert len(index.search([1.0, 0.0], 9)) == 2
    assert index.search([1.0, 0.0], 0) == []


def test_equal_scores_are_ordered_by_chunk_id(index: AnyIndex) -> None:
    index.add([chunk(3), chunk(1), chunk(2)], [[1.0, 0.0]] * 3)
    assert [hit.chunk_id for hit in index.search([1.0, 0.0], 3)] == ["plan/1.1#0", "plan/1.2#0", "plan/1.3#0"]


def test_adding_a_chunk_again_replaces_it(index: AnyIndex) -> None:
    index.add([chunk(1)], [[1.0, 0.0]])
    index.add([chunk(1)], [[0.0, 1.0]])
    assert index.count() == 1
    assert index.search([0.0, 1.0], 1)[0].score == pytest.approx(1.0, abs=1e-5)


def test_adding_nothing_changes_nothing(index: AnyIndex) -> None:
    index.add([], [])
    assert index.count() == 0


def test_a_vector_too_few_is_refused(index: AnyIndex) -> None:
    with pytest.raises(ValueError, match="2 chunks but 1 vectors"):
        index.add([chunk(1), chunk(2)], [[1.0, 0.0]])
    assert index.count() == 0
