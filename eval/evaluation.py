"""One evaluation from cases to verdict, in the order in which it happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from eval.baseline import bless, read_baseline
from eval.beside import Beside, put_beside
from eval.beside_report import write_beside
from eval.cases import Case, load_cases
from eval.checker import check_cases
from eval.compare import Comparison, compare
from eval.gate import Rules, Verdict, judge, load_rules
from eval.judges import judge_answers
from eval.options import Options, UsageError, check_model, check_options, select
from eval.records import RecordError, Run, read_run, write_run
from eval.report import Findings, write_reports
from eval.running import HarnessBroken, answer_set
from eval.sheet import Sheet, SheetError, read_sheet, score_run

if TYPE_CHECKING:
    from assistant.awards.model import RuleTable
    from assistant.config import Settings
    from assistant.library import Library


@dataclass(frozen=True, slots=True)
class Outcome:
    problems: tuple[str, ...] = ()
    """What is wrong with the gold set itself."""
    findings: tuple[Findings, ...] = ()
    """One a run: two where they are put side by side, the extractive one first."""
    files: dict[str, Path] = field(default_factory=dict)
    blessed: str = ""
    """Digest of the new baseline."""
    beside: Beside | None = None

    def red(self, gate: bool) -> bool:
        """Whether the exit status is 1. A known gap that closed unnoticed is red even without the gate."""
        closed = any(found.verdict.closed_gaps for found in self.findings)
        return bool(self.problems) or (closed and not self.blessed) or (gate and not self.passed)

    @property
    def passed(self) -> bool:
        """Whether all runs meet thresholds and baseline, and a model changed no fact."""
        unchanged = self.beside is None or self.beside.passed
        return unchanged and all(found.verdict.passed for found in self.findings)


def carry_out(options: Options) -> Outcome:
    """Do what the options say.

    Raises:
        UsageError: the options make no sense.
        Exception: anything else means that the harness is broken.
    """
    from assistant.config import load_settings

    check_options(options)
    settings = load_settings()
    check_model(options, settings.llm)
    every = load_cases(options.cases)
    cases = select(every, options)
    library, rule_table = _corpus(settings)
    problems = check_cases(every, library, rule_table)
    if options.check:
        return Outcome(problems)
    if problems:
        raise HarnessBroken("the gold set is not sound (--check lists all): " + "; ".join(problems[:5]))
    return (_both if options.beside else _evaluate)(options, settings, cases, library)


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
    run = _scored_again(options) if options.score else answer_set(options, settings, cases)
    if not options.score:
        write_run(run, out / "answers.jsonl")
    sheet = score_run(cases, run, library)
    findings = _findings(cases, run, sheet, rules, baseline, base)
    if options.judge:
        findings = findings.judged(judge_answers(options.judge, cases, run))
    files = write_reports(findings, out)
    return Outcome((), (findings,), files, bless(sheet, options.baseline) if options.bless else "")


def _both(options: Options, settings: Settings, cases: Sequence[Case], library: Library) -> Outcome:
    """The same cases without and with the model, held against the same thresholds and baseline."""
    out = options.out or settings.data_dir / "eval"
    plain = settings.model_copy(update={"llm": ""})
    one = _evaluate(replace(options, out=out / "extractive"), plain, cases, library)
    other = _evaluate(replace(options, out=out / "model"), settings, cases, library)
    (extractive,), (worded,) = one.findings, other.findings
    name = str(worded.run.about["versions"]["model"])
    beside = put_beside((extractive.run, extractive.sheet), (worded.run, worded.sheet), name)
    files = {f"extractive/{name}": path for name, path in one.files.items()}
    files |= {f"model/{name}": path for name, path in other.files.items()} | write_beside(beside, out)
    return Outcome((), (extractive, worded), files, "", beside)


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
