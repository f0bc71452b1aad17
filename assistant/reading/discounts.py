"""Prices told with a discount: 原价380万打八五折 is 323万; what is not certain to be the price before it is asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.reading.mentions import Kind, Mention
from assistant.reading.numerals import HAN_NUMERAL, read_number
from assistant.text import plain

_RATE = re.compile(
    rf"(?P<tenths>[{HAN_NUMERAL}]{{1,2}}|\d(?:\.\d)?|\d{{2}}) ?折(?!旧)|(?P<half>对折|半价)"
    r"|(?:优惠|便宜|下浮|降价?|让利|减免|减)了?(?P<off>\d{1,2}(?:\.\d+)?)%"
)
_RIGHT_AFTER = re.compile(r"元?的?(统一|一律|全部|都)?(按|又|再|给)?(打|打了|按)?$")
_ALL = re.compile(r"(都|统一|一律|全部|全场)[^,。;\d]{0,4}$")
_LIST_PRICE = re.compile(r"原价|标价|定价|挂牌价|市场价|报价|目录价|官方价|原来|list price")
_AFTERWARDS = re.compile(r"折后|折完|打完折|折下来|优惠后|实付|实际|到手|最后|最终|(折|%)(之?后|下来)")
_REACH = 12


@dataclass(frozen=True, slots=True)
class Discounted:
    amounts: list[Mention]
    unsure: list[Mention]
    workings: tuple[str, ...]
    """How each price paid was worked out: 380万元 × 85% = 323万元."""


def discounted(text: str, mentions: Sequence[Mention], amounts: Sequence[Mention]) -> Discounted:
    """Prices paid after the discounts told. `mentions`: all of the text, so that each discount finds its price."""
    kept, unsure, workings = list(amounts), [], []
    for match in _RATE.finditer(text):
        factor = _factor(match)
        for index in _meant(text, mentions, kept, match):
            price = kept[index]
            if price is None or not factor or price.high is not None:
                continue
            between = text[price.end : match.start()] if price.end <= match.start() else ""
            lead = re.split("[。;!?]", text[: price.start])[-1]
            lead = re.split(r"\d", lead)[-1]
            if _AFTERWARDS.search(lead):
                continue  # 折后323万 is what was paid
            sure = _LIST_PRICE.search(lead) or _RIGHT_AFTER.fullmatch(between) or _ALL.search(between)
            if price.end > match.start() or not sure:
                unsure.append(price)
                continue
            paid = replace(price, value=price.amount * factor)
            workings.append(f"{_wan(price.amount)} × {plain(factor * 100)}% = {_wan(paid.amount)}")
            kept[index] = paid
    return Discounted([item for item in kept if item not in unsure], unsure, tuple(workings))


def _meant(
    text: str, mentions: Sequence[Mention], amounts: Sequence[Mention], match: re.Match[str]
) -> list[int]:
    """The prices a discount is of: the one before it, every one before 都打九折, else the one after it."""
    stop = max(text.rfind(char, 0, match.start()) for char in "。;!?") + 1
    money = [item for item in mentions if item.kind is Kind.MONEY and stop <= item.start]
    before = [item.start for item in money if item.end <= match.start()]
    if before and not _ALL.search(text[: match.start()].removesuffix("打").removesuffix("打了")):
        near = [item for item in money if item.start == before[-1]]
        before = before[-1:] if match.start() - near[0].end <= _REACH else []
    after = [item.start for item in money if 0 <= item.start - match.end() <= _REACH]
    if not before and re.search("[。;!?]", text[match.end() : after[0] if after else match.end()]):
        return []
    wanted = before or after[:1]
    return [index for index, item in enumerate(amounts) if item.start in wanted]


def _factor(match: re.Match[str]) -> Decimal | None:
    if match["half"]:
        return Decimal("0.5")
    if match["off"]:
        return 1 - Decimal(match["off"]) / 100
    digits: list[Decimal | None] = [read_number(char) for char in match["tenths"] if char not in "."]
    if any(digit is None or digit > 9 for digit in digits):
        return None
    value = Decimal("".join(str(digit) for digit in digits))
    return value / Decimal(10 ** len(digits))


def _wan(amount: Decimal) -> str:
    return f"{plain(amount / 10_000)}万元"


def is_discount(text: str, mention: Mention) -> bool:
    """Whether a percentage is taken off a price: 优惠了10%."""
    return any(
        match.start() < mention.end and mention.start < match.end()
        for match in _RATE.finditer(text)
        if match["off"]
    )
