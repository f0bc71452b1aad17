"""The retriever and the tools as langchain calls them, and the example of the documentation."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.langchain_tools import ClauseRetriever, award_tools
from assistant.pipeline import Assistant
from tests.faces.assistant import PLAN, corpus
from tests.faces.real import real_assistant

GUIDE = Path(__file__).parents[1] / "docs" / "langchain.md"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return real_assistant(tmp_path_factory.mktemp("sessions"))


@pytest.fixture(scope="module")
def tools(assistant: Assistant) -> Iterator[dict[str, Any]]:
    yield {tool.name: tool for tool in award_tools(assistant)}


def test_retriever_gives_whole_clauses_in_order_of_rank(assistant: Assistant) -> None:
    found = ClauseRetriever(assistant=assistant, k=3).invoke("应用场景重点项目的奖励")
    assert 0 < len(found) <= 3
    for document in found:
        assert document.page_content == corpus().clause(str(document.id)).text
        assert (
            document.metadata["clause_id"] == document.id
            and document.metadata["document_status"] == "effective"
        )
        assert document.metadata["match"] in document.page_content
    scores = [document.metadata["score"] for document in found]
    assert scores == sorted(scores, reverse=True)
    assert f"{PLAN}/2.2" in {document.id for document in found}
    assert asyncio.run(ClauseRetriever(assistant=assistant, k=3).ainvoke("应用场景重点项目的奖励")) == found


def test_retriever_takes_part_in_a_chain(assistant: Assistant) -> None:
    chain = ClauseRetriever(assistant=assistant, k=1) | (lambda found: [item.id for item in found])
    assert chain.invoke("数据要素")


def test_tools_describe_their_inputs_to_a_model(tools: dict[str, Any]) -> None:
    assert list(tools) == ["list_awards", "calculate", "assess"]
    schema = tools["calculate"].get_input_jsonschema()
    assert set(schema["required"]) == {"award_id", "inputs"}
    assert all(item.get("description") for item in schema["properties"].values())


def test_tools_give_what_the_calculator_gives(tools: dict[str, Any]) -> None:
    assert len(tools["list_awards"].invoke({})["awards"]) == 10
    inputs = {"hardware_investment": 3_000_000, "software_investment": "200万元"}
    call = {"award_id": "scenario-project", "inputs": inputs, "as_of": "2026-06-30"}
    assert tools["calculate"].invoke(call)["amount"] == "1600000"
    assert asyncio.run(tools["calculate"].ainvoke(call))["amount"] == "1600000"
    assert len(tools["assess"].invoke({"profile": {"level": "national"}})["assessments"]) == 10


@pytest.mark.parametrize(
    ("name", "call", "said"),
    [
        ("calculate", {"award_id": "lottery", "inputs": {}}, "lottery"),
        ("calculate", {"award_id": "scenario-project", "inputs": {"hardware_investment": "很多"}}, "很多"),
        ("assess", {"profile": {}, "as_of": "soon"}, "YYYY-MM-DD"),
        ("calculate", {"inputs": {}}, "error"),
    ],
)
def test_wrong_call_is_told_to_the_model(tools: dict[str, Any], name: str, call: Any, said: str) -> None:
    result = tools[name].invoke({"type": "tool_call", "id": "1", "name": name, "args": call})
    assert result.status == "error" and said in str(result.content)


def test_example_of_the_guide_runs(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ten lines, as printed; only the building is given the small assistant instead of an index on disk."""
    example = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[0]
    assert len([line for line in example.splitlines() if line.strip()]) <= 10
    monkeypatch.setattr("assistant.build.build_assistant", lambda settings, wait: assistant)
    exec(compile(example, str(GUIDE), "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "1600000"
    assert all(line.startswith(f"{PLAN}/") for line in lines[:-1]) and len(lines) > 1
