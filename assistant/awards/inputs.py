"""Reads the inputs that a caller gives into typed values. Money is in yuan."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from assistant.awards.model import Award, AwardInput, InputKind
from assistant.models import InputValue
from assistant.reading.numerals import read_number
from assistant.text import plain

MOST = Decimal(10) ** 13
"""No amount above this is believed: more than a whole country's economy turns over in a month."""

_LONGEST = 60
_FIGURE = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_ARABIC = re.compile(rf"[-+]?{_FIGURE}")
_SCALED = re.compile(rf"(?:{_FIGURE}[十百千万亿]+)*{_FIGURE}[十百千万亿]*")
_SPOKEN = re.compile(r"[一二两三四五六七八九十百千][零〇一二两三四五六七八九十百千万亿点]*")
_MONEY_SIGNS = re.compile(r"^(?:人民币|cny|rmb|¥)|(?:元人民币|人民币|元整|元|块钱|块|圆|cny|rmb|yuan)$")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_YES = {"true", "是", "有", "yes", "已"}
_NO = {"false", "否", "没有", "无", "no", "未"}


def parse_inputs(award: Award, raw: Mapping[str, object]) -> dict[str, InputValue]:
    """Read raw inputs; None means that an input is not given.

    Raises:
        ValueError: an unknown name or a value not of its kind; the message says what is accepted.
    """
    known = {item.name: item for item in award.inputs}
    for name in raw:
        if name not in known:
            raise ValueError(f"奖励 {award.id!r} 没有输入项 {name!r}；可用的输入项：{', '.join(known)}")
    return {name: parse_input(known[name], value) for name, value in raw.items() if value is not None}


def parse_input(item: AwardInput, value: object) -> InputValue:
    """Read one raw value.

    Raises:
        ValueError: it is not of the input's kind.
    """
    match item.kind:
        case InputKind.MONEY:
            return _money(item, value)
        case InputKind.BOOLEAN:
            return _boolean(item, value)
        case InputKind.CHOICE:
            return _choice(item, value)
        case InputKind.DATE:
            return _day(item, value)


def _money(item: AwardInput, value: object) -> Decimal:
    amount = _number(value)
    if amount is None:
        raise _refused(item, value, '金额，单位元，例如 3000000、"3000000" 或 "300万元"')
    if amount < 0:
        raise _refused(item, value, "不小于 0 的金额")
    if amount > MOST:
        raise _refused(item, value, f"不超过 {plain(MOST)} 元的金额")
    return amount + 0  # -0 becomes 0


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, str)):
        return None
    if isinstance(value, str):
        return _written_number(value)
    # repr keeps the digits that the caller wrote: 0.1 stays 0.1.
    amount = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return amount if amount.is_finite() else None


def _written_number(text: str) -> Decimal | None:
    if len(text) > _LONGEST:
        return None
    text = unicodedata.normalize("NFKC", text).strip().lower()
    text = _MONEY_SIGNS.sub("", text).strip()
    if _ARABIC.fullmatch(text):
        return Decimal(text.replace(",", ""))
    return read_number(text) if _SCALED.fullmatch(text) or _SPOKEN.fullmatch(text) else None


def _boolean(item: AwardInput, value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    if word in _YES or word in _NO:
        return word in _YES
    for choice in item.choices:
        if word and word in (choice.label.lower(), choice.label_en.lower(), *choice.words):
            return choice.value == "true"
    raise _refused(item, value, "true 或 false（也可写 是、否）")


def _choice(item: AwardInput, value: object) -> str:
    word = value.strip().lower() if isinstance(value, str) else ""
    for choice in item.choices:
        if word and word in (choice.value, choice.label.lower(), choice.label_en.lower(), *choice.words):
            return choice.value
    accepted = "、".join(f"{choice.value}（{choice.label}）" for choice in item.choices)
    raise _refused(item, value, accepted)


def _day(item: AwardInput, value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    day = _written_day(value) if isinstance(value, str) else None
    if day is not None:
        return day
    raise _refused(item, value, '日期，例如 "2026-05-01"')


def _written_day(text: str) -> date | None:
    if not _ISO_DAY.fullmatch(text.strip()):
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:  # 2026-02-30
        return None


def _refused(item: AwardInput, value: object, accepted: str) -> ValueError:
    # Python refuses to write out integers of thousands of digits; Decimal does not.
    shown = f"{Decimal(value):f}" if type(value) is int else repr(value)
    if len(shown) > _LONGEST:
        shown = f"{shown[:_LONGEST]}…"
    return ValueError(f"输入项 {item.name!r}（{item.label}）不接受 {shown}；应为{accepted}")
