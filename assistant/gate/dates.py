"""Whether a date is told as what it is: the beginning, or the end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from assistant.reading.mentions import Kind, Mention, read_mentions
from assistant.text import normalise
from assistant.verify import MARKER

_ANY_DAY = date(2000, 1, 1)
_BEGINS = (
    re.compile(r"^[ ,]?(?:起|开始|以来|施行|生效|实施)"),
    re.compile(r"(?:自|从|\bfrom|\bsince|\bon|starting)[^,;。]{0,4}$"),
)
_ENDS = (
    re.compile(r"^[ ,]?(?:止|前|为止|截止|到期|失效|结束|届满)"),
    re.compile(r"(?:至|到|截止|截至|止于|期限|\buntil|\bto|\bthrough|\bby|\btill|ends?)[^,;。]{0,4}$"),
)


def misdated(sentence: str, sources: Iterable[str]) -> str:
    """A date told as a beginning or an end that no source tells as one; empty where none is."""
    known: dict[str, set[str]] = {}
    for source in sources:
        for mention, side in _sides(source):
            for day in _days(mention):
                known.setdefault(day, set()).add(side)
    for mention, side in _sides(sentence):
        if side not in known.get(str(mention.value), set()):
            return mention.words
    return ""


def _sides(text: str) -> Iterator[tuple[Mention, str]]:
    text = normalise(MARKER.sub(" ", text).replace("**", ""))
    for mention in read_mentions(text, _ANY_DAY):
        if mention.kind not in (Kind.DATE, Kind.YEAR):
            continue
        before, after = text[max(0, mention.start - 12) : mention.start], text[mention.end : mention.end + 4]
        if _BEGINS[0].search(after) or (_BEGINS[1].search(before) and not _ENDS[0].search(after)):
            yield mention, "begins"
        elif _ENDS[0].search(after) or _ENDS[1].search(before):
            yield mention, "ends"


def _days(mention: Mention) -> Iterator[str]:
    """The day, and its year, which may stand for it."""
    yield str(mention.value)
    if isinstance(mention.value, date):
        yield str(mention.value.year)
