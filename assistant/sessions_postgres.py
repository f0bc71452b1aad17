"""Conversations in PostgreSQL: for several workers or machines."""

from __future__ import annotations

import logging
import time
from typing import Any

import psycopg
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.postgres import PostgresSaver
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool, PoolTimeout

from assistant.errors import ConfigError, SessionsUnavailable

log = logging.getLogger(__name__)

_START_SECONDS, _WAIT_SECONDS = 30.0, 5.0
_MOST_CONNECTIONS = 8
_SETUP_PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0)
_TABLES = ("checkpoints", "checkpoint_blobs", "checkpoint_writes")


class PostgresDatabase:
    """A pool of connections; one that has died is replaced when it is next needed."""

    failures: tuple[type[Exception], ...] = (psycopg.Error, PoolTimeout)

    def __init__(self, url: str, start_seconds: float = _START_SECONDS) -> None:
        where = _place(url)
        self._pool: ConnectionPool[psycopg.Connection[DictRow]] = ConnectionPool(
            url,
            min_size=1,
            max_size=_MOST_CONNECTIONS,
            timeout=_WAIT_SECONDS,
            check=ConnectionPool.check_connection,
            kwargs={
                "autocommit": True,
                "row_factory": dict_row,
                "connect_timeout": 5,
                # No prepared statements, so that a pooler such as pgbouncer may stand between.
                "prepare_threshold": None,
                "tcp_user_timeout": 10_000,
            },
            open=False,
        )
        try:
            self._pool.open(wait=True, timeout=start_seconds)
            self._postgres = PostgresSaver(self._pool)
            self._set_up()
        except (psycopg.Error, PoolTimeout) as error:
            self._pool.close()
            log.error("PostgreSQL at %s: %s", where, error)
            raise SessionsUnavailable(
                f"PostgreSQL {where} 连不上或不能建表：检查 POLICY_ASSISTANT_DATABASE_URL、权限和数据库状态"
            ) from error

    @property
    def saver(self) -> BaseCheckpointSaver[Any]:
        return self._postgres

    def _set_up(self) -> None:
        """Make the tables; what another process makes at the same moment is found there on the next try."""
        for pause in (*_SETUP_PAUSES, None):
            try:
                self._postgres.setup()
                return
            except psycopg.Error:  # two that make one thing at once fail in half a dozen ways
                if pause is None:
                    raise
                time.sleep(pause)

    def keep_latest(self, thread_id: str) -> None:
        try:
            self._postgres.prune([thread_id], strategy="keep_latest")
        except (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected):
            log.debug("two turns of session %s ended at once; the next one prunes it", thread_id)

    def delete_older(self, checkpoint_id: str) -> int:
        old = "SELECT thread_id FROM checkpoints GROUP BY thread_id HAVING max(checkpoint_id) < %s"
        with self._pool.connection() as connection, connection.transaction():
            threads = [row["thread_id"] for row in connection.execute(old, (checkpoint_id,))]
            for table in _TABLES:
                connection.execute(f"DELETE FROM {table} WHERE thread_id = ANY(%s)", (threads,))
        return len(threads)

    def close(self) -> None:
        self._pool.close()


def _place(url: str) -> str:
    """Host, port and database of an address, without user and password."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error as error:
        raise ConfigError(
            "POLICY_ASSISTANT_DATABASE_URL 不是 PostgreSQL 地址，应写作 postgresql://用户:密码@主机:5432/库名"
        ) from error
    return f"{parts.get('host', 'localhost')}:{parts.get('port', 5432)}/{parts.get('dbname', '')}"
