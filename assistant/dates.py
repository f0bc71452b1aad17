"""Dates of a question: those that an award asks for, and the day the question is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.awards.model import AwardInput, InputKind, PlanRule, RuleTable
from assistant.findings import Findings
from assistant.frame import A_YEAR, Frame
from assistant.mentions import Kind, Mention
from assistant.query import Binding, Intent, Problem, Query, Unread


def bind_dates(frame: Frame, found: Findings, rules: RuleTable) -> tuple[list[Binding], list[Unread]]:
    """Attach dates to the date inputs whose names stand beside them: 2026年3月5日通过验收."""
    bindings: list[Binding] = []
    unclear: list[Unread] = []
    for mention in found.mentions:
        if mention.kind is not Kind.DATE and not (mention.kind is Kind.YEAR and mention.amount > A_YEAR):
            continue
        for award in frame.awards.values():
            for item in award.inputs:
                if item.kind is InputKind.DATE and _beside(found, mention, item):
                    day = certain_day(mention, rules.plan(award.document_id))
                    if day is None:
                        unclear.append(Unread(Problem.UNCLEAR, mention.words, item.question))
                    else:
                        bindings.append(Binding(award.id, item.name, day, mention.words))
    return bindings, unclear


def _beside(found: Findings, mention: Mention, item: AwardInput) -> bool:
    after = re.split(r"[,。;]", found.after(mention)[:8])[0]
    before = re.split(r"[,。;]", found.before(mention)[-8:])[-1]
    return any(word in after or word in before for word in (item.short, *item.aliases))


def certain_day(mention: Mention, plan: PlanRule) -> date | None:
    """The day meant; None where a limit of the validity lies inside the month or year that is named."""
    if mention.kind is Kind.DATE and mention.scaled:
        return mention.day
    if mention.kind is Kind.YEAR:
        first, last = date(int(mention.amount), 1, 1), date(int(mention.amount), 12, 31)
    else:
        first = mention.day
        last = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    for limit in (plan.valid_from, plan.valid_to):
        if first < limit < last and limit != date(last.year, 12, 31):
            return None
    return first


def day_asked_about(query: Query, plans: Sequence[PlanRule]) -> date:
    """The day that the answer holds for: one named in the question that is no input, else `as_of`."""
    if not plans or query.intent not in (Intent.AWARD, Intent.RULE):
        return query.as_of
    bound = {binding.words for binding in query.bindings if isinstance(binding.value, date)}
    periods = {binding.period for binding in query.bindings if binding.period}
    for mention in query.mentions:
        if mention.words in bound:
            continue
        if mention.kind is Kind.DATE and mention.scaled:
            return mention.day
        if mention.kind is Kind.YEAR and mention.amount > A_YEAR and str(mention.amount) not in periods:
            year = int(mention.amount)
            if year < plans[0].valid_from.year:
                return date(year, 12, 31)
            if year > plans[0].valid_to.year:
                return date(year, 1, 1)
    return query.as_of
