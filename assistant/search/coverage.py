"""How much of what a question is about a clause speaks of."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from assistant.models import Clause
from assistant.search.segment import Segmenter
from assistant.text import normalise

_WORDS_FILE = Path(__file__).with_name("empty_words.txt")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ASCII = re.compile(r"[a-z]+|\d+(?:\.\d+)?")
REMEMBERED = 4096
"""Questions and words of which what was worked out is kept."""
_FIGURE = re.compile(r"\d+(?:\.\d+)?$")


class Coverage:
    """Weighs a question's content words by how rare they are among the clauses."""

    def __init__(self, clauses: Sequence[Clause], segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self._texts: Mapping[str, str] = {
            clause.address: normalise(f"{clause_names(clause)}\n{clause.text}") for clause in clauses
        }
        self._words = {address: frozenset(_ASCII.findall(text)) for address, text in self._texts.items()}
        # Asked again for every clause that is compared with the question.
        self.content_words = lru_cache(REMEMBERED)(self._content_words)
        self._weight = lru_cache(REMEMBERED)(self._rarity)

    def _content_words(self, question: str) -> tuple[str, ...]:
        """The words a question is about: no question words, no figures, no words of every policy question."""
        words = dict.fromkeys(self._segmenter.whole_words(question))
        return tuple(word for word in words if word not in empty_words() and not _FIGURE.match(word))

    def comparable(self, question: str) -> bool:
        """Whether the question has a content word in the corpus's script, so that a share means something."""
        return any(_HAN.search(word) for word in self.content_words(question))

    def share(self, question: str, address: str) -> float:
        """The share of the question's content words, by weight, that the clause contains: 0..1."""
        words = self.content_words(question)
        whole = sum(map(self._weight, words))
        return sum(self._weight(word) for word in words if self._has(address, word)) / whole if whole else 0.0

    def missing(self, question: str, address: str) -> tuple[str, ...]:
        """The content words that the clause does not contain."""
        return tuple(word for word in self.content_words(question) if not self._has(address, word))

    def _has(self, address: str, word: str) -> bool:
        # A Chinese word may stand inside a longer one; an English word may not (ai in training).
        return word in (self._words if word.isascii() else self._texts)[address]

    def _rarity(self, word: str) -> float:
        found = sum(self._has(address, word) for address in self._texts)
        return math.log(1 + (len(self._texts) - found + 0.5) / (found + 0.5))


@cache
def empty_words() -> frozenset[str]:
    """Words of every question and of every question about a policy."""
    lines = _WORDS_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def clause_names(clause: Clause) -> str:
    """Every name a clause can be asked by: headings, aliases and departments."""
    departments = [name for unit in clause.departments for name in (unit.name, unit.other_name)]
    return "\n".join(
        (*clause.sections, clause.number, clause.heading, clause.heading_en, *clause.aliases, *departments)
    )
