"""Turns rules and inputs into an assessment with its working. Pure; no constant or award stands in this code.

An amount is worked out as if unknown conditions were met; an unmet one brings it to 0, and what it holds back
stays in `amount_if_met`. One input is never inferred from another: a past acceptance date does not make a
project accepted. Amounts are rounded to fen, half up, once at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from assistant.awards.conditions import named_conditions, unmet_notes, validity_conditions
from assistant.awards.formulas import ZERO, Worked, step, work_out
from assistant.awards.inputs import parse_inputs
from assistant.awards.model import Award, Evidence, Parameter, PlanRule, RuleTable
from assistant.models import (
    Assessment,
    Citation,
    Condition,
    ConditionStatus,
    InputValue,
    Note,
    Step,
    Verdict,
)
from assistant.text import format_money, plain, round_to_fen

__all__ = ["assess_all", "calculate", "parse_inputs"]

Profile = Mapping[str, object]


def calculate(rules: RuleTable, award: Award, inputs: Mapping[str, InputValue], as_of: date) -> Assessment:
    """Work out one award on the day `as_of`.

    Raises:
        ValueError: a total contradicts its parts.
    """
    plan = rules.plan(award.document_id)
    worked = work_out(award, parameters_in_force(award, plan, as_of), inputs)
    conditions = [
        *named_conditions(award, inputs),
        *worked.gates,
        *validity_conditions(award, plan, inputs, as_of),
    ]
    verdict = _verdict(conditions, worked)
    if_met = None if worked.amount is None else round_to_fen(worked.amount)
    amount = ZERO if verdict is Verdict.NOT_ELIGIBLE else if_met
    low, high = _range(worked, amount)
    return Assessment(
        award_id=award.id,
        title=award.title,
        verdict=verdict,
        amount=_tidy(amount),
        amount_min=_tidy(low),
        amount_max=_tidy(high),
        amount_if_met=_tidy(if_met),
        missing=worked.missing if worked.amount is None else (),
        steps=_steps(award, worked, if_met),
        conditions=tuple(conditions),
        citations=tuple(_citations(award, plan, conditions)),
        notes=tuple(_notes(award, plan, conditions, worked, inputs, as_of)),
        inputs=dict(inputs),
    )


def assess_all(rules: RuleTable, profile: Profile, as_of: date) -> tuple[Assessment, ...]:
    """Work out every award against one enterprise.

    `profile` is flat, {input: value} applied to every award with that input, or {award id: {input: value}}.

    Raises:
        ValueError: an unknown award or input, or a value not of its kind.
    """
    known = {award.id for award in rules.awards}
    if profile and all(isinstance(value, Mapping) for value in profile.values()):
        _refuse_unknown("奖励", set(profile), known)
        raw = {award.id: profile.get(award.id, {}) for award in rules.awards}
    else:
        names = {award.id: {item.name for item in award.inputs} for award in rules.awards}
        _refuse_unknown("输入项", set(profile), set().union(*names.values()))
        raw = {key: {name: profile[name] for name in profile if name in own} for key, own in names.items()}
    assessments = []
    for award in rules.awards:
        given = raw[award.id]
        assert isinstance(given, Mapping)
        assessments.append(calculate(rules, award, parse_inputs(award, given), as_of))
    return tuple(assessments)


def parameters_in_force(award: Award, plan: PlanRule, as_of: date) -> tuple[Parameter, ...]:
    """The values that hold on a day; outside the plan's validity, those of its nearest day."""
    day = min(max(as_of, plan.valid_from), plan.valid_to)
    return tuple(
        item
        for item in award.parameters
        if item.in_force_from <= day and (item.in_force_to is None or day <= item.in_force_to)
    )


def _refuse_unknown(what: str, given: set[str], known: set[str]) -> None:
    unknown = sorted(given - known)
    if unknown:
        raise ValueError(f"没有{what} {unknown[0]!r}；可用的：{', '.join(sorted(known))}")


