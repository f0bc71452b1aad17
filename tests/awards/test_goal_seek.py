"""The least input that reaches a wanted amount."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assistant.awards.calculator import calculate, parse_inputs
from assistant.awards.goal_seek import FEN, goal_seek
from assistant.awards.model import RuleTable
from assistant.models import GoalSeek, Verdict


def _seek(
    rules: RuleTable, award_id: str, target: str, today: date, vary: str | None = None, **given: object
) -> GoalSeek:
    award = rules.award(award_id)
    return goal_seek(rules, award, Decimal(target), parse_inputs(award, given), vary, today)


@pytest.mark.parametrize(
    ("award_id", "target", "given", "vary", "expected"),
    [
        ("scenario-project", "5000000", {}, "software_investment", "10000000"),
        ("scenario-project", "5000000", {}, "hardware_investment", "25000000"),
        ("scenario-project", "5000000", {}, None, "10000000"),
        ("scenario-project", "2000000", {"hardware_investment": "300万"}, None, "2800000"),
        ("scenario-project", "600000", {"hardware_investment": "300万"}, None, "0"),
        ("scenario-project", "1000000", {"total_investment": "300万"}, None, "2000000"),
        ("data-procurement", "500000", {}, None, "10000000"),
        ("data-procurement", "50000", {}, None, "1000000"),
        ("data-procurement", "1", {}, "annual_purchase", "1000000"),
        ("data-product-trading", "100000", {}, None, "1000000"),
        ("data-product-trading", "200000", {}, None, "3000000"),
        ("data-product-trading", "200001", {}, None, "5000000"),
        ("data-product-trading", "200000", {"previous_award": "10万"}, None, "5000000"),
    ],
)
def test_goal_seek_finds_least_input(
    rules: RuleTable, today: date, award_id: str, target: str, given: dict[str, str], vary: str, expected: str
) -> None:
    found = _seek(rules, award_id, target, today, vary, **given)
    assert found.value == Decimal(expected)
    award = rules.award(award_id)
    assert found.assessment.amount_if_met is not None
    assert found.assessment.amount_if_met >= Decimal(target)
    if found.value:
        less = {**found.assessment.inputs, found.input: found.value - FEN}
        below = calculate(rules, award, less, today).amount_if_met
        # Half a fen short is rounded up when it is paid, but does not count as reached.
        assert below is not None and below - FEN < Decimal(target)


def test_goal_seek_beyond_cap_gives_what_can_be_reached(rules: RuleTable, today: date) -> None:
    found = _seek(rules, "scenario-project", "6000000", today)
    assert (found.value, found.reachable_max) == (None, Decimal(5000000))
    assert found.assessment.amount == Decimal(5000000)


def test_goal_seek_after_previous_award_lowers_what_can_be_reached(rules: RuleTable, today: date) -> None:
    found = _seek(rules, "data-product-trading", "300000", today, previous_award="10万")
    assert (found.value, found.reachable_max) == (None, Decimal(200000))


def test_goal_seek_for_award_by_level_names_the_level(rules: RuleTable, today: date) -> None:
    found = _seek(rules, "trusted-data-space", "100000", today)
    assert (found.value, found.input, found.assessment.inputs["level"]) == (None, "level", "provincial")
    assert found.reachable_max == Decimal(300000)


def test_goal_seek_for_flat_award_gives_its_amount(rules: RuleTable, today: date) -> None:
    found = _seek(rules, "provincial-shuzhi-youpin", "100000", today)
    assert (found.value, found.input, found.reachable_max) == (None, "", Decimal(200000))


def test_goal_seek_keeps_unmet_conditions_in_the_assessment(rules: RuleTable, today: date) -> None:
    found = _seek(rules, "scenario-project", "5000000", today, "software_investment", accepted="还没验收")
    assert found.value == Decimal(10000000)
    assert found.assessment.verdict is Verdict.NOT_ELIGIBLE


def test_goal_seek_refuses_input_that_does_not_raise_the_amount(rules: RuleTable, today: date) -> None:
    with pytest.raises(ValueError, match="annual_volume"):
        _seek(rules, "data-product-trading", "200000", today, "previous_award")


@pytest.mark.parametrize("target", ["0", "-1", "NaN", "Infinity"])
def test_goal_seek_refuses_target_that_is_no_amount(rules: RuleTable, today: date, target: str) -> None:
    with pytest.raises(ValueError, match="大于 0"):
        _seek(rules, "scenario-project", target, today)
