"""Shares of an investment split it; they are no rates that the policy is supposed to pay."""

from __future__ import annotations

import pytest

from assistant.query import ClaimKind
from tests.conftest import Ask, Read


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        ("场景总投入800万，软件四成，硬件六成，能拿多少", 2_560_000),
        ("场景总投资1000万，硬件比重是70%，剩下是软件，补多少", 2_900_000),
        ("场景总投资1000万，硬件占了四成，软件占了六成，补多少", 3_800_000),
        ("场景总投入900万，硬件占比百分之四十，其余软件，能拿多少", 3_420_000),
    ],
)
def test_shares_are_applied_to_the_whole(ask: Ask, read: Read, question: str, amount: int) -> None:
    assert not [item for item in read(question).claims if item.kind is ClaimKind.RATE]
    (award,) = ask(question).awards
    assert award.amount == amount


@pytest.mark.parametrize(
    "question", ["软件补50%硬件补50%对吧，我一共投了300万", "软件给六成硬件给四成，对吗，投了300万"]
)
def test_rates_that_happen_to_make_up_a_whole_stay_rates(read: Read, question: str) -> None:
    assert len([item for item in read(question).claims if item.kind is ClaimKind.RATE]) == 2
