"""Amounts of several years: never together where an award is paid by the year; a tier follows on the year before."""

from __future__ import annotations

import pytest

from tests.conftest import Ask


@pytest.mark.parametrize(
    "asked",
    [
        "合计250万按5%算不行吗",
        "两年加起来250万能拿多少",
        "那合起来250万一起算呢",
        "总共250万，一次性按5%给行不行",
        "两年合并成250万申报可以吗",
    ],
)
def test_years_are_not_added_up(ask: Ask, asked: str) -> None:
    session = f"years-{asked}"
    ask("数据采购2026年160万、2027年90万，都认定了，能拿多少", session)
    answer = ask(asked, session)
    assert "12.5万元" not in answer.answer
    assert not answer.answer.startswith("对")
    assert "不能加在一起" in answer.answer
    assert [item.period for item in answer.awards] == ["2026", "2027"]


@pytest.mark.parametrize(
    ("asked", "paid"),
    [
        ("那明年做到330万还能再拿多少", "10万元"),
        ("明年卖到520万呢", "20万元"),
        ("2027年交易额310万还能补多少", "10万元"),
        ("如果2027年成交330万能拿多少", "10万元"),
        ("明年要是做到600万，能再拿多少", "20万元"),
    ],
)
def test_a_new_year_has_its_own_figure_and_is_paid_the_difference(ask: Ask, asked: str, paid: str) -> None:
    session = f"next-{asked}"
    ask("数据产品2026年交易额150万，有登记证书，奖多少", session)
    answer = ask(asked, session)
    assert not answer.answer.startswith("不对")
    assert [item.period for item in answer.awards] == ["2026", "2027"]
    assert f"**{paid}**" in answer.answer
