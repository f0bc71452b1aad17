"""One input told by another: 硬件比软件多100万, 软件是硬件的两倍, 两样一样多."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.query import Binding
from assistant.reading.frame import Frame
from assistant.reading.mentions import Mention
from assistant.reading.names import Hit, InputName
from assistant.reading.numerals import HAN_NUMERAL, read_number
from assistant.reading.pairing import money_targets

_MORE = re.compile(
    r"(的?(投入|费用|部分|金额))?(要|还|整整|大概|约|刚好|正好)*(?P<sign>多|贵|高|大|少|低|便宜|小)(出|了|花|投|花了|投了)*"
    r"(约|大概|整整|了)*"
)
_TIMES = re.compile(
    rf"(的?(投入|费用|部分|金额))?的?(?:(?P<n>[\d.]+|[{HAN_NUMERAL}]+(?:点[{HAN_NUMERAL}]+)?)倍|(?P<half>一半|二分之一|半数)"
    rf"|(?P<of>[{HAN_NUMERAL}]+)分之(?P<part>[{HAN_NUMERAL}]+)|(?P<percent>\d+(?:\.\d+)?)%|(?P<tenths>[一二三四五六七八九])成)"
)
_IS = re.compile(
    r"(的?(投入|费用|部分|金额))?(大概|大约|约|刚好|正好|差不多|也|就|都)*(是|为|等于|相当于|只有|只占|占|达到|有)(大概|约|了)?$"
)
_THAN = re.compile(r"(比|较|more than|less than)$")
_SAME = re.compile(
    r"(的?(投入|费用|部分|金额))?(是|都)?(完全)?(一样|相同|相等|持平|同样)"
    r"(?![^。;\d]{0,5}[都均各][^。;\d]{0,3}\d)"
)
_AND = re.compile(r"(的?(投入|费用|部分|金额))?(和|跟|与|同)$")
_FAR = 14


@dataclass(frozen=True, slots=True)
class Relation:
    """`one` is `factor` times `other` plus `offset` yuan."""

    one: Hit[InputName]
    other: Hit[InputName]
    factor: Decimal
    offset: Decimal
    mention: Mention | None
    """The difference told, which is no input itself."""

    def of_other(self, value: Decimal) -> Decimal:
        return self.factor * value + self.offset

    def of_one(self, value: Decimal) -> Decimal | None:
        return (value - self.offset) / self.factor if self.factor else None


def relations(
    frame: Frame, hits: Sequence[Hit[InputName]], money: Sequence[Mention]
) -> tuple[list[Relation], list[Hit[InputName]], list[Mention]]:
    """The relations told, and the names and figures that are left to be paired."""
    found: list[Relation] = []
    for index, other in enumerate(hits):
        before = [hit for hit in hits[:index] if _siblings(frame, hit, other)]
        one = before[-1] if before else None
        relation = _relation(frame, one, other, money) if one else None
        if relation:
            found.append(relation)
    used_names = {id(hit) for item in found for hit in _told_only_here(frame, item, money)}
    used = {id(item.mention) for item in found if item.mention}
    return (
        found,
        [hit for hit in hits if id(hit) not in used_names],
        [item for item in money if id(item) not in used],
    )


def _siblings(frame: Frame, one: Hit[InputName], other: Hit[InputName]) -> bool:
    """Whether both are parts of one total."""
    wholes = [
        set(item.sum_of)
        for target in money_targets(frame, other)
        for item in frame.awards[target.award_id].inputs
        if target.input in item.sum_of
    ]
    mine = {target.input for target in money_targets(frame, one)}
    theirs = {target.input for target in money_targets(frame, other)}
    return mine != theirs and any(mine & whole for whole in wholes)


def _told_only_here(frame: Frame, relation: Relation, money: Sequence[Mention]) -> list[Hit[InputName]]:
    """Names that only compare: 软件 of 比软件多; a name with a figure of its own right after it stays: 硬件150万比软件多."""
    hits = [relation.other]
    between = frame.text[relation.one.end : relation.other.start]
    if not any(relation.one.end <= item.start <= relation.one.end + 4 for item in money) or len(between) <= 3:
        hits.append(relation.one)
    return hits


def _relation(
    frame: Frame, one: Hit[InputName], other: Hit[InputName], money: Sequence[Mention]
) -> Relation | None:
    between, after = frame.text[one.end : other.start], frame.text[other.end :]
    if re.search("[。;!?]", between) or len(between) > _FAR:
        return None
    if _THAN.search(between):
        more = _MORE.match(after)
        return _more(frame, one, other, more, money) if more else None
    if _AND.fullmatch(between):
        same = _SAME.match(after)
        return Relation(one, other, Decimal(1), Decimal(0), None) if same else None
    times = _TIMES.match(after)
    factor = _factor(times) if times and _IS.search(between) else None
    return Relation(one, other, factor, Decimal(0), None) if factor else None


def _more(
    frame: Frame,
    one: Hit[InputName],
    other: Hit[InputName],
    more: re.Match[str],
    money: Sequence[Mention],
) -> Relation | None:
    sign = Decimal(-1) if more["sign"] in "少低便宜小" else Decimal(1)
    place = other.end + more.end()
    amount = next((item for item in money if place <= item.start + 1 and item.start <= place + 1), None)
    if amount is not None:
        return Relation(one, other, Decimal(1), sign * amount.amount, amount)
    times = _TIMES.match(frame.text[place:])
    share = _factor(times) if times else None
    factor = 1 + sign * share if share else None
    return Relation(one, other, factor, Decimal(0), None) if factor and factor > 0 else None


def _factor(match: re.Match[str]) -> Decimal | None:
    if match["n"]:
        return read_number(match["n"])
    if match["half"]:
        return Decimal("0.5")
    if match["of"]:
        whole, part = read_number(match["of"]), read_number(match["part"])
        return part / whole if whole and part else None
    if match["percent"]:
        return Decimal(match["percent"]) / 100
    return (read_number(match["tenths"]) or Decimal(0)) / 10


def apply(frame: Frame, found: Sequence[Relation], bindings: Sequence[Binding]) -> list[Binding]:
    """What the relations give beside the figures told: from the one, from the other, or from the total."""
    result: list[Binding] = []
    for relation in found:
        for target in money_targets(frame, relation.one):
            other = next(
                (item for item in money_targets(frame, relation.other) if item.award_id == target.award_id),
                None,
            )
            if other:
                result += _solved(frame, relation, target, other, [*bindings, *result])
    return result


def _solved(
    frame: Frame, relation: Relation, one: InputName, other: InputName, known: Sequence[Binding]
) -> list[Binding]:
    told = {item.input: item for item in known if item.award_id == one.award_id and not item.period}
    values = {name: item.value for name, item in told.items() if isinstance(item.value, Decimal)}
    words = frame.text[relation.one.start : relation.other.end]
    if other.input in values and one.input not in values:
        return _given(told[other.input], one, relation.of_other(values[other.input]), words)
    if one.input in values and other.input not in values:
        return _given(told[one.input], other, relation.of_one(values[one.input]), words)
    whole = next(
        (i for i in frame.awards[one.award_id].inputs if {one.input, other.input} == set(i.sum_of)), None
    )
    if whole and whole.name in values and not {one.input, other.input} & set(values):
        second = (values[whole.name] - relation.offset) / (relation.factor + 1)
        total = told[whole.name]
        return [
            *_given(total, one, relation.of_other(second), words),
            *_given(total, other, second, words),
        ]
    return []


def _given(source: Binding, target: InputName, value: Decimal | None, words: str) -> list[Binding]:
    if value is None or value < 0:
        return []
    return [
        replace(source, input=target.input, value=value.quantize(Decimal("0.01")), words=words, high=None)
    ]
