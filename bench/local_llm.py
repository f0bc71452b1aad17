"""Asks gold questions extractively and in the local model's words: python -m bench.local_llm [QUESTIONS]."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from assistant.build import build_assistant
from assistant.config import load_settings
from assistant.protocols import ChatModel, Message, Usage
from eval.answers import answer_case
from eval.cases import Case, load_cases
from eval.records import Record
from eval.scorers import score_record, strict
from eval.targets import InProcess

QUESTIONS = 24
_TIMEOUT = 180.0
"""Seconds; other work on the machine must not end a reply that is being measured."""


@dataclass
class Recorded:
    """Passes a model's replies on and keeps what they cost."""

    model: ChatModel
    spent: list[Usage] = field(default_factory=list)
    seconds: float = 0.0
    """Between the first and the last piece, over all replies."""
    pieces: int = 0

    @property
    def name(self) -> str:
        return self.model.name

    def stream(
        self, messages: Sequence[Message], spent: Callable[[Usage], None] | None = None
    ) -> Generator[str, None, None]:
        first = 0.0
        try:
            for piece in self.model.stream(messages, self.spent.append):
                first = first or time.monotonic()
                self.pieces += 1
                yield piece
        finally:
            self.seconds += time.monotonic() - first if first else 0.0


def main(number: int) -> int:
    """Print the table of docs/benchmarks.md."""
    settings = load_settings(llm="local", llm_timeout=_TIMEOUT)
    local = build_assistant(settings, wait=True)
    assert local.writer is not None
    local.writer.model = recorded = Recorded(local.writer.model)
    plain = build_assistant(settings.model_copy(update={"llm": ""}), wait=True)
    cases = list(spread(load_cases(), number))
    runs = {
        "抽取式": [answer_case(InProcess(plain), case) for case in cases],
        "本地模型": [answer_case(InProcess(local), case) for case in cases],
    }
    sys.stdout.write(f"{len(cases)} 个题，每个切片轮流取\n\n| 项目 | {' | '.join(runs)} |\n|---|---|---|\n")
    columns = [list(_rows(cases, records, local.library)) for records in runs.values()]
    for (label, one), (_, other) in zip(*columns, strict=True):
        sys.stdout.write(f"| {label} | {one} | {other} |\n")
    for label, value in _model_rows(recorded):
        sys.stdout.write(f"| {label} | | {value} |\n")
    return 0


def spread(cases: Sequence[Case], number: int) -> Iterator[Case]:
    """Cases of all slices in turn, so that a part of the set still looks like the whole."""
    slices: dict[str, list[Case]] = {}
    for case in cases:
        slices.setdefault(case.slice, []).append(case)
    in_turn = (case for row in zip_longest(*slices.values()) for case in row if case is not None)
    yield from (case for case, _ in zip(in_turn, range(number), strict=False))


def _rows(cases: Sequence[Case], records: Sequence[Record], library: object) -> Iterator[tuple[str, str]]:
    scores = [score_record(case, record, library) for case, record in zip(cases, records, strict=True)]  # type: ignore[arg-type]
    answers = [record.answer for record in records if record.answer]
    worded = [answer for answer in answers if answer["checks"]["sentences"]]
    changed = [item for item in worded if item["checks"]["replaced"] or item["checks"]["withheld"]]
    total = [answer["timings_ms"]["total"] / 1000 for answer in worded or answers]
    first = [
        answer["timings_ms"].get("first_sentence", answer["timings_ms"]["total"]) / 1000
        for answer in worded or answers
    ]
    yield "全对（strict pass）", f"{sum(map(strict, scores))}/{len(cases)}"
    yield "没有依据的数字", str(sum(score["figures"].value == 0 for score in scores))
    yield "交给模型写的回答", f"{len(worded)}/{len(answers)}"
    yield "其中有句子被替换或扣下的", f"{len(changed)}/{len(worded)}"
    yield "其中模型的话至少放行一句的", str(sum(item["answerer"] != "extractive" for item in worded))
    yield "第一句核对过的话", _seconds(first)
    yield "整个回答", _seconds(total)


def _model_rows(recorded: Recorded) -> Iterator[tuple[str, str]]:
    prompt, cached = sum(item.prompt for item in recorded.spent), sum(item.cached for item in recorded.spent)
    yield "模型写字速度", f"{recorded.pieces / max(recorded.seconds, 0.001):.1f} 词元/秒"
    yield "提示词中由前缀缓存省下的", f"{cached / max(prompt, 1):.0%}（{cached}/{prompt} 词元）"


def _seconds(values: Sequence[float]) -> str:
    top = statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]
    return f"中位 {statistics.median(values):.2f} 秒，p95 {top:.2f} 秒"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else QUESTIONS))
