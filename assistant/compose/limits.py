"""What is supposed of ceilings, rates and conditions, held against an award's constants."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.awards.model import Award, Parameter, Role
from assistant.compose.judged import Holds, Judged, of_award
from assistant.models import Assessment
from assistant.query import Premise, PremiseKind, Query
from assistant.reading.claims import together
from assistant.reading.mentions import Kind
from assistant.text import format_percent

_UNIT = re.compile(r"(单个|每个|每家|单家|同一)(企业|项目|产品)")


def judge_limit(premise: Premise, award: Award) -> Judged | None:
    match premise.kind:
        case PremiseKind.UNCAPPED:
            return of_award(premise, award, Holds.NO, f"有上限：{award.formula}", award.formula_en)
        case PremiseKind.ALIKE:
            return _rates(premise, award)
        case PremiseKind.ENOUGH:
            return _conditions(premise, award)
        case PremiseKind.PER:
            return _per(premise, award)
    return None


def both_levels(
    query: Query, awards: Sequence[Award], results: Sequence[Assessment], total: Decimal | None
) -> list[Judged]:
    """国家级和省级一共50万对吧: whether one award is paid for two levels, or several together, is not written."""
    supposed = [item.words for item in query.mentions if item.kind is Kind.MONEY and item.amount == total]
    several = len({award.id for award in awards}) > 1
    claim = together(query.claims, results) if total is None else None
    if not claim and (not supposed or not query.confirms or several):
        return []
    premise = Premise(PremiseKind.BOTH, claim.words if claim else supposed[0], awards[0].id)
    text, english = "条款没有写几级能不能都拿", "the clause does not say that both are paid"
    if several:
        text = "行动计划没有写明几项奖励能否同时享受"
        english = "the plan does not say whether several awards can be combined"
    return [of_award(premise, awards[0], Holds.UNSTATED, text, english)]


def _rates(premise: Premise, award: Award) -> Judged | None:
    rates = [item for item in award.parameters if item.role is Role.RATE]
    if len(rates) < 2:
        return None
    differ = len({item.value for item in rates}) > 1
    chinese = "、".join(
        f"{award.input(item.input).short}按最高{format_percent(item.value)}" for item in rates
    )
    english = ", ".join(
        f"{award.input(item.input).label_en}: at most {format_percent(item.value)}" for item in rates
    )
    right = differ is (premise.value == "differ")
    return of_award(premise, award, Holds.YES if right else Holds.NO, chinese, english)


def _conditions(premise: Premise, award: Award) -> Judged | None:
    """只要采购了数据就有: all that the award asks for; one condition alone may indeed be enough."""
    needed = [item.text for item in award.conditions]
    needed_en = [item.text_en for item in award.conditions]
    needed += [f"达到{item.written}" for item in _first(award)]
    needed_en += [f"at least {item.written}" for item in _first(award)]
    if len(needed) < 2:
        return None
    return of_award(
        premise,
        award,
        Holds.NO,
        f"条件有：{'、'.join(needed)}",
        f"the conditions are: {', '.join(needed_en)}",
    )


def _first(award: Award) -> list[Parameter]:
    """The lowest threshold, where there is one."""
    return sorted(
        (item for item in award.parameters if item.role is Role.THRESHOLD), key=lambda one: one.value
    )[:1]


def _per(premise: Premise, award: Award) -> Judged | None:
    caps = [item for item in award.parameters if item.role is Role.CAP]
    if not caps:
        return None
    written = _UNIT.search(caps[0].evidence.quote)
    if written is None and premise.words.startswith("一") and premise.value == "项目":
        return None  # 一个项目封顶300万: the figure is meant, and is told by itself
    if written is None:
        return of_award(
            premise,
            award,
            Holds.UNSTATED,
            f"条款没有写上限是按{premise.value}算",
            "the clause does not say what the ceiling is per",
        )
    right = written[2] == premise.value
    quote = caps[0].evidence.quote
    return Judged(
        premise, Holds.YES if right else Holds.NO, quote, f"the text says “{quote}”", (award.clause, quote)
    )
