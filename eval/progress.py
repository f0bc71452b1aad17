"""How far a run is: a bar on a terminal, else a line a minute, for logs of runs that take an hour."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from eval.cases import Case

Told = Callable[[Case], None]
_PACE_SECONDS = 600
"""Over which the pace is taken: answers of a model take from nothing to a minute."""
_LINE_SECONDS = 60.0


@contextmanager
def progress(mode: str, total: int) -> Iterator[Told]:
    """Give what to call after each case; `mode` says who answers."""
    if sys.stderr.isatty():
        with _bar(mode, total) as told:
            yield told
    else:
        yield Lines(mode, total)


@contextmanager
def _bar(mode: str, total: int) -> Iterator[Told]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    times = (TimeElapsedColumn(), TextColumn("剩余"), TimeRemainingColumn())
    bar = Progress(*columns, *times, console=Console(stderr=True), speed_estimate_period=_PACE_SECONDS)
    with bar:
        task = bar.add_task(mode, total=total)
        yield lambda case: bar.update(task, advance=1, description=f"{mode} · {case.slice}")


class Lines:
    def __init__(self, mode: str, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._mode, self._total, self._clock = mode, total, clock
        self._done, self._began = 0, clock()
        self._last = self._began

    def __call__(self, case: Case) -> None:
        self._done += 1
        now = self._clock()
        if now - self._last < _LINE_SECONDS and self._done < self._total:
            return
        self._last = now
        spent = now - self._began
        left = spent / self._done * (self._total - self._done)
        sys.stderr.write(
            f"{self._mode} · {case.slice}  {self._done}/{self._total}  "
            f"已用 {_minutes(spent)}，剩余约 {_minutes(left)}\n"
        )
        sys.stderr.flush()


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
