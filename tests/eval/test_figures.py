"""The harness reads figures by itself, whatever script, width or language they are written in."""

import pytest

from eval.figures import Figure, figures, unproven


def _values(text: str) -> set[tuple[str, str]]:
    return {(figure.kind, figure.value) for figure in figures(text)}


@pytest.mark.parametrize(
    "text",
    ["160万元", "１６０万元", "1,600,000元", "CNY 1,600,000", "1.6 million yuan", "一百六十万元", "0.016亿元",
     "壹佰陆拾万元整", "一百六十萬元", "160W", "160w元", "1.6百万元", "¥1,600,000", "￥160万", "RMB 1.6m", "CNY 1.6M",
     "人民币壹佰陆拾万圆整", "160万人民币", "1600千元", "1 600 000元", "160,0000元", "一 百 六 十 万", "一六〇万",
     "一点六百万", "一百六十个万", "1**60**万", "160\u200b万元", "one million six hundred thousand yuan",
     "sixteen hundred thousand", "第一档160万元"],
)  # fmt: skip
def test_one_amount_is_one_figure_however_written(text: str) -> None:
    assert _values(text) == {("number", "1600000")}


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("20%", "percent", "20"),
        ("２０％", "percent", "20"),
        ("百分之二十", "percent", "20"),
        ("两成", "percent", "20"),
        ("两成五", "percent", "25"),
        ("二十％", "percent", "20"),
        ("贰拾个百分点", "percent", "20"),
        ("20个点", "percent", "20"),
        ("20 per cent", "percent", "20"),
        ("twenty percent", "percent", "20"),
        ("八折", "percent", "80"),
        ("一半", "percent", "50"),
        ("五分之一", "percent", "20"),
        ("三分之一", "fraction", "1/3"),
        ("千分之三", "percent", "0.3"),
        ("3‰", "percent", "0.3"),
        ("翻倍", "number", "2"),
        ("十三万五", "number", "135000"),
        ("一百六", "number", "160"),
        ("廿五万元", "number", "250000"),
        ("百万元", "number", "1000000"),
        ("thirty-five days", "number", "35"),
        ("三十七", "number", "37"),
        ("160多万元", "more", "1600000"),
        ("十几万元", "vague", "十几万"),
        ("五六百万元", "vague", "五六百万"),
        ("二〇二七年十二月三十一日", "date", "2027-12-31"),
        ("27年底", "year", "2027"),
        ("2027-12", "month", "2027-12"),
        ("三季度", "quarter", "3"),
        ("下半年", "half", "2"),
        ("有效期一年", "number", "1"),
        ("58.635万元", "number", "586350"),
        ("两千三百万", "number", "23000000"),
        ("2025年9月28日", "date", "2025-9-28"),
        ("2025-09-28", "date", "2025-9-28"),
        ("28 September 2025", "date", "2025-9-28"),
        ("Dec. 31, 2027", "date", "2027-12-31"),
        ("2027年12月", "month", "2027-12"),
        ("2026年", "year", "2026"),
        ("9月28日", "day", "9-28"),
        ("二十个", "number", "20"),
    ],
)
def test_figure_is_read_by_value(text: str, kind: str, value: str) -> None:
    assert _values(text) == {(kind, value)}


def test_year_before_an_amount_is_no_part_of_it() -> None:
    assert _values("2025年:7.5万元；2026年：15万元") == {
        ("year", "2025"), ("number", "75000"), ("year", "2026"), ("number", "150000"),
    }  # fmt: skip


def test_range_lends_its_unit_to_the_first_number() -> None:
    assert _values("250-400万元") == {("number", "2500000"), ("number", "4000000")}


@pytest.mark.parametrize(
    "text",
    ["见[1][12]", "第二部分第四条", "第12条", "二(四) 夯实数据支撑", "1. 先申报\n2. 再评审", "一次性奖励",
     "pinghu-ai-plus-2025/2.4", "section 2.2", "一批、一个、十大", "`scenario-project`", "一年内采购多少", "千万不要",
     "“十四五”时期", "万一没有入选", "成立之后"],
)  # fmt: skip
def test_markers_clause_numbers_and_idioms_are_no_figures(text: str) -> None:
    assert figures(text) == ()


def test_every_digit_of_an_answer_is_accounted_for() -> None:
    assert _values("热线 85120000，转 8") == {("number", "85120000"), ("number", "8")}


def test_figure_is_proven_by_value_and_unit() -> None:
    proofs = figures("最高500万元，推广20项，2027年12月31日")
    assert unproven(figures("CNY 5,000,000；20项；2027年底；12月31日"), proofs) == ()
    assert [f.written for f in unproven(figures("20元"), proofs)] == ["20元"]
    assert [f.value for f in unproven(figures("2028年、501万元"), proofs)] == ["2028", "5010000"]


@pytest.mark.parametrize(
    "text", ["160多万元", "160万美元", "$1.6m", "几十万元", "上百万元", "一百六十几万元", "160万个"]
)
def test_amount_proves_nothing_larger_vaguer_or_foreign(text: str) -> None:
    assert unproven(figures(text), figures("最高160万元"))


@pytest.mark.parametrize(
    "text", ["`987万元`", "[987](x)万元", "[987]万元", "[987万元](http://x)", "**98**7万元"]
)
def test_marks_hide_no_figure(text: str) -> None:
    assert figures(text)


def test_percentage_is_no_proof_of_a_number() -> None:
    assert unproven(figures("20万元"), figures("20%")) == (Figure("number", "200000", "元", "20万元"),)


@pytest.mark.parametrize("text", ["at most CNY 617,250, or CNY 500,000", "CNY 617,250; then CNY 500,000."])
def test_thousands_end_at_a_comma_of_the_sentence(text: str) -> None:
    assert {item.value for item in figures(text)} == {"617250", "500000"}
