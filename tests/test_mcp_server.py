"""The Model Context Protocol face, called by the SDK's own client over a real server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client

from assistant.api import create_app
from assistant.config import Settings
from assistant.errors import IndexUnavailable
from assistant.mcp_server import McpFace
from tests.faces.assistant import PLAN, SmallAssistant, corpus
from tests.faces.serving import served, wait_until_ready

SETTINGS = Settings(_env_file=None)  # type: ignore[call-arg]


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    with served(create_app(SmallAssistant(), SETTINGS)) as client:
        wait_until_ready(client)
        yield client


@pytest.fixture(scope="module", params=["auto", "legacy"])
def call(request: pytest.FixtureRequest, http: httpx.Client) -> Callable[..., Any]:
    """Call a tool as the newest and as the oldest protocol do."""

    def call_tool(name: str, **arguments: Any) -> Any:
        return run(http, lambda client: client.call_tool(name, arguments), request.param)

    return call_tool


def run(http: httpx.Client, work: Callable[[Client], Awaitable[Any]], mode: Any = "auto") -> Any:
    async def connected() -> Any:
        async with Client(f"{http.base_url}/mcp", mode=mode, read_timeout_seconds=20) as client:
            return await work(client)

    return asyncio.run(connected())


def test_tools_say_what_they_take(http: httpx.Client) -> None:
    """Five tools that only read, each with a description, typed inputs and a structured result."""
    tools = {tool.name: tool for tool in run(http, lambda client: client.list_tools()).tools}
    assert set(tools) == {"search_clauses", "read_clause", "list_awards", "calculate", "assess"}
    for tool in tools.values():
        assert tool.description and tool.output_schema and tool.annotations.read_only_hint
    search = tools["search_clauses"].input_schema
    assert search["required"] == ["query"] and search["properties"]["limit"]["maximum"] == 50
    assert all(
        item.get("description")
        for tool in tools.values()
        for item in tool.input_schema["properties"].values()
    )


def test_search_clauses_finds_what_the_api_finds(call: Callable[..., Any], http: httpx.Client) -> None:
    found = call("search_clauses", query="应用场景 奖励", limit=3).structured_content
    same = http.get("/api/clauses", params={"q": "应用场景 奖励", "limit": 3}).json()
    assert found == same and found["count"] == 3
    led = call("search_clauses", query="数据", department="数据局").structured_content
    assert led["clauses"] and all("政务服务管理办" in str(item["departments"]) for item in led["clauses"])


def test_read_clause_gives_its_exact_text(call: Callable[..., Any]) -> None:
    clause = call("read_clause", address=f"{PLAN}/2.4").structured_content
    assert clause["text"] == corpus().clause(f"{PLAN}/2.4").text
    assert clause["document_status"] == "effective"


def test_awards_are_listed_with_the_inputs_they_take(call: Callable[..., Any]) -> None:
    awards = {item["id"]: item for item in call("list_awards").structured_content["awards"]}
    assert len(awards) == 10
    names = [item["name"] for item in awards["scenario-project"]["inputs"]]
    assert {"hardware_investment", "software_investment"} <= set(names)


def test_calculate_gives_what_the_api_gives(call: Callable[..., Any], http: httpx.Client) -> None:
    inputs = {"hardware_investment": "300万元", "software_investment": 2_000_000}
    arguments = {"inputs": inputs, "as_of": "2026-06-30"}
    found = call("calculate", award_id="scenario-project", **arguments)
    same = http.post("/api/awards/scenario-project/calculate", json=arguments).json()
    assert found.structured_content == same
    assert (same["amount"], found.is_error) == ("1600000", False)


def test_assess_holds_a_profile_against_every_award(call: Callable[..., Any]) -> None:
    found = call("assess", profile={"level": "national"}, as_of="2026-06-30").structured_content
    assert (found["as_of"], len(found["assessments"])) == ("2026-06-30", 10)


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("read_clause", {"address": f"{PLAN}/9.9"}, "9.9"),
        ("calculate", {"award_id": "lottery", "inputs": {}}, "lottery"),
        ("calculate", {"award_id": "scenario-project", "inputs": {"hardware_investment": "很多"}}, "很多"),
        ("calculate", {"award_id": "scenario-project", "inputs": {"hardware_investment": []}}, "hardware"),
        ("assess", {"profile": {"level": "galactic"}}, "galactic"),
        ("assess", {"profile": {}, "as_of": "soon"}, "YYYY-MM-DD"),
        ("search_clauses", {"query": " "}, "问题是空的"),
        ("search_clauses", {"query": "数据", "limit": 0}, "limit"),
        ("search_clauses", {"query": "数据", "department": "天文台"}, "天文台"),
        ("no_such_tool", {}, "no_such_tool"),
    ],
)
def test_wrong_use_is_told(call: Callable[..., Any], name: str, arguments: dict[str, Any], said: str) -> None:
    """A model reads what was wrong and may correct itself."""
    result = call(name, **arguments)
    assert result.is_error and said in result.content[0].text


def test_tools_say_when_nothing_is_ready_yet() -> None:
    def failing() -> SmallAssistant:
        raise IndexUnavailable("还没有索引")

    with served(create_app(failing, SETTINGS)) as http:
        result = run(http, lambda client: client.call_tool("list_awards", {}))
        assert result.is_error and "助手" in result.content[0].text


def status(settings: Settings, headers: dict[str, str]) -> int:
    hello = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        },
    }
    accept = {"Accept": "application/json, text/event-stream"}
    with served(create_app(SmallAssistant(), settings)) as http:
        return http.post("/mcp", json=hello, headers=accept | headers).status_code


@pytest.mark.parametrize(
    ("host", "allowed", "headers", "expected"),
    [
        ("127.0.0.1", "", {}, 200),
        ("127.0.0.1", "", {"Host": "localhost:1"}, 200),
        ("127.0.0.1", "", {"Host": "evil.example"}, 421),
        ("127.0.0.1", "", {"Origin": "http://evil.example"}, 403),
        ("127.0.0.1", "", {"Origin": "http://localhost:5173"}, 200),
        ("policy.example", "", {"Host": "policy.example:8000"}, 200),
        ("127.0.0.1", "a.example, policy.example", {"Host": "policy.example"}, 200),
        ("127.0.0.1", "a.example", {"Host": "policy.example"}, 421),
        ("127.0.0.1", "*", {"Host": "policy.example"}, 200),
        ("0.0.0.0", "", {"Host": "policy.example"}, 200),
        ("0.0.0.0", "a.example", {"Host": "policy.example"}, 421),
        ("::1", "", {"Host": "[::1]:8000"}, 200),
    ],
)
def test_only_known_hosts_are_served(host: str, allowed: str, headers: dict[str, str], expected: int) -> None:
    """A page that a browser was lured to cannot call the tools in the user's name."""
    settings = Settings(_env_file=None, host=host, allowed_hosts=allowed)  # type: ignore[call-arg]
    assert status(settings, headers) == expected


def test_one_application_can_be_started_twice(tmp_path: Path) -> None:
    app = create_app(SmallAssistant(), SETTINGS)
    for _ in range(2):
        with served(app) as http:
            wait_until_ready(http)
            assert len(run(http, lambda client: client.list_tools()).tools) == 5


def test_face_that_cannot_start_is_told_and_leaves_the_rest_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: McpFace) -> None:
        raise ImportError("no such part")

    monkeypatch.setattr(McpFace, "_make_manager", broken)
    with served(create_app(SmallAssistant(), SETTINGS)) as http:
        wait_until_ready(http)
        refused = http.post("/mcp", json={})
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "index_unavailable")
        assert http.get("/api/awards").status_code == 200


def test_body_is_limited(http: httpx.Client) -> None:
    headers = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
    assert http.post("/mcp", content=b"x" * 70_000, headers=headers).status_code == 413
