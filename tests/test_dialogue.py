"""What a person answers to the assistant's own questions, and how a misreading is put right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest

from assistant.models import AnswerStatus, Verdict
from assistant.pipeline import Assistant

DAY = date(2026, 6, 1)
SCENARIO = "scenario-project"


def amounts(assistant: Assistant, turns: Sequence[str]) -> list[Decimal | None]:
    """The amounts of the last turn of a fresh session."""
    session = f"dialogue {hash(tuple(turns))}"
    assistant.forget(session)
    for turn in turns:
        answer = assistant.ask(turn, session, DAY)
    return [item.amount for item in answer.awards]


@pytest.mark.parametrize("unit", ["万元", "单位是万元", "都是万"])
def test_unit_asked_for_completes_the_figures_told_before(assistant: Assistant, unit: str) -> None:
    assert amounts(assistant, ["场景硬件100软件60能补多少", unit]) == [Decimal(500_000)]


def test_unit_without_a_figure_waiting_changes_nothing(assistant: Assistant) -> None:
    turns = ["场景硬件100万软件60万能补多少", "万元"]
    assert amounts(assistant, turns) in ([Decimal(500_000)], [])


def test_figures_alone_answer_in_the_order_they_were_asked_for(assistant: Assistant) -> None:
    assert amounts(assistant, ["建AI场景能补多少？", "300万和200万"]) == [Decimal(1_600_000)]


def test_later_correction_keeps_what_was_not_corrected(assistant: Assistant) -> None:
    turns = ["场景硬件300万软件200万能补多少", "不对，软件是100万"]
    assert amounts(assistant, turns) == [Decimal(1_100_000)]


def test_split_told_after_the_total(assistant: Assistant) -> None:
    assert amounts(assistant, ["场景项目总投入800万，能补多少", "软硬件对半开"]) == [Decimal(2_800_000)]


def test_share_of_a_total_without_a_name(assistant: Assistant) -> None:
    assert amounts(assistant, ["公司准备投800万做AI场景，其中硬件占四成，能拿多少"]) == [Decimal(3_040_000)]


@pytest.mark.parametrize(
    ("question", "amount"), [("数据采购不到100万，能拿多少", 0), ("数据采购100万，能拿多少", 50_000)]
)
def test_less_than_the_threshold_for_certain_is_below_it(
    assistant: Assistant, question: str, amount: int
) -> None:
    assert amounts(assistant, [question]) == [Decimal(amount)]


def test_nearly_the_threshold_stays_open(assistant: Assistant) -> None:
    answer = assistant.ask("数据采购将近100万，能拿多少", None, DAY)
    (award,) = answer.awards
    assert (award.amount, award.amount_min, award.amount_max) == (None, Decimal(0), Decimal(50_000))
    assert answer.status is AnswerStatus.NEEDS_CLARIFICATION


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("我们是省级人工智能服务商，能拿多少", Verdict.ELIGIBLE),
        ("我们还不是省级人工智能服务商，能拿多少", Verdict.NOT_ELIGIBLE),
        ("县级标杆企业也有20万吧", Verdict.NOT_ELIGIBLE),
    ],
)
def test_a_recognition_is_held_denied_or_of_another_level(
    assistant: Assistant, question: str, verdict: Verdict
) -> None:
    (award,) = assistant.ask(question, None, DAY).awards
    assert award.verdict is verdict


def test_a_figure_that_fits_nothing_is_told_not_dropped(assistant: Assistant) -> None:
    answer = assistant.ask("场景硬件300万，软件200万，流水5000万，能拿多少", None, DAY)
    assert "没有算进去" in answer.answer
    assert [item.amount for item in answer.awards] == [Decimal(1_600_000)]


@pytest.mark.parametrize(
    "question",
    [
        "硬件加软件共1000万，AI场景最多能补多少",
        "硬件和软件投了1000万，AI场景能拿多少",
        "硬件、软件一共1000万，场景补多少",
    ],
)
def test_one_figure_for_two_joined_names_is_their_total(assistant: Assistant, question: str) -> None:
    (award,) = assistant.ask(question, None, DAY).awards
    assert (award.amount, award.amount_min, award.amount_max) == (
        None,
        Decimal(2_000_000),
        Decimal(5_000_000),
    )


@pytest.mark.parametrize(
    "question",
    [
        "硬件和软件300万和200万，AI场景能拿多少",
        "场景硬件300万和软件200万能拿多少",
        "AI场景已入选，硬件300万，软件200万，能拿多少",
    ],
)
def test_each_of_two_joined_names_takes_its_own_figure(assistant: Assistant, question: str) -> None:
    assert amounts(assistant, [question]) == [Decimal(1_600_000)]


def test_sum_asked_for_is_what_a_supposed_amount_is_held_against(assistant: Assistant) -> None:
    answer = assistant.ask("省级标杆企业和省级服务商两项一共能拿40万对吧", None, DAY)
    assert answer.answer.startswith("对，")
