"""Whether the plan holds on a day that a question names, in any notation and relation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.models import AnswerStatus, Verdict
from assistant.pipeline import Assistant
from assistant.query import Intent
from assistant.reading.dates import span_is, span_supposed
from tests.conftest import Ask, Read


def opening(ask: Ask, question: str) -> str:
    answer = ask(question)
    assert answer.status is AnswerStatus.ANSWERED, answer.answer
    assert [item.clause_id for item in answer.citations] == ["pinghu-ai-plus-2025/3.p2"]
    return answer.answer.split("，")[0].split("：")[0]


@pytest.mark.parametrize(
    "question",
    [
        "2028年1月1号以后还能享受吗？",
        "2028.1.1之后还可以申请吗",
        "二〇二八年还能拿吗",
        "过了2027还能领吗",
        "2027以后还能申报吗",
        "2027年12月31日以后还能申请吗",
        "后年还能享受政策吗",
        "后年年初企业还能申请吗",
        "2025年8月能申请吗",
        "2025年9月28日以前可以申请吗",
        "政策到期以后还能享受吗",
    ],
)
def test_a_day_outside_is_denied_first(ask: Ask, question: str) -> None:
    assert opening(ask, question) == "不能"


@pytest.mark.parametrize(
    "question",
    [
        "明年底还能享受吗",
        "2027年12月31日当天还能申请吗",
        "2028年以前还能申请吗",
        "2025年9月28日施行了吗",
        "2025年10月能申请吗",
        "2027年12月还能申请吗",
        "2026年7月1日政策还有效吗",
    ],
)
def test_a_day_inside_is_affirmed_first(ask: Ask, question: str) -> None:
    assert opening(ask, question) == "是的"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("2025年9月27日施行了没", "没有"),
        ("2025年9月1日政策生效了吗", "没有"),
        ("2026年失效了吗", "没有"),
        ("2028年过期了吗", "是的"),
        ("2027年12月31号以后还有没有", "没有"),
        ("2025年能享受吗", "要看是哪一天"),
        ("2025年9月可以申请吗", "要看是哪一天"),
    ],
)
def test_what_is_asked_of_the_day_decides_between_yes_and_no(ask: Ask, question: str, said: str) -> None:
    assert opening(ask, question) == said


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("有效期三年对吧", "不对"),
        ("政策长期有效，是吧", "不对"),
        ("政策是2025年9月28日起施行的吧", "对"),
        ("政策是2026年1月1日起施行的吧", "不对"),
        ("2027年12月31日起施行对吗", "不对"),
        ("2027年底到期对吧", "对"),
        ("2025年9月28日就到期了吧", "不对"),
        ("2026年就失效了吧", "不对"),
    ],
)
def test_a_supposed_end_is_held_against_the_same_end(ask: Ask, question: str, said: str) -> None:
    assert opening(ask, question) == said


@pytest.mark.parametrize(
    ("question", "said"), [("can we still apply after 2027", "No"), ("Is the plan in force in 2026?", "Yes")]
)
def test_a_day_in_english(ask: Ask, question: str, said: str) -> None:
    assert ask(question).answer.startswith(said)


@pytest.mark.parametrize(
    "question",
    ["2028年医疗健康谁牵头", "到2027年要建多少个标杆企业", "2027年目标是什么", "2026年数据采购120万能拿多少"],
)
def test_a_day_beside_another_question_asks_for_something_else(read: Read, question: str) -> None:
    assert read(question).intent is not Intent.VALIDITY


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("过了2027还能拿场景券吗", Verdict.NOT_ELIGIBLE),
        ("2027年12月31号以后还能拿数据采购奖励吗", Verdict.NOT_ELIGIBLE),
        ("2025年9月28日之前能申请场景券吗", Verdict.NOT_ELIGIBLE),
        ("2027年12月31号能申请场景券吗", Verdict.UNDETERMINED),
        ("2025年9月28日以后能申请场景券吗", Verdict.UNDETERMINED),
        ("2027年能申请场景券吗", Verdict.UNDETERMINED),
    ],
)
def test_a_day_decides_the_verdict_of_an_award(ask: Ask, question: str, verdict: Verdict) -> None:
    assert [item.verdict for item in ask(question).awards] == [verdict]


@pytest.mark.parametrize(
    ("end", "right"), [(date(2028, 9, 27), True), (date(2028, 9, 28), True), (date(2027, 12, 31), False)]
)
def test_a_number_of_years_is_held_against_both_ends(assistant: Assistant, end: date, right: bool) -> None:
    plan = replace(assistant.rules.plans[0], valid_to=end)
    assert span_is("有效期三年对吧", plan) is right
    assert not span_is("长期有效对吧", plan)


@pytest.mark.parametrize("text", ["有效期还剩一年吗", "实施一年后怎么办", "有效期几年"])
def test_what_is_left_of_it_is_no_length(text: str) -> None:
    assert not span_supposed(text)
