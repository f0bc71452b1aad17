"""Find the figures of a text: written apart from the product's own reader, to catch its mistakes."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

from eval.text import simplified

_HAN = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"
_MULTIPLIERS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "十万": 10**5, "百万": 10**6, "千万": 10**7,
                "亿": 10**8, "k": 1_000, "thousand": 1_000, "million": 10**6, "billion": 10**9}  # fmt: skip
_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
_MONTH = "|".join(f"{name}|{name[:3]}\\.?" for name in _MONTHS)
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = r"(?:千万|百万|十万|万|亿|千|百|million|billion|thousand|k\b)"
_UNIT = r"(?:%|个百分点|元|块|yuan\b|rmb\b|cny\b|个|项|家|条|年|月|日|天|倍|percent\b)"
_HAN_UNIT = r"(?:元|块|年|月|日|天|倍|个|项|家|条|个百分点)"

_IGNORED = [
    re.compile(r"\[\d+\]"),  # citation markers
    re.compile(r"\[[^\]]*\]\([^)]*\)"),  # links
    re.compile(r"[a-z][a-z0-9-]*-\d{4}/[\w.]+"),  # clause addresses
    re.compile(rf"第[\d{_HAN}]+(?:部分|章|节|条|款|项|点|段|大类)"),  # clause references
    re.compile(r"(?m)^\s*(?:[-*>#]+\s*)?\d{1,2}[.)、]\s"),  # list numbers
    re.compile(rf"[一二三四五六七八九十]+\([{_HAN}\d]+\)|\([一二三四五六七八九十]+\)"),  # 二(四), (四)
    re.compile(rf"(?:section|item|article|part|clause|paragraph)s?\s+[\d.]+(?:\([\d{_HAN}]+\))?"),
    re.compile(r"`[^`]*`"),  # ids in code marks
]
_DATES = [
    re.compile(r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?"),
    re.compile(r"(?<!\d)(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)"),
    re.compile(rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m>{_MONTH})\s*,?\s+(?P<y>\d{{4}})"),
    re.compile(rf"\b(?P<m>{_MONTH})\s+(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+)?(?P<y>\d{{4}})"),
    re.compile(r"(?<!\d)(?P<m>\d{1,2})月(?P<d>\d{1,2})日"),
]
_RANGE = re.compile(rf"({_NUMBER})\s*(?:[-–—~～至到]|to)+\s*(?=(?:{_NUMBER})\s*({_SCALE}?\s*{_UNIT}?))")
_ARABIC = re.compile(rf"((?:(?:cny|rmb|[¥￥])\s*)?)({_NUMBER})\s*({_SCALE}?)\s*({_UNIT}?)")
_PERCENT_HAN = re.compile(rf"百分之([{_HAN}点\d.]+)")
_TENTHS_HAN = re.compile(r"([一二两三四五六七八九])成(?![立为果员功])")
# 两 and the idioms 一个, 一项 are words; a numeral needs a unit or a scale to be a figure.
_HAN_FIGURE = re.compile(rf"(?<![{_HAN}])([{_HAN}]+(?:点[{_HAN}]+)?)({_HAN_UNIT})")
_HAN_SCALED = re.compile(rf"([{_HAN[:-2]}]+[万亿][{_HAN}]*)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure by value: 160万元, CNY 1,600,000 and 一百六十万元 are one."""

    kind: str
    """number, percent, date (y-m-d), month (y-m), day (m-d) or year."""
    value: str
    """Canonical: a plain decimal, or digits joined by `-`."""
    unit: str = ""
    """元 or another measure for numbers; empty where none is written."""
    written: str = ""


def figures(text: str) -> tuple[Figure, ...]:
    """Every figure of a text, in any script, width or language, without markers and clause numbers."""
    rest = simplified(text).casefold()
    for pattern in _IGNORED:
        rest = pattern.sub(" ", rest)
    found: list[Figure] = []
    for reader in (_dates, _han_percents, _ranges, _arabic, _han):
        for start, end, figure in reader(rest):
            found.append(figure)
            rest = rest[:start] + "\x1f" * (end - start) + rest[end:]
    return tuple(found)


_Found = tuple[int, int, Figure]


def _dates(text: str) -> list[_Found]:
    found: list[_Found] = []
    taken: set[int] = set()
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if taken.isdisjoint(range(*match.span())):
                taken.update(range(*match.span()))
                found.append((*match.span(), _date_figure(match)))
    return found


