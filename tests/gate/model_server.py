"""A real OpenAI-compatible server on the loopback that says what a test tells it to."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from assistant.llm import connect
from assistant.protocols import ChatModel

Speech = Callable[[list[dict[str, str]]], Iterator[str]]
"""Messages → pieces of the reply; a piece that begins with ':' is sent as it is, as a comment to keep alive."""


@contextmanager
def model_server(speech: Speech) -> Iterator[str]:
    """Serve `speech` and give the address of its API."""
    app = FastAPI()

    @app.post("/v1/chat/completions")
    async def complete(request: Request) -> StreamingResponse:
        body = await request.json()
        assert body["stream"] is True and body["temperature"] == 0
        return StreamingResponse(_events(speech(body["messages"])), media_type="text/event-stream")

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", access_log=False, ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        finally:
            server.should_exit = server.force_exit = True
            thread.join(timeout=10)


def model_at(address: str, timeout: float = 20) -> ChatModel:
    return connect("openai:liar", address, "secret", timeout)


def _events(pieces: Iterator[str]) -> Iterator[str]:
    for piece in pieces:
        yield f"{piece}\n\n" if piece.startswith(":") else _event({"content": piece})
    yield _event({}, "stop") + "data: [DONE]\n\n"


def _event(delta: dict[str, Any], finish: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "liar", "choices": [choice]}
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"
