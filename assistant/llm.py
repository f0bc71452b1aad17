"""The language model: any that langchain can reach, a scripted one for tests, and the breaker before both."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from assistant.errors import ConfigError, ModelError, ModelTimeout
from assistant.protocols import ChatModel, Message, Usage

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

REPLY_TOKENS = 600
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_FAILURES_TO_OPEN = 3
_PAUSE_SECONDS = 30.0


class Requests:
    """Counts the requests that a model's server is busy with."""

    def __init__(self) -> None:
        self._count, self._changed = 0, threading.Condition()

    @contextmanager
    def one(self) -> Iterator[None]:
        with self._changed:
            self._count += 1
        try:
            yield
        finally:
            with self._changed:
                self._count -= 1
                self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Wait until there are none; False where some are left after `seconds`."""
        with self._changed:
            return self._changed.wait_for(lambda: self._count == 0, seconds)


def connect(
    name: str,
    base_url: str,
    api_key: str,
    timeout: float,
    shown: str = "",
    requests: Requests | None = None,
) -> ChatModel:
    """Make the model that `name` (`provider:model`) names, behind a circuit breaker.

    `timeout`: seconds for one whole reply. `shown`: the name that answers carry, if not `name`.
    `requests`: counts those under way.

    Raises:
        ConfigError: the provider is unknown, its package is missing, or it needs a key that is not set.
    """
    provider, colon, model = name.partition(":")
    if not colon or not provider or not model:
        raise ConfigError(
            f"POLICY_ASSISTANT_LLM={name!r}：应写成 提供者:模型，例如 openai:deepseek-chat，或 local，或留空"
        )
    chat = _chat(provider, model, base_url, api_key, timeout)
    return Breaker(LangchainModel(chat, shown or name, timeout, requests))


def _chat(provider: str, model: str, base_url: str, api_key: str, timeout: float) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {"temperature": 0, "timeout": timeout, "max_retries": 0}
    options["max_tokens"] = REPLY_TOKENS
    if base_url:
        options["base_url"] = base_url
    if api_key or (base_url and provider == "openai"):
        options["api_key"] = api_key or "none"  # the client insists on one; most own servers ask for none
    if provider == "openai" and urlsplit(base_url).hostname in _LOOPBACK:
        options |= _direct(timeout)
    try:
        made: BaseChatModel = init_chat_model(model, model_provider=provider, **options)
    except Exception as error:  # each provider's package has errors of its own
        reason = str(error).splitlines()[0][:300] if str(error) else type(error).__name__
        raise ConfigError(f"POLICY_ASSISTANT_LLM={provider}:{model}：无法使用（{reason}）") from error
    return made


def _direct(timeout: float) -> dict[str, Any]:
    """Reach a server on this machine past any proxy, and have it tell what it spent."""
    import httpx

    return {"http_client": httpx.Client(timeout=timeout, trust_env=False), "stream_usage": True}


class LangchainModel:
    """A langchain chat model. The only place that sees its exceptions."""

    def __init__(
        self, chat: BaseChatModel, name: str, timeout: float, requests: Requests | None = None
    ) -> None:
        self._chat, self._name, self._timeout = chat, name, timeout
        self._requests = requests or Requests()

    @property
    def name(self) -> str:
        return self._name

    def stream(
        self, messages: Sequence[Message], spent: Callable[[Usage], None] | None = None
    ) -> Generator[str, None, None]:
        asked = [(item.role, item.content) for item in messages]
        try:
            for chunk in within(self._timeout, lambda: self._reply(asked)):
                if spent is not None and (told := getattr(chunk, "usage_metadata", None)):
                    spent(_usage(told))
                if chunk.text:
                    yield str(chunk.text)
        except Exception as error:
            raise self._translated(error) from error

    def _reply(self, asked: Sequence[tuple[str, str]]) -> Iterator[Any]:
        with self._requests.one():
            yield from self._chat.stream(asked)

    def _translated(self, error: Exception) -> ModelError:
        if isinstance(error, TimeoutError) or "timeout" in type(error).__name__.lower():
            return ModelTimeout(self._late())
        # The provider's own words may repeat the key; they stay in the cause.
        return ModelError(f"语言模型 {self._name} 出错：{type(error).__name__}")

    def _late(self) -> str:
        return f"语言模型 {self._name} 在 {self._timeout:g} 秒内没有写完"


def within(seconds: float, start: Callable[[], Iterator[Any]]) -> Iterator[Any]:
    """Read an iterator in a thread, for `seconds` in all: a server that only keeps the line open ends too.

    Raises:
        TimeoutError: it was not at its end by then; and whatever the iterator raises.
    """
    read: queue.SimpleQueue[Any] = queue.SimpleQueue()
    stop, end = threading.Event(), object()

    def pump() -> None:
        try:
            for item in start():
                read.put(item)
                if stop.is_set():
                    return
            read.put(end)
        except Exception as error:
            read.put(_Raised(error))

    threading.Thread(target=pump, name="read-model", daemon=True).start()
    deadline = time.monotonic() + seconds
    try:
        while (item := _next(read, deadline)) is not end:
            yield item
    finally:
        stop.set()


@dataclass(frozen=True, slots=True)
class _Raised:
    error: Exception


def _next(read: queue.SimpleQueue[Any], deadline: float) -> Any:
    try:
        item = read.get(timeout=max(0.0, deadline - time.monotonic()))
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(item, _Raised):
        raise item.error
    return item


def _usage(told: Any) -> Usage:
    cached = (told.get("input_token_details") or {}).get("cache_read") or 0
    return Usage(told.get("input_tokens", 0), cached, told.get("output_tokens", 0))


class Breaker:
    """Keeps a dead model from costing every question its timeout.

    After `failures` in a row no call goes through for `pause` seconds; then one may try, and decides.
    """

    def __init__(
        self,
        model: ChatModel,
        failures: int = _FAILURES_TO_OPEN,
        pause: float = _PAUSE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._model, self._limit, self._pause, self._clock = model, failures, pause, clock
        self._lock = threading.Lock()
        self._failed = 0
        self._closed_until = 0.0

    @property
    def name(self) -> str:
        return self._model.name

    def stream(
        self, messages: Sequence[Message], spent: Callable[[Usage], None] | None = None
    ) -> Generator[str, None, None]:
        self._enter()
        try:
            yield from self._model.stream(messages, spent)
        except ModelError:
            self._note(failed=True)
            raise
        except GeneratorExit:  # the reader had enough: the model was answering
            self._note(failed=False)
            raise
        self._note(failed=False)

    def _enter(self) -> None:
        with self._lock:
            if self._failed < self._limit:
                return
            if self._clock() < self._closed_until:
                raise ModelError(f"语言模型 {self.name} 接连出错，暂停使用")
            self._closed_until = self._clock() + self._pause  # this call tries; the others keep waiting

    def _note(self, *, failed: bool) -> None:
        with self._lock:
            self._failed = self._failed + 1 if failed else 0
            if self._failed >= self._limit:
                self._closed_until = self._clock() + self._pause


Reply = str | Exception | Sequence[str | Exception]


class ScriptedModel:
    """Replies from a queue: a text, an error, or pieces that may end in an error. Keeps what it was asked."""

    def __init__(self, *replies: Reply, name: str = "scripted", piece: int = 3) -> None:
        self._replies, self._name, self._piece = list(replies), name, piece
        self.asked: list[tuple[Message, ...]] = []

    @property
    def name(self) -> str:
        return self._name

    def stream(
        self, messages: Sequence[Message], spent: Callable[[Usage], None] | None = None
    ) -> Generator[str, None, None]:
        self.asked.append(tuple(messages))
        if not self._replies:
            raise ModelError("the script is at its end")
        reply = self._replies.pop(0)
        for part in [reply] if isinstance(reply, str | Exception) else reply:
            if isinstance(part, Exception):
                raise part
            for start in range(0, len(part), self._piece):
                yield part[start : start + self._piece]
