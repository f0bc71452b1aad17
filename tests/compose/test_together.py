"""Several awards or several recognitions: what the text leaves open is said, not decided."""

from __future__ import annotations

import pytest

from assistant.models import AnswerStatus
from tests.conftest import Ask

OPEN = "条款没有写几级能不能都拿"
COMBINED = "行动计划没有写明几项奖励能否同时享受"
EACH = "能否逐个拿，条款没有写明"


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("智算云企国家级和省级都有，能拿50万吗", OPEN),
        ("智算云企国家级和省级称号都拿到了，可以领45万吗", OPEN),
        ("智算云企国家级和省级都有，能拿60万吗", "不能，"),
        ("数智优品和服务商都评上了，能拿40万吗", COMBINED),
        ("数智优品和服务商都评上了，能拿50万吗", "不能，"),
    ],
)
def test_an_amount_that_takes_several_is_neither_granted_nor_refused(
    ask: Ask, question: str, opening: str
) -> None:
    assert ask(question).answer.startswith(opening)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("两个产品都评上数智优品，能拿多少", "逐个"),
        ("两个语料库都列入省级高质量数据集试点，一共多少", EACH),
        ("3个场景评上省级典型应用场景，能拿多少", "逐个"),
        ("一个场景评上省级典型应用场景，能拿多少", ""),
        ("服务商和标杆企业两个都评上了，能拿多少", ""),
    ],
)
def test_whether_each_of_several_is_paid_is_said_to_be_open(ask: Ask, question: str, told: str) -> None:
    answer = ask(question).answer
    assert told in answer
    assert told or EACH not in answer


@pytest.mark.parametrize(
    "question", ["重点项目由哪几家一起评选", "重点项目评选是几个部门", "场景重点项目谁来评审"]
)
def test_who_selects_is_told_by_the_sentence_that_says_so(ask: Ask, question: str) -> None:
    answer = ask(question)
    assert answer.status is AnswerStatus.ANSWERED
    assert "由经信局会同政务服务管理办(数据局)和财政局评选" in answer.answer


def test_who_selects_others_is_not_told_by_that_sentence(ask: Ask) -> None:
    assert "会同" not in ask("省级数智优品由谁评选").answer


@pytest.mark.parametrize(
    "question",
    [
        "合资公司可以申请场景券吗",
        "外商独资企业能不能拿数据采购奖励",
        "Can a foreign-owned company apply for the scenario voucher?",
    ],
)
def test_nothing_is_said_of_who_owns_an_enterprise(ask: Ask, question: str) -> None:
    assert ask(question).status is AnswerStatus.NOT_COVERED


def test_a_case_told_by_a_foreign_company_is_still_worked_out(ask: Ask) -> None:
    (award,) = ask("我们是外资企业，场景硬件300万软件200万，可以拿多少").awards
    assert award.amount == 1_600_000
