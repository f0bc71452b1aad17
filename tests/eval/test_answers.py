"""Asking the cases: sessions, errors that are kept, files that read back, and a server over HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from eval.answers import all_failed, answer_case, answer_cases
from eval.records import Found, Record, RecordError, Run, read_run, write_run
from eval.targets import OverHttp, TargetError
from tests.eval.samples import answer, case


class Echo:
    """Answers with what it was asked; breaks when told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.forgotten: list[str] = []

    def ask(self, question: str, session: str, as_of: date) -> dict[str, object]:
        self.asked.append((session, question))
        if question == "break":
            raise RuntimeError("no store")
        return answer(f"{question} {as_of}")

    def find(self, question: str) -> tuple[Found, ...]:
        return (Found("x", 0.5, None, 1.0, True),)

    def forget(self, session: str) -> None:
        self.forgotten.append(session)

    def replayed(self) -> int:
        return sum("kept" in question for _, question in self.asked)

    def versions(self) -> dict[str, str]:
        return {}


def test_turns_share_one_session_which_is_forgotten() -> None:
    target = Echo()
    record = answer_case(target, case(turns=["一", "二"]))
    assert [question for _, question in target.asked] == ["一", "二"]
    assert len({session for session, _ in target.asked}) == 1 == len(target.forgotten)
    assert record.answer is not None and record.answer["answer"] == "二 2026-06-01"
    assert [item["answer"] for item in record.earlier] == ["一 2026-06-01"] and record.found is None
    assert [item["answer"] for item in record.answers] == ["一 2026-06-01", "二 2026-06-01"]


def test_record_says_whether_a_reply_in_it_came_from_a_file() -> None:
    target = Echo()
    asked = [["好"], ["kept", "二"], ["好"]]
    assert [answer_case(target, case(turns=turns)).replayed for turns in asked] == [False, True, False]


def test_error_is_a_record_that_says_which_turn_broke() -> None:
    records = answer_cases(Echo(), [case(turns=["一", "break"]), case(id="b", turns=["好"])])
    assert records["a-1"].error == "turn 2: RuntimeError: no store" and records["a-1"].answer is None
    assert records["b"].error == "" and not all_failed(records.values())
    assert all_failed([records["a-1"]])


def test_run_reads_back_as_written(tmp_path: Path) -> None:
    records = answer_cases(Echo(), [case(turns=["一\u2028"]), case(id="b", turns=["break"])])
    write_run(Run({"target": "in-process"}, records), tmp_path / "answers.jsonl")
    assert read_run(tmp_path / "answers.jsonl") == Run({"target": "in-process"}, records)


@pytest.mark.parametrize(("text", "where"), [("", ":1"), ("{}", ":1"), ('{"run": {}}\n{"case_id": 1}', ":2")])
def test_broken_answers_file_is_refused(tmp_path: Path, text: str, where: str) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RecordError, match=where):
        read_run(path)


class Server(BaseHTTPRequestHandler):
    """Ready; the first question is asked to wait, `bad` is refused."""

    busy: ClassVar[list[bool]] = [True]

    def do_GET(self) -> None:
        self._reply(200, {})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.busy and self.busy.pop():
            self._reply(429, {})
        elif body["question"] == "bad":
            self._reply(422, {"error": {"message": "question: too long"}})
        else:
            self._reply(200, answer(f"{body['question']} {body['as_of']}"))

    def _reply(self, status: int, body: object) -> None:
        self.send_response(status)
        self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Keep the tests quiet."""


@pytest.fixture
def url() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_server_is_asked_over_http_and_waited_for_when_busy(url: str) -> None:
    records = answer_cases(OverHttp(url), [case(turns=["好"]), case(id="b", turns=["bad"])])
    assert records["a-1"].answer is not None and records["a-1"].answer["answer"] == "好 2026-06-01"
    assert "HTTP 422" in records["b"].error and "too long" in records["b"].error


def test_server_that_is_not_there_is_a_broken_target() -> None:
    with pytest.raises(TargetError, match="not ready"):
        OverHttp("http://127.0.0.1:9")


def test_record_without_rankings_differs_from_an_empty_one() -> None:
    assert Record("a", {}).found is None
