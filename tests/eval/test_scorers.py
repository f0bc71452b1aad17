"""Each scorer tells right from wrong, and wrong from not scored."""

from __future__ import annotations

from typing import Any

import pytest

from eval.cases import Case
from eval.records import Json, Record
from eval.scorers import CHECKS, Score, partial, score_record, strict
from tests.eval.samples import PLAN, SCENARIO, answer, award, case, citation, library


def _scores(of: Case, given: Json) -> dict[str, Score]:
    return score_record(of, Record(of.id, given), library())


@pytest.mark.parametrize(
    ("name", "expected", "right", "wrong"),
    [
        ("status", {"expected_status": ["answered", "refused"]}, {}, {"status": "not_covered"}),
        ("amounts", {"expected_amounts": {"scenario-project": "600000"}}, {}, {"awards": [award("600001")]}),
        ("amounts", {"expected_amounts": {"scenario-project": "600000"}}, {}, {"awards": [award(None)]}),
        ("amounts", {"expected_amounts": {"scenario-project": "600000"}}, {}, {"awards": []}),
        (
            "amounts",
            {"expected_amounts": {"scenario-project": ["1", "2"]}},
            {"awards": [award("2"), award("1")]},
            {"awards": [award("2"), award("2")]},
        ),
        (
            "amount_ranges",
            {"expected_amounts_min_max": {"scenario-project": ["10", "20"]}},
            {"awards": [award(None, amount_min="10", amount_max="20.0")]},
            {"awards": [award(None, amount_min="10", amount_max="21")]},
        ),
        (
            "amounts_if_met",
            {"expected_amounts_if_met": {"scenario-project": "600000"}},
            {"awards": [award("0", amount_if_met="600000")]},
            {"awards": [award("0", amount_if_met="0")]},
        ),
        (
            "verdicts",
            {"expected_verdicts": {"scenario-project": "eligible"}},
            {},
            {"awards": [award(verdict="undetermined")]},
        ),
        (
            "missing",
            {"expected_missing": ["software_investment"]},
            {"clarification": {"missing": ["software_investment", "selected"], "question": "软件投入多少？"}},
            {"clarification": {"missing": ["selected"], "question": "入选了吗？"}},
        ),
        ("clauses", {"expected_clauses_all": [SCENARIO]}, {}, {"citations": []}),
        ("clauses", {"expected_clauses_any": [SCENARIO, f"{PLAN}/2.4"]}, {}, {"citations": []}),
        ("forbidden_clauses", {"expected_clauses_none": [SCENARIO]}, {"citations": []}, {}),
        ("phrases", {"must_contain": [["160万", "60 萬元"]]}, {}, {"answer": "最高六十万"}),
        ("forbidden_phrases", {"must_not_contain": ["保证"]}, {}, {"answer": "保 證能拿"}),
        ("first_sentence", {"first_sentence_must_contain": ["60万"]}, {}, {"answer": "您好。最高60万元。"}),
    ],
)
def test_scorer_tells_right_from_wrong(
    name: str, expected: dict[str, Any], right: dict[str, Any], wrong: dict[str, Any]
) -> None:
    of = case(**expected)
    assert _scores(of, answer(**right))[name] == Score(name, 1.0)
    failed = _scores(of, answer(**wrong))[name]
    assert failed.value == 0.0 and failed.reason


def test_what_is_not_expected_is_unscored_and_does_not_count() -> None:
    scores = _scores(case(), answer())
    assert scores["amounts"].value is None
    assert strict(scores) and partial(scores) == 1.0


def test_clause_recall_gives_partial_credit() -> None:
    scores = _scores(case(expected_clauses_all=[SCENARIO, f"{PLAN}/2.4"]), answer())
    assert scores["clauses"].value == 0.5 and not strict(scores)


def test_clause_precision_is_reported_but_fails_nothing() -> None:
    given = answer(citations=[citation("最高500万元的奖励"), citation("总额控制", f"{PLAN}/3.p2")])
    scores = _scores(case(expected_clauses_all=[SCENARIO]), given)
    assert scores["clause_precision"].value == 0.5 and strict(scores)


@pytest.mark.parametrize(
    "change", [{"quote": "最高600万元的奖励"}, {"start": 3}, {"clause_id": f"{PLAN}/2.4"}]
)
def test_quote_must_stand_byte_for_byte_in_its_clause(change: dict[str, Any]) -> None:
    scores = _scores(case(), answer(citations=[citation("最高500万元的奖励") | change]))
    assert scores["quotes"].value == 0.0


def test_figure_without_proof_fails() -> None:
    scores = _scores(case(), answer("最高60万元，另奖8万元。"))
    assert scores["figures"] == Score("figures", 0.0, "unproven: ['8万元']")


def test_what_the_user_said_proves_only_its_echo() -> None:
    of = case(turns=["硬件投入777万"])
    echoed = answer("最高60万元。\n我理解为：硬件 777万元")
    assert _scores(of, echoed)["figures"].value == 1.0
    assert _scores(of, answer("您能拿777万元。"))["figures"].value == 0.0


def test_count_of_what_is_listed_is_proven_by_the_list() -> None:
    listed = "共3项：\n- 甲\n- 乙\n- 丙"
    assert _scores(case(), answer(listed))["figures"].value == 1.0
    assert _scores(case(), answer(listed.replace("3", "4")))["figures"].value == 0.0


@pytest.mark.parametrize("record", [None, Record("a-1", None, "TimeoutError: 60 s")])
def test_error_or_missing_answer_fails_what_was_expected(record: Record | None) -> None:
    of = case(expected_amounts={"scenario-project": "600000"}, must_not_contain=["保证"])
    scores = score_record(of, record, library())
    assert scores["amounts"].value == scores["status"].value == 0.0
    assert scores["figures"].value is None and not strict(scores)
    assert set(CHECKS) < set(scores)
