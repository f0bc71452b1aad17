"""Undo a stray byte in GBK: it joins the first byte of a heading and shifts every pair of bytes after it.

`（四）推進` preceded by the byte A1 reads `。ㄋ模┩七M`. Encoded again, without its first byte, it is whole.
GB18030 is used: it is GBK with places for the pairs that GBK leaves undefined.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMERAL = "[一二三四五六七八九十百零]"
_HEADING = re.compile(rf"[（(]{_NUMERAL}{{1,4}}[）)]|第{_NUMERAL}{{1,5}}[条條章节節]|{_NUMERAL}{{1,3}}、")
_ALMOST = re.compile(r"（[^）\s]")


@dataclass(frozen=True, slots=True)
class Shifted:
    """A damaged run at the start of a line and what it says when the bytes are aligned again."""

    before: str
    after: str
    whole: bool
    """False for a near miss: a byte was lost too, so a person has to settle the reading."""


def unshift(line: str) -> Shifted | None:
    """Read the start of a line as shifted GBK; None where it is not.

    The run ends at the first single byte: there the pairs are aligned again.
    """
    data = bytearray()
    for position, char in enumerate(line):
        try:
            encoded = char.encode("gb18030")
        except UnicodeEncodeError:
            return _aligned(line[:position], data)
        single = len(encoded) == 1
        if single and encoded[0] < 0x40:  # cannot be the second byte of a pair: the last one was lost
            return _aligned(line[:position], data)
        data += encoded
        if single:
            return _aligned(line[: position + 1], data)
    return _aligned(line, data)


def _aligned(run: str, data: bytearray) -> Shifted | None:
    if len(data) < 4:
        return None
    after = bytes(data[1:]).decode("gb18030", errors="ignore")
    if _HEADING.match(after):
        return Shifted(run, after, whole=after.encode("gb18030") == data[1:])
    return Shifted(run, after, whole=False) if _ALMOST.match(after) else None
