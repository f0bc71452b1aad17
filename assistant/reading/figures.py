"""What each figure of a question is for: an input, a claim about the policy, or the amount that is wanted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.awards.model import Award, Role
from assistant.query import Claim, ClaimKind, Problem
from assistant.reading.discounts import is_discount
from assistant.reading.findings import Findings, ends_with
from assistant.reading.mentions import About, Kind, Mention
from assistant.reading.roles import settle
from assistant.reading.splits import is_share, shares_of_a_whole

_AWARD_WORD = re.compile(
    r"[补奖给拿领]|上限|封顶|最高|最多|额度|支持|资助|award|subsid|cap|ceiling|maximum|pay|get|receive"
)
_INPUT_GAP = re.compile(r"[^,。;!?补奖给拿领封限高]{0,9}")
_RECEIVED = re.compile(r"[领拿获]|享受|receiv|got|award|paid")
_RECEIVED_GAP = re.compile(r"[^,。;!?]{0,12}")
_TIER = re.compile(r"元?(的|那|这)?(一)?档")
_DONE = re.compile(
    r"(?<!能)(?<!叫)(做|卖|买|采购|投|花|成交|交易|完成|冲|增长|增加|涨)(到|了|够|满|至)(约|大概)?$"
)
"""做到330万: what the asker does, not what the policy pays."""
_LINK = re.compile(r"(是|有|到|加|等于|共|就是|即|为|\+|=)(了|过|个|约)?[ :]?$")


@dataclass(frozen=True, slots=True)
class Figures:
    inputs: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    target: Decimal | None
    tiers: tuple[Mention, ...]
    """Figures that only name a tier reached before: 由300万元档晋到…"""
    unsure: tuple[Mention, ...] = ()
    """Figures not taken, because it is not certain what they are."""
    left_out: tuple[tuple[Problem, Mention], ...] = ()
    workings: tuple[str, ...] = ()


def sort_figures(found: Findings, awards: Iterable[Award], goal: bool) -> Figures:
    """Sort the stated figures by what they are for."""
    awards = list(awards)
    thresholds = {item.value for award in awards for item in award.parameters if item.role is Role.THRESHOLD}
    inputs: list[Mention] = []
    claims: list[Claim] = []
    tiers: list[Mention] = []
    target: Mention | None = None
    for mention in stated(found):
        if mention.words.startswith("几") and not _is_input(found, mention):
            continue  # 给几万 asks for a figure
        corrected = _corrects(found, mention)
        if corrected:
            inputs.append(replace(mention, start=corrected.start))  # it stands where the other stood
        elif mention.kind is Kind.PERCENT:
            limits = re.search(r"(不得?能?|不可以?)(超过|高于|低于|少于)$", found.before(mention)) is not None
            if not _splits(found, mention) and not limits and not is_discount(found.text, mention):
                claims.append(_claim(found, ClaimKind.RATE, mention, _nearest_input(found, mention)))
        elif mention.kind in (Kind.MONEY, Kind.NUMBER):
            if goal and target is None and _wanted(found, mention):
                target = mention
            elif mention.amount in thresholds and _named_tier(found, mention):
                tiers.append(mention)
            elif _is_threshold(found, mention):
                claims.append(_claim(found, ClaimKind.THRESHOLD, mention))
            elif mention.kind is Kind.MONEY and _awarded(found, mention, bool(claims)):
                claims.append(_claim(found, ClaimKind.AMOUNT, mention))
            else:
                inputs.append(mention)
    deducts = any(award.deducts for award in awards)
    settled = settle(found, _own(inputs, thresholds), thresholds, deducts)
    wanted = target.amount if target else None
    return Figures(
        settled.inputs,
        tuple(claims),
        wanted,
        tuple(tiers),
        settled.unsure,
        settled.left_out,
        settled.workings,
    )


def _splits(found: Findings, mention: Mention) -> bool:
    """Whether a percentage splits a total; 补贴比例是30%, and 软件的比例是40%吧 without any amount, tell a rate."""
    if mention in shares_of_a_whole(found.text, found.mentions):
        return True
    before = re.split("[,。;]", found.before(mention))[-1]
    of_award = re.search("补|奖|支持|资助", before) or (
        "占" not in before and found.says("confirm") and not any(m.kind is Kind.MONEY for m in found.mentions)
    )
    return is_share(found.text, mention) and not of_award


_OF_ALL = re.compile(r"(一律|统一|都|均|各)[^,。;]{0,3}$")


def _claim(found: Findings, kind: ClaimKind, mention: Mention, name: str = "") -> Claim:
    return Claim(kind, mention.amount, mention.words, name, _OF_ALL.search(found.before(mention)) is not None)


def stated(found: Findings) -> list[Mention]:
    """Mentions that are not taken back: of 不是300万是400万 only the second."""
    mentions = found.mentions
    return [
        item
        for index, item in enumerate(mentions)
        if not (
            ends_with(found.pattern("not_this"), found.before(item), r"[^,。;\d]{0,4}")
            and index + 1 < len(mentions)
        )
    ]


def _corrects(found: Findings, mention: Mention) -> Mention | None:
    """The amount taken back right before this one: 不是300万, 是400万."""
    place = found.mentions.index(mention)
    earlier = found.mentions[place - 1] if place else None
    if earlier is None or mention.kind is not Kind.MONEY or earlier.kind is not Kind.MONEY:
        return None
    back = ends_with(found.pattern("not_this"), found.before(earlier), r"[^,。;\d]{0,4}")
    between = found.text[earlier.end : mention.start]
    return earlier if back and re.fullmatch(r"[,、 ]?(而)?(应该?|其实)?(是|为|到)?", between) else None


def withdrawn(found: Findings) -> set[Decimal]:
    """Amounts taken back."""
    kept = set(map(id, stated(found)))
    return {item.amount for item in found.mentions if id(item) not in kept and item.kind is Kind.MONEY}


def _own(inputs: list[Mention], thresholds: set[Decimal]) -> tuple[Mention, ...]:
    """A threshold told again (不到100万也给) is no input where an own figure stands beside it."""
    exact = [
        item
        for item in inputs
        if not (item.about in (About.BELOW, About.UNDER) and item.amount in thresholds)
    ]
    return tuple(exact or inputs)


def _wanted(found: Findings, mention: Mention) -> bool:
    reach = ends_with(found.pattern("reach"), found.before(mention), r"[^,。;]{0,10}")
    return (
        reach is not None
        or re.match(r"[^,。;]{0,6}(拿满|拿足|奖励|补贴|到手)", found.after(mention)) is not None
    )


def _named_tier(found: Findings, mention: Mention) -> bool:
    before, after = found.before(mention)[-3:], found.after(mention)
    return _TIER.match(after) is not None and re.search(r"[由从按]", before) is not None


def _is_threshold(found: Findings, mention: Mention) -> bool:
    """不到100万就没有, 要满1000万才能: a figure that the policy is supposed to ask for."""
    if not found.says("confirm") and not re.search(r"(吧|吗)\??$", found.text):
        return False
    after = re.split(r"[。;!?]", found.after(mention))[0]
    if re.search(r"(门槛|起点|起步线?|起奖线)(是|为|要|就是)?$", found.before(mention)[-5:]):
        return True
    needs = re.match(r"[^。;\d]{0,8}(才|就(没有|不)|以下(没有|不)|起步|是门槛)", after)
    reached = (
        re.search(r"(满|够|达到?|到|过|超过?)了?$", found.before(mention)[-3:])
        or mention.about is About.ABOVE
    )
    own = re.search(r"我们?|我司|本公司|咱|(采购|买|卖|做|交易)了", found.segment(mention))
    if reached and not own and found.says("confirm"):  # 听说满50万就有奖励: of anybody, not of the asker
        needs = needs or re.match(r"[^。;\d]{0,4}就(都|也)?(有|能|可以|会|给|奖|补|拿|算)", after)
    return needs is not None and (bool(reached) or mention.about in (About.BELOW, About.UNDER, About.EXACT))


def _awarded(found: Findings, mention: Mention, claimed: bool) -> bool:
    """Whether the figure is one that the policy is supposed to pay."""
    if _is_input(found, mention) or _DONE.search(found.before(mention)):
        return False
    if not (found.says("question") or found.says("confirm") or found.text.endswith("?")):
        return False
    before, after = found.before(mention)[-14:], found.after(mention)
    if _TIER.match(after) and found.says("confirm"):
        return True
    if _of_an_award(found, mention) or mention.words.startswith(("最多", "at most")):
        return True
    if re.search(r"能(拿|补|领)?(到|够|有|达到)$", before) and re.match(r"(元|块)?(吗|么|不|没)", after):
        return True
    if found.lexicon.says("awarded", before) or found.lexicon.cues["awarded_after"].search(after):
        return True
    segment = found.segment(mention)
    asks = re.search(r"^(是|就是)|是不是|[都也才]是", segment) is not None
    return _LINK.search(before) is not None and (_AWARD_WORD.search(segment) is not None or asks or claimed)


def _of_an_award(found: Findings, mention: Mention) -> bool:
    """场景券的500万是…: the amount of an award named right before it."""
    gaps = [found.text[hit.end : mention.start] for hit in found.awards if hit.end <= mention.start]
    alone = sum(item.kind is Kind.MONEY for item in found.mentions) == 1
    if "" in gaps and alone and re.match(r"(元|块)?,?(对|是)(吧|吗|不对|么|不是)", found.after(mention)):
        return True  # 场景券500万对吧
    named = any(gap in ("的", "那", "这", "的那", "的这") for gap in gaps)
    return (
        named
        and re.match(r"(元|块)?(是|就|都|也|一次|每|能|怎|分|什么时候|由|归|给)", found.after(mention))
        is not None
    )


def _is_input(found: Findings, mention: Mention) -> bool:
    """An input's name before the figure, with no word of awarding between, or right after it, makes it an input."""
    if any(len(hit.words) >= 3 and 0 <= hit.start - mention.end <= 1 for hit in found.inputs):
        return True
    if mention.words.startswith("最多") and found.says("confirm"):
        return False  # 数据采购最多50万对吧
    taken = {
        hit.start
        for hit in found.inputs
        for other in found.mentions
        if other.kind is Kind.MONEY
        and found.text[other.end : hit.start] in ("", "的")
        and other.end <= hit.start
        and not any(0 <= other.start - own.end <= 3 for own in found.inputs)  # 软件200万硬件是300万
    }
    return any(
        hit.end <= mention.start
        and not (hit.start in taken and _LINK.search(found.before(mention)))  # 300万硬件就是60万
        and len(hit.words) >= 2
        and (_RECEIVED_GAP if _RECEIVED.search(hit.words) else _INPUT_GAP).fullmatch(
            found.text[hit.end : mention.start]
        )
        and not any(
            hit.end <= other.start < mention.start for other in found.mentions if other.kind is Kind.MONEY
        )
        for hit in found.inputs
    )


def _nearest_input(found: Findings, mention: Mention) -> str:
    """The input whose name stands nearest to a rate: 硬件补50%; empty where one rate is said of all."""
    if _OF_ALL.search(found.before(mention)):
        return ""
    near = [
        (mention.start - hit.end if hit.end <= mention.start else hit.start - mention.end + 2, hit)
        for hit in found.inputs
        if hit.end <= mention.start or hit.start >= mention.end
    ]
    near = [item for item in near if item[0] <= 12]
    return min(near, key=lambda item: item[0])[1].targets[0].input if near else ""
