"""Answers read from the structure: leads, departments, numbered places, outline, validity, document."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.models import Answer, AnswerStatus
from assistant.pipeline import Assistant
from tests.conftest import Ask

PLAN = "pinghu-ai-plus-2025/"


def cited(answer: Answer) -> list[str]:
    return [item.clause_id.removeprefix(PLAN) for item in answer.citations]


@pytest.mark.parametrize(
    ("question", "leads", "others", "path"),
    [
        (
            "“人工智能+医疗健康”谁牵头？",
            ["卫生健康局"],
            ["科技局", "医保局", "政务服务管理办（数据局）"],
            "1.7",
        ),
        ("教育培训归谁管？", ["教育局"], [], "1.8"),
        ("Who leads AI + healthcare?", ["Health Bureau (卫生健康局)"], ["科技局", "医保局"], "1.7"),
        ("「人工智能+醫療健康」誰牽頭？", ["衛生健康局"], ["科技局", "醫保局"], "1.7"),
    ],
)
def test_who_leads_is_read_from_the_responsible_bracket(
    ask: Ask, question: str, leads: list[str], others: list[str], path: str
) -> None:
    answer = ask(question)
    assert f"**{'、'.join(leads)}**" in answer.answer
    assert all(name in answer.answer for name in others)
    assert cited(answer) == [path]
    assert answer.citations[0].quote.startswith("(责任单位:☆")


def test_every_lead_of_a_clause_is_named(ask: Ask, assistant: Assistant) -> None:
    clause = assistant.library.clause(PLAN + "1.4")
    leads = [item.display for item in clause.departments if item.lead]
    assert len(leads) == 2
    assert f"**{'、'.join(leads)}**" in ask("一(四)谁牵头？").answer


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("数据局是医疗健康的牵头单位吗？", "不是，牵头的是卫生健康局，政务服务管理办（数据局）只参与。"),
        ("卫健局是医疗健康的牵头单位吗？", "对，卫生健康局是牵头单位。"),
        ("公安局是医疗健康的牵头单位吗？", "不是，牵头的是卫生健康局，这一条的责任单位里没有公安局。"),
    ],
)
def test_a_supposed_lead_is_settled_in_the_first_sentence(ask: Ask, question: str, opening: str) -> None:
    assert ask(question).answer.startswith(opening)


def _with_role(assistant: Assistant, name: str, lead: bool) -> set[str]:
    return {
        clause.path
        for clause in assistant.library.clauses
        for item in clause.departments
        if item.name == name and item.lead is lead
    }


@pytest.mark.parametrize("asked", ["数据局", "政数办", "政务服务管理办<数据局>", "政务服务管理办（数据局）"])
def test_all_clauses_that_a_department_leads_are_cited(ask: Ask, assistant: Assistant, asked: str) -> None:
    answer = ask(f"{asked}牵头哪些任务？")
    led = _with_role(assistant, "政务服务管理办", True)
    listed = [line for line in answer.answer.splitlines() if line.startswith("- ")]
    assert led and led <= set(cited(answer)) and len(listed) == len(led)
    assert "政务服务管理办（数据局）" in answer.answer and "<" not in answer.answer


def test_only_what_is_asked_of_a_department_is_listed(ask: Ask, assistant: Assistant) -> None:
    answer = ask("公安局参与哪些？")
    assert set(cited(answer)) == _with_role(assistant, "公安局", False)
    assert "公安局参与" in answer.answer and "公安局牵头" not in answer.answer
    assert "公安局没有牵头的条款" in ask("公安局牵头哪些？").answer
    both = ask("财政局负责哪些？").answer
    assert "财政局牵头" in both or "财政局没有牵头" in both
    assert "财政局参与" in both


def test_tasks_outside_the_brackets_are_shown_too(ask: Ask) -> None:
    answer = ask("数据局牵头哪些任务？")
    assert "另见：" in answer.answer
    assert {"3.p1", "2.2"} <= set(cited(answer))


# --- numbered places --------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["第二部分第四条原文", "二(四)原文", "二（四）写了什么", "2.4条全文"])
def test_the_text_of_a_place_is_quoted_whole(ask: Ask, assistant: Assistant, question: str) -> None:
    answer = ask(question)
    clause = assistant.library.clause(PLAN + "2.4")
    assert [item.quote for item in answer.citations] == [clause.text]
    assert clause.text.strip() in answer.answer and "夯实数据支撑" in answer.answer


def test_a_heading_alone_is_given_where_it_is_asked(ask: Ask) -> None:
    answer = ask("二(三)标题")
    assert answer.answer == "- 二(三) **开展应用标杆推广** [1]"
    assert cited(answer) == ["2.3"]


@pytest.mark.parametrize("question", ["第九部分第九条原文", "第二十条原文"])
def test_a_place_that_does_not_exist_is_said_not_to(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.status is AnswerStatus.NOT_COVERED
    assert answer.answer.startswith("没有“第") and "二(五)" in answer.answer


def test_known_and_unknown_places_of_one_question_are_both_answered(ask: Ask) -> None:
    answer = ask("二(三)和九(九)的标题")
    assert answer.status is AnswerStatus.ANSWERED
    assert "没有“九(九)”" in answer.answer and "开展应用标杆推广" in answer.answer


def test_the_outline_has_every_numbered_clause(ask: Ask, assistant: Assistant) -> None:
    answer = ask("行动计划分几个部分？")
    numbered = {clause.path for clause in assistant.library.clauses if "." in clause.path}
    assert set(cited(answer)) == numbered and len(numbered) == 17
    assert answer.answer.startswith("正文分三部分：“一、推动重点领域应用”、")


def test_one_section_is_listed_alone(ask: Ask) -> None:
    answer = ask("第二部分有哪些条？")
    assert cited(answer) == ["2.1", "2.2", "2.3", "2.4", "2.5"]
    assert "（共5条）" in answer.answer


def test_the_document_says_what_of_it_is_inferred(ask: Ask) -> None:
    answer = ask("这个文件是谁发的？")
    assert "平湖市" in answer.answer and "推断" in answer.answer


# --- validity ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [
        ("政策什么时候到期？", "**2025年9月28日**", "**2027年12月31日**"),
        ("政策什麼時候到期？", "**2025年9月28日**", "**2027年12月31日**"),
        ("When does the policy expire?", "**2025-09-28**", "**2027-12-31**"),
    ],
)
def test_both_ends_of_the_validity_are_told_and_cited(ask: Ask, question: str, start: str, end: str) -> None:
    answer = ask(question)
    assert start in answer.answer and end in answer.answer
    assert cited(answer) == ["3.p2"]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2025, 9, 27), "还没有开始施行"),
        (date(2025, 9, 28), "2025年9月28日在有效期内"),
        (date(2027, 12, 31), "2027年12月31日在有效期内"),
        (date(2028, 1, 1), "已经失效"),
    ],
)
def test_the_day_asked_on_is_inside_or_outside(assistant: Assistant, day: date, said: str) -> None:
    assert said in assistant.ask("政策什么时候到期？", as_of=day).answer


@pytest.mark.parametrize(
    ("question", "said"),
    [("2028年1月还有效吗？", "已经失效"), ("2026年1月还有效吗？", "在有效期内")],
)
def test_another_day_asked_about_decides(ask: Ask, question: str, said: str) -> None:
    assert said in ask(question).answer


def test_a_wrong_end_is_corrected_first(ask: Ask) -> None:
    assert ask("有效期到2026年底吧？").answer.startswith("不对：有效期至2027年12月31日")
    assert ask("有效期到2027年底吧？").answer.startswith("对，")
