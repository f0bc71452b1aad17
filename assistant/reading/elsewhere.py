"""Tells authorities of another level from the policy's own departments: 省经信厅 is not 经信局."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.library import DepartmentName
from assistant.reading.lexicon import Lexicon
from assistant.reading.names import Hit

_ABOVE = re.compile(r"(国家|中央|浙江省|浙江|省|嘉兴市|嘉兴|外省|外地)(的|里的?|级)?$")
_RANK = re.compile(r"厅|总局|部(?![门分署])")
_WHOLE = re.compile(r"(局|委|办|中心|大队|集团|公司|社|部|门|会|室)$")


def foreign_name(text: str, hit: Hit[DepartmentName]) -> str:
    """What the question calls a department of another level; empty for one of the policy's own."""
    before = _ABOVE.search(text[: hit.start])
    after = None if _WHOLE.search(hit.words) else _RANK.match(text[hit.end :])
    if before is None and after is None:
        return ""
    return f"{before.group() if before else ''}{hit.words}{after.group() if after else ''}"


def foreign_names(text: str, hits: Sequence[Hit[DepartmentName]], lexicon: Lexicon) -> tuple[str, ...]:
    """All authorities of another level that the question names."""
    named = [name for hit in hits if (name := foreign_name(text, hit))]
    others = [match.group() for match in lexicon.cues["authority"].finditer(text) if not _within(match, hits)]
    return tuple(dict.fromkeys((*named, *others)))


def _within(match: re.Match[str], hits: Iterable[Hit[DepartmentName]]) -> bool:
    return any(hit.start < match.end() and match.start() < hit.end for hit in hits)
