"""The four ways an award is worked out. Exact: nothing is rounded here.

Each takes the values in force and the inputs given, and returns the range that the missing inputs leave open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.awards.model import Award, Form, Parameter, Role
from assistant.awards.split import split_total
from assistant.models import Condition, ConditionStatus, InputValue, Step
from assistant.text import format_money, format_percent

YUAN = "CNY"
ZERO = Decimal(0)

Values = Mapping[str, InputValue]


@dataclass(frozen=True, slots=True)
class Worked:
    """What a formula gives."""

    low: Decimal
    high: Decimal | None
    """None: without bound."""
    steps: tuple[Step, ...] = ()
    missing: tuple[str, ...] = ()
    gates: tuple[Condition, ...] = ()
    """Thresholds as conditions."""

    @property
    def amount(self) -> Decimal | None:
        """The one value that the range leaves, if any."""
        return self.low if self.low == self.high else None


def money_input(values: Values, name: str) -> Decimal | None:
    value = values.get(name)
    return value if isinstance(value, Decimal) else None


def work_out(award: Award, parameters: Sequence[Parameter], values: Values) -> Worked:
    """Apply the award's form to the values given; `parameters` are those in force.

    Raises:
        ValueError: a total contradicts its parts.
    """
    match award.form:
        case Form.FLAT:
            return _flat(award, parameters, values)
        case Form.WEIGHTED:
            return _weighted(award, parameters, values)
        case Form.TIERED:
            return _tiered(award, parameters, values)
        case Form.GATED:
            return _gated(award, parameters, values)


def of_role(parameters: Sequence[Parameter], role: Role) -> list[Parameter]:
    return [parameter for parameter in parameters if parameter.role is role]


def step(label: str, label_en: str, expression: str, value: Decimal, clause: str) -> Step:
    return Step(label, expression, value, YUAN, clause, label_en)


def _flat(award: Award, parameters: Sequence[Parameter], values: Values) -> Worked:
    amounts = of_role(parameters, Role.AMOUNT)
    asked = next((item.input for item in amounts if item.level), "")
    if not asked:
        return _settled(amounts[0].value, (_amount_step("奖励", "award", amounts[0]),))
    level = values.get(asked)
    if level is None:
        figures = [item.value for item in amounts]
        return Worked(min(figures), max(figures), missing=(asked,))
    for item in amounts:
        if item.level == level:
            choice = next(one for one in award.input(asked).choices if one.value == level)
            return _settled(item.value, (_amount_step(choice.label, choice.label_en, item),))
    return _settled(ZERO, ())


def _weighted(award: Award, parameters: Sequence[Parameter], values: Values) -> Worked:
    rates = of_role(parameters, Role.RATE)
    split = split_total(award, values)
    terms = [_rate_step(award, rate, split.parts[rate.input]) for rate in rates if rate.input in split.parts]
    known = sum((term.value for term in terms), ZERO)
    steps = [*split.steps, *terms]
    if len(terms) > 1:
        shown = " + ".join(format_money(term.value) for term in terms)
        steps.append(step("合计", "sum", shown, known, award.clause))
    missing = [rate for rate in rates if rate.input not in split.parts]
    asked = tuple(rate.input for rate in missing)
    worked = Worked(known, None if missing else known, tuple(steps), asked)
    if missing and split.rest is not None:
        worked = _spread(award, missing, split.rest, worked)
    return _capped(award, parameters, worked)


def _spread(award: Award, missing: Sequence[Parameter], rest: Decimal, worked: Worked) -> Worked:
    """What an amount of unknown split gives: all at the lowest rate, or all at the highest."""
    by_rate = sorted(missing, key=lambda rate: rate.value)
    least, most = _rate_step(award, by_rate[0], rest), _rate_step(award, by_rate[-1], rest)
    ends = (
        replace(least, label=f"最少：全部是{least.label}", label_en=f"at least: all {least.label_en}"),
        replace(most, label=f"最多：全部是{most.label}", label_en=f"at most: all {most.label_en}"),
    )
    return Worked(worked.low + least.value, worked.low + most.value, worked.steps + ends, worked.missing)


def _tiered(award: Award, parameters: Sequence[Parameter], values: Values) -> Worked:
    amounts = sorted(of_role(parameters, Role.AMOUNT), key=lambda item: item.value)
    asked, previous = amounts[0].input, money_input(values, award.deducts) or ZERO
    volume = money_input(values, asked)
    first = min(of_role(parameters, Role.THRESHOLD), key=lambda item: item.value)
    gate = _gate(award, first, volume)
    if volume is None:
        return Worked(ZERO, max(amounts[-1].value - previous, ZERO), missing=(asked,), gates=(gate,))
    reached = [item for item in amounts if item.tier is not None and item.tier <= volume]
    if not reached:
        return _settled(ZERO, (_gap_step(award, first, volume),), gate)
    best = reached[-1]
    shown = f"{format_money(volume)} ≥ {format_money(best.tier or ZERO)}"
    steps = [step("达到档次的奖励", "award of the tier reached", shown, best.value, best.evidence.clause)]
    rest = max(best.value - previous, ZERO)
    if previous:
        expression = f"{format_money(best.value)} - {format_money(previous)}"
        if previous > best.value:
            expression += "，不低于0"
        steps.append(step("扣除已拿的差额", "difference to pay", expression, rest, best.evidence.clause))
    return _settled(rest, tuple(steps), gate)


def _gated(award: Award, parameters: Sequence[Parameter], values: Values) -> Worked:
    (threshold,) = of_role(parameters, Role.THRESHOLD)
    (rate,) = of_role(parameters, Role.RATE)
    base, gauge = money_input(values, rate.input), money_input(values, threshold.input)
    gate = _gate(award, threshold, gauge)
    if gauge is not None and gauge < threshold.value:
        return _settled(ZERO, (_gap_step(award, threshold, gauge),), gate)
    missing = tuple(dict.fromkeys(one.input for one in (threshold, rate) if one.input not in values))
    if base is None:
        return _capped(award, parameters, Worked(ZERO, None, missing=missing, gates=(gate,)))
    line = _rate_step(award, rate, base)
    low = line.value if gauge is not None else ZERO
    return _capped(award, parameters, Worked(low, line.value, (line,), missing, (gate,)))


def _settled(amount: Decimal, steps: tuple[Step, ...], *gates: Condition) -> Worked:
    return Worked(amount, amount, steps, (), gates)


def _capped(award: Award, parameters: Sequence[Parameter], worked: Worked) -> Worked:
    for cap in of_role(parameters, Role.CAP):
        steps = worked.steps
        if worked.low > cap.value:
            expression = f"min({format_money(worked.low)}, {format_money(cap.value)})"
            steps += (step("封顶", "ceiling", expression, cap.value, cap.evidence.clause),)
        high = cap.value if worked.high is None else min(worked.high, cap.value)
        worked = Worked(min(worked.low, cap.value), high, steps, worked.missing, worked.gates)
    return worked


def _amount_step(label: str, label_en: str, item: Parameter) -> Step:
    return step(label, label_en, item.written, item.value, item.evidence.clause)


def _rate_step(award: Award, rate: Parameter, base: Decimal) -> Step:
    item = award.input(rate.input)
    expression = f"{format_money(base)} × {format_percent(rate.value)}"
    return step(item.short, item.label_en, expression, base * rate.value, rate.evidence.clause)


def _gap_step(award: Award, threshold: Parameter, given: Decimal) -> Step:
    item = award.input(threshold.input)
    expression = f"{format_money(threshold.value)} - {format_money(given)}"
    label, label_en = f"{item.short}距门槛还差", f"{item.label_en}: short of the threshold by"
    return step(label, label_en, expression, threshold.value - given, threshold.evidence.clause)


def _gate(award: Award, threshold: Parameter, given: Decimal | None) -> Condition:
    item = award.input(threshold.input)
    status = ConditionStatus.UNKNOWN
    if given is not None:
        status = ConditionStatus.MET if given >= threshold.value else ConditionStatus.UNMET
    return Condition(
        id=f"threshold:{item.name}",
        text=f"{item.label}达到{threshold.written}",
        status=status,
        clause=threshold.evidence.clause,
        text_en=f"{item.label_en} reaches CNY {threshold.value:,}",
        input=item.name,
    )
