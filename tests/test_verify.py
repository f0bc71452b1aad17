"""The last look at an answer: what nothing proves is withheld."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from assistant.awards.calculator import calculate
from assistant.models import Assessment, Citation
from assistant.pipeline import Assistant
from assistant.verify import Verified, figures, verify
from tests.conftest import TODAY, Ask

Look = Callable[..., Verified]
CLAUSE = "pinghu-ai-plus-2025/2.2"
QUOTE = "政策实施总额控制,竞争性分配。"


@pytest.fixture(scope="module")
def citation(assistant: Assistant) -> Citation:
    clause = assistant.library.clause(CLAUSE)
    quote = assistant.rules.award("scenario-project").evidence.quote
    return replace(assistant.library.cite(clause, quote), marker=1)


@pytest.fixture(scope="module")
def assessment(assistant: Assistant) -> Assessment:
    award = assistant.rules.award("scenario-project")
    inputs = {"hardware_investment": Decimal(3_000_000), "software_investment": Decimal(2_000_000)}
    return calculate(assistant.rules, award, inputs, TODAY)


@pytest.fixture
def look(assistant: Assistant, citation: Citation, assessment: Assessment) -> Look:
    def look(*lines: str, citations: tuple[Citation, ...] = (citation,)) -> Verified:
        return verify(lines, citations, assistant.library, (assessment,))

    return look


@pytest.mark.parametrize(
    "line",
    [
        "最高**160万元**。[1]",
        "最高1600000元。[1]",
        "最高1,600,000元。[1]",
        "最高CNY 1,600,000 (160万元)。[1]",
        "最高一百六十万元。[1]",
        "最高１６０万元。[1]",
        "最高160萬元。[1]",
        "硬件 300万元 × 20% = 60万元。[1]",
        "硬件按百分之二十。[1]",
        "硬件按两成。[1]",
        "上限是500万元。[1]",
        "没有数的一句。",
        "一家企业。",
    ],
)
def test_a_proven_figure_stands_in_any_notation(look: Look, line: str) -> None:
    found = look(line)
    assert (found.lines, found.checks.withheld) == ((line,), 0)


@pytest.mark.parametrize(
    "line",
    [
        "最高**161万元**。[1]",
        "最高1600001元。[1]",
        "最高一百六十一万元。[1]",
        "最高1.6亿元。[1]",
        "硬件按30%。[1]",
        "硬件按百分之三十。[1]",
        "硬件按三成。[1]",
        "2026年5月1日截止。[1]",
        "一共评选77家。[1]",
        "最高160万元，另加1万元。[1]",
    ],
)
def test_a_planted_figure_is_withheld(look: Look, line: str) -> None:
    good = "最高160万元。[1]"
    found = look(good, line)
    assert (found.lines, found.checks.withheld) == ((good,), 1)


def test_a_marker_without_a_citation_is_withheld(look: Look) -> None:
    found = look("最高160万元。[1]", "最高160万元。[2]", "没有数。[1][3]")
    assert found.lines == ("最高160万元。[1]",)
    assert found.checks.withheld == 2


def test_a_changed_quote_withholds_every_line_that_leans_on_it(look: Look, citation: Citation) -> None:
    planted = replace(citation, quote=citation.quote.replace("20", "90"))
    found = look("最高160万元。[1]", "没有数。", citations=(planted,))
    assert found.lines == ("没有数。",)
    assert found.citations == ()


@pytest.mark.parametrize("shift", [-1, 1])
def test_offsets_that_miss_the_quote_by_one_are_no_proof(look: Look, citation: Citation, shift: int) -> None:
    moved = replace(citation, start=citation.start + shift, end=citation.end + shift)
    assert look("最高160万元。[1]", citations=(moved,)).lines == ()


def test_a_quote_of_another_clause_is_no_proof(look: Look, assistant: Assistant, citation: Citation) -> None:
    other = assistant.library.cite(assistant.library.clause("pinghu-ai-plus-2025/3.p2"), QUOTE)
    planted = replace(other, clause_id=citation.clause_id, marker=1)
    assert look("总额控制。[1]", citations=(planted,)).lines == ()


def test_citations_that_no_line_uses_are_not_shown(
    look: Look, assistant: Assistant, citation: Citation
) -> None:
    other = assistant.library.cite(assistant.library.clause("pinghu-ai-plus-2025/3.p2"), QUOTE)
    found = look("最高160万元。[1]", citations=(citation, replace(other, marker=2)))
    assert found.citations == (citation,)


def test_figures_and_quotes_that_were_checked_are_counted(look: Look) -> None:
    found = look("硬件 300万元 × 20% = 60万元。[1]", "最高161万元。[1]")
    assert (found.checks.figures, found.checks.quotes, found.checks.withheld) == (4, 1, 1)


def test_what_was_told_back_and_the_facts_of_the_question_prove_themselves(
    assistant: Assistant, assessment: Assessment
) -> None:
    lines = ("我理解为：已拿奖励 77万元。", "2031年5月6日已经失效。")
    library = assistant.library
    assert verify(lines, (), library, (assessment,)).lines == ()
    found = verify(lines, (), library, (assessment,), "已拿奖励 77万元", ("2031年5月6日",))
    assert found.lines == lines


def test_figures_of_one_value_are_one_figure_in_every_notation() -> None:
    assert figures("300万元") == figures("三百万") == figures("3,000,000元") == {("money", "3000000")}
    assert figures("20%") == figures("百分之二十") == {("percent", "0.2")}
    assert figures("见[12]和[3]") == set()


@pytest.mark.parametrize(
    "question",
    [
        "场景硬件300万，软件200万，已入选并验收，能拿多少？",
        "场景总投入500万，能拿多少",
        "数据采购99万，能拿多少",
        "要拿满500万，只投软件至少投多少？",
        "数据局牵头哪些任务？",
        "第二部分第四条原文",
        "政策什么时候到期？",
        "有哪些奖励？",
        "行动计划分几个部分？",
        "2024年采购数据150万，能拿多少？",
        "省级智算云企2028年能拿多少？",
        "省级智算云企2025年9月27日能拿多少？",
        "只想要3万元的数据采购奖励，最少买多少？",
        "Data product sales of CNY 3.1 million, registration certificate in hand. How much?",
        "听说硬件补50%对吧？",
        "How much for 3 million of hardware and 2 million of software for an AI scenario?",
        "企業買數據一百五十萬，能拿多少？",
    ],
)
def test_nothing_is_withheld_from_an_ordinary_answer(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.checks.withheld == 0
    assert {item.marker for item in answer.citations} == set(range(1, len(answer.citations) + 1))
