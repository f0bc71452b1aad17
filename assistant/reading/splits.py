"""Totals and their parts: shares, ratios, zeros, doublings, instalments, several projects."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.query import Binding, Mode
from assistant.reading.frame import Frame
from assistant.reading.mentions import Kind, Mention
from assistant.reading.names import Hit, InputName
from assistant.reading.numerals import read_number
from assistant.reading.pairing import distance, money_targets


def is_share(text: str, mention: Mention) -> bool:
    """Whether a percentage splits a total (硬件占六成, 七成是硬件) rather than being a rate of the award."""
    before, after = text[: mention.start], text[mention.end :]
    if re.search(r"(占比?|占到|占了|占总\w{0,2}|比例|份额|比重)(是|为|约|有|大约|差不多)?的?$", before[-7:]):
        return True
    return re.match(r"(的钱?)?(都|全)?(是|为|用于|用在|用来|买|投|花在)", after) is not None


def shares_of_a_whole(text: str, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """软件七成硬件三成: percentages that make up a whole, beside an amount; rates of an award never do."""
    percents = tuple(item for item in mentions if item.kind is Kind.PERCENT)
    money = any(item.kind is Kind.MONEY for item in mentions)
    whole = len(percents) > 1 and sum(item.amount for item in percents) == 1
    paid = any(re.search("[补奖给返报]了?$|支持|资助", text[: item.start][-3:]) for item in percents)
    return percents if money and whole and not paid else ()


_RATIO = re.compile(
    r"(?P<a>\d+|[一二三四五六七八九]) ?(?:[:比]|(?=[一二三四五六七八九]开)) ?(?P<b>\d+|[一二三四五六七八九])(?:开)?"
)


def in_ratio(frame: Frame, mention: Mention) -> bool:
    match = _RATIO.search(frame.text)
    return mention.kind is Kind.NUMBER and match is not None and match.start() <= mention.start < match.end()


def split_by_ratio(
    frame: Frame, bindings: Sequence[Binding], hits: Sequence[Hit[InputName]]
) -> list[Binding]:
    """硬件跟软件是2:3, 三七开: a total is split in the order in which its parts are named."""
    match = _RATIO.search(frame.text)
    result: list[Binding] = []
    for total in bindings if match else ():
        assert match is not None
        parts = frame.awards[total.award_id].input(total.input).sum_of
        named = [
            t.input
            for hit in hits
            for t in money_targets(frame, hit)
            if t.award_id == total.award_id and t.input in parts
        ]
        order = list(dict.fromkeys(named))
        shares = [read_number(match["a"]), read_number(match["b"])]
        if len(order) == 2 and all(shares) and isinstance(total.value, Decimal):
            whole = sum(share for share in shares if share)
            result += [
                replace(total, input=name, value=total.value * share / whole, words=match.group())
                for name, share in zip(order, shares, strict=True)
                if share
            ]
    return result


_EACH_TIME = re.compile(
    r"(?P<n>[二两三四五六七八九十]|\d{1,2})(?P<unit>期|批|次|笔|年)[^。;]{0,12}每(?P=unit)"
)


def repeat_instalments(frame: Frame, bindings: list[Binding]) -> list[Binding]:
    """分三期付, 每期120万: the figure counts as often as there are instalments."""
    match = _EACH_TIME.search(frame.text)
    times = read_number(match["n"]) if match else None
    if match is None or times is None or match["unit"] == "年":
        return bindings
    result = []
    for binding in bindings:
        place = frame.text.find(binding.words)
        lead = frame.text[max(0, place - 3) : place] + binding.words[:6]
        each = (
            place >= match.end() - 2
            and "," not in frame.text[match.end() : place]
            and isinstance(binding.value, Decimal)
        )
        if each and (f"每{match['unit']}" in lead or place - match.end() <= 4):
            binding = replace(binding, value=binding.value * times)  # type: ignore[operator]
        result.append(binding)
    return result


def all_in_one_part(frame: Frame, bindings: list[Binding]) -> list[Binding]:
    """一共860万都是硬件: the total is that one part, the others are 0."""
    result: list[Binding] = []
    for total in bindings:
        parts = frame.awards[total.award_id].input(total.input).sum_of
        whole = re.search(r"(?:都|全|全部|全都|清一色)(?:是|为|用在|投在|用来买|花在|投)(.{0,8})", frame.text)
        if re.search("其余|剩", frame.text):
            whole = None
        chosen = [
            target.input
            for hit in frame.inputs
            for target in hit.targets
            if whole and target.award_id == total.award_id and target.input in parts and hit.words in whole[1]
        ]
        given = {item.input for item in bindings if item.award_id == total.award_id}
        if not parts or len(set(chosen)) != 1 or set(parts) & given:
            result.append(total)
            continue
        result.append(replace(total, input=chosen[0]))
        result += [replace(total, input=part, value=Decimal(0)) for part in parts if part != chosen[0]]
    return result


_NOTHING_BEFORE = re.compile(r"(没有?|未|无|不|零)(买|投|花|采购|购置|任何|有|用到?)?(过|了)?(任何)?$")


_NOTHING_AFTER = re.compile(
    r"(投入|费用|部分|方面)?(是|为|=|:)?(零|0|没有|没投|没花|没(有)?(买|采购|购置|添置|投入)|不用买|一分没有?|全免)(元|万)?(?![\d.%])"
)


def known_zeros(frame: Frame, hits: Sequence[Hit[InputName]], bindings: Sequence[Binding]) -> list[Binding]:
    """没有硬件投入, 硬件为零: the input is known to be 0."""
    have = {(item.award_id, item.input) for item in bindings}
    zeros: dict[tuple[str, str], Binding] = {}
    for hit in hits:
        before, after = frame.text[: hit.start], frame.text[hit.end :]
        if not (_NOTHING_BEFORE.search(before) or _NOTHING_AFTER.match(after)):
            continue
        for target in money_targets(frame, hit):
            key = (target.award_id, target.input)
            weighted = len([item for item in frame.awards[target.award_id].inputs if item.required]) > 1
            if key not in have and weighted and frame.awards[target.award_id].input(target.input).required:
                zeros[key] = Binding(target.award_id, target.input, Decimal(0), hit.words)
    return list(zeros.values())


_TWICE = re.compile(r"[^,。;]{0,4}?(翻一?倍|翻一?番|加倍|加一倍|double[sd]?|twice)")


_HALVED = re.compile(r"[^,。;]{0,4}?(减半|砍一半|少一半|减一半|halve[sd]?)")


def multiple(text: str) -> Decimal | None:
    """The factor of 翻一倍 or 减半; None where there is none."""
    return Decimal(2) if _TWICE.search(text) else Decimal("0.5") if _HALVED.search(text) else None


def known_multiples(
    frame: Frame, hits: Sequence[Hit[InputName]], known: set[tuple[str, str]]
) -> list[Binding]:
    """软件翻一倍: a known value is multiplied."""
    result = []
    for hit in hits:
        after = frame.text[hit.end :]
        factor = Decimal(2) if _TWICE.match(after) else Decimal("0.5") if _HALVED.match(after) else None
        for target in money_targets(frame, hit) if factor else ():
            if (target.award_id, target.input) in known:
                assert factor is not None
                result.append(Binding(target.award_id, target.input, factor, hit.words, Mode.SCALE))
    return result


def split_by_shares(frame: Frame, bindings: list[Binding], hits: list[Hit[InputName]]) -> list[Binding]:
    """总投入500万, 硬件占六成: a share of a total gives the part."""
    shares = []
    whole = shares_of_a_whole(frame.text, frame.mentions)
    for total in bindings:
        parts = frame.awards[total.award_id].input(total.input).sum_of
        for mention in frame.mentions if parts else ():
            if mention.kind is not Kind.PERCENT or not (mention in whole or is_share(frame.text, mention)):
                continue
            near = [hit for hit in hits if any(target.input in parts for target in money_targets(frame, hit))]
            near = [hit for hit in near if distance(frame, mention, hit) <= 4]
            if near and isinstance(total.value, Decimal):
                closest = min(near, key=lambda hit: distance(frame, mention, hit))
                name = next(target.input for target in money_targets(frame, closest) if target.input in parts)
                shares.append(
                    replace(total, input=name, value=total.value * mention.amount, words=mention.words)
                )
    return shares
