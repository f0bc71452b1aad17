"""Step 5: draft → answer. What fails a check is withheld."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from assistant.library import Library
from assistant.models import Answer, AnswerStatus
from assistant.text import Language, to_traditional
from assistant.turn import Turn
from assistant.verify import verify as check


def verify(turn: Turn, library: Library, versions: Mapping[str, str]) -> Turn:
    draft = turn.draft
    assert draft is not None
    checked = check(draft.lines, draft.citations, library, draft.assessments, draft.understood, draft.facts)
    notice = draft.notice()
    lines = [*checked.lines, *([notice] if notice else [])]
    status = draft.status
    if not checked.lines:
        status = AnswerStatus.NOT_COVERED
        lines = [draft.say("这个问题我没有可以核实的答案。", "I have no answer to this that I could verify.")]
    text = "\n\n".join(lines)
    if draft.language is Language.HANT:
        text = to_traditional(text)
    answer = Answer(
        answer=text,
        status=status,
        citations=checked.citations,
        awards=draft.assessments,
        clarification=draft.clarification,
        session_id=turn.session_id,
        checks=checked.checks,
        versions=versions,
        understood=draft.understood,
    )
    return replace(turn, answer=answer)
