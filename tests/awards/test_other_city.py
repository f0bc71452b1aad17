"""Another city's policy is a data file: it works without a change of code."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.awards.calculator import calculate, parse_inputs
from assistant.awards.goal_seek import goal_seek
from assistant.awards.model import RuleTable
from assistant.awards.rules import load_rules
from assistant.library import Library
from assistant.models import Assessment, Verdict

FIRST_RATE, SECOND_RATE = date(2031, 6, 30), date(2031, 7, 1)


@pytest.fixture
def other(other_corpus: Path, other_library: Library) -> RuleTable:
    return load_rules(other_corpus, other_library)


def _assess(rules: RuleTable, award_id: str, day: date, **given: object) -> Assessment:
    award = rules.award(award_id)
    return calculate(rules, award, parse_inputs(award, given), day)


@pytest.mark.parametrize(("day", "amount"), [(FIRST_RATE, "290000"), (SECOND_RATE, "240000")])
def test_rate_changes_on_its_day(other: RuleTable, day: date, amount: str) -> None:
    found = _assess(other, "robot-purchase", day, body="100万", integration="50万", training="33.333333万")
    assert found.amount == Decimal(amount)
    assert found.verdict is Verdict.ELIGIBLE


def test_total_with_two_parts_open_lies_between_their_rates(other: RuleTable) -> None:
    found = _assess(other, "robot-purchase", FIRST_RATE, whole="200万", body="100万")
    assert (found.amount_min, found.amount_max) == (Decimal(230000), Decimal(450000))
    assert found.missing == ("integration", "training")


def test_tiers_written_in_chinese_numerals(other: RuleTable) -> None:
    assert _assess(other, "export-growth", FIRST_RATE, exports="1999.99万").amount == 0
    assert _assess(other, "export-growth", FIRST_RATE, exports="二千万").amount == Decimal(70000)
    upgraded = _assess(other, "export-growth", FIRST_RATE, exports="6000万", received="7万")
    assert upgraded.amount == Decimal(180000)


def test_gated_award_without_cap_has_no_upper_end(other: RuleTable) -> None:
    assert _assess(other, "rent", FIRST_RATE, rent=29999.99).amount == 0
    assert _assess(other, "rent", FIRST_RATE, rent=30000).amount == Decimal(3750)
    missing = _assess(other, "rent", FIRST_RATE)
    assert (missing.amount_min, missing.amount_max) == (0, None)


def test_goal_seek_takes_the_best_rate(other: RuleTable) -> None:
    award = other.award("robot-purchase")
    found = goal_seek(other, award, Decimal(300000), {}, None, FIRST_RATE)
    assert (found.input, found.value) == ("training", Decimal(1000000))


def test_rules_know_only_their_own_corpus(rules: RuleTable, other: RuleTable) -> None:
    assert other.digest != rules.digest
    assert other.award("rent").parameters[0].evidence.cite().document_title == "湖畔市机器人办法"
    with pytest.raises(LookupError, match="robot-purchase"):
        other.award("scenario-project")
