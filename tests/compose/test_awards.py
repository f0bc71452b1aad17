"""Answers about awards: amount, working, conditions and what is still to be asked."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.models import Answer, AnswerStatus, DocumentStatus, Verdict
from tests.conftest import Ask

PLAN = "pinghu-ai-plus-2025/"
HELD = "省级人工智能服务商"


def first_line(answer: Answer) -> str:
    return answer.answer.split("\n\n")[0]


def block(answer: Answer, opening: str) -> str:
    return next(item for item in answer.answer.split("\n\n") if item.startswith(opening))


# --- one case ---------------------------------------------------------------------------------------


def test_an_open_condition_makes_the_amount_a_ceiling_with_a_proviso(ask: Ask) -> None:
    answer = ask("我们建了AI质检场景，硬件投入300万，软件200万，已入选并验收，能拿多少？")
    assert answer.status is AnswerStatus.ANSWERED
    (award,) = answer.awards
    assert (award.amount, award.verdict) == (1_600_000, Verdict.UNDETERMINED)
    assert first_line(answer).startswith("最高**160万元**") and "“？”" in first_line(answer)
    working = block(answer, "测算：")
    assert "硬件 300万元 × 20% = 60万元" in working
    assert "软件 200万元 × 50% = 100万元" in working
    assert "60万元 + 100万元 = 160万元" in working
    assert "500万元" in working
    assert "✓ 项目已通过验收" in block(answer, "条件：") and "？ 场景由企业建设" in block(answer, "条件：")
    assert "硬件 300万元、软件 200万元、已入选、已验收" in block(answer, "我理解为：")
    assert answer.understood == "硬件 300万元、软件 200万元、已入选、已验收"
    assert answer.clarification is None


def test_the_amount_is_proven_by_the_exact_words_of_its_clause(ask: Ask) -> None:
    answer = ask("场景硬件300万，软件200万，能拿多少？")
    first = answer.citations[0]
    assert (first.clause_id, first.marker, first.document_status) == (
        PLAN + "2.2",
        1,
        DocumentStatus.EFFECTIVE,
    )
    assert "20%" in first.quote and "50%" in first.quote and "[1]" in first_line(answer)


def test_all_conditions_met_is_eligible(ask: Ask) -> None:
    answer = ask(f"我们是{HELD}，能拿多少？")
    (award,) = answer.awards
    assert (award.amount, award.verdict) == (200_000, Verdict.ELIGIBLE)
    assert first_line(answer).startswith("符合条件，最高**20万元**")


def test_an_unmet_condition_gives_the_reason_and_the_amount_if_it_were_met(ask: Ask) -> None:
    answer = ask("场景还没验收，硬件300万，软件200万，能拿多少？")
    (award,) = answer.awards
    assert (award.amount, award.amount_if_met, award.verdict) == (0, 1_600_000, Verdict.NOT_ELIGIBLE)
    assert first_line(answer).startswith("目前不符合") and "验收" in first_line(answer)
    assert "条件都满足的话，最高**160万元**" in first_line(answer)
    assert answer.status is AnswerStatus.ANSWERED


@pytest.mark.parametrize(
    ("volume", "amount", "verdict"),
    [("99.9999", 0, Verdict.NOT_ELIGIBLE), ("100", 50_000, Verdict.UNDETERMINED)],
)
def test_a_threshold_decides_on_both_its_sides(ask: Ask, volume: str, amount: int, verdict: Verdict) -> None:
    (award,) = ask(f"今年采购数据{volume}万元，能拿多少？").awards
    assert (award.amount, award.verdict) == (amount, verdict)


def test_above_the_cap_the_working_says_so(ask: Ask) -> None:
    answer = ask("场景硬件1亿，软件2000万，能拿多少？")
    assert answer.awards[0].amount == 5_000_000
    assert "min(3000万元, 500万元) = 500万元" in block(answer, "测算：")


def test_a_missing_input_is_asked_for_with_the_rule_and_the_cap(ask: Ask) -> None:
    answer = ask("建AI场景能补多少？")
    assert answer.status is AnswerStatus.NEEDS_CLARIFICATION
    assert answer.clarification is not None
    assert set(answer.clarification.missing) == {"hardware_investment", "software_investment"}
    assert "硬件实际投入多少" in answer.clarification.question
    assert "500万元" in first_line(answer)
    assert "20%" in block(answer, "算法：") and "50%" in block(answer, "算法：")
    assert answer.clarification.question in block(answer, "请补充：")


def test_a_total_without_a_split_gives_the_range_and_asks_for_the_split(ask: Ask) -> None:
    answer = ask("AI场景一共投入500万，能拿多少？")
    (award,) = answer.awards
    assert (award.amount, award.amount_min, award.amount_max) == (None, 1_000_000, 2_500_000)
    assert "100万元至250万元" in first_line(answer)
    assert answer.status is AnswerStatus.NEEDS_CLARIFICATION


def test_a_range_of_an_input_gives_both_ends(ask: Ask) -> None:
    answer = ask("场景硬件200到300万，软件200万，能拿多少？")
    assert "140万元至160万元" in first_line(answer)
    assert "200万元～300万元" in answer.understood
    assert answer.status is AnswerStatus.NEEDS_CLARIFICATION


def test_an_approximate_amount_is_worked_out_and_said_to_be_so(ask: Ask) -> None:
    answer = ask("场景硬件两百来万，软件200万，能拿多少？")
    assert answer.awards[0].amount == 1_400_000
    assert "约数" in answer.answer and "约200万元" in answer.understood


@pytest.mark.parametrize("year", ["2024年", "2028年"])
def test_outside_the_validity_the_verdict_comes_first(ask: Ask, year: str) -> None:
    answer = ask(f"{year}采购数据150万，能拿多少？")
    (award,) = answer.awards
    assert (award.amount, award.amount_if_met, award.verdict) == (0, 75_000, Verdict.NOT_ELIGIBLE)
    assert first_line(answer).startswith("目前不符合") and "**7.5万元**" in first_line(answer)
    assert PLAN + "3.p2" in {item.clause_id for item in answer.citations}


def test_a_tier_already_paid_leaves_nothing(ask: Ask) -> None:
    answer = ask("数据产品交易额500万，以前已经拿了30万，有登记证书，能拿多少？")
    assert answer.awards[0].amount == 0
    assert "最高0元" in first_line(answer) and "30万元 - 30万元 = 0元" in answer.answer


def test_a_tier_below_the_highest_says_what_the_next_one_pays(ask: Ask) -> None:
    answer = ask("数据产品交易额350万，以前已经拿了20万，有登记证书，能拿多少？")
    assert answer.awards[0].amount == 0
    assert "再往上" in first_line(answer) and "30万元" in first_line(answer)


@pytest.mark.parametrize(
    ("figure", "said"),
    [("300万美元", "外币"), ("-300万", "负数"), ("300", "单位")],
)
def test_a_figure_that_cannot_be_read_is_asked_for(ask: Ask, figure: str, said: str) -> None:
    answer = ask(f"场景硬件{figure}，软件200万，能拿多少？")
    assert answer.status is AnswerStatus.NEEDS_CLARIFICATION
    assert said in answer.answer
    assert answer.clarification is not None and said in answer.clarification.question
    assert answer.awards[0].amount is None


def test_parts_above_their_total_are_asked_about(ask: Ask) -> None:
    answer = ask("场景总投入100万，其中硬件80万，软件70万，能拿多少？")
    assert answer.status is AnswerStatus.NEEDS_CLARIFICATION
    assert "对不上" in first_line(answer)


def test_a_misspelt_name_is_told_first(ask: Ask) -> None:
    answer = ask("省级智算云起能拿多少？")
    assert first_line(answer) == "（“智算云起”按“智算云企”理解。）"
    assert answer.awards[0].amount == 200_000


# --- claims -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("听说硬件补50%对吧？", "不对，硬件按最高20%"),
        ("硬件是补20%对吧？", "对，硬件按最高20%"),
        ("省级智算云企补30万对吧？", "不对，省级最高20万元"),
        ("省级智算云企是30万对吧？", "不对，省级最高20万元"),
        ("数据采购的上限是50万吧？", "对，最高50万元"),
    ],
)
def test_a_supposition_is_settled_in_the_first_sentence(ask: Ask, question: str, opening: str) -> None:
    answer = ask(question)
    assert first_line(answer).startswith(opening) and "[1]" in first_line(answer)


# --- several cases ----------------------------------------------------------------------------------


def test_several_levels_are_listed_each_with_its_amount(ask: Ask) -> None:
    answer = ask("国家级和省级可信数据空间各多少？")
    assert [item.amount for item in answer.awards] == [300_000, 150_000]
    lines = first_line(answer).split("\n")
    assert "国家级" in lines[0] and "**30万元**" in lines[0]
    assert any("省级" in line and "**15万元**" in line for line in lines)


def test_several_awards_are_added_up_only_where_the_sum_is_asked(ask: Ask) -> None:
    told = "场景硬件300万、软件200万，另外数据采购150万，"
    summed, listed = ask(told + "一共能拿多少？"), ask(told + "各能拿多少？")
    assert {item.amount for item in listed.awards} == {1_600_000, 75_000}
    assert "**167.5万元**" in block(summed, "各项相加：")
    assert "各项相加" not in listed.answer
    assert "能否同时享受" in summed.answer and "没有写明" in summed.answer


def test_projects_are_numbered(ask: Ask) -> None:
    answer = ask("两个场景，A场景硬件300万软件200万，B场景硬件100万软件400万，总共多少？")
    assert [item.amount for item in answer.awards] == [1_600_000, 2_200_000]
    assert "第1个" in answer.answer and "第2个" in answer.answer and "**380万元**" in answer.answer


def test_years_are_told_apart(ask: Ask) -> None:
    answer = ask("数据产品交易额2026年120万，2027年350万，有登记证书，各拿多少？")
    assert [(item.period, item.amount) for item in answer.awards] == [("2026", 100_000), ("2027", 100_000)]
    assert "20万元 - 10万元 = 10万元" in answer.answer


# --- rules, list, stacking, goal --------------------------------------------------------------------


def test_a_rule_is_told_without_a_case(ask: Ask) -> None:
    answer = ask("可信数据空间试点的条件是什么？")
    assert answer.status is AnswerStatus.ANSWERED and answer.awards == ()
    assert "国家级最高30万元" in answer.answer and "条件：" in answer.answer
    assert {item.clause_id for item in answer.citations} == {PLAN + "2.4"}


def test_all_awards_are_listed_each_with_its_proof(ask: Ask) -> None:
    answer = ask("有哪些奖励？")
    items = [line for line in answer.answer.splitlines() if line.startswith("- ")]
    assert len(items) == 10 and all("[" in line for line in items)
    assert answer.status is AnswerStatus.ANSWERED


def test_money_asked_without_anything_told_lists_the_awards_and_asks(ask: Ask) -> None:
    answer = ask("能拿多少钱？")
    assert answer.status is AnswerStatus.NEEDS_CLARIFICATION
    assert first_line(answer).endswith("？") and "场景券" in answer.answer


def test_stacking_cites_the_clause_and_says_what_is_open(ask: Ask) -> None:
    answer = ask("几项奖励能叠加吗？")
    assert "就高不重复" in answer.answer and "没有写明" in answer.answer
    assert [item.clause_id for item in answer.citations] == [PLAN + "3.p2"]


def test_a_goal_gives_the_least_input(ask: Ask) -> None:
    answer = ask("要拿满500万，只投软件至少投多少？")
    assert first_line(answer).startswith("要最高拿到500万元，只投软件至少要**1000万元**")
    assert answer.awards[0].inputs["software_investment"] == 10_000_000


def test_a_goal_takes_what_is_there_into_account(ask: Ask) -> None:
    answer = ask("硬件已经投了300万，场景要拿到200万，软件要投多少？")
    assert "**280万元**" in first_line(answer)


def test_a_goal_out_of_reach_says_the_most(ask: Ask) -> None:
    answer = ask("数据采购想拿到80万，要采购多少？")
    assert "做不到" in first_line(answer) and "50万元" in first_line(answer)


# --- scripts and languages --------------------------------------------------------------------------


def test_a_traditional_question_gets_the_same_answer_in_traditional(ask: Ask) -> None:
    answer = ask("場景硬體300萬，軟體200萬，能拿多少？")
    assert answer.awards[0].amount == 1_600_000
    assert first_line(answer).startswith("最高**160萬元**") and "獎勵" not in first_line(answer)
    assert "條件：" in answer.answer and "条件" not in answer.answer
    assert "20%" in answer.citations[0].quote and "给予" in answer.citations[0].quote


def test_an_english_question_gets_an_english_frame_and_chinese_quotes(ask: Ask) -> None:
    answer = ask("We spent 3 million on hardware and 2 million on software for an AI scenario. How much?")
    assert answer.awards[0].amount == Decimal(1_600_000)
    assert first_line(answer).startswith("At most **CNY 1,600,000 (160万元)**")
    assert "Working: " in answer.answer and "Conditions: " in answer.answer
    assert "条件：" not in answer.answer and "硬件" in answer.citations[0].quote
