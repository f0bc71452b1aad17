"""What changed between two runs: per slice the paired difference with its interval, cases won and lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.metrics import ALL, groups
from eval.sheet import CaseResult, Sheet
from eval.stats import Difference, paired


@dataclass(frozen=True, slots=True)
class Change:
    metric: str
    group: str
    difference: Difference
    won: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    changes: tuple[Change, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    """Cases of the base that were not run now."""
    altered: tuple[str, ...]
    """Cases whose question or expectations differ: not compared."""


Pair = tuple[CaseResult, CaseResult]


def compare(base: Sheet, now: Sheet, metrics: Sequence[str]) -> Comparison:
    """Compare case by case; only cases that are the same in both runs are paired."""
    before, after = base.by_id(), now.by_id()
    shared = [case_id for case_id in after if case_id in before]
    altered = tuple(i for i in shared if before[i].digest != after[i].digest)
    pairs = {i: (before[i], after[i]) for i in shared if i not in altered}
    members = {name: [pairs[r.id] for r in results if r.id in pairs] for name, results in groups(now).items()}
    changes = [_change(metric, name, items) for metric in metrics for name, items in members.items()]
    return Comparison(
        tuple(change for change in changes if change),
        tuple(i for i in after if i not in before),
        tuple(i for i in before if i not in after),
        altered,
    )


def _change(metric: str, group: str, pairs: Iterable[Pair]) -> Change | None:
    scored = [
        (before.id, old, new)
        for before, after in pairs
        if (old := before.value(metric)) is not None and (new := after.value(metric)) is not None
    ]
    difference = paired([old for _, old, _ in scored], [new for _, _, new in scored])
    if difference is None:
        return None
    won = tuple(case_id for case_id, old, new in scored if new > old)
    return Change(metric, group, difference, won, tuple(i for i, old, new in scored if new < old))


def overall(comparison: Comparison, metric: str) -> Change | None:
    found = [c for c in comparison.changes if c.metric == metric and c.group == ALL]
    return found[0] if found else None
