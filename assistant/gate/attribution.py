"""Finds the passages that a sentence without markers was taken from."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.gate.wording import shared
from assistant.verify import MARKER, Figure, figures

Attributed = tuple[str, str, set[Figure]]
"""A text, the markers it is proven by, its figures."""
ATTRIBUTED = re.compile(r"([^\[\]\n]+)((?:\[\d+\])+)")
LEAST = 0.75
"""The share of a sentence's words that its passages or the question must have."""
_LEAST_OWN = 0.4
"""The share that its passages alone must have."""
_MOST_PASSAGES = 2


def attribute(sentence: str, passages: Sequence[Attributed], neutral: str) -> str:
    """The markers of the one or two passages that have the sentence's figures and most of its words; or none.

    `neutral`: words that any sentence may use.
    """
    wanted = figures(sentence)
    chosen: list[Attributed] = []
    for _ in range(_MOST_PASSAGES):
        best = max(passages, key=lambda item: _share(sentence, [*chosen, item], wanted), default=None)
        if best is None:
            return ""
        chosen.append(best)
        texts = " ".join(text for text, _, _ in chosen)
        proven = _share(sentence, chosen, wanted) >= _LEAST_OWN
        if proven and shared(sentence, f"{texts} {neutral}") >= LEAST:
            return "".join(dict.fromkeys(m for _, markers, _ in chosen for m in MARKER.findall(markers)))
    return ""


def _share(sentence: str, passages: Sequence[Attributed], wanted: set[Figure]) -> float:
    """Words shared, less where a figure is missing."""
    known = {figure for _, _, own in passages for figure in own}
    likeness = shared(sentence, " ".join(text for text, _, _ in passages))
    return likeness if wanted <= known else likeness / 2
