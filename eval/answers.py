"""Ask every case; an error is a record like any other, never lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from uuid import uuid4

from eval.cases import Case
from eval.records import Found, Record, by_case
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
    session, texts, began = f"eval-{uuid4().hex}", [], time.perf_counter()
    try:
        for turn in case.turns:
            began = time.perf_counter()
            answer = target.ask(turn, session, case.as_of)
            texts.append(str(answer["answer"]))
        spent = (time.perf_counter() - began) * 1000
        target.forget(session)
        return Record(case.id, answer, "", round(spent, 3), tuple(texts[:-1]), _rankings(target, case))
    except Exception as error:  # whatever broke counts as this case's failure
        spent = (time.perf_counter() - began) * 1000
        message = f"turn {len(texts) + 1}: {type(error).__name__}: {error}"
        return Record(case.id, None, message, round(spent, 3), tuple(texts))


def _rankings(target: Target, case: Case) -> tuple[Found, ...] | None:
    """What retrieval finds for a question that stands alone; a follow-up means nothing to it."""
    return target.find(case.question) if len(case.turns) == 1 and case.question.strip() else None


def with_progress(target: Target, cases: Sequence[Case]) -> dict[str, Record]:
    """Ask the cases behind a progress bar on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("评测", total=len(cases))
        return answer_cases(target, cases, lambda case: bar.update(task, advance=1, description=case.slice))


def all_failed(records: Iterable[Record]) -> bool:
    """Whether nothing was answered: the harness or its target is broken, not the answers."""
    return all(record.error for record in records)
