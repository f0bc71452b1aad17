"""Reads the figures that clauses and rule files write: 500万元, 20%, 2025年9月28日."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from assistant.reading.numerals import read_number

_HUNDRED = 100
_MONEY = re.compile(r"(?P<number>[^元%]+)元")
_PERCENT = re.compile(r"(?P<number>[\d.]+)%|百分之(?P<words>.+)")
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_IN_TEXT = re.compile(r"\d[\d,]*(?:\.\d+)?(?:%|[万亿]*元)|CNY \d[\d,]*(?:\.\d+)?")


def read_figure(written: str) -> Decimal | None:
    """Read an amount in yuan or a percentage as a fraction; None where it is neither."""
    percent = _PERCENT.fullmatch(written)
    if percent:
        number = read_number(percent["number"] or percent["words"])
        return None if number is None else number / _HUNDRED
    money = _MONEY.fullmatch(written)
    return read_number(money["number"]) if money else None


def read_day(written: str) -> date | None:
    """Read 2025年9月28日; None where it is no date of this form."""
    match = _DATE.fullmatch(written)
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None


def stands_in(written: str, quote: str) -> bool:
    """Whether `quote` has `written` as a whole figure: 5万元 does not stand in 15万元."""
    return re.search(rf"(?<![\d.,]){re.escape(written)}(?!\d)", quote) is not None


def figures_in(text: str) -> Iterator[tuple[str, Decimal]]:
    """Find amounts and percentages of a text, each as written and as a value."""
    for match in _IN_TEXT.finditer(text):
        written = match.group()
        value = read_figure(f"{written[4:]}元" if written.startswith("CNY ") else written)
        if value is not None:
            yield written, value
