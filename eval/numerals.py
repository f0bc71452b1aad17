"""Numerals in words, Chinese and English, put into digits: written apart from the product's own reader."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {
    **{character: number for number, character in enumerate("零一二三四五六七八九")},
    **{character: number for number, character in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "两": 2,
}
_SCALES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1_000, "仟": 1_000, "万": 10**4, "亿": 10**8}
_DIGIT, _SCALE = "".join(_DIGITS), "".join(_SCALES)
HAN = _DIGIT + _SCALE
_RUN = re.compile(rf"[{HAN}]+(?:点[{_DIGIT}]+[{_SCALE}]*)?")
_BELOW_MYRIAD = re.compile(
    rf"(?:(?P<k>[{_DIGIT}])?[千仟])?[零〇]?(?:(?P<h>[{_DIGIT}])?[百佰])?[零〇]?"
    rf"(?:(?P<t>[{_DIGIT}])?[十拾])?[零〇]?(?P<o>[{_DIGIT}])?"
)
_IDIOM = re.compile(r"[个项家条种类位次批期件名方些]")
"""After 一: 一个, 一次性, 一期 are words, not figures."""
_A_YEAR = re.compile(r"[年月日天](?!期)")
"""So is 一年 in 一年内交易多少, but not in 有效期一年, 满一年."""

_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
         "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SMALL = {word: number for number, word in enumerate(_ONES)}
_SMALL |= {word: number * 10 for number, word in enumerate(_TENS, start=2)}
_LARGE = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_WORD = "|".join(sorted([*_SMALL, *_LARGE], key=len, reverse=True))
_WORDS = re.compile(rf"\b(?:{'|'.join(_SMALL)})\b(?:(?:\s+and)?[\s-]+(?:{_WORD})\b)*")
_AFTER = re.compile(r"\s*(?:per\s?cent|pct|percentage|yuan|rmb|cny|years?|months?|weeks?|days?|times)\b")


def han_number(run: str) -> Decimal | None:
    """The value of a Chinese numeral (一百六十万, 一六〇, 一点六百万); None where it has none (五六百, 十四五)."""
    whole, point, rest = run.partition("点")
    if not point:
        return _whole(run)
    decimals, value = rest.rstrip(_SCALE), _whole(whole)
    factor = 1
    for scale in rest[len(decimals) :]:
        factor *= _SCALES[scale]
    return None if value is None else Decimal(f"{value}.{_positional(decimals)}") * factor


def _positional(run: str) -> str:
    return "".join(str(_DIGITS[character]) for character in run)


def _whole(run: str) -> Decimal | None:
    for character in "亿万":
        head, found, tail = run.rpartition(character)
        if found:
            high, low = _whole(head) if head else None, _below(tail, _SCALES[character])
            return None if high is None or low is None else high * _SCALES[character] + low
    if run and all(character in _DIGITS for character in run):
        return Decimal(_positional(run))
    match = _BELOW_MYRIAD.fullmatch(run)
    return _sum(run, match) if match and run else None


def _below(tail: str, scale: int) -> Decimal | None:
    """What follows 万 or 亿: 一万五 is 15000, 一万零五 is 10005."""
    if len(tail) == 1 and tail in _DIGITS:
        return Decimal(_DIGITS[tail] * scale // 10)
    return _whole(tail) if tail else Decimal(0)


def _sum(run: str, match: re.Match[str]) -> Decimal:
    total = 0
    for name, signs in (("k", "千仟"), ("h", "百佰"), ("t", "十拾")):
        if any(sign in run for sign in signs):
            total += _DIGITS.get(match[name] or "一", 1) * _SCALES[signs[0]]
    ones = _DIGITS[match["o"]] if match["o"] else 0
    colloquial = match["o"] and len(run) > 1 and run[-2] in "千仟百佰"  # 一百六
    return Decimal(total + ones * (_SCALES[run[-2]] // 10 if colloquial else 1))


def in_digits(text: str, unit: re.Pattern[str]) -> str:
    """Put every numeral that is a figure into digits. `unit`: what makes a figure of 三 when it follows."""

    def han(match: re.Match[str]) -> str:
        run, value = match.group(), han_number(match.group())
        followed = unit.match(text, match.end()) is not None
        scale = run[0] in _SCALE and text[: match.start()].rstrip()[-1:].isdigit()  # 1.6百万元
        around = text[max(match.start() - 1, 0) : match.start()] or " ", text[match.end() : match.end() + 2]
        if value is None or scale or not _counts(run, value, followed, *around):
            return run
        return f"{value:f}"

    text = _RUN.sub(han, text)
    return _WORDS.sub(lambda match: _english(match, text), text)


def _counts(run: str, value: Decimal, followed: bool, before: str, after: str) -> bool:
    if run == "一" and (_IDIOM.match(after) or (before not in "期为满" and _A_YEAR.match(after))):
        return False
    if followed:
        return True
    digit = any(character in _DIGITS for character in run) or "拾" in run  # 千万不要 has none
    return digit and any(character in _SCALES for character in run) and value >= 10


def _english(match: re.Match[str], text: str) -> str:
    total, part = 0, 0
    for word in re.findall(r"[a-z]+", match.group()):
        if word in _SMALL:
            part += _SMALL[word]
        elif word == "hundred":
            part = max(part, 1) * 100
        elif word != "and":
            total, part = total + max(part, 1) * _LARGE[word], 0
    value = total + part
    return str(value) if value >= 10 or _AFTER.match(text, match.end()) else match.group()
