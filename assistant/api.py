"""The HTTP face: one application that answers from its first second and says so while it loads."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from importlib.metadata import version

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from fastapi_offline import FastAPIOffline
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant import api_answers, api_awards, api_clauses, api_errors, openai_api, wire
from assistant.api_guards import MAX_HISTORY_BYTES, BodyLimit, RateLimit
from assistant.config import Settings
from assistant.mcp_server import McpFace
from assistant.metrics import Measured, Metrics
from assistant.service import Builder, PolicyAssistant, Service

log = logging.getLogger(__name__)

PageBuilder = Callable[[Service], FastAPI]
"""Makes the page to show at `/`; called once the assistant is there."""

_API_PATHS = ("/api/", "/v1/", "/mcp")
_STARTING = """<!doctype html><html lang="zh-Hans"><meta charset="utf-8">
<meta http-equiv="refresh" content="2"><meta name="viewport" content="width=device-width">
<title>政策助手</title>
<body style="font:16px/1.7 system-ui,sans-serif;display:grid;place-items:center;height:90vh;color:#334">
<p role="status">政策助手正在启动，页面会自动刷新……</p></body></html>"""


def create_app(
    assistant: PolicyAssistant | Builder, settings: Settings, page: PageBuilder | None = None
) -> FastAPI:
    """Make the application; a builder is run in the background once the server is up."""
    app = FastAPIOffline(
        title="政策助手 policy-assistant",
        version=version("policy-assistant"),
        description="Answers from the policy's own words: every figure and sentence with its clause.",
        redoc_url=None,
        static_url="/docs-static",
        lifespan=_lifespan,
    )
    app.state.service = Service(assistant)
    app.state.metrics = Metrics()
    app.state.data_dir = settings.data_dir
    app.state.max_question_chars = settings.max_question_chars
    app.state.page_builder, app.state.page = page, None
    app.state.mcp = McpFace(lambda: app.state.service.assistant, settings)
    app.router.routes.append(app.state.mcp.route)
    for part in (api_answers, api_awards, api_clauses, openai_api):
        app.include_router(part.router)
    _add_operations(app)
    api_errors.install(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(BodyLimit, limit=MAX_HISTORY_BYTES, prefix="/v1/")
    if settings.rate_limit_per_minute:
        app.add_middleware(RateLimit, per_minute=settings.rate_limit_per_minute)
    app.add_middleware(Measured, metrics=app.state.metrics)
    app.router.default = _Rest(app)
    return app


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Load in the background: assistant first, then MCP and the page, whose lifespans run inside ours."""
    loop, built = asyncio.get_running_loop(), asyncio.Event()

    def finished() -> None:
        with contextlib.suppress(RuntimeError):  # the server was stopped before loading ended
            loop.call_soon_threadsafe(built.set)

    app.state.service.start(then=finished)
    rest = asyncio.create_task(_serve_rest(app, built))
    try:
        yield
    finally:
        rest.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await rest


async def _serve_rest(app: FastAPI, built: asyncio.Event) -> None:
    """One after the other, since modules that import each other must not be loaded by two threads at once."""
    await built.wait()
    async with contextlib.AsyncExitStack() as serving:
        try:
            await serving.enter_async_context(app.state.mcp.running())
        except Exception:
            log.exception("MCP could not be started; the rest of the API keeps serving")
        await _serve_page(app)
        await asyncio.Event().wait()


async def _serve_page(app: FastAPI) -> None:
    if app.state.page_builder is None or app.state.service.failed:
        return
    try:
        page: FastAPI = await asyncio.to_thread(app.state.page_builder, app.state.service)
        async with page.router.lifespan_context(page):
            app.state.page = page
            await asyncio.Event().wait()
    except Exception:
        log.exception("the page could not be made; the API keeps serving")


class _Rest:
    """Everything that is no call of ours: the page, or a 404 in JSON below the API's paths."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        state, path = self.app.state, scope.get("path", "")
        target: ASGIApp = self.app.router.not_found
        if not path.startswith(_API_PATHS):
            if state.page is not None:
                target = state.page
            elif path == "/" and state.page_builder is not None and not state.service.failed:
                target = HTMLResponse(_STARTING, headers={"Cache-Control": "no-store"})
        await target(scope, receive, send)


def _add_operations(app: FastAPI) -> None:
    service: Service = app.state.service
    metrics: Metrics = app.state.metrics

    @app.get("/healthz", tags=["operations"], summary="The process answers")
    async def healthz() -> Response:
        return Response('{"status": "ok"}', media_type="application/json")

    @app.get("/readyz", tags=["operations"], summary="Index and models are loaded")
    async def readyz() -> Response:
        state = dict(service.readiness())
        if not service.ready:
            message = "尚未就绪 (not ready)"
            retry = {"Retry-After": str(api_errors.RETRY_SECONDS)}
            return api_errors.error_response(503, "not_ready", message, state, retry)
        page = "none" if app.state.page_builder is None else "ok" if app.state.page else "loading"
        # A part that failed for good takes no answers away, only some of their quality: say so, and go on.
        failed = state.get("embedding", "ok") != "ok" or state.get("llm", "").startswith("extractive（")
        status = "degraded" if failed else "ready"
        body = {"status": status, **state, "page": page, "versions": dict(service.assistant.versions)}
        return Response(wire.dumps(body), media_type="application/json")

    @app.get("/metrics", tags=["operations"], summary="Prometheus metrics")
    async def metrics_page(_: Request) -> Response:
        return Response(metrics.render(service.ready), media_type=metrics.content_type)
