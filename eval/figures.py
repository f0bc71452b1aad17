"""Find the figures of a text: written apart from the product's own reader, to catch its mistakes."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from eval.numerals import HAN, han_number, in_digits
from eval.text import simplified

_MULTIPLIERS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 10**8, "k": 1_000, "w": 10_000, "kw": 10**7,
                "thousand": 1_000, "million": 10**6, "mln": 10**6, "mil": 10**6, "mn": 10**6, "m": 10**6,
                "billion": 10**9, "bn": 10**9}  # fmt: skip
_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if name}
_MONTH = "|".join(f"{name}|{name[:3]}\\.?" for name in _MONTHS)
_NUMBER = r"(?:\d{1,3}(?:[,' ]\d{3})+(?:\.\d+)?(?!,?\d)|\d{1,4}(?:,\d{4})+(?:\.\d+)?(?!,?\d)|\d+(?:\.\d+)?)"
_SCALE = r"(?:[十百千万亿]+|(?:kw|k|w|millions?|mln|mil|mn|m|billions?|bn|thousand)(?![a-z0-9]))"
_FOREIGN = ("美元", "美金", "欧元", "日元", "港元", "港币", "英镑", "usd", "eur", "dollar", "euro", "hkd")
_UNIT = (
    rf"(?:%|‰|个百分点|百分点|个点(?!位)|(?:{'|'.join(_FOREIGN)})s?|元|圆|块|人民币|个工作日|工作日|个月|小时|分钟|季度"
    r"|[个项家条年月日天倍周人名次台套件笔场位户种类批期]"
    r"|(?:yuan|rmb|cny|percentage points?|per\s?cent|pct|bps?)(?![a-z]))"
)
_MORE = rf"(?:[多余来](?=\s*(?:{_SCALE}|{_UNIT})))"
"""160多万 is not 160万."""

_IGNORED = [
    re.compile(r"\[\d{1,2}\](?!\s*[十百千万亿元%])"),  # citation markers
    re.compile(r"(?<=\])\([^)]*\)"),  # addresses of links
    re.compile(r"[a-z][a-z0-9-]*-\d{4}/[\w.]+"),  # clause addresses
    re.compile(rf"第[\d{HAN}]+(?:部分|章|节|条|款|项|点|段|大类)"),  # clause references
    re.compile(r"(?m)^\s*(?:[-*>#]+\s*)?\d{1,2}[.)、]\s"),  # list numbers
    re.compile(rf"[一二三四五六七八九十]+\([{HAN}\d]+\)|\([一二三四五六七八九十]+\)"),  # 二(四), (四)
    re.compile(rf"(?:section|item|article|part|clause|paragraph)s?\s+[\d.]+(?:\([\d{HAN}]+\))?"),
    re.compile(r"`[a-z][a-z0-9_./-]*`"),  # ids in code marks
]
_DATES = [
    re.compile(r"(?P<y>\d{4})年(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})[日号])?"),
    re.compile(r"(?<!\d)(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)"),
    re.compile(rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m>{_MONTH})\s*,?\s+(?P<y>\d{{4}})"),
    re.compile(rf"\b(?P<m>{_MONTH})\s+(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+)?(?P<y>\d{{4}})"),
    re.compile(r"(?<![\d./-])(?P<y>20\d\d)[-/](?P<m>0[1-9]|1[0-2])(?![\d./-])"),
    re.compile(r"(?<!\d)(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]"),
]
_RANGE = re.compile(rf"({_NUMBER})\s*(?:[-–—~～至到]|to)+\s*(?=(?:{_NUMBER})\s*({_SCALE}?\s*{_UNIT}?))")
_BEFORE = rf"(?:cny|rmb|人民币|[¥$€£]|{'|'.join(_FOREIGN)})"
_ARABIC = re.compile(rf"((?:{_BEFORE}\s*)?)({_NUMBER})\s*({_MORE}?)\s*({_SCALE}?)\s*({_MORE}?)\s*({_UNIT}?)")
_SHORT_YEAR = re.compile(r"(?<!\d)(2\d)年(?=[底末初内起前后]|\d{1,2}月)")
_HAN_UNIT = re.compile(rf"\s*{_UNIT}")
_HAN_GAP = re.compile(rf"(?<=[{HAN}])[ \t]+(?=[{HAN}])")
_HAN_LEFT = re.compile(rf"[{HAN}]*[一二两三四五六七八九][{HAN}]*[十百千万亿][{HAN}]*")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure by value: 160万元, CNY 1,600,000 and 一百六十万元 are one."""

    kind: str
    """number, percent, date (y-m-d), month (y-m), day (m-d), year, quarter, half (of a year), fraction, more
    (160多万) or vague (几十万)."""
    value: str
    """Canonical: a plain decimal, or digits joined by `-`."""
    unit: str = ""
    """元 or another measure for numbers; empty where none is written."""
    written: str = ""


