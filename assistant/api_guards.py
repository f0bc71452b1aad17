"""What stands before the API: the size of a body and, where asked for, the rate of one caller."""

from __future__ import annotations

import math
import time
from collections import deque

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api_errors import error_response

MAX_BODY_BYTES = 64 * 1024
MAX_HISTORY_BYTES = 1024 * 1024
"""For calls that retell a whole conversation."""
LIMITED = ("/api/", "/v1/", "/mcp")
_MAX_CALLERS = 10_000


class BodyLimit:
    """Refuse a body above the limit before anything parses it, announced or streamed."""

    def __init__(self, app: ASGIApp, limit: int = MAX_BODY_BYTES, prefix: str = "/api/") -> None:
        self.app, self.limit, self.prefix = app, limit, prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(self.prefix) or scope["method"] == "GET":
            await self.app(scope, receive, send)
            return
        body = await self._read(receive)
        if body is None:
            message = f"请求正文超过 {self.limit // 1024} KiB (body too large)"
            detail = {"limit_bytes": self.limit}
            # The rest of the body is not read, so the connection cannot be used again.
            response = error_response(413, "body_too_large", message, detail, {"Connection": "close"})
            await response(scope, receive, send)
            return
        await self.app(scope, _replay(body, receive), send)

    async def _read(self, receive: Receive) -> bytes | None:
        """Collect the body; None where it is too large."""
        parts: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return b"".join(parts)
            part = message.get("body", b"")
            size += len(part)
            if size > self.limit:
                return None
            parts.append(part)
            if not message.get("more_body", False):
                return b"".join(parts)


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


class RateLimit:
    """At most `per_minute` calls of one address in any minute; in this process only."""

    def __init__(self, app: ASGIApp, per_minute: int) -> None:
        self.app, self.per_minute = app, per_minute
        self._calls: dict[str, deque[float]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(LIMITED):
            wait = self._wait((scope.get("client") or ("unknown", 0))[0], time.monotonic())
            if wait:
                message = f"请求过于频繁，请 {wait} 秒后再试 (too many requests)"
                detail = {"limit_per_minute": self.per_minute}
                response = error_response(429, "rate_limited", message, detail, {"Retry-After": str(wait)})
                await response(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _wait(self, caller: str, now: float) -> int:
        """Whole seconds to wait; 0 lets the call through and counts it."""
        if len(self._calls) > _MAX_CALLERS:
            self._calls = {name: calls for name, calls in self._calls.items() if now - calls[-1] < 60}
        calls = self._calls.setdefault(caller, deque())
        while calls and now - calls[0] >= 60:
            calls.popleft()
        if len(calls) >= self.per_minute:
            return max(1, math.ceil(60 - (now - calls[0])))
        calls.append(now)
        return 0
