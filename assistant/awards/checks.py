"""Checks what a rule file says against its clauses and against itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from assistant.awards.figures import figures_in, read_day, read_figure, stands_in
from assistant.awards.model import LISTED, Award, Evidence, Form, InputKind, Parameter, PlanRule, Role
from assistant.awards.rule_file import Node
from assistant.errors import RuleDataError

_FOREVER = date.max


def check_figure(node: Node, parameter: Parameter) -> None:
    """The figure as written stands in the quote and means the value."""
    written = node.at("written")
    if not stands_in(parameter.written, parameter.evidence.quote):
        raise written.error(f"{parameter.written!r} 不在引文里：{parameter.evidence.quote!r}")
    if read_figure(parameter.written) != parameter.value:
        raise node.at("value").error(f"{parameter.value} 与条款写法 {parameter.written!r} 不相等")
    rate = parameter.written.endswith("%") or parameter.written.startswith("百分之")
    if rate != (parameter.role is Role.RATE):
        raise written.error(f"{parameter.role.value} 不能写成 {parameter.written!r}：比例用 %，金额用 元")
    if parameter.value <= 0 or (rate and parameter.value > 1):
        raise node.at("value").error(f"{parameter.value} 超出范围：金额大于 0，比例在 0 到 1 之间")
    if parameter.in_force_to is not None and parameter.in_force_to < parameter.in_force_from:
        raise node.at("to").error(f"{parameter.in_force_to} 早于开始日期 {parameter.in_force_from}")


def check_days(node: Node, evidence: Evidence) -> None:
    """Both ends of the validity stand in its quote."""
    for key in ("from", "to"):
        written = node.text(f"{key}_written")
        if written not in evidence.quote:
            raise node.at(f"{key}_written").error(f"{written!r} 不在引文里：{evidence.quote!r}")
        if read_day(written) != node.day(key):
            raise node.at(key).error(f"{node.day(key)} 与条款写法 {written!r} 不是同一天")
    if node.day("to") < node.day("from"):
        raise node.at("to").error(f"{node.day('to')} 早于开始日期 {node.day('from')}")


def check_names(file: Path, awards: Sequence[Award]) -> None:
    """No two awards share an id or a name that is said to mean only one of them."""
    ids: set[str] = set()
    aliases: dict[str, str] = {}
    for award in awards:
        if award.id in ids:
            raise RuleDataError(f"{file}: awards[{award.id}].id: 奖励 {award.id!r} 写了两次")
        ids.add(award.id)
        for alias in award.aliases:
            if alias in aliases:
                where = f"{file}: awards[{award.id}].aliases"
                raise RuleDataError(f"{where}: {alias!r} 已是 {aliases[alias]!r} 的叫法；有歧义的词放 topics")
            aliases[alias] = award.id


def check_award(node: Node, award: Award, plan: PlanRule) -> None:
    _check_conditions(node, award)
    _check_parameter_inputs(node, award)
    _check_overlaps(node, award)
    if award.deducts and not _is_money(award, award.deducts):
        raise node.at("deducts").error(f"没有金额类输入项 {award.deducts!r}")
    for day in _change_days(award, plan):
        in_force = [parameter for parameter in award.parameters if _in_force(parameter, day)]
        problem = _shape_problem(award, in_force)
        if problem:
            raise node.at("parameters").error(f"{day} 起：{problem}")


def check_texts(node: Node, award: Award) -> None:
    """No text of an award states a figure that is not one of its proven constants."""
    proven = {parameter.value for parameter in award.parameters}
    texts = [("formula", award.formula), ("formula_en", award.formula_en)]
    texts += [(f"notes[{note.id}]", f"{note.text} {note.text_en}") for note in award.notes]
    texts += [(f"conditions[{one.id}]", f"{one.text} {one.unmet}") for one in award.conditions]
    for key, text in texts:
        for written, value in figures_in(text):
            if value not in proven:
                raise node.at_path(key).error(f"{written!r} 没有对应的参数，不能写进说明")


def _check_conditions(node: Node, award: Award) -> None:
    inputs = {item.name: item for item in award.inputs}
    for item, condition in zip(node.at("conditions").items(), award.conditions, strict=True):
        found = inputs.get(condition.input)
        if found is None:
            raise item.at("input").error(f"没有输入项 {condition.input!r}；现有：{', '.join(inputs)}")
        accepted = [choice.value for choice in found.choices] + [LISTED] * (found.kind is InputKind.CHOICE)
        if condition.expected not in accepted:
            raise item.at("expected").error(f"{condition.expected!r} 不在可用值之中：{', '.join(accepted)}")


def _check_parameter_inputs(node: Node, award: Award) -> None:
    inputs = {item.name: item for item in award.inputs}
    for item, parameter in zip(node.at("parameters").items(), award.parameters, strict=True):
        if parameter.input and parameter.input not in inputs:
            raise item.at("input").error(f"没有输入项 {parameter.input!r}；现有：{', '.join(inputs)}")
        if parameter.level:
            choices = inputs[parameter.input].choices if parameter.input else ()
            if parameter.level not in [choice.value for choice in choices]:
                raise item.at("level").error(f"{parameter.level!r} 不是 {parameter.input!r} 的选项")


def _check_overlaps(node: Node, award: Award) -> None:
    last: dict[tuple[object, ...], Parameter] = {}
    for parameter in sorted(award.parameters, key=lambda item: item.in_force_from):
        # A threshold is told from another one by its value: tiers have several at a time.
        own = parameter.value if parameter.role is Role.THRESHOLD else None
        key = (parameter.role, parameter.input, parameter.level, parameter.tier, own)
        before = last.get(key)
        if before is not None and parameter.in_force_from <= (before.in_force_to or _FOREVER):
            raise node.at("parameters").error(
                f"{before.written}（{before.in_force_from} 起）与 {parameter.written}"
                f"（{parameter.in_force_from} 起）的有效期重叠"
            )
        if before is not None and parameter.in_force_from - timedelta(days=1) != before.in_force_to:
            raise node.at("parameters").error(
                f"{before.written} 到 {before.in_force_to} 为止，"
                f"{parameter.written} 从 {parameter.in_force_from} 起，中间有空档"
            )
        last[key] = parameter


def _change_days(award: Award, plan: PlanRule) -> Iterator[date]:
    """Days within the plan's validity on which another set of values comes into force."""
    days = {plan.valid_from}
    for parameter in award.parameters:
        days.add(parameter.in_force_from)
        if parameter.in_force_to is not None and parameter.in_force_to < _FOREVER:
            days.add(parameter.in_force_to + timedelta(days=1))
    return (day for day in sorted(days) if plan.valid_from <= day <= plan.valid_to)


