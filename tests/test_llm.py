"""Connecting to a model: what settings are refused, and that nothing secret is told."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator

import pytest

from assistant.errors import ConfigError, ModelError
from assistant.llm import Requests, connect
from assistant.protocols import Message
from tests.gate.model_server import model_server


@pytest.mark.parametrize("name", ["deepseek-chat", "openai:", ":model", "nobody:model"])
def test_unusable_name_is_refused_with_the_setting(name: str) -> None:
    """The message names the variable and the value."""
    with pytest.raises(ConfigError, match="POLICY_ASSISTANT_LLM"):
        connect(name, "http://127.0.0.1:9/v1", "", 1)


def test_missing_key_is_a_configuration_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """The provider's own server needs one."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ConfigError):
        connect("openai:gpt-x", "", "", 1)


def test_error_does_not_repeat_the_key() -> None:
    """Messages may be shown; the provider's words stay in the cause."""
    model = connect("openai:x", "http://127.0.0.1:9/v1", "sk-very-secret", 2)
    with pytest.raises(ModelError) as caught:
        list(model.stream([Message("user", "好")]))
    assert "secret" not in str(caught.value) and "openai:x" in str(caught.value)


def test_request_is_counted_until_its_server_is_left() -> None:
    """A local server may be stopped only once none is under way; giving a reply up ends it."""

    def endless(_: list[dict[str, str]]) -> Iterator[str]:
        for number in itertools.count():
            time.sleep(0.02)
            yield str(number)

    requests = Requests()
    with model_server(endless) as address:
        model = connect("openai:endless", address, "key", 30, requests=requests)
        reply = model.stream([Message("user", "数数")])
        next(reply)
        assert not requests.wait(0.1)
        reply.close()
        assert requests.wait(5)
