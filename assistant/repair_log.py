"""What was repaired in a document, as the snapshot keeps it beside the index."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DOCUMENTS_FOLDER = "documents"


def repair_log(snapshot: Path, document_id: str) -> list[dict[str, Any]]:
    """Every repair of a document: kind, line, before, after and why; empty where no log is kept."""
    path = snapshot / DOCUMENTS_FOLDER / f"{document_id}.log.json"
    try:
        repairs: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["repairs"]
    except (OSError, ValueError, KeyError):
        return []
    return repairs
