"""One score out of three signs that a clause is about a question: meaning, rare words, shared content."""

from __future__ import annotations

from collections.abc import Sequence

MEANING_WEIGHT = 0.6
"""Share of the vector's say, the rest is the words'; chosen like the scales by tests/retrieval."""
FULL_MEANING = 0.6
"""Lead over the background from which a clause counts as fully about the question."""
FULL_MEANING_ALONE = 0.3
"""The same for a question in another language than the clauses: it leads by less."""
HALF_BM25 = 2.0
"""BM25 score that counts as half."""
NOISE_RANKS = slice(5, 15)
"""Clauses too far down to be the answer: their mean similarity is what this question gets from any clause."""


def background(similarities: Sequence[float]) -> float:
    """The cosine similarity that a question has to clauses which are not about it."""
    ranked = sorted(similarities, reverse=True)
    noise = ranked[NOISE_RANKS] or ranked[-1:]
    return sum(noise) / len(noise) if noise else 0.0


def fused_score(
    dense: float | None, noise: float, lexical: float | None, coverage: float, foreign: bool = False
) -> float:
    """Fuse into 0..1.

    Models differ in how near any two texts are, so a similarity counts as its lead over the noise, in
    shares of what is left up to 1. In a foreign language shared words can only add to it: their absence
    says nothing.
    """
    words = _words(lexical or 0.0, coverage)
    if dense is None:
        return words
    lead = max(dense - noise, 0.0) / max(1.0 - noise, 1e-6)
    if foreign:
        meaning = min(lead / FULL_MEANING_ALONE, 1.0)
        return meaning + (1 - meaning) * (1 - MEANING_WEIGHT) * words
    return MEANING_WEIGHT * min(lead / FULL_MEANING, 1.0) + (1 - MEANING_WEIGHT) * words


def _words(lexical: float, coverage: float) -> float:
    return (coverage + lexical / (lexical + HALF_BM25)) / 2
