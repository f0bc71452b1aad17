"""Session memory as JSON, so that a checkpoint can be read by any later version."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from assistant.models import InputValue
from assistant.query import Case, Memory
from assistant.reading.mentions import About


def dump(memory: Memory) -> str:
    return json.dumps(
        {
            "cases": [_write_case(case) for case in memory.cases],
            "told": [_write_case(case) for case in memory.told],
            "departments": memory.departments,
            "focus": memory.focus,
            "clauses": memory.clauses,
            "asked": memory.asked,
            "bare": [(award, name, str(value)) for award, name, value in memory.bare],
            "intent": memory.intent,
            "role": memory.role,
            "target": None if memory.target is None else str(memory.target),
        },
        ensure_ascii=False,
    )


def load(text: str) -> Memory:
    """Read what `dump` wrote; an empty text is an empty memory."""
    if not text:
        return Memory()
    raw: dict[str, Any] = json.loads(text)
    return Memory(
        cases=tuple(_read_case(item) for item in raw["cases"]),
        told=tuple(_read_case(item) for item in raw.get("told", ())),
        departments=tuple(raw.get("departments", ())),
        focus=tuple(raw["focus"]),
        clauses=tuple(raw["clauses"]),
        asked=tuple((award, name) for award, name in raw["asked"]),
        bare=tuple((award, name, Decimal(value)) for award, name, value in raw.get("bare", ())),
        intent=raw["intent"],
        role=raw.get("role", ""),
        target=None if raw["target"] is None else Decimal(raw["target"]),
    )


def _write_case(case: Case) -> dict[str, Any]:
    return {
        "award": case.award_id,
        "inputs": {name: _write(value) for name, value in case.inputs.items()},
        "high": {name: str(value) for name, value in case.high.items()},
        "about": {name: about.value for name, about in case.about.items()},
        "period": case.period,
    }


def _read_case(raw: dict[str, Any]) -> Case:
    return Case(
        raw["award"],
        {name: _read(*value) for name, value in raw["inputs"].items()},
        {name: Decimal(value) for name, value in raw["high"].items()},
        {name: About(value) for name, value in raw["about"].items()},
        raw.get("period", ""),
    )


def _write(value: InputValue) -> tuple[str, str]:
    if isinstance(value, bool):
        return "bool", str(value)
    if isinstance(value, Decimal):
        return "money", str(value)
    if isinstance(value, date):
        return "date", value.isoformat()
    return "text", value


def _read(kind: str, value: str) -> InputValue:
    match kind:
        case "bool":
            return value == "True"
        case "money":
            return Decimal(value)
        case "date":
            return date.fromisoformat(value)
    return value
