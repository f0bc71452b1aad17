"""Optional model judges: any model langchain knows rates an answer. Reported, never part of the gate."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eval.cases import Case
from eval.options import UsageError
from eval.records import Run

log = logging.getLogger(__name__)
Complete = Callable[[str], str]
PROMPT = """你在评审一个政策问答系统。只看下面的内容，判断回答是否直接、清楚、有礼，并且没有超出依据。
问题：{question}
回答：{answer}
依据：{quotes}
只输出一个 1 到 5 的整数，5 为最好。"""


@dataclass(frozen=True, slots=True)
class Opinion:
    case_id: str
    grade: int | None
    """1 to 5; None where the model did not say."""


def judge_answers(model: str, cases: Sequence[Case], run: Run) -> tuple[Opinion, ...]:
    """Ask a model (`provider:name`) about every answer.

    Raises:
        UsageError: there is no such model here.
    """
    return gather_opinions(_completer(model), cases, run)


def gather_opinions(complete: Complete, cases: Sequence[Case], run: Run) -> tuple[Opinion, ...]:
    """A failed call or an unreadable reply is no opinion, and breaks nothing."""
    records = ((case, run.records.get(case.id)) for case in cases)
    answered = [(case, record.answer) for case, record in records if record and record.answer]
    return tuple(Opinion(case.id, _ask(complete, _prompt(case, answer))) for case, answer in answered)


def _ask(complete: Complete, prompt: str) -> int | None:
    try:
        return _grade(complete(prompt))
    except Exception as error:  # the judge is an extra: whatever fails there must not end the run
        log.warning("the judge gave no opinion: %s", error)
        return None


def _completer(model: str) -> Complete:
    from langchain.chat_models import init_chat_model

    try:
        chat = init_chat_model(model, temperature=0)
    except (ImportError, ValueError) as error:
        raise UsageError(f"--judge {model!r}: {error}") from error
    return lambda prompt: str(chat.invoke(prompt).text)


def _prompt(case: Case, answer: dict[str, object]) -> str:
    citations = answer["citations"]
    quotes = "\n".join(str(c["quote"]) for c in citations) if isinstance(citations, list) else ""
    return PROMPT.format(question=" / ".join(case.turns), answer=answer["answer"], quotes=quotes or "（无）")


def _grade(reply: str) -> int | None:
    text = reply.strip()
    return int(text) if text in {"1", "2", "3", "4", "5"} else None
