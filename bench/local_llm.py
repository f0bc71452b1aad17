"""Asks gold questions with and without the local model, and counts its tokens: python -m bench.local_llm [QUESTIONS].

The whole set, per slice and with a gate: policy-assistant eval --beside.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import chain, zip_longest

from assistant.config import Settings, load_settings
from assistant.protocols import ChatModel, Message, Usage
from eval.answers import answer_cases
from eval.beside import put_beside
from eval.beside_report import EXTRACTIVE, Row, rows, table
from eval.cases import Case, load_cases
from eval.metrics import ALL
from eval.records import Run
from eval.running import separate
from eval.sheet import Sheet, score_run
from eval.targets import InProcess

QUESTIONS = 24
_TIMEOUT = 180.0
"""Seconds; other work on the machine must not end a reply that is being measured."""


class Counted:
    """Passes a model's replies on and keeps what they cost."""

    def __init__(self) -> None:
        self.spent: list[Usage] = []
        self.seconds = 0.0
        """Between the first and the last piece, over all replies."""
        self.pieces = 0

    def __call__(self, model: ChatModel) -> ChatModel:
        self._model = model
        return self

    @property
    def name(self) -> str:
        return self._model.name

    def stream(
        self, messages: Sequence[Message], spent: Callable[[Usage], None] | None = None
    ) -> Generator[str, None, None]:
        first = 0.0
        try:
            for piece in self._model.stream(messages, self.spent.append):
                first = first or time.monotonic()
                self.pieces += 1
                yield piece
        finally:
            self.seconds += time.monotonic() - first if first else 0.0


def main(number: int) -> int:
    """Print the table of docs/benchmarks.md."""
    settings, counted = load_settings(llm="local", llm_timeout=_TIMEOUT), Counted()
    cases = tuple(spread(load_cases(), number))
    plain = _run(settings.model_copy(update={"llm": ""}), cases)
    beside = put_beside(plain, _run(settings, cases, counted), "本地模型")
    sys.stdout.write(f"{len(cases)} 个题，每个切片轮流取\n\n")
    body = chain(rows(beside.groups[ALL]), _tokens(counted))
    sys.stdout.writelines(f"{line}\n" for line in table(("项目", EXTRACTIVE, beside.model), body))
    return 0


def _run(settings: Settings, cases: Sequence[Case], around: Counted | None = None) -> tuple[Run, Sheet]:
    assistant = separate(settings, around)
    run = Run({}, answer_cases(InProcess(assistant), cases))
    return run, score_run(cases, run, assistant.library)


def spread(cases: Sequence[Case], number: int) -> Iterator[Case]:
    """Cases of all slices in turn, so that a part of the set still looks like the whole."""
    slices: dict[str, list[Case]] = {}
    for case in cases:
        slices.setdefault(case.slice, []).append(case)
    in_turn = (case for row in zip_longest(*slices.values()) for case in row if case is not None)
    yield from (case for case, _ in zip(in_turn, range(number), strict=False))


def _tokens(counted: Counted) -> Iterator[Row]:
    prompt, cached = sum(item.prompt for item in counted.spent), sum(item.cached for item in counted.spent)
    yield "模型写字速度", "", f"{counted.pieces / max(counted.seconds, 0.001):.1f} 词元/秒"
    yield "提示词中由前缀缓存省下的", "", f"{cached / max(prompt, 1):.0%}（{cached}/{prompt} 词元）"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else QUESTIONS))
