"""How well clauses are found, apart from what is made of them: clause level, by ir-measures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.cases import Case
from eval.records import Found, Record

ANY = "any-of"
"""Stands for a case's any-of clauses: finding one of them is finding them all."""
RECALL_AT = (1, 3, 5)
Score = Callable[[Found], float | None]
SEARCHES: dict[str, Score] = {
    "fused": lambda item: item.score,
    "dense": lambda item: item.dense,
    "lexical": lambda item: item.lexical,
}
ANSWER = "answer"
"""The clauses that the answer cites, in its order: search, structure and rules together."""
WAYS = (ANSWER, *SEARCHES)
MEASURES = (*(f"R@{k}" for k in RECALL_AT), "RR@10", "nDCG@10")


@dataclass(frozen=True, slots=True)
class Ranking:
    """One query: the clauses wanted and those found, best first."""

    case_id: str
    wanted: tuple[str, ...]
    found: tuple[str, ...]


def rankings(cases: Iterable[Case], records: Mapping[str, Record], way: str) -> list[Ranking]:
    """A ranking for every case that wants clauses and stands alone; one not found at all is empty."""
    scored = [case for case in cases if _stands_alone(case)]
    return [_ranking(case, _clauses(records.get(case.id), way)) for case in scored]


def _stands_alone(case: Case) -> bool:
    wants = bool(case.expected_clauses_all or case.expected_clauses_any)
    return wants and case.covered and len(case.turns) == 1


def _clauses(record: Record | None, way: str) -> list[str]:
    """Clause addresses, best first."""
    if record is None:
        return []
    if way == ANSWER:
        return [citation["clause_id"] for citation in (record.answer or {}).get("citations", ())]
    score = SEARCHES[way]
    # Equal scores would let the measure's own tie rule decide: the address decides instead.
    scored = [(-value, item.clause) for item in record.found or () if (value := score(item)) is not None]
    return [clause for _, clause in sorted(scored)]


def _ranking(case: Case, clauses: Iterable[str]) -> Ranking:
    ranked = [_as_wanted(clause, case) for clause in clauses]
    wanted = (*case.expected_clauses_all, *((ANY,) if case.expected_clauses_any else ()))
    return Ranking(case.id, wanted, tuple(dict.fromkeys(ranked)))


def _as_wanted(clause: str, case: Case) -> str:
    alternative = clause in case.expected_clauses_any and clause not in case.expected_clauses_all
    return ANY if alternative else clause


def ways_measured(records: Iterable[Record]) -> tuple[str, ...]:
    """The ways of which there are rankings; over HTTP only the answer's own."""
    return WAYS if any(record.found is not None for record in records) else (ANSWER,)


def measure(queries: Sequence[Ranking]) -> dict[str, dict[str, float]]:
    """Per measure the value of each query; a query without hits counts 0.

    Recall at k is left unscored where more than k clauses are wanted: nothing could reach it.
    """
    import ir_measures
    from ir_measures import RR, Qrel, R, ScoredDoc, nDCG

    if not queries:
        return {}
    measures = [*(R @ k for k in RECALL_AT), RR @ 10, nDCG @ 10]
    qrels = [Qrel(query.case_id, clause, 1) for query in queries for clause in query.wanted]
    run = [
        ScoredDoc(query.case_id, clause, float(len(query.found) - place))
        for query in queries
        for place, clause in enumerate(query.found)
    ]
    values = {str(item): {query.case_id: 0.0 for query in queries} for item in measures}
    for metric in ir_measures.iter_calc(measures, qrels, run) if run else ():
        values[str(metric.measure)][metric.query_id] = float(metric.value)
    for k in RECALL_AT:
        values[f"R@{k}"] = {q.case_id: values[f"R@{k}"][q.case_id] for q in queries if len(q.wanted) <= k}
    return values
