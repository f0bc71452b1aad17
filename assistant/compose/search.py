"""Answers taken from the text itself, and what is said where the text is silent."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.compose.draft import Draft, joined, sentences
from assistant.compose.structure import RESPONSIBLE
from assistant.lexicon import Aspect
from assistant.models import AnswerStatus, Clause, Passage, Retrieval
from assistant.query import Query
from assistant.text import Language

FIGURE = re.compile(r"\d[\d.,]*(%|万|亿|元)|[一二三四五六七八九十百千]+(万|亿)元")
Coverage = Callable[[str, str], float]


@dataclass(frozen=True, slots=True)
class Quotable:
    """One sentence of a clause, exactly as it stands there."""

    clause: Clause
    text: str


class Sentences:
    """All sentences of the answering documents, compared with questions by the words they share."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self.all = [
            Quotable(clause, part.strip())
            for clause in clauses
            for part in sentences(RESPONSIBLE.sub("", clause.text))
            if len(part.strip()) > 1
        ]
        counts = Counter(gram for item in self.all for gram in _grams(item.text))
        self._weight = {gram: math.log(1 + len(self.all) / count) for gram, count in counts.items()}

    def likeness(self, question: str, text: str) -> float:
        """Sum of the weights of the two-character pieces shared; 0 where nothing is."""
        return sum(self._weight.get(gram, 0.0) for gram in _grams(question) & _grams(text))

    def best(self, question: str, clause: Clause, most: int) -> list[Quotable]:
        """The sentences of a clause nearest to the question, in the clause's order."""
        own = [item for item in self.all if item.clause.address == clause.address]
        heading = own[0] if clause.heading and own and clause.heading in own[0].text else None
        body = [item for item in own if item is not heading] or own
        scored = sorted(body, key=lambda item: -self.likeness(question, item.text))
        top = self.likeness(question, scored[0].text) if scored else 0.0
        chosen = [
            item for item in scored[:most] if self.likeness(question, item.text) >= 0.5 * top and top > 0
        ]
        return [item for item in body if item in chosen] or body[:most]

    def saying(self, aspect: Aspect) -> list[Quotable]:
        return [item for item in self.all if aspect.evidence.search(item.text)]


def _grams(text: str) -> set[str]:
    text = re.sub(r"[^\u4e00-\u9fffa-z0-9]", " ", text.lower())
    return {text[i : i + 2] for i in range(len(text) - 1) if " " not in text[i : i + 2]}


def compose_search(
    draft: Draft,
    query: Query,
    found: Retrieval,
    book: Sentences,
    aspects: Sequence[Aspect],
    related: Sequence[str],
) -> None:
    """Quote what the text says; where it is silent, say so and show the nearest clause."""
    if aspects:
        _aspects(draft, query, found, book, aspects, related)
        return
    kept = list(found.kept)
    if query.asks_amount:
        kept = [passage for passage in kept if _states_amount(query, passage.clause, book)]
    if not kept:
        _silent(draft, query, [], _related(draft, found, related))
        return
    top = kept[0].score
    chosen = [passage for passage in kept[:3] if passage.score >= 0.85 * top]
    _quote(draft, query, chosen, book)


def _states_amount(query: Query, clause: Clause, book: Sentences) -> bool:
    """Whether one piece between commas has both a figure and the question's own words."""
    pieces = [piece for item in book.best(query.text, clause, 3) for piece in re.split(r"[,;。]", item.text)]
    return any(FIGURE.search(piece) and book.likeness(query.text, piece) > 3 for piece in pieces)


def _quote(draft: Draft, query: Query, passages: Sequence[Passage], book: Sentences) -> None:
    items = []
    for passage in passages:
        clause = passage.clause
        most = 2 if len(passages) == 1 else 1
        quotes = book.best(query.text, clause, most)
        words = "".join(f"{item.text}{draft.mark(clause.address, item.text)}" for item in quotes)
        items.append(f"**{clause.title}**{draft.say('：', ': ')}{words}")
    if len(items) == 1:
        draft.lines.append(items[0])
    else:
        draft.lines.append("\n".join(f"- {item}" for item in items))
    draft.clauses = tuple(passage.clause.address for passage in passages)


def _aspects(
    draft: Draft,
    query: Query,
    found: Retrieval,
    book: Sentences,
    aspects: Sequence[Aspect],
    related: Sequence[str],
) -> None:
    silent = []
    for aspect in aspects:
        says = book.saying(aspect)
        says = [
            item
            for item in says
            if not related or item.clause.address in related or not _same_plan(item, related)
        ]
        if not says:
            silent.append(aspect)
            continue
        for item in sorted(says, key=lambda item: -book.likeness(query.text, item.text))[:2]:
            marker = draft.mark(item.clause.address, item.text)
            draft.lines.append(f"**{item.clause.title}**{draft.say('：', ': ')}{item.text}{marker}")
            draft.clauses = (item.clause.address,)
    if silent:
        answered = bool(draft.lines)
        _silent(draft, query, silent, [] if answered else _related(draft, found, related))
        if answered:
            draft.status = AnswerStatus.ANSWERED


def _same_plan(item: Quotable, related: Sequence[str]) -> bool:
    return any(address.split("/")[0] == item.clause.document_id for address in related)


def _related(draft: Draft, found: Retrieval, related: Sequence[str]) -> list[Clause]:
    if related:
        return [draft.library.clause(address) for address in related[:2]]
    strong = [passage.clause for passage in found.kept[:1]]
    return strong


def _silent(draft: Draft, query: Query, aspects: Sequence[Aspect], related: Sequence[Clause]) -> None:
    draft.status = AnswerStatus.NOT_COVERED
    what_zh = joined(aspect.label for aspect in aspects)
    what_en = joined((aspect.label_en for aspect in aspects), True)
    if aspects:
        draft.add(
            f"行动计划没有写{what_zh}，我不能替它编。请以主管部门的通知为准。",
            f"The plan does not state {what_en}, and I will not make it up. Please ask the department in charge.",
        )
    else:
        draft.add(
            "行动计划没有写这一点，我不能替它编。请以主管部门的通知为准。",
            "The plan does not say this, and I will not make it up. Please ask the department in charge.",
        )
    for clause in related:
        quote = clause.text.split("。")[0] + "。" if "。" in clause.text else clause.text
        marker = draft.mark(clause.address, quote)
        draft.add(f"最接近的条款：{clause.title}{marker}", f"Nearest clause: {clause.title} {marker}")
    draft.clauses = tuple(clause.address for clause in related)


def english_gloss(draft: Draft) -> bool:
    """Whether quotes need the remark that they stay Chinese."""
    return draft.language is Language.EN
