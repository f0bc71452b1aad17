"""Where words stand in the text, and exactly how it puts them."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.awards.model import RuleTable
from assistant.compose.draft import Draft, joined, sentences
from assistant.compose.structure import RESPONSIBLE
from assistant.library import Library
from assistant.models import AnswerStatus, Clause
from assistant.query import Query
from assistant.text import normalise

MOST = 8
"""Clauses that are quoted; of more, only the names follow."""


def standing_in(
    library: Library, terms: Sequence[str], every: bool = False
) -> list[tuple[Clause, list[str]]]:
    """Each clause that has one of the words (or every one), with the sentences that have them."""
    found = []
    for clause in library.clauses:
        text = normalise(clause.text if "☆" in terms else RESPONSIBLE.sub("", clause.text))
        has = [term in text for term in terms]
        if terms and (all(has) if every else any(has)):
            own = [s.strip() for s in sentences(clause.text) if any(term in normalise(s) for term in terms)]
            told = [sentence for sentence in own if not sentence.startswith("(责任单位")]
            found.append((clause, told or own))
    return found


def compose_mentioned(draft: Draft, query: Query) -> bool:
    """Every clause that has the words, each with its sentence; False where only the search can tell."""
    terms = query.terms
    if query.unfound:
        draft.status = AnswerStatus.ANSWERED if terms else AnswerStatus.NOT_COVERED
        missing = joined(f"“{term}”" for term in query.unfound)
        draft.add(f"全文没有提到{missing}。", f"The text nowhere has {missing}.")
    found = standing_in(draft.library, terms)
    if not found:
        return bool(query.unfound)
    words = joined(f"“{term}”" for term in terms)
    draft.facts += [f"{len(found)}条", str(len(found))]
    lines = [draft.say(f"提到{words}的有{len(found)}条：", f"{words}: {len(found)} clauses.")]
    for clause, own in found[:MOST]:
        quote = own[0] if own else clause.text
        lines.append(f"- **{clause.title}**{draft.say('：', ': ')}{quote}{draft.mark(clause.address, quote)}")
    if len(found) > MOST:
        lines.append(draft.say("- 还有", "- also ") + joined(clause.title for clause, _ in found[MOST:]))
    draft.lines.append("\n".join(lines))
    draft.clauses = tuple(clause.address for clause, _ in found)[:1]
    return True


def compose_exact(draft: Draft, query: Query, terms: Sequence[str]) -> bool:
    """The sentences of the clauses asked for that have the words, and where they stand."""
    own = [
        (clause, found)
        for clause, found in standing_in(draft.library, terms)
        if clause.address in query.clauses
    ]
    for clause, found in own[:2]:
        quotes = "".join(f"\n> {quote}" for quote in found[:2])
        marks = "".join(draft.mark(clause.address, quote) for quote in found[:2])
        draft.add(
            f"出自**{clause.title}**，原文：{marks}\n{quotes}",
            f"**{clause.title}**, verbatim: {marks}\n{quotes}",
        )
    draft.clauses = tuple(clause.address for clause, _ in own[:1]) or draft.clauses
    return bool(own)


def compose_comparison(draft: Draft, query: Query, rules: RuleTable) -> None:
    """The text compares nothing: what it says of each thing, side by side."""
    draft.add(
        "行动计划没有专门写它们的区别，各自的原文是：",
        "The plan does not compare them; this is what it says of each:",
    )
    lines = []
    promising = {award.clause for award in rules.awards}
    for term in query.terms:
        standing = standing_in(draft.library, [term])
        clause, own = next((item for item in standing if item[0].address in promising), standing[0])
        lines.append(
            f"- {term}，**{clause.title}**：{own[0]}{draft.mark(clause.address, own[0])}"
            if not draft.english
            else f"- {term}, **{clause.title}**: {own[0]} {draft.mark(clause.address, own[0])}"
        )
    draft.lines.append("\n".join(lines))
