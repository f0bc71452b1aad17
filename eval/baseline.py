"""The committed baseline: replaced only by an explicit blessing, and sealed by its own digest."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from eval.sheet import CaseResult, Sheet, SheetError, read_sheet, sheet_json

BASELINE = Path(__file__).parent / "baseline.json"


def bless(sheet: Sheet, path: Path = BASELINE) -> str:
    """Make a sheet the baseline and return its digest; timings, of one machine only, stay out."""
    kept = replace(sheet, results=tuple(_lasting(result) for result in sheet.results))
    content = sheet_json(kept)
    digest = _digest(content)
    lines = ",\n".join(json.dumps(case, ensure_ascii=False, sort_keys=True) for case in content["cases"])
    head = {"digest": digest, "about": content["about"], "gold_digest": content["gold_digest"]}
    opening = json.dumps(head, ensure_ascii=False, indent=1, sort_keys=True).rstrip("}\n ")
    path.write_text(f'{opening},\n "cases": [\n{lines}\n]}}\n', encoding="utf-8")
    return digest


def read_baseline(path: Path = BASELINE) -> Sheet | None:
    """The baseline in force; None where none was ever blessed.

    Raises:
        SheetError: it was changed by hand: its digest is not that of its content.
    """
    if not path.exists():
        return None
    sheet = read_sheet(path)
    recorded = json.loads(path.read_text(encoding="utf-8")).get("digest")
    actual = _digest(sheet_json(sheet))
    if recorded != actual:
        raise SheetError(
            f"{path}: digest {recorded!r} is not that of its content ({actual!r}): "
            "the file was edited by hand; restore it, or replace it with `policy-assistant eval --bless`"
        )
    return sheet


def _lasting(result: CaseResult) -> CaseResult:
    scored = {name: value for name, value in result.scores.items() if value is not None}
    found = {name: round(value, 6) for name, value in result.found.items()}
    return replace(result, scores=scored, reasons={}, found=found, latency_ms=0.0, length=0, error="")


def _digest(content: dict[str, Any]) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return sha256(canonical.encode()).hexdigest()
