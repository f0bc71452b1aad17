"""How two texts are compared: NFKC, Simplified Chinese; letter case, white space and bold are ignored."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Protocol


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@cache
def _to_simplified() -> _Converter:
    from opencc import OpenCC

    converter: _Converter = OpenCC("t2s")
    return converter


def simplified(text: str) -> str:
    """NFKC and Simplified Chinese; white space is kept."""
    return _to_simplified().convert(unicodedata.normalize("NFKC", text))


def comparable(text: str) -> str:
    return re.sub(r"[\s*`]+", "", simplified(text)).casefold()


def first_sentence(answer: str) -> str:
    """The answer up to its first full stop or line end; heading and list marks do not count."""
    for line in answer.splitlines():
        stripped = line.strip().lstrip("#>*- ").strip()
        if stripped:
            return re.split(r"(?<=[。！？!?])|(?<=[a-z)\]]\.)\s", stripped, maxsplit=1)[0]
    return ""
