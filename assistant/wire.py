"""How results look in JSON: the same for the API, the command line and the evaluation."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from assistant.models import (
    Answer,
    Assessment,
    Citation,
    Clarification,
    Clause,
    Condition,
    Document,
    GoalSeek,
    InputValue,
    Note,
    Passage,
    Retrieval,
    Step,
)
from assistant.text import plain

if TYPE_CHECKING:
    from assistant.awards.model import Award, AwardInput, Evidence, Parameter

Json = dict[str, Any]


def dumps(value: object, *, indent: int | None = None) -> str:
    """Write JSON with Chinese left readable; a half of a surrogate pair becomes `?`."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    return text.encode("utf-8", "replace").decode("utf-8")


def scalar(value: InputValue | None) -> str | bool | None:
    """Decimal as a plain decimal string, a date in ISO form, the rest as it is."""
    match value:
        case Decimal():
            return plain(value)
        case date():
            return value.isoformat()
        case _:
            return value


def answer(value: Answer) -> Json:
    return {
        "answer": value.answer,
        "status": value.status.value,
        "citations": [citation(item) for item in value.citations],
        "awards": [assessment(item) for item in value.awards],
        "clarification": clarification(value.clarification),
        "session_id": value.session_id,
        "answerer": value.answerer,
        "understood": value.understood,
        "checks": {
            "sentences": value.checks.sentences,
            "figures": value.checks.figures,
            "quotes": value.checks.quotes,
            "replaced": value.checks.replaced,
            "withheld": value.checks.withheld,
        },
        "versions": dict(value.versions),
        "timings_ms": {name: round(spent, 3) for name, spent in value.timings_ms.items()},
    }


def clarification(value: Clarification | None) -> Json | None:
    return None if value is None else {"missing": list(value.missing), "question": value.question}


def citation(value: Citation) -> Json:
    return {
        "marker": value.marker,
        "clause_id": value.clause_id,
        "title": value.title,
        "quote": value.quote,
        "start": value.start,
        "end": value.end,
        "document_title": value.document_title,
        "document_status": value.document_status.value,
    }


# --- assessments -----------------------------------------------------------------------------------


def assessment(value: Assessment) -> Json:
    return {
        "award_id": value.award_id,
        "title": value.title,
        "verdict": value.verdict.value,
        "amount": scalar(value.amount),
        "amount_min": scalar(value.amount_min),
        "amount_max": scalar(value.amount_max),
        "amount_if_met": scalar(value.amount_if_met),
        "currency": "CNY",
        "missing": list(value.missing),
        "steps": [_step(item) for item in value.steps],
        "conditions": [_condition(item) for item in value.conditions],
        "citations": [citation(item) for item in value.citations],
        "notes": [note(item) for item in value.notes],
        "inputs": {name: scalar(item) for name, item in value.inputs.items()},
        "period": value.period,
    }


def goal_seek(value: GoalSeek) -> Json:
    return {
        "award_id": value.award_id,
        "target": plain(value.target),
        "input": value.input,
        "value": scalar(value.value),
        "reachable_max": plain(value.reachable_max),
        "assessment": assessment(value.assessment),
    }


def _step(value: Step) -> Json:
    return {
        "label": value.label,
        "label_en": value.label_en,
        "expression": value.expression,
        "value": plain(value.value),
        "unit": value.unit,
        "clause": value.clause,
    }


def _condition(value: Condition) -> Json:
    return {
        "id": value.id,
        "text": value.text,
        "text_en": value.text_en,
        "status": value.status.value,
        "clause": value.clause,
        "input": value.input,
    }


def note(value: Note) -> Json:
    return {"id": value.id, "text": value.text, "text_en": value.text_en, "clause": value.clause}


# --- the catalogue ---------------------------------------------------------------------------------


