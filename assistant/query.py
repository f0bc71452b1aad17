"""What a question was understood to be: plain data between the understanding and the steps after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from assistant.models import InputValue
from assistant.reading.mentions import About, Mention
from assistant.reading.selection import Selection
from assistant.reading.sharing import Sharing
from assistant.text import Language


class Intent(StrEnum):
    AWARD = "award"  # does it qualify, how much
    RULE = "rule"  # how an award works, without an own case
    GOAL = "goal"  # how much must be put in to get an amount
    AWARDS = "awards"  # which awards are there
    STACKING = "stacking"  # can awards be combined
    CONDITION = "condition"  # whether something is required for an award
    DIFFERENCE = "difference"  # whether an award pays the difference to a higher level
    CEILING = "ceiling"  # whether the amount just worked out reaches the ceiling
    LEAD = "lead"  # who is responsible for a clause
    DEPARTMENT = "department"  # what a department does
    SHARED = "shared"  # the clauses that so many, or these, departments share
    CLAUSE = "clause"  # a numbered place: its text or its heading
    BASIS = "basis"  # where the last answer comes from
    DOCUMENT = "document"  # title and issuer
    OUTLINE = "outline"  # how the document is built
    VALIDITY = "validity"  # from when until when
    PLACE = "place"  # which clause something belongs to
    COMPARE = "compare"  # what sets two named things apart
    ELSEWHERE = "elsewhere"  # another city, another level of government
    SEARCH = "search"  # anything else that the text may say
    HELP = "help"
    THANKS = "thanks"
    EMPTY = "empty"
    REFUSE = "refuse"
    INJECTION = "injection"


class Mode(StrEnum):
    SET = "set"
    ADD = "add"
    SUBTRACT = "subtract"
    SCALE = "scale"
    """The value is a factor: 软件翻一倍."""
    DROP = "drop"
    """What was told before is open again: 等验收了呢."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A value read for an award's input, with the words it came from."""

    award_id: str
    input: str
    value: InputValue
    words: str
    mode: Mode = Mode.SET
    high: Decimal | None = None
    """Upper end where a range was given."""
    about: About = About.EXACT
    period: str = ""
    """The year it belongs to, where several are named."""
    place: int = field(default=-1, compare=False)
    """Where its figure stands in the text; -1 where it was worked out."""


class ClaimKind(StrEnum):
    RATE = "rate"
    AMOUNT = "amount"
    THRESHOLD = "threshold"


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure that the question supposes the policy to say."""

    kind: ClaimKind
    value: Decimal
    words: str
    input: str = ""
    of_all: bool = False
    """Said of every input or level at once: 一律三成, 都是30万."""
    level: str = ""
    """The level that an amount is said of: 省级15万."""
    tier: Decimal | None = None
    """The threshold that an amount is said to be paid from: 到300万给30万."""
    cap: bool = False
    """Said of the most that is paid (上限500万), whatever the asker's own case comes to."""
    at_least: bool = False
    """Asked whether so much can be had: 能拿到300万吗."""


class PremiseKind(StrEnum):
    YEARLY = "yearly"  # 每年都给
    ONCE = "once"  # 一次性
    PAYER = "payer"  # 省里出钱
    FUND = "fund"  # 从科技专项资金里出
    PARTY = "party"  # 给卖方
    NEEDED = "needed"  # 验收后才给
    NEEDLESS = "needless"  # 验收前就给, 不用认定
    PLACE = "place"  # 写在二(三)
    UNCAPPED = "uncapped"  # 上不封顶
    ALIKE = "alike"  # 软硬件比例一样
    ENOUGH = "enough"  # 只要入选就给
    ENTITLED = "entitled"  # 一定能拿到
    PER = "per"  # 每个项目最高50万
    BOTH = "both"  # 国家级和省级一共50万


@dataclass(frozen=True, slots=True)
class Premise:
    """Something besides a figure that the question supposes the policy to say."""

    kind: PremiseKind
    words: str
    award_id: str = ""
    value: str = ""
    """The side of a trade, the id of a condition, or what a ceiling is said to be per."""
    places: tuple[str, ...] = ()
    """Addresses where what is said to stand at `words` really stands."""


class Problem(StrEnum):
    """Why a figure was not taken: it is asked for instead."""

    CURRENCY = "currency"
    NEGATIVE = "negative"
    UNIT = "unit"
    UNCLEAR = "unclear"
    LOOSE = "loose"
    TWOFOLD = "twofold"
    """One of several amounts for one input that may be the same one told twice: 硬件380万, 设备报价220万."""
    PLANNED = "planned"
    """A plan or a price asked, left out because what was really spent is told: 预算600万, 实际520万."""
    YEARLY = "yearly"
    """The sum of several years, for an award that is paid by the year."""
    MOVED = "moved"
    """Perhaps to be counted for another input: 软件里有80万是服务器."""
    DISCOUNT = "discount"
    """A price of which it is not certain whether it is the one before a discount."""
    LATER = "later"
    """What is still to be spent, beside what was: 已买95万, 打算再买8万."""
    UNUSED = "unused"
    """Told, and of no matter for the awards meant: 合同额800万 of a fixed amount."""


