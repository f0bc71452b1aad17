"""What is evaluated: the assistant in this process, or one that serves at an address."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from eval.records import Found, Json

if TYPE_CHECKING:
    from assistant.models import Passage
    from assistant.pipeline import Assistant
    from eval.replies import KeptReplies

EVERY_CLAUSE = 200
"""More than a corpus has that fits one evaluation: rankings are kept whole, so that any k can be scored."""


class TargetError(RuntimeError):
    """The assistant under evaluation cannot be reached at all: address, what happened."""


class Target(Protocol):
    def ask(self, question: str, session: str, as_of: date) -> Json: ...

    def find(self, question: str) -> tuple[Found, ...] | None: ...

    def forget(self, session: str) -> None: ...

    def replayed(self) -> int:
        """How often a model's reply came from a file so far."""

    def versions(self) -> Mapping[str, Any]: ...


class InProcess:
    def __init__(self, assistant: Assistant, replies: KeptReplies | None = None) -> None:
        """`replies`: what stands between the assistant and its model."""
        self._assistant, self._replies = assistant, replies

    def ask(self, question: str, session: str, as_of: date) -> Json:
        from assistant import wire

        return wire.answer(self._assistant.ask(question, session_id=session, as_of=as_of))

    def find(self, question: str) -> tuple[Found, ...] | None:
        result = self._assistant.retriever.search(question, limit=EVERY_CLAUSE)
        kept = [_found(item, True) for item in result.kept]
        return (*kept, *(_found(item, False) for item in result.rejected))

    def forget(self, session: str) -> None:
        self._assistant.forget(session)

    def replayed(self) -> int:
        return self._replies.replayed if self._replies else 0

    def versions(self) -> Mapping[str, Any]:
        return dict(self._assistant.versions)


def _found(passage: Passage, kept: bool) -> Found:
    return Found(passage.clause.address, passage.score, passage.dense, passage.lexical, kept)


class OverHttp:
    """A running server. Rankings are not part of its contract, so retrieval stays unscored."""

    def __init__(self, url: str, timeout: float = 60.0) -> None:
        import httpx

        self._client = httpx.Client(base_url=url.rstrip("/"), timeout=timeout)
        try:
            self._client.get("/readyz").raise_for_status()
        except httpx.HTTPError as error:
            raise TargetError(f"{url}: not ready ({error}); start it with `make serve`") from error

    def ask(self, question: str, session: str, as_of: date) -> Json:
        body = {"question": question, "session_id": session, "as_of": as_of.isoformat()}
        for _ in range(5):
            response = self._client.post("/api/ask", json=body)
            if response.status_code != 429:
                break
            time.sleep(min(float(response.headers.get("Retry-After", "1")), 30.0))
        if response.is_error:
            raise TargetError(f"HTTP {response.status_code}: {response.text[:500]}")
        answer: Json = response.json()
        return answer

    def find(self, question: str) -> tuple[Found, ...] | None:
        return None

    def forget(self, session: str) -> None:
        """Sessions of a server end by themselves."""

    def replayed(self) -> int:
        return 0

    def versions(self) -> Mapping[str, Any]:
        return {"url": str(self._client.base_url)}
