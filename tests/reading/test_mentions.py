"""Typed mentions: what stands where, whatever way it is written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.mentions import About, Kind, Mention, read_mentions
from assistant.reading.places import read_clause_references
from assistant.text import normalise
from tests.conftest import TODAY

WAN = 10_000
YI = 100_000_000


def mentions(text: str) -> tuple[Mention, ...]:
    return read_mentions(normalise(text), TODAY)


def only(text: str) -> Mention:
    found = mentions(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("written", "yuan"),
    [
        ("硬件300万", 300 * WAN),
        ("硬件300万元", 300 * WAN),
        ("硬件300 万元", 300 * WAN),
        ("硬件３００万元", 300 * WAN),
        ("硬体300萬元", 300 * WAN),
        ("硬件三百万", 300 * WAN),
        ("硬件叁佰万元整", 300 * WAN),
        ("硬件壹仟贰佰叁拾肆万元", 1234 * WAN),
        ("硬件两千三百万", 2300 * WAN),
        ("硬件廿万", 20 * WAN),
        ("硬件卅五万", 35 * WAN),
        ("硬件一万二", 12_000),
        ("硬件12万5", 125_000),
        ("硬件12.5万", 125_000),
        ("硬件一百零五万", 105 * WAN),
        ("硬件2百万", 200 * WAN),
        ("硬件百万", 100 * WAN),
        ("硬件3000000元", 300 * WAN),
        ("硬件3,000,000元", 300 * WAN),
        ("硬件3 000 000元", 300 * WAN),
        ("硬件300w", 300 * WAN),
        ("硬件300W元", 300 * WAN),
        ("硬件300 W", 300 * WAN),
        ("硬件2kw", 2000 * WAN),
        ("采购1500k", 150 * WAN),
        ("硬件8000千元", 800 * WAN),
        ("硬件1个亿", YI),
        ("硬件1.2亿", YI * 12 // 10),
        ("硬件三点五亿", YI * 35 // 10),
        ("硬件半个亿", YI // 2),
        ("硬件一亿二千万", YI * 12 // 10),
        ("人民币300万", 300 * WAN),
        ("¥300万", 300 * WAN),
        ("硬件300块钱", 300),
        ("硬件0元", 0),
        ("硬件零元", 0),
        ("3 million yuan", 300 * WAN),
        ("two million yuan", 200 * WAN),
        ("half a million", 50 * WAN),
        ("800 thousand", 80 * WAN),
        ("CNY 1,600,000", 160 * WAN),
        ("RMB 2.5 million", 250 * WAN),
        ("1.6m yuan", 160 * WAN),
        ("800k yuan", 80 * WAN),
    ],
)
def test_money_is_read_in_every_notation(written: str, yuan: int) -> None:
    found = only(written)
    assert (found.kind, found.value, found.high, found.about, found.currency, found.scaled) == (
        Kind.MONEY,
        Decimal(yuan),
        None,
        About.EXACT,
        "",
        True,
    )


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("200到300万", 200, 300),
        ("200-300万元", 200, 300),
        ("200~300万", 200, 300),
        ("200万至300万元", 200, 300),
        ("二百万到三百万", 200, 300),
        ("两三百万", 200, 300),
        ("三四十万", 30, 40),
        ("80到120万", 80, 120),
    ],
)
def test_a_range_keeps_both_ends(written: str, low: int, high: int) -> None:
    found = only(written)
    assert (found.kind, found.value, found.high) == (Kind.MONEY, low * WAN, high * WAN)


@pytest.mark.parametrize(
    ("written", "wan", "about"),
    [
        ("约300万", 300, About.NEAR),
        ("大概300万", 300, About.NEAR),
        ("300万左右", 300, About.NEAR),
        ("两百来万", 200, About.NEAR),
        ("about 3 million", 300, About.NEAR),
        ("300多万", 300, About.ABOVE),
        ("二十多万", 20, About.ABOVE),
        ("300余万元", 300, About.ABOVE),
        ("超过300万", 300, About.ABOVE),
        ("300万以上", 300, About.ABOVE),
        ("more than 3 million", 300, About.ABOVE),
        ("近100万", 100, About.BELOW),
        ("不到100万", 100, About.UNDER),
        ("100万以内", 100, About.BELOW),
        ("nearly 1 million", 100, About.BELOW),
    ],
)
def test_an_approximate_amount_says_on_which_side(written: str, wan: int, about: About) -> None:
    found = only(written)
    assert (found.value, found.about) == (wan * WAN, about)


@pytest.mark.parametrize("written", ["-50万", "负50万", "－50万"])
def test_a_negative_amount_keeps_its_sign(written: str) -> None:
    assert only(written).value == -50 * WAN


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("100万美元", 100 * WAN, "美元"),
        ("$500,000", 500_000, "$"),
        ("US$1.5 million", 1_500_000, "us$"),
        ("20万欧元", 20 * WAN, "欧元"),
        ("€20万", 20 * WAN, "€"),
        ("500万日元", 500 * WAN, "日元"),
        ("30万港币", 30 * WAN, "港币"),
        ("2 million dollars", 200 * WAN, "dollars"),
    ],
)
def test_a_foreign_currency_is_named(written: str, amount: int, currency: str) -> None:
    found = only(written)
    assert (found.kind, found.value, found.currency) == (Kind.MONEY, amount, currency)


def test_a_declared_unit_holds_for_all_bare_figures() -> None:
    assert [item.value for item in mentions("硬件300，软件200（单位：万元）")] == [300 * WAN, 200 * WAN]
    assert [item.value for item in mentions("单位为千元：硬件300，软件1200")] == [300_000, 1_200_000]


def test_a_listed_bare_figure_takes_the_scale_of_the_next() -> None:
    assert [item.value for item in mentions("硬件和软件分别300和200万")] == [300 * WAN, 200 * WAN]


def test_a_bare_figure_has_no_scale() -> None:
    found = only("硬件300")
    assert (found.kind, found.value, found.scaled) == (Kind.NUMBER, 300, False)


def test_several_amounts_are_read_in_order_without_overlap() -> None:
    found = mentions("第一期硬件100万，第二期50万，软件1.2亿")
    assert [item.value for item in found if item.kind is Kind.MONEY] == [100 * WAN, 50 * WAN, 12000 * WAN]
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    "words",
    [
        "第三条",
        "第十二条第二款",
        "二(三)",
        "第二部分第四条",
        "2025年",
        "二〇二五年",
        "2025年9月28日",
        "20个场景",
        "12家企业",
        "500台服务器",
        "3年",
        "三个月",
        "10%",
        "百分之五十",
        "五成",
        "万一没评上",
        "万达广场",
        "百度",
        "三一重工",
        "一起申报",
        "第300号文件",
        "一百个",
        "13812345678",
        "电话85012345",
        "0573-85012345",
        "100万条数据",
        "50万台设备",
        "3万人次",
        "H100显卡",
        "GPT4",
    ],
)
def test_what_is_no_money_is_not_read_as_money(words: str) -> None:
    assert [item for item in mentions(words) if item.kind is Kind.MONEY] == []


@pytest.mark.parametrize(
    ("written", "fraction"),
    [
        ("50%", "0.5"),
        ("５０％", "0.5"),
        ("12.5%", "0.125"),
        ("百分之五十", "0.5"),
        ("百分之十二点五", "0.125"),
        ("五成", "0.5"),
        ("三成半", "0.35"),
        ("50 percent", "0.5"),
    ],
)
def test_a_percentage_is_a_fraction(written: str, fraction: str) -> None:
    found = only(written)
    assert (found.kind, found.value) == (Kind.PERCENT, Decimal(fraction))


@pytest.mark.parametrize("words", ["成立", "三成功", "五成本"])
def test_words_with_cheng_are_no_percentage(words: str) -> None:
    assert mentions(words) == ()


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2025年9月28日", date(2025, 9, 28)),
        ("2025年9月28号", date(2025, 9, 28)),
        ("2025-09-28", date(2025, 9, 28)),
        ("2025/9/28", date(2025, 9, 28)),
        ("2025.9.28", date(2025, 9, 28)),
        ("二〇二五年九月二十八日", date(2025, 9, 28)),
        ("２０２５年９月２８日", date(2025, 9, 28)),
        ("28 September 2025", date(2025, 9, 28)),
        ("Sep 28, 2025", date(2025, 9, 28)),
        ("Sept 28, 2025", date(2025, 9, 28)),
        ("September 28th, 2025", date(2025, 9, 28)),
        ("今年3月5日", date(2026, 3, 5)),
        ("2026年底", date(2026, 12, 31)),
        ("2026年2月底", date(2026, 2, 28)),
        ("明年年初", date(2027, 1, 1)),
        ("昨天", date(2026, 11, 22)),
        ("今天", TODAY),
    ],
)
def test_a_date_is_read_in_every_notation(written: str, day: date) -> None:
    found = only(written)
    assert (found.kind, found.value) == (Kind.DATE, day)


def test_a_month_is_a_date_without_a_certain_day() -> None:
    found = only("2026年3月")
    assert (found.kind, found.value, found.scaled) == (Kind.DATE, date(2026, 3, 1), False)


@pytest.mark.parametrize("words", ["2025年2月30日", "2025年13月", "2025年9月31日"])
def test_an_impossible_date_is_no_date(words: str) -> None:
    assert [item for item in mentions(words) if item.kind is Kind.DATE and item.scaled] == []


@pytest.mark.parametrize(
    ("written", "year"),
    [
        ("2026年", 2026),
        ("二零二六年", 2026),
        ("2026年度", 2026),
        ("今年", 2026),
        ("去年", 2025),
        ("明年", 2027),
        ("后年", 2028),
        ("in 2026", 2026),
        ("第一年", 1),
        ("第三年", 3),
    ],
)
def test_a_year_is_read_with_or_without_a_date(written: str, year: int) -> None:
    found = only(written)
    assert (found.kind, found.value) == (Kind.YEAR, year)


@pytest.mark.parametrize(
    ("written", "count"), [("20个场景", 20), ("十二家企业", 12), ("3项", 3), ("五十名", 50)]
)
def test_a_count_is_told_from_an_amount(written: str, count: int) -> None:
    found = only(written)
    assert (found.kind, found.value) == (Kind.COUNT, count)


@pytest.mark.parametrize(
    ("written", "path", "section"),
    [
        ("第二部分第四条", "2.4", "2"),
        ("第二部分的第四条原文", "2.4", "2"),
        ("第2部分第4条", "2.4", "2"),
        ("二(四)", "2.4", "2"),
        ("二（四）标题", "2.4", "2"),
        ("二、(四)", "2.4", "2"),
        ("一(十)", "1.10", "1"),
        ("2.4条", "2.4", ""),
        ("第十二条", "art12", ""),
        ("第12条", "art12", ""),
        ("第十二条第二款", "art12.p2", ""),
        ("第十二条第三项", "art12.3", ""),
        ("第十二条第(三)项", "art12.3", ""),
        ("第三部分第2段", "3.p2", "3"),
        ("第二部分", "", "2"),
        ("Part 2, item 4", "2.4", "2"),
    ],
)
def test_a_clause_reference_gives_its_path(written: str, path: str, section: str) -> None:
    (found,) = read_clause_references(normalise(written))
    assert (found.path, found.section) == (path, section)


@pytest.mark.parametrize(
    "words", ["补贴2.4万元", "$1.5 million", "1.6m", "2.4%", "300万", "一共两项", "2025.9.28到期"]
)
def test_what_names_no_place_is_no_reference(words: str) -> None:
    assert read_clause_references(normalise(words)) == ()


@given(st.text(alphabet="0123456789.,-万亿千百十一二两三元个%年月日第条()来多近约kw到硬件 ", max_size=30))
def test_any_text_is_read_without_error_and_without_overlap(text: str) -> None:
    text = normalise(text)
    found = read_mentions(text, TODAY)
    assert all(0 <= item.start < item.end <= len(text) for item in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    read_clause_references(text)
