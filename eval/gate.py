"""The gate: may this change be merged? Thresholds first, then the baseline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from eval.compare import Change, Comparison, compare
from eval.metrics import ALL, RATES, SCORED, Metrics, groups, measure_groups
from eval.retrieval import ANSWER
from eval.sheet import CaseResult, Sheet
from eval.stats import Estimate

EXTRACTIVE = "extractive"
THRESHOLDS = Path(__file__).parent / "thresholds.yaml"


class ThresholdError(ValueError):
    """The thresholds cannot be used: file, what is wrong."""


class Threshold(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    metric: str
    group: str = ALL
    at_least: Decimal | None = None
    at_most: Decimal | None = None

    @model_validator(mode="after")
    def _usable(self) -> Threshold:
        if self.metric not in (*SCORED, *RATES):
            raise ValueError(f"no metric {self.metric!r}; there are {', '.join((*SCORED, *RATES))}")
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError(f"{self.metric}: give either at_least or at_most")
        return self

    def met(self, value: float) -> bool:
        exact = Decimal(str(value))
        return exact >= self.at_least if self.at_least is not None else exact <= (self.at_most or 0)

    def __str__(self) -> str:
        limit = f"≥ {self.at_least}" if self.at_least is not None else f"≤ {self.at_most}"
        return f"{self.metric} ({self.group}) {limit}"


class Rules(BaseModel):
    """What thresholds.yaml says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    least_effect: float
    zero_tolerance: tuple[str, ...]
    compared: tuple[str, ...]
    thresholds: tuple[Threshold, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    rule: str
    reason: str
    cases: tuple[str, ...] = ()
    """Each case that fell."""


@dataclass(frozen=True, slots=True)
class Verdict:
    failures: tuple[Failure, ...]
    notes: tuple[str, ...]
    """What is worth knowing but fails nothing."""
    comparison: Comparison | None

    closed_gaps: tuple[str, ...] = ()
    """Known gaps that pass now."""

    @property
    def passed(self) -> bool:
        return not self.failures


def load_rules(path: Path = THRESHOLDS) -> Rules:
    """Read the thresholds.

    Raises:
        ThresholdError: the file is missing, no YAML, or names what does not exist.
    """
    try:
        return Rules.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise ThresholdError(f"{path}: {error}") from error


def judge(sheet: Sheet, rules: Rules, baseline: Sheet | None) -> Verdict:
    """Hold a sheet against thresholds and baseline."""
    comparison = compare(baseline, sheet, rules.compared) if baseline else None
    passing = tuple(r.id for r in sheet.results if r.known_gap and r.strict)
    closed = () if _helped(sheet) else passing
    failures = [*_below(sheet, rules), *_closed_gaps(closed)]
    notes = ["no baseline was ever blessed"] if baseline is None else []
    notes += [f"known gaps that pass with the model: {', '.join(passing)}"] if passing and not closed else []
    if baseline and comparison:
        failures += [*_zero_tolerance(baseline, sheet, rules, comparison), *_dropped(comparison, rules)]
        failures += [] if _partial(sheet) else _removed(comparison)
        notes += _notes(comparison)
    return Verdict(tuple(failures), tuple(notes), comparison, closed)


# --- thresholds ------------------------------------------------------------------------------------


def _below(sheet: Sheet, rules: Rules) -> Iterator[Failure]:
    measured, members = measure_groups(sheet), groups(sheet)
    for threshold in rules.thresholds:
        estimate = measured.get(threshold.group, Metrics()).get(threshold.metric)
        if estimate is None:
            yield from _unmeasured(sheet, threshold)
        elif not threshold.met(estimate.value):
            fallen = _fallen(members[threshold.group], threshold.metric)
            yield Failure(str(threshold), _written(estimate), fallen)


def _unmeasured(sheet: Sheet, threshold: Threshold) -> Iterator[Failure]:
    """A full run that does not measure what it must is no pass; a part of one, or one over HTTP, may."""
    searched = threshold.metric.startswith("retrieval ") and f" {ANSWER} " not in threshold.metric
    over_http = sheet.about.get("target") != "in-process" and searched
    if not _partial(sheet) and not over_http:
        yield Failure(str(threshold), "not measured: no case scores it")


def _fallen(results: Iterable[CaseResult], metric: str) -> tuple[str, ...]:
    if metric in RATES:
        rate = RATES[metric]
        wrong_if = metric not in ("refusal_precision", "refusal_recall")
        return tuple(r.id for r in results if rate.among(r) and rate.counted(r) is wrong_if)
    return tuple(r.id for r in results if (value := r.value(metric)) is not None and value < 1)


def _closed_gaps(closed: tuple[str, ...]) -> Iterator[Failure]:
    if closed:
        yield Failure("known gaps", "pass now: take their `known_gap` away, so that they are kept", closed)


# --- baseline --------------------------------------------------------------------------------------


def _zero_tolerance(base: Sheet, now: Sheet, rules: Rules, comparison: Comparison) -> Iterator[Failure]:
    before = base.by_id()
    same = [r for r in now.results if r.id in before and r.id not in comparison.altered]
    for metric in rules.zero_tolerance:
        fallen = tuple(r.id for r in same if _fell(before[r.id].value(metric), r.value(metric)))
        if fallen:
            yield Failure(f"{metric}: zero tolerance", "right in the baseline, wrong or unscored now", fallen)


def _fell(before: float | None, now: float | None) -> bool:
    """A missing answer scores its expectations 0, so that an error cannot hide a wrong amount."""
    return before == 1.0 and now is not None and now < 1.0


def _dropped(comparison: Comparison, rules: Rules) -> Iterator[Failure]:
    for change in comparison.changes:
        if _significant(change) and -change.difference.change.value > rules.least_effect:
            yield Failure(
                f"{change.metric} ({change.group}) against the baseline", describe(change), change.lost
            )


def _significant(change: Change) -> bool:
    return change.difference.change.high < 0


def _removed(comparison: Comparison) -> Iterator[Failure]:
    if comparison.removed:
        yield Failure(
            "gold set", "cases of the baseline are gone; bless a new one if meant", comparison.removed
        )


def _notes(comparison: Comparison) -> list[str]:
    notes = []
    if comparison.added:
        notes.append(f"{len(comparison.added)} cases are new since the baseline")
    if comparison.altered:
        notes.append(f"changed since the baseline, not compared: {', '.join(comparison.altered)}")
    return notes


def describe(change: Change) -> str:
    d = change.difference
    return (
        f"{d.before:.3f} → {d.now:.3f}, change {d.change.value:+.3f} "
        f"[{d.change.low:+.3f}, {d.change.high:+.3f}], n={d.change.cases}, "
        f"won {d.won}, lost {d.lost}, McNemar p={d.p_value:.3f}"
    )


def _written(estimate: Estimate) -> str:
    return f"{estimate.value:.4f} [{estimate.low:.4f}, {estimate.high:.4f}], n={estimate.cases}"


def _helped(sheet: Sheet) -> bool:
    """Whether a model worded the answers: what it understands beyond the rules closes no gap of theirs."""
    return str(sheet.about.get("versions", {}).get("model", EXTRACTIVE)) != EXTRACTIVE


def _partial(sheet: Sheet) -> bool:
    return bool(sheet.about.get("partial"))
