"""Unit prices and how many were bought: 38万一台, 买了6台."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.reading.mentions import Mention
from assistant.reading.numerals import HAN_NUMERAL, read_number

_COUNTER = r"台|套|个|张|块|只|支|件|辆|座|部|条|组|颗|把|副|片|份|units?|sets?|pieces?|servers?|machines?"
_PERIOD = r"个?季度|个?月"
"""每季度40万 is a price by the quarter; 二季度 alone is the second one, 四个季度 are four."""
_NO_THING = r"(?!月|项目|场景|厂|车间|企业|公司|部门|季度|亿)"
_EACH_BEFORE = re.compile(
    rf"(?:每一?|单)(?P<each>{_PERIOD}|{_COUNTER}){_NO_THING}[^,。;\d]{{0,8}}$|(?<![\d{HAN_NUMERAL}每])(?P<one>一)(?P<of>{_COUNTER}){_NO_THING}[^,。;\d]{{0,14}}$"
    rf"|(?P<price>单价|unit price)[^,。;\d]{{0,5}}$"
)
_EACH_AFTER = re.compile(
    rf" ?(?:(?:一|每|/ ?|per |a )(?P<each>(?<=一)(?:个季度|个月)|(?<!一){_PERIOD}|{_COUNTER})"
    r"(?=$|[,。;、()?! ]|的|买|共|一共|采购|总|各?配|上了|进了)|(?P<price>的?单价|each\b|apiece))"
)
_COUNT = re.compile(
    rf"(?<![\d.{HAN_NUMERAL}第每])(?P<n>\d{{1,5}}|[{HAN_NUMERAL}]+) ?(?P<of>个季度|个月|(?:{_COUNTER}){_NO_THING}(?!线|期))"
    rf"|(?:×|\*|x|乘以?) ?(?P<times>\d{{1,5}})"
)
_FAR = 40
_PROJECTS = re.compile(rf"[{HAN_NUMERAL}\d](个|家|条|座)[^,。;:\d]{{0,6}}(场景|项目|厂|车间|产线|公司|门店)")
"""三个场景, 每个硬件120万: an amount of each project, not a price."""


@dataclass(frozen=True, slots=True)
class _Count:
    place: int
    number: Decimal
    of: str


def times_price(text: str, amounts: Sequence[Mention]) -> tuple[list[Mention], list[Mention]]:
    """Unit prices times their numbers; second, the prices whose number is not told."""
    counts = [_count(match) for match in _COUNT.finditer(text)]
    counts = [count for count in counts if count.number != 1]
    kept: list[Mention] = []
    unclear: list[Mention] = []
    single, summed = _one_each(text, [item for item in amounts if not _instalment(text, item, amounts)])
    for mention in single:
        each = None if mention in summed else _priced(text, mention)
        if each is None:
            kept.append(mention)
            continue
        near = [count for count in counts if _fits(text, mention, count, each)]
        if near:
            best = min(near, key=lambda count: abs(count.place - mention.start))
            counts.remove(best)
            total = mention.amount * best.number
            if all(other.amount != total for other in amounts):  # 6台, 每台38万, 一共228万
                high = None if mention.high is None else mention.high * best.number
                kept.append(replace(mention, value=total, high=high))
        elif each.startswith("1") or (each in ("个", "家", "条") and _PROJECTS.search(text)):
            kept.append(mention)
        else:
            unclear.append(mention)
    return kept, unclear


def _one_each(text: str, amounts: Sequence[Mention]) -> tuple[list[Mention], list[Mention]]:
    """两套软件, 一套30万一套50万: prices of single things add up, and count no second time."""
    kept: list[Mention] = []
    summed: list[Mention] = []
    series: dict[str, int] = {}
    for mention in amounts:
        each = _priced(text, mention) or ""
        if not each.startswith("1"):
            series.clear()
        elif each in series and text[kept[series[each]].end : mention.start].strip(",、 ") == f"一{each[1:]}":
            first = kept[series[each]]
            both = replace(mention, start=first.start, value=first.amount + mention.amount)
            kept[series[each]] = both
            summed.append(both)
            continue
        else:
            series[each] = len(kept)
        kept.append(mention)
    return kept, summed


_EACH_TIME = re.compile(r"每(?P<unit>年|期|批|次|笔)[^,。;\d]{0,4}$")


def _instalment(text: str, mention: Mention, amounts: Sequence[Mention]) -> bool:
    """120万分三年付, 每年40万: tells the same amount again."""
    each = _EACH_TIME.search(text[: mention.start])
    times = re.search(rf"(\d{{1,2}}|[{HAN_NUMERAL}]+)个?{each['unit']}", text) if each else None
    number = read_number(times[1]) if times else None
    return number is not None and any(
        other is not mention and other.amount == mention.amount * number for other in amounts
    )


def _count(match: re.Match[str]) -> _Count:
    number = read_number(match["n"] or match["times"]) or Decimal(1)
    return _Count(match.start(), number, _kind(match["of"] or ""))


def _kind(counter: str) -> str:
    return counter.removeprefix("个").removesuffix("s") or counter if counter != "个" else counter


def _priced(text: str, mention: Mention) -> str | None:
    """The counter of a unit price, empty where it is any; 1 before it where one thing alone may be meant."""
    after = _EACH_AFTER.match(text[mention.end :])
    if after:
        return _kind(after["each"] or "")
    before = _EACH_BEFORE.search(text[: mention.start])
    if before is None:
        return None
    if before["one"]:
        return "1" + _kind(before["of"])
    return _kind(before["each"] or "")


def _fits(text: str, mention: Mention, count: _Count, each: str) -> bool:
    kind = each.removeprefix("1")
    between = text[min(mention.end, count.place) : max(mention.start, count.place)]
    alike = not kind or not count.of or kind == count.of
    return alike and len(between) <= _FAR and not re.search("[。;!?]", between)
