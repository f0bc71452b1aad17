"""Cut clauses into what the indexes hold: the clause whole, and each of its award-bearing sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.models import Chunk, Clause, Document

_SENTENCE = re.compile(r"[^。;!?！？\n]+[。;!?！？]?")
_FIGURE = re.compile(r"\d\s*(?:万|亿|千|百)?元|\d\s*%|百分之")
_SUPPORT = re.compile(r"奖励|补助|补贴|资助|给予|支持|券|兑付")


def chunks_of(document: Document, clauses: Sequence[Clause]) -> list[Chunk]:
    """Cut the clauses of one document; a clause inside another one (an article's item) is not cut again."""
    found, covered = list[Chunk](), 0
    for clause in clauses:
        if clause.end <= covered:
            continue
        covered = clause.end
        context = context_of(document, clause)
        spans = [(clause.start, clause.end), *award_sentences(clause)]
        found += [
            Chunk(f"{clause.address}#{n}", clause.address, document.text[start:end], context, start, end)
            for n, (start, end) in enumerate(spans)
        ]
    return found


def context_of(document: Document, clause: Clause) -> str:
    """Say where a clause stands and who answers for it: title, heading path, departments."""
    path = " > ".join(part for part in (document.title, *clause.sections, clause.title) if part)
    if not clause.departments:
        return path
    names = "、".join(f"☆{one.display}" if one.lead else one.display for one in clause.departments)
    return f"{path} | 责任单位:{names}"


def award_sentences(clause: Clause) -> Iterator[tuple[int, int]]:
    """Spans, in the document's clean text, of the sentences that promise money."""
    for match in _SENTENCE.finditer(clause.text):
        sentence = match.group()
        if sentence != clause.text and _FIGURE.search(sentence) and _SUPPORT.search(sentence):
            yield clause.start + match.start(), clause.start + match.end()
