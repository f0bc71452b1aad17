"""What an amount stands for beside others: a plan, a threshold passed, a unit price, a part that does not count.

An amount whose role is not certain is left open and asked for, never taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.query import Problem
from assistant.reading.discounts import discounted
from assistant.reading.findings import Findings
from assistant.reading.mentions import Kind, Mention
from assistant.reading.quantities import times_price


@dataclass(frozen=True, slots=True)
class Settled:
    inputs: tuple[Mention, ...]
    unsure: tuple[Mention, ...] = ()
    """Not taken, because it is not certain what they are."""
    left_out: tuple[tuple[Problem, Mention], ...] = ()
    """Not taken, and why: a plan beside what was done, what is still to be spent, a price with a discount."""
    workings: tuple[str, ...] = ()
    """How figures told were changed before they are used."""


def settle(
    found: Findings, inputs: Sequence[Mention], thresholds: set[Decimal], deducts: bool = False
) -> Settled:
    """Leave out, take off or multiply what is no input by itself.

    `deducts`: what was received before is an input of an award that may be meant.
    """
    kept = [item for item in inputs if not _of_the_company(found, item)]
    told = kept
    kept = _only_actual(found, kept)
    done = {item.words for item in kept}
    left_out = [(Problem.PLANNED, item) for item in told if item.words not in done]
    kept = [item for item in kept if not _passed(found, item, kept, thresholds)]
    kept = _highest_tier(found, kept, thresholds)
    apart = [
        item
        for item in kept
        if _DIFFERENCE.search(lead(found, item)) or (not deducts and _RECEIVED.search(lead(found, item)))
    ]
    later = [item for item in kept if _still_to_come(found, item, kept)]
    left = [item for item in kept if item not in apart and item not in later]
    kept, unsure = _without_excluded(found, left)
    prices = discounted(found.text, found.mentions, kept)
    left_out += [(Problem.LATER, item) for item in later]
    left_out += [(Problem.DISCOUNT, item) for item in prices.unsure]
    priced, unclear = times_price(found.text, prices.amounts)
    return Settled(
        tuple(_without_sum(found, priced)),
        (*apart, *unsure, *unclear),
        tuple(left_out),
        prices.workings,
    )


_RECEIVED = re.compile(
    r"(拿|领|获|得|享受)(得|到)?(过|了)?[^,。;\d]{0,8}(补贴|奖励|补助|资助|奖金|政策|扶持)(资金|款)?[^,。;\d]{0,3}$"
)
"""拿过别的补贴50万: no investment."""
_TOGETHER = re.compile(r"(加起来|加一起|合起来|合计|总共|一共|共计|总计)(是|有|为|:|大概|约|就|也)*$")


def _without_sum(found: Findings, inputs: list[Mention]) -> list[Mention]:
    """两项加起来300万 tells again what the others sum up to."""
    for mention in inputs:
        others = [item.amount for item in inputs if item is not mention]
        if len(others) > 1 and sum(others) == mention.amount and _TOGETHER.search(lead(found, mention)):
            return [item for item in inputs if item is not mention]
    return inputs


def _highest_tier(found: Findings, inputs: list[Mention], thresholds: set[Decimal]) -> list[Mention]:
    """依次达到100万、300万、500万三档: tiers passed one after another, not amounts that add up."""
    listed = [item for item in inputs if item.amount in thresholds]
    if len(listed) < 2 or not re.match(r"元?[这那]?[两三几各]?(个|道)?档", found.after(listed[-1])):
        return inputs
    return [item for item in inputs if item not in listed[:-1]]


_DIFFERENCE = re.compile(
    r"(?<!补)(相差|只差|还差|就差|差了?|差距|差额)(是|有|为|个|大概|约|不多)?$"
    r"|比(去年|上年|前年|往年|同期|上次|上回|计划|预算|预期|目标|原来|原计划|上个?月|上个?季度|同行)[^,。;\d]{0,4}"
    r"(多|少|增加|增长|高|低|涨|降|超)(出|了|到)*$"
)
"""硬件和软件差100万, 离门槛差1万, 比去年多50万: an amount between two others."""
_LATER = re.compile(r"(明年|以后|今后|后续|后面|下一步|下一期|将来|未来|再|追加|另外|还)")


def _still_to_come(found: Findings, mention: Mention, inputs: Sequence[Mention]) -> bool:
    """硬件300万, 计划明年再投硬件100万: not spent yet, beside what was spent on the same."""
    if _plan_or_done(found, mention) != "plan" or not _LATER.search(lead(found, mention)):
        return False
    own = _names_between(found, mention.start - len(lead(found, mention)), mention.end + 4)
    return any(
        other.end <= mention.start
        and _plan_or_done(found, other) != "plan"
        and (not own or _same(found, other, own))
        for other in inputs
    )


def lead(found: Findings, mention: Mention) -> str:
    """The words between the figure before and this one, within its sentence."""
    ends = [item.end for item in found.mentions if item.end <= mention.start and _counts_money(item)]
    start = max((*ends, *(found.text.rfind(stop, 0, mention.start) + 1 for stop in "。;!?")), default=0)
    return found.text[start : mention.start]


def _counts_money(mention: Mention) -> bool:
    return mention.kind in (Kind.MONEY, Kind.NUMBER)


def _names_between(
    found: Findings, start: int, end: int, but: re.Pattern[str] | None = None
) -> set[tuple[str, str]]:
    """Inputs named between two places, by other words than `but`: 实际花了 names a total only elsewhere."""
    general = list(but.finditer(found.text, start, end)) if but else []
    return {
        (target.award_id, target.input)
        for hit in found.inputs
        if start <= hit.start and hit.end <= end
        if not any(match.start() < hit.end and hit.start < match.end() for match in general)
        for target in hit.targets
    }


# --- figures of the company, not of the project ----------------------------------------------------

_COMPANY = (
    r"注册资本|注册资金|实缴|认缴|资本金|(?<!产品)(?<!产品的)(?<!数据)营收|营业(总)?收入|年收入|总收入|主营收入|产值|净?利润|净利|毛利|纳税额?|税收"
    r"|缴税|税款|融资|估值|市值|贷款|借款|负债|(总|净|固定)?资产|工资|年薪|房租|租金|电费|订单|合同(总?额|总?金额|总?价)|出口额|罚款"
    r"|保证金|registered capital|revenue|profit|loan|payroll|rent"
)
_COMPANY_BEFORE = re.compile(
    rf"({_COMPANY})(总?额|规模)?"
    r"(是|有|为|达到?|约|大概|大约|差不多|接近|近|超过?|过|了|的|:| |共|一共|就|才|都|只|也|of|is|was)*$"
)
_SPENT_ON = re.compile(r"元?(来|去|用来|用于|都|全)*(买|购|采购|投|上了|建)")
_COMPANY_AFTER = re.compile(r"的?(注册资本|注册资金|资本金|营收|营业收入|产值|利润|in revenue|of revenue)")


def _of_the_company(found: Findings, mention: Mention) -> bool:
    """注册资本5000万, 营收2.3亿: no investment; 硬件合同价300万 is one."""
    before = _COMPANY_BEFORE.search(lead(found, mention))
    if before and not _SPENT_ON.match(found.after(mention)):  # 贷款300万买硬件 is spent on it
        start = mention.start - len(before.group())
        return not any(start - 2 <= hit.end <= start or hit.start >= start > hit.end for hit in found.inputs)
    return _COMPANY_AFTER.match(found.after(mention)) is not None


# --- plans beside what was done --------------------------------------------------------------------

_PLANNED = re.compile(
    r"目标|计划|预算|预计|预估|原定|指标|合同|报价|概算|立项|打算|准备|本来|原本|原来|意向|原价|标价|定价|挂牌价|市场价|写的是|写着|planned|quoted|intended|budget|target|contract"
)
_DONE = re.compile(
    r"实际|实付|实支|实投|实花|实买|目前|现在|至今|截至|已经|已(?=[做完花付投卖买采到])|做到|完成|结算|决算|最终|最后|到账|真正|到手价|折后|审定|核定|验收时|验收的时候"
    r"|只(花|用|做|卖|付|投|买)|(花|付|卖|投|买)了|actual|so far|to date|in the end|now"
)
_STATES = re.compile(f"{_PLANNED.pattern}|{_DONE.pattern}")
_PLAN_AFTER = re.compile(r"的?(预算|目标|计划|合同)")


def _plan_or_done(found: Findings, mention: Mention) -> str:
    words = lead(found, mention)
    plan = max((match.end() for match in _PLANNED.finditer(words)), default=-1)
    done = max((match.end() for match in _DONE.finditer(words)), default=-1)
    if _PLAN_AFTER.match(found.after(mention)) and done < 0:
        return "plan"
    return "" if plan == done else "plan" if plan > done else "done"


def _only_actual(found: Findings, inputs: Sequence[Mention]) -> list[Mention]:
    """预算500万实际花了420万: of a plan and what was done, for one and the same thing, what was done counts."""
    kept: list[Mention] = []
    roles: list[str] = []
    for mention in inputs:
        role = _plan_or_done(found, mention)
        apart = not kept or {roles[-1], role} != {"plan", "done"} or _still_to_come(found, mention, kept)
        if apart or not _of_one_input(found, kept[-1], mention):
            kept.append(mention)
            roles.append(role)
        elif role == "done":
            named = _names_between(found, kept[-1].end, mention.start, _DONE)
            start = mention.start if named else kept[-1].start  # it stands where the plan stood
            kept[-1], roles[-1] = replace(mention, start=start), role
    return _without_planned(found, kept, roles)


def _without_planned(found: Findings, inputs: list[Mention], roles: list[str]) -> list[Mention]:
    """预算硬件600万软件400万, 实际硬件520万软件365万: each plan gives way to what was done for the same input."""
    for index, role in enumerate(roles):
        if not role and index and not re.search("[。;!?]", lead(found, inputs[index])):
            roles[index] = roles[index - 1]  # the word stands before the first of a list
    own = [_names_between(found, item.start - len(lead(found, item)), item.start, _STATES) for item in inputs]
    return [
        mention
        for index, mention in enumerate(inputs)
        if not (
            roles[index] == "plan"
            and not _LATER.search(lead(found, mention))
            and any(
                roles[place] == "done"
                and (
                    own[place] & own[index] or (place == index + 1 and not _named(found, mention, own[index]))
                )
                and _one_year(found, mention, other)
                for place, other in enumerate(inputs)
            )
        )
    ]


def _named(found: Findings, mention: Mention, own: set[tuple[str, str]]) -> bool:
    """Whether an input is named before a figure, 预算硬件600万, or right after it: 600万的硬件."""
    return bool(own) or any(0 <= hit.start - mention.end <= 1 for hit in found.inputs)


def _one_year(found: Findings, one: Mention, other: Mention) -> bool:
    first, second = sorted((one, other), key=lambda item: item.start)
    return not _another_year(found, first, second)


def _of_one_input(found: Findings, one: Mention, other: Mention) -> bool:
    """Whether no other input is named between two figures; 200万的硬件 names its own."""
    own = _names_between(found, one.end + 2, other.start, _DONE)
    return (not own or _same(found, one, own)) and not _another_year(found, one, other)


def _another_year(found: Findings, one: Mention, other: Mention) -> bool:
    """2027年计划240万, 2026年已经160万: each of a year of its own."""
    years = [item for item in found.mentions if item.kind is Kind.YEAR]
    between = [item.amount for item in years if one.end <= item.start and item.end <= other.start]
    before = [item.amount for item in years if item.end <= one.start]
    return bool(between) and between[-1] != (before[-1] if before else None)


def _same(found: Findings, mention: Mention, names: set[tuple[str, str]]) -> bool:
    """Whether the figure is of one of the names: the last one before it, or the one right after it."""
    before = [hit for hit in found.inputs if hit.end <= mention.start]
    after = [hit for hit in found.inputs if 0 <= hit.start - mention.end <= 1]
    nearest = before[-1:] or after[:1]
    return any((target.award_id, target.input) in names for hit in nearest for target in hit.targets)


# --- thresholds passed -----------------------------------------------------------------------------

_FIRST_TIME = re.compile(r"(首次|第一次|头一?[次回]|初次|首度|for the first time|first)[^,。;]{0,8}$")
_PASSED = re.compile(r"(刚刚?|终于|总算|已经?|也)?(过|突破|跨过|越过|迈过|冲过|站上|超过|达到|够|满)了?$")
_PASSED_AFTER = re.compile(r"元?(大关|的?(门槛|线|关口|关)|for the first time)")


def _passed(found: Findings, mention: Mention, inputs: Sequence[Mention], thresholds: set[Decimal]) -> bool:
    """卖了360万, 第一次过300万: a threshold passed, beside the figure that passed it."""
    words = found.before(mention) + mention.words[: len(mention.words) - len(mention.words.lstrip("超过"))]
    first = _FIRST_TIME.search(words) or _PASSED_AFTER.match(found.after(mention))
    passed = _PASSED.search(words) or mention.words.startswith("超过")
    own = _names_between(found, mention.start - len(lead(found, mention)), mention.start)
    if not first and (not passed or own or mention.amount not in thresholds):
        return False
    return any(
        other is not mention and other.amount >= mention.amount and _one_story(found, mention, other)
        for other in inputs
    )


def _one_story(found: Findings, one: Mention, other: Mention) -> bool:
    """Whether neither a year nor another input's name stands between two figures."""
    first, second = sorted((one, other), key=lambda item: item.start)
    years = any(
        item.kind is Kind.YEAR and first.end <= item.start and item.end <= second.start
        for item in found.mentions
    )
    names = _names_between(found, first.end, second.start)
    return not years and (not names or _same(found, first, names))


