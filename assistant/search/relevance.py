"""How much speaks for a clause: meaning, rare words and shared content, and whether the question names it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

FULL_MEANING = 0.6
"""Lead over the background from which a clause counts as fully about the question."""
FULL_MEANING_ALONE = 0.3
"""The same for a question in another language than the clauses: it leads by less."""
HALF_BM25 = 2.0
"""BM25 score that counts as half."""
NOISE_RANKS = slice(5, 15)
"""Clauses too far down to be the answer: their mean similarity is what this question gets from any clause."""


class Naming(StrEnum):
    """How a question names a clause, whatever its own words say."""

    SURE = "sure"  # its number, its name, the name of an award it promises, a rule of the whole plan
    HINT = "hint"  # its section, or a word that hints at an award it promises
    LEADS = "leads"  # a department that is in charge of it
    TAKES_PART = "takes_part"  # a department that takes part in it


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign counts; chosen by `python -m bench.fusion`."""

    meaning: float = 0.6
    """Share of the vector's say, the rest is the words'."""
    sure: float = 0.3
    """This and the following are added to the fused score (0..1) of a clause that is named so."""
    hint: float = 0.1
    leads: float = 0.1
    takes_part: float = 0.05

    def of(self, naming: Naming | None) -> float:
        return float(getattr(self, naming)) if naming else 0.0


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for one clause."""

    dense: float | None = None
    """Cosine similarity; None where the clause is not among the nearest, or nothing was compared."""
    lexical: float | None = None
    """BM25 score; None where no word is shared."""
    share: float = 0.0
    """Share of the question's content words that the clause has."""
    naming: Naming | None = None


def ranked(
    signs: Mapping[str, Signs], foreign: bool = False, weights: Weights = WEIGHTS
) -> list[tuple[str, float]]:
    """Addresses with scores, best first, equal ones by address.

    Names decide the order only. Questions that the text leaves open name clauses as often as others do, so
    the scores stay with the places: how much is found is said by meaning and words.
    """
    compared = [item.dense for item in signs.values() if item.dense is not None]
    noise, farthest = background(compared), min(compared, default=None)
    fused = {
        # What is not among the nearest is farther than the last of them, not judged by its words alone.
        address: fused_score(
            farthest if item.dense is None else item.dense,
            noise,
            item.lexical,
            item.share,
            foreign,
            weights.meaning,
        )
        for address, item in signs.items()
    }
    order = sorted(fused, key=lambda address: (-fused[address] - weights.of(signs[address].naming), address))
    return list(zip(order, sorted(fused.values(), reverse=True), strict=True))


def background(similarities: Sequence[float]) -> float:
    """The cosine similarity that a question has to clauses which are not about it."""
    top = sorted(similarities, reverse=True)
    noise = top[NOISE_RANKS] or top[-1:]
    return sum(noise) / len(noise) if noise else 0.0


def fused_score(
    dense: float | None,
    noise: float,
    lexical: float | None,
    coverage: float,
    foreign: bool = False,
    weight: float = WEIGHTS.meaning,
) -> float:
    """Fuse meaning, which has `weight`, and words into 0..1.

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
        return meaning + (1 - meaning) * (1 - weight) * words
    return weight * min(lead / FULL_MEANING, 1.0) + (1 - weight) * words


def _words(lexical: float, coverage: float) -> float:
    return (coverage + lexical / (lexical + HALF_BM25)) / 2
