"""What a caller may give, whatever the face: questions, session names and days."""

from __future__ import annotations

import re
from datetime import date

SESSION_ID = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,64}")
"""The caller's own name for a conversation: any text of up to 64 characters that can be stored and shown."""
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_VISIBLE = re.compile(r"[^\W_]|[^\s\w\x00-\x1f\x7f-\x9f\u200b-\u200f]")


def check_question(question: str) -> str:
    """Refuse what cannot be a question.

    Raises:
        ValueError: it is empty or holds characters that no text holds.
    """
    if "\x00" in question:
        raise ValueError("问题含有空字符（NUL），请去掉后再试")
    if any("\ud800" <= character <= "\udfff" for character in question):
        raise ValueError("问题含有无法编码的字符（孤立的代理项），请去掉后再试")
    if not _VISIBLE.search(question):
        raise ValueError("问题是空的，请写一句话，例如：硬件投入300万、软件200万，能拿多少？")
    return question


def check_length(question: str, most: int) -> str:
    if len(question) > most:
        raise ValueError(f"问题太长：{len(question)} 字，最多 {most} 字，请精简后再问 (question too long)")
    return question


def check_session_id(session_id: str | None) -> str | None:
    """Take an empty name as none at all."""
    if session_id and not SESSION_ID.fullmatch(session_id):
        raise ValueError("session_id 最多 64 个字符，不能含控制字符；也可以不给")
    return session_id or None


def read_day(value: object) -> date:
    """Read an ISO day and nothing else: no numbers, no times.

    Raises:
        ValueError: it is not written so, there is no such day, or it is out of range.
    """
    if not isinstance(value, str) or not _ISO_DAY.fullmatch(value):
        raise ValueError(f"日期应写作 YYYY-MM-DD，例如 2026-06-30，而不是 {value!r:.40}")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"没有 {value} 这一天") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"日期应在 {FIRST_DAY} 与 {LAST_DAY} 之间，而不是 {value}")
    return day
