"""Answers as Markdown and HTML."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from assistant.awards.calculator import calculate
from assistant.models import Answer, AnswerStatus, Assessment, DocumentStatus, Verdict
from tests.faces.assistant import rules
from ui import render

DAY = date(2026, 6, 30)


@pytest.fixture
def answer() -> Answer:
    award = rules().award("scenario-project")
    inputs = {
        "hardware_investment": Decimal(3_000_000),
        "software_investment": Decimal(2_000_000),
        "selected": True,
        "accepted": False,
    }
    assessment = calculate(rules(), award, inputs, DAY)
    return Answer("最高160万元 [1]", AnswerStatus.ANSWERED, assessment.citations, (assessment,))


def test_side_shows_amount_working_conditions_and_quotes(answer: Answer) -> None:
    """Everything that proves the answer, with the three marks of a condition."""
    html = render.side_html(answer)
    for part in ("300万元 × 20%", "已解答", "二(二) 打造典型应用场景", "pinghu-ai-plus-2025/2.2"):
        assert part in html
    for mark in ("已满足", "未满足", "待确认"):
        assert f"aria-label='{mark}'" in html


def test_side_leaves_the_working_out_where_there_is_none(answer: Answer) -> None:
    """A question without money has quotes only; one without quotes says so."""
    html = render.side_html(replace(answer, awards=()))
    assert "测算" not in html and "依据" in html
    assert "没有引用条款" in render.side_html(replace(answer, awards=(), citations=()))


def test_documents_and_questions_cannot_bring_tags(answer: Answer) -> None:
    """Names in angle brackets are seen, not swallowed; nothing is run."""
    bad = "政务服务管理办<数据局><script>alert(1)</script>"
    citation = replace(answer.citations[0], quote=bad, title=bad, document_title=bad)
    award = replace(answer.awards[0], title=bad)
    html = render.side_html(replace(answer, citations=(citation,), awards=(award,)))
    assert "<script" not in html and "&lt;数据局&gt;" in html
    assert render.safe_markdown(f"{bad}![x](http://tracker)") == (
        "政务服务管理办&lt;数据局>&lt;script>alert(1)&lt;/script>!\\[x](http://tracker)"
    )
    assert render.escape_markdown("<b>**粗** [链接](x)") == r"&lt;b\>\*\*粗\*\* \[链接\]\(x\)"


@pytest.mark.parametrize(
    ("status", "mark"), [(DocumentStatus.SAMPLE, "示例（非官方）"), (DocumentStatus.DRAFT, "草案")]
)
def test_unofficial_documents_are_marked(answer: Answer, status: DocumentStatus, mark: str) -> None:
    """On the page and in the terminal."""
    unofficial = replace(answer, citations=(replace(answer.citations[0], document_status=status),))
    assert mark in render.side_html(unofficial) and mark in render.answer_terminal(unofficial)
    assert mark not in render.side_html(answer)


@pytest.mark.parametrize(
    ("amount", "low", "high", "text"),
    [
        (Decimal(586_350), None, None, "最高 58.635万元"),
        (Decimal(0), None, None, "0元"),
        (None, Decimal(600_000), Decimal(1_500_000), "60万元～150万元"),
        (None, Decimal(0), Decimal(5_000_000), "0元～500万元"),
        (None, None, None, "待测算"),
    ],
)
def test_amount_is_written_as_people_write_it(
    amount: Decimal | None, low: Decimal | None, high: Decimal | None, text: str
) -> None:
    """A ceiling, a range while something is missing, or nothing yet."""
    assessment = Assessment("a", "奖励", Verdict.UNDETERMINED, amount, low, high)
    assert render.amount_text(assessment) == text


def test_terminal_shows_all_parts(answer: Answer) -> None:
    """Answer, working, conditions and quotes, without HTML."""
    text = render.answer_terminal(answer)
    for part in (
        "最高160万元 [1]",
        "300万元 × 20% = 60万元",
        "✗",
        "✓",
        "?",
        "依据",
        answer.citations[0].quote,
    ):
        assert part in text
