"""What a sheet amounts to: every figure with its interval and its number of cases, over all and per slice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.models import AnswerStatus
from eval.retrieval import MEASURES, WAYS
from eval.scorers import CHECKS
from eval.sheet import CaseResult, Sheet
from eval.stats import Estimate, mean, quantile, share

ALL, SOUND = "all", "outside_known_gaps"
NEGATIVE = {AnswerStatus.NOT_COVERED.value, AnswerStatus.REFUSED.value}
RETRIEVAL = tuple(f"retrieval {way} {measure}" for way in WAYS for measure in MEASURES)
SCORED = ("strict_pass", "partial_credit", *CHECKS, "clause_precision", *RETRIEVAL)
"""Metrics that are a value of each case; they can be compared pairwise."""
Metrics = dict[str, Estimate | None]


def groups(sheet: Sheet) -> dict[str, list[CaseResult]]:
    """All cases, those without a known gap, and each slice."""
    results = list(sheet.results)
    slices = {name: [r for r in results if r.slice == name] for name in sorted({r.slice for r in results})}
    return {ALL: results, SOUND: [r for r in results if not r.known_gap], **slices}


def measure_groups(sheet: Sheet) -> dict[str, Metrics]:
    return {name: measure(results) for name, results in groups(sheet).items()}


def measure(results: Sequence[CaseResult]) -> Metrics:
    """Every metric of a group; None where nothing of it was scored."""
    metrics: Metrics = {name: estimate(values_of(results, name)) for name in SCORED}
    metrics |= {name: _rate(results, rate) for name, rate in RATES.items()}
    answered = [r for r in results if not r.error]
    metrics["length"] = mean([float(r.length) for r in answered])
    metrics["latency_p50_ms"] = quantile([r.latency_ms for r in answered], 50)
    metrics["latency_p95_ms"] = quantile([r.latency_ms for r in answered], 95)
    return metrics


def values_of(results: Iterable[CaseResult], name: str) -> list[float]:
    return [value for result in results if (value := result.value(name)) is not None]


def estimate(values: Sequence[float]) -> Estimate | None:
    """A share where every value is right or wrong, else a mean."""
    if all(value in (0.0, 1.0) for value in values):
        return share([value == 1.0 for value in values])
    return mean(values)


# --- rates over statuses ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rate:
    """The share of `counted` among the cases that `among` selects."""

    among: Callable[[CaseResult], bool]
    counted: Callable[[CaseResult], bool]


def uncovered(result: CaseResult) -> bool:
    return set(result.expected_status) <= NEGATIVE


def covered(result: CaseResult) -> bool:
    return not NEGATIVE.intersection(result.expected_status)


def declined(result: CaseResult) -> bool:
    return result.status in NEGATIVE


RATES = {
    "refusal_precision": Rate(declined, lambda r: not covered(r)),
    "refusal_recall": Rate(uncovered, declined),
    "false_not_covered": Rate(covered, lambda r: r.status == AnswerStatus.NOT_COVERED),
    "invented_answers": Rate(uncovered, lambda r: r.status == AnswerStatus.ANSWERED),
    "errors": Rate(lambda r: True, lambda r: bool(r.error)),
}


def _rate(results: Iterable[CaseResult], rate: Rate) -> Estimate | None:
    return share([rate.counted(result) for result in results if rate.among(result)])
