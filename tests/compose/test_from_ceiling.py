"""How far an amount is from the ceiling, and whether a day is in time."""

from __future__ import annotations

import pytest

from tests.conftest import Ask


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("场景硬件320万软件410万，离上限还差多少", "离上限还差500万元 - 269万元 = **231万元**"),
        ("数据采购600万，距封顶还有多少", "离上限还差50万元 - 30万元 = **20万元**"),
        ("数据采购1200万已认定，离上限还差多少", "已经到上限：最高**50万元**"),
    ],
)
def test_what_is_left_of_the_ceiling_comes_first(ask: Ask, question: str, opening: str) -> None:
    assert ask(question).answer.startswith(opening)


def test_more_to_be_invested_is_no_question_about_the_ceiling(ask: Ask) -> None:
    assert "离上限" not in ask("场景硬件320万软件410万，软件还要投多少才能封顶").answer


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("场景项目2027年12月31号当天验收还赶得上吗", "是的，那时政策在有效期内"),
        ("可信数据空间2027年10月1日申报来得及吗", "是的，那时政策在有效期内"),
        ("场景项目2028年1月1日验收还来得及吗", "不，那时政策已经失效"),
    ],
)
def test_whether_a_day_is_in_time_is_told_by_the_validity(ask: Ask, question: str, opening: str) -> None:
    answer = ask(question).answer
    assert answer.startswith(opening)
    assert "2027年12月31日" in answer and "请补充" not in answer


def test_in_time_and_how_much_gets_the_amount(ask: Ask) -> None:
    answer = ask("今天公司被新认定为省级人工智能服务商，赶得上吗？多少？")
    assert [str(item.amount) for item in answer.awards] == ["200000"]
