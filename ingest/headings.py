"""Recognise numbered headings at the start of a line, and tell them from cross-references."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.reading.numerals import read_number

_NUMERAL = r"[一二三四五六七八九十百千万零〇]+"


class Level(StrEnum):
    CHAPTER = "chapter"  # 第一章
    PART = "part"  # 第一节, inside a chapter
    ARTICLE = "article"  # 第一条
    SECTION = "section"  # 一、
    ITEM = "item"  # (一)
    PARAGRAPH = "paragraph"


# A wrapped line may begin with a cross-reference: 第十二条规定的, 第三条第(一)项, (一)、(二)项.
# What a space follows is a heading.
_ARTICLE_END = r"(?:\s+|$|(?=[【\[(])|(?!规定|所称|所列|的|第|至|到|和|或|及|以及|与|、|款|项|中|之|,|\)))"
_ITEM_END = r"(?!、|项(?!目)|款|,|\))\s*"
_PATTERNS = (
    (Level.CHAPTER, re.compile(rf"第({_NUMERAL})章{_ARTICLE_END}")),
    (Level.PART, re.compile(rf"第({_NUMERAL})节{_ARTICLE_END}")),
    (Level.ARTICLE, re.compile(rf"第({_NUMERAL})条{_ARTICLE_END}")),
    (Level.SECTION, re.compile(rf"({_NUMERAL})、\s*")),
    (Level.ITEM, re.compile(rf"\(({_NUMERAL})\){_ITEM_END}")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of clean text; `text` without the line break."""

    level: Level
    number: int
    """0 for a paragraph."""
    numeral: str
    """The number as written: 四."""
    body: str
    """What follows the number."""
    text: str
    start: int
    row: int
    """Counted from 1 in the clean text."""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def read_lines(text: str) -> list[Line]:
    """Split clean text into lines and classify each by how it is numbered."""
    lines, start = list[Line](), 0
    for row, line in enumerate(text.split("\n"), 1):
        if line:
            lines.append(_classified(line, start, row))
        start += len(line) + 1
    return lines


def _classified(line: str, start: int, row: int) -> Line:
    for level, pattern in _PATTERNS:
        match = pattern.match(line)
        number = read_number(match.group(1)) if match else None
        if match and number is not None:
            return Line(level, int(number), match.group(1), line[match.end() :], line, start, row)
    return Line(Level.PARAGRAPH, 0, "", line, line, start, row)


def own_heading(body: str, longest: int) -> str:
    """The heading with which a numbered line begins: a short first sentence that more text follows."""
    first, stop, rest = body.partition("。")
    if stop and rest.strip() and len(first) <= longest and not re.search(r"[,;:、]", _unquoted(first)):
        return first
    bracketed = re.match(r"[【\[]([^】\]]{1,30})[】\]]", body)
    return bracketed.group(1) if bracketed else ""


def _unquoted(text: str) -> str:
    return re.sub("“[^”]*”", "", text)
