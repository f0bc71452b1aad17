"""Scripts, languages and money as people write them. Offsets are never kept across `normalise`."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cache
from typing import Protocol, cast

from assistant.dialect import to_standard


class Language(StrEnum):
    HANS = "zh-Hans"
    HANT = "zh-Hant"
    EN = "en"


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@cache
def _converter(config: str) -> _Converter:
    import opencc

    return cast(_Converter, opencc.OpenCC(config))


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060\ufeff\ud800-\udfff]")
_TAG = re.compile(r"<(script|style)\b.*?</\1>|</?[a-zA-Z][^<>]{0,80}>", re.DOTALL)
_ENUMERATOR = re.compile(r"[\u2460-\u249b]")
_SPACED_THOUSANDS = re.compile(
    r"(?<![\d.,])\d{1,3}(?:(?: \d{3}){2,}| 000| \d{3}(?= ?(?:yuan|cny|rmb)))(?!\d| \d)"
)
_SPACED_DIGITS = re.compile(r"(?<![\d.,] )(?<![\d.,])\d(?: \d)+(?= ?[万亿])")
_SPACE_BESIDE_HAN = re.compile(
    # The space between two numerals stays: 200万 三年 is no 200.3万, and 300 两家 no 302.
    r"(?<=[万亿萬元块圆整]) +(?=[\u4e00-\u9fff])(?![零〇一二两俩三四五六七八九十半几])"
    r"|(?<=[\u4e00-\u9fff])(?<![万亿萬元块圆整]) +(?=[\u4e00-\u9fff\d])"
    r"|(?<=\d) +(?=[\u4e00-\u9fff])(?![零〇一二两俩三四五六七八九半几])"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{2,}|\b[aAiI]\b")
_ENGLISH = re.compile(
    r"\b(what|who|whom|which|when|where|why|how|is|are|was|the|for|can|could|do|does|did|we|our|us|i|my|of|to|if|in|"
    r"and|please|tell|will|would|should|has|have|there|much|many)\b",
    re.IGNORECASE,
)


def to_simplified(text: str) -> str:
    return _converter("t2s").convert(text)


def to_traditional(text: str) -> str:
    return _converter("s2tw").convert(text)


def is_traditional(text: str) -> bool:
    """Whether more characters are Traditional-only than Simplified-only."""
    traditional = sum(a != b for a, b in zip(text, to_simplified(text), strict=False))
    if not traditional:
        return False
    return traditional >= sum(a != b for a, b in zip(text, to_traditional(text), strict=False))


_QUARTER = re.compile(r"(?<![a-z0-9])q([1-4])(?=[^a-z0-9])")
"""Q2 28万: its digit would run into the amount."""


def normalise(text: str) -> str:
    """Bring a question into the form all names and cues are written in.

    Simplified Chinese (words of Taiwan and of dialects too: 硬體 becomes 硬件, 攞 拿), half-width, lower case,
    no control characters.
    """
    text = _ENUMERATOR.sub(";", _CONTROL.sub(" ", _TAG.sub("", text)))
    text = unicodedata.normalize("NFKC", text)
    text = _converter("tw2sp").convert(text) if is_traditional(text) else to_simplified(text)
    text = to_standard(re.sub(r"\s+", " ", text).strip().lower())
    text = _QUARTER.sub(lambda match: f"第{'一二三四'[int(match[1]) - 1]}季度", text)
    text = re.sub(r"(?<=\d) (?=[wk](?![a-z]))", "", text)
    text = _SPACED_DIGITS.sub(lambda match: match.group().replace(" ", ""), text)
    text = _SPACED_THOUSANDS.sub(lambda match: match.group().replace(" ", ""), text)
    return _SPACE_BESIDE_HAN.sub("", text)


def language(text: str) -> Language:
    """The language and script a question is asked in, which its answer then takes."""
    text = _TAG.sub("", text)
    words = len(_WORD.findall(text))
    han = len(_HAN.findall(text))
    if words and (not han or (words >= 3 and han < 2 * words and _ENGLISH.search(text))):
        return Language.EN
    return Language.HANT if is_traditional(text) else Language.HANS


# --- money -----------------------------------------------------------------------------------------

WAN = Decimal(10_000)
YI = Decimal(100_000_000)


def plain(value: Decimal) -> str:
    """Write a number without exponent or trailing zeros: 1600000, 58.635."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def round_to_fen(value: Decimal) -> Decimal:
    """Round to 0.01 yuan, half up: the smallest unit that can be paid."""
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def format_money(yuan: Decimal) -> str:
    """Write yuan as people do, exactly: 160万元, 58.635万元, 1.2亿元, 5000元."""
    if yuan != yuan.to_integral_value():  # 50000.05元 reads better than 5.000005万元
        return f"{plain(yuan)}元"
    if abs(yuan) >= YI:
        return f"{plain(yuan / YI)}亿元"
    if abs(yuan) >= WAN:
        return f"{plain(yuan / WAN)}万元"
    return f"{plain(yuan)}元"


def format_money_en(yuan: Decimal) -> str:
    """Write yuan for an English sentence: CNY 1,600,000 (160万元)."""
    return f"CNY {Decimal(plain(yuan)):,} ({format_money(yuan)})"


def format_percent(fraction: Decimal) -> str:
    """Write 0.2 as 20%."""
    return f"{plain(fraction * 100)}%"
