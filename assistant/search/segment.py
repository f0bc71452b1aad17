"""Cuts Chinese and English into words, knowing the corpus's own terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from assistant.models import Chunk, Clause
from assistant.text import normalise

COMMON = 50
"""Count in jieba's table from which a general word is kept though the corpus lacks its characters."""
TERM_WEIGHT = 2_000_000
"""Higher than any general word, so that a learnt term is never cut apart."""

_QUOTED = re.compile(r"[“\"「『]([^”\"」』]{2,16})[”\"」』]")
_WORD = re.compile(r"[\u3400-\u9fff]+|[a-z]+|\d+(?:\.\d+)?")
_HAN = re.compile(r"[\u3400-\u9fff]")


def learn_terms(chunks: Sequence[Chunk], clauses: Sequence[Clause] = ()) -> tuple[str, ...]:
    """Headings, departments and quoted names that must stay whole words."""
    terms = {term for chunk in chunks for term in _QUOTED.findall(chunk.text)}
    for clause in clauses:
        terms.update((clause.heading, *clause.aliases))
        terms.update(name for unit in clause.departments for name in (unit.name, unit.other_name))
    parts = (part for term in terms for part in _WORD.findall(normalise(term)))
    return tuple(sorted({part for part in parts if 2 <= len(part) <= 16 and _HAN.match(part)}))


def prepare_dictionary(texts: Iterable[str], terms: Iterable[str]) -> str:
    """jieba's dictionary cut down to this corpus and everyday questions: loads in a tenth of a second."""
    import jieba

    known = set().union(*(set(normalise(text)) for text in texts), *map(set, terms))
    with jieba.Tokenizer().get_dict_file() as file:
        entries = (line.decode("utf-8").split()[:2] for line in file)
        kept = {word: int(count) for word, count in entries if int(count) >= COMMON or known.issuperset(word)}
    kept.update(dict.fromkeys(terms, TERM_WEIGHT))
    return "".join(f"{word} {count}\n" for word, count in sorted(kept.items()))


class Segmenter:
    """Words of a text in search form: a long word is followed by the known words within it."""

    def __init__(self, dictionary: str) -> None:
        self.dictionary = dictionary
        self._jieba = _tokenizer(dictionary)

    def words(self, text: str) -> list[str]:
        """Words for matching, sub-words included; lower case, Simplified."""
        found: list[str] = []
        for run in _WORD.findall(normalise(text)):
            found.extend(self._jieba.cut_for_search(run, HMM=False) if _HAN.match(run) else [run])
        return found

    def whole_words(self, text: str) -> list[str]:
        """Words without overlap, for weighing what a question is about."""
        found: list[str] = []
        for run in _WORD.findall(normalise(text)):
            found.extend(self._jieba.cut(run, HMM=False) if _HAN.match(run) else [run])
        return found


def _tokenizer(dictionary: str) -> Any:
    import jieba

    # An own tokenizer, its table filled directly: jieba's global one and its cache files stay untouched.
    tokenizer = jieba.Tokenizer()
    table: dict[str, int] = {}
    for line in dictionary.splitlines():
        word, count = line.rsplit(" ", 1)
        table[word] = int(count)
        for end in range(1, len(word)):
            table.setdefault(word[:end], 0)
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = table, sum(table.values()), True
    return tokenizer
