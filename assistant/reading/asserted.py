"""Which figures of a question are put up as what the policy says, and of which level or tier they are said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.awards.model import Award
from assistant.query import Claim, ClaimKind, Problem, Unread
from assistant.reading.findings import Findings
from assistant.reading.mentions import Kind, Mention
from assistant.reading.numerals import read_number

_YES_OR_NO = re.compile(r"(吗|么|没有|不)[?。!]*$|^(is|are|does|do|did|will|can|so|isn't|doesn't) [^?]*\?$")
_RECEIVED = re.compile(r"(补|拿|领|得|享受|给|奖|发)(到|贴|励)?(了|过)[^,。;\d]{0,12}$")
_OWN_FIGURE = re.compile(
    r"((?<!奖励)(?<!补贴)(?<!补助)额|资本|收入|营收|产值|利润|费用?|价格?|成本|支出|订单|合同|融资|投资|投入|投|花|买|卖|欠|付|估值|贷款)"
    r"(了|是|为|有|约|共|达到?|大概|一共|总共|出)*$"
)

_CAP = re.compile(r"(上限|封顶|天花板|cap|ceiling)(金额|线)?(是|为|就是|定在|of|at|is)? ?$")


def _can(found: Findings, place: Mention) -> bool:
    """能拿到300万吗: so much at least, not just so much."""
    before = re.search(r"(能|可以?|够|会)(不能|不可以)?[^,。;对是]{0,6}$", found.before(place)) is not None
    return before and re.match(r"(元|块)?的?(奖励?|补贴)?(吗|么|不|没|\?)", found.after(place)) is not None


def asserts(found: Findings) -> bool:
    """Whether something is put up for confirmation: 对吧, 听说, 是不是, or a whole statement with 吗."""
    return found.says("confirm") or _YES_OR_NO.search(found.text) is not None


def supposed(
    found: Findings, claims: Sequence[Claim], loose: Iterable[Mention], awards: Sequence[Award]
) -> tuple[tuple[Claim, ...], tuple[Unread, ...]]:
    """The claims that stand, with their levels and tiers, and the figures that are used for nothing.

    `loose`: figures that no input of the awards meant can take; they are claims only where one is asserted.
    """
    asserted = asserts(found)
    kept: list[Claim] = list(_fractions(found)) if asserted else []
    unused: list[Unread] = []
    for claim in claims:
        place = _place(found, claim)
        told = claim.kind is ClaimKind.AMOUNT and place and _RECEIVED.search(found.before(place))
        if told and not asserted:
            unused.append(Unread(Problem.UNUSED, claim.words))
        else:
            cap = place is not None and _CAP.search(found.before(place)) is not None
            at_least = place is not None and _can(found, place)
            kept.append(replace(_of_level(found, claim, place, awards), cap=cap, at_least=at_least))
    for mention in loose:
        if asserted and not _OWN_FIGURE.search(found.before(mention)):
            claim = Claim(ClaimKind.AMOUNT, mention.amount, mention.words)
            kept.append(_of_level(found, claim, mention, awards))
        else:
            unused.append(Unread(Problem.UNUSED, mention.words))
    return _with_tiers(kept), tuple(unused)


_PAID = r"(补贴?|补助|奖励?|支持|返还?|报销?|给|拿|领|承担|pays?|covers?|subsidi[sz]es?|get|gets)"
_FRACTION = re.compile(
    rf"{_PAID}[^,。;\d?]{{0,5}}?(?P<one>一半|半数|(?P<n>[二三四五六七八九十])分之(?P<m>[一二两三四五六七八九])|half)(?!年|天|个?月)"
    rf"|(?P<two>一半)(的钱|的费用)?(是|由|都|能|可以|会|给|算)?(政府|财政|市里|政策)?(出|{_PAID})"
)


def _fractions(found: Findings) -> Iterable[Claim]:
    """软件补一半: a rate told as a part of a whole, said of the input named nearest before it."""
    for match in _FRACTION.finditer(found.text):
        value = Decimal("0.5")
        if match["n"]:
            value = (read_number(match["m"]) or Decimal(0)) / (read_number(match["n"]) or Decimal(1))
        if value < 1:
            yield Claim(ClaimKind.RATE, value, match["one"] or match["two"], _input_of(found, match))


def _input_of(found: Findings, match: re.Match[str]) -> str:
    """The input named in the same piece of the sentence, the nearest before the fraction; else the nearest after."""
    start = max(found.text.rfind(stop, 0, match.start()) for stop in ",。;!?") + 1
    before = [hit for hit in found.inputs if start <= hit.start and hit.end <= match.end()]
    if before:
        return before[-1].targets[0].input
    after = [hit for hit in found.inputs if 0 <= hit.start - match.end() <= 6]
    return after[0].targets[0].input if after else ""


def _place(found: Findings, claim: Claim) -> Mention | None:
    return next(
        (item for item in found.mentions if item.words == claim.words and item.value == claim.value), None
    )


def _of_level(found: Findings, claim: Claim, place: Mention | None, awards: Sequence[Award]) -> Claim:
    """省级15万: the level told before an amount, with no other amount between."""
    if claim.kind is not ClaimKind.AMOUNT or place is None or claim.of_all:
        return claim
    graded = {item.input for award in awards for item in award.parameters if item.level} or {""}
    piece = max(found.text.rfind(stop, 0, place.start) for stop in ",。;!?") + 1
    figures = [item.end for item in found.mentions if item.kind is Kind.MONEY and item.end <= place.start]
    since = max([piece, *figures])
    if re.search(r"(一共|总共|合计|共|加起来|总计)[^,。;]{0,4}$", found.before(place)):
        return claim
    for hit in reversed(found.choices):
        if since <= hit.start and hit.end <= place.start:
            values = {target.value for target in hit.targets if target.input in graded}
            if values:
                return replace(claim, level=min(values))
    return claim


def _with_tiers(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """到300万给30万: an amount right after a threshold is said of that threshold."""
    result = list(claims)
    for index in range(1, len(result)):
        before, claim = result[index - 1], result[index]
        if before.kind is ClaimKind.THRESHOLD and claim.kind is ClaimKind.AMOUNT:
            result[index] = replace(claim, tier=before.value)
    return tuple(result)
