"""Whether the named conditions of an award hold, and what to tell about those that do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from assistant.awards.model import LISTED, Award, ConditionRule, InputKind, PlanRule
from assistant.models import Condition, ConditionStatus, InputValue, Note

VALIDITY = "validity"
Values = Mapping[str, InputValue]


def named_conditions(award: Award, values: Values) -> Iterator[Condition]:
    """The conditions that the award's rule names, each against what is given."""
    for rule in award.conditions:
        yield Condition(
            id=rule.id,
            text=rule.text,
            status=_status(award, rule, values),
            clause=rule.evidence.clause,
            text_en=rule.text_en,
            input=rule.input,
        )


def _status(award: Award, rule: ConditionRule, values: Values) -> ConditionStatus:
    given = values.get(rule.input)
    if given is None:
        return ConditionStatus.UNKNOWN
    word = str(given).lower() if isinstance(given, bool) else given
    if rule.expected == LISTED:
        met = any(item.input == rule.input and item.level == word for item in award.parameters)
    else:
        met = word == rule.expected
    return ConditionStatus.MET if met else ConditionStatus.UNMET


def validity_conditions(award: Award, plan: PlanRule, values: Values, as_of: date) -> Iterator[Condition]:
    """The day of the assessment, and every date given, lies in the plan's validity, both ends included."""
    days = [("", "测算日期", "date of assessment", as_of)]
    for item in award.inputs:
        given = values.get(item.name)
        if item.kind is InputKind.DATE and isinstance(given, date):
            days.append((item.name, item.label, item.label_en, given))
    for name, label, label_en, day in days:
        met = plan.valid_from <= day <= plan.valid_to
        yield Condition(
            id=f"{VALIDITY}:{name}" if name else VALIDITY,
            text=f"{label}在政策有效期内（{written_day(plan.valid_from)}至{written_day(plan.valid_to)}）",
            status=ConditionStatus.MET if met else ConditionStatus.UNMET,
            clause=plan.validity.clause,
            text_en=f"the {label_en} lies in the plan's validity ({plan.valid_from} to {plan.valid_to})",
            input=name,
        )


def written_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def unmet_notes(award: Award, plan: PlanRule, conditions: list[Condition], as_of: date) -> Iterator[Note]:
    """What to tell about each unmet condition."""
    rules = {rule.id: rule for rule in award.conditions}
    for condition in conditions:
        if condition.status is not ConditionStatus.UNMET:
            continue
        if condition.id in rules:
            rule = rules[condition.id]
            yield Note(rule.id, rule.unmet, rule.unmet_en, condition.clause)
        elif condition.id == VALIDITY:
            yield _validity_note(plan, as_of)
        else:
            text, text_en = f"不满足：{condition.text}。", f"Not met: {condition.text_en}."
            yield Note(condition.id, text, text_en, condition.clause)


def _validity_note(plan: PlanRule, as_of: date) -> Note:
    if as_of < plan.valid_from:
        text = f"政策自{written_day(plan.valid_from)}起施行，{written_day(as_of)}尚未施行。"
        text_en = f"The plan is in force from {plan.valid_from}; on {as_of} it was not yet."
    else:
        text = f"政策有效期至{written_day(plan.valid_to)}，{written_day(as_of)}已过有效期。"
        text_en = f"The plan is in force until {plan.valid_to}; on {as_of} it has expired."
    return Note(VALIDITY, text, text_en, plan.validity.clause)
