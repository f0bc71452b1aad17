"""Answers taken from the text itself, and what is said where the text is silent."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from assistant.compose.draft import Draft, joined, sentences
from assistant.compose.fixed import compose_fixed
from assistant.compose.structure import RESPONSIBLE, inside_another
from assistant.models import AnswerStatus, Clause, Retrieval
from assistant.query import Intent, Query
from assistant.reading.lexicon import Aspect, Lexicon
from assistant.reading.mentions import Kind, read_mentions
from assistant.text import Language

COUNT = re.compile(r"(\d+|[一二三四五六七八九十]+)(个|项|家|名)")
PLACE_THRESHOLD = 0.18
"""Fused score from which a clause may be named as the nearest one."""
NAMED_SHARE = 0.6
"""Share of a question's words that a clause named by it must have to answer it."""
NEAR = 0.2
"""Fused score from which the best clause may be shown as the nearest one, if it leads by NEAR_LEAD."""
NEAR_LEAD = 0.06
WHOLE = 300
"""Characters up to which a clause that states an aspect is quoted whole, with its list."""
SHORT = 160
"""Characters up to which a clause is quoted whole."""
LIKE = 5.0
"""Likeness of a sentence from which a clause named by the question answers it."""
FOLLOW_UP = 4.0
"""Likeness from which a sentence of the last answer's clause answers a follow-up."""
FIGURE = re.compile(r"\d[\d.,]*(%|万|亿|元)|[一二三四五六七八九十百千]+(万|亿)元")


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
            if not inside_another(clause)
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
        own = self.of(clause)
        heading = own[0] if clause.heading and own and clause.heading in own[0].text else None
        body = [item for item in own if item is not heading] or own
        scored = sorted(body, key=lambda item: -self.likeness(question, item.text))
        top = self.likeness(question, scored[0].text) if scored else 0.0
        chosen = [
            item for item in scored[:most] if self.likeness(question, item.text) >= 0.5 * top and top > 0
        ]
        return [item for item in body if item in chosen] or body[:most]

    def of(self, clause: Clause) -> list[Quotable]:
        return [item for item in self.all if item.clause.address == clause.address]

    def top(self, question: str, clause: Clause) -> float:
        """How like the question the likest sentence of a clause is."""
        return max((self.likeness(question, item.text) for item in self.of(clause)), default=0.0)

    def saying(self, aspect: Aspect) -> list[Quotable]:
        return [item for item in self.all if aspect.evidence.search(item.text)]


def _grams(text: str) -> set[str]:
    text = re.sub(r"[^\u4e00-\u9fffa-z0-9]", " ", text.lower())
    return {text[i : i + 2] for i in range(len(text) - 1) if " " not in text[i : i + 2]}


@dataclass(frozen=True, slots=True)
class Search:
    """What was looked up for one question."""

    found: Retrieval
    book: Sentences
    coverage: Covers
    lexicon: Lexicon
    aspects: Sequence[Aspect] = ()
    named: Sequence[str] = ()
    """Clauses that the question names, by number, name or award."""
    proofs: Mapping[str, str] = field(default_factory=dict)
    """For clauses named by an award: the sentence that promises it."""
    before: Sequence[str] = ()
    """Clauses of the session's last answer."""

    def core(self, query: Query) -> str:
        """The question without the words that every question about a policy has."""
        return " ".join(self.coverage.content_words(query.text)) or query.text


class Covers(Protocol):
    """How much of a question a clause speaks of: `coverage.Coverage`."""

    def content_words(self, question: str) -> tuple[str, ...]: ...

    def share(self, question: str, address: str) -> float: ...

    def missing(self, question: str, address: str) -> tuple[str, ...]: ...


def compose_search(draft: Draft, query: Query, search: Search) -> None:
    """Quote what the text says; where it is silent, say so and show the nearest clause."""
    if search.aspects:
        _aspects(draft, query, search)
        return
    passages = _fitting(draft, query, search)
    near = [] if passages or _asks_benefit(query, search) or _PRECISE.search(query.text) else _near(search)
    if near:
        draft.add("没有完全对应的条款，最接近的是：", "No clause says exactly this; the nearest is:")
        passages = near
    if passages:
        _quote(draft, query, passages, search)
    elif _off_topic(query, search):
        compose_fixed(draft, Intent.REFUSE)
    else:
        _silent(draft, query, search, [], _related(search))


