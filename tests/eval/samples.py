"""Cases, answers and score sheets written by hand, for the tests of the harness."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from assistant.library import Library
from eval.cases import Case
from eval.records import Json
from eval.sheet import CaseResult, Sheet
from ingest.corpus import parse_corpus

PLAN = "pinghu-ai-plus-2025"
SCENARIO = f"{PLAN}/2.2"


@cache
def library() -> Library:
    return parse_corpus(Path("corpus"))


def case(**changes: Any) -> Case:
    base = {"id": "a-1", "slice": "amount", "turns": ["硬件300万，能拿多少？"], "expected_status": "answered"}
    return Case.model_validate(base | changes)


def citation(quote: str, address: str = SCENARIO) -> Json:
    clause = library().clause(address)
    start = clause.start + clause.text.index(quote)
    return {
        "marker": 1,
        "clause_id": address,
        "title": clause.title,
        "quote": quote,
        "start": start,
        "end": start + len(quote),
        "document_title": "行动计划",
        "document_status": "effective",
    }


def award(amount: str | None = "600000", **changes: Any) -> Json:
    step = {
        "label": "硬件",
        "expression": "300万元 × 20%",
        "value": "600000",
        "unit": "CNY",
        "clause": SCENARIO,
    }
    return {
        "award_id": "scenario-project",
        "verdict": "eligible",
        "amount": amount,
        "amount_min": None,
        "amount_max": None,
        "amount_if_met": amount,
        "missing": [],
        "steps": [step],
        "conditions": [],
        "citations": [],
        "notes": [],
        "inputs": {"hardware_investment": "3000000"},
        "period": "",
    } | changes


def answer(text: str = "最高60万元[1]。", **changes: Any) -> Json:
    return {
        "answer": text,
        "status": "answered",
        "citations": [citation("最高500万元的奖励")],
        "awards": [award()],
        "clarification": None,
        "understood": "",
        "answerer": "extractive",
        "checks": {"sentences": 0, "figures": 0, "quotes": 0, "replaced": 0, "withheld": 0},
        "versions": {},
        "timings_ms": {"total": 5.0},
    } | changes


def result(case_id: str, strict: bool = True, **changes: Any) -> CaseResult:
    value = 1.0 if strict else 0.0
    fields: dict[str, Any] = {
        "id": case_id,
        "slice": "amount",
        "digest": "d",
        "known_gap": "",
        "strict": strict,
        "partial": value,
        "status": "answered",
        "expected_status": ("answered",),
        "latency_ms": 5.0,
        "length": 20,
        "scores": {"status": 1.0, "amounts": value, "figures": 1.0, "quotes": 1.0},
        "reasons": {},
    }
    return CaseResult(**fields | changes)


def sheet(*results: CaseResult, partial: bool = True) -> Sheet:
    return Sheet({"target": "in-process", "partial": partial}, "gold", results)
