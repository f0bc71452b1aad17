"""Officials' look-ups: by shared responsibility, by words, by kind of award, and what is not this plan's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.awards.model import Award, Role
from assistant.models import Answer, AnswerStatus, Clause
from assistant.pipeline import Assistant
from assistant.reading.selection import pays_most
from tests.conftest import Ask

PLAN = "pinghu-ai-plus-2025/"


def cited(answer: Answer) -> set[str]:
    return {item.clause_id for item in answer.citations}


def first_line(answer: Answer) -> str:
    return answer.answer.split("\n")[0]


def leads(clause: Clause) -> int:
    return sum(item.lead for item in clause.departments)


def names(clause: Clause) -> set[str]:
    return {item.name for item in clause.departments}


# --- clauses by their departments ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("双牵头的条款是哪几条", lambda clause: leads(clause) == 2),
        ("列一下有两家单位牵头的任务", lambda clause: leads(clause) == 2),
        ("哪些任务是几个部门共同牵头的", lambda clause: leads(clause) >= 2),
        ("单牵头的任务有哪些", lambda clause: leads(clause) == 1),
        ("参与单位超过五个的条款有哪些", lambda clause: len(clause.departments) - leads(clause) > 5),
        ("参与单位有五个以上的条款有哪些", lambda clause: len(clause.departments) - leads(clause) >= 5),
        ("哪些条款发改局和公安局都参与", lambda clause: {"发改局", "公安局"} <= names(clause)),
        ("教育局与科技局联合负责的是哪些任务", lambda clause: {"教育局", "科技局"} <= names(clause)),
        ("哪些任务没有科技局", lambda clause: clause.departments and "科技局" not in names(clause)),
        ("科技局不参与哪几条", lambda clause: clause.departments and "科技局" not in names(clause)),
        ("Which tasks have two lead departments?", lambda clause: leads(clause) == 2),
    ],
)
def test_clauses_are_found_by_who_shares_them(
    ask: Ask, assistant: Assistant, question: str, holds: Callable[[Clause], bool]
) -> None:
    expected = {clause.address for clause in assistant.library.clauses if holds(clause)}
    answer = ask(question)
    assert (answer.status, cited(answer)) == (AnswerStatus.ANSWERED, expected)
    assert str(len(expected)) in first_line(answer)


def test_no_clause_with_so_many_leads_is_said_to_be_none(ask: Ask) -> None:
    answer = ask("有五个牵头单位的是哪些条款")
    assert answer.status is AnswerStatus.NOT_COVERED
    assert not answer.citations


def test_two_departments_without_a_word_of_sharing_are_listed_apart(ask: Ask) -> None:
    assert "**经信局牵头" in ask("经信局、科技局分别牵头什么").answer


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("产业领域是谁来牵头对接", "经信局牵头对接"),
        ("四个产业领域由哪个局对接", "经信局牵头对接"),
        ("6个公共领域归谁对接", "政务服务管理办(数据局)牵头对接"),
    ],
)
def test_a_duty_told_in_a_sentence_is_answered_by_its_words(ask: Ask, question: str, opening: str) -> None:
    answer = ask(question)
    assert answer.answer.startswith(opening)
    assert cited(answer) == {PLAN + "3.p1"}


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("二(三)是科技局牵头的吧", "不是，牵头的是经信局"),
        ("一（八）是不是教育局牵头", "对，教育局是牵头单位"),
        ("第一部分第四条由水利局牵头对吗", "不是，牵头的是发改局、生态环境分局"),
    ],
)
def test_a_numbered_clause_and_a_supposed_lead(ask: Ask, question: str, opening: str) -> None:
    assert ask(question).answer.startswith(opening)


@pytest.mark.parametrize("question", ["一（十二）哪个部门牵头", "二(七)谁负责"])
def test_the_lead_of_a_place_that_is_not_there(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.status is AnswerStatus.NOT_COVERED
    assert "这一处" in first_line(answer)


def test_the_number_asked_for_comes_first(ask: Ask) -> None:
    assert first_line(ask("发改局牵头几条？")).startswith("**发改局牵头1条**")


# --- other levels, other places --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("省财政厅牵头哪些任务", "省财政厅"),
        ("经信厅参与了什么", "经信厅"),
        ("国家发改委负责哪一条", "国家发改委"),
        ("嘉兴市科技局牵头什么", "嘉兴市科技局"),
        ("工信部负责哪些", "工信部"),
    ],
)
def test_an_authority_of_another_level_is_none_of_the_plan(ask: Ask, question: str, name: str) -> None:
    answer = ask(question)
    assert answer.status is AnswerStatus.NOT_COVERED
    assert name in first_line(answer) and "没有" in first_line(answer)


@pytest.mark.parametrize(
    "question", ["市经信局牵头哪些", "平湖市经信局牵头哪些", "公安部门参与哪些", "经信部门牵头哪些"]
)
def test_the_own_bureau_under_another_name_stays_its_own(ask: Ask, question: str) -> None:
    assert ask(question).status is AnswerStatus.ANSWERED


def test_who_issued_it_is_not_confirmed_for_another_authority(ask: Ask) -> None:
    assert ask("这个文件是省科技厅印发的吧").answer.startswith("原文没有写是省科技厅发的")


@pytest.mark.parametrize(
    "question", ["宁波有没有这样的奖励", "深圳的AI补贴有多少", "海宁市有没有场景券", "其他城市的补贴是多少"]
)
def test_the_policy_of_another_place_is_not_covered(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert (answer.status, answer.citations) == (AnswerStatus.NOT_COVERED, ())


def test_a_case_with_figures_counts_wherever_the_firm_comes_from(ask: Ask) -> None:
    answer = ask("我们从杭州搬来，硬件100万软件50万，场景券多少")
    assert [item.amount for item in answer.awards] == [450_000]


# --- words of the text -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("文件里哪些地方写到箱包", "箱包"),
        ("童车在哪几条出现过", "童车"),
        ("“数字人”哪里提到", "数字人"),
        ("第几条讲到语料券", "语料券"),
        ("哪些条款涉及大模型", "大模型"),
    ],
)
def test_every_clause_that_has_the_word_is_shown(
    ask: Ask, assistant: Assistant, question: str, word: str
) -> None:
    expected = {clause.address for clause in assistant.library.clauses if word in clause.text}
    answer = ask(question)
    assert cited(answer) == expected
    assert f"{len(expected)}条" in first_line(answer)


@pytest.mark.parametrize("question", ["哪一条提到元宇宙了", "政策里哪里写到区块链"])
def test_a_word_that_stands_nowhere_is_not_answered(ask: Ask, question: str) -> None:
    assert ask(question).status is not AnswerStatus.ANSWERED


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("“竞争性分配”原话怎么写的", "政策实施总额控制,竞争性分配。"),
        ("总额控制这句出自哪里", "政策实施总额控制,竞争性分配。"),
        ("有效期那句的原文", "有效期至2027年12月31日。"),
        ("☆是什么意思", "标☆的为牵头单位,下同。"),
    ],
)
def test_exact_wording_is_quoted_with_its_place(ask: Ask, question: str, quote: str) -> None:
    answer = ask(question)
    assert answer.answer.startswith("出自**")
    assert quote in answer.answer
    assert any(quote in item.quote for item in answer.citations)


def test_a_whole_paragraph_is_quoted_where_it_is_asked_for(ask: Ask, assistant: Assistant) -> None:
    text = assistant.library.clause(PLAN + "3.p2").text.strip()
    assert text in ask("写有效期的那一段原文发我").answer


def test_two_vouchers_are_told_side_by_side(ask: Ask) -> None:
    answer = ask("语料券跟场景券有啥不同")
    assert "没有专门写" in first_line(answer)
    assert cited(answer) == {PLAN + "2.2", PLAN + "2.4"}


def test_what_several_clauses_speak_of_has_several_leads(ask: Ask) -> None:
    answer = ask("无人机由谁负责")
    assert cited(answer) == {PLAN + "1.2", PLAN + "1.5"}


# --- which awards ----------------------------------------------------------------------------------


def pays(award: Award, yuan: int) -> bool:
    return any(item.role in (Role.AMOUNT, Role.CAP) and item.value == yuan for item in award.parameters)


def of_level(award: Award, level: str, yuan: int = 0) -> bool:
    return any(item.level == level and (not yuan or item.value == yuan) for item in award.parameters)


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("一次性奖励有哪几项", lambda award: award.one_off),
        ("不是一次性的奖励有哪些", lambda award: not award.one_off),
        ("哪些奖励最高是50万", lambda award: pays(award, 500_000)),
        ("15万的奖励都有哪些", lambda award: pays(award, 150_000)),
        ("哪几项奖励国家级给30万", lambda award: of_level(award, "national", 300_000)),
        ("哪些奖励分嘉兴市级", lambda award: of_level(award, "municipal")),
        ("哪些补贴按比例给", lambda award: any(i.role is Role.RATE for i in award.parameters)),
        ("哪些奖励有门槛", lambda award: any(i.role is Role.THRESHOLD for i in award.parameters)),
        ("哪项奖励有晋档补差", lambda award: bool(award.deducts)),
        ("哪些奖励要通过验收", lambda award: any("验收" in i.text for i in award.conditions)),
        ("数据相关的奖励有哪几种", lambda award: "数据" in award.title),
        ("二（五）有哪些奖励", lambda award: award.clause.endswith("2.5")),
        ("Which awards are one-off?", lambda award: award.one_off),
    ],
)
def test_the_list_of_awards_is_narrowed_to_what_is_asked(
    ask: Ask, assistant: Assistant, question: str, holds: Callable[[Award], bool]
) -> None:
    answer = ask(question)
    listed = {
        a.id
        for a in assistant.rules.awards
        if f"**{a.title}**" in answer.answer or f"**{a.title_en}**" in answer.answer
    }
    assert listed == {award.id for award in assistant.rules.awards if holds(award)}
    assert answer.status is AnswerStatus.ANSWERED
    assert str(len(listed)) in first_line(answer)


def test_the_highest_award_is_named_first(ask: Ask) -> None:
    assert "场景券" in first_line(ask("一共有哪些奖励，哪个最高？"))
    assert "500万元" in first_line(ask("奖励金额最大的是哪项"))
    assert "500万元" in first_line(ask("Which award pays the most?"))


@pytest.mark.parametrize("question", ["有哪些奖励？", "我们公司能申请哪些补贴"])
def test_without_a_trait_all_awards_are_listed(ask: Ask, assistant: Assistant, question: str) -> None:
    text = ask(question).answer
    assert all(f"**{award.title}**" in text for award in assistant.rules.awards)


# --- one point of an award -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        "智算云企先省级后国家级，差额补不补？",
        "可信数据空间升到国家级能不能补差",
        "数据采购有晋档补差吗",
        "场景券补差吗",
    ],
)
def test_a_difference_is_stated_for_one_award_only(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.status is AnswerStatus.NOT_COVERED
    assert "没有写" in first_line(answer)
    assert "写明晋档补差的是数据产品交易奖励" in answer.answer


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("数据采购起步是多少", "数据采购奖励：达到100万元才有奖励"),
        ("数据产品交易额要到多少才给钱", "数据产品交易奖励：达到100万元才有奖励"),
        ("场景券有没有最低投入要求", "市级“人工智能+”应用场景重点项目（场景券）没有写金额门槛"),
        ("数据采购有没有封顶", "上限：最高50万元"),
    ],
)
def test_the_one_figure_asked_for_comes_first(ask: Ask, question: str, opening: str) -> None:
    assert ask(question).answer.startswith(opening)


@pytest.mark.parametrize("question", ["场景券要验收吗", "数据产品必须登记吗", "数据采购要不要认定"])
def test_a_condition_asked_about_is_required(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.answer.startswith("要。")


@pytest.mark.parametrize(
    "question",
    [
        "谁来验收场景项目",
        "验收的标准是什么",
        "场景项目验收要花多长时间",
        "数智优品由哪个部门认定",
        "场景券能不能转给别的公司，可以转让吗场景券",
    ],
)
def test_what_the_text_is_silent_on_is_said_to_be_so(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.status is AnswerStatus.NOT_COVERED
    assert first_line(answer).startswith("行动计划没有写")


@pytest.mark.parametrize("question", ["我们上线了智能客服", "公司准备搞数字人", "本厂做了视觉质检"])
def test_a_statement_alone_is_answered_by_asking_for_the_figures(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.status is AnswerStatus.NEEDS_CLARIFICATION
    assert answer.clarification is not None and len(answer.clarification.missing) == 2


@pytest.mark.parametrize(
    ("question", "paths"),
    [
        ("参与单位最多的是哪一条", {"1.10"}),
        ("经信局牵头、科技局参与的是哪些条款", {"1.1", "2.2"}),
        ("哪一条由发改局和生态环境分局一起负责", {"1.4"}),
    ],
)
def test_clauses_are_found_by_number_and_role_of_departments(
    ask: Ask, question: str, paths: set[str]
) -> None:
    assert cited(ask(question)) == {PLAN + path for path in paths}


def test_departments_that_lead_nothing_together(ask: Ask) -> None:
    answer = ask("经信局和教育局共同牵头的有哪些条款")
    assert answer.status is AnswerStatus.NOT_COVERED
    assert first_line(answer).startswith("没有由经信局、教育局共同牵头")


@pytest.mark.parametrize(
    ("question", "least", "most"),
    [
        ("超过30万的奖励有哪些", 300_001, 5_000_000),
        ("哪些奖励高于20万", 200_001, 5_000_000),
        ("30万以上的奖励有哪几项", 300_000, 5_000_000),
        ("不到30万的奖励有哪些", 0, 299_999),
        ("不超过30万的奖励有哪些", 0, 300_000),
    ],
)
def test_awards_above_and_below_an_amount(
    ask: Ask, assistant: Assistant, question: str, least: int, most: int
) -> None:
    text = ask(question).answer
    listed = {award.id for award in assistant.rules.awards if f"**{award.title}**" in text}
    expected = {a.id for a in assistant.rules.awards if least <= pays_most(a) <= most}
    assert listed == expected


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("哪些奖励不需要认定", lambda award: all("认定" not in i.text for i in award.conditions)),
        ("哪个奖励是给采购方的", lambda award: award.recipient == "采购方"),
        ("跟软件有关的奖励有哪些", lambda award: award.id == "scenario-project"),
        ("只有省级、没有国家级的奖励有哪些", lambda award: award.title.startswith("省级")),
    ],
)
def test_traits_are_denied_and_meant_of_payee_and_subject(
    ask: Ask, assistant: Assistant, question: str, holds: Callable[[Award], bool]
) -> None:
    text = ask(question).answer
    listed = {award.id for award in assistant.rules.awards if f"**{award.title}**" in text}
    assert listed == {award.id for award in assistant.rules.awards if holds(award)}


@pytest.mark.parametrize("question", ["外地企业能申请场景券吗", "注册在苏州的公司可以享受吗"])
def test_whether_outsiders_qualify_is_not_stated(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.status is AnswerStatus.NOT_COVERED
    assert "没有写明" in first_line(answer)


@pytest.mark.parametrize(
    ("question", "opening", "number"),
    [
        ("哪个局牵头的任务最多", "牵头最多的是**经信局**，5条", 5),
        ("参与条款最多的是哪个单位", "参与（不牵头）最多的是**政务服务管理办（数据局）**，11条", 11),
    ],
)
def test_the_busiest_department_is_named_with_its_clauses(
    ask: Ask, question: str, opening: str, number: int
) -> None:
    answer = ask(question)
    assert answer.answer.startswith(opening)
    assert len(cited(answer)) == number


@pytest.mark.parametrize("question", ["二(三)的参与单位有几个", "一(八)一共多少个责任单位"])
def test_the_number_of_departments_of_a_clause_is_no_question_of_money(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.status is AnswerStatus.ANSWERED
    assert "牵头单位是" in answer.answer


@pytest.mark.parametrize(
    ("question", "number"), [("二（五）给多少钱", 2), ("打造典型应用场景这一条写了几种钱", 4)]
)
def test_the_awards_of_a_clause_are_listed(ask: Ask, question: str, number: int) -> None:
    assert first_line(ask(question)) == f"这一条里的奖励有{number}项："


@pytest.mark.parametrize("question", ["农业那块谁牵头，科技局参与吗", "农业那块的牵头单位是哪家，科技局参与吗"])
def test_taking_part_is_not_denied(ask: Ask, question: str) -> None:
    assert ask(question).answer.startswith("科技局参与，牵头的是农业农村局。")
