"""Answers as kept on disk: generated once, scored as often as wanted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]


class RecordError(ValueError):
    """An answers file cannot be used: file, line, what is wrong."""


@dataclass(frozen=True, slots=True)
class Found:
    """A clause that retrieval looked at for the last turn."""

    clause: str
    score: float
    dense: float | None
    """Cosine similarity; None where not found by vectors."""
    lexical: float | None
    """BM25; None where not found by words."""
    kept: bool
    """False: below the threshold."""


@dataclass(frozen=True, slots=True)
class Record:
    """What the assistant did with one case."""

    case_id: str
    answer: Json | None
    """The answer to the last turn, as the API gives it; None where there was an error."""
    error: str = ""
    latency_ms: float = 0.0
    """Of the last turn."""
    earlier: tuple[Json, ...] = ()
    """The answers to the turns before."""
    found: tuple[Found, ...] | None = None
    """None: retrieval was not looked at."""
    replayed: bool = False
    """A reply of the model came from a file: the times of the answer say nothing."""

    @property
    def answers(self) -> tuple[Json, ...]:
        """Of every turn that was answered."""
        return (*self.earlier, self.answer) if self.answer else self.earlier


@dataclass(frozen=True, slots=True)
class Run:
    """Answers of one run with all that identifies it."""

    about: Mapping[str, Any]
    records: Mapping[str, Record] = field(default_factory=dict)


def write_run(run: Run, path: Path) -> None:
    """Write a run as JSON lines: first what identifies it, then a record a line."""
    lines = [{"run": dict(run.about)}, *(asdict(record) for record in run.records.values())]
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_bytes(text.encode("utf-8", "replace"))


def read_run(path: Path) -> Run:
    """Read what `write_run` wrote.

    Raises:
        RecordError: the file is missing or a line is not a record.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise RecordError(f"{path}: cannot be read: {error}") from error
    try:
        about = json.loads(lines[0])["run"]
    except (ValueError, KeyError, TypeError) as error:
        raise RecordError(f"{path}:1: does not begin with the run's description") from error
    numbered = [(number, line) for number, line in enumerate(lines[1:], start=2) if line.strip()]
    return Run(about, by_case(_record(path, number, line) for number, line in numbered))


def by_case(records: Iterable[Record]) -> dict[str, Record]:
    return {record.case_id: record for record in records}


def _record(path: Path, number: int, line: str) -> Record:
    try:
        raw = json.loads(line)
        found = raw.pop("found")
        raw["earlier"] = tuple(dict(answer) for answer in raw.get("earlier", ()))
        return Record(**raw, found=None if found is None else tuple(Found(**item) for item in found))
    except (ValueError, KeyError, TypeError) as error:
        raise RecordError(f"{path}:{number}: not a record: {error}") from error
