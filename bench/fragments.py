"""Questions that nobody wrote: words left over from the documents' own sentences, and whole sentences."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.library import Library
from assistant.text import to_traditional

EVERY = 3
"""One word of so many is left."""
SHORTEST = 12
"""Characters of a sentence that is used."""
_ENDS = re.compile(r"[。；\n]")


@dataclass(frozen=True, slots=True)
class Fragment:
    text: str
    clause: str
    sentence: int
    """Which of `sentences` it was taken from."""


def sentences(library: Library) -> list[tuple[str, str]]:
    """Sentences of the chunks and their clauses."""
    return [
        (sentence, chunk.clause)
        for chunk in library.chunks
        for sentence in _ENDS.split(chunk.text)
        if len(sentence) >= SHORTEST
    ]


def fragments(library: Library, traditional: bool) -> Iterator[Fragment]:
    """From every sentence one; the Traditional ones have other words than the Simplified ones."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    for number, (sentence, clause) in enumerate(sentences(library)):
        words = [word for word in jieba.cut(sentence) if word.strip()]
        text = " ".join(words[0 if traditional else 1 :: EVERY])
        yield Fragment(to_traditional(text) if traditional else text, clause, number)
