"""Starts the server: index first where there is none, then API and page on one port."""

from __future__ import annotations

import logging
import socket
from typing import TYPE_CHECKING

from assistant.errors import ConfigError, IndexUnavailable, ModelError
from ui import terminal

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant.config import Settings
    from assistant.service import PolicyAssistant, Service

_SHUTDOWN_SECONDS = 5


def run(settings: Settings, *, prepare: bool = False) -> None:
    """Serve until stopped; with `prepare`, model and index are brought up to date first, in this process.

    Raises:
        ConfigError: the address cannot be listened on.
        AssistantError: `prepare`, and model, corpus or index cannot be used.
    """
    with listen(settings.host, settings.port) as listening:
        if prepare:
            _bring_up_to_date(settings)
        else:
            _ensure_index(settings)
        _ensure_model(settings)
        _serve(settings, listening)


def _serve(settings: Settings, listening: socket.socket) -> None:
    import uvicorn

    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    config = uvicorn.Config(
        make_app(settings),
        log_config=None,
        log_level=settings.log_level.lower(),
        access_log=False,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{port}"
    terminal.console().print(
        f"政策助手：{address}  （接口说明 {address}/docs，Ctrl-C 停止）", markup=False, soft_wrap=True
    )
    uvicorn.Server(config).run(sockets=[listening])


def make_app(settings: Settings) -> FastAPI:
    """The application with its page; the assistant is built once the server is up."""
    from assistant.api import create_app

    def assistant() -> PolicyAssistant:
        from assistant.build import build_assistant

        return build_assistant(settings)

    def page(service: Service) -> FastAPI:
        from ui.app import build_page

        return build_page(service, settings.max_question_chars)

    return create_app(assistant, settings, page)


def listen(host: str, port: int) -> socket.socket:
    """Take the address before anything heavy is loaded, so that a taken port is told at once."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen()
        except OSError:
            listening.close()
            raise
    except OSError as error:
        raise ConfigError(
            f"无法监听 {host}:{port}（{error.strerror or error}）。换一个端口：make serve PORT=8080，"
            "或设置 POLICY_ASSISTANT_PORT / POLICY_ASSISTANT_HOST。"
        ) from error
    return listening


def _bring_up_to_date(settings: Settings) -> None:
    from ui.indexing import build_index
    from ui.preparing import prepare_embedded

    prepare_embedded(settings)
    build_index(settings, quiet=True)


def _ensure_model(settings: Settings) -> None:
    """Fetch the local model where it is asked for and missing; without it the answers stay extractive."""
    from assistant.model_store import ModelStore
    from ui.modelling import pull

    if settings.llm != "local" or ModelStore(settings.data_dir).present:
        return
    try:
        pull(settings)
    except ModelError as error:
        terminal.print_mistake(f"{error}。先用抽取式回答。")


def _ensure_index(settings: Settings) -> None:
    from assistant.search.index import current_snapshot

    try:
        current_snapshot(settings.data_dir)
    except IndexUnavailable:
        from ui.indexing import build_index

        build_index(settings, quiet=True)