# --- parts that do not count -----------------------------------------------------------------------

_TAKEN_OFF = re.compile(
    r"(去掉|扣掉|扣除|除去|除掉|减去|剔除|刨去|刨掉|刨除|去除|不算|不含|不包括|excluding|minus|less)[^,。;\d]{0,8}$"
)
_PART = re.compile(
    r"(其中|里面|里头|当中|(?<!不)包括|(?<!不)包含|(?<!不)含|of which|including)[^。;\d]{0,10}$"
)
_NO_COST = re.compile(
    r"[^。;!\d]{0,16}?(不是实际|不属于|不算|不能算|不计|不该算|要扣|得扣|应扣|扣掉|剔除|要减|折旧|作废|退货|退回|退款|退掉|退了|没买成"
    r"|not actual|not count|do(es)? not count|refunded|returned)"
)
_NOT_YET = re.compile(
    r"[^。;!\d]{0,10}?(没付|未付|没有付|没支付|未支付|尚未|欠|没到|没开票|没结|赊|待付|质保|明年|下个?月|没发票|没收到"
    r"|unpaid|not (yet )?paid)"
)


def _without_excluded(found: Findings, inputs: Sequence[Mention]) -> tuple[list[Mention], list[Mention]]:
    """350万, 其中50万是折旧、不是实际投入: 300万. What is only unpaid yet is left to the asker."""
    kept: list[Mention] = []
    unsure: list[Mention] = []
    for mention in inputs:
        exclusion = _exclusion(found, mention) if kept else None
        if exclusion is None:
            kept.append(mention)
        elif exclusion and kept[-1].amount > mention.amount and kept[-1].high is None:
            kept[-1] = replace(kept[-1], value=kept[-1].amount - mention.amount)
        else:
            unsure.append(mention)
    return kept, unsure


def _exclusion(found: Findings, mention: Mention) -> bool | None:
    """True: the figure is to be taken off the one before it; False: perhaps; None: no word of it."""
    before, after = lead(found, mention), found.after(mention)
    ending: Callable[[re.Pattern[str]], bool] = lambda form: form.search(before) is not None  # noqa: E731
    if _names_between(found, mention.start - len(before), mention.start) and not ending(_PART):
        return None
    if ending(_TAKEN_OFF):
        return True
    if ending(_PART):
        return True if _NO_COST.match(after) else False if _NOT_YET.match(after) else None
    return None