def compose_place(draft: Draft, query: Query, search: Search) -> None:
    """Which clause something belongs to: the nearest one, said to be no more than that."""
    near = [*search.found.kept, *(item for item in search.found.rejected if item.score >= PLACE_THRESHOLD)]
    named = [address for address in search.named if address not in {item.clause.address for item in near}]
    clauses = [*(draft.library.clause(address) for address in named), *(item.clause for item in near)]
    if not clauses or (not search.named and _off_topic(query, search)):
        compose_search(draft, query, search)
        return
    draft.add("最接近的是：", "The nearest is:")
    _quote(draft, query, clauses[:2], search)


def _fitting(draft: Draft, query: Query, search: Search) -> list[Clause]:
    """The clauses that answer: found above the threshold, or named and not about something else."""
    kept = list(search.found.kept)
    if (
        query.language is Language.EN
        and not search.lexicon.says("policy_en", query.text)
        and not search.named
    ):
        return []  # words of no policy question: the nearest clause would be chance
    if _asks_benefit(query, search):
        kept = [item for item in kept if _pays(query, item.clause, search)]
    elif query.counts:
        counted = [item for item in (*kept, *search.found.rejected) if _counts(query, item.clause, search)]
        kept = counted[:1]
    if kept:
        return [item.clause for item in kept[:3] if item.score >= 0.85 * kept[0].score]
    if _asks_benefit(query, search):
        return []
    named = [item for item in search.named if _speaks_of(query, item, draft, search)]
    if named:
        return [draft.library.clause(address) for address in named[:2]]
    clauses = [draft.library.clause(address) for address in search.before]
    return [clause for clause in clauses if search.book.top(query.text, clause) > FOLLOW_UP][:1]


def _asks_benefit(query: Query, search: Search) -> bool:
    """Money, or something waived: only the exact words of the text may answer that."""
    return query.asks_amount or any(search.lexicon.says(cue, query.text) for cue in ("eligible", "benefit"))


_PRECISE = re.compile(
    r"多少|几(?!乎)|谁|哪(年|天|家|位)|含不含|是否含|那版|一版|how (much|many|long)|who|when"
)
"""A question for one fact; the nearest clause is no answer to it."""


def _near(search: Search) -> list[Clause]:
    """The one clause that stands out, though not enough to be called the answer."""
    ranked = [*search.found.kept, *search.found.rejected]
    if not ranked or ranked[0].score < NEAR or (ranked[0].lexical or 0) < 1:
        return []
    stands_out = len(ranked) == 1 or ranked[0].score - ranked[1].score >= NEAR_LEAD
    return [ranked[0].clause] if stands_out else []


def _speaks_of(query: Query, address: str, draft: Draft, search: Search) -> bool:
    """Whether a clause named by the question has most of its words, or a sentence clearly like it."""
    like = search.book.top(search.core(query), draft.library.clause(address))
    return search.coverage.share(query.text, address) >= NAMED_SHARE or like >= LIKE


def _pays(query: Query, clause: Clause, search: Search) -> bool:
    """A question for money needs every one of its own words in the clause, beside a figure."""
    return not search.coverage.missing(query.text, clause.address) and _beside(FIGURE, query, clause, search)


def _counts(query: Query, clause: Clause, search: Search) -> bool:
    return _beside(COUNT, query, clause, search)


def _beside(figure: re.Pattern[str], query: Query, clause: Clause, search: Search) -> bool:
    """Whether one piece between commas has both a figure and the question's own words."""
    pieces = [piece for item in search.book.of(clause) for piece in re.split(r"[,;。]", item.text)]
    return any(
        figure.search(piece) and search.book.likeness(search.core(query), piece) > 3 for piece in pieces
    )


def _off_topic(query: Query, search: Search) -> bool:
    """Nothing found, nothing named, and no word that a question about a policy would have."""
    touched = (
        query.intent is Intent.PLACE
        or search.named
        or query.awards
        or query.departments
        or query.unknown_clauses
    )
    return not touched and not search.lexicon.says("policy", query.text)


