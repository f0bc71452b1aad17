"""How awards work, which there are, and how they combine."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.awards.model import RuleTable
from assistant.cases import Worked
from assistant.compose.asking import tell_misspelt, tell_understood
from assistant.compose.assessment import direct_answer
from assistant.compose.draft import Draft, joined
from assistant.models import (
    AnswerStatus,
    Clarification,
)
from assistant.query import Intent, Query


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
    items = []
    for award in rules.awards:
        marker = draft.mark(award.clause, award.evidence.quote)
        items.append(
            draft.say(
                f"- **{award.title}**：{award.formula}。{marker}",
                f"- **{award.title_en}**: {award.formula_en}. {marker}",
            )
        )
    draft.lines.append("\n".join(items))
    draft.add(
        "告诉我您的情况（投入多少、获得什么认定），我来测算。",
        "Tell me what you invested or were recognised for and I will work it out.",
    )
    draft.clauses = tuple(dict.fromkeys(award.clause for award in rules.awards))


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
