"""Building the index on the command line: a progress bar, then a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui import terminal

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from assistant.config import Settings
    from ingest.report import IngestReport

STAGES = {
    "read": "读取与修复",
    "rules": "核对奖励规则",
    "model": "准备向量模型",
    "embed": "计算向量",
    "write": "写入索引",
}
KINDS = {
    "shift": "错位字节",
    "script": "繁体转简体",
    "width": "全角半角",
    "bracket": "尖括号",
    "markup": "标记符号",
    "erratum": "勘误",
    "boilerplate": "网站附加文字",
}
_WARNINGS_SHOWN = 20


class _Bars:
    """One bar a stage, added when the stage is first told of."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._tasks = progress, dict[str, "TaskID"]()

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage not in self._tasks:
            self._tasks[stage] = self._progress.add_task(STAGES.get(stage, stage), total=total)
        self._progress.update(self._tasks[stage], completed=done, total=total)


def build_index(
    settings: Settings, *, force: bool = False, as_json: bool = False, quiet: bool = False
) -> None:
    """Bring the index up to date; errors leave the one in force as it is. `quiet`: no report of no change."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from ingest.load import ingest

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=terminal.console(stderr=True), transient=quiet) as progress:
        report = ingest(settings, progress=_Bars(progress), rebuild=force)
    if as_json:
        terminal.print_json(report.to_dict())
    elif report.changed or not quiet:
        print_report(report)


def print_report(report: IngestReport) -> None:
    from rich.table import Table

    table = Table("项目", "结果", title="索引报告", title_justify="left", box=None, pad_edge=False)
    for name, value in _rows(report):
        table.add_row(name, value)
    out = terminal.console()
    out.print(table, markup=False)
    for warning in report.warnings[:_WARNINGS_SHOWN]:
        out.print(f"提醒：{warning}", style="yellow", markup=False, soft_wrap=True)
    if len(report.warnings) > _WARNINGS_SHOWN:
        out.print(f"……另有 {len(report.warnings) - _WARNINGS_SHOWN} 条提醒，见 --json", style="yellow")


def _rows(report: IngestReport) -> list[tuple[str, str]]:
    repairs = "，".join(f"{KINDS.get(kind, kind)} {count}" for kind, count in sorted(report.counts().items()))
    unchanged = f"（未变 {len(report.skipped)}）" if report.skipped else ""
    return [
        ("文件", f"{report.documents}{unchanged}"),
        ("条款", str(report.clauses)),
        ("片段", f"{report.chunks}（新算向量 {report.embedded}）"),
        ("修复", repairs or "无"),
        ("提醒", str(len(report.warnings))),
        ("索引", f"{report.snapshot}（{'已启用' if report.changed else '没有变化'}）"),
        ("用时", f"{report.seconds:.1f} 秒"),
    ]