def _quote(draft: Draft, query: Query, clauses: Sequence[Clause], search: Search) -> None:
    _confirm_figure(draft, query, clauses, search)
    items = []
    for clause in clauses:
        short = clause.address in search.named and len(clause.text) <= SHORT
        most = len(search.book.of(clause)) if short else 2 if len(clauses) == 1 else 1
        quotes = search.book.of(clause) if short else search.book.best(search.core(query), clause, most)
        words = "".join(f"{item.text}{draft.mark(clause.address, item.text)}" for item in quotes)
        items.append(f"**{clause.title}**{draft.say('：', ': ')}{words}")
    draft.lines.append(items[0] if len(items) == 1 else "\n".join(f"- {item}" for item in items))
    draft.clauses = tuple(clause.address for clause in clauses)


def _confirm_figure(draft: Draft, query: Query, clauses: Sequence[Clause], search: Search) -> None:
    """A number that the question supposes (要打造50个吧) is held against the text's own."""
    supposed = [item for item in query.mentions if item.kind in (Kind.COUNT, Kind.MONEY)]
    if not query.confirms or not supposed:
        return
    for clause in clauses:
        for piece in re.split(r"[,;。]", "".join(item.text for item in search.book.of(clause))):
            told = [item for item in read_mentions(piece, query.as_of) if item.kind is supposed[0].kind]
            if told and search.book.likeness(search.core(query), piece) > 3:
                marker = draft.mark(clause.address, piece.strip())
                right = supposed[0].amount in {item.amount for item in told}
                opening = draft.say("对，" if right else "不对，", "Yes: " if right else "No: ")
                draft.lines.append(
                    f"{opening}{draft.say('原文是', '')}“{piece.strip()}”{draft.say('。', '. ')}{marker}"
                )
                return


def _aspects(draft: Draft, query: Query, search: Search) -> None:
    silent = []
    for aspect in search.aspects:
        says = search.book.saying(aspect)
        if not says:
            silent.append(aspect)
            continue
        likeness = {
            item.clause.address: search.book.likeness(query.text, item.text) for item in reversed(says)
        }
        order = sorted(likeness, key=lambda address: (address not in search.named, -likeness[address]))
        for address in order[:2]:
            clause = draft.library.clause(address)
            quote = next(item.text for item in says if item.clause.address == address)
            quote = (
                clause.text.strip() if "\n" in clause.text.strip() and len(clause.text) <= WHOLE else quote
            )
            shown = quote.replace("\n", "  \n")
            line = f"**{clause.title}**{draft.say('：', ': ')}{shown}{draft.mark(address, quote)}"
            if line not in draft.lines:
                draft.lines.append(line)
            draft.clauses = (address,)
    if silent:
        answered = bool(draft.lines)
        _silent(draft, query, search, silent, [] if answered else _related(search))
        if answered:
            draft.status = AnswerStatus.ANSWERED


def _related(search: Search) -> list[str]:
    """Clauses worth showing where the text is silent: those named, else the best one found."""
    return list(search.named[:2]) or [item.clause.address for item in search.found.kept[:1]]


def _silent(
    draft: Draft, query: Query, search: Search, aspects: Sequence[Aspect], related: Sequence[str]
) -> None:
    draft.status = AnswerStatus.NOT_COVERED
    what_zh = joined(aspect.label for aspect in aspects) or "这一点"
    what_en = joined((aspect.label_en for aspect in aspects), True) or "this"
    draft.add(
        f"行动计划没有写{what_zh}，我不能替它编。请以主管部门的通知为准。",
        f"The plan does not state {what_en}, and I will not make it up. Please ask the department in charge.",
    )
    for address in related:
        clause = draft.library.clause(address)
        quote = search.proofs.get(address) or search.book.best(search.core(query), clause, 1)[0].text
        marker = draft.mark(address, quote)
        draft.add(f"相关条款：{clause.title}：{quote}{marker}", f"Related: {clause.title}: {quote} {marker}")
    draft.clauses = tuple(related)
