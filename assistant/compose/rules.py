"""How awards work, which there are, and how they combine."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.awards.model import Award, RuleTable
from assistant.compose.asking import tell_misspelt, tell_understood
from assistant.compose.assessment import direct_answer
from assistant.compose.draft import Draft, joined
from assistant.models import (
    AnswerStatus,
    Clarification,
)
from assistant.query import Intent, Query
from assistant.reading.cases import Worked
from assistant.reading.selection import Selection, pays_most


def compose_rules(draft: Draft, query: Query, rules: RuleTable) -> None:
    """Describe the awards asked about without a case of one's own."""
    tell_misspelt(draft, query)
    awards = [rules.award(award_id) for award_id in query.awards]
    for award in awards:
        marker = draft.mark(award.clause, award.evidence.quote)
        draft.add(
            f"**{award.title}**：{award.formula}。{marker}",
            f"**{award.title_en}**: {award.formula_en}. {marker}",
        )
        conditions = joined(
            (item.text_en if draft.english else item.text for item in award.conditions), draft.english
        )
        if conditions:
            draft.add(
                f"条件：{conditions}。奖励给{award.recipient}。{marker}",
                f"Conditions: {conditions}. Paid to {award.recipient_en}. {marker}",
            )
        evidence = dict(award.note_evidence)
        parts = [
            draft.say(note.text, note.text_en)
            + (draft.mark(evidence[note.id].clause, evidence[note.id].quote) if note.id in evidence else "")
            for note in award.notes
        ]
        if parts and len(awards) <= 2:
            draft.lines.append(draft.say("说明：", "Notes: ") + (" " if draft.english else "").join(parts))
    draft.clauses = tuple(dict.fromkeys(award.clause for award in awards))


def compose_award_list(draft: Draft, query: Query, rules: RuleTable) -> None:
    """List every award with its ceiling and clause; where an own amount is asked, ask what it is for."""
    if query.selection:
        _selected(draft, query.selection, rules)
        return
    if query.intent is Intent.AWARD or (
        query.asks_amount and "哪" not in query.text and "什么" not in query.text
    ):
        draft.status = AnswerStatus.NEEDS_CLARIFICATION
        question = draft.say(
            "您问的是哪一项奖励？投入或获得的认定是什么？",
            "Which award is it about, and what was invested or recognised?",
        )
        draft.clarification = Clarification((), question)
        draft.lines.append(question)
    draft.add("行动计划写明的奖励：", "The plan promises these awards:")
    draft.lines.append("\n".join(_item(draft, award) for award in rules.awards))
    draft.add(
        "告诉我您的情况（投入多少、获得什么认定），我来测算。",
        "Tell me what you invested or were recognised for and I will work it out.",
    )
    draft.clauses = tuple(dict.fromkeys(award.clause for award in rules.awards))


def _item(draft: Draft, award: Award) -> str:
    marker = draft.mark(award.clause, award.evidence.quote)
    return draft.say(
        f"- **{award.title}**：{award.formula}。{marker}",
        f"- **{award.title_en}**: {award.formula_en}. {marker}",
    )


def _selected(draft: Draft, selection: Selection, rules: RuleTable) -> None:
    """The awards asked for and no others; the one that pays most or least first, where that is asked."""
    chosen = [rules.award(item) for item in selection.awards]
    if not chosen:
        draft.status = AnswerStatus.NOT_COVERED
        draft.add("没有这样的奖励。", "There is no such award.")
        return
    if selection.extreme:
        _extreme(draft, chosen, selection.extreme)
    draft.facts += [f"{len(chosen)}项", str(len(chosen))]
    head = f"{selection.what}的奖励有{len(chosen)}项：" if selection.what else f"一共{len(chosen)}项奖励："
    lines = [draft.say(head, f"{len(chosen)} awards, {selection.what_en or 'in all'}:")]
    draft.lines.append("\n".join([*lines, *(_item(draft, award) for award in chosen)]))
    draft.clauses = tuple(dict.fromkeys(award.clause for award in chosen))


def _extreme(draft: Draft, chosen: Sequence[Award], extreme: str) -> None:
    amounts = {award.id: pays_most(award) for award in chosen}
    amount = max(amounts.values()) if extreme == "highest" else min(amounts.values())
    first = [award for award in chosen if amounts[award.id] == amount]
    names = joined((draft.say(award.title, award.title_en) for award in first), draft.english)
    marks = "".join(dict.fromkeys(draft.mark(award.clause, award.evidence.quote) for award in first))
    word = "最高" if extreme == "highest" else "上限最低"
    draft.add(
        f"{word}的是**{names}**：最高{draft.money(amount)}。{marks}",
        f"The {extreme} is **{names}**: at most {draft.money(amount)}. {marks}",
    )


def compose_basis(draft: Draft, rules: RuleTable, awards: Sequence[str], clauses: Sequence[str]) -> None:
    """The words that the last answer rests on."""
    for award in (rules.award(item) for item in awards):
        marker = draft.mark(award.clause, award.evidence.quote)
        title = draft.library.clause(award.clause).title
        draft.add(
            f"依据是**{title}**：{award.evidence.quote}{marker}",
            f"It rests on **{title}**: {award.evidence.quote} {marker}",
        )
    for address in clauses if not awards else ():
        clause = draft.library.clause(address)
        draft.add(
            f"依据是**{clause.title}**：{clause.text}{draft.mark(address, clause.text)}",
            f"It rests on **{clause.title}**: {clause.text} {draft.mark(address, clause.text)}",
        )


def compose_stacking(draft: Draft, query: Query, rules: RuleTable, worked: Sequence[Worked]) -> None:
    """What the plan says of overlaps, and what it leaves open."""
    for plan in rules.plans:
        evidence = dict(plan.evidence)
        for note in plan.notes:
            if note.id == "no-duplicates" and note.id in evidence:
                marker = draft.mark(evidence[note.id].clause, evidence[note.id].quote)
                draft.lines.append(draft.say(note.text, note.text_en) + marker)
        for note in plan.notes:
            if note.id == "stacking":
                draft.lines.append(draft.say(note.text, note.text_en))
        draft.clauses = (plan.validity.clause,)
    if query.bindings or query.names_award:
        draft.assessments = tuple(item.assessment for item in worked)
        for item in worked:
            award = rules.award(item.case.award_id)
            marker = draft.mark(award.clause, award.evidence.quote)
            if item.assessment.amount is not None:
                draft.lines.append("- " + direct_answer(draft, award, item.assessment, marker, item.day))
            else:
                draft.add(
                    f"- {award.title}：{award.formula}。{marker}",
                    f"- {award.title_en}: {award.formula_en}. {marker}",
                )
        tell_understood(draft, [rules.award(item.case.award_id) for item in worked], worked)
