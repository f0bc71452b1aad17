"""The running assistant: made in the background, so that the server answers from its first second."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Protocol

from assistant.errors import AssistantError, IndexUnavailable
from assistant.models import Answer, Retrieval

if TYPE_CHECKING:
    from assistant.awards.model import RuleTable
    from assistant.library import Library

log = logging.getLogger(__name__)


class Event(Protocol):
    """One moment of an answer being made: a step begun, a sentence ready, the whole answer."""

    @property
    def kind(self) -> str: ...

    @property
    def data(self) -> str | Answer: ...


class Searcher(Protocol):
    def search(self, text: str, limit: int = 5) -> Retrieval: ...


class PolicyAssistant(Protocol):
    """What the faces (HTTP, pages, command line) need of the assistant."""

    @property
    def library(self) -> Library: ...

    @property
    def rules(self) -> RuleTable: ...

    @property
    def retriever(self) -> Searcher: ...

    @property
    def versions(self) -> Mapping[str, str]: ...

    def ask(self, question: str, session_id: str | None = None, as_of: date | None = None) -> Answer: ...

    def stream(
        self,
        question: str,
        session_id: str | None = None,
        as_of: date | None = None,
        after: str | None = None,
    ) -> Iterator[Event]: ...

    def take_in(self, question: str, session_id: str, as_of: date | None, after: str) -> None: ...

    def knows(self, session_id: str) -> bool: ...

    def forget(self, session_id: str) -> bool: ...

    def ready(self) -> Mapping[str, str]: ...


Builder = Callable[[], PolicyAssistant]


class Service:
    """Holds the assistant once it is there; until then says what is not ready."""

    def __init__(self, source: PolicyAssistant | Builder) -> None:
        self._builder = source if callable(source) else None
        self._assistant = None if callable(source) else source
        self._failure: Exception | None = None
        self._finished = threading.Event()

    def start(self, then: Callable[[], None] = lambda: None) -> None:
        """Build in a daemon thread, then call `then` there whether it succeeded or not."""
        threading.Thread(target=self._build, args=(then,), name="build-assistant", daemon=True).start()

    def _build(self, then: Callable[[], None]) -> None:
        try:
            if self._assistant is None and self._builder is not None:
                self._assistant = self._builder()
        except Exception as error:
            log.exception("the assistant could not be built")
            self._failure = error
        finally:
            self._finished.set()
            then()

    @property
    def assistant(self) -> PolicyAssistant:
        """The assistant.

        Raises:
            IndexUnavailable: it is still being built, or could not be, and why.
        """
        if self._assistant is not None:
            return self._assistant
        if isinstance(self._failure, AssistantError):
            raise IndexUnavailable(f"助手没有建成：{self._failure}")
        if self._failure is not None:
            raise IndexUnavailable("助手启动失败，详见服务日志 (start-up failed, see the server's log)")
        raise IndexUnavailable("正在启动，请稍后再试 (starting up, try again in a few seconds)")

    @property
    def failed(self) -> bool:
        return self._failure is not None

    def readiness(self) -> Mapping[str, str]:
        """State of each part: `ok`, `loading`, or what is wrong."""
        try:
            return self.assistant.ready()
        except AssistantError as error:
            return {"assistant": str(error) if self._failure else "loading"}

    @property
    def ready(self) -> bool:
        """Whether everything that answers is loaded; a part that failed for good does not block the rest."""
        return self._assistant is not None and "loading" not in self._assistant.ready().values()
