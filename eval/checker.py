"""Is the gold set sound? Ids, questions, addresses, and amounts that the calculator itself produces."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from assistant.models import Assessment
from eval.cases import Case
from eval.figures import plain

if TYPE_CHECKING:
    from assistant.awards.model import RuleTable
    from assistant.library import Library

BOUNDARY = "boundary"
"""Tag of cases that differ in their figures only, because the boundary between them is the point."""
_FIGURE = re.compile(r"[\d０-９零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟.,，]+")


def check_cases(cases: Sequence[Case], library: Library, rules: RuleTable) -> tuple[str, ...]:
    """Everything wrong with the gold set, one line a finding; empty where it is sound."""
    return (
        *_ids(cases),
        *_questions(cases),
        *(line for case in cases for line in _case(case, library, rules)),
    )


def _ids(cases: Sequence[Case]) -> Iterator[str]:
    for case_id, times in Counter(case.id for case in cases).items():
        if times > 1:
            yield f"{case_id}: the id is used {times} times"


def _questions(cases: Sequence[Case]) -> Iterator[str]:
    """The same question twice, or one that repeats another with the figures changed."""
    same: dict[str, list[Case]] = defaultdict(list)
    alike: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        asked = f"{case.as_of} " + "\n".join(re.sub(r"\s+", "", turn) for turn in case.turns)
        same[asked].append(case)
        alike[_FIGURE.sub("#", asked)].append(case)
    for group in same.values():
        if len(group) > 1:
            yield f"{_names(group)}: the same question"
    for group in alike.values():
        loose = any(BOUNDARY not in case.tags for case in group)
        worded = any(character.isalpha() for turn in group[0].turns for character in _FIGURE.sub("", turn))
        if len(group) > 1 and loose and worded:
            yield f"{_names(group)}: differ in figures only; tag them {BOUNDARY!r} if that is the point"


def _names(cases: Iterable[Case]) -> str:
    return ", ".join(case.id for case in cases)


def _case(case: Case, library: Library, rules: RuleTable) -> Iterator[str]:
    yield from (f"{case.id}: {line}" for line in _addresses(case, library))
    yield from (f"{case.id}: {line}" for line in _awards(case, rules))


def _addresses(case: Case, library: Library) -> Iterator[str]:
    wanted = {*case.expected_clauses_all, *case.expected_clauses_any}
    for address in sorted(wanted | set(case.expected_clauses_none)):
        try:
            library.clause(address)
        except LookupError as error:
            yield str(error)
    for address in sorted(wanted.intersection(case.expected_clauses_none)):
        yield f"{address} is both expected and excluded"
    for address in sorted(set(case.expected_clauses_any).intersection(case.expected_clauses_all)):
        yield f"{address} is in both expected_clauses_all and expected_clauses_any"


def _awards(case: Case, rules: RuleTable) -> Iterator[str]:
    known = {award.id: award for award in rules.awards}
    expected = (case.expected_amounts, case.expected_amounts_min_max, case.expected_amounts_if_met)
    named = {award for group in (*expected, case.expected_verdicts, case.inputs) for award in group}
    for award in sorted(named - known.keys()):
        yield f"no award {award!r}"
    inputs = {item.name for award in rules.awards for item in award.inputs}
    for name in sorted(set(case.expected_missing) - inputs):
        yield f"no input {name!r} to be missing"
    for award in sorted(case.inputs.keys() & known.keys()):
        yield from _worked_out(case, award, rules)


def _worked_out(case: Case, award: str, rules: RuleTable) -> Iterator[str]:
    """Give the calculator the case's inputs and compare what it makes of them."""
    try:
        found = [_assess(case, award, raw, rules) for raw in _each(case.inputs[award])]
    except ValueError as error:
        yield f"{award}: the calculator refuses the inputs: {error}"
        return
    amounts = [item.amount for item in found]
    if award in case.expected_amounts and amounts != list(case.expected_amounts[award]):
        yield f"{award}: calculated {_written(amounts)}, expected {_written(case.expected_amounts[award])}"
    if award in case.expected_amounts_if_met:
        held = [item.amount_if_met for item in found]
        if case.expected_amounts_if_met[award] not in held:
            yield f"{award}: if met {_written(held)}, expected {plain(case.expected_amounts_if_met[award])}"
    if award in case.expected_amounts_min_max:
        ranges = [(item.amount_min, item.amount_max) for item in found]
        if case.expected_amounts_min_max[award] not in ranges:
            yield f"{award}: ranges {[_written(r) for r in ranges]}, expected otherwise"


def _assess(case: Case, award: str, raw: Mapping[str, Any], rules: RuleTable) -> Assessment:
    from assistant.awards.calculator import calculate, parse_inputs

    rule = rules.award(award)
    return calculate(rules, rule, parse_inputs(rule, raw), case.as_of)


def _each(inputs: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    return [inputs] if isinstance(inputs, Mapping) else inputs


def _written(values: Iterable[Decimal | None]) -> str:
    return "/".join("none" if value is None else plain(value) for value in values)
