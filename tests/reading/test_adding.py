"""Amounts told for one input: what adds up, what gives way to what was really spent, what is asked about."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.models import AnswerStatus
from assistant.pipeline import Assistant
from assistant.query import Memory, Problem
from assistant.reading.cases import cases_of
from tests.conftest import Ask, Read

WAN = 10_000
HARD, SOFT = "hardware_investment", "software_investment"
VOLUME, BOUGHT = "annual_volume", "annual_purchase"


def amounts(read: Read, assistant: Assistant, question: str) -> dict[str, Decimal]:
    (case,) = cases_of(read(question), Memory(), assistant.rules)
    return {name: value / WAN for name, value in case.inputs.items() if isinstance(value, Decimal)}


def left_out(read: Read, question: str, problem: Problem) -> list[str]:
    return [item.words for item in read(question).unread if item.problem is problem]


@pytest.mark.parametrize(
    "told",
    [
        "硬件200万，又买了硬件50万",
        "硬件200万、硬件50万",
        "硬件先付200万，尾款50万",
        "硬件第一批200万，第二批50万",
        "硬件上半年200万，下半年50万",
        "服务器200万，摄像头50万",
        "硬件200万，后来追加硬件50万",
    ],
)
def test_amounts_said_to_go_together_add_up(read: Read, assistant: Assistant, told: str) -> None:
    assert amounts(read, assistant, f"场景项目{told}，软件100万，能拿多少？") == {HARD: 250, SOFT: 100}


@pytest.mark.parametrize(
    ("told", "unclear"),
    [
        ("硬件380万，发票上硬件写成320万", ["380万", "320万"]),
        ("硬件380万，财务说硬件是320万", ["380万", "320万"]),
        ("硬件一个说380万，硬件另有人说是320万", []),
        ("审计认定的硬件是300万，系统里硬件是340万", ["300万", "340万"]),
        ("硬件380万，对方说硬件是320万", ["380万", "320万"]),
        ("硬件账上380万，硬件发票320万", ["380万", "320万"]),
    ],
)
def test_amounts_not_said_to_go_together_are_asked_about(
    read: Read, assistant: Assistant, ask: Ask, told: str, unclear: list[str]
) -> None:
    question = f"场景项目{told}，软件100万，能拿多少？"
    if unclear:
        assert left_out(read, question, Problem.TWOFOLD) == unclear
        assert amounts(read, assistant, question) == {SOFT: 100}
    answer = ask(question)
    assert answer.status is AnswerStatus.NEEDS_CLARIFICATION
    assert all(words in answer.answer for words in unclear)


@pytest.mark.parametrize(
    ("told", "planned"),
    [
        ("预算是硬件600万软件400万，最后实际花了硬件520万、软件365万", ["600万", "400万"]),
        ("报价写着硬件580万、软件410万，最终硬件520万，软件365万", ["580万", "410万"]),
        ("立项时硬件500万软件300万，验收时硬件520万，软件365万", ["500万", "300万"]),
        ("硬件原价560万，到手价520万，软件365万", ["560万"]),
        ("合同上软件380万，实际付了365万，硬件实际520万", ["380万"]),
        ("原计划硬件700万、软件200万；结算下来硬件520万、软件365万", ["700万", "200万"]),
    ],
)
def test_what_was_really_spent_stands_and_the_plan_is_told_as_left_out(
    read: Read, assistant: Assistant, ask: Ask, told: str, planned: list[str]
) -> None:
    question = f"场景项目{told}，能拿多少？"
    assert amounts(read, assistant, question) == {HARD: 520, SOFT: 365}
    assert left_out(read, question, Problem.PLANNED) == planned
    answer = ask(question)
    assert all(words in answer.answer for words in planned)
    assert "286.5万元" in answer.answer


@pytest.mark.parametrize(
    "told",
    [
        "签的意向620万，全年实际交易额480万",
        "挂牌价620万，最后成交480万",
        "年初目标是620万，目前做到480万",
        "合同620万，到账480万",
        "意向有620万，最终卖了480万",
    ],
)
def test_an_intended_trade_is_no_trade(read: Read, assistant: Assistant, told: str) -> None:
    question = f"数据产品有登记证书，{told}，奖多少？"
    assert amounts(read, assistant, question) == {VOLUME: 480}
    assert left_out(read, question, Problem.PLANNED) == ["620万"]


@pytest.mark.parametrize(
    "told",
    [
        "今年买了95万数据，打算12月再买8万",
        "采购数据95万，准备年底再采购8万",
        "已经采购数据95万，计划还要买8万",
        "目前数据采购95万，预计再追加8万",
        "数据采购了95万，打算另外再买8万",
    ],
)
def test_what_is_still_to_be_bought_is_asked_about(
    read: Read, assistant: Assistant, ask: Ask, told: str
) -> None:
    question = f"{told}，能拿多少奖励？"
    assert amounts(read, assistant, question) == {BOUGHT: 95}
    assert left_out(read, question, Problem.LATER) == ["8万"]
    answer = ask(question)
    assert answer.status is AnswerStatus.NEEDS_CLARIFICATION
    assert "8万" in answer.answer
