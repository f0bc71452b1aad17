"""Two runs side by side: what counts as the same, what is told of the model, and one real run over a model server."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.config import Settings
from assistant.vectors.embedding import MODELS_FOLDER
from eval.beside import Beside, Count, put_beside
from eval.beside_report import beside_json, write_beside
from eval.cases import Case
from eval.cli import main
from eval.evaluation import Outcome
from eval.records import Json, Record, Run, read_run
from eval.sheet import score_run
from ingest.load import ingest
from tests.eval.samples import answer, award, case, citation, library
from tests.faces.assistant import CORPUS
from tests.gate.model_server import model_server


def worded(text: str = "最高60万元[1]。", replaced: int = 0, first: float = 2_000, **changes: Any) -> Json:
    """An answer that the model was asked to word."""
    checks = {"sentences": 2, "figures": 2, "quotes": 1, "replaced": replaced, "withheld": 0}
    times = {"word": 1.0, "first_sentence": first, "total": first + 1_000}
    return answer(text, **{"answerer": "scripted", "checks": checks, "timings_ms": times} | changes)


def beside(now: Json | Record, before: Json | Record | None = None, **about: Any) -> Beside:
    return compared([(case(**about), record(before or answer()), record(now))])


def record(given: Json | Record) -> Record:
    return given if isinstance(given, Record) else Record("a-1", given)


def compared(trios: list[tuple[Case, Record, Record]]) -> Beside:
    cases = [item for item, _, _ in trios]
    runs = (
        Run({}, {item.id: before for item, before, _ in trios}),
        Run({}, {item.id: now for item, _, now in trios}),
    )
    one, other = ((run, score_run(cases, run, library())) for run in runs)
    return put_beside(one, other, "scripted")


def test_other_words_are_no_other_facts() -> None:
    found = beside(worded("能拿到的最多是60万元[1]。"))
    assert found.passed and found.helped == found.others == {}
    assert found.groups["all"].same == dict.fromkeys(
        ("status", "amounts", "verdicts", "citations", "clarification", "all"), 1
    )


@pytest.mark.parametrize(
    ("fact", "changes"),
    [
        ("status", {"status": "not_covered"}),
        ("amounts", {"awards": [award("600001")]}),
        ("amounts", {"awards": [award(amount_max="1")]}),
        ("amounts", {"awards": [award(period="2026")]}),
        ("verdicts", {"awards": [award(verdict="undetermined")]}),
        ("citations", {"citations": []}),
        ("citations", {"citations": [citation("最高500万元")]}),
        ("clarification", {"clarification": {"missing": ["accepted"], "question": "通过验收了吗？"}}),
    ],
)
def test_each_fact_that_a_model_changes_is_named_and_red(fact: str, changes: dict[str, Any]) -> None:
    found = beside(worded(**changes))
    assert found.others == {"a-1": (fact,)} and not found.passed
    assert found.groups["all"].same[fact] == found.groups["amount"].same["all"] == 0
    assert not Outcome(beside=found).passed and Outcome(beside=found).red(gate=True)
    assert not Outcome(beside=found).red(gate=False)


def test_what_a_reading_of_the_model_changed_is_told_apart() -> None:
    read = {"model_reading": 900.0, "word": 1.0, "first_sentence": 9.0, "total": 10.0}
    found = beside(worded(status="not_covered", timings_ms=read))
    assert found.helped == {"a-1": ("status",)} and found.passed
    assert found.groups["all"].wording.readings == 1


def test_a_reading_in_an_earlier_turn_counts_for_the_conversation() -> None:
    before = Record("a-1", answer(), earlier=(answer("请问多少？"),))
    asked = answer("请问多少？", timings_ms={"model_reading": 900.0, "total": 901.0})
    now = Record("a-1", worded(awards=[award("1")]), earlier=(asked,))
    found = beside(now, before, turns=["一", "二"])
    assert found.helped == {"a-1": ("amounts",)} and found.passed


def test_a_fact_changed_in_an_earlier_turn_is_seen() -> None:
    before = Record("a-1", answer(), earlier=(answer(),))
    now = Record("a-1", worded(), earlier=(answer(status="needs_clarification"),))
    assert beside(now, before, turns=["一", "二"]).others == {"a-1": ("status",)}


def test_an_answer_that_only_one_run_has_differs_in_everything() -> None:
    found = beside(Record("a-1", None, "turn 1: RuntimeError: no store"))
    assert set(found.others["a-1"]) == {"status", "amounts", "verdicts", "citations", "clarification"}


def test_columns_and_wording_are_counted_per_slice() -> None:
    expected = {"expected_amounts": {"scenario-project": "600000"}}
    uncovered = case(id="c", slice="not_covered", expected_status="not_covered")
    silent = worded(checks=answer()["checks"], answerer="extractive")
    found = compared([
        (case(id="a", **expected), Record("a", answer()), Record("a", worded(replaced=1))),
        (case(id="b", **expected), Record("b", answer()), Record("b", worded("最高61万元[1]。", first=4_000))),
        (uncovered, Record("c", answer(status="not_covered", awards=[])), Record("c", answer())),
        (case(id="d", slice="lookup"), Record("d", answer()), Record("d", silent)),
    ])  # fmt: skip
    every, amounts = found.groups["all"], found.groups["amount"]
    assert (every.cases, amounts.cases) == (4, 2)
    assert amounts.extractive["unproven_figures"] == Count(0, 2)
    assert amounts.model["unproven_figures"] == Count(1, 2)
    assert amounts.model["amounts"] == Count(2, 2) and amounts.model["strict_pass"] == Count(1, 2)
    assert every.model["invented_answers"] == Count(1, 1) and every.extractive["invented_answers"] == Count(
        0, 1
    )
    assert (every.wording.worded, every.wording.changed) == (Count(2, 3), Count(1, 2))
    assert amounts.wording.first is not None and amounts.wording.whole is not None
    assert (amounts.wording.first.median, amounts.wording.whole.median) == (3.0, 4.0)
    assert amounts.wording.first.p95 == pytest.approx(3.9)


def test_replayed_answers_are_scored_but_not_timed() -> None:
    group = beside(Record("a-1", worded(), replayed=True)).groups["all"]
    assert group.wording.worded == Count(1, 1)
    assert group.wording.first is group.wording.whole is group.extractive_whole is None


def test_both_files_hold_every_slice_and_what_differs(tmp_path: Path) -> None:
    paths = write_beside(beside(worded(status="refused", awards=[award("1")])), tmp_path)
    text = paths["beside.md"].read_text("utf-8")
    assert "超时、出错等）/ 交给它写的 |  | 0/1 |" in text
    assert "| amount | 1 |" in text and "- `a-1`：状态、金额" in text
    told = json.loads(paths["beside.json"].read_text("utf-8"))
    assert told["others"] == {"a-1": ["status", "amounts"]} and told["passed"] is False
    assert set(told["groups"]) == {"all", "amount"}
    assert told == json.loads(json.dumps(beside_json(beside(worded(status="refused", awards=[award("1")])))))


# --- the command -----------------------------------------------------------------------------------

CASES = (
    {"id": "told", "slice": "amount", "turns": ["企业建的AI场景，硬件投入300万，软件200万，已入选并验收，能拿多少？"],
     "expected_status": "answered", "expected_amounts": {"scenario-project": "1600000"}},
    {"id": "led", "slice": "lookup", "turns": ["“人工智能+医疗健康”谁牵头？"], "expected_status": "answered"},
    {"id": "turns", "slice": "multi_turn", "turns": ["硬件300万，软件200万，能拿多少？", "如果软件再加300万呢？"],
     "expected_status": "answered"},
)  # fmt: skip
THRESHOLDS = """
least_effect: 0.01
zero_tolerance: [amounts, figures]
compared: [strict_pass]
thresholds: [{metric: amounts, at_least: "1"}, {metric: figures, at_least: "1"}]
"""
LIE = "最高可以拿到987W[1]。"
Evaluate = Callable[..., int]


class Speaker:
    """Says the conclusion, then lies; where it is asked to read a question, it knows nothing."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, messages: list[dict[str, str]]) -> Iterator[str]:
        self.asked += 1
        wanted = re.findall(r"【结论】\n(.+)", "\n".join(item["content"] for item in messages))
        yield from ((wanted[-1], LIE) if wanted else ('{"intent": "search"}',))


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory, model_cache: Path, prepared_model_dir: Path) -> Path:
    data = tmp_path_factory.mktemp("indexed")
    (data / MODELS_FOLDER).symlink_to(model_cache, target_is_directory=True)
    ingest(Settings(_env_file=None, corpus_dir=CORPUS, data_dir=data))  # type: ignore[call-arg]
    return data