def award(value: Award) -> Json:
    """One award of the catalogue: inputs, parameters and the quotes that prove them."""
    return {
        "id": value.id,
        "title": value.title,
        "title_en": value.title_en,
        "aliases": list(value.aliases),
        "recipient": value.recipient,
        "recipient_en": value.recipient_en,
        "document_id": value.document_id,
        "clause": value.clause,
        "form": value.form.value,
        "formula": value.formula,
        "formula_en": value.formula_en,
        "per_year": value.per_year,
        "one_off": value.one_off,
        "quote": value.evidence.quote,
        "inputs": [_award_input(item) for item in value.inputs],
        "parameters": [_parameter(item) for item in value.parameters],
        "conditions": [
            {
                "id": item.id,
                "text": item.text,
                "text_en": item.text_en,
                "input": item.input,
                "expected": item.expected,
                **_evidence(item.evidence),
            }
            for item in value.conditions
        ],
        "notes": [note(item) for item in value.notes],
    }


def _award_input(value: AwardInput) -> Json:
    return {
        "name": value.name,
        "kind": value.kind.value,
        "unit": "CNY" if value.kind.value == "money" else "",
        "label": value.label,
        "label_en": value.label_en,
        "required": value.required,
        "question": value.question,
        "choices": [
            {"value": item.value, "label": item.label, "label_en": item.label_en} for item in value.choices
        ],
        "sum_of": list(value.sum_of),
    }


def _parameter(value: Parameter) -> Json:
    return {
        "role": value.role.value,
        "value": plain(value.value),
        "written": value.written,
        "input": value.input,
        "level": value.level,
        "tier": scalar(value.tier),
        "in_force_from": value.in_force_from.isoformat(),
        "in_force_to": scalar(value.in_force_to),
        **_evidence(value.evidence),
    }


def _evidence(value: Evidence) -> Json:
    return {"clause": value.clause, "quote": value.quote, "start": value.start, "end": value.end}


# --- documents and clauses -------------------------------------------------------------------------


def clause(value: Clause) -> Json:
    return {
        "clause_id": value.address,
        "document_id": value.document_id,
        "path": value.path,
        "title": value.title,
        "number": value.number,
        "heading": value.heading,
        "heading_en": value.heading_en,
        "sections": list(value.sections),
        "text": value.text,
        "start": value.start,
        "end": value.end,
        "departments": [
            {
                "name": item.name,
                "other_name": item.other_name,
                "display": item.display,
                "lead": item.lead,
            }
            for item in value.departments
        ],
    }


def passage(value: Passage) -> Json:
    """A clause found for a question, with its scores and the text that matched."""
    return {
        **clause(value.clause),
        "score": round(value.score, 6),
        "dense": value.dense,
        "lexical": value.lexical,
        "match": {"text": value.text, "start": value.start, "end": value.end},
    }


def clauses(values: Sequence[Clause]) -> Json:
    return {"clauses": [clause(item) for item in values], "count": len(values)}


def retrieval(value: Retrieval, limit: int | None = None) -> Json:
    """Clauses found for words, best first; those below the threshold are only named."""
    kept = value.kept[:limit]
    return {
        "clauses": [passage(item) for item in kept],
        "count": len(kept),
        "rejected": [
            {"clause_id": item.clause.address, "title": item.clause.title, "score": round(item.score, 6)}
            for item in value.rejected
        ],
    }


def document(value: Document, clauses: Iterable[Clause], versions: Mapping[str, str]) -> Json:
    """A document without its text; `versions` are those of the index and rules that serve it."""
    return {
        "id": value.id,
        "title": value.title,
        "title_en": value.title_en,
        "issuer": value.issuer,
        "document_no": value.document_no,
        "kind": value.kind.value,
        "status": value.status.value,
        "official": value.status.value == "effective",
        "effective_from": scalar(value.effective_from),
        "effective_to": scalar(value.effective_to),
        "implements": value.implements,
        "supersedes": list(value.supersedes),
        "inferred": list(value.inferred),
        "source": {
            "file": value.source.file,
            "sha256": value.source.sha256,
            "origin": value.source.origin,
            "retrieved": value.source.retrieved,
        },
        "clauses": [item.address for item in clauses],
        "versions": dict(versions),
    }
