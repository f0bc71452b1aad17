"""The loader: what holds in the rule file, and what is refused with its place."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
import yaml

from assistant.awards.figures import stands_in
from assistant.awards.model import RuleTable
from assistant.awards.rules import load_rules
from assistant.errors import RuleDataError
from assistant.library import Library
from tests.awards.conftest import CORPUS


def test_every_constant_is_proven_by_its_clause(rules: RuleTable, library: Library) -> None:
    for award in rules.awards:
        for parameter in award.parameters:
            proof = parameter.evidence
            clause = library.clause(proof.clause)
            assert library.document(clause.document_id).text[proof.start : proof.end] == proof.quote
            assert stands_in(parameter.written, proof.quote)
            assert clause.start <= proof.start < proof.end <= clause.end


def test_every_constant_is_in_force_as_long_as_the_plan(rules: RuleTable) -> None:
    for award in rules.awards:
        for parameter in award.parameters:
            assert (parameter.in_force_from, parameter.in_force_to) == (date(2025, 9, 28), date(2027, 12, 31))


def test_ids_and_inputs_that_outsiders_rely_on(rules: RuleTable) -> None:
    scenario = ["hardware_investment", "software_investment", "builder", "selected"]
    scenario += ["accepted", "acceptance_date"]
    expected = {
        "scenario-project": scenario,
        "provincial-benchmark-enterprise": ["recognised"],
        "provincial-typical-scenario": ["recognised"],
        "smart-computing-cloud": ["level"],
        "quality-dataset-pilot": ["level"],
        "trusted-data-space": ["level"],
        "data-product-trading": ["annual_volume", "registered", "previous_award"],
        "data-procurement": ["annual_purchase"],
        "provincial-ai-service-provider": ["recognised"],
        "provincial-shuzhi-youpin": ["recognised"],
    }
    assert {award.id for award in rules.awards} == set(expected)
    for award in rules.awards:
        assert set(expected[award.id]) <= {item.name for item in award.inputs}


def test_negated_words_never_mean_yes(rules: RuleTable) -> None:
    """A word for no may contain one for yes (还没通过验收), never the other way round."""
    for award in rules.awards:
        for item in award.inputs:
            words = {choice.value: choice.words for choice in item.choices}
            for yes in words.get("true", ()):
                assert not any(no in yes for no in words["false"]), (award.id, item.name, yes)


def test_loading_is_fast(library: Library) -> None:
    spent = []
    for _ in range(5):
        start = time.perf_counter()
        load_rules(CORPUS, library)
        spent.append(time.perf_counter() - start)
    assert min(spent) < 0.2


def test_document_that_the_library_does_not_know_is_left_out(other_corpus: Path, library: Library) -> None:
    assert load_rules(other_corpus, library).awards == ()


BROKEN = yaml.safe_load((Path(__file__).parent / "broken_rules.yaml").read_text(encoding="utf-8"))
NO_RULES = [b"", b"\xff\xfe", b"- a", b"document: x", b"a: &a [*a]", b"\0", b"awards: 1"]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken["case"])
def test_broken_rule_file_is_refused_with_its_place(
    broken: dict[str, str], other_corpus: Path, other_library: Library
) -> None:
    file = other_corpus / "lakeside-robots-2030" / "awards.yaml"
    content = file.read_text(encoding="utf-8")
    assert broken["replace"] in content
    file.write_text(content.replace(broken["replace"], broken["by"], 1), encoding="utf-8")
    with pytest.raises(RuleDataError) as caught:
        load_rules(other_corpus, other_library)
    assert str(file) in str(caught.value)
    assert broken["told"] in str(caught.value)


@pytest.mark.parametrize("content", NO_RULES)
def test_file_that_is_no_rule_file_is_refused(
    content: bytes, other_corpus: Path, other_library: Library
) -> None:
    file = other_corpus / "lakeside-robots-2030" / "awards.yaml"
    file.write_bytes(content)
    with pytest.raises(RuleDataError, match=r"awards\.yaml"):
        load_rules(other_corpus, other_library)
