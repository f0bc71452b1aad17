"""Ask every case; an error is a record like any other, never lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from uuid import uuid4

from eval.cases import Case
from eval.records import Found, Json, Record, by_case
from eval.targets import Target


def answer_cases(
    target: Target, cases: Sequence[Case], progress: Callable[[Case], None] = lambda case: None
) -> dict[str, Record]:
    """Ask each case in a session of its own; `progress` is told after each."""
    return by_case(_told(answer_case(target, case), case, progress) for case in cases)


def _told(record: Record, case: Case, progress: Callable[[Case], None]) -> Record:
    progress(case)
    return record


def answer_case(target: Target, case: Case) -> Record:
    session, began, before = f"eval-{uuid4().hex}", time.perf_counter(), target.replayed()
    answers: list[Json] = []
    try:
        for turn in case.turns:
            began = time.perf_counter()
            answers.append(target.ask(turn, session, case.as_of))
        spent = (time.perf_counter() - began) * 1000
        target.forget(session)
        *earlier, last = answers
        replayed = target.replayed() > before
        return Record(case.id, last, "", round(spent, 3), tuple(earlier), _rankings(target, case), replayed)
    except Exception as error:  # whatever broke counts as this case's failure
        spent = (time.perf_counter() - began) * 1000
        message = f"turn {len(answers) + 1}: {type(error).__name__}: {error}"
        return Record(case.id, None, message, round(spent, 3), tuple(answers))


def _rankings(target: Target, case: Case) -> tuple[Found, ...] | None:
    """What retrieval finds for a question that stands alone; a follow-up means nothing to it."""
    return target.find(case.question) if len(case.turns) == 1 and case.question.strip() else None


def all_failed(records: Iterable[Record]) -> bool:
    """Whether nothing was answered: the harness or its target is broken, not the answers."""
    return all(record.error for record in records)
