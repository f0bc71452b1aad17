"""Two runs over the same cases, without and with a model: what each scores, what the model changed, what it cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.metrics import ALL, RATES
from eval.records import Json, Record, Run
from eval.sheet import CaseResult, Sheet

_AMOUNTS = ("award_id", "period", "amount", "amount_min", "amount_max", "amount_if_met")
_PLACE = ("marker", "clause_id", "quote", "start", "end")
FACTS: Mapping[str, Callable[[Json], object]] = {
    "status": lambda answer: answer["status"],
    "amounts": lambda answer: [[award.get(name) for name in _AMOUNTS] for award in answer["awards"]],
    "verdicts": lambda answer: [(award["award_id"], award["verdict"]) for award in answer["awards"]],
    "citations": lambda answer: [[c.get(name) for name in _PLACE] for c in answer["citations"]],
    "clarification": lambda answer: answer["clarification"],
}
"""What a model may not change."""


@dataclass(frozen=True, slots=True)
class Count:
    """So many of so many."""

    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds over a number of answers."""

    median: float
    p95: float
    answers: int


@dataclass(frozen=True, slots=True)
class Wording:
    """What a model did with the answers of a group; counts are of the last turns."""

    worded: Count
    """Answers that are the model's, at least one sentence of it; of those that it was asked to word."""
    changed: Count
    """Answers with a sentence replaced or withheld; of those in which it wrote any."""
    readings: int
    """Questions that the model was asked to read, in all turns."""
    first: Times | None
    """To the first checked sentence. Answers with a reply out of a file are not timed."""
    worded_first: Times | None
    """To the first sentence of the model's own, where one was released."""
    whole: Times | None


@dataclass(frozen=True, slots=True)
class Group:
    """All cases, or those of a slice."""

    cases: int
    extractive: Mapping[str, Count]
    model: Mapping[str, Count]
    wording: Wording
    extractive_whole: Times | None
    """Over the same answers as `wording.whole`."""
    same: Mapping[str, int]
    """In how many cases a fact is the same in both runs; `all`: every fact."""


@dataclass(frozen=True, slots=True)
class Beside:
    model: str
    groups: Mapping[str, Group]
    helped: Mapping[str, tuple[str, ...]]
    """Cases → facts that differ, where the model was asked to read a question."""
    others: Mapping[str, tuple[str, ...]]
    """The same, where it was not: none may be here."""

    @property
    def passed(self) -> bool:
        return not self.others


Pair = tuple[CaseResult, CaseResult, Record | None, Record | None]


def put_beside(extractive: tuple[Run, Sheet], model: tuple[Run, Sheet], name: str) -> Beside:
    """Compare two runs over the same cases; `name`: the model's."""
    pairs = [
        (one, other, extractive[0].records.get(one.id), model[0].records.get(one.id))
        for one, other in zip(extractive[1].results, model[1].results, strict=True)
    ]
    slices = sorted({one.slice for one, *_ in pairs})
    groups = {ALL: pairs} | {name: [pair for pair in pairs if pair[0].slice == name] for name in slices}
    differ = {one.id: names for one, _, before, now in pairs if (names := _differing(before, now))}
    helped = {one.id for one, _, _, now in pairs if now and _readings(now)}
    return Beside(
        name,
        {group: _group(members) for group, members in groups.items()},
        {case: names for case, names in differ.items() if case in helped},
        {case: names for case, names in differ.items() if case not in helped},
    )


# --- facts -----------------------------------------------------------------------------------------


def _differing(before: Record | None, now: Record | None) -> tuple[str, ...]:
    """The facts that differ in any turn; an answer that only one run has differs in all."""
    one, other = _answers(before), _answers(now)
    if len(one) != len(other):
        return tuple(FACTS)
    return tuple(name for name, fact in FACTS.items() if list(map(fact, one)) != list(map(fact, other)))


def _answers(record: Record | None) -> tuple[Json, ...]:
    return record.answers if record else ()


def _readings(record: Record) -> int:
    return sum("model_reading" in answer["timings_ms"] for answer in record.answers)


# --- a group ---------------------------------------------------------------------------------------


def _group(pairs: Sequence[Pair]) -> Group:
    now = [record for *_, record in pairs if record]
    handed = {record.case_id for record in now if record.answer and "word" in record.answer["timings_ms"]}
    timed = {record.case_id for record in now if record.case_id in handed and not record.replayed}
    before = [record for _, _, record, _ in pairs if record and record.case_id in timed]
    differing = [_differing(one, other) for _, _, one, other in pairs]
    same = {fact: sum(fact not in names for names in differing) for fact in FACTS}
    return Group(
        cases=len(pairs),
        extractive=_column([one for one, *_ in pairs]),
        model=_column([other for _, other, *_ in pairs]),
        wording=_wording(now, handed, timed),
        extractive_whole=_times(before, "total"),
        same=same | {ALL: sum(not names for names in differing)},
    )


def _column(results: Sequence[CaseResult]) -> dict[str, Count]:
    found = {
        "strict_pass": Count(sum(result.strict for result in results), len(results)),
        "amounts": _scored(results, "amounts", 1.0),
        "unproven_figures": _scored(results, "figures", 0.0),
        "quotes": _scored(results, "quotes", 1.0),
    }
    for name in ("invented_answers", "false_not_covered"):
        among = [result for result in results if RATES[name].among(result)]
        found[name] = Count(sum(map(RATES[name].counted, among)), len(among))
    return found


def _scored(results: Iterable[CaseResult], name: str, counted: float) -> Count:
    values = [value for result in results if (value := result.scores.get(name)) is not None]
    return Count(values.count(counted), len(values))


def _wording(records: Sequence[Record], handed: set[str], timed: set[str]) -> Wording:
    answers = [record.answer for record in records if record.answer and record.case_id in handed]
    wrote = [answer for answer in answers if answer["checks"]["sentences"]]
    changed = [item for item in wrote if item["checks"]["replaced"] or item["checks"]["withheld"]]
    fresh = [record for record in records if record.case_id in timed]
    return Wording(
        worded=Count(sum(answer["answerer"] != "extractive" for answer in answers), len(answers)),
        changed=Count(len(changed), len(wrote)),
        readings=sum(map(_readings, records)),
        first=_times(fresh, "first_sentence"),
        worded_first=_times(fresh, "first_worded"),
        whole=_times(fresh, "total"),
    )


def _times(records: Iterable[Record], name: str) -> Times | None:
    import numpy as np

    timings = [record.answer["timings_ms"] for record in records if record.answer]
    taken = [spent[name] / 1000 for spent in timings if name in spent]
    if not taken:
        return None
    return Times(float(np.percentile(taken, 50)), float(np.percentile(taken, 95)), len(taken))
