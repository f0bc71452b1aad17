"""How well clauses are ranked by meaning, by words and fused: the questions, their values, what is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from assistant.models import AnswerStatus
from assistant.search.relevance import Weights, ranked
from assistant.search.retrieval import Evidence, Retriever
from eval.cases import Case, load_cases
from eval.records import Found, Record
from eval.retrieval import measure, rankings

PLAN = "pinghu-ai-plus-2025"
PARAPHRASES = Path(__file__).with_name("paraphrases.yaml")
QUESTIONS = Path(__file__).parents[1] / "tests" / "search" / "questions.yaml"
CUT_OFFS = ("R@1", "R@3", "R@5")
TOP = "top score"

Values = Mapping[str, npt.NDArray[np.float64]]
"""Per measure one value a case; NaN where the case is not scored by it."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A slice in which fused is worse than the better of meaning and words alone."""

    slice: str
    measure: str
    cases: float
    """By how many cases; parts, where a case wants several clauses."""


def gold_cases() -> list[Case]:
    """Single questions of the gold set that want clauses, and those that the corpus does not answer."""
    single = [case for case in load_cases() if len(case.turns) == 1]
    return [
        case
        for case in single
        if (case.covered and (case.expected_clauses_all or case.expected_clauses_any))
        or case.expected_status == (AnswerStatus.NOT_COVERED,)
    ]


def other_cases() -> list[Case]:
    """Questions that were not written for the gold set."""
    asked = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    found = [_case("questions", n, item["question"], item["clause"] or ()) for n, item in enumerate(asked)]
    said = yaml.safe_load(PARAPHRASES.read_text(encoding="utf-8"))
    places = [(place.split("/"), text) for place, texts in said.items() for text in texts]
    plan = [(path, text) for (document, path), text in places if document == "P"]
    return found + [_case("paraphrases", n, text, (path,)) for n, (path, text) in enumerate(plan)]


def _case(name: str, number: int, question: str, paths: Sequence[str]) -> Case:
    return Case(
        id=f"{name}-{number:03}",
        slice=name,
        turns=(question,),
        expected_status=(AnswerStatus.ANSWERED if paths else AnswerStatus.NOT_COVERED,),
        expected_clauses_any=tuple(f"{PLAN}/{path}" for path in paths),
    )


def evidence_of(retriever: Retriever, cases: Sequence[Case]) -> dict[str, Evidence]:
    return {case.id: retriever.evidence(case.question) for case in cases}


def fused_values(cases: Sequence[Case], evidence: Mapping[str, Evidence], weights: Weights) -> Values:
    """What the given weights make of the evidence; under TOP each question's highest score."""
    records, top = {}, []
    for case in cases:
        signs, foreign = evidence[case.id].signs, evidence[case.id].foreign
        order = ranked(signs, foreign, weights)
        top.append(order[0][1] if order else 0.0)
        # Places, not scores: a measure may not take equal scores apart in its own way.
        found = [Found(address, -float(n), None, None, True) for n, (address, _) in enumerate(order)]
        records[case.id] = Record(case.id, None, found=tuple(found))
    return {**_values(cases, records, "fused"), TOP: np.array(top)}


def single_values(cases: Sequence[Case], evidence: Mapping[str, Evidence], way: str) -> Values:
    """`way`: dense or lexical."""
    records = {}
    for case in cases:
        signs = evidence[case.id].signs
        found = [Found(address, 0.0, item.dense, item.lexical, True) for address, item in signs.items()]
        records[case.id] = Record(case.id, None, found=tuple(found))
    return _values(cases, records, way)


def _values(cases: Sequence[Case], records: Mapping[str, Record], way: str) -> Values:
    measured = measure(rankings(cases, records, way))
    return {
        name: np.array([values.get(case.id, np.nan) for case in cases]) for name, values in measured.items()
    }


def separation(cases: Sequence[Case], fused: Values, only: npt.NDArray[np.bool_] | None = None) -> float:
    """How often an answered question's highest score is above that of one which the corpus leaves open (AUC)."""
    among = np.ones(len(cases), bool) if only is None else only
    covered = np.array([case.covered for case in cases])
    answered, left_open = fused[TOP][covered & among], fused[TOP][~covered & among]
    above = answered[:, None] > left_open
    return float(np.mean(above + 0.5 * (answered[:, None] == left_open)))


def losses(
    cases: Sequence[Case], fused: Values, singles: Sequence[Values], only: npt.NDArray[np.bool_] | None = None
) -> list[Loss]:
    """Slices and cut-offs at which fused is worse than the better single way; `only` some of the cases."""
    names = np.array([case.slice for case in cases])
    among = np.ones(len(cases), bool) if only is None else only
    found = []
    for name in sorted(set(names)):
        inside = (names == name) & among
        for cut_off in CUT_OFFS:
            own, *others = (float(np.nansum(way[cut_off][inside])) for way in (fused, *singles))
            if own < max(others) - 1e-9:
                found.append(Loss(str(name), cut_off, max(others) - own))
    return found
