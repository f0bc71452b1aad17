"""Numbers in Chinese and Arabic writing, exactly: 两千三百万, 壹佰万, 1.2亿, 百分之五十, 三百五."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = dict(zip("零一二三四五六七八九", range(10), strict=True)) | {
    "〇": 0, "两": 2, "俩": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
    "弍": 2, "仨": 3,
}  # fmt: skip
UNITS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000, "k": 1000}
MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "w": 10**4}
HAN_NUMERAL = "廿卅零〇一二两俩仨三四五六七八九十百千壹贰弍叁肆伍陆柒捌玖拾佰仟"

_ARABIC = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|\.\d+")


def read_number(text: str) -> Decimal | None:
    """Read a whole numeral, Arabic, Chinese or mixed (2百万); None where it is none.

    Colloquial endings are read as spoken: 三百五 is 350, 一万二 is 12000.
    """
    text = text.replace(",", "").replace("廿", "二十").replace("卅", "三十").strip()
    if not text:
        return None
    total, section, pending = Decimal(0), Decimal(0), None
    last_unit, after_zero = Decimal(1), False
    position = 0
    while position < len(text):
        char = text[position]
        arabic = _ARABIC.match(text, position)
        if arabic:
            if pending:
                return None
            # 3万5 is spoken, 3万0005 and 12万3456 are written out.
            after_zero = position == 0 or len(arabic.group()) > 1 or pending == 0
            pending, position = Decimal(arabic.group()), arabic.end()
            continue
        position += 1
        if char == "点":
            decimals = _decimals(text[position:])
            if decimals is None:
                return None
            pending, position = (pending or Decimal(0)) + decimals[0], position + decimals[1]
            after_zero = True
        elif char == "半":
            pending = (pending or Decimal(0)) + Decimal("0.5")
        elif char in DIGITS:
            digit = DIGITS[char]
            one_by_one = pending is not None and digit_run(text, position)  # 二零二五
            pending = (pending or Decimal(0)) * 10 + digit if one_by_one else Decimal(digit)
            after_zero = after_zero or digit == 0
        elif char in UNITS:
            last_unit = Decimal(UNITS[char])
            section += (Decimal(1) if pending is None else pending) * last_unit
            pending, after_zero = None, False
        elif char in MYRIADS:
            last_unit = Decimal(MYRIADS[char])
            section += pending or 0
            if section == 0 and pending is None and total == 0:
                section = Decimal(1)
            grouped = (total + section) if last_unit > total > 0 else section
            total = grouped * last_unit if grouped != section else total + section * last_unit
            section, pending, after_zero = Decimal(0), None, False
        else:
            return None
    if pending is not None:
        # 一百五 and 一万二: the last digit counts in tenths of the last unit, unless 零 stands before it.
        spoken = last_unit >= 100 and not after_zero and pending < 10
        section += pending * last_unit / 10 if spoken else pending
    return total + section


def digit_run(text: str, position: int) -> bool:
    """Whether the characters around `position` are digits read one by one, as in a year."""
    return position >= 2 and text[position - 2] in DIGITS


def _decimals(text: str) -> tuple[Decimal, int] | None:
    figures = ""
    for char in text:
        if char in DIGITS:
            figures += str(DIGITS[char])
        elif char.isdigit():
            figures += char
        else:
            break
    return (Decimal(f"0.{figures}"), len(figures)) if figures else None
