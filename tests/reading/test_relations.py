"""One input told by another, what was paid before, and awards told side by side."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.pipeline import Assistant
from assistant.query import Memory
from assistant.reading.cases import cases_of
from tests.conftest import Read

WAN = 10_000
HARD, SOFT, TOTAL = "hardware_investment", "software_investment", "total_investment"
VOLUME, BEFORE, BOUGHT = "annual_volume", "previous_award", "annual_purchase"
TRADING, PROCUREMENT = "data-product-trading", "data-procurement"


def amounts(read: Read, assistant: Assistant, question: str) -> dict[str, Decimal]:
    (case,) = cases_of(read(question), Memory(), assistant.rules)
    return {name: value / WAN for name, value in case.inputs.items() if isinstance(value, Decimal)}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("硬件比软件多100万，软件是150万", {HARD: 250, SOFT: 150}),
        ("软件150万，硬件比软件多100万", {HARD: 250, SOFT: 150}),
        ("软件比硬件少50万，硬件200万", {HARD: 200, SOFT: 150}),
        ("硬件150万，比软件多50万", {HARD: 150, SOFT: 100}),
        ("硬件投入要比软件投入贵50万，软件100万", {HARD: 150, SOFT: 100}),
        ("软件是硬件的两倍，硬件90万", {HARD: 90, SOFT: 180}),
        ("硬件90万，软件是硬件的两倍", {HARD: 90, SOFT: 180}),
        ("硬件是软件的2.5倍，软件100万", {HARD: 250, SOFT: 100}),
        ("硬件是软件的三分之一，软件300万", {HARD: 100, SOFT: 300}),
        ("软件只有硬件的一半，硬件300万", {HARD: 300, SOFT: 150}),
        ("软件比硬件多一倍，硬件100万", {HARD: 100, SOFT: 200}),
        ("软件比硬件多20%，硬件100万", {HARD: 100, SOFT: 120}),
        ("硬件跟软件一样多，硬件100万", {HARD: 100, SOFT: 100}),
        ("硬件和软件一样都是100万", {HARD: 100, SOFT: 100}),
        ("一共600万，硬件是软件的两倍", {TOTAL: 600, HARD: 400, SOFT: 200}),
        ("硬件比软件多，硬件300万软件200万", {HARD: 300, SOFT: 200}),
        ("HW 350万, SW 120万", {HARD: 350, SOFT: 120}),
        ("硬的200万软的100万", {HARD: 200, SOFT: 100}),
        ("服务器没买，软件150万", {HARD: 0, SOFT: 150}),
        ("硬件250万，软件0", {HARD: 250, SOFT: 0}),
    ],
)
def test_an_input_told_by_another(
    read: Read, assistant: Assistant, told: str, expected: dict[str, int]
) -> None:
    assert amounts(read, assistant, f"场景券：{told}，能拿多少？") == expected


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(2, 900), st.integers(1, 900), st.booleans(), st.booleans())
def test_a_difference_is_no_amount_of_its_own(
    read: Read, assistant: Assistant, base: int, difference: int, more: bool, first: bool
) -> None:
    relation = f"硬件比软件{'多' if more else '少'}{difference}万"
    told = f"{relation}，软件{base}万" if first else f"软件{base}万，{relation}"
    hard = base + difference if more else base - difference
    expected = {SOFT: base, HARD: hard} if hard >= 0 else {SOFT: base}
    assert amounts(read, assistant, f"场景券：{told}，能拿多少？") == expected, told


def test_a_difference_without_direction_is_asked_about(read: Read, assistant: Assistant) -> None:
    question = "硬件和软件差100万，软件150万，场景券多少"
    assert amounts(read, assistant, question) == {SOFT: 150}
    assert [item.words for item in read(question).unread] == ["100万"]


@pytest.mark.parametrize(
    ("told", "volume", "before"),
    [
        ("交易额去年150万拿了10万，今年560万", 560, 10),
        ("交易额560万 前年10万 去年又补了10万", 560, 20),
        ("交易额560万，前年拿了10万，去年10万", 560, 20),
        ("去年卖了120万领了10万 今年卖了330万", 330, 10),
        ("交易额350万，之前10万", 350, 10),
        ("2025年交易120万，2026年交易560万，已拿10万", 560, 10),
    ],
)
def test_what_was_paid_before_is_no_volume(
    read: Read, assistant: Assistant, told: str, volume: int, before: int
) -> None:
    assert amounts(read, assistant, f"数据产品有证，{told}，能拿多少？") == {VOLUME: volume, BEFORE: before}


def test_a_small_amount_of_something_else_was_not_paid_before(read: Read, assistant: Assistant) -> None:
    assert amounts(read, assistant, "数据产品有证，交易额490万，登记花10万，能拿多少？") == {VOLUME: 490}


@pytest.mark.parametrize(
    ("question", "awards"),
    [
        ("服务商认定了，数智优品也认定了，合计能拿多少", 2),
        ("省级服务商认定了，还买了260万数据，已认定，合计多少", 2),
        ("省级AI服务商认定了,数智优品也认定了一个,还买了260万数据(已认定),合计能拿多少", 3),
        ("数据产品卖了260万有证，还采购了150万的数据，一共能拿多少", 2),
    ],
)
def test_awards_told_side_by_side_are_all_meant(
    read: Read, assistant: Assistant, question: str, awards: int
) -> None:
    assert len(cases_of(read(question), Memory(), assistant.rules)) == awards


@pytest.mark.parametrize("told", ["入选+验收都ok", "入选和验收都没问题", "已被列为市级重点项目并验收"])
def test_states_told_in_passing(read: Read, assistant: Assistant, told: str) -> None:
    (case,) = cases_of(read(f"场景券：硬件156万软件44万，{told}，能拿多少"), Memory(), assistant.rules)
    assert (case.inputs["selected"], case.inputs["accepted"]) == (True, True)
