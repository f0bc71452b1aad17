"""Numbered places of a document: 第二部分第四条, 二(三), 第十二条第二款, 2.4."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.reading.numerals import read_number

CLAUSE_REFERENCE = re.compile(
    r"第?(?P<section>[一二三四五六七八九十]|\d{1,2})(?:大?部分|章|大项|大点|大条|[、.,]?(?=[(（]))(?:的|里的?|中的?|,)?"
    r"[(（]?第?(?P<item>[一二三四五六七八九十]+|\d{1,2})(?P<kind>[)）]|条|项|款|点|段|小点|小条)"
    r"|第(?P<article>[一二三四五六七八九十百零]+|\d{1,3})条(?:第?(?P<paragraph>[一二三四五六七八九十]+|\d)款)?"
    r"(?:第?[(（]?(?P<articleitem>[一二三四五六七八九十]+|\d{1,2})[)）]?项)?"
    r"|第?(?P<only>[一二三四五六七八九十]|\d)(?:大?部分|大项|大点|章)"
    r"|(?:part|section|chapter) (?P<ensection>\d{1,2}),? (?:item|clause|article|point|no\.?) ?(?P<enitem>\d{1,2})"
    r"|(?<![\d.])(?P<dotted>[1-9]\.(?:\d{1,2}|p\d))(?![\d%万亿元.mkbw]| ?(?:million|billion|thousand))(?=条|款|项|$|[^\d])"
)


@dataclass(frozen=True, slots=True)
class ClauseReference:
    """A place named by number; `path` as in a clause address, `section` where only a section is named."""

    start: int
    end: int
    words: str
    path: str
    section: str = ""


def read_clause_references(text: str) -> tuple[ClauseReference, ...]:
    """Read 第二部分第四条, 二(三), 第十二条第二款, 2.4 from a normalised text."""
    return tuple(_reference(match) for match in CLAUSE_REFERENCE.finditer(text))


def _reference(match: re.Match[str]) -> ClauseReference:
    def number(group: str) -> str:
        return str(read_number(match[group]))

    section = ""
    if match["section"]:
        paragraph = "p" if match["kind"] == "段" else ""
        path, section = f"{number('section')}.{paragraph}{number('item')}", number("section")
    elif match["ensection"]:
        path, section = f"{number('ensection')}.{number('enitem')}", number("ensection")
    elif match["article"]:
        path = f"art{number('article')}"
        if match["articleitem"]:
            path += f".{number('articleitem')}"
        elif match["paragraph"]:
            path += f".p{number('paragraph')}"
    elif match["only"]:
        path, section = "", number("only")
    else:
        path = match["dotted"]
    return ClauseReference(match.start(), match.end(), match.group(), path, section)
