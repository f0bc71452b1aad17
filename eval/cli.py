"""`policy-assistant eval`: answer the gold set, score, compare, judge, bless.

Exit status: 0 all is well, 1 the gate failed, 2 wrong use, 3 the harness itself is broken.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import Annotated

import typer

from eval.baseline import BASELINE
from eval.cases import CASES_DIR
from eval.gate import THRESHOLDS
from eval.options import Options, UsageError

app = typer.Typer(add_completion=False)


class Exit(IntEnum):
    OK = 0
    GATE_FAILED = 1
    USAGE = 2
    BROKEN = 3


@app.command()
def evaluate(
    gate: Annotated[bool, typer.Option("--gate", help="阈值或基准未达到时退出码为 1。")] = False,
    url: Annotated[str, typer.Option(help="评测正在运行的服务，而不是在本进程内。")] = "",
    out: Annotated[Path | None, typer.Option(help="报告目录；默认 <DATA_DIR>/eval。")] = None,
    score: Annotated[Path | None, typer.Option(help="只给已有的 answers.jsonl 重新评分。")] = None,
    compare: Annotated[Path | None, typer.Option(help="与另一次运行的 scores.json 比较。")] = None,
    bless: Annotated[bool, typer.Option("--bless", help="以本次结果替换基准。")] = False,
    only: Annotated[list[str] | None, typer.Option("--slice", help="只评测这些分类，可重复。")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="只评测前 N 个用例。")] = None,
    check: Annotated[bool, typer.Option("--check", help="只检查用例本身。")] = False,
    judge: Annotated[str, typer.Option(help="另请模型评审（provider:model）；只报告，不影响门禁。")] = "",
    beside: Annotated[
        bool,
        typer.Option("--beside", help="不用模型和用模型各答一遍，并列比较（要设置 POLICY_ASSISTANT_LLM）。"),
    ] = False,
    replies: Annotated[
        Path | None, typer.Option(help="保存模型回复的文件：中断后接着跑，或用同样的回复再测。")
    ] = None,
    cases: Annotated[
        Path, typer.Option(help="评测集目录（*.jsonl）。", show_default="eval/cases")
    ] = CASES_DIR,
    thresholds: Annotated[
        Path, typer.Option(help="阈值文件。", show_default="eval/thresholds.yaml")
    ] = THRESHOLDS,
    baseline: Annotated[Path, typer.Option(help="基准文件。", show_default="eval/baseline.json")] = BASELINE,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出结果。")] = False,
) -> None:
    """用评测集检验助手：答案、分数、报告和门禁。"""
    options = Options(
        gate=gate,
        url=url,
        out=out,
        score=score,
        compare=compare,
        bless=bless,
        only=tuple(only or ()),
        limit=limit,
        check=check,
        judge=judge,
        beside=beside,
        replies=replies,
        cases=cases,
        thresholds=thresholds,
        baseline=baseline,
    )
    raise typer.Exit(int(_status(options, as_json)))


def _status(options: Options, as_json: bool) -> Exit:
    """Tell a failed gate from wrong use and from a broken harness."""
    from eval.evaluation import carry_out
    from eval.terminal import show

    try:
        outcome = carry_out(options)
    except UsageError as error:
        return _complain(Exit.USAGE, error)
    except Exception as error:  # whatever it is, it is no verdict on the answers
        return _complain(Exit.BROKEN, error)
    show(outcome, as_json)
    return Exit.GATE_FAILED if outcome.red(options.gate) else Exit.OK


def _complain(status: Exit, error: Exception) -> Exit:
    broken = f"评测本身出错 (harness broken): {type(error).__name__}"
    typer.echo(f"{'用法有误 (wrong use)' if status is Exit.USAGE else broken}: {error}", err=True)
    return status


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    try:
        result = app(list(sys.argv[1:] if argv is None else argv), standalone_mode=False)
    except typer.Exit as done:
        return done.exit_code
    except Exception as error:
        return _usage(error)
    return int(result or 0)


def _usage(error: Exception) -> int:
    """A wrong option is typer's own error and says what is accepted; anything else is a defect of ours."""
    show = getattr(error, "show", None)
    if show is None:
        raise error
    show()
    return int(Exit.USAGE)


if __name__ == "__main__":
    sys.exit(main())
