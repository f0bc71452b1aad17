"""Conversations in one SQLite file: the default."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.sqlite import SqliteSaver

from assistant.errors import ConfigError

_BUSY_SECONDS = 10.0
_TABLES = ("checkpoints", "writes")


class SqliteDatabase:
    """The file is shared by the threads of one process and, with short waits, by several processes."""

    failures: tuple[type[Exception], ...] = (sqlite3.Error,)

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
            # Deleted conversations are overwritten: they may hold what an enterprise invests.
            self._connection.execute("PRAGMA secure_delete=ON")
            self._sqlite = SqliteSaver(self._connection)
            self._sqlite.setup()
        except (OSError, sqlite3.Error) as error:
            raise ConfigError(
                f"会话库 {path} 无法使用（{error}）：检查路径和权限，或设置 POLICY_ASSISTANT_DATABASE_URL"
            ) from error

    @property
    def saver(self) -> BaseCheckpointSaver[Any]:
        return self._sqlite

    def keep_latest(self, thread_id: str) -> None:
        last = "SELECT max(checkpoint_id) FROM checkpoints WHERE thread_id = ?"
        with self._sqlite.cursor() as cursor:
            for table in _TABLES:
                sql = f"DELETE FROM {table} WHERE thread_id = ? AND checkpoint_id < ({last})"
                cursor.execute(sql, (thread_id, thread_id))

    def delete_older(self, checkpoint_id: str) -> int:
        old = "SELECT thread_id FROM checkpoints GROUP BY thread_id HAVING max(checkpoint_id) < ?"
        with self._sqlite.cursor() as cursor:
            # Taken before reading, so that no other process can go on with a session in between.
            cursor.execute("BEGIN IMMEDIATE")
            threads = cursor.execute(old, (checkpoint_id,)).fetchall()
            for table in _TABLES:
                cursor.executemany(f"DELETE FROM {table} WHERE thread_id = ?", threads)
        return len(threads)

    def close(self) -> None:
        self._connection.close()
