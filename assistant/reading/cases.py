"""Brings a question's readings together with what the session knows: one case an award, year and level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from assistant.awards.calculator import calculate
from assistant.awards.inputs import parse_inputs
from assistant.awards.model import Award, Form, RuleTable
from assistant.models import Assessment, Condition, ConditionStatus, InputValue, Verdict
from assistant.query import Binding, Case, Memory, Mode, Problem, Query
from assistant.reading.mentions import About
from assistant.reading.years import years_before


def cases_of(query: Query, memory: Memory, rules: RuleTable) -> tuple[Case, ...]:
    """The cases to work out, in the order asked: earlier inputs, changed by what this question says."""
    remembered = {case.award_id: case for case in memory.cases}
    cases: list[Case] = []
    for award_id in query.awards:
        award = rules.award(award_id)
        own = [binding for binding in query.bindings if binding.award_id == award_id]
        told = [case for case in memory.told if case.award_id == award_id]
        yearly = any(item.problem is Problem.YEARLY for item in query.unread)
        if (query.each or yearly) and not own and len(told) > 1:  # 分别能奖多少: of every year told
            cases += told
            continue
        start = remembered.get(award_id, Case(award_id))
        new = [
            replace(_apply(award, start, variant), period=period)
            for period, bindings in _by_period(award, own)
            for variant in _variants(bindings)
        ]
        cases += [*years_before(award, new, told), *new]
    return tuple(cases)


def _by_period(award: Award, bindings: Sequence[Binding]) -> list[tuple[str, list[Binding]]]:
    """Split by year where the award is paid by the year, and by project where several are told.

    Where the payments of earlier years are given, earlier years are history: only the last one is asked about.
    """
    periods = sorted({item.period for item in bindings if item.period and item.input != award.deducts})
    numbered = [period for period in periods if period.startswith("#")]
    if numbered:
        return [(period, [item for item in bindings if item.period in ("", period)]) for period in numbered]
    if not award.per_year or len(periods) < 2:
        return [(periods[0] if award.per_year and periods else "", list(bindings))]
    volumes = {item.period for item in bindings if item.period and item.input != award.deducts}
    if award.deducts and any(binding.input == award.deducts for binding in bindings):
        last = max(volumes, default=periods[-1])
        own = [item for item in bindings if item.input == award.deducts or item.period in ("", last)]
        return [(last, own)]
    return [
        (period, [item for item in bindings if item.period in ("", period)])
        for period in periods
        if period in volumes
    ]


def _variants(bindings: Sequence[Binding]) -> list[list[Binding]]:
    """Several values of one choice (国家级和省级各多少) make as many cases."""
    choices: dict[str, list[Binding]] = {}
    for binding in bindings:
        if isinstance(binding.value, str):
            choices.setdefault(binding.input, []).append(binding)
    several = next((name for name, items in choices.items() if len(items) > 1), None)
    if several is None:
        return [list(bindings)]
    common = [binding for binding in bindings if binding.input != several]
    return [[*common, choice] for choice in choices[several]]


def _apply(award: Award, case: Case, bindings: Iterable[Binding]) -> Case:
    inputs, high, about = dict(case.inputs), dict(case.high), dict(case.about)
    bindings = list(bindings)
    for name in _outdated(award, inputs, bindings):
        inputs.pop(name, None)
    for binding in bindings:
        if binding.mode is Mode.DROP:
            inputs.pop(binding.input, None)
            continue
        value = binding.value
        old = inputs.get(binding.input)
        if isinstance(old, Decimal) and isinstance(value, Decimal):
            value = _changed(old, value, binding.mode)
        inputs[binding.input] = value
        high.pop(binding.input, None)
        about.pop(binding.input, None)
        if binding.high is not None:
            high[binding.input] = binding.high
        if binding.about:
            about[binding.input] = binding.about
    return Case(award.id, inputs, high, about)


def _changed(old: Decimal, value: Decimal, mode: Mode) -> Decimal:
    match mode:
        case Mode.ADD:
            return old + value
        case Mode.SUBTRACT:
            return max(old - value, Decimal(0))
        case Mode.SCALE:
            return old * value
    return value


def _outdated(award: Award, inputs: dict[str, InputValue], bindings: Sequence[Binding]) -> list[str]:
    """A new total makes remembered parts void; parts that are all known make a remembered total void."""
    given = {binding.input for binding in bindings}
    void: list[str] = []
    for item in award.inputs:
        if not item.sum_of:
            continue
        if item.name in given:
            void += [name for name in item.sum_of if name not in given]
        elif item.name in inputs and all(name in given or name in inputs for name in item.sum_of):
            void.append(item.name)
    return void


@dataclass(frozen=True, slots=True)
class Worked:
    case: Case
    assessment: Assessment
    problem: str = ""
    """Why it could not be worked out: contradicting or impossible inputs."""
    day: date | None = None
    """The day it was worked out for, where the case's year sets another than the question's."""
    absurd: bool = False
    """Whether an input alone is impossible, rather than contradicting another."""


def work_out(cases: Sequence[Case], rules: RuleTable, as_of: date) -> tuple[Worked, ...]:
    """Assess all cases; years of a tiered award build on each other."""
    worked: list[Worked] = []
    paid: dict[str, Decimal] = {}
    for case in cases:
        award = rules.award(case.award_id)
        inputs = dict(case.inputs)
        earlier = paid.get(award.id)
        if award.deducts and case.period and earlier is not None and award.deducts not in inputs:
            inputs[award.deducts] = earlier
        day = _day_of(case, rules, as_of)
        try:
            checked = parse_inputs(award, inputs)
            assessment = _ranged(rules, award, checked, case, day)
        except ValueError as error:
            worked.append(
                Worked(case, calculate(rules, award, {}, day), str(error), absurd=_absurd(award, inputs))
            )
            continue
        if award.deducts and assessment.amount is not None:
            paid[award.id] = paid.get(award.id, Decimal(0)) + assessment.amount
        other_day = None if day == as_of else day
        worked.append(Worked(case, replace(assessment, period=case.period), day=other_day))
    return tuple(worked)


def _absurd(award: Award, inputs: dict[str, InputValue]) -> bool:
    try:
        parse_inputs(award, inputs)
    except ValueError:
        return True
    return False


def _day_of(case: Case, rules: RuleTable, as_of: date) -> date:
    """A year wholly outside the validity is assessed on a day of that year."""
    plan = rules.plan(rules.award(case.award_id).document_id)
    year = int(case.period) if len(case.period) == 4 and case.period.isdigit() else plan.valid_from.year
    if year < plan.valid_from.year:
        return date(year, 12, 31)
    if year > plan.valid_to.year:
        return date(year, 1, 1)
    return as_of


def _ranged(
    rules: RuleTable, award: Award, inputs: dict[str, InputValue], case: Case, as_of: date
) -> Assessment:
    """Where an input is a range (200到300万, 近100万), both ends are worked out."""
    base = calculate(rules, award, inputs, as_of)
    under = {name: value for name, value in inputs.items() if case.about.get(name) is About.UNDER}
    if under:
        return _under(base, calculate(rules, award, inputs | _a_fen_less(under), as_of))
    low, high = dict(inputs), dict(inputs)
    for name, top in case.high.items():
        high[name] = top
    for name, about in case.about.items():
        value = inputs.get(name)
        if isinstance(value, Decimal) and about is About.BELOW and name not in case.high:
            low[name] = value * Decimal("0.9")
    if low == high:
        return base
    least, most = calculate(rules, award, low, as_of), calculate(rules, award, high, as_of)
    by_tier = award.form is Form.TIERED
    decisive = bool(case.high) or by_tier or least.verdict is not most.verdict
    if not decisive or _span(least) == _span(most):
        return base
    return replace(
        most,
        verdict=least.verdict if least.verdict is most.verdict else Verdict.UNDETERMINED,
        amount=None,
        amount_if_met=None,
        amount_min=_span(least)[0],
        amount_max=_span(most)[1],
        inputs=dict(inputs),
        steps=(*least.steps, *most.steps),
        conditions=tuple(
            _open(one, other) for one, other in zip(least.conditions, most.conditions, strict=True)
        ),
    )


def _a_fen_less(values: Mapping[str, InputValue]) -> dict[str, InputValue]:
    return {
        name: value - Decimal("0.01")
        for name, value in values.items()
        if isinstance(value, Decimal) and value
    }


def _under(base: Assessment, below: Assessment) -> Assessment:
    """不到100万: what holds just below decides; its odd figure is no part of the working shown."""
    if (
        below.verdict is base.verdict
        and (base.steps or below.amount == base.amount)
        and not _stepped(base, below)
    ):
        return base
    return replace(below, steps=(), inputs=base.inputs)


def _stepped(base: Assessment, below: Assessment) -> bool:
    """Whether a fen less gives an amount smaller by more than that fen."""
    one, other = base.amount_if_met, below.amount_if_met
    return one is not None and other is not None and one - other > Decimal(1)


def _open(low: Condition, high: Condition) -> Condition:
    """A condition that holds at one end of a range only is open."""
    return low if low.status is high.status else replace(high, status=ConditionStatus.UNKNOWN)


def _span(assessment: Assessment) -> tuple[Decimal | None, Decimal | None]:
    if assessment.amount is not None:
        return assessment.amount, assessment.amount
    return assessment.amount_min, assessment.amount_max


def remember(memory: Memory, query: Query, cases: Sequence[Case], asked: Iterable[tuple[str, str]]) -> Memory:
    """What the session knows after this turn."""
    latest = {case.award_id: case for case in memory.cases}
    for award_id in query.awards:
        latest.setdefault(award_id, Case(award_id))
    for case in cases:
        latest[case.award_id] = replace(case, period="")
    years = {(case.award_id, case.period): case for case in memory.told}
    years |= {(case.award_id, case.period): case for case in cases if len(case.period) == 4}
    waiting = [item.binding for item in query.unread if item.binding is not None]
    return replace(
        memory,
        cases=tuple(latest.values()),
        told=tuple(years.values()),
        focus=query.awards,
        asked=tuple(asked),
        bare=tuple(
            (item.award_id, item.input, item.value) for item in waiting if isinstance(item.value, Decimal)
        ),
        target=query.target,
    )
