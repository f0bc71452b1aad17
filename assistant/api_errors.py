"""Every error answer of the API: JSON that says what was wrong and what to do."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant import openai_wire, wire
from assistant.errors import AssistantError, IndexUnavailable, ModelError, SessionsUnavailable

log = logging.getLogger(__name__)

RETRY_SECONDS = 3
_MESSAGES = {
    400: "请求无法解析：正文应是 UTF-8 编码的 JSON (the body must be JSON in UTF-8)",
    404: "没有这个地址，接口说明见 /docs (no such address; see /docs)",
    405: "这个地址不接受此方法 (method not allowed here)",
}
_REASONS = {
    "missing": "缺少必填项",
    "string_type": "应是文字",
    "dict_type": "应是 JSON 对象",
    "model_attributes_type": "应是 JSON 对象，并带请求头 Content-Type: application/json",
}


class ApiError(Exception):
    """An answer other than 2xx that the API gives on purpose."""

    def __init__(
        self, status: int, code: str, message: str, detail: Any = None, retry_after: int = 0
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.detail = status, code, message, detail
        self.retry_after = retry_after


def error_response(
    status: int, code: str, message: str, detail: Any = None, headers: dict[str, str] | None = None
) -> Response:
    return _Failure(status, code, message, detail, headers)


class _Failure(Response):
    """Takes the form of the face it is sent to: ours, or OpenAI's, which knows no 422."""

    def __init__(
        self, status: int, code: str, message: str, detail: Any, headers: dict[str, str] | None
    ) -> None:
        body = wire.dumps({"error": {"code": code, "message": message, "detail": detail}})
        super().__init__(body, status, headers, media_type="application/json")
        self._error, self._extra_headers = (code, message, detail), headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not scope["path"].startswith("/v1/"):
            await super().__call__(scope, receive, send)
            return
        status = 400 if self.status_code == 422 else self.status_code
        body = wire.dumps(openai_wire.error(status, *self._error))
        await Response(body, status, self._extra_headers, media_type="application/json")(scope, receive, send)


def _api_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after else None
    return error_response(error.status, error.code, error.message, error.detail, headers)


def _assistant_error(request: Request, error: Exception) -> Response:
    """Say 503 where trying again may help; anything else the product raises is our own fault: 500."""
    assert isinstance(error, AssistantError)
    if isinstance(error, IndexUnavailable | ModelError | SessionsUnavailable):
        return error_response(503, error.code, str(error), None, {"Retry-After": str(RETRY_SECONDS)})
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return error_response(500, error.code, str(error))


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "_")
    message = _MESSAGES.get(error.status_code, str(error.detail))
    headers = dict(error.headers or {})
    allowed = headers.get("Allow") or headers.get("allow")
    detail = {"path": request.url.path} | ({"allowed": allowed} if allowed else {})
    return error_response(error.status_code, code, message, detail, headers)


def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = error.errors()
    if found and found[0]["type"] == "json_invalid":
        detail = {"position": found[0]["loc"][-1], "reason": str(found[0].get("ctx", {}).get("error", ""))}
        return error_response(400, "malformed_json", _MESSAGES[400], detail)
    problems = [_problem(item) for item in found]
    message = "；".join(": ".join(filter(None, (item["field"], item["reason"]))) for item in problems)
    return error_response(422, "invalid_request", message, problems)


def _problem(item: dict[str, Any]) -> dict[str, str]:
    place: Sequence[Any] = [part for part in item["loc"] if part not in ("body", "query", "path")]
    reason = _REASONS.get(item["type"], item["msg"].removeprefix("Value error, "))
    return {"field": ".".join(str(part) for part in place), "reason": reason}


class Unforeseen:
    """Turns what nobody foresaw into a logged 500. Raised further, it would cut the caller's connection."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception:
            if scope["type"] != "http" or started:
                raise
            log.exception("%s %s failed", scope["method"], scope["path"])
            message = "内部错误，已记入日志 (internal error; it has been logged)"
            await error_response(500, "internal", message)(scope, receive, send)


def install(app: FastAPI) -> None:
    app.add_exception_handler(ApiError, _api_error)
    app.add_exception_handler(AssistantError, _assistant_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_middleware(Unforeseen)
