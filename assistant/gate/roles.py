"""What a figure is said to be: an input, an award, a ceiling, and of which award or input it is said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from assistant.awards.model import Award, InputKind
from assistant.gate.numerals import money
from assistant.models import Assessment
from assistant.reading.mentions import Kind, Mention
from assistant.text import normalise, plain
from assistant.verify import MARKER

_AWARDED = (
    r"最高|可得|可获|获得|得到|奖励|奖补|补助|补贴|支持|资助|给予|拿到?|领取?|享受|兑付|差额|补差|受惠|"
    r"award|receiv|get|at most|up to|grant|subsid|entitle|pays?|paid|support"
)
_GIVEN = (
    r"投入|投资|投了|采购|购买|交易额|成交|销售|花了?|费用|支出|金额为|总额|"
    r"invest|purchas|spen[dt]|volume|traded|trading|cost|outlay"
)
_LIMIT = (
    r"上限|封顶|不超过|不高于|限额|门槛|达到|满|超过|以上|ceiling|\bcap|maximum|threshold|reach|exceed|from"
)
_CUE = re.compile(f"(?P<awarded>{_AWARDED})|(?P<given>{_GIVEN})|(?P<limit>{_LIMIT})")
_PIECE = re.compile(r"[,;。、!?()+\n]|(?<!\d)\.|\.(?!\d)")
_CEILING = re.compile(r"最高|至多|不超过|上限|封顶|at most|up to|maximum|ceiling|\bcap")
_SUM_BEFORE = re.compile(r"[=＝×*+](?:\s|cny|rmb|人民币|约)*\(?$")
_SHARE_BEFORE = re.compile(
    r"(?:%|percent)(?:(?!最高|可|获|奖|补|拿|领|at most|up to|receiv|get)[^;。\d]){0,16}$"
)
_SUM_AFTER = re.compile(r"\s*(?:\([^()]*\)\s*)?[=＝×*+]")
_PART = re.compile(r"部分|其中|小计|合计|共计|总计|各项|分别|\b(?:part|sum|total|subtotal|share)")
_WHOLE_PIECE = 12
"""Characters; 最高奖励30万元 may be said of any level, 单个企业单年最高奖励50万元 says it all."""
Pairs = Mapping[str, set[str]]


@dataclass(frozen=True, slots=True)
class Amounts:
    """The figures of the working by what they are for, as plain strings in yuan."""

    awarded: frozenset[str] = frozenset()
    """What the calculator gives: amounts and the lines of its working."""
    promised: frozenset[str] = frozenset()
    """Of these, the ceilings: never told without 最高."""
    lines: frozenset[str] = frozenset()
    """Of these, the lines on the way to a ceiling: no award by themselves."""
    given: frozenset[str] = frozenset()
    """What the asker put in, where it is nothing else."""
    settled: bool = False
    """Whether every award asked about has its amount."""


def amounts_of(assessments: Sequence[Assessment], quoted: set[str]) -> Amounts:
    """`quoted`: amounts that stand in the cited quotes."""
    awarded: set[str] = set()
    promised: set[str] = set()
    given: set[str] = set()
    for item in assessments:
        values = [item.amount, item.amount_min, item.amount_max, item.amount_if_met]
        promised |= {plain(value) for value in values if value}
        awarded |= {plain(step.value) for step in item.steps if step.unit == "CNY"}
        given |= {plain(value) for value in item.inputs.values() if isinstance(value, Decimal)}
    awarded |= promised | {plain(item.amount) for item in assessments if item.amount is not None}
    settled = bool(assessments) and all(item.amount is not None for item in assessments)
    return Amounts(
        awarded=frozenset(awarded),
        promised=frozenset(promised),
        lines=frozenset(awarded - promised - quoted - {"0"}),
        given=frozenset(given - awarded - quoted),
        settled=settled,
    )


def awarded_by(assessments: Sequence[Assessment]) -> dict[str, set[str]]:
    """Amount → the awards that the calculator gives it for."""
    told: dict[str, set[str]] = {}
    for item in assessments:
        for value in (item.amount, item.amount_max, item.amount_if_met):
            if value:
                told.setdefault(plain(value), set()).add(item.award_id)
    return told


def misused(sentence: str, amounts: Amounts, quoted: set[str], terms: Terms) -> str:
    """An amount said to be awarded that is an input, or no result of the calculator; empty where none is."""
    text = _unmarked(sentence)
    for mention in money(text):
        if mention.kind is Kind.PERCENT:
            continue
        role, value = _role(text, mention, terms), plain(mention.amount)
        if role == "given":
            continue
        if value in amounts.given:
            return mention.words
        if role == "awarded" and amounts.settled and value not in amounts.awarded:
            return mention.words
        if value in amounts.lines and not _worked_out(text, mention, amounts):
            return mention.words
        if value not in amounts.awarded and value not in quoted:
            return mention.words
    return ""


def _piece(text: str, mention: Mention) -> tuple[int, int]:
    """Where the piece of the sentence with the figure begins and ends."""
    start = max((m.end() for m in _PIECE.finditer(text, 0, mention.start)), default=0)
    end = next((m.start() for m in _PIECE.finditer(text, mention.end)), len(text))
    return start, end


def _worked_out(text: str, mention: Mention, amounts: Amounts) -> bool:
    """Whether a line of the working stands in a sum, or is called a part of an award that is not less."""
    before = text[: mention.start]
    if _SUM_BEFORE.search(before) or _SHARE_BEFORE.search(before) or _SUM_AFTER.match(text, mention.end):
        return True
    start, _ = _piece(text, mention)
    whole = max((Decimal(value) for value in amounts.promised), default=Decimal(0))
    return mention.amount <= whole and _PART.search(text, start, mention.start) is not None


def bare(sentence: str, amounts: Amounts) -> str:
    """A result of the calculator that is told without 最高; empty where none is."""
    text = _unmarked(sentence)
    if _CEILING.search(text):
        return ""
    told = [item for item in money(text) if item.kind is not Kind.PERCENT]
    return next((m.words for m in told if plain(m.amount) in amounts.promised), "")


def _unmarked(text: str) -> str:
    return normalise(MARKER.sub(" ", text))


def _role(text: str, mention: Mention, terms: Terms) -> str:
    """By the nearest cue before the amount in its piece, an input's name being one; else after it."""
    start, end = _piece(text, mention)
    before = list(_CUE.finditer(text, start, mention.start))
    after = list(_CUE.finditer(text, mention.end, end))
    own = _CUE.match(mention.words)  # 超过300万: the reader takes the cue into the mention
    cue = own or (before[-1] if before else after[0] if after else None)
    named = [position for position, key in terms.found(text) if start <= position < mention.start]
    nearest = {key for _, key in terms.found(text[named[-1] : mention.start])} if named else set()
    if nearest & terms.inputs and (not before or before[-1].start() < named[-1]):
        return "given"
    return str(cue.lastgroup) if cue else ""


