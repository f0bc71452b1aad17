"""Amounts of several years: an award paid by the year never counts them together, and a tier follows on the last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.awards.model import Award
from assistant.query import Binding, Case, Mode

_TOGETHER = re.compile(
    r"合计|合起来|合在一起|合并|加起来|加一起|加在一起|相加|总共|一共|共计|总计|两年|together|combined|total"
)


def sums_of_years(
    text: str, awards: Sequence[Award], bindings: Sequence[Binding], told: Sequence[Case]
) -> list[Binding]:
    """合计250万, after 160万 of one year and 90万 of the next: no amount of any year."""
    if not _TOGETHER.search(text):
        return []
    yearly = {award.id for award in awards if award.per_year}
    return [
        item
        for item in bindings
        if item.award_id in yearly and item.mode is Mode.SET and item.value in _sums(item, told)
    ]


def _sums(binding: Binding, told: Sequence[Case]) -> list[Decimal]:
    values = [
        value
        for case in told
        if case.award_id == binding.award_id
        and case.period
        and isinstance(value := case.inputs.get(binding.input), Decimal)
    ]
    return [sum(values, Decimal(0))] if len(values) > 1 else []


def years_before(award: Award, cases: Sequence[Case], told: Sequence[Case]) -> list[Case]:
    """Earlier years told of an award that pays only the difference to what was paid: the last year needs them."""
    first = min((case.period for case in cases if len(case.period) == 4), default="")
    given = any(award.deducts in case.inputs for case in cases)
    if not award.deducts or given or not first:
        return []
    return [
        case for case in told if case.award_id == award.id and len(case.period) == 4 and case.period < first
    ]
