"""The command line: what it prints, and its exit status."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.errors import ConfigError
from tests.faces.assistant import CORPUS, PLAN, SmallAssistant
from ui import cli, conversation
from ui.serving import listen

HEAVY = ("torch", "gradio", "chromadb", "onnxruntime", "fastapi", "langgraph", "jieba", "numpy")


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The project's corpus, no index yet, whatever the caller's environment says."""
    for name in [name for name in os.environ if name.startswith("POLICY_ASSISTANT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("POLICY_ASSISTANT_CORPUS_DIR", str(CORPUS))
    monkeypatch.setenv("POLICY_ASSISTANT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "160")


SCENARIO = ["calc", "scenario-project", "hardware_investment=3000000", "software_investment=2000000"]


def test_calc_prints_amount_working_and_conditions(capsys: pytest.CaptureFixture[str]) -> None:
    """Money is written as in answers; marks say which conditions are met."""
    assert cli.main([*SCENARIO, "selected=true", "accepted=true", "--as-of", "2026-06-30"]) == 0
    shown = capsys.readouterr().out
    assert "最高 160万元" in shown and "300万元 × 20%" in shown
    assert "✓" in shown and "?" in shown


def test_calc_json_is_what_the_api_gives(capsys: pytest.CaptureFixture[str]) -> None:
    """--json prints the assessment with plain decimal strings."""
    assert cli.main([*SCENARIO, "--json"]) == 0
    assessment = json.loads(capsys.readouterr().out)
    assert (assessment["award_id"], assessment["amount"]) == ("scenario-project", "1600000")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["calc", "nope"], "scenario-project"),
        (["calc", "scenario-project", "foo=1"], "hardware_investment"),
        (["calc", "scenario-project", "foo"], "输入名=值"),
        (["calc", "scenario-project", "hardware_investment=-1"], "hardware_investment"),
        (["calc", "scenario-project", "selected=true", "selected=false"], "两次"),
        (["calc", "scenario-project", "--as-of", "2026-02-30"], "2026-02-30"),
        (["calc"], "用法不对"),
        (["nope"], "用法不对"),
        (["ask", " "], "问题是空的"),
        (["ask", "问" * 3000], "问题太长"),
        (["ask", "a\x00b"], "NUL"),
        (["ask", "能拿多少？", "--session", "x" * 65], "session_id"),
        (["clauses", "--department", "没有的局"], "没有部门"),
        (["clauses", "--document", "nope"], PLAN),
        (["clauses", f"{PLAN}/9.9"], "相近的有"),
        (["serve", "--port", "99999"], "用法不对"),
    ],
)
def test_mistakes_are_one_line_and_status_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    """A mistake says what is accepted; no trace, nothing on stdout."""
    assert cli.main(arguments) == 2
    printed = capsys.readouterr()
    assert said in printed.err and printed.err.count("\n") == 1
    assert printed.out == ""


def test_wrong_setting_is_status_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the variable."""
    monkeypatch.setenv("POLICY_ASSISTANT_PORT", "web")
    assert cli.main(["models"]) == 2
    assert "POLICY_ASSISTANT_PORT" in capsys.readouterr().err


def test_broken_corpus_is_status_1(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A check of the corpus that fails is told with its file."""
    (tmp_path / "corpus" / "broken").mkdir(parents=True)
    (tmp_path / "corpus" / "broken" / "document.yaml").write_text("id: [", encoding="utf-8")
    monkeypatch.setenv("POLICY_ASSISTANT_CORPUS_DIR", str(tmp_path / "corpus"))
    assert cli.main(["calc", "scenario-project"]) == 1
    assert "document.yaml" in capsys.readouterr().err


def test_serve_with_a_broken_corpus_does_not_start(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Brought up to date first, it says which file is wrong, as `ingest` does."""
    (tmp_path / "corpus" / "broken").mkdir(parents=True)
    (tmp_path / "corpus" / "broken" / "document.yaml").write_text("id: [", encoding="utf-8")
    monkeypatch.setenv("POLICY_ASSISTANT_CORPUS_DIR", str(tmp_path / "corpus"))
    monkeypatch.setenv("POLICY_ASSISTANT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("POLICY_ASSISTANT_EMBEDDING_MODEL", "openai:none")  # not asked before the corpus is read
    assert cli.main(["serve", "--prepare", "--port", "0"]) == 1
    assert "document.yaml" in capsys.readouterr().err


def test_taken_port_is_told_at_once() -> None:
    """The remedy stands in the message."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ConfigError, match="make serve PORT="):
            listen("127.0.0.1", taken.getsockname()[1])


def test_clauses_lists_what_a_department_leads(capsys: pytest.CaptureFixture[str]) -> None:
    """Lead departments are marked; every address is there."""
    assert cli.main(["clauses", "--department", "数据局", "--lead"]) == 0
    shown = capsys.readouterr().out
    assert f"{PLAN}/2.4" in shown and "☆政务服务管理办（数据局）" in shown
    assert cli.main(["clauses", "--department", "数据局", "--lead", "--json"]) == 0
    assert {item["clause_id"] for item in json.loads(capsys.readouterr().out)["clauses"]} >= {f"{PLAN}/2.4"}


def test_clauses_leaves_samples_out_unless_they_are_let_in(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same documents answer here as in the API."""
    assert cli.main(["clauses", "implementing-rules-sample/art1"]) == 2
    monkeypatch.setenv("POLICY_ASSISTANT_INCLUDE_SAMPLES", "true")
    assert cli.main(["clauses", "implementing-rules-sample/art1"]) == 0


def test_conversation_goes_on_after_a_mistake(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question that is refused, a new conversation, and the end of input."""
    lines = iter(["问" * 100, "能拿多少？", "/新", "能拿多少？"])

    def say(_: str) -> str:
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", say)
    conversation.talk(SmallAssistant(), 50, None, None, True)
    printed = capsys.readouterr()
    assert "问题太长" in printed.err
    sessions = [line for line in printed.out.splitlines() if '"session_id"' in line]
    assert len(sessions) == len(set(sessions)) == 2


def test_calc_is_quick_and_imports_nothing_heavy() -> None:
    """Under 2 s even on a busy machine (0.7 s is the goal, see make bench), because little is imported."""
    code = (
        "import sys; from ui.cli import main; status = main(sys.argv[1:]); "
        f"heavy = [name for name in {HEAVY!r} if name in sys.modules]; "
        "sys.exit(status or (3 if heavy else 0))"
    )
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code, *SCENARIO, "--json"], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    assert time.perf_counter() - begun < 2
