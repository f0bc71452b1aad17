"""Amounts that are changed before they count: discounts, moves between inputs, several projects, quarters."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.models import AnswerStatus
from assistant.pipeline import Assistant
from assistant.query import Memory, Problem
from assistant.reading.cases import cases_of
from tests.conftest import Ask, Read

WAN = 10_000
HARD, SOFT, BOUGHT = "hardware_investment", "software_investment", "annual_purchase"


def amounts(read: Read, assistant: Assistant, question: str) -> list[dict[str, Decimal]]:
    return [
        {name: value / WAN for name, value in case.inputs.items() if isinstance(value, Decimal)}
        for case in cases_of(read(question), Memory(), assistant.rules)
    ]


@pytest.mark.parametrize(
    ("told", "hard", "working"),
    [
        ("设备原价380万打了八五折买的", 323, "380万元 × 85% = 323万元"),
        ("硬件380万打九折", 342, "380万元 × 90% = 342万元"),
        ("硬件标价200万，最后打了7折", 140, "200万元 × 70% = 140万元"),
        ("硬件报价300万，优惠了10%", 270, "300万元 × 90% = 270万元"),
        ("硬件目录价400万，按95折买的", 380, "400万元 × 95% = 380万元"),
        ("服务器定价100万半价拿下", 50, "100万元 × 50% = 50万元"),
    ],
)
def test_a_discount_on_a_price_is_worked_out_and_told(
    read: Read, assistant: Assistant, ask: Ask, told: str, hard: int, working: str
) -> None:
    question = f"场景项目{told}，软件120万，补多少？"
    assert amounts(read, assistant, question) == [{HARD: hard, SOFT: 120}]
    assert working in ask(question).answer


def test_a_price_after_the_discount_stands(read: Read, assistant: Assistant) -> None:
    for told in ("硬件折后323万", "硬件打完折323万", "硬件优惠后323万"):
        assert amounts(read, assistant, f"场景项目{told}，软件120万，补多少？") == [{HARD: 323, SOFT: 120}]


@pytest.mark.parametrize("told", ["硬件380万，供应商打了九折", "硬件打八五折380万", "硬件九折380万"])
def test_a_discount_that_may_be_in_the_price_is_asked_about(read: Read, ask: Ask, told: str) -> None:
    question = f"场景项目{told}，软件120万，补多少？"
    assert [item.problem for item in read(question).unread] == [Problem.DISCOUNT]
    answer = ask(question)
    assert answer.status is AnswerStatus.NEEDS_CLARIFICATION
    assert "折扣" in answer.answer


@pytest.mark.parametrize(
    "told",
    [
        "软件里有80万其实是买服务器的，应该算硬件",
        "软件里面80万要归到硬件",
        "把软件的80万挪到硬件",
        "软件当中有80万应计入硬件",
        "将软件中的80万调到硬件里",
    ],
)
def test_an_amount_moved_leaves_one_input_for_the_other(ask: Ask, told: str) -> None:
    session = f"moved-{told}"
    ask("场景硬件400万软件300万验收了能拿多少", session)
    answer = ask(told, session)
    assert "206万元" in answer.answer
    assert "硬件 480万元、软件 220万元" in answer.understood


def test_an_amount_is_moved_within_one_question_too(ask: Ask) -> None:
    answer = ask("场景硬件400万，软件300万，其中50万应算硬件，能拿多少？")
    assert "硬件 450万元、软件 250万元" in answer.understood


@pytest.mark.parametrize(
    "told", ["软件中的80万是服务器", "软件里80万能不能算硬件", "软件里有80万算硬件还是算软件"]
)
def test_an_amount_perhaps_to_be_moved_is_asked_about(ask: Ask, told: str) -> None:
    answer = ask(f"场景硬件400万软件300万，{told}，能拿多少？")
    assert answer.status is AnswerStatus.NEEDS_CLARIFICATION
    assert "硬件 400万元、软件 300万元" in answer.understood
    assert "80万" in answer.answer


@pytest.mark.parametrize(
    "told",
    [
        "三个场景，每个硬件都是120万，软件都是70万",
        "三个场景项目各投了硬件120万、软件70万",
        "三个场景，每个场景硬件120万软件70万",
        "我们有三个项目，硬件都是120万，软件都是70万",
        "3个场景项目，每个投硬件120万，软件70万",
    ],
)
def test_every_project_has_what_is_said_of_each(read: Read, assistant: Assistant, told: str) -> None:
    question = f"{told}，场景券能拿多少？"
    assert amounts(read, assistant, question) == [{HARD: 120, SOFT: 70}] * 3
    assert not read(question).unread


@pytest.mark.parametrize(
    ("told", "bought"),
    [
        ("Q1买数据32万，Q2 28万，Q3 25万，Q4 41万", 126),
        ("q1采购数据60万,q2 50万", 110),
        ("数据采购Q1：32万，Q2：28万，Q3：50万", 110),
        ("一季度采购数据32万，二季度28万，三季度25万，四季度41万", 126),
        ("数据采购上半年60万，下半年50万", 110),
    ],
)
def test_quarters_are_parts_of_one_year(read: Read, assistant: Assistant, told: str, bought: int) -> None:
    assert amounts(read, assistant, f"{told}，能返多少？") == [{BOUGHT: bought}]