def _date_figure(match: re.Match[str]) -> Figure:
    parts = match.groupdict()
    month = parts["m"] or ""
    number = int(month) if month.isdigit() else _month_number(month)
    year, day = parts.get("y"), parts.get("d")
    kind = "date" if year and day else "month" if year else "day"
    return Figure(kind, "-".join(str(int(item)) for item in (year, number, day) if item), "", match.group())


def _month_number(name: str) -> int:
    return next(number for month, number in _MONTHS.items() if month[:3] == name[:3])


def _han_percents(text: str) -> Iterator[_Found]:
    for match in _PERCENT_HAN.finditer(text):
        value = _number(match[1])
        if value is not None:
            yield (*match.span(), Figure("percent", plain(value), "", match.group()))
    for match in _TENTHS_HAN.finditer(text):
        value = _number(match[1])
        if value is not None:
            yield (*match.span(), Figure("percent", plain(value * 10), "", match.group()))


def _ranges(text: str) -> Iterator[_Found]:
    """The first number of 250-400万元, which borrows scale and unit of the second."""
    for match in _RANGE.finditer(text):
        inner = _ARABIC.match(match[1] + match[2].strip())
        if inner and match[2].strip():
            yield (*match.span(1), _arabic_figure(inner))


def _arabic(text: str) -> Iterator[_Found]:
    for match in _ARABIC.finditer(text):
        yield (*match.span(), _arabic_figure(match))


def _arabic_figure(match: re.Match[str]) -> Figure:
    currency, digits, scale, unit = (part.strip() for part in match.groups())
    value = Decimal(digits.replace(",", "")) * _MULTIPLIERS.get(scale, 1)
    unit = "元" if currency else unit
    if unit in ("%", "percent", "个百分点"):
        return Figure("percent", plain(value), "", match.group())
    if unit == "年" and not scale and re.fullmatch(r"(19|20)\d\d", digits):
        return Figure("year", digits, "", match.group())
    return Figure("number", plain(value), _measure(unit), match.group())


def _han(text: str) -> Iterator[_Found]:
    for pattern in (_HAN_FIGURE, _HAN_SCALED):
        for match in pattern.finditer(text):
            unit = match[2] if pattern is _HAN_FIGURE else ""
            value = _number(match[1])
            idiom = value == 1 and unit in ("个", "项", "家", "条", "天", "日", "年")
            if value is not None and not idiom and not (pattern is _HAN_SCALED and "\x1f" in match[1]):
                yield (*match.span(), _han_figure(value, unit, match))
        text = pattern.sub(lambda m: "\x1f" * len(m.group()), text)


def _han_figure(value: Decimal, unit: str, match: re.Match[str]) -> Figure:
    if unit == "个百分点":
        return Figure("percent", plain(value), "", match.group())
    if unit == "年" and 1900 <= value <= 2099:
        return Figure("year", plain(value), "", match.group())
    return Figure("number", plain(value), _measure(unit), match.group())


def _measure(unit: str) -> str:
    return "元" if unit in ("元", "块", "yuan", "rmb", "cny") else unit


@cache
def _number(han: str) -> Decimal | None:
    import cn2an

    try:
        return Decimal(str(cn2an.cn2an(han.replace("〇", "零"), "smart")))
    except (ValueError, InvalidOperation):
        return None


def plain(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def unproven(claimed: Iterable[Figure], proofs: Iterable[Figure]) -> tuple[Figure, ...]:
    """The claimed figures that no proof bears out."""
    known = _index(proofs)
    return tuple(item for item in claimed if not _proven(item, known))


_Known = dict[tuple[str, str], set[str]]


def _index(proofs: Iterable[Figure]) -> _Known:
    known: _Known = {}
    for item in proofs:
        for kind, value in _implied(item):
            known.setdefault((kind, value), set()).add(item.unit)
    return known


def _implied(item: Figure) -> Iterator[tuple[str, str]]:
    yield item.kind, item.value
    parts = item.value.split("-")
    if item.kind in ("date", "month"):
        yield "year", parts[0]
        yield "month", "-".join(parts[:2])
    if item.kind == "date":
        yield "day", "-".join(parts[1:])


def _proven(item: Figure, known: _Known) -> bool:
    if item.kind == "number" and not item.unit and ("year", item.value) in known:
        return True
    units = known.get((item.kind, item.value))
    if units is None:
        return False
    return not item.unit or item.unit in units or "" in units
