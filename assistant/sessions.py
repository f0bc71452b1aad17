"""Where conversations are kept: a LangGraph checkpointer that forgets what is old.

Imported where an assistant is made, since LangGraph takes a second to load.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)

from assistant.config import Settings
from assistant.errors import ConfigError, SessionsUnavailable

log = logging.getLogger(__name__)

_MOST_BETWEEN_SWEEPS = 3600.0
_UUID_EPOCH = datetime(1582, 10, 15, tzinfo=UTC)


class Database(Protocol):
    """What a store must do beside LangGraph's own calls."""

    @property
    def saver(self) -> BaseCheckpointSaver[Any]: ...

    @property
    def failures(self) -> tuple[type[Exception], ...]:
        """What its driver raises when the database cannot be used."""

    def keep_latest(self, thread_id: str) -> None:
        """Delete all checkpoints of a thread but the last."""

    def delete_older(self, checkpoint_id: str) -> int:
        """Delete the threads whose last checkpoint sorts before `checkpoint_id`; how many."""

    def close(self) -> None: ...


class Sessions(BaseCheckpointSaver[Any]):
    """A checkpointer over a database; a conversation unused for `lifetime` is as if it had never been.

    Two turns of one session at once are both answered; the session then knows what the later one leaves.
    """

    def __init__(
        self, database: Database, lifetime: timedelta | None, now: Callable[[], datetime] | None = None
    ) -> None:
        super().__init__(serde=database.saver.serde)
        self._database, self._saver, self._lifetime = database, database.saver, lifetime
        self._now = now or (lambda: datetime.now(UTC))
        self._sweeping = threading.Lock()
        self._swept = time.monotonic()
        self.sweep()

    # --- what LangGraph calls ---

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        with self._translated():
            found = self._saver.get_tuple(config)
        if found is None or not self._expired(found):
            return found
        self.delete_thread(str(config["configurable"]["thread_id"]))
        return None

    def list(self, config: RunnableConfig | None, **options: Any) -> Iterator[CheckpointTuple]:
        with self._translated():
            yield from self._saver.list(config, **options)

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        with self._translated():
            saved = self._saver.put(config, checkpoint, metadata, new_versions)
            self._database.keep_latest(str(config["configurable"]["thread_id"]))
        if self._lifetime and time.monotonic() - self._swept > self._sweep_every(self._lifetime):
            self.sweep()
        return saved

    def put_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        """Keep nothing of an unfinished turn: it is asked again, never resumed."""

    def delete_thread(self, thread_id: str) -> None:
        with self._translated():
            self._saver.delete_thread(thread_id)

    def get_next_version(self, current: Any, channel: None) -> Any:
        return self._saver.get_next_version(current, channel)

    # --- what the service calls ---

    def sweep(self) -> int:
        """Delete the expired conversations; how many. Another thread's sweep is not waited for."""
        if self._lifetime is None or not self._sweeping.acquire(blocking=False):
            return 0
        try:
            with self._translated():
                count = self._database.delete_older(_checkpoint_id(self._now() - self._lifetime))
        finally:
            self._swept = time.monotonic()
            self._sweeping.release()
        if count:
            log.info("%d expired sessions deleted", count)
        return count

    def close(self) -> None:
        self._database.close()

    def _expired(self, found: CheckpointTuple) -> bool:
        age = self._now() - datetime.fromisoformat(found.checkpoint["ts"])
        return self._lifetime is not None and age > self._lifetime

    @staticmethod
    def _sweep_every(lifetime: timedelta) -> float:
        return min(lifetime.total_seconds() / 10, _MOST_BETWEEN_SWEEPS)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Say that the store failed, without the driver's words: they may hold the address and password."""
        try:
            yield
        except self._database.failures as error:
            log.error("the session store failed: %s", error)
            raise SessionsUnavailable("会话库暂时不可用，请稍后再试 (session store unavailable)") from error


def open_sessions(settings: Settings) -> Sessions:
    """Open the store that the settings name and delete from it what has expired.

    Raises:
        ConfigError: the address is of no known kind, or the file cannot be used.
        SessionsUnavailable: the database server does not answer.
    """
    url, lifetime = settings.database_url, timedelta(hours=settings.session_ttl_hours) or None
    if url.startswith(("postgresql://", "postgres://")):
        from assistant.sessions_postgres import PostgresDatabase

        return Sessions(PostgresDatabase(url), lifetime)
    if url and not url.startswith("sqlite:///"):
        kind = url.split(":", 1)[0]
        raise ConfigError(
            f"POLICY_ASSISTANT_DATABASE_URL 以 {kind!r} 开头：可用 sqlite:///路径 或 postgresql://用户:密码@主机/库名"
        )
    from assistant.sessions_sqlite import SqliteDatabase

    path = Path(url.removeprefix("sqlite:///")) if url else settings.data_dir / "sessions.sqlite"
    return Sessions(SqliteDatabase(path), lifetime)


def _checkpoint_id(moment: datetime) -> str:
    """The least checkpoint id of a moment: ids are UUIDs of version 6, which sort by time."""
    ticks = int((moment - _UUID_EPOCH) / timedelta(microseconds=1)) * 10
    digits = f"{ticks >> 12:012x}"
    return f"{digits[:8]}-{digits[8:]}-6{ticks & 0xFFF:03x}-8000-000000000000"
