"""Brings a total and its parts together: 总投入 500万元, of which 硬件 300万元."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from assistant.awards.model import Award
from assistant.models import InputValue, Step
from assistant.text import format_money


@dataclass(frozen=True, slots=True)
class Split:
    parts: Mapping[str, Decimal]
    """Money inputs that are known, given or worked out."""
    rest: Decimal | None = None
    """What a total leaves for several unknown parts; None where no total is known."""
    steps: tuple[Step, ...] = ()


def split_total(award: Award, values: Mapping[str, InputValue]) -> Split:
    """Work out the part that a total leaves.

    Raises:
        ValueError: the parts are more than their total.
    """
    parts = {name: value for name, value in values.items() if isinstance(value, Decimal)}
    for item in award.inputs:
        if not item.sum_of or item.name not in parts:
            continue
        total = parts[item.name]
        known = [name for name in item.sum_of if name in parts]
        open_parts = [name for name in item.sum_of if name not in parts]
        rest = total - sum(parts[name] for name in known)
        if rest < 0:
            listed = "、".join(f"{award.input(name).short} {format_money(parts[name])}" for name in known)
            raise ValueError(f"{listed}，超过了{item.label} {format_money(total)}；请核对 {item.name!r}")
        if len(open_parts) == 1:
            part = open_parts[0]
            return Split(parts | {part: rest}, None, (_rest_step(award, item.name, part, rest, parts),))
        if open_parts:
            return Split(parts, rest)
    return Split(parts)


def _rest_step(award: Award, total: str, part: str, rest: Decimal, parts: Mapping[str, Decimal]) -> Step:
    whole, found = award.input(total), award.input(part)
    others = [parts[name] for name in whole.sum_of if name != part]
    return Step(
        label=f"{found.short}（{whole.short}减去其余）",
        expression=" - ".join(format_money(value) for value in (parts[total], *others)),
        value=rest,
        unit="CNY",
        clause=award.clause,
        label_en=f"{found.label_en} (total less the rest)",
    )
