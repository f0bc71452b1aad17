"""What the terminal shows at the end of an evaluation."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from eval.beside_report import beside_json, show_beside
from eval.compare import overall
from eval.gate import describe
from eval.metrics import ALL, measure_groups

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from eval.evaluation import Outcome
    from eval.report import Findings
    from eval.stats import Estimate

SHOWN = 12
"""Cases named in a line of the terminal; the reports name all."""


def show(outcome: Outcome, as_json: bool) -> None:
    from rich.console import Console

    console = Console()
    if as_json:
        console.print_json(json.dumps(_summary(outcome), ensure_ascii=False))
        return
    for line in outcome.problems:
        console.print(f"✗ {line}", markup=False)
    if not outcome.findings:
        console.print("评测集有问题" if outcome.problems else "评测集没有问题")
        return
    if outcome.beside:
        show_beside(console, outcome.beside)
    for findings in outcome.findings:
        console.print(f"— {_mode(findings)}" if outcome.beside else _table(findings))
        _show_verdict(console, findings)
    if outcome.blessed:
        console.print(f"新的基准 {outcome.blessed}")
    for path in outcome.files.values():
        console.print(f"→ {path}", markup=False, soft_wrap=True)


def _summary(outcome: Outcome) -> dict[str, Any]:
    return {
        "problems": list(outcome.problems),
        "passed": outcome.passed and not outcome.problems,
        "failures": [
            {"mode": _mode(found), "rule": f.rule, "reason": f.reason, "cases": list(f.cases)}
            for found in outcome.findings
            for f in found.verdict.failures
        ],
        "files": {name: str(path) for name, path in outcome.files.items()},
        "blessed": outcome.blessed,
        "beside": beside_json(outcome.beside) if outcome.beside else None,
    }


def _mode(findings: Findings) -> str:
    """Who answered: extractive, or the model's name."""
    return str(findings.sheet.about.get("versions", {}).get("model", "extractive"))


def _table(findings: Findings) -> Table:
    from rich.table import Table

    table = Table("指标", "值", "95 % 区间", "用例数", title="评测")
    for name, estimate in measure_groups(findings.sheet)[ALL].items():
        table.add_row(name, *_cells(estimate))
    return table


def _cells(estimate: Estimate | None) -> tuple[str, str, str]:
    if estimate is None:
        return "未评分", "", "0"
    return f"{estimate.value:.3f}", f"{estimate.low:.3f} – {estimate.high:.3f}", str(estimate.cases)


def _show_verdict(console: Console, findings: Findings) -> None:
    verdict = findings.verdict
    change = overall(findings.comparison, "strict_pass") if findings.comparison else None
    if change:
        console.print(f"与基准相比 strict_pass {describe(change)}", markup=False)
    for note in verdict.notes:
        console.print(f"· {note}", markup=False)
    for failure in verdict.failures:
        more = f" …（共 {len(failure.cases)} 个）" if len(failure.cases) > SHOWN else ""
        names = ", ".join(failure.cases[:SHOWN]) + more
        console.print(f"✗ {failure.rule}: {failure.reason} {names}", markup=False)
    console.print("门禁通过" if verdict.passed else "门禁未通过")
