"""Several projects in one question: each keeps its own figures, none takes another's."""

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
HARD, SOFT = "hardware_investment", "software_investment"


def told(read: Read, assistant: Assistant, question: str) -> list[dict[str, Decimal]]:
    cases = cases_of(read(question), Memory(), assistant.rules)
    return [
        {name: value / WAN for name, value in case.inputs.items() if isinstance(value, Decimal)}
        for case in cases
    ]


TWO = [{HARD: 100, SOFT: 50}, {HARD: 200, SOFT: 60}]


@pytest.mark.parametrize(
    "question",
    [
        "一期硬件100万软件50万 二期硬件200万软件60万 场景券各能拿多少",
        "一期硬件100万软件50万；二期硬件200万软件60万，场景券分别能补多少",
        "甲车间硬件100万软件50万乙车间硬件200万软件60万场景券各能拿多少",
        "老厂和新厂各上一条AI产线，老厂硬件100软件50，新厂硬件200软件60，单位万，场景券分别补多少",
        "两个场景:一个硬件100万软件50万 一个硬件200万软件60万,分别能奖励多少",
        "两个场景，第一个硬件100万、软件50万，第二个硬件200万、软件60万",
        "平湖厂硬件100万软件50万，嘉兴厂硬件200万软件60万，场景券一共能拿多少",
        "1号线硬件100万软件50万 2号线硬件200万软件60万 场景券各多少",
        "场景项目A硬件100万软件50万，项目B硬件200万，软件60万",
        "硬件老厂100万新厂200万，软件老厂50万新厂60万，场景券分别多少",
        "两个场景项目硬件分别是100万和200万，软件分别是50万和60万，各多少",
        "两个场景项目硬件100万和200万，软件50万和60万，各多少",
        "场景硬件100万软件50万，硬件200万软件60万，分别能拿多少",
        "东厂区投了100万硬件50万软件，西厂区投了200万硬件60万软件，场景券各能拿多少",
    ],
)
def test_each_project_keeps_its_own_figures(read: Read, assistant: Assistant, question: str) -> None:
    assert told(read, assistant, question) == TWO


def test_said_of_each_project(read: Read, assistant: Assistant) -> None:
    question = "2个场景项目，硬件都是300万，软件都是200万，一共能拿多少"
    assert told(read, assistant, question) == [{HARD: 300, SOFT: 200}] * 2


def test_what_one_project_lacks_is_not_taken_from_the_other(read: Read, assistant: Assistant) -> None:
    question = "我们有两个场景，第一个硬件100万软件50万，第二个软件60万，各能补多少"
    assert told(read, assistant, question) == [{HARD: 100, SOFT: 50}, {SOFT: 60}]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("场景硬件一期100万，二期50万，软件200万，能拿多少", {HARD: 150, SOFT: 200}),
        ("我们一个场景项目硬件300万软件200万，能拿多少", {HARD: 300, SOFT: 200}),
        ("新厂的场景项目硬件300万软件200万，能拿多少", {HARD: 300, SOFT: 200}),
        ("场景硬件软件都是300万，能拿多少", {HARD: 300, SOFT: 300}),
        ("场景硬件和软件分别300万和200万，能拿多少", {HARD: 300, SOFT: 200}),
        ("场景项目硬件300万 一共两台 软件200万 一个系统，能拿多少", {HARD: 300, SOFT: 200}),
    ],
)
def test_one_project_stays_one(
    read: Read, assistant: Assistant, question: str, expected: dict[str, int]
) -> None:
    assert told(read, assistant, question) == [expected]


LABELS = [
    ("老厂", "新厂"), ("甲车间", "乙车间"), ("A项目", "B项目"), ("第一个项目", "第二个项目"), ("1号线", "2号线"),
    ("平湖厂", "嘉兴厂"), ("东厂区", "西厂区"), ("项目一", "项目二"), ("一期", "二期"),
]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(LABELS),
    st.lists(st.integers(1, 2000), min_size=4, max_size=4, unique=True),
    st.sampled_from([" ", "，", "；", ""]),
    st.sampled_from(["", "，", "、"]),
)
def test_whatever_the_label_the_figures_are_not_mixed(
    read: Read, assistant: Assistant, labels: tuple[str, str], figures: list[int], between: str, inner: str
) -> None:
    one, two, three, four = figures
    question = (
        f"场景券：{labels[0]}硬件{one}万{inner}软件{two}万{between}"
        f"{labels[1]}硬件{three}万{inner}软件{four}万，各能拿多少"
    )
    assert told(read, assistant, question) == [{HARD: one, SOFT: two}, {HARD: three, SOFT: four}], question


def test_another_project_in_a_session_is_not_added_to_the_first(assistant: Assistant) -> None:
    session = "another-project"
    assistant.ask("场景券：硬件200万软件100万能拿多少", session_id=session)
    answer = assistant.ask("再加一个项目硬件50万软件300万", session_id=session)
    assert [item.inputs[HARD] for item in answer.awards] == [50 * WAN]
    assert [item.inputs[SOFT] for item in answer.awards] == [300 * WAN]