def figures(text: str) -> tuple[Figure, ...]:
    """Every figure of a text, in any script, width or language, without markers and clause numbers."""
    rest = _cleaned(text)
    found: list[Figure] = []

    def read(reader: _Reader) -> None:
        nonlocal rest
        for start, end, figure in reader(rest):
            found.append(figure)
            rest = rest[:start] + "\x1f" * (end - start) + rest[end:]

    words: tuple[_Reader, ...] = (_shares, _vague)
    numbers: tuple[_Reader, ...] = (_dates, _ranges, _arabic, _left)
    for reader in words:  # these are no numerals, though they are made of some
        read(reader)
    rest = _SHORT_YEAR.sub(r"20\1年", in_digits(rest, _HAN_UNIT))
    for reader in numbers:
        read(reader)
    return tuple(found)


def _cleaned(text: str) -> str:
    """One script, width and case; nothing invisible or bold inside a number; no markers or addresses."""
    rest = simplified(text).casefold().replace("**", "")
    rest = "".join(character for character in rest if unicodedata.category(character) != "Cf")
    for pattern in _IGNORED:
        rest = pattern.sub(" ", rest)
    rest = _HAN_GAP.sub("", rest.replace("廿", "二十").replace("卅", "三十"))
    return re.sub(rf"(?<=[\d{HAN}])\s*个(?=[万亿])", "", rest)


_Found = tuple[int, int, Figure]
_Reader = Callable[[str], Iterable[_Found]]


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


# --- shares and words ------------------------------------------------------------------------------

_PARTS = {"百": 100, "千": 1_000, "万": 10_000}
_NTHS = re.compile(rf"([{HAN}]+|\d+)分之([{HAN}点]+|\d+(?:\.\d+)?)")
_TENTHS = re.compile(r"([一二两三四五六七八九\d])成([一二三四五六七八九]?)(?![立为果员功本长交分品熟都])")
_OFF = re.compile(r"([一二三四五六七八九\d])(?:[点.]?([一二三四五六七八九\d]))?折(?![扣叠算旧腾现])")
_SLASH = re.compile(r"(?<![\d/.])(\d)/(\d{1,2})(?![\d/.])")
_HALF_OF = re.compile(
    r"一半|半数|减半|对半|(?<!first )(?<!second )\bhalf\b(?![\s-]*(?:an?\s+)?(?:year|hour))"
)
_WORDED = [
    (re.compile(r"翻倍|翻一?番|加倍|\btwice\b|\bdoubl(?:es?|ed|ing)\b"), ("number", "2", "倍")),
    (re.compile(r"\btripl(?:es?|ed|ing)\b"), ("number", "3", "倍")),
    (re.compile(r"上半年|\bfirst half\b"), ("half", "1", "")),
    (re.compile(r"下半年|\bsecond half\b"), ("half", "2", "")),
    (re.compile(r"(?<![上下])半年"), ("number", "0.5", "年")),
    (_HALF_OF, ("percent", "50", "")),
]
_QUARTER = re.compile(r"第?([一二三四1-4])季度|\bq([1-4])(?!\d)|(?<=\d)q([1-4])(?!\d)")
_VAGUE = re.compile(
    r"(?<!以)[上数几近][十百千万亿]+|[一二三四五六七八九]?十[几来多余][十百千万亿]*"
    rf"|[{HAN}]+[来多余][十百千万亿]+"
)


def _shares(text: str) -> Iterator[_Found]:
    for pattern, percent in ((_NTHS, _nths), (_SLASH, _slash), (_TENTHS, _tenths), (_OFF, _tenths)):
        for match in pattern.finditer(text):
            if (figure := percent(match)) is not None:
                yield (*match.span(), figure)
                text = _masked(text, match)
    for pattern, (kind, value, unit) in _WORDED:
        for match in pattern.finditer(text):
            yield (*match.span(), Figure(kind, value, unit, match.group()))
    for match in _QUARTER.finditer(text):
        value = str(_value(match[1] or match[2] or match[3]))
        yield (*match.span(), Figure("quarter", value, "", match.group()))


