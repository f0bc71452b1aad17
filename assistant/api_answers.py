"""Asking: whole answers, streamed answers, and forgetting a conversation."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from assistant import wire
from assistant.accepted import check_length, check_session_id
from assistant.api_bodies import AskBody
from assistant.api_errors import ApiError
from assistant.errors import AssistantError
from assistant.metrics import Metrics
from assistant.models import Answer
from assistant.service import Event, PolicyAssistant, Service

log = logging.getLogger(__name__)
router = APIRouter(tags=["ask"])


@router.post("/api/ask", summary="Ask a question")
def ask(body: AskBody, request: Request) -> Response:
    assistant = _ready_to_take(body, request)
    answer = assistant.ask(body.question, body.session_id, body.as_of)
    _metrics(request).count(answer)
    return Response(wire.dumps(wire.answer(answer)), media_type="application/json")


@router.post("/api/ask/stream", summary="Ask a question, answered as server-sent events")
def ask_stream(body: AskBody, request: Request) -> Response:
    """Events: `step` {text}, `sentence` {text}, `answer` (as POST /api/ask gives it), `error`."""
    assistant = _ready_to_take(body, request)
    events = assistant.stream(body.question, body.session_id, body.as_of)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(
        _server_sent(events, _metrics(request)), media_type="text/event-stream", headers=headers
    )


@router.delete("/api/sessions/{session_id}", summary="Forget a conversation")
def forget(session_id: str, request: Request) -> Response:
    service: Service = request.app.state.service
    try:
        check_session_id(session_id)
    except ValueError as error:
        raise ApiError(422, "invalid_request", str(error)) from error
    if not service.assistant.forget(session_id):
        raise ApiError(404, "unknown_session", f"没有会话 {session_id!r} (no such session)")
    return Response(wire.dumps({"session_id": session_id, "forgotten": True}), media_type="application/json")


def _ready_to_take(body: AskBody, request: Request) -> PolicyAssistant:
    limit: int = request.app.state.max_question_chars
    try:
        check_length(body.question, limit)
    except ValueError as error:
        detail = {"limit": limit, "length": len(body.question)}
        raise ApiError(422, "question_too_long", str(error), detail) from error
    service: Service = request.app.state.service
    return service.assistant


def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.app.state.metrics
    return metrics


def _server_sent(events: Iterator[Event], metrics: Metrics) -> Iterator[str]:
    """Write events; the status line is out already, so a failure becomes an event of its own."""
    try:
        for event in events:
            if isinstance(event.data, Answer):
                metrics.count(event.data)
                yield _event(event.kind, wire.answer(event.data))
            else:
                yield _event(event.kind, {"text": event.data})
    except AssistantError as error:
        yield _failed(error.code, str(error))
    except Exception:
        log.exception("a streamed answer failed")
        yield _failed("internal", "内部错误，已记入日志 (internal error; it has been logged)")


def _failed(code: str, message: str) -> str:
    return _event("error", {"error": {"code": code, "message": message, "detail": None}})


def _event(kind: str, data: wire.Json) -> str:
    return f"event: {kind}\ndata: {wire.dumps(data)}\n\n"
