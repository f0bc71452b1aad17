"""Retrieval is measured at clause level: missing queries count, ties are broken, any-of is one."""

from __future__ import annotations

import math
from typing import Any

from eval.records import Found, Record
from eval.retrieval import ANY, WAYS, Ranking, measure, rankings
from tests.eval.samples import case


def _found(clause: str, score: float, kept: bool = True, dense: float | None = None) -> Found:
    return Found(clause, score, dense, None, kept)


def _ranking(*found: Found, **expected: Any) -> Ranking:
    of = case(**expected)
    return rankings([of], {of.id: Record(of.id, {}, found=found)}, "fused")[0]


def test_measures_agree_with_hand_computed_values() -> None:
    values = measure([Ranking("q", ("x", "y"), ("z", "x", "y"))])
    ideal = 1 + 1 / math.log2(3)
    assert values["R@3"]["q"] == 1.0
    assert values["RR@10"]["q"] == 0.5
    assert math.isclose(values["nDCG@10"]["q"], (1 / math.log2(3) + 0.5) / ideal)


def test_query_without_hits_counts_zero() -> None:
    values = measure([Ranking("q", ("x",), ()), Ranking("r", ("x",), ("x",))])
    assert values["R@1"] == {"q": 0.0, "r": 1.0}
    assert measure([Ranking("q", ("x",), ())])["nDCG@10"] == {"q": 0.0}


def test_missing_record_is_an_empty_ranking() -> None:
    of = case(expected_clauses_all=["x"])
    assert rankings([of], {}, "fused") == [Ranking("a-1", ("x",), ())]


def test_recall_that_nothing_could_reach_is_unscored() -> None:
    values = measure([Ranking("q", ("a", "b", "c", "d"), ("a", "b", "c", "d"))])
    assert values["R@3"] == {} and values["R@5"] == {"q": 1.0}


def test_ties_are_broken_by_address_before_scoring() -> None:
    one = _ranking(_found("b", 1.0), _found("a", 1.0), expected_clauses_all=["b"])
    other = _ranking(_found("a", 1.0), _found("b", 1.0), expected_clauses_all=["b"])
    assert one == other and one.found == ("a", "b")


def test_any_of_the_alternatives_is_enough() -> None:
    ranking = _ranking(_found("z", 3), _found("x", 2), _found("y", 1), expected_clauses_any=["x", "y"])
    assert ranking == Ranking("a-1", (ANY,), ("z", ANY))
    assert measure([ranking])["R@3"] == {"a-1": 1.0}


def test_each_way_of_finding_has_its_own_ranking() -> None:
    of = case(expected_clauses_all=["x"])
    found = (_found("x", 0.9, dense=0.3), _found("y", 0.1, kept=False, dense=0.8))
    cited = {"citations": [{"clause_id": "z"}, {"clause_id": "x"}, {"clause_id": "z"}]}
    records = {of.id: Record(of.id, cited, found=found)}
    ways = {way: rankings([of], records, way)[0].found for way in WAYS}
    assert ways == {"answer": ("z", "x"), "fused": ("x", "y"), "dense": ("y", "x"), "lexical": ()}


def test_follow_ups_and_uncovered_questions_are_not_retrieval_cases() -> None:
    follow_up = case(turns=["建场景", "那软件呢"], expected_clauses_all=["x"])
    uncovered = case(expected_status="not_covered", expected_clauses_any=["x"])
    assert rankings([follow_up, uncovered, case()], {}, "fused") == []
