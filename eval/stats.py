"""Intervals and paired tests, all from scipy: a share, a mean, and what changed between two runs."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

LEVEL = 0.95
RESAMPLES = 2_000
SEED = 20250928
"""Fixed, so that the same answers give the same report."""


@dataclass(frozen=True, slots=True)
class Estimate:
    value: float
    low: float
    high: float
    """Ends of the 95 % interval."""
    cases: int


def share(passed: Sequence[bool]) -> Estimate | None:
    """A proportion with its Wilson interval; None without cases."""
    from scipy.stats import binomtest

    if not passed:
        return None
    interval = binomtest(sum(passed), len(passed)).proportion_ci(LEVEL, method="wilson")
    return Estimate(sum(passed) / len(passed), float(interval.low), float(interval.high), len(passed))


def mean(values: Sequence[float]) -> Estimate | None:
    """A mean with its BCa bootstrap interval; None without values."""
    import numpy as np
    from scipy.stats import DegenerateDataWarning, bootstrap

    if not values:
        return None
    centre = sum(values) / len(values)
    if len(set(values)) == 1:  # nothing to resample: every mean is this one
        return Estimate(centre, centre, centre, len(values))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DegenerateDataWarning)
        found = bootstrap(
            (np.asarray(values, dtype=float),),
            np.mean,
            n_resamples=RESAMPLES,
            confidence_level=LEVEL,
            method="BCa",
            rng=np.random.default_rng(SEED),
        ).confidence_interval
    low, high = float(found.low), float(found.high)
    return Estimate(centre, _or(low, min(values)), _or(high, max(values)), len(values))


def _or(end: float, widest: float) -> float:
    """An end of the interval; where BCa has none, the widest that it can be."""
    return widest if end != end else end


@dataclass(frozen=True, slots=True)
class Difference:
    """Now minus before, over the cases of both runs."""

    before: float
    now: float
    change: Estimate
    """Mean paired difference with its BCa interval."""
    won: int
    lost: int
    p_value: float
    """Exact McNemar test of won against lost."""


def paired(before: Sequence[float], now: Sequence[float]) -> Difference | None:
    """Compare two runs case by case; None without cases.

    Raises:
        ValueError: the runs differ in length.
    """
    change = mean([b - a for a, b in zip(before, now, strict=True)])
    if change is None:
        return None
    won = sum(b > a for a, b in zip(before, now, strict=True))
    lost = sum(b < a for a, b in zip(before, now, strict=True))
    size = len(before)
    return Difference(sum(before) / size, sum(now) / size, change, won, lost, mcnemar(won, lost))


def mcnemar(won: int, lost: int) -> float:
    """Two-sided exact McNemar: chance of so uneven a split if changes fell either way alike."""
    from scipy.stats import binomtest

    return float(binomtest(won, won + lost, 0.5).pvalue) if won + lost else 1.0


def quantile(values: Sequence[float], percent: float) -> Estimate | None:
    """A percentile with its bootstrap interval (BCa does not suit quantiles); None without values."""
    import numpy as np
    from scipy.stats import bootstrap

    if not values:
        return None
    data = np.asarray(values, dtype=float)
    centre = float(np.percentile(data, percent))
    if len(values) == 1:
        return Estimate(centre, centre, centre, 1)
    found = bootstrap(
        (data,),
        lambda sample, axis: np.percentile(sample, percent, axis=axis),
        n_resamples=RESAMPLES,
        confidence_level=LEVEL,
        method="percentile",
        rng=np.random.default_rng(SEED),
    ).confidence_interval
    return Estimate(centre, float(found.low), float(found.high), len(values))
