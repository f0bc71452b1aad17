"""What the caller asked for, checked for sense before anything runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.baseline import BASELINE
from eval.cases import CASES_DIR, Case
from eval.gate import THRESHOLDS
from eval.replies import RepliesError, read_replies


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
    beside: bool = False
    replies: Path | None = None
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
    if options.beside and (options.url or options.score or options.bless or options.compare or options.judge):
        raise UsageError("--beside 自己回答两遍，不能与 --url、--score、--bless、--compare、--judge 同用")
    if options.replies and (options.url or options.score):
        raise UsageError("--replies 保存本进程内模型的回复，不能与 --url、--score 同用")
    files = {"--score": options.score, "--compare": options.compare, "--thresholds": options.thresholds}
    for name, path in files.items():
        if path and not path.is_file():
            raise UsageError(f"{name} {str(path)!r}: 没有这个文件")
    if not options.cases.is_dir():
        raise UsageError(f"--cases {str(options.cases)!r}: 没有这个目录")


def check_model(options: Options, llm: str) -> None:
    """Refuse what needs a language model where none is set, and a file that holds no replies.

    Raises:
        UsageError: says what to set, or what is wrong with the file.
    """
    for name, wanted in (("--beside", options.beside), ("--replies", options.replies is not None)):
        if wanted and not llm:
            raise UsageError(
                f"{name} 要有语言模型：请设置 POLICY_ASSISTANT_LLM，例如 local 或 openai:deepseek-chat"
            )
    if options.replies:
        try:
            read_replies(options.replies)
        except RepliesError as error:
            raise UsageError(f"--replies：{error}") from error


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
