"""What a snapshot keeps of each document, so that an unchanged one need not be read again."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from assistant.errors import IndexUnavailable
from assistant.library import read_library, write_library
from ingest.corpus import ParsedDocument
from ingest.trace import Repair, RepairKind


def write_record(parsed: ParsedDocument, folder: Path) -> None:
    """Write a document as a library of its own, with the log of its repairs beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    write_library(parsed.library, folder / f"{parsed.id}.json")
    log = {
        "digest": parsed.digest,
        "warnings": parsed.warnings,
        "repairs": [asdict(one) for one in parsed.repairs],
    }
    text = json.dumps(log, ensure_ascii=False, indent=1)
    (folder / f"{parsed.id}.log.json").write_text(text, encoding="utf-8")


def read_record(document_id: str, digest: str, folder: Path) -> ParsedDocument | None:
    """Read a document of that digest; None where the record is missing, damaged or of another digest."""
    try:
        log = json.loads((folder / f"{document_id}.log.json").read_text(encoding="utf-8"))
        if log["digest"] != digest:
            return None
        repairs = tuple(Repair(**{**one, "kind": RepairKind(one["kind"])}) for one in log["repairs"])
        library = read_library(folder / f"{document_id}.json")
        return ParsedDocument(document_id, library, repairs, tuple(log["warnings"]), digest)
    except (OSError, ValueError, KeyError, TypeError, IndexUnavailable):
        return None
