"""A text that remembers where each of its characters came from, and the log of what was repaired in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class RepairKind(StrEnum):
    SHIFT = "shift"  # a GBK byte too many before a heading
    SCRIPT = "script"  # Traditional to Simplified
    WIDTH = "width"  # full-width to half-width
    BRACKET = "bracket"  # <…> that a page would swallow as a tag
    MARKUP = "markup"  # Markdown marks
    ERRATUM = "erratum"  # reviewed correction
    BOILERPLATE = "boilerplate"  # what a web site put below the document


@dataclass(frozen=True, slots=True)
class Repair:
    """One change: `start`/`end` are offsets in the decoded source."""

    kind: RepairKind
    start: int
    end: int
    before: str
    after: str
    why: str
    line: int
    """Line of the source, counted from 1."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `text[start:end]`, in offsets of the text as it is now."""

    start: int
    end: int
    after: str
    why: str


@dataclass(frozen=True, slots=True)
class TracedText:
    """A text under repair. `origin[i]` is the span of the source that character `i` stands for."""

    text: str
    origin: tuple[tuple[int, int], ...]
    source: str
    repairs: tuple[Repair, ...] = ()

    @classmethod
    def of(cls, source: str) -> TracedText:
        return cls(source, tuple((i, i + 1) for i in range(len(source))), source)

    def edit(self, kind: RepairKind, edits: Sequence[Edit]) -> TracedText:
        """Make changes, given in order and not overlapping, and log each."""
        return self._change(edits, tuple(self._logged(kind, item) for item in edits))

    def lay_out(self, edits: Sequence[Edit]) -> TracedText:
        """Make changes of white space, which are not logged."""
        return self._change(edits, ())

    def _change(self, edits: Sequence[Edit], logged: tuple[Repair, ...]) -> TracedText:
        text, origin, position = [], list[tuple[int, int]](), 0
        for item in edits:
            text += [self.text[position : item.start], item.after]
            origin += [*self.origin[position : item.start], *self._origin_of(item)]
            position = item.end
        text.append(self.text[position:])
        origin += self.origin[position:]
        return TracedText("".join(text), tuple(origin), self.source, self.repairs + logged)

    def _origin_of(self, item: Edit) -> list[tuple[int, int]]:
        if len(item.after) == item.end - item.start:
            return list(self.origin[item.start : item.end])
        return [self._source_span(item.start, item.end)] * len(item.after)

    def _source_span(self, start: int, end: int) -> tuple[int, int]:
        if start == end:
            at = self.origin[start][0] if start < len(self.origin) else len(self.source)
            return at, at
        return self.origin[start][0], self.origin[end - 1][1]

    def _logged(self, kind: RepairKind, item: Edit) -> Repair:
        start, end = self._source_span(item.start, item.end)
        line = self.source.count("\n", 0, start) + 1
        return Repair(kind, start, end, self.text[item.start : item.end], item.after, item.why, line)
