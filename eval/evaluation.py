"""One evaluation from cases to verdict, in the order in which it happens."""

from __future__ import annotations

import atexit
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from eval.about import describe_run
from eval.answers import all_failed, with_progress
from eval.baseline import bless, read_baseline
from eval.cases import Case, load_cases
from eval.checker import check_cases
from eval.compare import Comparison, compare
from eval.gate import Rules, Verdict, judge, load_rules
from eval.judges import judge_answers
from eval.options import Options, UsageError, check_options, select
from eval.records import RecordError, Run, read_run, write_run
from eval.report import Findings, write_reports
from eval.sheet import Sheet, SheetError, read_sheet, score_run
from eval.targets import InProcess, OverHttp, Target

if TYPE_CHECKING:
    from assistant.awards.model import RuleTable
    from assistant.config import Settings
    from assistant.library import Library


class HarnessBroken(RuntimeError):
    """No verdict on the answers is possible: what is broken, what to do."""


@dataclass(frozen=True, slots=True)
class Outcome:
    problems: tuple[str, ...] = ()
    """What is wrong with the gold set itself."""
    findings: Findings | None = None
    files: dict[str, Path] = field(default_factory=dict)
    blessed: str = ""
    """Digest of the new baseline."""

    def red(self, gate: bool) -> bool:
        """Whether the exit status is 1. A known gap that closed unnoticed is red even without the gate."""
        verdict = self.findings.verdict if self.findings else None
        closed = bool(verdict and verdict.closed_gaps)
        failed = bool(verdict and not verdict.passed)
        return bool(self.problems) or (closed and not self.blessed) or (gate and failed)


def carry_out(options: Options) -> Outcome:
    """Do what the options say.

    Raises:
        UsageError: the options make no sense.
        Exception: anything else means that the harness is broken.
    """
    from assistant.config import load_settings

    check_options(options)
    settings = load_settings()
    every = load_cases(options.cases)
    cases = select(every, options)
    library, rule_table = _corpus(settings)
    problems = check_cases(every, library, rule_table)
    if options.check:
        return Outcome(problems)
    if problems:
        raise HarnessBroken("the gold set is not sound (--check lists all): " + "; ".join(problems[:5]))
    return _evaluate(options, settings, cases, library)


def _corpus(settings: Settings) -> tuple[Library, RuleTable]:
    """All documents, samples too: quotes are checked against them."""
    from assistant.awards.rules import load_rules as load_award_rules
    from ingest.load import parse_corpus

    library = parse_corpus(settings.corpus_dir)
    return library, load_award_rules(settings.corpus_dir, library)


def _evaluate(options: Options, settings: Settings, cases: Sequence[Case], library: Library) -> Outcome:
    rules, baseline = load_rules(options.thresholds), read_baseline(options.baseline)
    base = _base(options)
    out = options.out or settings.data_dir / "eval"
    run = _scored_again(options) if options.score else _answered(options, settings, cases)
    if not options.score:
        write_run(run, out / "answers.jsonl")
    sheet = score_run(cases, run, library)
    findings = _findings(cases, run, sheet, rules, baseline, base)
    if options.judge:
        findings = findings.judged(judge_answers(options.judge, cases, run))
    files = write_reports(findings, out)
    return Outcome((), findings, files, bless(sheet, options.baseline) if options.bless else "")


def _base(options: Options) -> Sheet | None:
    try:
        return read_sheet(options.compare) if options.compare else None
    except SheetError as error:
        raise UsageError(str(error)) from error


def _findings(
    cases: Sequence[Case], run: Run, sheet: Sheet, rules: Rules, baseline: Sheet | None, base: Sheet | None
) -> Findings:
    verdict: Verdict = judge(sheet, rules, baseline)
    against: Comparison | None = compare(base, sheet, rules.compared) if base else verdict.comparison
    return Findings(cases, run, sheet, verdict, against)


def _scored_again(options: Options) -> Run:
    assert options.score is not None
    try:
        run = read_run(options.score)
    except RecordError as error:
        raise UsageError(str(error)) from error
    return Run({**run.about, "partial": bool(run.about.get("partial")) or options.partial}, run.records)


def _answered(options: Options, settings: Settings, cases: Sequence[Case]) -> Run:
    target = _target(options, settings)
    records = with_progress(target, cases)
    if all_failed(records.values()):
        first = next(iter(records.values())).error
        raise HarnessBroken(f"none of {len(records)} questions was answered; the first: {first}")
    about = describe_run(settings, target, cases, options.url or "in-process", options.partial)
    return Run(about, records)


def _target(options: Options, settings: Settings) -> Target:
    if options.url:
        return OverHttp(options.url)
    from assistant.build import build_assistant

    # Sessions of the evaluation stay out of those of a server on the same data.
    folder = Path(mkdtemp(prefix="policy-assistant-eval-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    own = settings.model_copy(update={"database_url": f"sqlite:///{folder / 'sessions.sqlite'}"})
    return InProcess(build_assistant(own, wait=True))
