"""What the caller asked for, checked for sense before anything runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.baseline import BASELINE
from eval.cases import CASES_DIR, Case
from eval.gate import THRESHOLDS


class UsageError(ValueError):
    """The options contradict each other or name what does not exist."""


@dataclass(frozen=True, slots=True)
class Options:
    gate: bool = False
    url: str = ""
    out: Path | None = None
    score: Path | None = None
    compare: Path | None = None
    bless: bool = False
    only: tuple[str, ...] = ()
    limit: int | None = None
    check: bool = False
    judge: str = ""
    cases: Path = CASES_DIR
    thresholds: Path = THRESHOLDS
    baseline: Path = BASELINE

    @property
    def partial(self) -> bool:
        return bool(self.only) or self.limit is not None


def check_options(options: Options) -> None:
    """Refuse what makes no sense.

    Raises:
        UsageError: says which options do not go together, or which file is missing.
    """
    if options.score and options.url:
        raise UsageError("--score 给已有的答案评分，不能与 --url 同用")
    if options.bless and (options.partial or options.url):
        raise UsageError("--bless 只接受在本进程内对全部用例的评测，不能与 --slice、--limit、--url 同用")
    files = {"--score": options.score, "--compare": options.compare, "--thresholds": options.thresholds}
    for name, path in files.items():
        if path and not path.is_file():
            raise UsageError(f"{name} {str(path)!r}: 没有这个文件")
    if not options.cases.is_dir():
        raise UsageError(f"--cases {str(options.cases)!r}: 没有这个目录")


def select(cases: Sequence[Case], options: Options) -> tuple[Case, ...]:
    """The cases that the caller wants.

    Raises:
        UsageError: there is no slice of that name; the message lists those that exist.
    """
    slices = sorted({case.slice for case in cases})
    unknown = sorted(set(options.only) - set(slices))
    if unknown:
        raise UsageError(f"--slice {', '.join(unknown)}: 没有这个分类；现有：{', '.join(slices)}")
    wanted = [case for case in cases if not options.only or case.slice in options.only]
    return tuple(wanted[: options.limit])
