"""The whole product through its two faces: a real index, a real server process, the real answers."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.faces.assistant import CORPUS, PLAN
from tests.faces.serving import wait_until_ready

ROOT = CORPUS.parent
SCENARIO = "我们建了AI质检场景，硬件投入300万，软件200万，已入选并验收，能拿多少？"


def _environment(data: Path, **settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("POLICY_ASSISTANT_")}
    named = {f"POLICY_ASSISTANT_{name}": value for name, value in settings.items()}
    places = {"POLICY_ASSISTANT_DATA_DIR": str(data), "POLICY_ASSISTANT_CORPUS_DIR": str(CORPUS)}
    return kept | places | named


def _run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ui.cli", *arguments]
    return subprocess.run(
        command, env=_environment(data), cwd=ROOT, capture_output=True, text=True, timeout=300
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index built as a user builds it."""
    folder = tmp_path_factory.mktemp("product")
    done = _run(folder, "ingest", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["documents"] == 2 and report["changed"] is True
    return folder


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[httpx.Client]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "ui.cli", "serve", "--prepare"]
    environment = _environment(data, PORT=port, HOST="127.0.0.1")
    with (data / "server.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as client:
            _wait_for_health(client, process)
            wait_until_ready(client, page=True, seconds=120)
            yield client
    finally:
        process.terminate()
        assert process.wait(timeout=30) in (0, -15)


def _wait_for_health(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    transport = httpx.HTTPTransport(retries=8)  # its pauses double from half a second: long enough to start
    with httpx.Client(base_url=client.base_url, timeout=30, trust_env=False, transport=transport) as patient:
        assert patient.get("/healthz").json() == {"status": "ok"}
    assert process.poll() is None


def test_a_conversation_over_http(server: httpx.Client) -> None:
    """The amount, then the follow-up that reuses what the session knows."""
    first = server.post("/api/ask", json={"question": SCENARIO, "session_id": "talk"}).json()
    assert first["status"] == "answered" and first["awards"][0]["amount"] == "1600000"
    assert f"{PLAN}/2.2" in {item["clause_id"] for item in first["citations"]}
    body = {"question": "如果软件再加300万呢？", "session_id": "talk"}
    assert server.post("/api/ask", json=body).json()["awards"][0]["amount"] == "3100000"
    assert server.delete("/api/sessions/talk").status_code == 200


def test_every_quote_is_in_its_document(server: httpx.Client) -> None:
    """Offsets of citations point into the clean text that the API gives."""
    text = server.get(f"/api/documents/{PLAN}").json()["text"]
    for question in (SCENARIO, "“人工智能+医疗健康”谁牵头？", "第二部分第四条原文", "政策什么时候到期？"):
        answer = server.post("/api/ask", json={"question": question}).json()
        assert answer["citations"], question
        for citation in answer["citations"]:
            assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_stream_ends_in_the_answer_that_ask_gives(server: httpx.Client) -> None:
    """Steps and sentences come first; times and the session's name differ, nothing else."""
    response = server.post("/api/ask/stream", json={"question": SCENARIO})
    blocks = [block.split("\n", 1) for block in response.text.strip().split("\n\n")]
    kinds = [kind.removeprefix("event: ") for kind, _ in blocks]
    assert kinds[0] == "step" and "sentence" in kinds and kinds[-1] == "answer"
    streamed = json.loads(blocks[-1][1].removeprefix("data: "))
    asked = server.post("/api/ask", json={"question": SCENARIO}).json()
    for varying in ("timings_ms", "session_id"):
        streamed.pop(varying), asked.pop(varying)
    assert streamed == asked


@pytest.mark.parametrize(
    "question",
    ["😀", "<script>alert(1)</script>", "' OR 1=1; --", "???", "\u202e\u0301a", "a" * 2000, "9" * 400 + "万"],
)
def test_odd_questions_get_honest_answers(server: httpx.Client, question: str) -> None:
    """Whatever the text, an answer with a status; never a failure."""
    response = server.post("/api/ask", json={"question": question})
    assert response.status_code == 200, response.text
    answer = response.json()
    assert (
        answer["status"] in {"answered", "needs_clarification", "not_covered", "refused"} and answer["answer"]
    )


def test_documents_tell_what_was_repaired(server: httpx.Client) -> None:
    """Counts by kind; the single repairs on request."""
    brief = server.get(f"/api/documents/{PLAN}").json()
    assert brief["repair_counts"]["shift"] == 6 and "repairs" not in brief
    whole = server.get(f"/api/documents/{PLAN}", params={"repairs": "true"}).json()
    assert len(whole["repairs"]) == sum(brief["repair_counts"].values())


def test_samples_are_not_served_unless_let_in(server: httpx.Client) -> None:
    """Only effective documents answer."""
    assert {item["status"] for item in server.get("/api/documents").json()["documents"]} == {"effective"}
    assert server.get("/api/documents/implementing-rules-sample").status_code == 404


def test_command_line_gives_the_same_answer(server: httpx.Client, data: Path) -> None:
    """ask --json prints what the API returns."""
    done = _run(data, "ask", SCENARIO, "--json")
    assert done.returncode == 0, done.stderr
    printed, asked = json.loads(done.stdout), server.post("/api/ask", json={"question": SCENARIO}).json()
    for field in (
        "answer",
        "status",
        "citations",
        "awards",
        "clarification",
        "answerer",
        "checks",
        "versions",
    ):
        assert printed[field] == asked[field]


def test_index_of_another_model_is_refused_with_the_remedy(data: Path, tmp_path: Path) -> None:
    """The message names both models and the command; nothing of the index is touched."""
    import shutil

    copy = tmp_path / "data"
    shutil.copytree(data, copy)
    snapshot = copy / "index" / (copy / "index" / "current").read_text(encoding="utf-8").strip()
    manifest = json.loads((snapshot / "manifest.json").read_text(encoding="utf-8"))
    changed = json.dumps(manifest | {"embedding_model": "another-model"})
    (snapshot / "manifest.json").write_text(changed, encoding="utf-8")
    done = _run(copy, "ask", "老百姓看病会有什么变化？")
    assert done.returncode == 1
    assert "another-model" in done.stderr and "policy-assistant ingest" in done.stderr
    assert "Traceback" not in done.stderr
