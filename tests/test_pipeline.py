"""The assistant end to end: the five steps, sessions, events and figures in any notation."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import cn2an
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.awards.model import Role
from assistant.models import Answer, AnswerStatus
from assistant.pipeline import STEP_NAMES, Assistant
from tests.conftest import TODAY, Ask

PLAN = "pinghu-ai-plus-2025/"
TOLD = "我们建了AI质检场景，硬件投入300万，软件200万，已入选并验收，能拿多少？"


@pytest.fixture
def session() -> str:
    return uuid.uuid4().hex


def amount(answer: Answer) -> Decimal | None:
    (award,) = answer.awards
    return award.amount


# --- sessions ---------------------------------------------------------------------------------------


def test_a_follow_up_changes_what_the_session_knows(ask: Ask, session: str) -> None:
    first = ask(TOLD, session)
    assert (amount(first), first.session_id) == (1_600_000, session)
    second = ask("如果软件再加300万呢？", session)
    assert amount(second) == 3_100_000
    assert "最高**310万元**" in second.answer and "已验收" in second.understood


@pytest.mark.parametrize(
    ("turns", "last"),
    [
        (["建AI场景能补多少？", "硬件300万", "软件200万"], 1_600_000),
        (["场景总投入500万，能拿多少？", "其中硬件300万"], 1_600_000),
        (["场景总投入500万，能拿多少？", "硬件300万，软件400万"], 2_600_000),
        (["场景硬件300万，软件200万，能拿多少？", "硬件不是300万，是400万"], 1_800_000),
        (["场景硬件300万，软件200万，能拿多少？", "软件翻一倍呢？"], 2_600_000),
        (["场景硬件300万，软件200万，能拿多少？", "政策什么时候到期？", "软件改成400万呢？"], 2_600_000),
        (["场景硬件300万，软件200万，能拿多少？", "省级智算云企呢？", "那场景券软件再加100万？"], 2_100_000),
        (["可信数据空间能拿多少？", "省级"], 150_000),
        (["How much for 3 million of hardware for an AI scenario?", "and 2 million of software"], 1_600_000),
    ],
)
def test_a_conversation_comes_to_its_amount(ask: Ask, session: str, turns: list[str], last: int) -> None:
    answers = [ask(turn, session) for turn in turns]
    assert amount(answers[-1]) == last


def test_a_short_follow_up_takes_over_what_was_asked_of_a_clause(ask: Ask, session: str) -> None:
    ask("“人工智能+医疗健康”谁牵头？", session)
    answer = ask("那文旅呢？", session)
    assert [item.clause_id for item in answer.citations] == [PLAN + "1.9"]


def test_the_basis_of_the_last_answer_can_be_asked_for(ask: Ask, session: str) -> None:
    ask(TOLD, session)
    answer = ask("依据呢？", session)
    assert {item.clause_id for item in answer.citations} == {PLAN + "2.2"}
    assert answer.citations[0].quote in answer.answer


def test_sessions_know_nothing_of_each_other(ask: Ask) -> None:
    ask(TOLD, "one")
    assert ask("如果软件再加300万呢？", "other").awards != ask("如果软件再加300万呢？", "one").awards


def test_without_a_session_id_one_is_given(assistant: Assistant, ask: Ask) -> None:
    first, second = ask(TOLD), ask(TOLD)
    assert first.session_id != second.session_id
    assert assistant.knows(first.session_id)
    assert amount(ask("如果软件再加300万呢？", first.session_id)) == 3_100_000


def test_a_forgotten_session_is_as_if_it_had_never_been(assistant: Assistant, ask: Ask, session: str) -> None:
    ask(TOLD, session)
    assert assistant.forget(session) is True
    assert (assistant.forget(session), assistant.knows(session)) == (False, False)
    assert ask("软件再加300万呢？", session).awards == ask("软件再加300万呢？").awards


@pytest.mark.parametrize("bad", ["x" * 65, "a\n", "\x00", "a\x7f", "\ud800"])
def test_an_invalid_session_id_is_refused_with_what_is_valid(assistant: Assistant, bad: str) -> None:
    with pytest.raises(ValueError, match="最多 64 个字符"):
        assistant.ask("能拿多少？", bad)


@pytest.mark.parametrize("good", ["a", "A-1_b.c:d", "x" * 64, "会话 1/2", "'; DROP TABLE checkpoints; --"])
def test_a_valid_session_id_is_kept(ask: Ask, good: str) -> None:
    assert ask("你好", good).session_id == good


def test_a_turn_can_go_on_from_another_session(assistant: Assistant, ask: Ask, session: str) -> None:
    ask(TOLD, session)
    *_, last = assistant.stream("如果软件再加300万呢？", "branch", TODAY, after=session)
    assert isinstance(last.data, Answer) and amount(last.data) == 3_100_000
    assert amount(ask("如果软件再加100万呢？", session)) == 2_100_000
    assert amount(ask("如果软件再加100万呢？", "branch")) == 3_600_000


def test_a_question_taken_in_is_known_without_being_answered(
    assistant: Assistant, ask: Ask, session: str
) -> None:
    assistant.take_in(TOLD, session, TODAY, after="")
    assert amount(ask("如果软件再加300万呢？", session)) == 3_100_000


def test_many_threads_ask_at_once_and_keep_their_sessions(ask: Ask) -> None:
    ready = threading.Barrier(8)

    def talk(number: int) -> tuple[Decimal | None, Decimal | None]:
        ready.wait(timeout=20)
        name = f"thread-{number}"
        first = ask(f"场景硬件{number}00万，软件200万，能拿多少？", name)
        return amount(first), amount(ask("软件再加100万呢？", name))

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(talk, range(1, 9)))
    assert results == [(200_000 * number + 1_000_000, 200_000 * number + 1_500_000) for number in range(1, 9)]


# --- events and what comes with an answer -----------------------------------------------------------


def test_events_are_the_steps_then_the_sentences_then_the_answer(assistant: Assistant) -> None:
    events = list(assistant.stream(TOLD, as_of=TODAY))
    kinds = [event.kind for event in events]
    sentences = [event.data for event in events if event.kind == "sentence"]
    assert [event.data for event in events if event.kind == "step"] == list(STEP_NAMES.values())
    assert kinds == ["step"] * 5 + ["sentence"] * len(sentences) + ["answer"]
    answer = events[-1].data
    assert isinstance(answer, Answer) and "\n\n".join(map(str, sentences)) == answer.answer


def test_an_answer_tells_its_timings_versions_and_checks(assistant: Assistant, ask: Ask) -> None:
    answer = ask(TOLD)
    assert set(answer.timings_ms) == {*STEP_NAMES, "total"}
    assert 0 < sum(answer.timings_ms[name] for name in STEP_NAMES) <= answer.timings_ms["total"] + 1
    assert answer.versions == assistant.versions and answer.versions["rules"]
    assert answer.answerer == "extractive"
    assert (answer.checks.withheld, answer.checks.quotes) == (0, len(answer.citations))
    assert answer.checks.figures > 5


def test_the_readiness_is_that_of_the_parts(assistant: Assistant) -> None:
    assert assistant.ready() == {"index": "ok"}


def test_the_same_question_gets_the_same_answer(ask: Ask) -> None:
    one, other = ask(TOLD), ask(TOLD)
    assert (one.answer, one.citations, one.awards) == (other.answer, other.citations, other.awards)


@pytest.mark.parametrize(
    ("day", "verdict"), [(date(2025, 9, 27), "not_eligible"), (date(2025, 9, 28), "eligible")]
)
def test_the_day_asked_on_decides(assistant: Assistant, day: date, verdict: str) -> None:
    answer = assistant.ask("我们是省级人工智能服务商，能拿多少？", as_of=day)
    assert answer.awards[0].verdict.value == verdict


@pytest.mark.parametrize(
    "question",
    [
        "a" * 10_000,
        "硬件300万，" * 100,
        "<script>alert(1)</script>" * 20,
        "'; DROP TABLE checkpoints; --",
        "\x00\x01\x02",
        "场景硬件" + "9" * 300 + "万，能拿多少？",
        "😀" * 200,
        "((((((((((二(三)",
    ],
)
def test_bad_input_gets_an_honest_answer(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert isinstance(answer.status, AnswerStatus) and answer.answer


# --- figures in any notation ------------------------------------------------------------------------


def _fullwidth(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


NOTATIONS: tuple[Callable[[int], str], ...] = (
    lambda yuan: f"{yuan}元",
    lambda yuan: f"{yuan:,}元",
    lambda yuan: f"{yuan:,}".replace(",", " ") + "元",
    lambda yuan: f"{Decimal(yuan) / 10_000:f}万",
    lambda yuan: f"{Decimal(yuan) / 10_000:f}万元",
    lambda yuan: f"{Decimal(yuan) / 10_000:f}w",
    lambda yuan: f"{Decimal(yuan) / 100_000_000:f}亿",
    lambda yuan: f"{Decimal(yuan) / 1000:f}千元",
    lambda yuan: cn2an.an2cn(yuan, "low") + "元",
    lambda yuan: cn2an.an2cn(yuan, "up") + "元整",
    lambda yuan: _fullwidth(f"{yuan}元"),
    lambda yuan: _fullwidth(f"{Decimal(yuan) / 10_000:f}") + "萬元",
    lambda yuan: f"人民币{yuan}元",
)
# Whole thousands up to 200 million: enough digits for every notation, both sides of the cap.
yuan = st.one_of(st.integers(1, 200_000), st.integers(1, 9999)).map(lambda thousands: thousands * 1000)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(yuan, yuan, st.sampled_from(NOTATIONS), st.sampled_from(NOTATIONS))
def test_every_notation_of_both_amounts_gives_exactly_the_rule(
    assistant: Assistant,
    ask: Ask,
    hardware: int,
    software: int,
    one: Callable[[int], str],
    other: Callable[[int], str],
) -> None:
    award = assistant.rules.award("scenario-project")
    values = {(item.role, item.input): item.value for item in award.parameters}
    expected = min(
        values[Role.RATE, "hardware_investment"] * hardware
        + values[Role.RATE, "software_investment"] * software,
        values[Role.CAP, ""],
    )
    answer = ask(f"场景硬件{one(hardware)}，软件{other(software)}，能拿多少")
    assert amount(answer) == expected == min(Decimal(hardware) / 5 + Decimal(software) / 2, 5_000_000)
    assert answer.checks.withheld == 0
