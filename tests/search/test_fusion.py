"""Meaning, words and names together are nowhere worse than meaning or words alone, slice by slice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from assistant.search.relevance import WEIGHTS, Naming, Signs, Weights, ranked
from assistant.search.retrieval import Evidence, Retriever
from bench.fusion_values import (
    CUT_OFFS,
    evidence_of,
    fused_values,
    gold_cases,
    losses,
    other_cases,
    separation,
    single_values,
)
from eval.cases import Case

NO_NAMES = Weights(sure=0.0, hint=0.0, leads=0.0, takes_part=0.0)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [*gold_cases(), *other_cases()]


@pytest.fixture(scope="module")
def evidence(retriever: Retriever, cases: Sequence[Case]) -> dict[str, Evidence]:
    return evidence_of(retriever, cases)


def test_fused_is_nowhere_worse_than_the_better_single_way(
    cases: Sequence[Case], evidence: Mapping[str, Evidence]
) -> None:
    singles = [single_values(cases, evidence, way) for way in ("dense", "lexical")]
    assert losses(cases, fused_values(cases, evidence, WEIGHTS), singles) == []
    # The comparison can fail: it does without the names, and with one way's say alone.
    assert losses(cases, fused_values(cases, evidence, NO_NAMES), singles)
    assert losses(cases, singles[0], singles) and losses(cases, singles[1], singles)


def test_fused_beats_both_ways_over_all(cases: Sequence[Case], evidence: Mapping[str, Evidence]) -> None:
    fused = fused_values(cases, evidence, WEIGHTS)
    for way in ("dense", "lexical"):
        single = single_values(cases, evidence, way)
        for cut_off in CUT_OFFS:
            assert np.nanmean(fused[cut_off]) > np.nanmean(single[cut_off])


def test_names_do_not_make_open_questions_look_answered(
    cases: Sequence[Case], evidence: Mapping[str, Evidence]
) -> None:
    """Names change the order of clauses, never how much is found."""
    with_names = fused_values(cases, evidence, WEIGHTS)
    assert separation(cases, with_names) == separation(cases, fused_values(cases, evidence, NO_NAMES))
    assert separation(cases, with_names) >= 0.87


def test_a_named_clause_moves_up_and_the_scores_stay_with_the_places() -> None:
    words = {"a": Signs(lexical=4.0, share=1.0), "b": Signs(lexical=2.0, share=0.8), "c": Signs(lexical=0.1)}
    (first, high), (second, middle), (third, low) = ranked(words)
    assert (first, second, third) == ("a", "b", "c") and high > middle > low
    named = words | {"b": Signs(lexical=2.0, share=0.8, naming=Naming.SURE)}
    assert ranked(named) == [("b", high), ("a", middle), ("c", low)]
    little = words | {"c": Signs(lexical=0.1, naming=Naming.HINT)}
    assert ranked(little) == ranked(words)


def test_equal_clauses_are_in_the_order_of_their_addresses() -> None:
    assert [address for address, _ in ranked({"b": Signs(), "a": Signs(), "c": Signs()})] == ["a", "b", "c"]
    assert ranked({}) == []


def test_what_is_not_among_the_nearest_is_not_judged_by_words_alone() -> None:
    """Of many clauses only some are compared by meaning: with the same words, those come first."""
    near = {f"near{i:02}": Signs(dense=0.9 - 0.005 * i, lexical=1.0, share=0.5) for i in range(20)}
    order = [address for address, _ in ranked({**near, "far": Signs(None, lexical=1.0, share=0.5)})]
    assert order[0] == "near00" and order.index("far") >= 9
    assert [address for address, _ in ranked({"a": Signs(None, 1.0, 0.5), "b": Signs(None, 2.0, 0.5)})] == [
        "b",
        "a",
    ]
