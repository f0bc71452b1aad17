"""Runs the cases of tests/awards/cases: YAML that a policy officer can read and add to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.awards.calculator import calculate, parse_inputs
from assistant.awards.figures import read_figure
from assistant.awards.model import RuleTable
from assistant.models import Assessment, Verdict

FOLDER = Path(__file__).parent / "cases"


def _cases() -> Iterator[Any]:
    for file in sorted(FOLDER.glob("*.yaml")):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        for award in content.get("awards") or [content["award"]]:
            for case in content["cases"]:
                inputs = {**content.get("given", {}), **case["inputs"]}
                given = {"award": award, "as_of": content["as_of"], **case, "inputs": inputs}
                yield pytest.param(given, id=f"{award}: {case['case']}")


CASES = list(_cases())


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any], rules: RuleTable) -> None:
    if "error" in case:
        with pytest.raises(ValueError, match=r".") as caught:
            _assess(case, rules)
        assert case["error"] in str(caught.value)
        return
    found = _assess(case, rules)
    assert found.verdict is Verdict(case["verdict"])
    assert found.amount == _money(case.get("amount"))
    assert (found.amount_min, found.amount_max) == (_money(case.get("min")), _money(case.get("max")))
    assert found.missing == tuple(case.get("missing", ()))
    if found.amount is not None and not found.missing:
        assert found.amount_if_met == _money(case.get("if_met", case["amount"]))
        assert found.steps[-1].value == found.amount_if_met
    assert any(case.get("note", "") in note.text for note in found.notes)
    assert not case.get("step") or any(case["step"] in step.label for step in found.steps)


def _assess(case: dict[str, Any], rules: RuleTable) -> Assessment:
    award = rules.award(case["award"])
    return calculate(rules, award, parse_inputs(award, case["inputs"]), case["as_of"])


def _money(written: str | None) -> object:
    return None if written is None else read_figure(written)


def test_cases_cover_every_award(rules: RuleTable) -> None:
    covered = {case.values[0]["award"] for case in CASES}
    assert covered == {award.id for award in rules.awards}


def test_cases_are_many() -> None:
    assert len(CASES) >= 120