def _verdict(conditions: Sequence[Condition], worked: Worked) -> Verdict:
    statuses = {condition.status for condition in conditions}
    if ConditionStatus.UNMET in statuses:
        return Verdict.NOT_ELIGIBLE
    if ConditionStatus.UNKNOWN in statuses or worked.amount is None:
        return Verdict.UNDETERMINED
    return Verdict.ELIGIBLE


def _range(worked: Worked, amount: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    """The range of the amount while inputs are missing; none where nothing is."""
    if worked.amount is not None:
        return None, None
    if amount is not None:
        return amount, amount
    return round_to_fen(worked.low), None if worked.high is None else round_to_fen(worked.high)


def _tidy(value: Decimal | None) -> Decimal | None:
    """Drop trailing zeros, so that equal amounts also look the same."""
    return None if value is None else Decimal(plain(value))


def _steps(award: Award, worked: Worked, amount: Decimal | None) -> tuple[Step, ...]:
    """The working, closed by the result where rounding changed it or the last line does not show it."""
    steps = worked.steps
    if amount is None or (steps and steps[-1].value == amount):
        return steps
    exact = worked.amount or ZERO
    shown = f"{format_money(exact)}，四舍五入到分" if exact != amount else format_money(amount)
    return (*steps, step("奖励", "award", shown, amount, award.clause))


def _citations(award: Award, plan: PlanRule, conditions: Sequence[Condition]) -> Iterator[Citation]:
    """The award's sentence, what proves its conditions and notes, the validity; nothing cited twice."""
    rules = {rule.id: rule.evidence for rule in award.conditions}
    proofs: list[Evidence] = [award.evidence]
    proofs += [rules[condition.id] for condition in conditions if condition.id in rules]
    proofs += [proof for _, proof in award.note_evidence]
    proofs.append(plan.validity)
    proofs += [proof for _, proof in plan.evidence]
    cited: list[Evidence] = []
    for proof in proofs:
        if not any(_within(proof, other) for other in cited):
            cited.append(proof)
            yield proof.cite()


def _within(inner: Evidence, outer: Evidence) -> bool:
    return inner.clause == outer.clause and outer.start <= inner.start and inner.end <= outer.end


def _notes(
    award: Award,
    plan: PlanRule,
    conditions: list[Condition],
    worked: Worked,
    inputs: Mapping[str, InputValue],
    as_of: date,
) -> Iterator[Note]:
    yield from unmet_notes(award, plan, conditions, as_of)
    unknown = [
        item
        for item in conditions
        if item.status is ConditionStatus.UNKNOWN and item.input not in worked.missing
    ]
    if unknown and not any(item.status is ConditionStatus.UNMET for item in conditions):
        yield Note(
            "as-if-met",
            f"以下条件还不清楚，金额按满足计算：{'；'.join(item.text for item in unknown)}。",
            f"Not known yet, counted as met: {'; '.join(item.text_en for item in unknown)}.",
        )
    yield from _input_notes(award, worked, inputs, as_of)
    yield from award.notes
    yield from plan.notes


def _input_notes(
    award: Award, worked: Worked, inputs: Mapping[str, InputValue], as_of: date
) -> Iterator[Note]:
    if award.deducts:
        item = award.input(award.deducts)
        if award.deducts not in inputs:
            text = f"没有给出{item.label}，按没有拿过计算。"
            yield Note("nothing-deducted", text, f"The {item.label_en} was not given and is taken as 0.")
        elif worked.amount == ZERO and all(gate.status is ConditionStatus.MET for gate in worked.gates):
            text = f"{item.label}已不低于本档金额，没有差额可补。"
            yield Note("nothing-left", text, f"The {item.label_en} covers this tier: nothing is left to pay.")
    for item in award.inputs:
        given = inputs.get(item.name)
        if isinstance(given, date) and given > as_of:
            text = f"{item.label}（{given}）晚于测算日期（{as_of}），届时以实际为准。"
            text_en = f"The {item.label_en} ({given}) is after the date of assessment ({as_of})."
            yield Note(f"ahead:{item.name}", text, text_en)
