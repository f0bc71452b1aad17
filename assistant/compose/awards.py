"""Answers for the cases that a question tells: the amount first, then its working and conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.awards.conditions import written_day
from assistant.awards.model import Award, InputKind, RuleTable
from assistant.compose.asking import ask_missing, tell_misspelt, tell_understood, tell_unread
from assistant.compose.assessment import (
    condition_text,
    direct_answer,
    period_label,
    step_text,
    tell_common_notes,
    tell_conditions,
    tell_own_notes,
    tell_working,
)
from assistant.compose.claims import refusal, tell_findings
from assistant.compose.draft import Draft
from assistant.compose.judged import Judged
from assistant.compose.limits import both_levels
from assistant.compose.many import tell_each_of_many
from assistant.models import (
    Assessment,
    ConditionStatus,
    Step,
    Verdict,
)
from assistant.query import Query
from assistant.reading.cases import Worked
from assistant.reading.choices import choice_label
from assistant.reading.claims import check
from assistant.text import format_money

TOTAL = ("总共", "一共", "合计", "总计", "加起来", "加一起", "total", "altogether", "in all", "combined")


def compose_awards(
    draft: Draft, query: Query, rules: RuleTable, worked: Sequence[Worked], judged: Sequence[Judged] = ()
) -> None:
    """Answer for every case that the question tells."""
    awards = [rules.award(item.case.award_id) for item in worked]
    tell_misspelt(draft, query)
    pairs = [(award, item.assessment) for award, item in zip(awards, worked, strict=True)]
    found = check(query.claims, pairs, _sum(query, worked))
    refused = any(item.assessment.verdict is Verdict.NOT_ELIGIBLE for item in worked)
    # 对 is only said to who asks whether something is so, and never beside a refusal.
    findings = [
        item for item in found if not item.right or ((query.confirms or item.claim.at_least) and not refused)
    ]
    judged = (*judged, *both_levels(query, awards, [item.assessment for item in worked], _sum(query, worked)))
    tell_findings(draft, query, findings, judged)
    opening = refusal(draft, query) if refused and not draft.lines else ""
    draft.assessments = tuple(item.assessment for item in worked)
    draft.facts += [written_day(query.as_of), str(query.as_of), "0元"]
    told = not (findings and not query.bindings)
    if query.then:
        worked = [replace(item, day=item.day or query.as_of) for item in worked]
    if len(worked) == 1:
        _single(draft, awards[0], worked[0], opening if told else None)
    else:
        _several(draft, query, awards, worked)
    tell_each_of_many(draft, query, awards)
    tell_unread(draft, query)
    if any(item.case.about for item in worked):
        draft.add(
            "按您说的约数估算，以实际金额为准。",
            "Worked out from your approximate figures; the actual amounts decide.",
        )
    tell_common_notes(draft, rules, awards, draft.assessments)
    ask_missing(draft, query, awards, worked, told)
    tell_understood(draft, awards, worked)
    draft.clauses = tuple(dict.fromkeys(award.clause for award in awards))


def _single(draft: Draft, award: Award, worked: Worked, opening: str | None) -> None:
    """One case. `opening`: a word before the verdict; None where the verdict was told already."""
    result = worked.assessment
    marker = draft.mark(award.clause, award.evidence.quote)
    if worked.problem:
        _problem(draft, award, worked, marker)
        return
    if opening is not None:
        draft.lines.append(opening + direct_answer(draft, award, result, marker, worked.day))
    tell_working(draft, award, result, marker)
    if not result.steps or result.missing:
        draft.add(f"算法：{award.formula}。{marker}", f"Rule: {award.formula_en}. {marker}")
    tell_conditions(draft, award, result, marker)
    tell_own_notes(draft, award, result)


def _problem(draft: Draft, award: Award, worked: Worked, marker: str) -> None:
    if worked.absurd:
        draft.add(
            "金额大得不合常理，请核对数字和单位。",
            "An amount is beyond anything plausible. Please check figure and unit.",
        )
    else:
        draft.add(
            "几个数对不上：各部分加起来超过了总额，请核对。",
            "The figures do not fit: the parts exceed their total. Please check.",
        )
    draft.add(f"算法：{award.formula}。{marker}", f"Rule: {award.formula_en}. {marker}")


def _several(draft: Draft, query: Query, awards: Sequence[Award], worked: Sequence[Worked]) -> None:
    items = []
    for award, item in zip(awards, worked, strict=True):
        marker = draft.mark(award.clause, award.evidence.quote)
        period = period_label(draft, item.case.period)
        level = _level(draft, award, item.assessment)
        lines = [f"- {period}{level}{direct_answer(draft, award, item.assessment, marker, item.day)}"]
        if item.assessment.steps:
            lines.append(
                draft.say("  测算：", "  Working: ")
                + draft.say("；", "; ").join(map(lambda s: step_text(draft, s), item.assessment.steps))
                + draft.say("。", ".")
            )
        elif item.assessment.missing:
            lines.append(draft.say(f"  算法：{award.formula}。", f"  Rule: {award.formula_en}."))
        unknown = [c for c in item.assessment.conditions if c.status is ConditionStatus.UNKNOWN]
        if unknown and item.assessment.verdict is not Verdict.NOT_ELIGIBLE:
            lines.append(
                "  "
                + draft.say("条件：", "Conditions: ")
                + draft.say("；", "; ").join(condition_text(draft, c) for c in unknown)
                + draft.say("。", ".")
            )
        items.append("\n".join(lines))
    draft.lines.append("\n".join(items))
    shown: set[str] = set()
    for award, item in zip(awards, worked, strict=True):
        if award.id not in shown and len({one.id for one in awards}) == 1:
            tell_own_notes(draft, award, item.assessment)
        shown.add(award.id)
    _total(draft, query, worked)
    if len({award.id for award in awards}) > 1:
        draft.add(
            "几项奖励能否同时享受，行动计划没有写明。",
            "The plan does not say whether several of its awards can be combined.",
        )


def _level(draft: Draft, award: Award, result: Assessment) -> str:
    for item in award.inputs:
        value = result.inputs.get(item.name)
        if item.kind is InputKind.CHOICE and value is not None and item.name == "level":
            return f"{choice_label(item, value, draft.english)} "
    return ""


def _sum(query: Query, worked: Sequence[Worked]) -> Decimal | None:
    """The sum of several cases where one is asked for and all are known."""
    amounts = [item.assessment.amount for item in worked]
    known = [amount for amount in amounts if amount is not None]
    asked = any(word in query.text for word in TOTAL)
    return sum(known, Decimal(0)) if asked and len(known) == len(amounts) > 1 else None


def _total(draft: Draft, query: Query, worked: Sequence[Worked]) -> None:
    """The sum where one is asked for; it stands in the working of the last assessment."""
    total = _sum(query, worked)
    if total is None:
        return
    known = [item.assessment.amount for item in worked if item.assessment.amount is not None]
    expression = " + ".join(format_money(amount) for amount in known)
    last = draft.assessments[-1]
    step = Step(
        "各项相加", expression, total, "CNY", last.steps[-1].clause if last.steps else "", "all together"
    )
    draft.assessments = (*draft.assessments[:-1], replace(last, steps=(*last.steps, step)))
    draft.add(
        f"各项相加：{expression} = 最高**{draft.money(total)}**。",
        f"All together: {expression} = at most **{draft.money(total)}**.",
    )
