"""Which figure belongs to which name: the nearest one, names before figures first."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from itertools import pairwise

from assistant.awards.model import InputKind
from assistant.reading.frame import HARD_STOP, Frame
from assistant.reading.mentions import Kind, Mention
from assistant.reading.names import Hit, InputName

TOO_FAR = 16


_FILLERS = re.compile(
    r"实际|投入|投资|投|花费|花|大概|大约|约|差不多|一共|总共|合计|共|是|为|有|了|的|在|用|费用|金额|已经|已|总额|额|达到|达|做到|到|我们|我|"
    r"部分|方面|[这那]块|这边|上|就|也|都|将近|近|得|要|能|会|:|\"|“|”|'|\(|\)| "
    r"|of|is|was|were|about|around|in|on|worth|an?\b|the\b|we|spent|invested"
)


_INSTALMENT = re.compile(
    r"期|批|次|笔|季度?|月份?|半年|先|后来|又|再|另|还有|加上|加|追加|首付|尾款|第[一二三]|[、+和及]|精确|准确|具体|实际|年|合并|and|then|plus"
)


_AGAIN = re.compile(r"后来|又|再|追加|第[二三]|尾款|[期批次笔]|季度?|月份?|半年")


_SOFT_STOP = re.compile(r"[,、]|\band\b|和|跟|与|以及")


def names_of_inputs(frame: Frame, hits: list[Hit[InputName]]) -> list[Hit[InputName]]:
    """Leave out what names no input here: 数据产品交易奖励 is an award, 机器一共 is the machines' sum."""
    kept = []
    for hit in hits:
        if re.match("的?(奖励|补贴|补助|奖金)", frame.text[hit.end :]):
            continue
        targets = money_targets(frame, hit)
        parts = {
            part for target in targets for part in frame.awards[target.award_id].input(target.input).sum_of
        }
        if parts:
            start = max(frame.text.rfind(stop, 0, hit.start) for stop in ",。;") + 1
            own = [
                other
                for other in hits
                if start <= other.start
                and other.end <= hit.start
                and any(t.input in parts for t in other.targets)
            ]
            if len(own) == 1 and hit.start - own[0].end <= 6 and not parts & {t.input for t in hit.targets}:
                continue
        kept.append(hit)
    return kept


def money_targets(frame: Frame, hit: Hit[InputName]) -> list[InputName]:
    return [
        target
        for target in hit.targets
        if target.award_id in frame.awards
        and frame.awards[target.award_id].input(target.input).kind is InputKind.MONEY
    ]


Pair = tuple[Mention, Hit[InputName]]


def listed_pairs(
    frame: Frame, mentions: list[Mention], hits: list[Hit[InputName]]
) -> tuple[list[Pair], list[Mention]]:
    """硬件和软件分别300万和200万; 硬件、软件各300万: names first, then figures in the same order."""
    for match in frame.lexicon.cues["respectively"].finditer(frame.text):
        after = [item for item in mentions if item.start >= match.end()]
        told = max((item.end for item in mentions if item.end <= match.start()), default=0)
        before = [item for item in hits if told <= item.start and item.end <= match.start()]
        if len(before) >= 2 and len(after) == len(before):
            rest = [item for item in mentions if item.start < match.end()]
            return list(zip(after, before, strict=True)), rest
    pairs: list[Pair] = _joined_pairs(frame, mentions, hits) or _of_several(frame, mentions, hits)
    joined = {id(mention) for mention, _ in pairs}
    for mention in (item for item in mentions if id(item) not in joined):
        lead = frame.text[: mention.start]
        each = re.search(r"(各自?|都是|each)(投入?|花|是|有)?了?(约|大概|of)? ?$", lead)
        if each:
            others = [item.end for item in mentions if item.end <= mention.start]
            segment = max((*(lead.rfind(stop) for stop in "。;!?"), *others), default=-1)
            pairs += [(mention, hit) for hit in hits if segment <= hit.start and hit.end <= each.start()]
    taken = {id(mention) for mention, _ in pairs}
    return pairs, [mention for mention in mentions if id(mention) not in taken]


def _of_several(frame: Frame, mentions: list[Mention], hits: list[Hit[InputName]]) -> list[Pair]:
    """硬件分别是200万和50万: one name, a figure for each project."""
    pairs: list[Pair] = []
    for match in frame.lexicon.cues["respectively"].finditer(frame.text):
        start = max(frame.text.rfind(stop, 0, match.start()) for stop in ",。;") + 1
        named = [hit for hit in hits if start <= hit.start and hit.end <= match.start()]
        listed: list[Mention] = []
        for mention in (item for item in mentions if item.start >= match.end()):
            gap = frame.text[listed[-1].end if listed else match.end() : mention.start]
            if not (_JOINER.fullmatch(gap) if listed else not _FILLERS.sub("", gap)):
                break
            listed.append(mention)
        if len(named) == 1 and len(listed) > 1:
            pairs += [(mention, named[0]) for mention in listed]
    return pairs


_JOINER = re.compile(r"[、和与跟及加+] ?|以及| and ")


