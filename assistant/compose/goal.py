"""The least input that reaches a wanted amount."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.awards.conditions import written_day
from assistant.awards.goal_seek import goal_seek
from assistant.awards.model import Award, Role, RuleTable
from assistant.compose.asking import tell_understood
from assistant.compose.assessment import tell_common_notes, tell_working
from assistant.compose.draft import Draft
from assistant.models import (
    Assessment,
    GoalSeek,
    Step,
)
from assistant.query import Query
from assistant.reading.cases import Worked
from assistant.text import format_money


def compose_goal(draft: Draft, query: Query, rules: RuleTable, worked: Sequence[Worked]) -> None:
    """The least input that reaches the wanted amount."""
    results: list[Assessment] = []
    for item in worked:
        award = rules.award(item.case.award_id)
        marker = draft.mark(award.clause, award.evidence.quote)
        paid = [one.value for one in award.parameters if one.role in (Role.CAP, Role.AMOUNT)]
        target = (
            query.target
            if query.target is not None
            else _next_tier(query, award, item.assessment) or max(paid)
        )
        _from_ceiling(draft, query, award, item.assessment, results, marker)
        rates = [one.input for one in award.parameters if one.role is Role.RATE]
        draft.facts += [written_day(query.as_of), str(query.as_of)]
        options = [query.vary] if query.vary else (list(dict.fromkeys(rates)) or [""])
        if not query.vary:
            options = [name for name in options if name not in item.case.inputs] or options
        for name in options:
            given = {key: value for key, value in item.case.inputs.items() if key != name}
            try:
                sought = goal_seek(rules, award, target, given, name or None, query.as_of)
            except ValueError:
                draft.add(
                    f"{award.title}是固定金额：{award.formula}。{marker}",
                    f"{award.title_en} is a fixed amount: {award.formula_en}. {marker}",
                )
                results.append(item.assessment)
                break
            field = award.input(sought.input)
            only = len(options) > 1 or (query.vary and len(rates) > 1 and not item.case.inputs)
            who = draft.say(
                f"{'只投' if only else ''}{field.short}", field.label_en + (" alone" if only else "")
            )
            if sought.value is None:
                draft.add(
                    f"做不到：{who}再多，最高也只有**{draft.money(sought.reachable_max)}**。{marker}",
                    f"Not possible: with {who} the most is **{draft.money(sought.reachable_max)}**. {marker}",
                )
            else:
                # A wanted amount that the rule does not give exactly stands in no working: it is not repeated.
                exact = sought.assessment.amount_if_met == target
                wanted = draft.money(target) if exact else draft.say("您要的金额", "the amount you want")
                draft.add(
                    f"要最高拿到{wanted}，{who}至少要**{draft.money(sought.value)}**。{marker}",
                    f"To reach {wanted}, {who} must be at least **{draft.money(sought.value)}**. {marker}",
                )
                _still_needed(draft, award, item.case.inputs.get(sought.input), sought, results, marker)
            tell_working(draft, award, sought.assessment, marker)
            if not results or results[-1].award_id != award.id or len(options) > 1:
                results.append(sought.assessment)
    draft.assessments = tuple(results)
    awards = [rules.award(item.case.award_id) for item in worked]
    tell_common_notes(draft, rules, awards, draft.assessments)
    tell_understood(draft, awards, worked)
    draft.clauses = tuple(dict.fromkeys(award.clause for award in awards))


_FROM_CEILING = re.compile(
    r"(离|距离?)(上限|封顶|顶格|满额|最高(额|奖励)?|\d+万)[^,。;]{0,6}(差|少|有|剩|空间)"
)


def _from_ceiling(
    draft: Draft, query: Query, award: Award, result: Assessment, results: list[Assessment], marker: str
) -> None:
    """离上限还差多少: what the amount worked out leaves of the ceiling, before what that would take."""
    caps = [item.value for item in award.parameters if item.role is Role.CAP]
    amount = result.amount_if_met
    if not caps or amount is None or not _FROM_CEILING.search(query.text):
        return
    if amount >= caps[0]:
        wanted = draft.money(caps[0])
        draft.add(
            f"已经到上限：最高**{wanted}**。{marker}", f"The ceiling is reached: **{wanted}**. {marker}"
        )
        return
    gap, expression = caps[0] - amount, f"{format_money(caps[0])} - {format_money(amount)}"
    step = Step("离上限", expression, gap, "CNY", award.clause, "below the ceiling")
    results.append(replace(result, steps=(*result.steps, step)))
    draft.add(
        f"离上限还差{expression} = **{draft.money(gap)}**。{marker}",
        f"Below the ceiling: {expression} = **{draft.money(gap)}**. {marker}",
    )


def _next_tier(query: Query, award: Award, result: Assessment) -> Decimal | None:
    """The award of the tier above the one reached, where the next tier is asked for."""
    reached = max((step.value for step in result.steps if "≥" in step.expression), default=Decimal(0))
    above = sorted(item.value for item in award.parameters if item.tier is not None and item.value > reached)
    return above[0] if above and "档" in query.text else None


def _still_needed(
    draft: Draft,
    award: Award,
    current: object,
    sought: GoalSeek,
    results: list[Assessment],
    marker: str,
) -> None:
    """软件还得加多少: the difference to what is there already, as a line of the working."""
    if not isinstance(current, Decimal) or sought.value is None or current >= sought.value:
        return
    gap = sought.value - current
    expression = f"{format_money(sought.value)} - {format_money(current)}"
    step = Step("还差", expression, gap, "CNY", award.clause, "still needed")
    results.append(replace(sought.assessment, steps=(*sought.assessment.steps, step)))
    draft.add(
        f"还差{expression} = **{draft.money(gap)}**。{marker}",
        f"Still needed: {expression} = **{draft.money(gap)}**. {marker}",
    )
