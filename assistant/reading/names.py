"""Finds the names that the corpus and its rules give to awards, inputs, departments and clauses.

Everything here is driven by data: a new policy's names work without code.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Generic, TypeVar

from assistant.awards.model import Award, AwardInput, InputKind, RuleTable
from assistant.library import DepartmentName, Library
from assistant.text import normalise

Target = TypeVar("Target")


@dataclass(frozen=True, slots=True)
class Hit(Generic[Target]):
    """A name found: `text[start:end] == words`; `meant` is the name itself where a character was wrong."""

    start: int
    end: int
    words: str
    targets: tuple[Target, ...]
    meant: str = ""


@dataclass(frozen=True, slots=True)
class InputName:
    award_id: str
    input: str


@dataclass(frozen=True, slots=True)
class ChoiceName:
    award_id: str
    input: str
    value: str


class Names(Generic[Target]):
    """Words of one sort, found longest first, without overlap."""

    def __init__(
        self, entries: Iterable[tuple[str, Target]], spoken: Iterable[tuple[str, Target]] = ()
    ) -> None:
        """`spoken`: further words that are looked for only as they are, never misspelt."""
        words: dict[str, dict[Target, None]] = defaultdict(dict)
        for word, target in entries:
            if word:
                words[_fold(word)][target] = None
        self._spelt = tuple(words)
        for word, target in spoken:
            words[_fold(word)][target] = None
        self.words: Mapping[str, tuple[Target, ...]] = {
            word: tuple(targets) for word, targets in words.items()
        }
        alternatives = "|".join(
            _pattern(word) for word in sorted(self.words, key=lambda item: (-len(item), item))
        )
        self._pattern = re.compile(alternatives or r"(?!)")

    def find(self, text: str) -> list[Hit[Target]]:
        return [
            Hit(match.start(), match.end(), match.group(), self._targets(match.group()))
            for match in self._pattern.finditer(text)
        ]

    def _targets(self, words: str) -> tuple[Target, ...]:
        """What a name found means; an English plural means what its singular does."""
        name = _fold(words)
        for ending in ("", "s", "es"):
            singular = name.removesuffix(ending)
            if singular in self.words:
                return self.words[singular]
        raise LookupError(f"{words!r} was matched, but is no name")

    @cached_property
    def _openings(self) -> Mapping[str, list[tuple[str, tuple[str, ...]]]]:
        """Names of three characters and more by the sounds of their first and last ones, with all their sounds."""
        openings: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        for word in self._spelt:
            if len(word) >= 3 and _han(word):
                sound = _pinyin(word)
                openings["^" + sound[0]].append((word, sound))
                openings["$" + sound[-1]].append((word, sound))
        return openings

    def find_alike(self, text: str) -> list[Hit[Target]]:
        """Names found, and those that sound alike where none of them stands."""
        exact = self.find(text)
        alike = [hit for hit in self.find_misspelt(text) if _pinyin(hit.words) == _pinyin(hit.meant)]
        apart = [
            hit
            for hit in sorted(alike, key=lambda hit: hit.start - hit.end)
            if len(hit.words) >= 4 and not any(hit.start < one.end and one.start < hit.end for one in exact)
        ]
        chosen: list[Hit[Target]] = []
        for hit in apart:
            if not any(hit.start < one.end and one.start < hit.end for one in chosen):
                chosen.append(hit)
        return sorted([*exact, *chosen], key=lambda hit: hit.start)

    def find_misspelt(self, text: str) -> list[Hit[Target]]:
        """Names with a wrong character: one that sounds alike, or one letter off in a name of five or more."""
        sounds = [_pinyin(char)[0] if _han(char) else char for char in text]
        hits: dict[tuple[int, str], Hit[Target]] = {}
        for place, sound in enumerate(sounds):
            for word, spoken in self._openings.get("^" + sound, ()):
                self._compare(text, sounds, place, word, spoken, hits)
            for word, spoken in self._openings.get("$" + sound, ()):
                self._compare(text, sounds, place - len(word) + 1, word, spoken, hits)
        return list(hits.values())

    def _compare(
        self,
        text: str,
        sounds: Sequence[str],
        start: int,
        word: str,
        spoken: tuple[str, ...],
        hits: dict[tuple[int, str], Hit[Target]],
    ) -> None:
        size = len(word)
        window = text[start : start + size] if start >= 0 else ""
        if len(window) < size or window == word or not _han(window):
            return
        begins = window[0] != word[0] and not _han(text[max(start - 1, 0) : start] or " ")
        if size < 4 and not begins:
            return  # 质检场景, 场景全部: short names turn up by chance in the midst of words
        differing = sum(a != b for a, b in zip(window, word, strict=True))
        opposite = any({a, b} == {"买", "卖"} for a, b in zip(window, word, strict=True))
        alike = (
            tuple(sounds[start : start + size]) == spoken and differing <= max(1, size // 3) and not opposite
        )
        if alike or (differing == 1 and size >= 5):
            hits[start, word] = Hit(start, start + size, window, self.words[word], word)


def _fold(word: str) -> str:
    return normalise(word).replace(" ", "")


def _pattern(word: str) -> str:
    pattern = r" ?".join(re.escape(char) for char in word) if word.isascii() else re.escape(word)
    return rf"(?<![a-z]){pattern}(?:e?s)?(?![a-z])" if word.isascii() and word.isalpha() else pattern


def _han(text: str) -> bool:
    return all("\u4e00" <= char <= "\u9fff" for char in text)


@lru_cache(maxsize=4096)
def _pinyin(text: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(text))


class NameBook:
    """All names of a corpus and its rules."""

    def __init__(self, library: Library, rules: RuleTable) -> None:
        awards = rules.awards
        self.awards: Names[str] = Names(
            ((word, award.id) for award in awards for word in (award.title, award.title_en, *award.aliases)),
            ((word, award.id) for award in awards for alias in award.aliases for word in _spoken(alias)),
        )
        self.topics: Names[str] = Names((word, award.id) for award in awards for word in award.topics)
        self.inputs: Names[InputName] = Names(
            (word, InputName(award.id, item.name))
            for award, item in _inputs(awards)
            for word in _input_words(item)
        )
        self.choices: Names[ChoiceName] = Names(
            (word, ChoiceName(award.id, item.name, choice.value))
            for award, item in _inputs(awards)
            for choice in item.choices
            for word in choice.words
        )
        self.departments: Names[DepartmentName] = Names(
            (word, department) for department in library.departments for word in _department_words(department)
        )
        self.clauses: Names[str] = Names(
            (word, clause.address)
            for clause in library.clauses
            for word in (clause.heading, _topic(clause.heading), clause.heading_en, *clause.aliases)
            if len(word) > 1 or (word and not word.isalnum())  # a sign, such as ☆, names by itself
        )
        self.documents: Names[str] = Names(
            (word, item.id) for item in library.documents for word in (item.title, item.title_en)
        )


def _inputs(awards: Iterable[Award]) -> Iterable[tuple[Award, AwardInput]]:
    return ((award, item) for award in awards for item in award.inputs)


def _input_words(item: AwardInput) -> tuple[str, ...]:
    if item.kind in (InputKind.MONEY, InputKind.DATE):
        return (item.label, item.short, item.label_en, *item.aliases)
    return ()


def _department_words(department: DepartmentName) -> tuple[str, ...]:
    own = (department.display, department.name, department.other_name, department.name_en)
    return tuple(word for word in (*own, *department.aliases, *department.aliases_en) if word)


_SPOKEN = {"省级": ("省里的", "省里", "省的"), "市级": ("市里的", "市里", "市的"), "国家级": ("国家的",)}


def _spoken(alias: str) -> tuple[str, ...]:
    """How people say a name's level: 省里的典型场景."""
    level = next((level for level in _SPOKEN if alias.startswith(level)), "")
    return tuple(word + alias[len(level) :] for word in _SPOKEN.get(level, ()))


def _topic(heading: str) -> str:
    """The quoted name inside a heading: 推进“人工智能+医疗健康” is asked for as 人工智能+医疗健康."""
    quoted = re.search('[“"](.+?)[”"]', heading)
    return quoted[1] if quoted else ""
