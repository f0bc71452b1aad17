"""Amounts moved from one input to another: 软件里有80万应该算硬件 takes 80万 off software and adds it to hardware."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.query import Binding, Mode
from assistant.reading.frame import Frame
from assistant.reading.mentions import Mention
from assistant.reading.names import Hit, InputName
from assistant.reading.pairing import money_targets

_INSIDE = re.compile(r"(的?(投入|费用|部分|金额|那块|这块))?(里面?|里头|之?中|当中|其中|,其中)[^。;\d]{0,8}$")
_TAKEN = re.compile(r"(把|将)[^。;\d]{0,6}$")
_MOVED = re.compile(
    r"(算|归|计入?|划|挪|转|调|列|放|移|改|属于?|并)(到|入|为|作|成|在|进|给|于)?(是|了)?(了)?$"
)
_OPEN = re.compile(r"还是|吗|么|能不能|可不可以|能否|可否|是否|算不算|行不行")
_NOT = re.compile(r"(不能?|不该|不应该?|没有?)(算|归|计|划|列|放|属于?)[^,。;]{0,4}$")
_REACH = 26


@dataclass(frozen=True, slots=True)
class Shift:
    mention: Mention
    source: Hit[InputName]
    target: Hit[InputName]
    sure: bool
    used: tuple[Hit[InputName], ...]
    """Names that only tell of the move: 买服务器的, 应该算硬件."""


def shifts(frame: Frame, money: Sequence[Mention], hits: Sequence[Hit[InputName]]) -> list[Shift]:
    """The moves told. One that is only asked about, or only hinted at (软件里有80万是服务器), is not sure."""
    found = []
    for mention in money:
        shift = _shift(frame, mention, money, hits)
        if shift:
            found.append(shift)
    return found


def _shift(
    frame: Frame, mention: Mention, money: Sequence[Mention], hits: Sequence[Hit[InputName]]
) -> Shift | None:
    lead = re.split("[。;!?]", frame.text[: mention.start])[-1]
    start = mention.start - len(lead)
    before = [hit for hit in hits if start <= hit.start and hit.end <= mention.start]
    if not before:
        return None
    source = before[-1]
    gap = frame.text[source.end : mention.start]
    between = sum(source.end <= item.start and item.end <= mention.start for item in money)
    inside = _INSIDE.fullmatch(gap) or (_INSIDE.search(gap) and between <= 1)
    taken = _TAKEN.search(frame.text[max(0, source.start - 4) : source.start])
    if not inside and not taken:
        return None
    following = min((item.start for item in money if item.start > mention.start), default=len(frame.text))
    end = min(following, mention.end + _REACH)
    after = [
        hit
        for hit in hits
        if mention.end <= hit.start
        and hit.end <= end
        and not re.search("[。;!?]", frame.text[mention.end : hit.start])
    ]
    others = [hit for hit in after if _are_parts(frame, source, hit)]
    if not others:
        return None
    moved = [hit for hit in others if _MOVED.search(frame.text[mention.end : hit.start])]
    target = (moved or others)[-1]
    words = frame.text[mention.end : target.start]
    tail = re.split("[。;!]", frame.text[target.end :])[0][:6]
    sure = bool(moved) and not (_OPEN.search(words) or _OPEN.search(tail) or _NOT.search(words))
    own = [hit for hit in after if hit.start < target.end]
    return Shift(mention, source, target, sure, tuple(own))


def _are_parts(frame: Frame, one: Hit[InputName], other: Hit[InputName]) -> bool:
    """Whether both are parts of one total, and not the same one."""
    mine = {(target.award_id, target.input) for target in money_targets(frame, one)}
    theirs = {(target.award_id, target.input) for target in money_targets(frame, other)}
    return not mine & theirs and any(
        {name for _, name in mine} & set(item.sum_of) and {name for _, name in theirs} & set(item.sum_of)
        for award_id in {award for award, _ in mine}
        for item in frame.awards[award_id].inputs
    )


def moved(
    frame: Frame, told: Sequence[Shift], bindings: Sequence[Binding], known: Collection[tuple[str, str]]
) -> tuple[list[Binding], list[Mention]]:
    """What the sure moves change; second, the amounts that could not be moved and are to be asked about."""
    have = {(item.award_id, item.input) for item in bindings} | set(known)
    changes: list[Binding] = []
    open_ones: list[Mention] = []
    for shift in told:
        pairs = [
            (one, other)
            for one in money_targets(frame, shift.source)
            for other in money_targets(frame, shift.target)
            if one.award_id == other.award_id
        ]
        pairs = [pair for pair in pairs if all((item.award_id, item.input) in have for item in pair)]
        if not shift.sure or not pairs:
            open_ones.append(shift.mention)
            continue
        for one, other in pairs:
            for name, mode in ((one, Mode.SUBTRACT), (other, Mode.ADD)):
                amount, words = shift.mention.amount, shift.mention.words
                changes.append(
                    Binding(one.award_id, name.input, amount, words, mode, place=shift.mention.start)
                )
    return changes, open_ones
