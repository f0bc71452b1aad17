"""What holds for all inputs, not only for the cases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.awards.calculator import calculate, parse_inputs
from assistant.awards.goal_seek import goal_seek
from assistant.awards.model import Award, RuleTable
from assistant.models import Assessment, InputValue
from assistant.text import format_money, plain

DAY = date(2026, 11, 23)
MONEY = st.decimals(0, 10**9, places=2)
WHOLE = st.integers(0, 10**9)
fast = settings(max_examples=150, deadline=None)


@pytest.fixture(scope="module")
def scenario(rules: RuleTable) -> Award:
    return rules.award("scenario-project")


def _amount(rules: RuleTable, award: Award, **values: InputValue) -> Decimal:
    found = calculate(rules, award, values, DAY).amount_if_met
    assert found is not None
    return found


def _scenario(rules: RuleTable, award: Award, hardware: Decimal, software: Decimal) -> Decimal:
    return _amount(rules, award, hardware_investment=hardware, software_investment=software)


@fast
@given(hardware=MONEY, software=MONEY)
def test_amount_is_never_above_cap_nor_below_zero(
    rules: RuleTable, scenario: Award, hardware: Decimal, software: Decimal
) -> None:
    cap = max(item.value for item in scenario.parameters)
    assert 0 <= _scenario(rules, scenario, hardware, software) <= cap


@fast
@given(hardware=MONEY, software=MONEY, more=MONEY)
def test_amount_never_falls_as_an_input_grows(
    rules: RuleTable, scenario: Award, hardware: Decimal, software: Decimal, more: Decimal
) -> None:
    before = _scenario(rules, scenario, hardware, software)
    assert _scenario(rules, scenario, hardware + more, software) >= before
    assert _scenario(rules, scenario, hardware, software + more) >= before


@fast
@given(value=MONEY, more=MONEY)
@pytest.mark.parametrize("award_id", ["data-procurement", "data-product-trading"])
def test_threshold_award_never_falls_as_its_input_grows(
    rules: RuleTable, award_id: str, value: Decimal, more: Decimal
) -> None:
    award = rules.award(award_id)
    name = award.parameters[0].input
    assert _amount(rules, award, **{name: value + more}) >= _amount(rules, award, **{name: value})


@fast
@given(hardware=MONEY, software=MONEY)
def test_missing_input_range_holds_every_amount(
    rules: RuleTable, scenario: Award, hardware: Decimal, software: Decimal
) -> None:
    amount = _scenario(rules, scenario, hardware, software)
    _holds(calculate(rules, scenario, {"hardware_investment": hardware}, DAY), amount)
    _holds(calculate(rules, scenario, {"software_investment": software}, DAY), amount)
    _holds(calculate(rules, scenario, {"total_investment": hardware + software}, DAY), amount)


def _holds(found: Assessment, amount: Decimal) -> None:
    low = found.amount if found.amount_min is None else found.amount_min
    high = found.amount if found.amount_max is None else found.amount_max
    assert low is not None and high is not None
    assert low <= amount <= high


@fast
@given(hardware=MONEY, software=MONEY)
def test_total_and_one_part_give_what_both_parts_give(
    rules: RuleTable, scenario: Award, hardware: Decimal, software: Decimal
) -> None:
    total = hardware + software
    one = calculate(rules, scenario, {"total_investment": total, "hardware_investment": hardware}, DAY)
    assert one.amount == _scenario(rules, scenario, hardware, software)


@fast
@given(yuan=WHOLE)
def test_scale_of_writing_does_not_matter(scenario: Award, yuan: int) -> None:
    amount = Decimal(yuan)
    wan, yi = plain(amount / 10**4), plain(amount / 10**8)
    texts = (str(yuan), f"{yuan:,}", f"{yuan}元", f"{wan}万", f"{wan}万元", f"{yi}亿元")
    for written in (yuan, float(yuan), *texts):
        assert parse_inputs(scenario, {"hardware_investment": written}) == {"hardware_investment": amount}


@fast
@given(amount=MONEY)
def test_money_as_shown_reads_back(scenario: Award, amount: Decimal) -> None:
    for written in (format_money(amount), plain(amount), amount, float(amount)):
        assert parse_inputs(scenario, {"hardware_investment": written}) == {"hardware_investment": amount}


@fast
@given(volumes=st.lists(MONEY, min_size=1, max_size=6))
def test_tier_up_differences_add_up_to_the_highest_tier(rules: RuleTable, volumes: list[Decimal]) -> None:
    award = rules.award("data-product-trading")
    paid = Decimal(0)
    for volume in volumes:
        paid += _amount(rules, award, annual_volume=volume, previous_award=paid)
    assert paid == _amount(rules, award, annual_volume=max(volumes))


@fast
@given(target=st.decimals("0.01", 5_000_000, places=2), hardware=st.decimals(0, 10**7, places=2))
def test_goal_seek_reaches_its_target(
    rules: RuleTable, scenario: Award, target: Decimal, hardware: Decimal
) -> None:
    found = goal_seek(rules, scenario, target, {"hardware_investment": hardware}, None, DAY)
    assert found.value is not None
    assert _scenario(rules, scenario, hardware, found.value) >= target


@fast
@given(value=st.text(max_size=40) | st.floats() | st.integers() | st.booleans() | st.none() | st.binary())
@pytest.mark.parametrize("name", ["hardware_investment", "builder", "accepted", "acceptance_date"])
def test_any_raw_value_is_read_or_refused_by_name(scenario: Award, name: str, value: object) -> None:
    try:
        parse_inputs(scenario, {name: value})
    except ValueError as error:
        assert name in str(error)
