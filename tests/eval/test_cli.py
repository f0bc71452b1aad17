"""The command tells passed, gate failed, wrong use and broken harness apart, and writes every report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from eval.cli import main
from eval.records import Record, Run, write_run
from tests.eval.samples import answer, award

THRESHOLDS = """
least_effect: 0.01
zero_tolerance: [amounts]
compared: [strict_pass]
thresholds: [{metric: amounts, at_least: "1"}]
"""
CASES: list[dict[str, Any]] = [
    {"id": "right", "slice": "amount", "turns": ["硬件300万？"], "expected_status": "answered",
     "expected_amounts": {"scenario-project": "600000"}},
    {"id": "tricky", "slice": "html", "turns": ["<script>alert(1)</script>能拿多少"],
     "expected_status": "answered", "expected_amounts": {"scenario-project": "600000"}},
]  # fmt: skip


class Bench:
    """A small gold set with answers, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.out = folder / "out"
        (folder / "cases").mkdir()
        self.set_cases(*CASES)
        (folder / "thresholds.yaml").write_text(THRESHOLDS, encoding="utf-8")
        self.set_amount("600000")

    def set_cases(self, *cases: dict[str, Any]) -> None:
        text = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in cases)
        (self.folder / "cases" / "some.jsonl").write_text(text, encoding="utf-8")

    def set_amount(self, amount: str) -> None:
        second = Record("tricky", answer("<b>最高60万元</b>[1]。", awards=[award(amount)]), "", 7.0)
        about = {"target": "in-process", "partial": False, "gold": {"cases": 2}, "code": "", "created": "",
                 "corpus_digest": "", "rules_digest": ""}  # fmt: skip
        write_run(Run(about, {"right": Record("right", answer(), "", 5.0), "tricky": second}), self.answers)

    @property
    def answers(self) -> Path:
        return self.folder / "answers.jsonl"

    def run(self, *more: str) -> int:
        files = ("--cases", "cases", "--thresholds", "thresholds.yaml", "--baseline", "baseline.json")
        paths = [part if part.startswith("--") else str(self.folder / part) for part in files]
        return main([*paths, "--score", str(self.answers), "--out", str(self.out), *more])

    def html(self) -> str:
        return (self.out / "report.html").read_text(encoding="utf-8")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_answers_that_meet_everything_pass(bench: Bench) -> None:
    assert bench.run("--gate") == 0
    assert {path.name for path in bench.out.iterdir()} == {
        "scores.json",
        "junit.xml",
        "summary.md",
        "report.html",
    }


def test_wrong_amount_fails_the_gate_and_names_the_case(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.set_amount("600001")
    assert bench.run("--gate") == 1
    assert "tricky" in capsys.readouterr().out
    assert "amounts: scenario-project: 600001, expected 600000" in (bench.out / "summary.md").read_text(
        "utf-8"
    )


def test_without_the_gate_a_wrong_amount_is_only_reported(bench: Bench) -> None:
    bench.set_amount("1")
    assert bench.run() == 0


def test_known_gap_that_passes_is_red_even_without_the_gate(bench: Bench) -> None:
    bench.set_cases(CASES[0] | {"known_gap": "cannot read this yet"}, CASES[1])
    assert bench.run() == 1


@pytest.mark.parametrize(
    "arguments",
    [("--no-such-option",), ("--limit", "none"), ("--slice", "unheard-of"), ("--compare", "missing.json"),
     ("--url", "http://127.0.0.1:9"), ("--bless", "--limit", "1")],
)  # fmt: skip
def test_wrong_use_exits_2(bench: Bench, arguments: tuple[str, ...]) -> None:
    assert bench.run(*arguments) == 2


def test_broken_gold_set_or_baseline_exits_3(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    (bench.folder / "baseline.json").write_text("{}", encoding="utf-8")
    assert bench.run("--gate") == 3
    bench.set_cases(CASES[0], CASES[0])
    assert bench.run("--gate") == 3
    assert "the id is used 2 times" in capsys.readouterr().err


def test_check_alone_exits_1_for_an_unsound_gold_set(bench: Bench) -> None:
    assert bench.run("--check") == 0
    bench.set_cases(CASES[0], CASES[0])
    assert bench.run("--check") == 1


def test_unreachable_server_exits_3(bench: Bench) -> None:
    arguments = [
        "--cases",
        str(bench.folder / "cases"),
        "--url",
        "http://127.0.0.1:9",
        "--out",
        str(bench.out),
    ]
    assert main(arguments) == 3


def test_baseline_is_replaced_only_by_bless(bench: Bench) -> None:
    baseline = bench.folder / "baseline.json"
    assert bench.run("--gate") == 0 and not baseline.exists()
    assert bench.run("--bless") == 0
    blessed = baseline.read_bytes()
    bench.set_amount("1")
    assert bench.run("--gate") == 1 and baseline.read_bytes() == blessed
    scores = json.loads((bench.out / "scores.json").read_text("utf-8"))
    assert {failure["rule"] for failure in scores["gate"]["failures"]} >= {"amounts: zero tolerance"}


def test_compare_tells_won_and_lost_cases(bench: Bench) -> None:
    bench.run()
    base = bench.folder / "base.json"
    (bench.out / "scores.json").rename(base)
    bench.set_amount("1")
    assert bench.run("--compare", str(base)) == 0
    comparison = json.loads((bench.out / "scores.json").read_text("utf-8"))["comparison"]
    overall = next(change for change in comparison["changes"] if change["group"] == "all")
    assert overall["lost"] == ["tricky"] and overall["difference"]["now"] == 0.5


def test_unscored_is_its_own_state_in_the_scores(bench: Bench) -> None:
    bench.run()
    metrics = json.loads((bench.out / "scores.json").read_text("utf-8"))["metrics"]["all"]
    assert metrics["verdicts"] == metrics["retrieval fused R@3"] == "unscored"
    assert metrics["amounts"]["cases"] == 2


def test_report_is_one_page_that_runs_and_loads_nothing(bench: Bench) -> None:
    bench.set_amount("1")
    bench.run()
    page = bench.html()
    assert "<svg" in page and "<details>" in page and "&lt;script&gt;alert(1)" in page
    assert not any(mark in page for mark in ("<script", "src=", "<link", "@import", "<b>最高60万元"))


def test_junit_holds_a_test_a_case_and_what_the_gate_found(bench: Bench) -> None:
    bench.set_amount("1")
    bench.run("--gate")
    root = ElementTree.parse(bench.out / "junit.xml").getroot()
    failed = {test.get("name") for test in root.iter("testcase") if test.find("failure") is not None}
    assert failed == {"tricky", "amounts (all) ≥ 1"}
    assert {suite.get("name") for suite in root.iter("testsuite")} == {"amount", "html", "gate"}


def test_json_says_what_failed(bench: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    bench.set_amount("1")
    assert bench.run("--gate", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["passed"] is False and told["failures"][0]["cases"] == ["tricky"]