def _in_force(parameter: Parameter, day: date) -> bool:
    return parameter.in_force_from <= day <= (parameter.in_force_to or _FOREVER)


def _shape_problem(award: Award, parameters: list[Parameter]) -> str:
    """What the form needs and does not find; empty where it is complete."""
    by_role = {role: [one for one in parameters if one.role is role] for role in Role}
    money = all(_is_money(award, one.input) for role in (Role.RATE, Role.THRESHOLD) for one in by_role[role])
    if not money:
        return "rate 和 threshold 要写明金额类的 input"
    counts = {role: len(found) for role, found in by_role.items()}
    match award.form:
        case Form.FLAT:
            return _flat_problem(award, by_role[Role.AMOUNT], counts)
        case Form.WEIGHTED:
            others = counts[Role.AMOUNT] + counts[Role.THRESHOLD]
            fits = counts[Role.RATE] > 0 and counts[Role.CAP] <= 1 and not others
            return "" if fits else "weighted 要有 rate，至多一个 cap，没有别的"
        case Form.TIERED:
            return _tiered_problem(by_role[Role.AMOUNT], by_role[Role.THRESHOLD], counts)
        case Form.GATED:
            one_each = counts[Role.RATE] == counts[Role.THRESHOLD] == 1
            fits = one_each and counts[Role.CAP] <= 1 and not counts[Role.AMOUNT]
            return "" if fits else "gated 要有 rate、threshold 各一个，至多一个 cap，没有别的"


def _flat_problem(award: Award, amounts: list[Parameter], counts: dict[Role, int]) -> str:
    if not amounts or sum(counts.values()) != len(amounts):
        return "flat 要有 amount，没有别的"
    leveled = {one.input for one in amounts if one.level}
    if not leveled:
        return "" if len(amounts) == 1 else "flat 不分级别时只能有一个 amount"
    if len(leveled) > 1 or not all(one.level for one in amounts):
        return "flat 分级别时每个 amount 都要写明同一个 input 和 level"
    asked = any(one.expected == LISTED and one.input in leveled for one in award.conditions)
    return "" if asked else f"flat 分级别时要有 expected 为 {LISTED!r} 的条件"


def _tiered_problem(amounts: list[Parameter], thresholds: list[Parameter], counts: dict[Role, int]) -> str:
    if counts[Role.RATE] or counts[Role.CAP] or not amounts:
        return "tiered 要有 threshold 和 amount，没有别的"
    if {one.tier for one in amounts} != {one.value for one in thresholds}:
        return "tiered 每个 amount 的 tier 要与一个 threshold 相等，一一对应"
    if len({one.input for one in (*amounts, *thresholds)}) > 1:
        return "tiered 的 threshold 和 amount 要写同一个 input"
    values = [one.value for one in sorted(amounts, key=lambda one: one.tier or Decimal(0))]
    return "" if values == sorted(values) else "tiered 的金额要随档次递增"


def _is_money(award: Award, name: str) -> bool:
    return any(item.name == name and item.kind is InputKind.MONEY for item in award.inputs)
