"""What an ingest did, for the terminal and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ingest.trace import Repair, RepairKind

ROUTINE = frozenset({RepairKind.SCRIPT, RepairKind.WIDTH, RepairKind.MARKUP})
"""Repairs too many and too plain to list one by one in the report; the snapshot's log has them all."""


@dataclass(frozen=True, slots=True)
class IngestReport:
    snapshot: str
    """Name of the index in force."""
    changed: bool
    """False where everything was as before and nothing was written."""
    documents: int
    clauses: int
    chunks: int
    embedded: int
    """Chunks whose vectors were worked out anew; those of the others were taken over."""
    repairs: Mapping[str, tuple[Repair, ...]]
    """By document."""
    warnings: tuple[str, ...]
    skipped: tuple[str, ...]
    """Ids of unchanged documents, taken over as they were."""
    seconds: float

    def counts(self) -> dict[str, int]:
        """How many repairs of each kind."""
        return dict(Counter(str(one.kind) for log in self.repairs.values() for one in log))

    def to_dict(self) -> dict[str, Any]:
        notable = [
            {"document": document, **asdict(one)}
            for document, log in self.repairs.items()
            for one in log
            if one.kind not in ROUTINE
        ]
        return {
            "snapshot": self.snapshot,
            "changed": self.changed,
            "documents": self.documents,
            "clauses": self.clauses,
            "chunks": self.chunks,
            "embedded": self.embedded,
            "repair_counts": self.counts(),
            "repairs": notable,
            "warnings": list(self.warnings),
            "skipped": list(self.skipped),
            "seconds": round(self.seconds, 3),
        }
