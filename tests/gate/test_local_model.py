"""The real local model, where `models pull` has fetched it: pytest -m model."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.config import load_settings
from assistant.llm import connect
from assistant.local_llm import start_server
from assistant.model_store import ModelStore
from assistant.protocols import ChatModel, Message, Usage
from eval.answers import answer_case
from eval.cases import load_cases
from eval.scorers import score_record
from eval.targets import InProcess
from tests.faces.assistant import corpus
from tests.gate.conftest import Worded

pytestmark = pytest.mark.model
ROOT = Path(__file__).parents[2]
SLICES = (
    "amount",
    "clarification",
    "conditions",
    "dates",
    "english",
    "false_premise",
    "lookup",
    "traditional",
)


@pytest.fixture(scope="module")
def model() -> Iterator[ChatModel]:
    store = ModelStore(ROOT / load_settings().data_dir)
    if not store.present:
        pytest.skip("policy-assistant models pull has not been run")
    server, address, key = start_server(store.path)
    yield connect("openai:local", f"{address}/v1", key, 300)
    del server


def test_prefix_is_read_once(model: ChatModel) -> None:
    """The second prompt with the same beginning finds it in the cache."""
    spent: list[Usage] = []
    rules = Message("system", "你是政策助手，只说条文里有的内容。" * 10)
    for question in ("什么是场景券？", "谁牵头？"):
        assert "".join(model.stream([rules, Message("user", question)], spent.append))
    assert spent[1].cached > 0.7 * spent[1].prompt


@pytest.mark.parametrize("name", SLICES)
def test_facts_are_those_of_the_extractive_answer(
    assistant_with: Worded, model: ChatModel, name: str
) -> None:
    """Wording differs; verdicts, amounts, citations and status do not, and no figure is without proof."""
    case = next(item for item in load_cases() if item.slice == name and item.covered)
    plain = answer_case(InProcess(assistant_with(None)), case).answer
    record = answer_case(InProcess(assistant_with(model)), case)
    assert plain is not None and record.answer is not None
    for key in ("status", "citations", "awards", "clarification", "understood"):
        assert record.answer[key] == plain[key]
    assert score_record(case, record, corpus())["figures"].value != 0


_LEAVES = """
import sys, threading
from pathlib import Path
from assistant.local_llm import LocalModel
from assistant.protocols import Message
model = LocalModel(Path(sys.argv[1]), 0, 60)
model.start(wait=True)
begun = threading.Event()
def write():
    for _ in model.stream([Message("user", "写一首很长的诗")]):
        begun.set()
threading.Thread(target=write, daemon=True).start()
begun.wait(60)
"""


def test_process_ends_in_the_middle_of_a_reply(model: ChatModel) -> None:
    """A server that is stopped while it writes would break the process at its end."""
    data_dir = str(ROOT / load_settings().data_dir)
    ended = subprocess.run([sys.executable, "-c", _LEAVES, data_dir], cwd=ROOT, timeout=120)
    assert ended.returncode == 0
