"""Asking on the command line: one question, or a conversation."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

from assistant import wire
from assistant.accepted import check_length, check_question, check_session_id
from ui import terminal

if TYPE_CHECKING:
    from assistant.service import PolicyAssistant

NEW, LEAVE = frozenset({"/新", "/new"}), frozenset({"/退出", "/quit", "/exit"})


def check(question: str, session: str | None, most: int) -> None:
    """Refuse what the API refuses, before anything is loaded; ValueError says why."""
    check_session_id(session)
    check_length(check_question(question), most)


def answer(
    assistant: PolicyAssistant, question: str, session: str | None, as_of: date | None, as_json: bool
) -> None:
    found = assistant.ask(question, session, as_of)
    terminal.print_json(wire.answer(found)) if as_json else terminal.print_answer(found)


def talk(
    assistant: PolicyAssistant, most: int, session: str | None, as_of: date | None, as_json: bool
) -> None:
    """Take questions until the end of input; a mistake in one does not end the conversation."""
    check_session_id(session)
    session = session or uuid4().hex
    out = terminal.console(stderr=True)
    out.print("请提问。/新 开始新对话，/退出 或 Ctrl-D 结束。", style="dim")
    while True:
        try:
            question = input("> ").strip()
        except EOFError:
            return
        if question in LEAVE:
            return
        if question in NEW:
            assistant.forget(session)
            session = uuid4().hex
            out.print("已开始新对话。", style="dim")
        elif question:
            _one(assistant, question, most, session, as_of, as_json)


def _one(
    assistant: PolicyAssistant, question: str, most: int, session: str, as_of: date | None, as_json: bool
) -> None:
    try:
        check(question, session, most)
    except ValueError as error:
        terminal.print_mistake(str(error))
        return
    answer(assistant, question, session, as_of, as_json)
