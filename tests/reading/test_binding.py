"""Which input a figure or a state belongs to."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assistant.pipeline import Assistant
from assistant.query import Case, Memory, Mode
from assistant.reading.cases import cases_of
from assistant.reading.mentions import About
from tests.conftest import Read

WAN = 10_000
HARD, SOFT, TOTAL = "hardware_investment", "software_investment", "total_investment"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("场景硬件300万，软件200万", {HARD: 300, SOFT: 200}),
        ("场景软件200万，硬件300万", {HARD: 300, SOFT: 200}),
        ("场景投入300万硬件、200万软件", {HARD: 300, SOFT: 200}),
        ("场景300万的硬件和200万的软件", {HARD: 300, SOFT: 200}),
        ("场景的硬件和软件分别300万和200万", {HARD: 300, SOFT: 200}),
        ("场景的硬件和软件分别300和200万", {HARD: 300, SOFT: 200}),
        ("场景的软件和硬件分别投了300万、200万", {HARD: 200, SOFT: 300}),
        ("场景硬件、软件各300万", {HARD: 300, SOFT: 300}),
        ("场景硬件软件都是300万", {HARD: 300, SOFT: 300}),
        ("场景一共600万，硬件软件各一半", {HARD: 300, SOFT: 300}),
        ("场景总投入600万，硬件软件五五开", {HARD: 300, SOFT: 300}),
        ("场景总投入500万，其中硬件300万", {TOTAL: 500, HARD: 300}),
        ("场景总投入500万，硬件占六成", {TOTAL: 500, HARD: 300}),
        ("场景总共投入500万", {TOTAL: 500}),
        ("场景一共860万都是硬件", {HARD: 860, SOFT: 0}),
        ("场景没有硬件投入，软件200万", {HARD: 0, SOFT: 200}),
        ("场景硬件为零，软件200万", {HARD: 0, SOFT: 200}),
        ("场景硬件第一期100万、第二期50万，软件200万", {HARD: 150, SOFT: 200}),
        ("场景硬件100万加上50万，软件200万", {HARD: 150, SOFT: 200}),
        ("场景硬件先投了100万，后来又投50万，软件200万", {HARD: 150, SOFT: 200}),
        ("场景硬件不是300万是400万，软件200万", {HARD: 400, SOFT: 200}),
        ("场景硬件不是300万，是400万，软件200万", {HARD: 400, SOFT: 200}),
        ("an AI scenario with 3 million of hardware and 2 million of software", {HARD: 300, SOFT: 200}),
    ],
)
def test_figures_go_to_the_inputs_they_are_said_of(
    read: Read, assistant: Assistant, question: str, expected: dict[str, int]
) -> None:
    (case,) = cases_of(read(f"{question}，能拿多少？"), Memory(), assistant.rules)
    assert case.inputs == {name: wan * WAN for name, wan in expected.items()}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("场景已入选并验收", {"selected": True, "accepted": True}),
        ("场景已入选，还没验收", {"selected": True, "accepted": False}),
        ("场景没有入选", {"selected": False}),
        ("场景未验收", {"accepted": False}),
        ("场景尚未通过验收", {"accepted": False}),
        ("AI scenario selected but not yet accepted", {"selected": True, "accepted": False}),
        ("场景要验收吗", {}),
        ("场景验收的标准是什么", {}),
        ("场景是否需要入选", {}),
    ],
)
def test_states_are_read_with_their_negation_and_not_when_asked(
    read: Read, question: str, expected: dict[str, bool]
) -> None:
    query = read(f"{question}，硬件300万，软件200万，能拿多少？")
    stated = {item.input: item.value for item in query.bindings if isinstance(item.value, bool)}
    assert stated == expected


@pytest.mark.parametrize(
    ("question", "award", "name", "value"),
    [
        ("国家级智算云企能拿多少", "smart-computing-cloud", "level", "national"),
        ("浙江省级智算云企能拿多少", "smart-computing-cloud", "level", "provincial"),
        ("不是国家级，是省级智算云企，能拿多少", "smart-computing-cloud", "level", "provincial"),
        ("嘉兴市级可信数据空间能拿多少", "trusted-data-space", "level", "municipal"),
        ("我们是省级人工智能服务商，能拿多少", "provincial-ai-service-provider", "recognised", True),
        ("我们还不是省级人工智能服务商，能拿多少", "provincial-ai-service-provider", "recognised", False),
        ("数据产品有登记证书，交易额500万能拿多少", "data-product-trading", "registered", True),
        ("数据产品没有登记证书，交易额500万能拿多少", "data-product-trading", "registered", False),
        ("我们采购数据150万，未经认定，能拿多少", "data-procurement", "recognised", False),
    ],
)
def test_levels_and_holdings_go_to_their_award(
    read: Read, question: str, award: str, name: str, value: object
) -> None:
    query = read(question)
    assert query.awards == (award,)
    assert {item.input: item.value for item in query.bindings}[name] == value


def test_each_award_of_one_question_gets_its_own_figures(read: Read) -> None:
    query = read("场景硬件300万、软件200万，另外数据采购150万，一共能拿多少？")
    assert set(query.awards) == {"scenario-project", "data-procurement"}
    assert {(item.award_id, item.input): item.value for item in query.bindings} == {
        ("scenario-project", HARD): 300 * WAN,
        ("scenario-project", SOFT): 200 * WAN,
        ("data-procurement", "annual_purchase"): 150 * WAN,
    }


def test_an_approximate_amount_and_a_range_stay_so(read: Read) -> None:
    hard, soft = read("场景硬件两百来万，软件200到300万，能拿多少").bindings
    assert (hard.value, hard.about, hard.high) == (200 * WAN, About.NEAR, None)
    assert (soft.value, soft.about, soft.high) == (200 * WAN, About.EXACT, 300 * WAN)


def test_the_years_of_one_input_stay_apart(read: Read) -> None:
    query = read("数据产品交易额2026年120万，2027年350万，能拿多少")
    assert [(item.value, item.period) for item in query.bindings] == [
        (120 * WAN, "2026"),
        (350 * WAN, "2027"),
    ]


def test_a_count_of_things_is_no_amount(read: Read) -> None:
    (binding,) = read("我们采购了100万条数据，花了80万，能拿多少").bindings
    assert (binding.input, binding.value) == ("annual_purchase", 80 * WAN)


def test_a_date_beside_its_name_is_that_input(read: Read) -> None:
    query = read("场景2026年3月5日通过验收，硬件300万，软件200万，能拿多少")
    assert {item.input: item.value for item in query.bindings}["acceptance_date"] == date(2026, 3, 5)


def test_an_award_paid_before_is_no_volume(read: Read) -> None:
    query = read("数据产品交易额320万，以前已经拿了10万，有登记证书，能拿多少")
    assert {item.input: item.value for item in query.bindings} == {
        "annual_volume": 320 * WAN,
        "previous_award": 10 * WAN,
        "registered": True,
    }


KNOWN = Memory(
    cases=(Case("scenario-project", {HARD: Decimal(300 * WAN), SOFT: Decimal(200 * WAN)}),),
    focus=("scenario-project",),
    intent="award",
)


def test_the_years_of_purchases_stay_apart(read: Read) -> None:
    query = read("数据采购2026年150万，2027年300万，各能拿多少")
    assert [(item.value, item.period) for item in query.bindings] == [
        (150 * WAN, "2026"),
        (300 * WAN, "2027"),
    ]


@pytest.mark.parametrize(
    ("question", "name", "value", "mode"),
    [
        ("如果软件再加300万呢？", SOFT, "3000000", Mode.ADD),
        ("软件再多投100万呢", SOFT, "1000000", Mode.ADD),
        ("如果硬件减少50万呢", HARD, "500000", Mode.SUBTRACT),
        ("软件改成400万呢", SOFT, "4000000", Mode.SET),
        ("软件加到400万呢", SOFT, "4000000", Mode.SET),
        ("软件是400万", SOFT, "4000000", Mode.SET),
        ("软件翻一倍呢", SOFT, "2", Mode.SCALE),
        ("硬件减半呢", HARD, "0.5", Mode.SCALE),
        ("软件不是200万，是400万", SOFT, "4000000", Mode.SET),
        ("不是200万，是400万", SOFT, "4000000", Mode.SET),
        ("What if we add another 1 million to software?", SOFT, "1000000", Mode.ADD),
        ("What if software increases by 1 million?", SOFT, "1000000", Mode.ADD),
    ],
)
def test_a_change_to_a_known_input_keeps_its_mode(
    read: Read, question: str, name: str, value: str, mode: Mode
) -> None:
    (binding,) = read(question, KNOWN).bindings
    assert (binding.input, binding.value, binding.mode) == (name, Decimal(value), mode)