@pytest.fixture
def evaluate(indexed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Evaluate:
    """Run the command on three questions; the first argument is the model server's address, or nothing."""
    (tmp_path / "cases").mkdir()
    lines = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in CASES)
    (tmp_path / "cases" / "three.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "thresholds.yaml").write_text(THRESHOLDS, encoding="utf-8")
    files = ("--cases", "cases", "--thresholds", "thresholds.yaml", "--baseline", "none.json", "--out", "out")
    own = [part if part.startswith("--") else str(tmp_path / part) for part in files]

    def run(address: str, *more: str) -> int:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("POLICY_ASSISTANT_CORPUS_DIR", str(CORPUS))
        monkeypatch.setenv("POLICY_ASSISTANT_DATA_DIR", str(indexed))
        monkeypatch.setenv("POLICY_ASSISTANT_LLM", "openai:said" if address else "")
        monkeypatch.setenv("POLICY_ASSISTANT_LLM_BASE_URL", address)
        return main([*own, *more])

    return run


def test_a_lying_model_changes_no_fact_and_its_replies_are_asked_for_once(
    evaluate: Evaluate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    speaker, kept = Speaker(), str(tmp_path / "replies.jsonl")
    with model_server(speaker) as address:
        assert evaluate(address, "--beside", "--gate", "--replies", kept, "--json") == 0
        told, asked = json.loads(capsys.readouterr().out), speaker.asked
        assert evaluate(address, "--beside", "--gate", "--replies", kept) == 0
    assert asked == speaker.asked > 3
    every = told["beside"]["groups"]["all"]
    assert told["passed"] and every["same"]["all"] == 3 and every["model"]["unproven_figures"]["number"] == 0
    assert every["wording"]["worded"]["number"] > 0 and every["wording"]["first"]["answers"] > 0
    out = tmp_path / "out"
    run = read_run(out / "model" / "answers.jsonl")
    assert not any("987" in given["answer"] for item in run.records.values() for given in item.answers)
    assert (out / "extractive" / "report.html").is_file() and (out / "beside.md").is_file()
    again = json.loads((out / "beside.json").read_text("utf-8"))["groups"]["all"]
    assert again["wording"]["first"] is None and again["wording"]["worded"] == every["wording"]["worded"]


@pytest.mark.parametrize("arguments", [("--beside",), ("--replies", "replies.jsonl")])
def test_without_a_model_the_error_says_what_to_set(
    evaluate: Evaluate, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate("", *arguments) == 2
    assert "POLICY_ASSISTANT_LLM" in capsys.readouterr().err


@pytest.mark.parametrize("more", [("--bless",), ("--judge", "openai:x"), ("--url", "http://127.0.0.1:9")])
def test_side_by_side_goes_with_no_other_kind_of_run(evaluate: Evaluate, more: tuple[str, ...]) -> None:
    assert evaluate("http://127.0.0.1:9/v1", "--beside", *more) == 2


def test_a_file_that_holds_no_replies_is_wrong_use(
    evaluate: Evaluate, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").write_text("notes\n", encoding="utf-8")
    assert evaluate("http://127.0.0.1:9/v1", "--replies", str(tmp_path / "notes.txt")) == 2
    assert "notes.txt:1" in capsys.readouterr().err


def test_a_model_that_never_answers_breaks_the_harness(
    evaluate: Evaluate, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate("http://127.0.0.1:9/v1", "--beside") == 3
    assert "POLICY_ASSISTANT_LLM=openai:said" in capsys.readouterr().err
