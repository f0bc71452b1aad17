"""Write what a run found: scores.json, JUnit XML, a Markdown summary and one HTML page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval import plots
from eval.cases import Case
from eval.compare import Comparison
from eval.gate import Verdict, describe
from eval.judges import Opinion
from eval.junit import write_junit
from eval.metrics import ALL, SOUND, Metrics, measure_groups
from eval.records import Run
from eval.sheet import Sheet, sheet_json
from eval.stats import Estimate, mean

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
HEADLINES = ("strict_pass", "amounts", "verdicts", "figures", "quotes", "status", "clauses")


@dataclass(frozen=True, slots=True)
class Findings:
    """All that a report shows."""

    cases: Sequence[Case]
    run: Run
    sheet: Sheet
    verdict: Verdict
    comparison: Comparison | None
    """With the base that the caller named; else with the baseline."""
    opinions: tuple[Opinion, ...] = ()
    """What a model judge said, where one was asked; no part of the verdict."""

    def judged(self, opinions: tuple[Opinion, ...]) -> Findings:
        return replace(self, opinions=opinions)

    @property
    def mean_grade(self) -> Estimate | None:
        return mean([float(item.grade) for item in self.opinions if item.grade is not None])


def write_reports(findings: Findings, out: Path) -> dict[str, Path]:
    """Write every form of the report into a folder; returns name → file."""
    out.mkdir(parents=True, exist_ok=True)
    measured = measure_groups(findings.sheet)
    paths = {name: out / name for name in ("scores.json", "junit.xml", "summary.md", "report.html")}
    paths["scores.json"].write_text(_scores(findings, measured), encoding="utf-8")
    write_junit(findings.sheet, findings.verdict, paths["junit.xml"])
    for name in ("summary.md", "report.html"):
        text = _environment().get_template(f"{name}.j2").render(_context(findings, measured))
        paths[name].write_bytes(text.encode("utf-8", "replace"))
    return paths


def _scores(findings: Findings, measured: Mapping[str, Metrics]) -> str:
    content = sheet_json(findings.sheet) | {
        "metrics": {group: _plain(metrics) for group, metrics in measured.items()},
        "gate": asdict(findings.verdict) | {"passed": findings.verdict.passed, "comparison": None},
        "comparison": asdict(findings.comparison) if findings.comparison else None,
        "opinions": [asdict(item) for item in findings.opinions],
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def _plain(metrics: Metrics) -> dict[str, Any]:
    return {name: asdict(value) if value else "unscored" for name, value in metrics.items()}


def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html.j2", "html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["pretty"] = lambda value: json.dumps(value, ensure_ascii=False, indent=1, default=str)
    environment.filters["compact"] = lambda value: json.dumps(value, ensure_ascii=False, default=str)
    environment.globals["describe"] = describe
    return environment


def _context(findings: Findings, measured: Mapping[str, Metrics]) -> dict[str, Any]:
    return {
        "findings": findings,
        "about": findings.sheet.about,
        "verdict": findings.verdict,
        "comparison": findings.comparison,
        "overall": measured[ALL],
        "sound": measured[SOUND],
        "slices": {name: metrics for name, metrics in measured.items() if name not in (ALL, SOUND)},
        "headlines": HEADLINES,
        "failing": _failing(findings),
        "plots": {
            "slices": plots.slices_plot(measured),
            "retrieval": plots.retrieval_plot(measured[ALL]),
            "latency": plots.latency_plot(findings.sheet.results),
        },
    }


def _failing(findings: Findings) -> list[dict[str, Any]]:
    """Failing cases with all that one needs to see why, and known gaps that pass."""
    cases = {case.id: case for case in findings.cases}
    return [
        {"result": result, "case": cases[result.id], "expected": _expected(cases[result.id]),
         "record": findings.run.records.get(result.id)}
        for result in findings.sheet.results
        if not result.strict or result.known_gap
    ]  # fmt: skip


def _expected(case: Case) -> dict[str, Any]:
    content = case.model_dump(mode="json", exclude_defaults=True)
    return {name: value for name, value in content.items() if name.startswith(("expected", "must", "first"))}
