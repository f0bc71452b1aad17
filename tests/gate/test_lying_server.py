"""A model server that lies in every sentence: none of its figures may come out of any face."""

from __future__ import annotations

import itertools
import json
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from assistant.api import create_app
from assistant.config import Settings
from assistant.models import Answer
from tests.faces.serving import served
from tests.gate.conftest import Worded
from tests.gate.model_server import model_at, model_server

LIES = (
    "最高可以拿到987万元[1]。", "硬件按37%、软件按73%给予支持[1]。", "政策有效期到2029年6月30日[1]。",
    "请拨打0573-85098765申请[1]。", "合计玖佰捌拾柒万元整[1]。", "也就是九百八十七万元[1]。",
    "相当于百分之三十七[1]。", "全年共有1234家企业获得奖励[1]。", "You can receive CNY 9,870,000 [1]. ",
    "Hardware is paid at 37 percent until June 30, 2029 [1]. ", "最高可以拿到9,870,000.00元",
    "您最高可获得一千二百三十四万元的场景券支持[1]。", "符合条件的企业可以获得37％的补助[1]。",
)  # fmt: skip
FALSE = (
    "987", "37%", "37％", "73%", "2029", "8509", "0573", "玖佰", "九百八", "三十七", "1234", "9,870", "37 percent",
    "一千二百三十四", "玖佰捌", "九百捌", "三十七", "捌拾",
)  # fmt: skip
MACHINE_MADE = re.compile(r'chatcmpl-\w+|"created": \d+|[0-9a-f]{32}|"timings_ms": \{[^}]*\}')
"""Ids and times, whose digits mean nothing."""
QUESTIONS = (
    "企业建的AI质检场景，硬件投入300万，软件200万，已入选并验收，能拿多少？",
    "建AI场景能补多少？",
    "我们想拿到200万，硬件要投多少？",
    "数据采购奖励怎么算？",
    "“智算云企”国家级和省级各奖励多少？",
    "行动计划什么时候到期？",
    "几项奖励能同时拿吗？",
    "“人工智能+医疗健康”谁牵头？",
    "行动计划对无人机怎么说？",
    "硬體投入300萬，軟體200萬，能拿多少？",
    "Hardware 3 million yuan, software 2 million yuan: how much can we get?",
    "硬件300万，软件200万，没有入选，能拿多少？",
)


def lying() -> Callable[[list[dict[str, str]]], Iterator[str]]:
    """Each call says all lies, beginning with another one, three characters at a time."""
    turn = itertools.count()

    def speak(_: list[dict[str, str]]) -> Iterator[str]:
        start = next(turn) % len(LIES)
        text = "".join(LIES[start:] + LIES[:start])
        for position in range(0, len(text), 3):
            yield text[position : position + 3]

    return speak


def false_figures(text: str) -> list[str]:
    told = MACHINE_MADE.sub("", text)
    return [figure for figure in FALSE if figure in told]


@pytest.fixture(scope="module")
def liar() -> Iterator[str]:
    with model_server(lying()) as address:
        yield address


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_false_figure_comes_out_of_ask_or_stream(assistant_with: Worded, liar: str, question: str) -> None:
    """Neither in the answer nor, for a moment, in the stream; facts are those of the extractive answer."""
    assistant, plain = assistant_with(model_at(liar)), assistant_with(None).ask(question)
    for event in assistant.stream(question):
        text = event.data.answer if isinstance(event.data, Answer) else event.data
        assert false_figures(text) == []
    answer = assistant.ask(question)
    assert false_figures(answer.answer) == []
    assert (answer.status, answer.awards, answer.citations) == (plain.status, plain.awards, plain.citations)
    for block in plain.answer.split("\n\n"):
        assert block in answer.answer


def test_no_false_figure_comes_out_of_http(assistant_with: Worded, liar: str) -> None:
    """Plain and as server-sent events; /metrics counts what was checked and replaced."""
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    with served(create_app(assistant_with(model_at(liar)), settings)) as client:
        for question in QUESTIONS[:4]:
            plain = client.post("/api/ask", json={"question": question}).json()
            assert false_figures(json.dumps(plain, ensure_ascii=False)) == []
            assert plain["checks"]["sentences"] and plain["checks"]["replaced"]
            streamed = client.post("/api/ask/stream", json={"question": question}).text
            assert "event: sentence" in streamed and false_figures(streamed) == []
        for stream in (False, True):
            body = {"model": "policy-assistant", "messages": [{"role": "user", "content": QUESTIONS[0]}]}
            reply = client.post("/v1/chat/completions", json={**body, "stream": stream})
            assert reply.status_code == 200 and "160万" in reply.text and false_figures(reply.text) == []
        counted = _counted(client)
    assert counted["checked"] > counted["replaced"] > 0


def _counted(client: httpx.Client) -> dict[str, float]:
    lines = [line for line in client.get("/metrics").text.splitlines() if "sentences_total{" in line]
    return {line.split('"')[1]: float(line.rsplit(" ", 1)[1]) for line in lines}


def test_truth_from_a_server_is_released_as_it_comes(assistant_with: Worded) -> None:
    """The first sentence is out before the server has said the second."""
    gone: list[float] = []

    def speak(_: list[dict[str, str]]) -> Iterator[str]:
        yield from ("您的项目符合", "条件，最高", "可获得160万", "元[1]", "。软件")
        time.sleep(0.6)
        gone.append(time.monotonic())
        yield "部分按50%计算[1]。"

    with model_server(speak) as address:
        seen: list[tuple[str, float]] = []
        answer: Any = None
        for event in assistant_with(model_at(address)).stream(QUESTIONS[0]):
            answer = event.data
            if event.kind == "sentence":
                seen.append((str(event.data), time.monotonic()))
    assert seen[1][0] == "您的项目符合条件，最高可获得160万元[1]。" and seen[1][1] < gone[0]
    assert seen[2][0] == "软件部分按50%计算[1]。" and answer.answerer == "openai:liar"


def _hang(_: list[dict[str, str]]) -> Iterator[str]:
    """Keeps the line open with comments and says nothing."""
    for _ in range(200):
        yield ": keep-alive"
        time.sleep(0.1)


def _broken(_: list[dict[str, str]]) -> Iterator[str]:
    yield "您的项目最高"
    raise RuntimeError("out of context")


@pytest.mark.parametrize(("speech", "note"), [(_hang, "没有按时"), (_broken, "直接取自条款和测算")])
def test_server_that_fails_leaves_the_extractive_answer(
    assistant_with: Worded, speech: Callable[[list[dict[str, str]]], Iterator[str]], note: str
) -> None:
    """Within the timeout, whole and with a note."""
    plain = assistant_with(None).ask(QUESTIONS[0])
    with model_server(speech) as address:
        began = time.monotonic()
        answer = assistant_with(model_at(address, timeout=1)).ask(QUESTIONS[0])
        assert time.monotonic() - began < 5
    assert answer.answer.startswith(plain.answer) and note in answer.answer
    assert answer.answerer == "extractive"


def test_dead_server_leaves_the_extractive_answer_and_is_left_alone(assistant_with: Worded) -> None:
    """Nobody listens there; after three failures nobody is asked."""
    assistant = assistant_with(model_at("http://127.0.0.1:9/v1", timeout=5))
    for _ in range(4):
        answer = assistant.ask(QUESTIONS[0])
        assert "暂时不可用" in answer.answer and "160万元" in answer.answer
