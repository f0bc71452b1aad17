"""Finds the least input that reaches a wanted amount: 要拿满500万元，软件至少投多少？"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from assistant.awards.calculator import calculate, parameters_in_force
from assistant.awards.formulas import ZERO, of_role, work_out
from assistant.awards.inputs import MOST
from assistant.awards.model import Award, Form, InputKind, Parameter, Role, RuleTable
from assistant.models import GoalSeek, InputValue
from assistant.text import plain

FEN = Decimal("0.01")

Values = dict[str, InputValue]


def goal_seek(
    rules: RuleTable,
    award: Award,
    target: Decimal,
    inputs: Mapping[str, InputValue],
    vary: str | None,
    as_of: date,
) -> GoalSeek:
    """Find the least value of `vary`, exact to fen, for which the award reaches `target` yuan.

    Without `vary` the input with the highest rate is taken. Other amounts that are not given count as 0.
    Conditions do not bear on the search: it works with the amount as if they were met, and the assessment
    says which are not. An award by level has no amount to vary: `value` is None and the assessment is that
    of the lowest level that reaches the target, or of the highest there is.

    Raises:
        ValueError: the target is not positive, or `vary` is no input that the amount grows with.
    """
    if not target.is_finite() or target <= 0:
        raise ValueError(f"目标金额 {target!r} 必须大于 0，单位元")
    parameters = parameters_in_force(award, rules.plan(award.document_id), as_of)
    if award.form is Form.FLAT:
        return _by_level(rules, award, target, inputs, parameters, as_of)
    name = _varied(award, parameters, vary)
    values = _fixed(award, parameters, inputs, name)

    def amount_at(value: Decimal) -> Decimal:
        return work_out(award, parameters, values | {name: value}).low

    reachable = amount_at(MOST)
    found = _least(amount_at, min(target, reachable))
    return GoalSeek(
        award_id=award.id,
        target=target,
        input=name,
        value=found if target <= reachable else None,
        reachable_max=Decimal(plain(reachable)),
        assessment=calculate(rules, award, values | {name: found}, as_of),
    )


def _varied(award: Award, parameters: Sequence[Parameter], vary: str | None) -> str:
    """The input to vary: the one asked for, or the one with the highest rate."""
    rates = of_role(parameters, Role.RATE)
    growing = [item.input for item in sorted(rates, key=lambda rate: rate.value, reverse=True)]
    growing += [item.input for item in of_role(parameters, Role.THRESHOLD)]
    if vary is None:
        return growing[0]
    if vary not in growing:
        raise ValueError(f"不能按 {vary!r} 反推；可用的输入项：{', '.join(dict.fromkeys(growing))}")
    return vary


def _fixed(
    award: Award, parameters: Sequence[Parameter], inputs: Mapping[str, InputValue], varied: str
) -> Values:
    """The other inputs: amounts that count and are not given are 0, totals are left to follow."""
    totals = {item.name for item in award.inputs if item.sum_of}
    values = {key: value for key, value in inputs.items() if key not in totals and key != varied}
    for parameter in parameters:
        if parameter.input and award.input(parameter.input).kind is InputKind.MONEY:
            values.setdefault(parameter.input, ZERO)
    return values


def _least(amount_at: Callable[[Decimal], Decimal], target: Decimal) -> Decimal:
    """Bisect on whole fen; the amount never falls as the input grows."""
    low, high = -1, int(MOST / FEN)
    while high - low > 1:
        middle = (low + high) // 2
        if amount_at(middle * FEN) >= target:
            high = middle
        else:
            low = middle
    return Decimal(plain(high * FEN))


def _by_level(
    rules: RuleTable,
    award: Award,
    target: Decimal,
    inputs: Mapping[str, InputValue],
    parameters: Sequence[Parameter],
    as_of: date,
) -> GoalSeek:
    amounts = sorted(of_role(parameters, Role.AMOUNT), key=lambda item: item.value)
    best = next((item for item in amounts if item.value >= target), amounts[-1])
    values = {**inputs, best.input: best.level} if best.level else dict(inputs)
    return GoalSeek(
        award_id=award.id,
        target=target,
        input=best.input if best.level else "",
        value=None,
        reachable_max=amounts[-1].value,
        assessment=calculate(rules, award, values, as_of),
    )
