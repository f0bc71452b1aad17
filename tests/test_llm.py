"""Connecting to a model: what settings are refused, and that nothing secret is told."""

from __future__ import annotations

import pytest

from assistant.errors import ConfigError, ModelError
from assistant.llm import connect
from assistant.protocols import Message


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
