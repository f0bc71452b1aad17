"""A question and the names and figures found in it, as all readers of figures need them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.awards.model import Award
from assistant.reading.lexicon import Lexicon
from assistant.reading.mentions import Kind, Mention
from assistant.reading.names import Hit, InputName

A_YEAR = 1900
"""Smaller numbers are 第一年, 第二年: years without a date."""


HARD_STOP = re.compile(r"[。;!?\n]")


@dataclass(frozen=True, slots=True)
class Frame:
    """The text and what was found in it, as every function here needs it."""

    text: str
    lexicon: Lexicon
    awards: Mapping[str, Award]
    inputs: tuple[Hit[InputName], ...]
    """Names of money and date inputs of the awards that may be meant."""
    mentions: tuple[Mention, ...]
    preferred: tuple[str, ...] = ()
    """Awards named outright: their inputs come first."""

    def period(self, mention: Mention) -> str:
        """The year a figure belongs to, or empty."""
        return periods_of(self, mention)[0]


def periods_of(frame: Frame, mention: Mention) -> tuple[str, ...]:
    """The year standing before the figure; several where it is said of each (2026年和2027年每年都…)."""
    dated = any(item.kind is Kind.YEAR and item.amount > A_YEAR for item in frame.mentions)
    years = [
        item
        for item in frame.mentions
        if item.end <= mention.start
        and (item.kind is Kind.DATE or (item.kind is Kind.YEAR and (item.amount > A_YEAR or not dated)))
    ]
    if not years:
        following = [item for item in frame.mentions if item.start >= mention.end and item.kind is Kind.YEAR]
        near = following and re.fullmatch("[ (]?[在于]?", frame.text[mention.end : following[0].start])
        return (_year(following[0]),) if near and not _has_figure(frame, following[0]) else ("",)
    latest = years[-1]
    between = frame.text[latest.end : mention.start]
    if HARD_STOP.search(between):
        return ("",)
    listed = [latest]
    if re.search("每年|都|均|各|分别", between):
        for earlier, later in zip(years[-2::-1], years[:0:-1], strict=False):
            if not re.fullmatch("[、,和与及到至]", frame.text[earlier.end : later.start]):
                break
            listed.insert(0, earlier)
    return tuple(_year(item) for item in listed)


def _has_figure(frame: Frame, year: Mention) -> bool:
    """560万 前年10万: the year has a figure of its own after it."""
    after = [item for item in frame.mentions if item.start >= year.end and item.kind is Kind.MONEY]
    return bool(after) and re.fullmatch(r"[^,。;!?]{0,6}", frame.text[year.end : after[0].start]) is not None


def _year(mention: Mention) -> str:
    return str(mention.amount) if mention.kind is Kind.YEAR else str(mention.day.year)