def _joined_pairs(frame: Frame, mentions: list[Mention], hits: list[Hit[InputName]]) -> list[Pair]:
    """硬件和软件300万、200万: as many figures as joined names, in their order."""
    for first, second in pairwise(hits):
        after = [item for item in mentions if item.start >= second.end]
        if not _JOINER.fullmatch(frame.text[first.end : second.start]) or len(after) < 2:
            continue
        gap = _FILLERS.sub("", frame.text[second.end : after[0].start])
        if not gap and _JOINER.fullmatch(frame.text[after[0].end : after[1].start]):
            return [(after[0], first), (after[1], second)]
    return []


def joined_before(frame: Frame, hit: Hit[InputName], parts: Collection[str]) -> bool:
    """Whether the name of another part is joined to this one: the 软件 of 硬件和软件."""
    return any(
        other.end <= hit.start
        and _JOINER.fullmatch(frame.text[other.end : hit.start]) is not None
        and any(target.input in parts for target in other.targets)
        for other in frame.inputs
        if other.targets != hit.targets
    )


def nearest_pairs(frame: Frame, mentions: list[Mention], hits: list[Hit[InputName]]) -> list[Pair]:
    """The cheapest way to give each mention a name; one name may serve again at a price."""
    unbound = TOO_FAR
    mentions = mentions[:12]
    costs = [[distance(frame, mention, hit) for hit in hits] for mention in mentions]

    def price(index: int, number: int, used: frozenset[int]) -> int:
        """A name serves again for instalments; without a word for them a second figure is not its."""
        if number not in used:
            return 0
        between = frame.text[hits[number].end : mentions[index].start]
        return 5 if _INSTALMENT.search(between) else 2 * TOO_FAR

    @cache
    def best(index: int, used: frozenset[int]) -> tuple[int, tuple[int, ...]]:
        if index == len(mentions):
            return 0, ()
        rest, choice = best(index + 1, used)
        options = [(rest + unbound, (-1, *choice))]
        for number, cost in enumerate(costs[index]):
            if cost < TOO_FAR:
                rest, choice = best(index + 1, used | {number})
                options.append((rest + cost + price(index, number, used), (number, *choice)))
        return min(options, key=lambda option: option[0])

    _, chosen = best(0, frozenset())
    return [(mention, hits[number]) for mention, number in zip(mentions, chosen, strict=True) if number >= 0]


_VERB = re.compile(r"[投花买用]了?$|投入$")


def distance(frame: Frame, mention: Mention, hit: Hit[InputName]) -> int:
    if hit.start < mention.end and mention.start < hit.end:
        return TOO_FAR
    before = hit.end <= mention.start
    gap = frame.text[hit.end : mention.start] if before else frame.text[mention.end : hit.start]
    span = (hit.end, mention.start) if before else (mention.end, hit.start)
    listed = before and _is_list(frame, span) and not _other_year(frame, hit, span)
    ours = not frame.preferred or any(target.award_id in frame.preferred for target in hit.targets)
    penalty = 0 if ours else 6
    if (
        before
        and _VERB.search(hit.words)
        and any(0 <= item.start - mention.end <= 1 for item in frame.inputs)
    ):
        penalty += 3  # 投了100万硬件50万软件: the nouns behind the figures name them
    if listed:
        return penalty + 1
    if before and re.search("精确|准确|具体|实际是", gap):
        return penalty + 6
    cost = penalty + 4 * len(_SOFT_STOP.findall(gap)) + 12 * len(HARD_STOP.findall(gap))
    cost += 10 * sum(
        span[0] <= item.start and item.end <= span[1] and item.kind is Kind.YEAR for item in frame.mentions
    )
    cost += 4 * sum(
        span[0] <= item.start and item.end <= span[1] and item.kind is Kind.MONEY for item in frame.mentions
    )
    cost += 2 * sum(span[0] <= item.start and item.end <= span[1] for item in frame.inputs)
    cost += len(_FILLERS.sub("", re.sub(r"[,、。;]", "", gap))) // 2
    if before and _AGAIN.search(gap) and not HARD_STOP.search(gap):
        others = [item for item in frame.inputs if span[0] <= item.start and item.end <= span[1]]
        cost = cost if others else min(cost, penalty + 9)
    if not before and re.search("[,、]", gap):
        return TOO_FAR
    return cost if before else cost + 1


def _other_year(frame: Frame, hit: Hit[InputName], span: tuple[int, int]) -> bool:
    """拿了10万, 今年560万; 交易额560万, 前年10万: a figure with a year of its own that the list does not begin with."""
    inside = [item for item in frame.mentions if span[0] <= item.start and item.end <= span[1]]
    if not any(item.kind is Kind.YEAR for item in inside):
        return False
    received = any(frame.awards[item.award_id].deducts == item.input for item in money_targets(frame, hit))
    dated = any(item.kind is Kind.YEAR and 0 <= hit.start - item.end <= 6 for item in frame.mentions)
    return received or not (dated or inside[0].kind is Kind.YEAR)


def _is_list(frame: Frame, span: tuple[int, int]) -> bool:
    """40万、35万、60万: only figures and separators stand between the name and this one."""
    inside = [item for item in frame.mentions if span[0] <= item.start and item.end <= span[1]]
    if not inside or any(item.kind not in (Kind.MONEY, Kind.YEAR) for item in inside):
        return False
    rest = frame.text[span[0] : span[1]]
    for item in inside:
        rest = rest.replace(item.words, "", 1)
    separators = r"[:,、和及+加 ]*" if any(item.kind is Kind.MONEY for item in inside) else r"[: ]*"
    return re.fullmatch(separators, _FILLERS.sub("", rest)) is not None
