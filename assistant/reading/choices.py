"""Attaches states (已验收, 省级, 没有登记证书) to the award standing nearest to them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.awards.model import AwardInput, InputKind
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
        for target in _of_nearest_award(frame, hit, targets, awards):
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
    frame: Frame, hit: Hit[ChoiceName], targets: list[ChoiceName], awards: Sequence[Hit[str]]
) -> list[ChoiceName]:
    having = {target.award_id for target in targets}
    named = [award for award in awards if having & set(award.targets)]
    if len(named) < 2:
        return targets
    if re.search(r"都|均|全|both|all", frame.text[max(0, hit.start - 4) : hit.start]):
        start = max((frame.text.rfind(stop, 0, hit.start) for stop in ",。;"), default=-1)
        meant = {one for award in named if start < award.start < hit.start for one in award.targets}
        return [target for target in targets if not meant or target.award_id in meant]

    def distance(award: Hit[str]) -> int:
        after = award.start >= hit.end
        gap = frame.text[hit.end : award.start] if after else frame.text[award.end : hit.start]
        return len(gap) + 6 * len(re.findall(r"[,、;。和]", gap)) + (0 if after else 1)

    nearest = min(named, key=distance)
    return [target for target in targets if target.award_id in nearest.targets]


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
