"""Which amounts told for one input are added up: only those whose words say that they go together.

What may be another state of the same amount (意向620万, 实际480万) is never added to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.query import Binding, Mode
from assistant.reading.frame import Frame
from assistant.reading.mentions import Kind, Mention

_PART = re.compile(r"(其中|里面|包括|包含|含|当中)[^,。;]{0,8}$")
_EXACTLY = re.compile("精确|准确|具体|其实|实际是")
_MORE = re.compile(
    r"又(?!说|改|变|降|涨|调|砍|压|减)|再(?!说|次|谈|改|降|压)|另(?!有人|一个?说|外有人)|追加|加上|外加|再加|补(了|买|投|采|充)|后来(?!改|变|降|涨|调|是|定|核|实际|发现)|还(有|买|投|花|采|卖|做|配)|同时|并且?(?=买|投|花|采|卖)"
    r"|首付|尾款|[一二三四五六七八九十首两\d][期批次笔轮]|\bplus\b|\balso\b|\banother\b"
)
_PARTS_OF_A_YEAR = re.compile(
    r"季|[\d一二三四五六七八九十两]月|月份|[上下前后]半年|[上下前后]个月|半年|上旬|下旬|(?<![a-z])q[1-4](?!\d)|以前|之前|去年|前年|今年"
)
_JOINED = re.compile(r"[、+]|和|以及|及|与|跟|加|\band\b|\bthen\b")
_OTHER_STATE = re.compile(
    r"实际|最终|最后|最新|验收时|到账|结算|决算|审定|审计|核定|核减|评估|认定的?(是|为)|意向|合同|预算|计划|打算|报价|原价|标价|原来|原本|原先|本来"
    r"|写的?是|写成|账上|系统|发票|对方|有人|说是|或者?|还是|要么|折后|优惠|打折|改成|变成|降到|涨到|调到|压到|砍到|其实|不含税|含税|税后|税前"
    r"|\bor\b|actual|budget|contract|quoted|finally"
)
_LISTED = re.compile(
    r"分别|依次|各自|[二两三四五六七八九十\d]+(次|批|笔|家|个|期|轮|份|单|项|款|种|样)|一共|合计|总共|共计|累计|加起来|respectively|total"
)
_GENERAL = re.compile(
    r"投|额|费用|买|采购|购|卖|成交|交易|花|用|实际|预算|合同|总|款|spent|spend|volume|purchase"
)


@dataclass(frozen=True, slots=True)
class Merged:
    bindings: tuple[Binding, ...]
    unsure: tuple[str, ...]
    """Words of amounts for one input that do not say whether they go together."""


def merge(frame: Frame, bindings: Sequence[Binding]) -> Merged:
    """Instalments of one input in one period add up; a part named after its whole does not."""
    merged: list[Binding] = []
    doubtful: dict[tuple[str, str, str], list[str]] = {}
    last: dict[int, Binding] = {}
    for binding in bindings:
        key = (binding.award_id, binding.input, binding.period)
        if key in doubtful and binding.mode is Mode.SET:
            doubtful[key].append(_amount(frame, binding))
            continue
        same = next((i for i, other in enumerate(merged) if _one_case(frame, other, binding)), None)
        if same is None or binding.mode is not Mode.SET:
            last[len(merged)] = binding
            merged.append(binding)
            continue
        place = frame.text.find(binding.words)
        if _PART.search(frame.text[:place]) or "其中" in binding.words:
            continue
        earlier = merged[same]
        if earlier.about and not binding.about and _EXACTLY.search(frame.text):
            merged[same] = last[same] = binding  # 十来万, 精确点是12万
        elif _tells_sum(merged, binding):
            continue  # 合并成210万 tells the sum again
        elif not together(frame, last[same], binding):
            doubtful[(earlier.award_id, earlier.input, earlier.period)] = [
                _amount(frame, last[same]),
                _amount(frame, binding),
            ]
        else:
            merged[same], last[same] = _sum(earlier, binding), binding
    kept = [item for item in merged if (item.award_id, item.input, item.period) not in doubtful]
    return Merged(tuple(kept), tuple(dict.fromkeys(word for words in doubtful.values() for word in words)))


def _one_case(frame: Frame, one: Binding, other: Binding) -> bool:
    award = frame.awards[other.award_id]
    if (one.award_id, one.input) != (other.award_id, other.input):
        return False
    several = award.per_year or other.period.startswith("#")
    return one.period == other.period or award.deducts == other.input or not several


def _tells_sum(merged: Sequence[Binding], binding: Binding) -> bool:
    values = [
        item.value for item in merged if (item.award_id, item.input) == (binding.award_id, binding.input)
    ]
    total = sum(value for value in values if isinstance(value, Decimal))
    return len(values) > 1 and total == binding.value


def _sum(earlier: Binding, binding: Binding) -> Binding:
    assert isinstance(earlier.value, Decimal) and isinstance(binding.value, Decimal)
    high = None
    if earlier.high is not None or binding.high is not None:
        high = (earlier.high or earlier.value) + (binding.high or binding.value)
    return replace(
        earlier,
        value=earlier.value + binding.value,
        high=high,
        words=f"{earlier.words}＋{binding.words}",
        about=earlier.about or binding.about,
    )


def together(frame: Frame, one: Binding, other: Binding) -> bool:
    """Whether the words around two amounts of one input say that both count."""
    first, second = _figure(frame, one), _figure(frame, other)
    if first is None or second is None or first.start == second.start:
        return True  # worked out from shares, ratios or relations, which say it
    if second.start < first.start:
        first, second = second, first
    between = frame.text[first.end : second.start]
    if _MORE.search(between):
        return True
    opening = re.split("[。;!?]", frame.text[: first.start])[-1]
    lead = re.split(r"\d", opening)[-1]
    if _OTHER_STATE.search(between) or (_OTHER_STATE.search(lead) and not _JOINED.search(between)):
        return False
    if _PARTS_OF_A_YEAR.search(between) or _PARTS_OF_A_YEAR.search(lead):
        return True
    if _JOINED.search(between) or _different_things(frame, first, second):
        return True
    after = re.split("[。;!?]", frame.text[second.end :])[0]
    return _LISTED.search(opening + between + after) is not None


def _figure(frame: Frame, binding: Binding) -> Mention | None:
    return next((item for item in frame.mentions if item.start == binding.place), None)


def _amount(frame: Frame, binding: Binding) -> str:
    figure = _figure(frame, binding)
    return figure.words if figure else binding.words


def _different_things(frame: Frame, first: Mention, second: Mention) -> bool:
    """服务器200万, 相机30万: two things bought, each with a name of its own."""
    names = [_nearest(frame, first), _nearest(frame, second)]
    return all(names) and names[0] != names[1] and not any(_GENERAL.search(name) for name in names)


def _nearest(frame: Frame, mention: Mention) -> str:
    """The input's name right before a figure, or right after it."""
    money = [item for item in frame.mentions if item.kind is Kind.MONEY]
    start = max((item.end for item in money if item.end <= mention.start), default=0)
    before = [hit for hit in frame.inputs if start <= hit.start and hit.end <= mention.start]
    after = [hit for hit in frame.inputs if 0 <= hit.start - mention.end <= 1]
    nearest = before[-1:] or after[:1]
    return nearest[0].words if nearest else ""
