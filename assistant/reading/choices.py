"""Attaches states (已验收, 省级, 没有登记证书) to the award standing nearest to them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.awards.model import AwardInput, Form, InputKind
from assistant.models import InputValue
from assistant.query import Binding
from assistant.reading.frame import Frame
from assistant.reading.names import ChoiceName, Hit


def bind_choices(
    frame: Frame, choices: Sequence[Hit[ChoiceName]], awards: Sequence[Hit[str]]
) -> tuple[Binding, ...]:
    """Attach states (已验收, 省级, 没有登记证书) to the award standing nearest to them."""
    found: dict[tuple[str, str], list[tuple[int, Binding]]] = {}
    for hit in choices:
        if any(award.start <= hit.start and hit.end <= award.end for award in awards):
            continue
        targets = [target for target in hit.targets if target.award_id in frame.awards]
        others = [one for one in choices if _differs(one, hit)]
        for target in _of_nearest_award(frame, hit, targets, awards, others):
            item = frame.awards[target.award_id].input(target.input)
            value = _state(frame, hit, item, target.value)
            if value is not None:
                binding = Binding(target.award_id, item.name, value, _negation(frame, hit) + hit.words)
                found.setdefault((target.award_id, item.name), []).append((hit.start, binding))
    return tuple(binding for bindings in found.values() for binding in _distinct(bindings))


def _distinct(bindings: list[tuple[int, Binding]]) -> list[Binding]:
    """One binding a value, in the order of the text; of contradicting booleans the later one stands."""
    ordered = [binding for _, binding in sorted(bindings, key=lambda pair: pair[0])]
    if isinstance(ordered[0].value, bool):
        return ordered[-1:]
    unique: dict[InputValue, Binding] = {}
    for binding in ordered:
        unique.setdefault(binding.value, binding)
    return list(unique.values())


def _of_nearest_award(
    frame: Frame,
    hit: Hit[ChoiceName],
    targets: list[ChoiceName],
    awards: Sequence[Hit[str]],
    others: Sequence[Hit[ChoiceName]],
) -> list[ChoiceName]:
    """The awards that a state is said of. `others`: other values of the same input; each has its own award."""
    having = {target.award_id for target in targets}
    named = [award for award in awards if having & set(award.targets)]
    if _of_another(frame, hit, awards, having):
        return []
    if len(named) < 2:
        return targets
    if _of_all(frame, hit):
        start = max((frame.text.rfind(stop, 0, hit.start) for stop in ",。;"), default=-1)
        start = max([start, *(other.end for other in others if start < other.end <= hit.start)])
        meant = {one for award in named if start < award.start < hit.start for one in award.targets}
        return [target for target in targets if not meant or target.award_id in meant]

    def distance(award: Hit[str]) -> int:
        after = award.start >= hit.end
        gap = frame.text[hit.end : award.start] if after else frame.text[award.end : hit.start]
        return len(gap) + 6 * len(re.findall(r"[,、;。和]", gap)) + (0 if after else 1)

    nearest = min(named, key=distance)
    return [target for target in targets if target.award_id in nearest.targets]


def _differs(one: Hit[ChoiceName], other: Hit[ChoiceName]) -> bool:
    """国家级 and 省级: two values of one input."""
    inputs = {(target.award_id, target.input) for target in other.targets}
    values = {target.value for target in other.targets}
    same = [target for target in one.targets if (target.award_id, target.input) in inputs]
    return bool(same) and not values & {target.value for target in same}


def _of_all(frame: Frame, hit: Hit[ChoiceName]) -> bool:
    """都是省级, 三样省级的都拿到了: said of every award before it."""
    before = re.search(r"(都|均|全|both|all)[^,。;、]{0,6}$", frame.text[: hit.start])
    after = re.match(r"的?(我们|已经?|也)?(都|均|全)(?!国|省|市)", frame.text[hit.end :])
    return bool(before or after)


def _of_another(frame: Frame, hit: Hit[ChoiceName], awards: Sequence[Hit[str]], having: set[str]) -> bool:
    """我们服务商只是市级的: said of an award that has no such input, so of none of the others."""
    start = max((frame.text.rfind(stop, 0, hit.start) for stop in ",。;!?"), default=-1)
    if any(
        award.start >= hit.end
        and re.fullmatch("(评|认定|发|定|给)?的?", frame.text[hit.end : award.start])
        and not having & set(award.targets)
        and _of_fixed_amount(frame, award)
        for award in awards
    ):
        return True  # 市级服务商
    told = [award for award in awards if start < award.start and award.end <= hit.start]
    if not told or any(having & set(award.targets) for award in told):
        return False
    last = max(told, key=lambda award: award.end)
    own = _of_fixed_amount(frame, last)
    return own and _SAID_OF.fullmatch(frame.text[last.end : hit.start]) is not None


_SAID_OF = re.compile(
    r"(的?(称号|认定|奖励?|资质))?(我们|目前|现在|已经?)?(还|也|却|倒|都|均)?(只|仅|才|就)?"
    r"(拿到?|评上?|获评?|认定|入选|列入|被评|算|属于)?(为|是|到|在)?(了|的)?(个|一个)?"
)


def _of_fixed_amount(frame: Frame, award: Hit[str]) -> bool:
    """Whether the name is of one award that pays a fixed amount: no word of an input (软件, 采购)."""
    return (
        len(award.targets) == 1
        and all(frame.awards[one].form is Form.FLAT for one in award.targets if one in frame.awards)
        and not any(hit.start < award.end and award.start < hit.end for hit in frame.inputs)
    )


def _state(frame: Frame, hit: Hit[ChoiceName], item: AwardInput, value: str) -> InputValue | None:
    """The value stated, or None where it is only asked or supposed about."""
    before, after = frame.text[: hit.start], frame.text[hit.end :]
    if item.kind is not InputKind.BOOLEAN:
        return None if re.search(r"(不是|并非|非|not an? )$", before) else value
    if (before.endswith("有") and hit.words.startswith("没")) or re.search(
        r"(不清楚|不知道|不确定|不一定)[^,。;]{0,6}$", before
    ):
        return None
    if frame.lexicon.cues["reverse"].match(after) or frame.lexicon.says("asked_before", before[-8:]):
        return None
    stated = value == "true"
    return not stated if stated and _negation(frame, hit) else stated


def _negation(frame: Frame, hit: Hit[ChoiceName]) -> str:
    match = re.search(rf"(?:{frame.lexicon.cues['negated'].pattern})$", frame.text[: hit.start])
    return match.group() if match and match.group() else ""


def choice_label(item: AwardInput, value: InputValue, english: bool = False) -> str:
    """The label of a choice or boolean value; other values as they are."""
    key = str(value).lower() if isinstance(value, bool) else str(value)
    for choice in item.choices:
        if choice.value == key:
            return choice.label_en if english else choice.label
    return key
