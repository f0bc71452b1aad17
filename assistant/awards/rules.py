"""Reads the rule files of the corpus into a `RuleTable`; whatever does not hold is refused with its place."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.awards.checks import check_award, check_days, check_figure, check_names, check_texts
from assistant.awards.inputs_file import ChoiceSets, read_choice_sets, read_inputs
from assistant.awards.model import Award, ConditionRule, Evidence, Form, Parameter, PlanRule, Role, RuleTable
from assistant.awards.rule_file import Node, read_rule_file
from assistant.errors import RuleDataError
from assistant.models import Note

if TYPE_CHECKING:
    from assistant.library import Library

RULE_FILE = "awards.yaml"
CURRENCY = "CNY"


@dataclass(frozen=True, slots=True)
class _Reader:
    """What reading one file needs throughout."""

    library: Library
    document_id: str
    choice_sets: ChoiceSets

    def evidence(self, node: Node) -> Evidence:
        """Read `clause` and `quote`, and find the quote in the clause."""
        path = node.text("clause")
        address = path if "/" in path else f"{self.document_id}/{path}"
        try:
            citation = self.library.cite(self.library.clause(address), node.text("quote"))
        except LookupError as error:
            raise node.at("clause").error(str(error)) from error
        except ValueError as error:
            raise node.at("quote").error(f"{error}；请照条款原文抄写") from error
        return Evidence(
            clause=citation.clause_id,
            quote=citation.quote,
            start=citation.start,
            end=citation.end,
            title=citation.title,
            document_title=citation.document_title,
            document_status=citation.document_status,
        )


@dataclass(frozen=True, slots=True)
class _Notes:
    notes: tuple[Note, ...]
    evidence: tuple[tuple[str, Evidence], ...]


def load_rules(corpus_dir: Path, library: Library) -> RuleTable:
    """Read `<corpus_dir>/*/awards.yaml` of every document that the library knows.

    Raises:
        RuleDataError: a rule cannot be used; the message names file, key path and value.
    """
    awards: list[Award] = []
    plans: list[PlanRule] = []
    digest = hashlib.sha256()
    known = {document.id for document in library.documents}
    for file in sorted(corpus_dir.glob(f"*/{RULE_FILE}")):
        if file.parent.name not in known:
            continue
        content = _content(file)
        digest.update(file.parent.name.encode() + b"\0" + content + b"\0")
        plan, own = _read_file(read_rule_file(file, content), library)
        plans.append(plan)
        awards.extend(own)
        check_names(file, awards)
    return RuleTable(tuple(awards), tuple(plans), digest.hexdigest())


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise RuleDataError(f"{file}: 读不了（{error}）。") from error


def _read_file(root: Node, library: Library) -> tuple[PlanRule, list[Award]]:
    root.keys(("document", "currency", "validity", "notes", "awards"), ("choice_sets",))
    document_id = root.text("document")
    if document_id != root.file.parent.name:
        raise root.at("document").error(f"{document_id!r} 与所在文件夹 {root.file.parent.name!r} 不一致")
    if root.text("currency") != CURRENCY:
        raise root.at("currency").error(f"只支持 {CURRENCY}，实为 {root.text('currency')!r}")
    reader = _Reader(library, document_id, read_choice_sets(root))
    plan = _plan(reader, root)
    return plan, [_award(reader, node, plan) for node in root.at("awards").items()]


def _plan(reader: _Reader, root: Node) -> PlanRule:
    node = root.at("validity")
    node.keys(("from", "to", "from_written", "to_written", "clause", "quote"))
    evidence = reader.evidence(node)
    check_days(node, evidence)
    notes = _notes(reader, root)
    return PlanRule(
        document_id=reader.document_id,
        valid_from=node.day("from"),
        valid_to=node.day("to"),
        validity=evidence,
        notes=notes.notes,
        evidence=notes.evidence,
    )


def _notes(reader: _Reader, parent: Node) -> _Notes:
    notes, proofs = [], []
    for node in parent.at("notes").items():
        node.keys(("id", "text", "text_en"), ("clause", "quote"))
        clause = ""
        if node.has("clause") or node.has("quote"):
            node.keys(("id", "text", "text_en", "clause", "quote"))
            proof = reader.evidence(node)
            clause = proof.clause
            proofs.append((node.text("id"), proof))
        notes.append(Note(node.text("id"), node.text("text"), node.text("text_en"), clause))
    return _Notes(tuple(notes), tuple(proofs))


_AWARD_KEYS = (
    "id", "title", "title_en", "aliases", "topics", "recipient", "recipient_en", "clause", "quote", "form",
    "per_year", "one_off", "formula", "formula_en", "inputs", "parameters", "conditions", "notes",
)  # fmt: skip


def _award(reader: _Reader, node: Node, plan: PlanRule) -> Award:
    node.keys(_AWARD_KEYS, ("deducts",))
    evidence = reader.evidence(node)
    notes = _notes(reader, node)
    award = Award(
        id=node.text("id"),
        title=node.text("title"),
        title_en=node.text("title_en"),
        aliases=node.texts("aliases"),
        topics=node.texts("topics"),
        recipient=node.text("recipient"),
        recipient_en=node.text("recipient_en"),
        document_id=reader.document_id,
        clause=evidence.clause,
        form=node.one_of("form", Form),
        per_year=node.flag("per_year"),
        one_off=node.flag("one_off"),
        evidence=evidence,
        inputs=read_inputs(node.at("inputs"), reader.choice_sets),
        parameters=tuple(_parameter(reader, item) for item in node.at("parameters").items()),
        conditions=tuple(_condition(reader, item) for item in node.at("conditions").items()),
        notes=notes.notes,
        formula=node.text("formula"),
        formula_en=node.text("formula_en"),
        deducts=node.text("deducts", ""),
        note_evidence=notes.evidence,
    )
    check_award(node, award, plan)
    check_texts(node, award)
    return award


def _parameter(reader: _Reader, node: Node) -> Parameter:
    node.keys(("role", "value", "written", "clause", "quote", "from"), ("to", "input", "level", "tier"))
    parameter = Parameter(
        role=node.one_of("role", Role),
        value=node.number("value"),
        written=node.text("written"),
        evidence=reader.evidence(node),
        in_force_from=node.day("from"),
        in_force_to=node.day("to") if node.has("to") else None,
        input=node.text("input", ""),
        level=node.text("level", ""),
        tier=node.number("tier") if node.has("tier") else None,
    )
    check_figure(node, parameter)
    return parameter


def _condition(reader: _Reader, node: Node) -> ConditionRule:
    node.keys(("id", "text", "text_en", "input", "expected", "clause", "quote", "unmet", "unmet_en"))
    return ConditionRule(
        id=node.text("id"),
        text=node.text("text"),
        text_en=node.text("text_en"),
        input=node.text("input"),
        expected=node.text("expected"),
        evidence=reader.evidence(node),
        unmet=node.text("unmet"),
        unmet_en=node.text("unmet_en"),
    )
