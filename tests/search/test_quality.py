"""Whether the right clause is found, and whether a question that the plan does not answer finds none."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from assistant.models import Passage
from assistant.search.relevance import fused_score
from assistant.search.retrieval import Retriever

PLAN = "pinghu-ai-plus-2025"


@dataclass(frozen=True)
class Case:
    question: str
    clauses: frozenset[str]


def read_cases() -> list[Case]:
    raw = yaml.safe_load(Path(__file__).with_name("questions.yaml").read_text(encoding="utf-8"))
    return [
        Case(item["question"], frozenset(f"{PLAN}/{path}" for path in item["clause"] or ())) for item in raw
    ]


CASES = read_cases()
COVERED = [case for case in CASES if case.clauses]
UNCOVERED = [case for case in CASES if not case.clauses]


def found(retriever: Retriever, question: str) -> list[Passage]:
    """Every clause found, whatever the threshold."""
    return list(retriever.search(question, limit=100, threshold=0.0).kept)


def recall(retriever: Retriever, depth: int) -> float:
    hits = 0
    for case in COVERED:
        hits += any(
            passage.clause.address in case.clauses for passage in found(retriever, case.question)[:depth]
        )
    return hits / len(COVERED)


def test_right_clause_is_first_or_nearly(retriever: Retriever, by_words: Retriever) -> None:
    assert recall(retriever, 1) >= 0.97
    assert recall(retriever, 3) >= 0.97
    assert recall(by_words, 3) >= 0.9


def test_threshold_keeps_what_is_answered(retriever: Retriever) -> None:
    kept = [
        case.question
        for case in COVERED
        if case.clauses & {passage.clause.address for passage in retriever.search(case.question).kept}
    ]
    assert len(kept) >= 0.85 * len(COVERED), set(case.question for case in COVERED) - set(kept)


def test_threshold_rejects_what_is_not_answered(retriever: Retriever) -> None:
    kept = [case.question for case in UNCOVERED if retriever.search(case.question).kept]
    assert len(kept) <= 0.1 * len(UNCOVERED), kept


@pytest.mark.parametrize("foreign", [False, True])
def test_more_of_any_sign_never_lowers_the_score(foreign: bool) -> None:
    def score(dense: float, lexical: float, coverage: float) -> float:
        return fused_score(dense, 0.2, lexical * 8, coverage, foreign)

    grid = [0.0, 0.25, 0.5, 0.75, 1.0]
    for low, high in pairwise(grid):
        for other in grid:
            assert score(low, other, other) <= score(high, other, other) <= 1.0
            assert score(other, low, other) <= score(other, high, other) <= 1.0
            assert 0.0 <= score(other, other, low) <= score(other, other, high) <= 1.0
