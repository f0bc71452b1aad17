"""Everything found in one question's text, before anything is decided about it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from assistant.library import DepartmentName
from assistant.reading.elsewhere import foreign_name, foreign_names
from assistant.reading.lexicon import Lexicon
from assistant.reading.mentions import Kind, Mention, read_mentions
from assistant.reading.names import ChoiceName, Hit, InputName, NameBook, Names
from assistant.reading.places import ClauseReference, read_clause_references

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Findings:
    text: str
    lexicon: Lexicon
    mentions: tuple[Mention, ...]
    references: tuple[ClauseReference, ...]
    awards: tuple[Hit[str], ...]
    """Names that surely mean an award, misspelt ones included."""
    topics: tuple[Hit[str], ...]
    """Words that only hint at an award."""
    inputs: tuple[Hit[InputName], ...]
    choices: tuple[Hit[ChoiceName], ...]
    departments: tuple[Hit[DepartmentName], ...]
    clauses: tuple[Hit[str], ...]
    foreign: tuple[str, ...] = ()
    """Authorities of another level, as the question calls them: 省经信厅."""

    def says(self, cue: str) -> bool:
        return self.lexicon.says(cue, self.text)

    def pattern(self, cue: str) -> str:
        return self.lexicon.cues[cue].pattern

    def before(self, place: Mention | Hit[Item]) -> str:
        return self.text[: place.start]

    def after(self, place: Mention | Hit[Item]) -> str:
        return self.text[place.end :]

    def segment(self, place: Mention | Hit[Item]) -> str:
        """The words between the commas around a place."""
        start = max((self.text.rfind(stop, 0, place.start) for stop in ",。;!?"), default=-1) + 1
        ends = [end for stop in ",。;!?" if (end := self.text.find(stop, place.end)) >= 0]
        return self.text[start : min(ends, default=len(self.text))]

    @property
    def named_awards(self) -> tuple[str, ...]:
        return unique(award for hit in self.awards for award in hit.targets)

    @property
    def hinted_awards(self) -> tuple[str, ...]:
        named = self.named_awards
        return unique(award for hit in self.topics for award in hit.targets if award not in named)

    @property
    def misspelt(self) -> tuple[tuple[str, str], ...]:
        """Words as typed and the name that they were taken for."""
        awards = [(hit.words, hit.meant) for hit in self.awards]
        inputs = [(hit.words, hit.meant) for hit in self.inputs]
        pairs = [pair for pair in (*awards, *inputs) if pair[1]]
        longer = [words for words, _ in pairs]
        return unique(p for p in pairs if not any(p[0] in words and p[0] != words for words in longer))

    @property
    def department_names(self) -> tuple[str, ...]:
        return unique(department.name for hit in self.departments for department in hit.targets)


def find(text: str, today: date, names: NameBook, lexicon: Lexicon) -> Findings:
    """Look for mentions, numbered places and all names in a normalised text."""
    mentions = read_mentions(text, today)
    awards = [*names.awards.find(text), *_around_amounts(names.awards, text, mentions)]
    spelt = awards or [hit for hit in names.awards.find_misspelt(text)]
    departments = names.departments.find(text) or names.departments.find_misspelt(text)
    return Findings(
        text=text,
        lexicon=lexicon,
        mentions=mentions,
        references=read_clause_references(text),
        awards=tuple(sorted(spelt, key=lambda hit: hit.start)),
        topics=tuple(names.topics.find(text)),
        inputs=tuple(names.inputs.find_alike(text)),
        choices=tuple(hit for hit in names.choices.find(text) if not _part_of_a_place(text, hit)),
        departments=tuple(hit for hit in departments if not foreign_name(text, hit)),
        clauses=tuple(names.clauses.find(text) or names.clauses.find_misspelt(text)),
        foreign=foreign_names(text, departments, lexicon),
    )


_REACH = 12


def _around_amounts(names: Names[str], text: str, mentions: Iterable[Mention]) -> list[Hit[str]]:
    """买了260万数据: a name with an amount in the middle of it."""
    hits = []
    for mention in mentions:
        if mention.kind is not Kind.MONEY:
            continue
        start = max(0, mention.start - _REACH)
        near = text[start : mention.start] + text[mention.end :].removeprefix("的")[:_REACH]
        hits += [
            Hit(start + hit.start, mention.start, hit.words, hit.targets)
            for hit in names.find(near)
            if start + hit.start < mention.start < start + hit.end
        ]
    return hits


_NO_DISTRICT = re.compile(r"[园厂社校景矿港片地城新小发域辖郊范验税能聚业创场街院林牧务假行心特政治]$")


def _part_of_a_place(text: str, hit: Hit[ChoiceName]) -> bool:
    """园区里, 开发区的, 小区: no district, though the end of the word is one."""
    return hit.words[0] in "区县镇" and _NO_DISTRICT.search(text[: hit.start]) is not None


def unique(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(items))


def ends_with(pattern: str, text: str, tail: str = "") -> re.Match[str] | None:
    """The match of a pattern that stands right at the end of a text."""
    return re.search(rf"(?:{pattern}){tail}$", text)
