"""What the service counts, for Prometheus."""

from __future__ import annotations

import time

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.models import Answer

_BUCKETS = (0.001, 0.003, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """One registry an application, so that several can live in one process."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "policy_assistant_requests",
            "HTTP requests.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "policy_assistant_request_seconds",
            "Time to answer an HTTP request.",
            ["route"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.answers = Counter(
            "policy_assistant_answers", "Answers by status.", ["status", "answerer"], registry=self.registry
        )
        self.sentences = Counter(
            "policy_assistant_sentences",
            "Sentences of a language model: checked; of these replaced by the extractive one, or withheld.",
            ["outcome"],
            registry=self.registry,
        )
        self.ready = Gauge("policy_assistant_ready", "1 once all parts are loaded.", registry=self.registry)

    def count(self, answer: Answer) -> None:
        self.answers.labels(answer.status.value, answer.answerer).inc()
        checks = answer.checks
        for outcome, number in (
            ("checked", checks.sentences),
            ("replaced", checks.replaced),
            ("withheld", checks.withheld),
        ):
            self.sentences.labels(outcome).inc(number)

    def render(self, ready: bool) -> bytes:
        self.ready.set(ready)
        return generate_latest(self.registry)


class Measured:
    """Counts and times every request; routes, not paths, name it, so that the series stay few."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, begun = 500, time.perf_counter()

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            self.metrics.requests.labels(scope["method"], route, str(status)).inc()
            self.metrics.seconds.labels(route).observe(time.perf_counter() - begun)