# --- of what a figure is said ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Terms:
    """Words that say of which award, level or input a figure is told."""

    keys: Mapping[str, str] = field(default_factory=dict)
    inputs: frozenset[str] = frozenset()
    """Of the keys, the inputs that are amounts."""

    @classmethod
    def of(cls, awards: Sequence[Award]) -> Terms:
        keys: dict[str, str] = {}
        for award in awards:
            for item in award.inputs:
                if item.kind is InputKind.MONEY:
                    keys |= {normalise(word): item.name for word in (item.short, item.label, item.label_en)}
                for choice in item.choices if item.name == "level" else ():
                    keys |= {normalise(word): choice.value for word in (choice.label, choice.label_en)}
        for award in awards:
            keys |= {normalise(word): award.id for word in (award.title, award.title_en, *award.aliases)}
        inputs = {item.name for award in awards for item in award.inputs if item.kind is InputKind.MONEY}
        return cls({word: key for word, key in keys.items() if len(word) > 1}, frozenset(inputs))

    def found(self, text: str) -> list[tuple[int, str]]:
        """Position and key of the terms of a normalised text, longest first where they overlap."""
        if not self.keys:
            return []
        longest = sorted(self.keys, key=len, reverse=True)
        return [
            (m.start(), self.keys[m.group()]) for m in re.finditer("|".join(map(re.escape, longest)), text)
        ]


def pairs(texts: Iterable[str], terms: Terms, known: Pairs | None = None) -> dict[str, set[str]]:
    """Figure → the terms it is told of in the texts, besides those known."""
    told = {value: set(keys) for value, keys in (known or {}).items()}
    for text in map(_unmarked, texts):
        for value, near in _told(text, terms):
            told.setdefault(value, set()).update(near)
    return told


def _told(text: str, terms: Terms) -> Iterator[tuple[str, set[str]]]:
    found = terms.found(text)
    for mention in money(text):
        start, end = _piece(text, mention)
        own = [key for position, key in found if start <= position < mention.start]
        after = [key for position, key in found if mention.end <= position < end]
        before = [key for position, key in found if position < start]
        yield _figure(mention), set(own[-1:] or after[:1]) | set(before[-1:] if not own else ())


def mispaired(sentence: str, terms: Terms, known: Sequence[Pairs], quotes: Sequence[str] = ()) -> str:
    """A figure told of another award, level or input than the sources tell it of; empty where none is.

    `known`: pairs of the sources, the surest first; the first that knows the figure decides. `quotes`:
    normalised texts that may be repeated word for word.
    """
    text = _unmarked(sentence)
    found = terms.found(text)
    for mention in money(text):
        if _repeats(text, mention, quotes):
            continue
        before = [key for position, key in found if position < mention.start]
        told = next((item[_figure(mention)] for item in known if item.get(_figure(mention))), set())
        if before and told and before[-1] not in told:
            return mention.words
    return ""


def _repeats(text: str, mention: Mention, quotes: Sequence[str]) -> bool:
    """Whether the piece with the figure stands in a quote, and is long enough to say by itself what it is of."""
    start, end = _piece(text, mention)
    piece = text[start:end].strip()
    return len(piece) >= _WHOLE_PIECE and any(piece in quote for quote in quotes)


def _figure(mention: Mention) -> str:
    return f"{'%' if mention.kind is Kind.PERCENT else ''}{plain(mention.amount)}"
