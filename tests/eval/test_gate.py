"""The gate fails for what it must fail for, and only for that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eval.baseline import bless, read_baseline
from eval.compare import compare
from eval.gate import Rules, ThresholdError, judge, load_rules
from eval.sheet import Sheet, SheetError
from tests.eval.samples import result, sheet


def _rules(*thresholds: dict[str, str], **changes: Any) -> Rules:
    base = {"least_effect": 0.05, "zero_tolerance": ["amounts"], "compared": ["strict_pass"]}
    return Rules.model_validate(base | {"thresholds": thresholds} | changes)


def _many(count: int, fallen: int = 0, **changes: Any) -> list[Any]:
    return [result(f"c-{n}", n >= fallen, **changes) for n in range(count)]


def test_threshold_met_passes_and_missed_names_the_cases() -> None:
    rules = _rules({"metric": "strict_pass", "at_least": "0.9"})
    assert judge(sheet(*_many(10, 1)), rules, None).passed
    (failure,) = judge(sheet(*_many(10, 2)), rules, None).failures
    assert failure.rule == "strict_pass (all) ≥ 0.9" and failure.cases == ("c-0", "c-1")


def test_rate_above_its_limit_names_the_cases() -> None:
    rules = _rules({"metric": "invented_answers", "at_most": "0"})
    bad = result("bad", expected_status=("not_covered",))
    good = result("good", expected_status=("not_covered",), status="not_covered")
    (failure,) = judge(sheet(bad, good), rules, None).failures
    assert failure.cases == ("bad",)


def test_known_gap_is_left_out_where_the_threshold_says_so() -> None:
    rules = _rules({"metric": "amounts", "at_least": "1", "group": "outside_known_gaps"})
    assert judge(sheet(result("a"), result("b", False, known_gap="later")), rules, None).passed


def test_known_gap_that_passes_turns_the_run_red() -> None:
    verdict = judge(sheet(result("a", known_gap="cannot")), _rules(), None)
    assert verdict.closed_gaps == ("a",) and verdict.failures[0].cases == ("a",)


def test_known_gap_that_passes_with_a_models_help_is_only_told() -> None:
    helped = Sheet({"versions": {"model": "local:qwen"}}, "gold", (result("a", known_gap="cannot"),))
    verdict = judge(helped, _rules(), None)
    assert verdict.passed and verdict.closed_gaps == ()
    assert "known gaps that pass with the model: a" in verdict.notes
    plain = Sheet({"versions": {"model": "extractive"}}, "gold", helped.results)
    assert judge(plain, _rules(), None).closed_gaps == ("a",)


def test_metric_that_a_full_run_does_not_measure_fails() -> None:
    rules = _rules({"metric": "verdicts", "at_least": "1"})
    assert not judge(sheet(result("a"), partial=False), rules, None).passed
    assert judge(sheet(result("a"), partial=True), rules, None).passed


def test_one_wrong_amount_fails_whatever_the_interval() -> None:
    base, now = sheet(*_many(200)), sheet(*_many(200, 1))
    assert [f.rule for f in judge(now, _rules(), base).failures] == ["amounts: zero tolerance"]


def test_single_loss_is_no_failure_but_a_clear_drop_is() -> None:
    rules = _rules(zero_tolerance=[])
    assert judge(sheet(*_many(100, 1)), rules, sheet(*_many(100))).passed
    failures = judge(sheet(*_many(100, 12)), rules, sheet(*_many(100))).failures
    assert [f.rule for f in failures] == [f"strict_pass ({g}) against the baseline" for g in
                                          ("all", "outside_known_gaps", "amount")]  # fmt: skip
    assert len(failures[0].cases) == 12 and "lost 12" in failures[0].reason


def test_drop_below_the_least_effect_passes_though_significant() -> None:
    rules = _rules(zero_tolerance=[], least_effect=0.2)
    assert judge(sheet(*_many(100, 12)), rules, sheet(*_many(100))).passed


def test_error_counts_as_a_wrong_amount() -> None:
    broken = result("a", False, error="Timeout", status="", scores={"status": 0.0, "amounts": 0.0})
    assert not judge(sheet(broken), _rules(), sheet(result("a"))).passed


def test_case_taken_out_of_the_gold_set_fails_a_full_run_only() -> None:
    base = sheet(result("a"), result("b"))
    assert [f.cases for f in judge(sheet(result("a"), partial=False), _rules(), base).failures] == [("b",)]
    assert judge(sheet(result("a"), partial=True), _rules(), base).passed


def test_case_that_changed_is_noted_and_not_compared() -> None:
    verdict = judge(sheet(result("a", False, digest="new")), _rules(), sheet(result("a")))
    assert verdict.passed and "a" in verdict.notes[0]


def test_comparison_pairs_by_id_per_slice() -> None:
    base = sheet(result("a"), result("b", False, slice="dates"), result("old"))
    now = sheet(result("b", True, slice="dates"), result("a", False), result("new"))
    found = compare(base, now, ["strict_pass"])
    assert (found.added, found.removed) == (("new",), ("old",))
    per_group = {change.group: (change.won, change.lost) for change in found.changes}
    assert per_group["dates"] == (("b",), ()) and per_group["amount"] == ((), ("a",))
    assert per_group["all"] == (("b",), ("a",))


HEAD = "least_effect: 0\nzero_tolerance: []\ncompared: []\nthresholds: "


@pytest.mark.parametrize(
    "text",
    ["thresholds: [", "{}", HEAD + "[{metric: luck, at_least: '1'}]", HEAD + "[{metric: amounts}]"],
)
def test_broken_thresholds_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "thresholds.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ThresholdError, match=r"thresholds\.yaml"):
        load_rules(path)


def test_committed_thresholds_hold_amounts_and_figures_at_zero_tolerance() -> None:
    rules = load_rules()
    assert {"amounts", "figures"} <= set(rules.zero_tolerance)
    assert {"strict_pass", "amounts", "figures"} <= {t.metric for t in rules.thresholds}


def test_blessed_baseline_reads_back_and_equals_its_sheet(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    assert read_baseline(path) is None
    digest = bless(sheet(*_many(5, 2)), path)
    assert digest in path.read_text(encoding="utf-8")
    back = read_baseline(path)
    assert back is not None
    assert judge(sheet(*_many(5, 2)), _rules(), back).passed


def test_baseline_edited_by_hand_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    bless(sheet(*_many(5)), path)
    path.write_text(
        path.read_text(encoding="utf-8").replace('"amounts": 1.0', '"amounts": 0.0', 1), encoding="utf-8"
    )
    with pytest.raises(SheetError, match="edited by hand"):
        read_baseline(path)
