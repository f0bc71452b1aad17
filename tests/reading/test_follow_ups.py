"""Short questions that go on about the answer before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from assistant.models import Answer, AnswerStatus, Verdict
from assistant.pipeline import Assistant

DAY = date(2026, 6, 1)
PROJECT = "场景硬件100万软件50万能补多少"
YEARS = ["2026年采购数据300万", "2027年400万"]


def last(assistant: Assistant, turns: Sequence[str]) -> Answer:
    """The last answer of a fresh session."""
    session = f"follow {abs(hash(tuple(turns)))}"
    assistant.forget(session)
    for turn in turns:
        answer = assistant.ask(turn, session, DAY)
    return answer


def amounts(answer: Answer) -> list[Decimal | None]:
    return [item.amount for item in answer.awards]


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([PROJECT, "翻倍呢"], 900_000),
        ([PROJECT, "都减半的话"], 225_000),
        (["数据产品有证，交易额160万", "翻一番呢"], 200_000),
        ([PROJECT, "软件先不算"], 200_000),
        ([PROJECT, "去掉硬件呢"], 250_000),
        ([PROJECT, "只算软件"], 250_000),
        ([PROJECT, "不要软件了", "还是加上吧，80万"], 600_000),
        (["场景：硬件150万", "软件不投"], 300_000),
        ([PROJECT, "如果是民企呢"], 450_000),
        ([PROJECT, "那不要软件，硬件加到200万"], 400_000),
        ([PROJECT, "硬件不算，软件90万"], 450_000),
        ([PROJECT, "软件不要超过30万呢"], 350_000),  # a limit takes nothing back
        ([PROJECT, "What if it doubles?"], 900_000),
    ],
)
def test_amounts_known_are_changed_as_told(assistant: Assistant, turns: list[str], expected: int) -> None:
    assert amounts(last(assistant, turns)) == [Decimal(expected)]


def test_a_scale_for_one_input_leaves_the_other(assistant: Assistant) -> None:
    assert amounts(last(assistant, [PROJECT, "软件翻倍呢"])) == [Decimal(700_000)]


@pytest.mark.parametrize(
    ("turns", "verdict"),
    [
        ([PROJECT, "政府的呢"], Verdict.NOT_ELIGIBLE),
        ([PROJECT, "国企的呢"], Verdict.UNDETERMINED),
        (["国家级可信数据空间给多少", "嘉兴的呢"], Verdict.ELIGIBLE),
        (["国家级智算云企给多少", "那嘉兴市级的呢"], Verdict.NOT_ELIGIBLE),
    ],
)
def test_another_state_is_judged_anew(assistant: Assistant, turns: list[str], verdict: Verdict) -> None:
    assert [item.verdict for item in last(assistant, turns).awards] == [verdict]


@pytest.mark.parametrize("question", ["分别能奖多少", "两年各多少", "各自是多少"])
def test_all_years_told_are_worked_out(assistant: Assistant, question: str) -> None:
    assert amounts(last(assistant, [*YEARS, question])) == [Decimal(150_000), Decimal(200_000)]


def test_years_are_not_told_again_without_being_asked(assistant: Assistant) -> None:
    assert amounts(last(assistant, [*YEARS, "那能拿多少"])) == [Decimal(200_000)]


@pytest.mark.parametrize(
    ("turns", "opening"),
    [
        ([PROJECT, "封顶了吗"], "还没有封顶：45万元"),
        ([PROJECT, "超没超上限"], "还没有封顶：45万元"),
        (["场景硬件2500万软件0元", "到顶了吗"], "封顶了：按上限最高500万元"),
        (["场景硬件2499万软件0元", "到顶了吗"], "还没有封顶：499.8万元"),
        (["数据采购1200万已认定", "是不是封顶了"], "封顶了：按上限最高50万元"),
    ],
)
def test_whether_the_amount_is_capped(assistant: Assistant, turns: list[str], opening: str) -> None:
    assert last(assistant, turns).answer.startswith(opening)


@pytest.mark.parametrize(
    ("turns", "opening"),
    [
        (["数据采购200万", "一定要认定吗"], "要。数据采购奖励"),
        ([PROJECT, "必须先验收吗"], "要。市级"),
        (["数据采购200万", "封顶呢"], "上限：最高50万元"),
        (["数据采购200万", "比例呢"], "数据采购额按最高5%"),
        (["数据采购200万", "谁来认定"], "行动计划没有写由谁认定"),
        (["国家级数据集给多少", "先拿省级再升国家级能补差吗"], "人工智能高质量数据集试点奖励没有写补差"),
    ],
)
def test_one_point_of_the_award_talked_about(assistant: Assistant, turns: list[str], opening: str) -> None:
    assert last(assistant, turns).answer.startswith(opening)


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        (["教育局牵头哪些", "它还参与哪些"], "教育局没有只参与"),
        (["发改局参与哪些", "牵头的呢"], "**发改局牵头**"),
        (["卫健局牵头什么", "那它参与什么"], "卫生健康局没有只参与"),
        (["医疗健康谁牵头", "参与的呢"], "医保局"),
        (["二（四）谁牵头", "二（一）呢"], "**经信局、政务服务管理办（数据局）**"),
        (["一(三)谁牵头", "下一条呢"], "**发改局、生态环境分局**"),
        (["二（二）写了什么", "上一条"], "发布应用场景开放清单"),
        (["二（五）谁牵头", "这条有什么奖励"], "**省级“数智优品”奖励**"),
        (["二（一）谁牵头", "这条能给多少钱"], "没有这样的奖励"),
        (["省级数智优品多少", "那服务商呢"], "最高**20万元**（省级人工智能服务商奖励"),
    ],
)
def test_the_subject_of_the_answer_before_is_meant(assistant: Assistant, turns: list[str], said: str) -> None:
    assert said in last(assistant, turns).answer


def test_two_awards_talked_about_are_answered_together(assistant: Assistant) -> None:
    answer = last(assistant, ["省级数智优品多少", "那服务商呢", "两个都有呢"])
    assert amounts(answer) == [Decimal(200_000), Decimal(200_000)]
    assert "没有写明" in answer.answer


def test_nothing_comes_before_the_first_clause(assistant: Assistant) -> None:
    answer = last(assistant, ["前言写了什么", "上一条呢"])
    assert answer.status is not AnswerStatus.ANSWERED


@pytest.mark.parametrize("question", ["下一条呢", "封顶了吗", "翻倍呢", "参与的呢"])
def test_without_an_answer_before_nothing_is_worked_out(assistant: Assistant, question: str) -> None:
    answer = last(assistant, [question])
    assert not answer.awards


def test_a_tier_paid_before_is_no_question_of_combining(assistant: Assistant) -> None:
    answer = last(assistant, ["数据产品今年交易额620万，20万那档已经拿过，今年还能再拿吗"])
    assert amounts(answer) == [Decimal(100_000)]
    assert not answer.answer.startswith("与其他同类政策")


def test_a_large_bare_figure_before_an_english_word_is_read(assistant: Assistant) -> None:
    first = "Scenario project: hardware 2,000,000 yuan, software 600,000 yuan"
    assert amounts(last(assistant, [first, "What if software is 800,000 instead?"])) == [Decimal(800_000)]
