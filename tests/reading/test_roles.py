"""What an amount stands for beside others: plans, thresholds passed, unit prices, parts that do not count."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.pipeline import Assistant
from assistant.query import Memory, Problem
from assistant.reading.cases import cases_of
from tests.conftest import Read

WAN = 10_000
HARD, SOFT, TOTAL = "hardware_investment", "software_investment", "total_investment"
VOLUME, BEFORE, BOUGHT = "annual_volume", "previous_award", "annual_purchase"


def amounts(read: Read, assistant: Assistant, question: str) -> dict[str, Decimal]:
    (case,) = cases_of(read(question), Memory(), assistant.rules)
    return {name: value / WAN for name, value in case.inputs.items() if isinstance(value, Decimal)}


@pytest.mark.parametrize(
    ("told", "hard", "soft"),
    [
        ("硬件预算500万实际花了420万，软件预算200万实际160万", 420, 160),
        ("预算500万的硬件实际只花了420万，软件160万", 420, 160),
        ("硬件合同价300万，实际付了260万，软件80万", 260, 80),
        ("实际花了硬件420万，预算是500万，软件80万", 420, 80),
        ("硬件本来打算投500万，最后只投了300万，软件原计划100万，结算下来90万", 300, 90),
        ("硬件目标200万目前做到150万软件100万", 150, 100),
        ("预算硬件300万软件100万", 300, 100),
        ("设备合同300万，软件合同100万", 300, 100),
        ("目前硬件投了300万，软件100万", 300, 100),
    ],
)
def test_of_a_plan_and_what_was_done_the_latter_counts(
    read: Read, assistant: Assistant, told: str, hard: int, soft: int
) -> None:
    assert amounts(read, assistant, f"场景项目{told}，能拿多少？") == {HARD: hard, SOFT: soft}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("今年卖了360万，第一次过300万", {VOLUME: 360}),
        ("卖了260万第一次过100万", {VOLUME: 260}),
        ("全年交易额560万，终于突破500万大关", {VOLUME: 560}),
        ("今年首次突破300万，达到360万", {VOLUME: 360}),
        ("成交额320万，刚过300万的门槛", {VOLUME: 320}),
        ("交易额目标500万，目前做到230万", {VOLUME: 230}),
        ("全年交易额首次达到300万元", {VOLUME: 300}),
        ("交易额突破500万了", {VOLUME: 500}),
        ("交易额依次达到100万、300万、500万三档", {VOLUME: 500}),
        ("交易额超过300万", {VOLUME: 300}),
    ],
)
def test_a_threshold_passed_is_added_to_nothing(
    read: Read, assistant: Assistant, told: str, expected: dict[str, int]
) -> None:
    assert amounts(read, assistant, f"数据产品有证，{told}，能拿多少？") == expected


@pytest.mark.parametrize(
    ("told", "hard", "soft"),
    [
        ("一台GPU服务器38万，一共买了6台，软件授权90万", 228, 90),
        ("服务器38万一台，买了6台，软件90万", 228, 90),
        ("买了5台工控机每台12万，软件50万", 60, 50),
        ("单价38万的服务器买了6台，软件20万", 228, 20),
        ("服务器每台38万×6，软件20万", 228, 20),
        ("6台服务器每台38万一共228万，软件20万", 228, 20),
        ("3套软件每套10万，硬件100万", 100, 30),
        ("两台服务器每台38万，3套软件每套10万", 76, 30),
        ("三千块一台的相机买了一百台，软件20万", 30, 20),
        ("一台服务器38万，软件20万", 38, 20),
        ("买了6台服务器，硬件38万，软件20万", 38, 20),
        ("硬件100万 一共三套 软件50万", 100, 50),
        ("买了三台服务器一共120万还有两套软件一套30万一套50万", 120, 80),
        ("设备款120万 分三年付 每年40万 软件60万", 120, 60),
        ("硬件共5台，每台10万元；软件2套，每套15万元", 50, 30),
        ("硬件200万，软件100万，两项加起来300万", 200, 100),
    ],
)
def test_a_unit_price_counts_as_often_as_was_bought(
    read: Read, assistant: Assistant, told: str, hard: int, soft: int
) -> None:
    assert amounts(read, assistant, f"场景项目{told}，能拿多少？") == {HARD: hard, SOFT: soft}


@pytest.mark.parametrize(
    "told", ["服务器每台38万，软件20万", "服务器单价38万，软件20万", "服务器38万一台，软件20万"]
)
def test_a_unit_price_without_a_number_is_asked_about(read: Read, assistant: Assistant, told: str) -> None:
    question = f"场景项目{told}，能拿多少？"
    assert amounts(read, assistant, question) == {SOFT: 20}
    assert [item.problem for item in read(question).unread] == [Problem.LOOSE]


@pytest.mark.parametrize(
    ("told", "hard"),
    [
        ("设备350万（其中50万是旧设备折旧，不是实际投入）", 300),
        ("硬件300万，去掉运费5万", 295),
        ("硬件300万，其中20万退货了", 280),
        ("硬件投了300万扣除税费30万", 270),
        ("硬件300万，里面有60万不能算", 240),
        ("硬件300万，包括服务器200万", 300),
        ("硬件300万，其中服务器200万", 300),
    ],
)
def test_a_part_said_not_to_count_is_taken_off(
    read: Read, assistant: Assistant, told: str, hard: int
) -> None:
    assert amounts(read, assistant, f"场景项目{told}，软件100万，能拿多少？") == {HARD: hard, SOFT: 100}


def test_a_plan_of_another_year_stands(read: Read, assistant: Assistant) -> None:
    query = read("2027年计划采购数据240万，2026年已经采购160万，按年分别奖多少？")
    years = [(case.period, case.inputs[BOUGHT]) for case in cases_of(query, Memory(), assistant.rules)]
    assert years == [("2026", 160 * WAN), ("2027", 240 * WAN)]


def test_what_is_unpaid_yet_is_left_to_the_asker(read: Read, assistant: Assistant) -> None:
    """The clause says 实际投入; whether an open bill is one, it does not say."""
    question = "场景项目硬件300万，其中80万还没付款，软件10万，能拿多少？"
    assert amounts(read, assistant, question) == {HARD: 300, SOFT: 10}
    assert [item.words for item in read(question).unread] == ["80万"]


@pytest.mark.parametrize(
    "told",
    [
        "注册资本5000万，",
        "5000万注册资本，",
        "去年营收2.3亿，",
        "公司年产值3亿，净利润2000万，",
        "银行贷款800万，",
        "今年纳税320万，",
        "在手订单1.2亿，",
        "融资了3000万，",
    ],
)
def test_figures_of_the_company_are_no_investment(read: Read, assistant: Assistant, told: str) -> None:
    question = f"我们公司{told}场景项目硬件156万，软件44万，能拿多少？"
    assert amounts(read, assistant, question) == {HARD: 156, SOFT: 44}
    assert not read(question).unread


def test_a_price_a_quarter_or_month_counts_as_often_as_is_told(read: Read, assistant: Assistant) -> None:
    assert amounts(read, assistant, "采购数据每季度40万，一年四个季度，能补多少") == {BOUGHT: 160}
    assert amounts(read, assistant, "采购数据每月20万，一年12个月，能补多少") == {BOUGHT: 240}


def test_another_award_received_is_no_investment(read: Read, assistant: Assistant) -> None:
    question = "场景项目硬件300万软件200万去年拿过别的补贴50万，能拿多少？"
    assert amounts(read, assistant, question) == {HARD: 300, SOFT: 200}


@pytest.mark.parametrize(
    ("told", "unread"),
    [
        ("软件200万硬件是300万两个合起来500万", []),
        ("硬件不含税300万，软件不含税200万", []),
        ("贷款300万买硬件，自己出200万买软件", []),
        ("目前硬件300万软件200万，计划明年再投硬件100万", ["100万"]),
        ("硬件300万，软件200万，比去年多50万", ["50万"]),
    ],
)
def test_what_is_told_beside_the_inputs_does_not_change_them(
    read: Read, assistant: Assistant, told: str, unread: list[str]
) -> None:
    question = f"场景券：{told}，能拿多少？"
    assert amounts(read, assistant, question) == {HARD: 300, SOFT: 200}
    assert [item.words for item in read(question).unread] == unread


@pytest.mark.parametrize(
    ("told", "bought"),
    [
        ("一季度60万二季度30万三季度50万", 140),
        ("一月60万二月30万三月50万", 140),
        ("1月份60万，2月份30万，3月份50万", 140),
        ("上半年60万下半年80万", 140),
        ("60万一季度，二季度又买了80万", 140),
    ],
)
def test_quarters_and_months_by_number_are_no_counts(
    read: Read, assistant: Assistant, told: str, bought: int
) -> None:
    assert amounts(read, assistant, f"数据采购{told}，能补多少") == {BOUGHT: bought}
