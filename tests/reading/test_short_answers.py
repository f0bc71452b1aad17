"""A short answer to what was asked back, and levels that a clause does not name."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.models import AnswerStatus, Verdict
from tests.conftest import Ask


@pytest.mark.parametrize(
    ("asked", "answer", "amount"),
    [
        ("可信数据空间试点能奖多少", "我们是省的", 150_000),
        ("可信数据空间试点能奖多少", "市的", 50_000),
        ("智算云企能奖多少", "应该是国家的吧", 300_000),
        ("智算云企能奖多少", "拿的是省的", 200_000),
    ],
)
def test_a_level_alone_answers_the_question_for_it(ask: Ask, asked: str, answer: str, amount: int) -> None:
    session = f"{asked}{answer}"
    ask(asked, session)
    (award,) = ask(answer, session).awards
    assert award.amount == amount


def test_nothing_was_asked_so_a_level_alone_means_nothing(ask: Ask) -> None:
    assert not ask("我们是省的").awards


@pytest.mark.parametrize(
    "question", ["镇里评的可信数据空间试点算不算", "县级的高质量数据集算不算", "市级评的服务商算不算"]
)
def test_a_level_that_the_clause_does_not_name_is_refused(ask: Ask, question: str) -> None:
    answer = ask(question)
    (award,) = answer.awards
    assert award.verdict is Verdict.NOT_ELIGIBLE
    assert "没有写" not in answer.answer.split("\n\n")[-1]


def test_what_spending_counts_is_still_not_written(ask: Ask) -> None:
    assert ask("数据采购的运费算不算").status is AnswerStatus.NOT_COVERED


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("软件和信息服务投入补一半，没记错吧", "对，软件按最高50%"),
        ("硬件也能补一半是吧", "不对，硬件按最高20%"),
        ("硬件补五分之一对吧", "对，硬件按最高20%"),
        ("软件开发费报销三分之一对吗", "不对，软件按最高50%"),
        ("一个场景项目封顶300万对不", "不对，最高500万元"),
        ("场景券顶格500万，对不", "对，最高500万元"),
        ("一家企业数据采购最多50万，对不", "对，"),
    ],
)
def test_a_fraction_or_ceiling_put_up_is_judged(ask: Ask, question: str, opening: str) -> None:
    answer = ask(question)
    assert answer.answer.startswith(opening)
    assert not any(isinstance(value, Decimal) for award in answer.awards for value in award.inputs.values())
