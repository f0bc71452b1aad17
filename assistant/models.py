"""What moves through the product: frozen, plain data. Imports the standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class DocumentKind(StrEnum):
    ACTION_PLAN = "action_plan"
    IMPLEMENTING_RULES = "implementing_rules"
    NOTICE = "notice"
    INTERPRETATION = "interpretation"


class DocumentStatus(StrEnum):
    EFFECTIVE = "effective"
    DRAFT = "draft"
    SAMPLE = "sample"
    REPEALED = "repealed"


class AnswerStatus(StrEnum):
    ANSWERED = "answered"
    NEEDS_CLARIFICATION = "needs_clarification"
    NOT_COVERED = "not_covered"
    REFUSED = "refused"


class Verdict(StrEnum):
    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNDETERMINED = "undetermined"


class ConditionStatus(StrEnum):
    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


# --- documents and clauses -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    file: str
    sha256: str
    origin: str = ""
    """Where it was obtained, in words."""
    retrieved: str = ""
    """When, as an ISO date, or empty where unknown."""


@dataclass(frozen=True, slots=True)
class Document:
    """One policy document; `text` is its clean text, into which every `start`/`end` points."""

    id: str
    title: str
    issuer: str
    kind: DocumentKind
    status: DocumentStatus
    effective_from: date | None
    effective_to: date | None
    source: Source
    text: str
    document_no: str = ""
    implements: str = ""
    """Id of the document that this one implements."""
    supersedes: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    """Fields that the source does not state and that were inferred, e.g. ("title", "issuer")."""
    title_en: str = ""

    def in_force(self, on: date) -> bool:
        """Whether `on` lies inside the document's validity (both ends included)."""
        after_start = self.effective_from is None or on >= self.effective_from
        return after_start and (self.effective_to is None or on <= self.effective_to)


@dataclass(frozen=True, slots=True)
class Department:
    """A responsible department as one clause names it."""

    name: str
    other_name: str = ""
    """The second name written in brackets after the first: 政务服务管理办（数据局）."""
    lead: bool = False
    """Marked ☆: 牵头单位."""

    @property
    def display(self) -> str:
        return f"{self.name}（{self.other_name}）" if self.other_name else self.name


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered place in a document; `text == document.text[start:end]`."""

    address: str
    """`<document-id>/<path>`, e.g. `pinghu-ai-plus-2025/2.2`."""
    document_id: str
    path: str
    number: str
    """As the document counts: 二(二), 第十二条, or empty (preamble)."""
    heading: str
    """The clause's own heading without number, e.g. 打造典型应用场景; empty where it has none."""
    sections: tuple[str, ...]
    """Headings above it, outermost first, e.g. ("二、探索多元推进路径",)."""
    text: str
    start: int
    end: int
    departments: tuple[Department, ...] = ()
    aliases: tuple[str, ...] = ()
    """Other names by which people ask for the clause (from the document's names.yaml)."""
    heading_en: str = ""

    @property
    def title(self) -> str:
        """What a citation shows: 二(四) 夯实数据支撑."""
        return f"{self.number} {self.heading}".strip() or self.path


@dataclass(frozen=True, slots=True)
class Chunk:
    """What the indexes hold: a clause or an award-bearing sentence of it."""

    id: str
    """`<clause address>#<n>`, `#0` being the whole clause."""
    clause: str
    text: str
    """Exact text of the clause between `start` and `end` (offsets in the document's clean text)."""
    context: str
    """Heading path put before the text when it is embedded."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause found for a question, with the scores that found it."""

    clause: Clause
    text: str
    """The best chunk's exact text."""
    start: int
    end: int
    score: float
    """Fused score used for ranking; higher is better."""
    dense: float | None = None
    """Cosine similarity, -1..1; None where no vector was used."""
    lexical: float | None = None
    """BM25 score, 0 and up; None where not found by words."""


@dataclass(frozen=True, slots=True)
class Retrieval:
    kept: tuple[Passage, ...]
    rejected: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """A clause address with an exact quote: `quote == document.text[start:end]`."""

    clause_id: str
    title: str
    quote: str
    start: int
    end: int
    document_title: str
    document_status: DocumentStatus
    marker: int = 0
    """The number in [1], [2]; 0 until the answer is composed."""


# --- assessments -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a working."""

    label: str
    expression: str
    """As a person writes it: 300万元 × 20%."""
    value: Decimal
    unit: str
    """CNY or percent."""
    clause: str
    label_en: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    id: str
    text: str
    status: ConditionStatus
    clause: str
    text_en: str = ""
    input: str = ""
    """The input that decides it, or empty."""


@dataclass(frozen=True, slots=True)
class Note:
    id: str
    text: str
    text_en: str
    clause: str = ""


InputValue = Decimal | bool | str | date


@dataclass(frozen=True, slots=True)
class Assessment:
    """One award for one enterprise. Amounts are in yuan and are ceilings (最高), never promises."""

    award_id: str
    title: str
    verdict: Verdict
    amount: Decimal | None
    """0 where a condition is unmet or a threshold is missed; None while a required input is missing."""
    amount_min: Decimal | None = None
    amount_max: Decimal | None = None
    amount_if_met: Decimal | None = None
    """The amount that unmet conditions hold back; equals `amount` where none is unmet."""
    missing: tuple[str, ...] = ()
    """Required inputs to ask for."""
    steps: tuple[Step, ...] = ()
    conditions: tuple[Condition, ...] = ()
    citations: tuple[Citation, ...] = ()
    notes: tuple[Note, ...] = ()
    inputs: Mapping[str, InputValue] = field(default_factory=dict)
    period: str = ""
    """The year it is worked out for, e.g. "2026", where the question names several."""


@dataclass(frozen=True, slots=True)
class GoalSeek:
    """The least input that reaches a wanted amount."""

    award_id: str
    target: Decimal
    input: str
    """The input that was varied."""
    value: Decimal | None
    """The least value in yuan; None where the target cannot be reached."""
    reachable_max: Decimal
    """The most that varying this input can reach."""
    assessment: Assessment
    """The assessment at `value` (or of the best that can be reached)."""


# --- answers ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clarification:
    missing: tuple[str, ...]
    question: str


@dataclass(frozen=True, slots=True)
class Checks:
    sentences: int = 0
    """A model's sentences that were checked before they were released."""
    figures: int = 0
    quotes: int = 0
    replaced: int = 0
    withheld: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    answer: str
    """Markdown with markers [1]."""
    status: AnswerStatus
    citations: tuple[Citation, ...] = ()
    awards: tuple[Assessment, ...] = ()
    clarification: Clarification | None = None
    session_id: str = ""
    answerer: str = "extractive"
    checks: Checks = Checks()
    versions: Mapping[str, str] = field(default_factory=dict)
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    understood: str = ""
    """What was read from the question, in words a person can correct: 硬件 300万元、软件 200万元."""
