"""Assessments as a whole: citations, notes, profiles."""

from __future__ import annotations

import ast
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import assistant.awards
from assistant.awards.calculator import assess_all, calculate, parse_inputs
from assistant.awards.model import RuleTable
from assistant.library import Library
from assistant.models import Verdict

CODE = Path(assistant.awards.__file__).parent


def test_citations_are_found_again_in_the_clean_text(rules: RuleTable, library: Library, today: date) -> None:
    for award in rules.awards:
        for citation in calculate(rules, award, {}, today).citations:
            document = library.document(library.clause(citation.clause_id).document_id)
            assert document.text[citation.start : citation.end] == citation.quote


def test_citations_begin_with_the_award_and_prove_the_validity(rules: RuleTable, today: date) -> None:
    for award in rules.awards:
        citations = calculate(rules, award, {}, today).citations
        assert citations[0].quote == award.evidence.quote
        assert any("有效期至2027年12月31日" in citation.quote for citation in citations)
        assert len({(item.clause_id, item.quote) for item in citations}) == len(citations)


def test_government_builder_is_told_who_pays_with_its_quote(rules: RuleTable, today: date) -> None:
    award = rules.award("scenario-project")
    found = calculate(rules, award, {"builder": "government"}, today)
    assert (found.verdict, found.amount) == (Verdict.NOT_ELIGIBLE, Decimal(0))
    assert any("由市级财政保障并纳入年度经费预算" in citation.quote for citation in found.citations)


def test_plan_wide_notes_are_on_every_assessment(rules: RuleTable, today: date) -> None:
    for award in rules.awards:
        notes = {note.id for note in calculate(rules, award, {}, today).notes}
        assert {"ceiling", "no-duplicates", "budget", "funding", "stacking"} <= notes


def test_same_question_gives_same_assessment(rules: RuleTable, today: date) -> None:
    award = rules.award("scenario-project")
    inputs = parse_inputs(award, {"hardware_investment": 0.1, "software_investment": "0.2"})
    assert calculate(rules, award, inputs, today) == calculate(rules, award, inputs, today)
    assert calculate(rules, award, inputs, today).amount == Decimal("0.12")


def test_flat_profile_reaches_every_award_with_that_input(rules: RuleTable, today: date) -> None:
    found = {one.award_id: one for one in assess_all(rules, {"level": "省级", "recognised": True}, today)}
    assert len(found) == len(rules.awards)
    assert found["trusted-data-space"].amount == Decimal(150000)
    assert found["provincial-ai-service-provider"].verdict is Verdict.ELIGIBLE
    assert found["scenario-project"].missing


def test_profile_by_award_keeps_awards_apart(rules: RuleTable, today: date) -> None:
    profile = {"trusted-data-space": {"level": "municipal"}, "smart-computing-cloud": {"level": "national"}}
    found = {one.award_id: one.amount for one in assess_all(rules, profile, today)}
    assert found["trusted-data-space"] == Decimal(50000)
    assert found["smart-computing-cloud"] == Decimal(300000)
    assert found["quality-dataset-pilot"] is None


@pytest.mark.parametrize(
    ("profile", "told"),
    [
        ({"hardware": 1}, "hardware_investment"),
        ({"no-such-award": {"level": "national"}}, "trusted-data-space"),
        ({"trusted-data-space": {"hardware": 1}}, "level"),
        ({"level": "galactic"}, "national"),
    ],
)
def test_profile_with_unknown_names_is_told_what_is_accepted(
    rules: RuleTable, today: date, profile: dict[str, object], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        assess_all(rules, profile, today)


NO_MONEY = [float("nan"), float("inf"), -0.01, 10**5000, "", " ", "万", "1,2,3万", "1e5", [], b"1"]


@pytest.mark.parametrize("value", NO_MONEY, ids=range(len(NO_MONEY)))
def test_money_that_is_none_is_refused_by_name(rules: RuleTable, value: object) -> None:
    with pytest.raises(ValueError, match="hardware_investment") as caught:
        parse_inputs(rules.award("scenario-project"), {"hardware_investment": value})
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("written", "yuan"),
    [
        ("300万", 3_000_000),
        ("¥3,000,000", 3_000_000),
        ("３００万元", 3_000_000),
        ("两千三百万", 23_000_000),
        ("1亿2000万元", 120_000_000),
        ("1.2亿", 120_000_000),
        ("5000块", 5000),
        ("-0", 0),
    ],
)
def test_money_is_read_as_people_write_it(rules: RuleTable, written: str, yuan: int) -> None:
    found = parse_inputs(rules.award("scenario-project"), {"hardware_investment": written})
    assert found == {"hardware_investment": Decimal(yuan)}
    assert not str(found["hardware_investment"]).startswith("-")


def test_none_means_not_given(rules: RuleTable) -> None:
    assert parse_inputs(rules.award("scenario-project"), {"builder": None}) == {}


def test_code_names_no_award_and_no_constant_of_the_rules(rules: RuleTable) -> None:
    """A new policy is a data file: nothing of this one may have crept into the code."""
    values = {item.value for award in rules.awards for item in award.parameters}
    numbers = values | {value * 100 for value in values if value < 1}
    words = {award.id for award in rules.awards}
    # `level` is also a key of the rule files; names of two words belong to a policy.
    words |= {item.name for award in rules.awards for item in award.inputs if "_" in item.name}
    for file in CODE.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
                continue
            if isinstance(node.value, (int, float)):
                assert Decimal(str(node.value)) not in numbers, f"{file.name}: {node.value}"
            elif isinstance(node.value, str) and "\n" not in node.value:
                assert node.value not in words, f"{file.name}: {node.value}"


def test_calculation_is_fast(rules: RuleTable, today: date) -> None:
    award = rules.award("scenario-project")
    inputs = parse_inputs(award, {"hardware_investment": "300万", "software_investment": "200万"})
    spent = []
    for _ in range(200):
        start = time.perf_counter()
        calculate(rules, award, inputs, today)
        spent.append(time.perf_counter() - start)
    assert sorted(spent)[len(spent) // 2] < 0.001
