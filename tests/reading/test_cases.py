"""What a question and its session come to: which cases, and what each is worth."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assistant.awards.model import RuleTable
from assistant.models import ConditionStatus, Verdict
from assistant.pipeline import Assistant
from assistant.query import Binding, Case, Intent, Memory, Mode, Query
from assistant.reading.cases import Worked, cases_of, remember, work_out
from assistant.reading.mentions import About
from assistant.text import Language
from tests.conftest import TODAY

SCENARIO, TRADING, PROCUREMENT = "scenario-project", "data-product-trading", "data-procurement"
HARD, SOFT, TOTAL = "hardware_investment", "software_investment", "total_investment"


@pytest.fixture(scope="module")
def rules(assistant: Assistant) -> RuleTable:
    return assistant.rules


def query(award: str, *bindings: Binding) -> Query:
    return Query("", "", Language.HANS, Intent.AWARD, TODAY, awards=(award,), bindings=bindings)


def bind(award: str, name: str, value: object, **more: object) -> Binding:
    read = Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return Binding(award, name, read, "", **more)  # type: ignore[arg-type]


def known(award: str, **inputs: int) -> Memory:
    return Memory(
        cases=(Case(award, {name: Decimal(value) for name, value in inputs.items()}),), focus=(award,)
    )


def results(rules: RuleTable, asked: Query, memory: Memory | None = None) -> tuple[Worked, ...]:
    return work_out(cases_of(asked, memory or Memory(), rules), rules, TODAY)


def amounts(rules: RuleTable, asked: Query, memory: Memory | None = None) -> list[Decimal | None]:
    return [item.assessment.amount for item in results(rules, asked, memory)]


@pytest.mark.parametrize(
    ("mode", "value", "software"),
    [
        (Mode.SET, "4000000", 4_000_000),
        (Mode.ADD, "3000000", 5_000_000),
        (Mode.SUBTRACT, "500000", 1_500_000),
        (Mode.SUBTRACT, "9000000", 0),
        (Mode.SCALE, "2", 4_000_000),
        (Mode.SCALE, "0.5", 1_000_000),
    ],
)
def test_a_change_is_made_to_what_the_session_knows(
    rules: RuleTable, mode: Mode, value: str, software: int
) -> None:
    memory = known(SCENARIO, hardware_investment=3_000_000, software_investment=2_000_000)
    asked = query(SCENARIO, Binding(SCENARIO, SOFT, Decimal(value), "", mode))
    (case,) = cases_of(asked, memory, rules)
    assert case.inputs == {HARD: 3_000_000, SOFT: software}


def test_a_change_to_an_unknown_input_sets_it(rules: RuleTable) -> None:
    (case,) = cases_of(query(SCENARIO, bind(SCENARIO, SOFT, 300, mode=Mode.ADD)), Memory(), rules)
    assert case.inputs == {SOFT: 300}


def test_a_new_total_makes_the_remembered_parts_void(rules: RuleTable) -> None:
    memory = known(SCENARIO, hardware_investment=3_000_000, software_investment=2_000_000)
    (case,) = cases_of(query(SCENARIO, bind(SCENARIO, TOTAL, 6_000_000)), memory, rules)
    assert case.inputs == {TOTAL: 6_000_000}


def test_parts_that_are_all_known_make_the_remembered_total_void(rules: RuleTable) -> None:
    memory = known(SCENARIO, total_investment=6_000_000, hardware_investment=3_000_000)
    (case,) = cases_of(query(SCENARIO, bind(SCENARIO, SOFT, 2_000_000)), memory, rules)
    assert case.inputs == {HARD: 3_000_000, SOFT: 2_000_000}


def test_one_part_keeps_the_remembered_total(rules: RuleTable) -> None:
    memory = known(SCENARIO, total_investment=5_000_000)
    asked = query(SCENARIO, bind(SCENARIO, HARD, 3_000_000))
    assert amounts(rules, asked, memory) == [1_600_000]


def test_parts_above_their_total_are_a_problem_and_no_amount(rules: RuleTable) -> None:
    asked = query(SCENARIO, bind(SCENARIO, TOTAL, 100), bind(SCENARIO, HARD, 80), bind(SCENARIO, SOFT, 70))
    (worked,) = results(rules, asked)
    assert worked.problem and worked.assessment.amount is None


def test_projects_told_apart_are_cases_of_their_own(rules: RuleTable) -> None:
    asked = query(
        SCENARIO,
        bind(SCENARIO, HARD, 3_000_000, period="#1"),
        bind(SCENARIO, SOFT, 2_000_000, period="#1"),
        bind(SCENARIO, HARD, 1_000_000, period="#2"),
        bind(SCENARIO, SOFT, 4_000_000, period="#2"),
        bind(SCENARIO, "accepted", True),
    )
    worked = results(rules, asked)
    assert [item.assessment.amount for item in worked] == [1_600_000, 2_200_000]
    assert [item.case.inputs["accepted"] for item in worked] == [True, True]


def test_years_of_an_award_paid_by_the_year_are_cases_of_their_own(rules: RuleTable) -> None:
    asked = query(
        PROCUREMENT,
        bind(PROCUREMENT, "annual_purchase", 1_500_000, period="2026"),
        bind(PROCUREMENT, "annual_purchase", 3_000_000, period="2027"),
    )
    worked = results(rules, asked)
    assert [(item.case.period, item.assessment.amount) for item in worked] == [
        ("2026", 75_000),
        ("2027", 150_000),
    ]


def test_years_of_a_tiered_award_build_on_each_other(rules: RuleTable) -> None:
    asked = query(
        TRADING,
        bind(TRADING, "registered", True),
        bind(TRADING, "annual_volume", 1_200_000, period="2025"),
        bind(TRADING, "annual_volume", 3_500_000, period="2026"),
        bind(TRADING, "annual_volume", 5_000_000, period="2027"),
    )
    assert amounts(rules, asked) == [100_000, 100_000, 100_000]


def test_a_year_that_falls_back_pays_nothing_more(rules: RuleTable) -> None:
    asked = query(
        TRADING,
        bind(TRADING, "annual_volume", 5_000_000, period="2026"),
        bind(TRADING, "annual_volume", 3_500_000, period="2027"),
    )
    assert amounts(rules, asked) == [300_000, 0]


def test_where_earlier_payments_are_told_only_the_last_year_is_asked(rules: RuleTable) -> None:
    asked = query(
        TRADING,
        bind(TRADING, "annual_volume", 1_200_000, period="2025"),
        bind(TRADING, "previous_award", 100_000, period="2025"),
        bind(TRADING, "annual_volume", 3_500_000, period="2026"),
    )
    assert [(item.case.period, item.assessment.amount) for item in results(rules, asked)] == [
        ("2026", 100_000)
    ]


@pytest.mark.parametrize(("year", "state"), [("2024", "unmet"), ("2026", "met"), ("2028", "unmet")])
def test_a_year_outside_the_validity_is_not_paid(rules: RuleTable, year: str, state: str) -> None:
    asked = query(PROCUREMENT, bind(PROCUREMENT, "annual_purchase", 1_500_000, period=year))
    (worked,) = results(rules, asked)
    states = {item.status for item in worked.assessment.conditions if item.id.startswith("validity")}
    assert (ConditionStatus.UNMET in states) is (state == "unmet")
    assert (worked.assessment.verdict is Verdict.NOT_ELIGIBLE) is (state == "unmet")


def test_several_levels_make_as_many_cases(rules: RuleTable) -> None:
    award = "trusted-data-space"
    asked = query(award, *(bind(award, "level", one) for one in ("national", "provincial", "municipal")))
    assert amounts(rules, asked) == [300_000, 150_000, 50_000]


def test_a_range_is_worked_out_at_both_ends(rules: RuleTable) -> None:
    asked = query(
        SCENARIO,
        bind(SCENARIO, HARD, 2_000_000, high=Decimal(3_000_000)),
        bind(SCENARIO, SOFT, 2_000_000),
    )
    (worked,) = results(rules, asked)
    result = worked.assessment
    assert (result.amount, result.amount_min, result.amount_max) == (None, 1_400_000, 1_600_000)


def test_a_range_wholly_above_the_cap_has_one_amount(rules: RuleTable) -> None:
    asked = query(
        SCENARIO,
        bind(SCENARIO, SOFT, 20_000_000, high=Decimal(30_000_000)),
        bind(SCENARIO, HARD, 0),
    )
    assert amounts(rules, asked) == [5_000_000]


def test_nearly_a_threshold_is_not_decided(rules: RuleTable) -> None:
    asked = query(PROCUREMENT, bind(PROCUREMENT, "annual_purchase", 1_000_000, about=About.BELOW))
    (worked,) = results(rules, asked)
    assert worked.assessment.verdict is not Verdict.ELIGIBLE
    assert worked.assessment.amount in (None, 0)


def test_an_exact_value_replaces_a_remembered_range(rules: RuleTable) -> None:
    old = Case(SCENARIO, {HARD: Decimal(2), SOFT: Decimal(2)}, {HARD: Decimal(3)}, {HARD: About.NEAR})
    (case,) = cases_of(query(SCENARIO, bind(SCENARIO, HARD, 5)), Memory((old,)), rules)
    assert (case.inputs[HARD], case.high, case.about) == (5, {}, {})


def test_the_session_keeps_each_award_and_what_was_asked(rules: RuleTable) -> None:
    memory = known(SCENARIO, hardware_investment=3_000_000)
    asked = query(PROCUREMENT, bind(PROCUREMENT, "annual_purchase", 1_500_000, period="2026"))
    cases = cases_of(asked, memory, rules)
    after = remember(memory, asked, cases, [(PROCUREMENT, "recognised")])
    assert after.focus == (PROCUREMENT,)
    assert after.asked == ((PROCUREMENT, "recognised"),)
    assert {case.award_id: dict(case.inputs) for case in after.cases} == {
        SCENARIO: {HARD: 3_000_000},
        PROCUREMENT: {"annual_purchase": 1_500_000},
    }
    assert all(case.period == "" for case in after.cases)


def test_without_awards_there_is_nothing_to_work_out(rules: RuleTable) -> None:
    empty = Query("", "", Language.HANS, Intent.AWARD, TODAY)
    assert cases_of(empty, Memory(), rules) == ()
    assert work_out((), rules, date(2026, 1, 1)) == ()
