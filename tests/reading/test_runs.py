"""Amounts that stand side by side, as a voice-to-text program writes them, stay the amounts that were said."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.reading.mentions import Kind, Mention, read_mentions
from assistant.text import normalise
from tests.conftest import TODAY

WAN = 10_000
_DIGITS = "零一二三四五六七八九"


def money(text: str) -> list[Mention]:
    return [item for item in read_mentions(normalise(text), TODAY) if item.kind is Kind.MONEY]


def values(text: str) -> list[Decimal]:
    return [item.amount for item in money(text)]


def spoken(number: int) -> str:
    """1 to 9999 in Chinese: 350 is 三百五十, 1005 is 一千零五."""
    words, gap = "", False
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // size % 10
        if digit:
            words += ("零" if gap and words else "") + _DIGITS[digit] + unit
            gap = False
        else:
            gap = bool(words)
    return words


@st.composite
def amounts(draw: st.DrawFn, units: tuple[str, ...] = ("万", "万元", "w", "亿", "元")) -> tuple[str, int]:
    """An amount as written, with its unit, and its value in yuan."""
    number = draw(st.integers(1, 9999))
    unit = draw(st.sampled_from(units))
    scale = {"亿": WAN * WAN, "元": 1}.get(unit, WAN)
    han = unit != "w" and draw(st.booleans())
    return (spoken(number) if han else str(number)) + unit, number * scale


WORDS = (
    "三年摊完", "2号线", "两家供应商", "二季度", "一共三套", "五台服务器", "十个人做的", "两期一起", "一次性付清", "三方验收",
    "二手设备", "4个月", "12台", "半年做完", "两条产线", "八成是进口的", "三楼车间", "一台", "百分之五十", "2026年验收", "四号机",
    "七天", "九次", "第二批", "人工智能项目", "千兆网", "六月验收", "一直没动", "两边都有", "平湖的厂",
)  # fmt: skip


@settings(max_examples=400)
@given(
    st.lists(amounts(), min_size=1, max_size=5), st.sampled_from([" ", "  ", ",", "、", "软件", "还有", "和"])
)
def test_listed_amounts_are_each_their_own(listed: list[tuple[str, int]], between: str) -> None:
    text = "硬件" + between.join(words for words, _ in listed)
    assert values(text) == [value for _, value in listed]


@settings(max_examples=400)
@given(st.sampled_from(["万", "亿"]).flatmap(lambda unit: st.lists(amounts((unit,)), min_size=2, max_size=5)))
def test_amounts_run_together_are_each_their_own(listed: list[tuple[str, int]]) -> None:
    whole = "".join(words for words, _ in listed)
    read, said = values("硬件" + whole), [value for _, value in listed]
    assert read == said


@settings(max_examples=400)
@given(amounts(), st.sampled_from(WORDS), st.sampled_from(["", " "]), amounts())
def test_a_word_that_begins_with_a_numeral_takes_nothing(
    first: tuple[str, int], word: str, space: str, second: tuple[str, int]
) -> None:
    text = f"硬件{first[0]}{space}{word}{space}软件{second[0]}"
    assert values(text) == [first[1], second[1]]
    assert all(item.high is None for item in money(text))


@settings(max_examples=200)
@given(st.lists(amounts(), min_size=1, max_size=4), st.lists(st.sampled_from(WORDS), min_size=4, max_size=4))
def test_no_amount_is_read_that_nothing_written_gives(
    listed: list[tuple[str, int]], words: list[str]
) -> None:
    text = "".join(words[i] + written for i, (written, _) in enumerate(listed))
    for item in money(text):
        alone = values(item.words)
        assert alone == [item.amount], (text, item)
        assert item.amount in {value for _, value in listed}, (text, item)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("硬件200万 三年摊完", [200 * WAN]),
        ("硬件200万三年摊完", [200 * WAN]),
        ("一季度60万二季度30万三季度50万", [60 * WAN, 30 * WAN, 50 * WAN]),
        ("硬件一百零三万五 评上了", [1_035_000]),
        ("软件一百零三万五,已验收", [1_035_000]),
        ("硬件3万5软件2万", [35_000, 20_000]),
        ("12万3456元", [123_456]),
        ("100万零1块", [1_000_001]),
        ("100万零5千", [1_005_000]),
        ("一亿两千万", [12_000 * WAN]),
        ("3.5亿2千万", [37_000 * WAN]),
        ("硬件和软件分别300 200万", [300 * WAN, 200 * WAN]),
        ("分别200,300万", [200 * WAN, 300 * WAN]),
        ("1,200万", [1200 * WAN]),
        ("100,000万", [100_000 * WAN]),
        ("300万2025年验收", [300 * WAN]),
        ("300万2025验收", [300 * WAN]),
        ("硬件 2 0 0 万", [200 * WAN]),
        ("硬件 三 百 万", [300 * WAN]),
        ("去年1.5亿", [15_000 * WAN]),
        ("2025年1.2亿", [12_000 * WAN]),
        ("1万亿", [10**12]),
        ("60 000 000元", [60_000_000]),
        ("硬件 1 200 000 yuan", [1_200_000]),
    ],
)  # fmt: skip
def test_where_a_numeral_ends(text: str, yuan: list[int]) -> None:
    assert values(text) == yuan


def test_a_last_digit_in_doubt_leaves_a_range() -> None:
    """一百万三 before a word that tells nothing: 三 may belong to either."""
    (only,) = money("硬件一百万三电子产品")
    assert [only.amount, only.high] == [100 * WAN, 1_003_000]
