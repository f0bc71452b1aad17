"""The score sheet: what every case scored, with all that later steps (gate, comparison, report) need."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval import retrieval
from eval.cases import Case, set_digest
from eval.records import Record, Run
from eval.scorers import Score, partial, score_record, strict

if TYPE_CHECKING:
    from assistant.library import Library


class SheetError(ValueError):
    """A scores file cannot be used: file, what is wrong."""


@dataclass(frozen=True, slots=True)
class CaseResult:
    id: str
    slice: str
    digest: str
    """Of question and expectations: a case that changed cannot be compared."""
    known_gap: str
    strict: bool
    partial: float
    status: str
    """As answered; empty after an error."""
    expected_status: tuple[str, ...]
    scores: Mapping[str, float | None]
    reasons: Mapping[str, str]
    """Why a score is not 1, where there is something to say."""
    found: Mapping[str, float] = field(default_factory=dict)
    """Retrieval measures by way: `fused R@3`."""
    latency_ms: float = 0.0
    length: int = 0
    """Characters of the answer."""
    error: str = ""

    def value(self, name: str) -> float | None:
        match name:
            case "strict_pass":
                return float(self.strict)
            case "partial_credit":
                return self.partial
            case _ if name.startswith("retrieval "):
                return self.found.get(name.removeprefix("retrieval "))
            case _:
                return self.scores.get(name)


@dataclass(frozen=True, slots=True)
class Sheet:
    about: Mapping[str, Any]
    gold_digest: str
    results: tuple[CaseResult, ...]

    def by_id(self) -> dict[str, CaseResult]:
        return {result.id: result for result in self.results}


def score_run(cases: Sequence[Case], run: Run, library: Library) -> Sheet:
    """Score the answers of a run; a case without an answer fails."""
    found = _found(cases, run)
    results = (_result(case, run.records.get(case.id), library, found.get(case.id, {})) for case in cases)
    return Sheet(run.about, set_digest(cases), tuple(results))


def _result(case: Case, record: Record | None, library: Library, found: Mapping[str, float]) -> CaseResult:
    scores: dict[str, Score] = score_record(case, record, library)
    answer = (record.answer if record else None) or {}
    return CaseResult(
        id=case.id,
        slice=case.slice,
        digest=case.digest,
        known_gap=case.known_gap,
        strict=strict(scores),
        partial=partial(scores),
        status=answer.get("status", ""),
        expected_status=tuple(case.expected_status),
        scores={name: score.value for name, score in scores.items()},
        reasons={name: score.reason for name, score in scores.items() if _telling(score)},
        found=found,
        latency_ms=record.latency_ms if record else 0.0,
        length=len(answer.get("answer", "")),
        error=record.error if record else "no answer was generated",
    )


def _telling(score: Score) -> bool:
    return bool(score.reason) and score.value is not None


def _found(cases: Sequence[Case], run: Run) -> dict[str, dict[str, float]]:
    by_case: dict[str, dict[str, float]] = {}
    for way in retrieval.ways_measured(run.records.values()):
        for measure, values in retrieval.measure(retrieval.rankings(cases, run.records, way)).items():
            for case_id, value in values.items():
                by_case.setdefault(case_id, {})[f"{way} {measure}"] = value
    return by_case


# --- on disk ---------------------------------------------------------------------------------------


def sheet_json(sheet: Sheet) -> dict[str, Any]:
    return {
        "about": dict(sheet.about),
        "gold_digest": sheet.gold_digest,
        "cases": [asdict(result) for result in sheet.results],
    }


def read_sheet(path: Path) -> Sheet:
    """Read a scores.json or a baseline.

    Raises:
        SheetError: the file is missing or is not a score sheet.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return Sheet(raw["about"], raw["gold_digest"], _results(raw["cases"]))
    except OSError as error:
        raise SheetError(f"{path}: cannot be read: {error}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise SheetError(f"{path}: not a scores.json: {type(error).__name__}: {error}") from error


def _results(raw: Iterable[dict[str, Any]]) -> tuple[CaseResult, ...]:
    return tuple(CaseResult(**(item | {"expected_status": tuple(item["expected_status"])})) for item in raw)
