"""Short questions about one point of an award: is this required, does it pay the difference, is it capped."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.awards.model import Award, Parameter, Role, RuleTable
from assistant.compose.awards import compose_awards
from assistant.compose.claims import say_parameter
from assistant.compose.draft import Draft, award_title, joined
from assistant.models import AnswerStatus
from assistant.query import Query
from assistant.reading.cases import Worked
from assistant.reading.lexicon import Lexicon


def compose_condition(draft: Draft, query: Query, rules: RuleTable, lexicon: Lexicon) -> None:
    """一定要认定吗: yes, with the words that ask for it."""
    match = lexicon.cues["demanded"].search(query.text)
    word = match["what"] if match else ""
    for award in (rules.award(item) for item in query.awards):
        for rule in award.conditions:
            if word in rule.text:
                marker = draft.mark(rule.evidence.clause, rule.evidence.quote)
                draft.add(
                    f"要。{award.title}的条件里有“{rule.text}”：{rule.evidence.quote}。{marker}",
                    f"Yes. {award.title_en} asks for it: {rule.text_en}. {marker}",
                )
    draft.clauses = tuple(dict.fromkeys(rules.award(item).clause for item in query.awards))


def compose_difference(draft: Draft, query: Query, rules: RuleTable) -> None:
    """补差, asked of awards without such a rule: not stated for them, and where it is stated."""
    draft.status = AnswerStatus.NOT_COVERED
    asked = [rules.award(item) for item in query.awards]
    titles = joined((award_title(draft, award) for award in asked), draft.english)
    draft.add(
        f"{titles}没有写补差，能不能补，条款没有写明。",
        f"The text does not say that {titles} pays a difference.",
    )
    for award in asked:
        marker = draft.mark(award.clause, award.evidence.quote)
        draft.add(f"它写的是：{award.formula}。{marker}", f"It says: {award.formula_en}. {marker}")
    for award in (item for item in rules.awards if item.deducts):
        marker = draft.mark(award.clause, award.evidence.quote)
        draft.add(f"写明晋档补差的是{award.title}。{marker}", f"Stated for {award.title_en} only. {marker}")
    draft.clauses = tuple(dict.fromkeys(award.clause for award in asked))


def compose_ceiling(draft: Draft, query: Query, rules: RuleTable, worked: Sequence[Worked]) -> None:
    """封顶了吗: yes or no in the first sentence, then the working."""
    for item in worked:
        award = rules.award(item.case.award_id)
        caps = [parameter for parameter in award.parameters if parameter.role is Role.CAP]
        amount = item.assessment.amount_if_met
        if not caps:
            draft.add(f"{award.title}没有写上限。", f"{award.title_en} has no ceiling.")
        elif amount is not None:
            draft.lines.append(_reached(draft, amount >= caps[0].value, draft.money(amount), caps[0]))
    compose_awards(draft, query, rules, worked)


def _reached(draft: Draft, reached: bool, amount: str, cap: Parameter) -> str:
    ceiling = draft.money(cap.value)
    if reached:
        return draft.say(f"封顶了：按上限最高{ceiling}。", f"Yes: it is capped at {ceiling}.")
    return draft.say(
        f"还没有封顶：{amount}，低于上限{ceiling}。",
        f"Not capped: {amount} is below the ceiling of {ceiling}.",
    )


POINTS = (("ceiling", Role.CAP), ("rate", Role.RATE), ("threshold", Role.THRESHOLD))
"""Cues by which one sort of figure is asked for."""


def tell_points(draft: Draft, query: Query, rules: RuleTable, lexicon: Lexicon) -> None:
    """The one figure asked for, before the whole rule: 封顶呢, 比例呢, 多少起步."""
    roles = [role for cue, role in POINTS if lexicon.says(cue, query.text)]
    for award in (rules.award(item) for item in query.awards[:2]):
        said = [text for role in roles if (text := _point(draft, award, role))]
        if said:
            marker = draft.mark(award.clause, award.evidence.quote)
            draft.lines.append(draft.say("；", "; ").join(said) + draft.say("。", ". ") + marker)


def _point(draft: Draft, award: Award, role: Role) -> str:
    own = [item for item in award.parameters if item.role is role]
    if role is Role.THRESHOLD:
        least = draft.money(min(item.value for item in own)) if own else ""
        return (
            draft.say(f"{award.title}：达到{least}才有奖励", f"{award.title_en}: from {least} on")
            if own
            else draft.say(f"{award.title}没有写金额门槛", f"{award.title_en}: no threshold is stated")
        )
    said = joined((say_parameter(draft, award, item) for item in own), draft.english)
    return draft.say(f"上限：{said}", f"ceiling: {said}") if said and role is Role.CAP else said
