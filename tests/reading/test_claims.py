"""What a question supposes is held against the rules."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from assistant.awards.calculator import calculate
from assistant.awards.inputs import parse_inputs
from assistant.awards.model import RuleTable
from assistant.pipeline import Assistant
from assistant.query import Claim, ClaimKind
from assistant.reading.claims import Finding, check
from tests.conftest import TODAY

HARD, SOFT = "hardware_investment", "software_investment"


@pytest.fixture(scope="module")
def rules(assistant: Assistant) -> RuleTable:
    return assistant.rules


def findings(
    rules: RuleTable, award_id: str, claims: list[Claim], *cases: Mapping[str, object]
) -> tuple[Finding, ...]:
    award = rules.award(award_id)
    pairs = [
        (award, calculate(rules, award, parse_inputs(award, inputs), TODAY)) for inputs in cases or ({},)
    ]
    return check(claims, pairs)


@pytest.mark.parametrize(
    ("value", "named", "right", "stated"),
    [
        ("0.2", HARD, True, ["0.20"]),
        ("0.5", HARD, False, ["0.20"]),
        ("0.5", SOFT, True, ["0.50"]),
        ("0.2", "", True, ["0.20", "0.50"]),
        ("0.3", "", False, ["0.20", "0.50"]),
    ],
)
def test_a_rate_is_held_against_that_of_its_input(
    rules: RuleTable, value: str, named: str, right: bool, stated: list[str]
) -> None:
    claim = Claim(ClaimKind.RATE, Decimal(value), "", named)
    (found,) = findings(rules, "scenario-project", [claim])
    assert (found.right, found.amount) == (right, None)
    assert [item.value for item in found.parameters] == [Decimal(one) for one in stated]


def test_one_rate_said_of_all_inputs_is_wrong_where_they_differ(rules: RuleTable) -> None:
    (found,) = findings(
        rules, "scenario-project", [Claim(ClaimKind.RATE, Decimal("0.5"), "50%", of_all=True)]
    )
    assert not found.right


def test_a_rate_of_a_fixed_amount_is_wrong_and_answered_with_the_amounts(rules: RuleTable) -> None:
    (found,) = findings(rules, "smart-computing-cloud", [Claim(ClaimKind.RATE, Decimal("0.2"), "20%")])
    assert not found.right
    assert {item.value for item in found.parameters} == {300_000, 200_000}


@pytest.mark.parametrize(("yuan", "right"), [(5_000_000, True), (4_999_999, False), (8_000_000, False)])
def test_an_amount_is_held_against_the_cap(rules: RuleTable, yuan: int, right: bool) -> None:
    claim = Claim(ClaimKind.AMOUNT, Decimal(yuan), "")
    (found,) = findings(rules, "scenario-project", [claim])
    assert (found.right, [item.value for item in found.parameters]) == (right, [5_000_000])


@pytest.mark.parametrize(("yuan", "right"), [(1_600_000, True), (2_000_000, False), (5_000_000, False)])
def test_with_an_own_case_told_its_amount_is_the_measure(rules: RuleTable, yuan: int, right: bool) -> None:
    claim = Claim(ClaimKind.AMOUNT, Decimal(yuan), "")
    (found,) = findings(rules, "scenario-project", [claim], {HARD: "3000000", SOFT: "2000000"})
    assert (found.right, found.amount) == (right, 1_600_000)


@pytest.mark.parametrize(("yuan", "right"), [(1_000_000, True), (500_000, False)])
def test_a_threshold_is_held_against_the_thresholds(rules: RuleTable, yuan: int, right: bool) -> None:
    claim = Claim(ClaimKind.THRESHOLD, Decimal(yuan), "")
    (found,) = findings(rules, "data-procurement", [claim])
    assert (found.right, [item.value for item in found.parameters]) == (right, [1_000_000])


def test_a_level_narrows_what_an_amount_is_held_against(rules: RuleTable) -> None:
    claim = Claim(ClaimKind.AMOUNT, Decimal(300_000), "")
    (found,) = findings(rules, "smart-computing-cloud", [claim], {"level": "provincial"})
    assert (found.right, [item.value for item in found.parameters]) == (False, [200_000])
    (free,) = findings(rules, "smart-computing-cloud", [claim])
    assert free.right


def test_an_amount_said_of_several_levels_must_hold_for_each(rules: RuleTable) -> None:
    claim = Claim(ClaimKind.AMOUNT, Decimal(300_000), "30万", of_all=True)
    levels = ({"level": "national"}, {"level": "provincial"})
    (found,) = findings(rules, "smart-computing-cloud", [claim], *levels)
    assert not found.right


def test_each_claim_has_its_own_finding(rules: RuleTable) -> None:
    claims = [
        Claim(ClaimKind.RATE, Decimal("0.5"), "", HARD),
        Claim(ClaimKind.RATE, Decimal("0.5"), "", SOFT),
    ]
    assert [item.right for item in findings(rules, "scenario-project", claims)] == [False, True]
    assert check([], []) == ()
