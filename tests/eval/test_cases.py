"""The gold set is read strictly and checked for sense."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from assistant.awards.model import RuleTable
from assistant.awards.rules import load_rules
from eval.cases import Case, CaseError, load_cases, set_digest
from eval.checker import check_cases
from tests.eval.samples import SCENARIO, case, library


@pytest.fixture(scope="module")
def rules() -> RuleTable:
    return load_rules(Path("corpus"), library())


def _folder(tmp_path: Path, *lines: str) -> Path:
    (tmp_path / "some.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


GOOD = '{"id": "a", "slice": "s", "turns": ["问"], "expected_status": "answered"}'


def test_committed_gold_set_is_sound(rules: RuleTable) -> None:
    assert check_cases(load_cases(), library(), rules) == ()


def test_committed_gold_set_is_large_and_asks_about_every_award_and_clause(rules: RuleTable) -> None:
    cases = load_cases()
    cited = {address for c in cases for address in (*c.expected_clauses_all, *c.expected_clauses_any)}
    asked = {award for c in cases for award in c.expected_amounts}
    assert len(cases) >= 400
    assert {c.address for c in library().clauses_of("pinghu-ai-plus-2025")} <= cited
    assert {award.id for award in rules.awards} <= asked
    assert min(Counter(c.slice for c in cases).values()) >= 5


def test_amounts_are_exact_decimals() -> None:
    one = case(expected_amounts={"x": "0.1"}).expected_amounts["x"][0]
    assert str(one) == "0.1"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", r"some.jsonl:2: not a JSON object"),
        ("[]", r"some.jsonl:2: .*valid dictionary"),
        (GOOD.replace('"slice"', '"slise"'), r"some.jsonl:2: .*slise|slice"),
        (GOOD.replace('"answered"', '"done"'), r"expected_status.*'done'"),
        (GOOD.replace('["问"]', "[]"), r"turns"),
        (GOOD.replace('"slice"', '"id": "b", "slice"'), r"given twice"),
        (GOOD.replace("}", ', "expected_amounts": {"x": "many"}}'), r"expected_amounts.*'many'"),
    ],
)
def test_broken_line_is_refused_with_file_and_line(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(CaseError, match=message):
        load_cases(_folder(tmp_path, GOOD, line))


def test_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="no cases"):
        load_cases(tmp_path)


def test_line_separators_inside_a_question_do_not_end_the_line(tmp_path: Path) -> None:
    line = json.dumps({**json.loads(GOOD), "turns": ["一\u2028二\x85三"]}, ensure_ascii=False)
    assert load_cases(_folder(tmp_path, line))[0].question == "一\u2028二\x85三"


def test_digest_changes_with_expectations_but_not_with_notes() -> None:
    assert case().digest == case(note="why", tags=["x"]).digest
    assert case().digest != case(expected_status="refused").digest
    assert set_digest([case(), case(id="b")]) == set_digest([case(id="b"), case()])


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"expected_clauses_all": ["pinghu-ai-plus-2025/9.9"]}, "9.9"),
        (
            {"expected_clauses_all": [SCENARIO], "expected_clauses_none": [SCENARIO]},
            "both expected and excluded",
        ),
        ({"expected_amounts": {"free-money": "1"}}, "no award 'free-money'"),
        ({"expected_missing": ["shoe_size"]}, "no input 'shoe_size'"),
        ({"inputs": {"data-procurement": {"annual_purchase": "a lot"}}}, "refuses the inputs"),
        (
            {
                "inputs": {"data-procurement": {"annual_purchase": "1000000"}},
                "expected_amounts": {"data-procurement": "50001"},
            },
            "calculated 50000, expected 50001",
        ),
    ],
)
def test_checker_finds_what_is_wrong(rules: RuleTable, changes: dict[str, Any], finding: str) -> None:
    (problem,) = check_cases([case(**changes)], library(), rules)
    assert problem.startswith("a-1: ") and finding in problem


def _problems(rules: RuleTable, *cases: Case) -> tuple[str, ...]:
    return check_cases(cases, library(), rules)


def test_checker_finds_ids_and_questions_used_twice(rules: RuleTable) -> None:
    twice = _problems(rules, case(), case(turns=["别的问题是什么"]))
    assert twice == ("a-1: the id is used 2 times",)
    same = _problems(
        rules, case(tags=["boundary"]), case(id="b", turns=["硬件 300万，能拿多少？"], tags=["boundary"])
    )
    assert same == ("a-1, b: the same question",)


def test_case_with_only_the_figures_changed_must_be_a_boundary(rules: RuleTable) -> None:
    one, other = case(tags=["boundary"]), case(id="b", turns=["硬件三百零一万，能拿多少？"])
    assert "differ in figures only" in _problems(rules, one, other)[0]
    assert _problems(rules, one, other.model_copy(update={"tags": ("boundary",)})) == ()