def _masked(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + "\x1f" * len(match.group()) + text[match.end() :]


def _value(written: str) -> Decimal | None:
    return Decimal(written) if re.fullmatch(r"\d+(?:\.\d+)?", written) else han_number(written)


def _nths(match: re.Match[str]) -> Figure | None:
    """百分之二十, 千分之三, 三分之一."""
    whole = Decimal(_PARTS[match[1]]) if match[1] in _PARTS else _value(match[1])
    return _share(_value(match[2]), whole, match.group())


def _slash(match: re.Match[str]) -> Figure | None:
    return _share(Decimal(match[1]), Decimal(match[2]), match.group())


def _tenths(match: re.Match[str]) -> Figure | None:
    """两成五 and 八五折 are 25 and 85 per cent."""
    tenths, hundredths = _value(match[1]), _value(match[2]) if match[2] else Decimal(0)
    if tenths is None or hundredths is None:
        return None
    return Figure("percent", plain(tenths * 10 + hundredths), "", match.group())


def _share(part: Decimal | None, whole: Decimal | None, written: str) -> Figure | None:
    """A percentage where it is a round one, else a fraction."""
    if part is None or not whole:
        return None
    percent = part * 100 / whole
    if percent == percent.quantize(Decimal("0.0001")):
        return Figure("percent", plain(percent.normalize()), "", written)
    return Figure("fraction", f"{plain(part)}/{plain(whole)}", "", written)


def _vague(text: str) -> Iterator[_Found]:
    """几十万, 十几家, 上百: figures that no exact one proves."""
    for match in _VAGUE.finditer(text):
        yield (*match.span(), Figure("vague", match.group(), "", match.group()))


def _left(text: str) -> Iterator[_Found]:
    """Numerals without one value: 五六百万."""
    for match in _HAN_LEFT.finditer(text):
        counted = _HAN_UNIT.match(text, match.end()) or match.group()[-1] in "万亿"
        if han_number(match.group()) is None and counted:
            yield (*match.span(), Figure("vague", match.group(), "", match.group()))


# --- numbers ---------------------------------------------------------------------------------------


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
    currency, digits, before, scale, after, unit = (part.strip() for part in match.groups())
    value = Decimal(re.sub(r"[,' ]", "", digits)) * _multiplier(scale)
    written = match.group().strip()
    if unit in _PERCENT:
        return Figure("percent", plain(value / _PERCENT[unit]), "", written)
    if unit == "年" and not scale and re.fullmatch(r"(19|20)\d\d", digits):
        return Figure("year", digits, "", written)
    measure = _CURRENCIES.get(currency, currency) or unit.removesuffix("s")
    return Figure(
        "more" if before or after else "number", plain(value), _CURRENCIES.get(measure, measure), written
    )


_PERCENT = dict.fromkeys(
    (
        "%",
        "个百分点",
        "百分点",
        "个点",
        "percent",
        "per cent",
        "pct",
        "percentage point",
        "percentage points",
    ),
    1,
) | {"‰": 10, "bp": 100, "bps": 100}
"""Units of shares → how many of them are a per cent."""
_CURRENCIES = dict.fromkeys(("圆", "块", "人民币", "yuan", "rmb", "cny", "¥"), "元") | {
    "$": "美元", "美金": "美元", "usd": "美元", "dollar": "美元", "€": "欧元", "eur": "欧元", "euro": "欧元",
    "£": "英镑", "港币": "港元", "hkd": "港元"}  # fmt: skip


def _multiplier(scale: str) -> int:
    scale = scale.removesuffix("s")
    if scale in _MULTIPLIERS:
        return _MULTIPLIERS[scale]
    factor = 1
    for character in scale:
        factor *= _MULTIPLIERS[character]
    return factor


# --- proof -----------------------------------------------------------------------------------------


def plain(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def unproven(claimed: Iterable[Figure], proofs: Iterable[Figure]) -> tuple[Figure, ...]:
    """The claimed figures that no proof bears out."""
    known = _index(proofs)
    return tuple(item for item in claimed if not _proven(item, known))


_ABROAD = {"美元", "欧元", "日元", "港元", "英镑"}
"""What a number without unit does not prove."""
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
    return not item.unit or item.unit in units or ("" in units and item.unit not in _ABROAD)
