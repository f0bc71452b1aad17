"""The local model: llama.cpp in this process, reached over the loopback like any OpenAI-compatible server."""

from __future__ import annotations

import atexit
import os
import secrets
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from assistant.errors import ModelError
from assistant.llm import Requests, connect
from assistant.model_store import QWEN, ModelStore
from assistant.protocols import ChatModel, Message, Usage

CONTEXT_TOKENS = 8_192
PROMPT_CACHE_MIB = 256
CLOSED = "正在关闭"
_MOST_SECONDS_TO_CLOSE = 5.0


class LocalModel:
    """A chat model that is being loaded; until it is there every call fails at once, and is told why."""

    def __init__(self, data_dir: Path, threads: int, timeout: float) -> None:
        """`threads`: 0 is one per core. `timeout`: seconds for one reply."""
        self._store, self._threads, self._timeout = ModelStore(data_dir), threads, timeout
        self._model: ChatModel | None = None
        self._server: Any = None
        self._requests = Requests()
        self.state = "loading"

    @property
    def name(self) -> str:
        return f"local:{QWEN.name}"

    def start(self, wait: bool, ahead: Sequence[Sequence[Message]] = ()) -> None:
        """Load the model in the background. `ahead`: beginnings of prompts, read before the first question."""
        thread = threading.Thread(target=self._load, args=(ahead,), name="load-llm", daemon=True)
        thread.start()
        if wait:
            thread.join()

    def close(self) -> None:
        """End the replies under way, then the server: one that is stopped while it writes breaks the process."""
        self._model, self.state = None, CLOSED
        if self._requests.wait(_MOST_SECONDS_TO_CLOSE):
            self._server = None

    def _load(self, ahead: Sequence[Sequence[Message]]) -> None:
        try:
            if not self._store.present:
                raise ModelError("没有本地模型，请运行 policy-assistant models pull")
            self._server, address, key = start_server(self._store.path, self._threads)
            atexit.register(self.close)
            name = f"openai:{QWEN.name}"
            model = connect(name, f"{address}/v1", key, self._timeout, self.name, self._requests)
            for beginning in ahead:
                _read_ahead(model, beginning)
            self._model, self.state = model, self.name
        except Exception as error:  # whatever stops the model, answers stay extractive
            self.state = f"extractive（本地模型没有启动：{error}）"

    def stream(
        self, messages: Sequence[Message], spent: Callable[[Usage], None] | None = None
    ) -> Generator[str, None, None]:
        if self._model is None:
            raise ModelError(f"本地模型不能用：{self.state}")
        with closing(self._model.stream(messages, spent)) as stream:
            for piece in stream:
                if self.state == CLOSED:
                    raise ModelError(f"本地模型不能用：{CLOSED}")
                yield piece


def start_server(path: Path, threads: int = 0) -> tuple[Any, str, str]:
    """Start llama.cpp on a free loopback port; the server object, its address and the key it asks for.

    Raises:
        ModelError: llama.cpp cannot load the file.
    """
    import xllamacpp

    key = secrets.token_urlsafe(24)
    settings = xllamacpp.CommonParams()
    settings.model.path = str(path)
    settings.n_ctx, settings.n_parallel = CONTEXT_TOKENS, 1
    settings.hostnames, settings.port, settings.api_keys = ["127.0.0.1"], 0, [key]
    settings.cache_prompt, settings.cache_ram_mib = True, PROMPT_CACHE_MIB
    settings.endpoint_slots = settings.ui = False
    settings.verbosity = -1
    for processor in (settings.cpuparams, settings.cpuparams_batch):
        processor.n_threads = threads or os.cpu_count() or 1
        processor.poll = 0  # waiting threads sleep: the cores are shared with the rest of the service
    try:
        server = xllamacpp.Server(settings)
    except Exception as error:
        raise ModelError(f"llama.cpp 打不开 {path}：{error}") from error
    return server, str(server.listening_address), key


def _read_ahead(model: ChatModel, beginning: Sequence[Message]) -> None:
    """Have the unchanging beginning of a prompt read before the first question comes."""
    reply = model.stream([*beginning, Message("user", "好")])
    next(reply, "")
    reply.close()
