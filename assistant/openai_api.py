"""The OpenAI-compatible face: any chat front end can talk to the assistant, and shows its sources."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from assistant import openai_wire, wire
from assistant.api_errors import ApiError
from assistant.errors import AssistantError
from assistant.metrics import Metrics
from assistant.models import Answer
from assistant.openai_bodies import ChatBody
from assistant.openai_wire import Reply
from assistant.replay import Place, find_place
from assistant.service import Event, PolicyAssistant, Service

log = logging.getLogger(__name__)
router = APIRouter(tags=["openai"])

_CREATED = 1_758_988_800
"""2025-09-28 in Shanghai, when the policy came into force: clients want a date, and only sort by it."""


@router.get("/v1/models", summary="The one model there is")
async def models() -> Response:
    return _json({"object": "list", "data": [openai_wire.model(_CREATED)]})


@router.get("/v1/models/{model_id:path}", summary="One model")
async def model(model_id: str) -> Response:
    _check_model(model_id)
    return _json(openai_wire.model(_CREATED))


@router.post("/v1/chat/completions", summary="Answer a conversation, whole or streamed")
def chat(body: ChatBody, request: Request) -> Response:
    """As OpenAI's; the whole Answer rides in the field `policy_assistant`, last in a stream.

    The last user message is the question and the earlier ones are its conversation. Instructions of the
    roles system and developer are not followed. `session_id` names a conversation kept here instead.
    """
    _check_model(body.model)
    service: Service = request.app.state.service
    metrics: Metrics = request.app.state.metrics
    assistant = service.assistant
    try:
        turns = body.turns(request.app.state.max_question_chars)
    except ValueError as error:
        raise ApiError(400, "invalid_request", str(error), {"param": "messages"}) from error
    events = _events(assistant, body, turns)
    reply = Reply("\n".join(turns))
    if not body.stream:
        answer = next(event.data for event in events if isinstance(event.data, Answer))
        metrics.count(answer)
        return _json(reply.whole(answer))
    counted = bool(body.stream_options and body.stream_options.include_usage)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    stream = _streamed(events, reply, metrics, counted)
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


def _check_model(name: str) -> None:
    if name != openai_wire.MODEL:
        message = f"没有模型 {name!r:.80}；可用：{openai_wire.MODEL} (no such model)"
        raise ApiError(404, "model_not_found", message, {"param": "model"})


def _events(assistant: PolicyAssistant, body: ChatBody, turns: list[str]) -> Iterator[Event]:
    """The answer being made: in the caller's own session, or where its history leads."""
    if body.session_id:
        return assistant.stream(turns[-1], body.session_id, body.as_of)
    place: Place = find_place(assistant, turns, body.as_of, body.user or "")
    return assistant.stream(turns[-1], place.session_id, body.as_of, place.after)


def _streamed(events: Iterator[Event], reply: Reply, metrics: Metrics, counted: bool) -> Iterator[str]:
    """Write chunks; the status line is out already, so a failure becomes a chunk of its own."""
    sent = ""
    yield _chunk(reply.chunk({"role": "assistant", "content": ""}))
    try:
        for event in events:
            if isinstance(event.data, Answer):
                metrics.count(event.data)
                text = openai_wire.sources(event.data)
                sent += text
                if text:
                    yield _chunk(reply.chunk({"content": text}))
                yield _chunk(reply.last(event.data))
            elif event.kind == "sentence":
                text = ("\n\n" if sent else "") + event.data
                sent += text
                yield _chunk(reply.chunk({"content": text}))
        if counted:
            yield _chunk(reply.counted(sent))
    except AssistantError as error:
        yield _chunk(openai_wire.error(503, error.code, str(error)))
    except Exception:
        log.exception("a streamed answer failed")
        yield _chunk(
            openai_wire.error(500, "internal", "内部错误，已记入日志 (internal error; it has been logged)")
        )
    yield "data: [DONE]\n\n"


def _chunk(value: wire.Json) -> str:
    return f"data: {wire.dumps(value)}\n\n"


def _json(value: wire.Json) -> Response:
    return Response(wire.dumps(value), media_type="application/json")
