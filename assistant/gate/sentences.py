"""Cuts a model's stream into clean sentences, each as soon as it is complete."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from assistant.errors import ModelOutputError

LONGEST = 500
_END = re.compile(r"(?:[。！？!?]|\.(?=\s))[”’」』\"')）]*(?:\s*[\[［【][\d\s,、，]+[\]］】])*[。]?|\n+")
_MARKER_BEGUN = re.compile(r"\s*(?:[\[［【][\d\s,、，]*)?$|[”’」』\"')）。]$")
_LEAD = re.compile(
    r"^\s*(?:[#>]+\s*|[-*•·]+\s+|\d{1,2}(?:[、)）]|[.．](?=\s|\D))\s*|[(（]?[一二三四五六七八九十][)）、]\s*"
    r"|(?:答|回答|Answer)[:：]\s*)+"
)
_MARKERS = re.compile(r"[\[［【]\s*([\d０-９]+(?:\s*[,、，]\s*[\d０-９]+)*)\s*[\]］】]")
_EMPHASIS = re.compile(r"[*_`~]")


def sentences(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the sentences of a stream without list signs, emphasis and invisible characters.

    Raises:
        ModelOutputError: what comes is no prose, or is one endless sentence.
    """
    buffer = ""
    for piece in pieces:
        buffer += piece
        while (end := _complete(buffer)) is not None:
            sentence, buffer = clean(buffer[:end]), buffer[end:]
            if sentence:
                yield _prose(sentence)
        if len(buffer) > LONGEST:
            raise ModelOutputError(f"模型写了 {len(buffer)} 个字还没有写完一句")
    rest = clean(buffer)
    if rest:
        yield _prose(rest)


def _complete(buffer: str) -> int | None:
    """Where the first sentence ends; None while its end, or a marker after it, may still be coming."""
    for match in _END.finditer(buffer):
        rest = buffer[match.end() :]
        if match.group()[0] != "\n" and (not rest or _MARKER_BEGUN.match(rest)):
            return None
        return match.end()
    return None


def clean(text: str) -> str:
    """Leave out what a reader does not see, so that what is checked is what is shown."""
    visible = "".join(
        c for c in text if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs") or c in "\n\t"
    )
    text = _LEAD.sub("", _EMPHASIS.sub("", re.sub(r"\s+", " ", visible))).strip()
    return _MARKERS.sub(_plain_markers, text)


def _plain_markers(match: re.Match[str]) -> str:
    numbers = re.findall(r"\d+", unicodedata.normalize("NFKC", match[1]))
    return "".join(f"[{int(number)}]" for number in numbers)


def _prose(sentence: str) -> str:
    if re.search(r"[{}\\|]|<[/!a-zA-Z|]|&#?\w+;|\]\(|\"\s*:", sentence):
        raise ModelOutputError(f"模型写的不是句子：{sentence[:60]!r}")
    return sentence
