"""What a model might write: invented figures are found in any notation, proven ones are left alone."""

from __future__ import annotations

import pytest

from eval.proof import unproven_figures
from tests.eval.samples import answer, award, case, citation, library

CASE = case(turns=["硬件投入987万元，能拿多少？"])
STEPS = [
    {"label": "硬件", "expression": "987万元 × 20%", "value": "1974000", "unit": "CNY", "clause": "x"},
    {"label": "软件", "expression": "73万元 × 50%", "value": "365000", "unit": "CNY", "clause": "x"},
]
WORKED = award(
    "2339000", steps=STEPS, inputs={"hardware_investment": "9870000", "software_investment": "730000"}
)
QUOTES = [citation("最高500万元的奖励")]

INVENTED = (
    "最高可以拿到641万元[1]。", "最高641W[1]。", "合计陆佰肆拾壹万元整[1]。", "也就是六百四十一万[1]。",
    "合计6.41百万元[1]。", "共¥6,410,000[1]。", "RMB 6.41m in total [1].", "You get CNY 6.41 million [1].",
    "six hundred thousand yuan [1].", "硬件按37%[1]。", "按百分之三十七[1]。", "按三成七[1]。",
    "按三十七％[1]。", "thirty-seven percent [1].", "按三分之一[1]。", "再提高7个百分点[1]。",
    "收取千分之三的费用[1]。", "2031年:7.5万元[1]。", "2031年底前[1]。", "二〇三一年到期[1]。",
    "31 March 2031 [1].", "三月三十一日截止[1]。", "30个工作日内拨付[1]。", "三个月内拨付[1]。",
    "有效期一年[1]。", "前三季度申报[1]。", "请拨打0573-85098765[1]。", "全市已有1234家企业[1]。",
    "有十几家企业[1]。", "补几十万元[1]。", "有500多万元[1]。", "500万美元[1]。", "奖励翻倍[1]。",
    "六四一万元[1]。", "6 4 1万元[1]。", "6**41**万元[1]。", "64\u200b1万元[1]。", "６４１萬元[1]。",
    "`641万元`[1]。", "[641](http://x)万元[1]。",
)  # fmt: skip
TRUE = (
    "最高233.9万元[1]。", "最高233.9W[1]。", "贰佰叁拾叁万玖仟元整[1]。", "二百三十三万九千元[1]。",
    "2.339百万元[1]。", "共¥2,339,000[1]。", "RMB 2.339m [1].", "CNY 2.339 million [1].",
    "最高不超过五百万元[1]。", "up to CNY 5 million [1].", "硬件按20%[1]。", "按百分之二十[1]。",
    "按两成[1]。", "按二十％[1]。", "twenty percent [1].", "软件按一半[1]。", "half of the software [1].",
    "投入987万元的20%是197.4万元[1]。", "硬件投入人民币玖佰捌拾柒万元[1]。", "截至2026年6月1日[1]。",
    "as of 1 June 2026 [1].", "2026年6月[1]。", "一次性给予[1]。", "一个项目[1]。",
)  # fmt: skip


def _unproven(text: str) -> list[str]:
    given = answer(text, awards=[WORKED], citations=QUOTES)
    return [figure.written for figure in unproven_figures(CASE, given, library())]


@pytest.mark.parametrize("sentence", INVENTED)
def test_an_invented_figure_is_found(sentence: str) -> None:
    assert _unproven(f"最高233.9万元[1]。\n\n{sentence}")


@pytest.mark.parametrize("sentence", TRUE)
def test_a_proven_figure_is_left_alone(sentence: str) -> None:
    assert _unproven(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    ["最高987万元[1]。", "最高可以拿到九百八十七万元[1]。", "up to CNY 9,870,000 [1].", "上限是73万元[1]。"],
)
def test_an_input_is_not_what_one_gets(sentence: str) -> None:
    assert _unproven(sentence)


def test_a_figure_of_the_question_alone_proves_nothing() -> None:
    bare = answer("投入987万元[1]。", awards=[], citations=QUOTES)
    assert unproven_figures(CASE, bare, library())
    echo = answer("我理解为：硬件投入987万元。", awards=[], citations=QUOTES)
    assert unproven_figures(CASE, echo, library()) == ()
