"""Questions in dialects are read as standard Chinese; other words keep their characters."""

from __future__ import annotations

import pytest

from assistant.models import AnswerStatus
from assistant.text import normalise
from tests.conftest import Ask


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("我哋買咗數據", "我们买了数据"),
        ("可以攞幾多獎勵", "可以拿多少奖励"),
        ("呢個有冇錢,系咪一次性嘅", "呢个有没有钱,是不是一次性的"),
        ("唔系企業得唔得", "不是企业行不行"),
        ("阿拉好拿几钿伐", "我们好拿多少钱吗"),
        ("系统关系到仲裁", "系统关系到仲裁"),
        ("北伐路几号楼", "北伐路几号楼"),
    ],
)
def test_dialect_words_are_read_as_standard(written: str, read: str) -> None:
    assert normalise(written) == read


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        ("我哋買咗數據共一百八十萬,已經認定,攞幾多", 90_000),
        ("阿拉买数据买了一百五十万,认定过了,好拿几钿伐", 75_000),
        ("場景硬件三百萬軟件兩百萬,驗收咗,可以攞到幾多", 1_600_000),
    ],
)
def test_a_case_told_in_dialect_is_worked_out(ask: Ask, question: str, amount: int) -> None:
    answer = ask(question)
    assert answer.status is AnswerStatus.ANSWERED
    assert [award.amount for award in answer.awards] == [amount]
