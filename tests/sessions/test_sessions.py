"""Conversations on SQLite and on a real PostgreSQL: kept, forgotten, expired, and used by many at once."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from assistant.config import Settings
from assistant.errors import ConfigError, SessionsUnavailable
from assistant.pipeline import Assistant
from assistant.sessions import Sessions, open_sessions
from assistant.sessions_postgres import PostgresDatabase
from assistant.sessions_sqlite import SqliteDatabase
from tests.faces.assistant import corpus, retriever, rules
from tests.sessions.postgres import PASSWORD, running_postgres

FIRST = "场景项目硬件投入300万，软件200万，已入选并验收"
THEN = "如果软件再加300万呢？"


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with running_postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty store."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'sessions.sqlite'}"
    address: str = request.getfixturevalue("postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return address


def settings(url: str, **more: object) -> Settings:
    return Settings(_env_file=None, database_url=url, **more)  # type: ignore[arg-type, call-arg]


def assistant(sessions: Sessions) -> Assistant:
    return Assistant(corpus(), rules(), retriever(), {}, sessions)


def rows(url: str) -> int:
    """How many rows all tables of conversations hold together."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        counts = [connection.execute(f"SELECT count(*) FROM {t}") for t in ("checkpoints", "writes")]
        total: int = sum(cursor.fetchone()[0] for cursor in counts)
        connection.close()
        return total
    tables = ("checkpoints", "checkpoint_blobs", "checkpoint_writes")
    with psycopg.connect(url) as server:
        found = [server.execute(f"SELECT count(*) FROM {t}").fetchone() for t in tables]
    return sum(row[0] for row in found if row)


def test_session_survives_a_restart(url: str) -> None:
    """A second assistant on the same store goes on where the first one stopped."""
    for question, amount in ((FIRST, "160万元"), (THEN, "310万元")):
        sessions = open_sessions(settings(url))
        assert amount in assistant(sessions).ask(question, "一".encode().hex()).answer
        sessions.close()


def test_store_does_not_grow_with_the_turns_of_a_session(url: str) -> None:
    """One checkpoint a session is kept, whatever its length."""
    sessions = open_sessions(settings(url))
    helper = assistant(sessions)
    helper.ask(FIRST, "long")
    after_one = rows(url)
    for _ in range(5):
        helper.ask(THEN, "long")
    assert rows(url) == after_one
    assert "500万元" in helper.ask(THEN, "long").answer
    sessions.close()


def test_forgotten_session_leaves_nothing_behind(url: str) -> None:
    sessions = open_sessions(settings(url))
    helper = assistant(sessions)
    helper.ask(FIRST, "gone")
    assert (helper.forget("gone"), helper.forget("gone"), rows(url)) == (True, False, 0)
    assert "310万元" not in helper.ask(THEN, "gone").answer
    sessions.close()


def test_session_expires_after_its_lifetime_and_not_before(url: str) -> None:
    """A session that is too old is not used, though no sweep has met it yet."""
    open_sessions(settings(url)).close()  # makes the tables
    clock = Clock()
    sessions = Sessions(database(url), timedelta(hours=2), clock)
    helper = assistant(sessions)
    helper.ask(FIRST, "s")
    clock.later(hours=1.9)
    assert "310万元" in helper.ask(THEN, "s").answer
    clock.later(hours=2.1)
    assert "万元** " not in (answer := helper.ask(THEN, "s")).answer
    assert answer.awards == () or answer.awards[0].inputs.get("hardware_investment") is None
    sessions.close()


def test_sweep_deletes_only_what_expired(url: str) -> None:
    clock = Clock()
    sessions = Sessions(database(url), timedelta(hours=2), clock)
    helper = assistant(sessions)
    for name in ("old-1", "old-2"):
        helper.ask(FIRST, name)
    one = rows(url) // 2
    clock.later(hours=1.9)
    assert sessions.sweep() == 0
    clock.later(hours=0.2)
    assert (sessions.sweep(), rows(url)) == (2, 0)
    clock.back()
    helper.ask(FIRST, "young")
    sessions.close()
    Sessions(database(url), timedelta(hours=2), clock).close()
    assert rows(url) == one
    Sessions(database(url), timedelta(hours=2), clock.later(hours=3)).close()
    assert rows(url) == 0


def test_session_without_lifetime_is_kept(url: str) -> None:
    clock = Clock()
    sessions = Sessions(database(url), None, clock)
    helper = assistant(sessions)
    helper.ask(FIRST, "s")
    clock.later(hours=24 * 365 * 20)
    assert sessions.sweep() == 0
    assert "310万元" in helper.ask(THEN, "s").answer
    sessions.close()


def test_questions_at_once_in_one_session_are_all_answered(url: str) -> None:
    """The later one decides what the session knows; none fails, and one checkpoint remains."""
    sessions = open_sessions(settings(url))
    helper = assistant(sessions)
    helper.ask(FIRST, "shared")
    after_one = rows(url)
    answers: list[str] = []
    failures: list[Exception] = []

    def ask() -> None:
        try:
            answers.extend(helper.ask(THEN, "shared").answer for _ in range(5))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (failures, len(answers)) == ([], 40)
    helper.ask(THEN, "shared")
    assert rows(url) == after_one
    sessions.close()


def test_turn_left_in_the_middle_harms_nothing(url: str) -> None:
    """A reader who goes away leaves the session as it was."""
    sessions = open_sessions(settings(url))
    helper = assistant(sessions)
    helper.ask(FIRST, "s")
    for steps in (1, 2, 3):
        stream = helper.stream(THEN, "s")
        for _ in range(steps):
            next(stream)
        stream.close()  # type: ignore[attr-defined]
    assert "310万元" in helper.ask(THEN, "s").answer
    sessions.close()


def test_processes_starting_at_once_share_an_empty_database(url: str) -> None:
    """All make the tables; all get along."""
    failures: list[Exception] = []

    def start() -> None:
        try:
            open_sessions(settings(url)).close()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_lost_database_is_told_and_come_back_to() -> None:
    """A dead connection is replaced; a dead server is a clear error without its password."""
    with running_postgres() as url:
        sessions = open_sessions(settings(url))
        helper = assistant(sessions)
        helper.ask(FIRST, "s")
        with psycopg.connect(url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            )
        assert "310万元" in helper.ask(THEN, "s").answer
    with pytest.raises(SessionsUnavailable) as failed:
        helper.ask(THEN, "s")
    assert PASSWORD not in str(failed.value)
    sessions.close()


def test_unreachable_database_is_named_without_its_password() -> None:
    with pytest.raises(SessionsUnavailable, match=r"127\.0\.0\.1:1/db") as failed:
        PostgresDatabase(f"postgresql://helper:{PASSWORD}@127.0.0.1:1/db", start_seconds=0.5)
    assert PASSWORD not in str(failed.value)


@pytest.mark.parametrize(
    "url", ["mysql://u:geheim-口令@host/db", "postgresql://u:geheim-口令@host/db?nonsense=1"]
)
def test_address_of_no_known_kind_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="postgresql://") as failed:
        open_sessions(settings(url))
    assert PASSWORD not in str(failed.value)


def test_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a database" * 100)
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(ConfigError, match="会话库"):
            open_sessions(settings(f"sqlite:///{path}"))


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def later(self, hours: float) -> Clock:
        self.ahead += timedelta(hours=hours)
        return self

    def back(self) -> None:
        self.ahead = timedelta()


def database(url: str) -> SqliteDatabase | PostgresDatabase:
    if url.startswith("sqlite"):
        return SqliteDatabase(Path(url.removeprefix("sqlite:///")))
    return PostgresDatabase(url)
