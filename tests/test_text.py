"""Scripts, languages and how money is written back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text import (
    Language,
    format_money,
    format_money_en,
    format_percent,
    is_traditional,
    language,
    normalise,
    plain,
    round_to_fen,
    to_simplified,
    to_traditional,
)


@pytest.mark.parametrize(
    ("written", "normalised"),
    [
        ("硬體３００萬，軟體２００萬", "硬件300万,软件200万"),
        ("人工智慧應用", "人工智能应用"),
        ("ＡＩ質檢　場景？", "ai质检场景?"),
        ("硬件 300 万", "硬件300万"),
        ("1 234 567元", "1234567元"),
        ("投入\u200b300\x00万\ufeff", "投入300万"),
        ("<b>硬件</b>300万<script>alert(1)</script>", "硬件300万"),
        ("政务服务管理办<数据局>", "政务服务管理办<数据局>"),
        ("①硬件②软件", ";硬件;软件"),
        ("  How   much\n? ", "how much ?"),
        ("", ""),
    ],
)
def test_normalise_brings_every_writing_into_one_form(written: str, normalised: str) -> None:
    assert normalise(written) == normalised


@given(st.text(max_size=80))
def test_normalise_of_any_text_has_no_control_characters_and_no_outer_space(text: str) -> None:
    normalised = normalise(text)
    assert normalised == normalised.strip()
    assert not any(char < " " or "\u200b" <= char <= "\u200f" for char in normalised)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("硬件补多少？", Language.HANS),
        ("硬體補多少？", Language.HANT),
        ("AI场景能补多少", Language.HANS),
        ("How much can we get for hardware?", Language.EN),
        ("How much for 智算云企?", Language.EN),
        ("AI", Language.EN),
        ("300", Language.HANS),
        ("<b>硬件</b>补多少", Language.HANS),
    ],
)
def test_language_is_that_of_the_question(question: str, expected: Language) -> None:
    assert language(question) is expected


def test_is_traditional_counts_the_characters_of_both_scripts() -> None:
    assert is_traditional("場景獎勵")
    assert not is_traditional("场景奖励")
    assert not is_traditional("中文")
    assert to_simplified("場景獎勵") == "场景奖励" and to_traditional("场景奖励") == "場景獎勵"


@pytest.mark.parametrize(
    ("yuan", "chinese", "english"),
    [
        ("0", "0元", "CNY 0 (0元)"),
        ("9999", "9999元", "CNY 9,999 (9999元)"),
        ("10000", "1万元", "CNY 10,000 (1万元)"),
        ("586350", "58.635万元", "CNY 586,350 (58.635万元)"),
        ("1600000", "160万元", "CNY 1,600,000 (160万元)"),
        ("99999999", "9999.9999万元", "CNY 99,999,999 (9999.9999万元)"),
        ("120000000", "1.2亿元", "CNY 120,000,000 (1.2亿元)"),
        ("-500000", "-50万元", "CNY -500,000 (-50万元)"),
        ("1234.56", "1234.56元", "CNY 1,234.56 (1234.56元)"),
    ],
)
def test_money_is_written_exactly(yuan: str, chinese: str, english: str) -> None:
    assert format_money(Decimal(yuan)) == chinese
    assert format_money_en(Decimal(yuan)) == english


def test_plain_and_percent_have_no_exponent_and_no_trailing_zeros() -> None:
    assert plain(Decimal("1.60E+6")) == "1600000"
    assert plain(Decimal("58.6350")) == "58.635"
    assert format_percent(Decimal("0.2")) == "20%" and format_percent(Decimal("0.125")) == "12.5%"


def test_round_to_fen_rounds_half_up() -> None:
    assert round_to_fen(Decimal("0.005")) == Decimal("0.01")
    assert round_to_fen(Decimal("0.0049")) == Decimal("0.00")


def test_amounts_to_the_fen_are_written_in_yuan() -> None:
    assert format_money(Decimal("50000.05")) == "50000.05元"
    assert format_money(Decimal("586350")) == "58.635万元"
    assert format_money(Decimal("586350.00")) == "58.635万元"
