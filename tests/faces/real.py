"""The real assistant over the real corpus, searching by words only, so that it is made in a second."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path

from assistant.pipeline import Assistant
from assistant.sessions import Sessions
from assistant.sessions_sqlite import SqliteDatabase
from tests.faces.assistant import corpus, retriever, rules


def real_assistant(folder: Path) -> Assistant:
    """An assistant whose sessions are kept in `folder`."""
    sessions = Sessions(SqliteDatabase(folder / "sessions.sqlite"), timedelta(days=1))
    return Assistant(corpus(), rules(), retriever(), _versions(), sessions, lambda: {"index": "ok"})


@cache
def _versions() -> dict[str, str]:
    return {"rules": rules().digest[:12]}