@dataclass(frozen=True, slots=True)
class Unread:
    problem: Problem
    words: str
    detail: str = ""
    binding: Binding | None = None
    """What it would be once its unit is known: the value as written."""


@dataclass(frozen=True, slots=True)
class Query:
    question: str
    text: str
    """Normalised: see `text.normalise`."""
    language: Language
    intent: Intent
    as_of: date
    """The day that the answer holds for."""
    then: bool = False
    """Whether that day follows from a year or month, or from 以后 and 之前: it is told as 那时, not as a date."""
    awards: tuple[str, ...] = ()
    """Award ids asked about, in the order of the question."""
    each: bool = False
    """Whether every case told is asked about: 分别, 各."""
    selection: Selection | None = None
    """Which awards out of all are asked for."""
    misspelt: tuple[tuple[str, str], ...] = ()
    """Words as typed and the name they were taken for."""
    bindings: tuple[Binding, ...] = ()
    unread: tuple[Unread, ...] = ()
    claims: tuple[Claim, ...] = ()
    premises: tuple[Premise, ...] = ()
    target: Decimal | None = None
    """The amount to be reached (goal-seek); None means the cap."""
    vary: str = ""
    """The input to be varied in a goal-seek; empty: the best-paying one."""
    clauses: tuple[str, ...] = ()
    """Clause addresses named, by number or by name."""
    unknown_clauses: tuple[str, ...] = ()
    """Places named that no document has."""
    departments: tuple[str, ...] = ()
    role: str = ""
    """lead, participant, or empty for both."""
    carries_departments: bool = False
    """Whether the departments are those of the last answer: 它还参与哪些."""
    foreign: tuple[str, ...] = ()
    """Authorities and places named that the policy is not of: 省经信厅, 上海."""
    sharing: Sharing | None = None
    """For SHARED: what the responsible departments must be like."""
    terms: tuple[str, ...] = ()
    """Words whose places or exact wording are asked for."""
    unfound: tuple[str, ...] = ()
    """Short words asked after that no clause has."""
    want: str = ""
    """For a clause: text or title."""
    workings: tuple[str, ...] = ()
    """How figures told were changed before they were used: 380万元 × 85% = 323万元."""
    mentions: tuple[Mention, ...] = ()
    aspects: tuple[str, ...] = ()
    """Ids of the lexicon's aspects that are asked: deadline, contact, …"""
    names_award: bool = False
    """Whether this question itself names an award (otherwise it was carried over)."""
    asks_amount: bool = False
    confirms: bool = False
    """Whether it asks for a confirmation: 对吧, 是不是, 听说."""
    counts: bool = False
    """Whether it asks for a number of things: 多少个标杆企业."""
    search_text: str = ""
    """Other words for the search, where the question cannot be understood alone; empty: its own."""
    subject: tuple[str, ...] = ()
    """Addresses of the clauses that the session talked of; told only beside a `search_text`."""


@dataclass(frozen=True, slots=True)
class Hint:
    """What a question may mean beyond what its words alone say, checked against them before."""

    awards: tuple[str, ...] = ()
    """Award ids meant, where the question names none."""
    places: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Words of a figure → the award id and input that it is for."""


@dataclass(frozen=True, slots=True)
class Case:
    """One award for one set of inputs, as it stands after this question."""

    award_id: str
    inputs: Mapping[str, InputValue] = field(default_factory=dict)
    high: Mapping[str, Decimal] = field(default_factory=dict)
    """Upper ends of inputs given as ranges."""
    about: Mapping[str, About] = field(default_factory=dict)
    period: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """What a session knows from its earlier turns."""

    cases: tuple[Case, ...] = ()
    """All awards talked about; the latest state of each."""
    focus: tuple[str, ...] = ()
    """Award ids of the last turn about awards."""
    clauses: tuple[str, ...] = ()
    """Clauses of the last answer."""
    asked: tuple[tuple[str, str], ...] = ()
    """(award id, input) pairs that the last answer asked for."""
    bare: tuple[tuple[str, str, Decimal], ...] = ()
    """(award id, input, figure) of figures told without a unit, which the next answer may give."""
    departments: tuple[str, ...] = ()
    """Departments that the last answer was about."""
    told: tuple[Case, ...] = ()
    """Cases of named years, in the order told: 分别 asks for all of them."""
    intent: str = ""
    role: str = ""
    target: Decimal | None = None
