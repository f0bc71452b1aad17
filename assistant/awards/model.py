"""Award rules as data: what `awards.yaml` says, read and checked by `rules.py`, used by `calculator.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from assistant.models import Citation, DocumentStatus, Note


class InputKind(StrEnum):
    MONEY = "money"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    DATE = "date"


class Form(StrEnum):
    """The few ways an award is worked out."""

    FLAT = "flat"  # one amount, or one amount a level
    WEIGHTED = "weighted"  # sum of input x rate, under a cap
    TIERED = "tiered"  # highest tier reached, less what was paid before (晋档补差)
    GATED = "gated"  # rate x input once a threshold is reached, under a cap


class Role(StrEnum):
    """What a constant of a rule is for."""

    RATE = "rate"  # fraction 0..1; applies to `input`
    CAP = "cap"  # yuan
    THRESHOLD = "threshold"  # yuan of `input`
    AMOUNT = "amount"  # yuan; for a `level`, or for the tier whose threshold is `tier`


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a constant, condition or note comes from: `quote == document.text[start:end]`."""

    clause: str
    """Full clause address."""
    quote: str
    start: int
    end: int
    title: str = ""
    """The clause's title; this and the next two are what a citation shows."""
    document_title: str = ""
    document_status: DocumentStatus = DocumentStatus.EFFECTIVE

    def cite(self) -> Citation:
        return Citation(
            clause_id=self.clause,
            title=self.title,
            quote=self.quote,
            start=self.start,
            end=self.end,
            document_title=self.document_title,
            document_status=self.document_status,
        )


@dataclass(frozen=True, slots=True)
class Parameter:
    """One constant of a rule with its proof."""

    role: Role
    value: Decimal
    """Yuan, or a fraction for RATE (0.20 for 20%)."""
    written: str
    """As the clause writes it: 20%, 500万元."""
    evidence: Evidence
    in_force_from: date
    in_force_to: date | None
    input: str = ""
    level: str = ""
    tier: Decimal | None = None
    """For a tier's AMOUNT: its threshold in yuan."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice or boolean input and the words by which people give it."""

    value: str
    """national, provincial, …; for booleans "true" or "false"."""
    label: str
    label_en: str
    words: tuple[str, ...]
    """Simplified Chinese and lower-case English words, longest first."""


@dataclass(frozen=True, slots=True)
class AwardInput:
    name: str
    kind: InputKind
    label: str
    """硬件实际投入."""
    short: str
    """硬件; used where the reading is echoed."""
    label_en: str
    aliases: tuple[str, ...]
    """Words that name it in a question: 硬件, 设备, hardware (English in lower case), longest first."""
    question: str
    """What to ask when it is missing: 硬件实际投入多少？"""
    question_en: str
    choices: tuple[Choice, ...] = ()
    required: bool = False
    """The amount cannot be worked out without it."""
    sum_of: tuple[str, ...] = ()
    """A total over these inputs, whose split decides the amount: 总投入."""


LISTED = "listed"


@dataclass(frozen=True, slots=True)
class ConditionRule:
    """A named condition: `input` must equal `expected`; without an input it is never known to be met."""

    id: str
    text: str
    text_en: str
    input: str
    expected: str
    """"true", "false", a choice's value, or `LISTED`: any level for which the award gives an amount."""
    evidence: Evidence
    unmet: str = ""
    """What to tell when it is not met."""
    unmet_en: str = ""


@dataclass(frozen=True, slots=True)
class Award:
    id: str
    title: str
    title_en: str
    aliases: tuple[str, ...]
    """Names that mean this award whatever else is said: 场景券, 智算云企 (Simplified; English lower case)."""
    topics: tuple[str, ...]
    """Weaker words that suggest it: 应用场景, AI质检."""
    recipient: str
    """Who is paid: 企业, 产品提供方, 采购方."""
    recipient_en: str
    document_id: str
    clause: str
    """Full clause address."""
    form: Form
    per_year: bool
    one_off: bool
    evidence: Evidence
    """The sentence that promises the award."""
    inputs: tuple[AwardInput, ...]
    parameters: tuple[Parameter, ...]
    conditions: tuple[ConditionRule, ...]
    notes: tuple[Note, ...]
    formula: str
    """In words with figures: 硬件实际投入×20%＋软件和信息服务投入×50%，最高500万元."""
    formula_en: str
    deducts: str = ""
    """The input that a tier's amount is reduced by (晋档补差); optional, 0 where it is not given."""
    note_evidence: tuple[tuple[str, Evidence], ...] = ()
    """Note id -> its proof, for notes that quote a clause."""

    def input(self, name: str) -> AwardInput:
        for item in self.inputs:
            if item.name == name:
                return item
        raise LookupError(name)


@dataclass(frozen=True, slots=True)
class PlanRule:
    """What applies to every award of one document: validity and notes (就高不重复, 总额控制)."""

    document_id: str
    valid_from: date
    valid_to: date
    validity: Evidence
    notes: tuple[Note, ...]
    evidence: tuple[tuple[str, Evidence], ...]
    """Note id -> its proof, for notes that quote a clause."""


@dataclass(frozen=True, slots=True)
class RuleTable:
    awards: tuple[Award, ...]
    plans: tuple[PlanRule, ...]
    digest: str
    """SHA-256 over the rule files that were read."""

    def award(self, award_id: str) -> Award:
        """Find an award.

        Raises:
            LookupError: there is none of that id; the message lists those that exist.
        """
        for item in self.awards:
            if item.id == award_id:
                return item
        known = ", ".join(item.id for item in self.awards)
        raise LookupError(f"没有奖励 {award_id!r}；现有：{known}")

    def plan(self, document_id: str) -> PlanRule:
        for item in self.plans:
            if item.document_id == document_id:
                return item
        raise LookupError(document_id)
