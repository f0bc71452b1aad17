"""One assessment in sentences: amount, working, conditions, notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from assistant.awards.conditions import written_day
from assistant.awards.model import Award, Role, RuleTable
from assistant.compose.claims import say_parameter
from assistant.compose.draft import Draft, award_title, joined
from assistant.models import (
    Assessment,
    Condition,
    ConditionStatus,
    Step,
    Verdict,
)
from assistant.reading.numerals import read_number
from assistant.text import plain

SIGNS = {ConditionStatus.MET: "✓", ConditionStatus.UNMET: "✗", ConditionStatus.UNKNOWN: "？"}


def direct_answer(
    draft: Draft, award: Award, result: Assessment, marker: str, day: date | None = None
) -> str:
    title = award_title(draft, award) + (draft.say("，一次性", ", one-off") if award.one_off else "")
    if result.verdict is Verdict.NOT_ELIGIBLE:
        reasons = _reasons(draft, award, result, day)
        line = draft.say(
            f"目前不符合条件（{title}）：{reasons}", f"Not eligible at present ({title}): {reasons}"
        )
        if result.amount_if_met:
            amount = draft.money(result.amount_if_met)
            line += draft.say(
                f"条件都满足的话，最高**{amount}**。", f" If all conditions are met: at most **{amount}**."
            )
        return f"{line}{marker}"
    if result.amount is not None:
        amount = draft.money(result.amount)
        if not result.amount:
            return _nothing_left(draft, award, result, title, marker)
        if result.verdict is Verdict.ELIGIBLE:
            return draft.say(
                f"符合条件，最高**{amount}**（{title}）。{marker}",
                f"Eligible: at most **{amount}** ({title}). {marker}",
            )
        return draft.say(
            f"最高**{amount}**（{title}），以下面标“？”的条件都满足为前提。{marker}",
            f"At most **{amount}** ({title}), provided that the conditions marked ？ are met. {marker}",
        )
    return _open_amount(draft, award, result, marker)


def _nothing_left(draft: Draft, award: Award, result: Assessment, title: str, marker: str) -> str:
    """A tier that is already paid: nothing now, and what the next tier is."""
    reached = max((step.value for step in result.steps), default=Decimal(0))
    above = sorted(
        (item for item in award.parameters if item.tier is not None and item.value > reached),
        key=lambda item: item.value,
    )
    line = draft.say(
        f"这次最高0元（{title}）：没有差额可补。", f"At most 0 yuan now ({title}): no difference is left."
    )
    if above:
        line += draft.say(
            f"再往上，{say_parameter(draft, award, above[0])}。",
            f" Next, {say_parameter(draft, award, above[0])}.",
        )
    return line + marker


def _open_amount(draft: Draft, award: Award, result: Assessment, marker: str) -> str:
    title = award_title(draft, award)
    low, high = result.amount_min, result.amount_max
    if low is not None and high and low != high and _has_money(result):
        return draft.say(
            f"{title}：最高在**{draft.money(low)}至{draft.money(high)}**之间，取决于还不确定的数。{marker}",
            f"{title}: at most between **{draft.money(low)} and {draft.money(high)}**, depending on what is still open. {marker}",
        )
    amounts = [item for item in award.parameters if item.role is Role.AMOUNT]
    if amounts:
        listed = joined((say_parameter(draft, award, item) for item in amounts), draft.english)
        return f"{title}{draft.say('：', ': ')}{listed}{draft.say('。', '. ')}{marker}"
    if high is not None:
        return draft.say(
            f"{title}：最高**{draft.money(high)}**，具体看下面的算法。{marker}",
            f"{title}: at most **{draft.money(high)}**; see the rule below. {marker}",
        )
    return f"{title}{marker}"


def _has_money(result: Assessment) -> bool:
    return any(isinstance(value, Decimal) for value in result.inputs.values())


def _reasons(draft: Draft, award: Award, result: Assessment, day: date | None) -> str:
    unmet = {item.id for item in result.conditions if item.status is ConditionStatus.UNMET}
    notes = [note for note in result.notes if note.id in unmet]
    parts = []
    for note in notes:
        marker = ""
        if note.clause and note.clause != award.clause:
            evidence = next((item for item in result.citations if item.clause_id == note.clause), None)
            marker = draft.mark_citation(evidence) if evidence else ""
        parts.append(_then(draft.say(note.text, note.text_en), day) + marker)
    return (" " if draft.english else "").join(parts)


def _then(text: str, day: date | None) -> str:
    """A year alone is told of, so no day of it is named."""
    return text if day is None else text.replace(written_day(day), "那时").replace(str(day), "that day")


def tell_working(draft: Draft, award: Award, result: Assessment, marker: str) -> None:
    if not result.steps:
        return
    lines = [step_text(draft, step) for step in result.steps]
    caps = [item for item in award.parameters if item.role is Role.CAP]
    shown = {step.value for step in result.steps if "min(" in step.expression}
    if caps and not shown and result.amount_if_met is not None:
        lines.append(
            draft.say(
                f"没有超过上限{draft.money(caps[0].value)}",
                f"below the ceiling of {draft.money(caps[0].value)}",
            )
        )
    head = draft.say("测算：", "Working: ")
    draft.lines.append(f"{head}{draft.say('；', '; ').join(lines)}{draft.say('。', '. ')}{marker}")


def step_text(draft: Draft, step: Step) -> str:
    value = draft.money(step.value) if step.unit == "CNY" else f"{plain(step.value)}{step.unit}"
    label = (step.label_en or step.label) if draft.english else step.label
    expression = _in_english(step.expression) if draft.english else step.expression
    if value == step.expression:
        return f"{label} {value}"
    if "≥" in step.expression:
        return f"{label} {value}{draft.say('（', ' (')}{expression}{draft.say('）', ')')}"
    return f"{label} {expression} = {value}"


def _in_english(expression: str) -> str:
    """300万元 × 20% as CNY 3,000,000 × 20%."""
    return re.sub(
        r"(\d+(?:\.\d+)?[万亿]?)元",
        lambda match: f"CNY {Decimal(plain(read_number(match[1]) or Decimal(0))):,}",
        expression,
    )


def tell_conditions(draft: Draft, award: Award, result: Assessment, marker: str) -> None:
    shown = [
        item
        for item in result.conditions
        if item.status is not ConditionStatus.MET or not item.id.startswith("validity")
    ]
    if not shown:
        return
    items = draft.say("；", "; ").join(condition_text(draft, item) for item in shown)
    draft.add(f"条件：{items}。{marker}", f"Conditions: {items}. {marker}")


def condition_text(draft: Draft, condition: Condition) -> str:
    text = condition.text_en if draft.english and condition.text_en else condition.text
    return f"{SIGNS[condition.status]} {text}"


def tell_own_notes(draft: Draft, award: Award, result: Assessment) -> None:
    """Notes of the award itself; what was not given first, at most three."""
    own = {note.id for note in award.notes}
    notes = [note for note in result.notes if note.id in own or note.id == "nothing-deducted"][:2]
    evidence = dict(award.note_evidence)
    parts = []
    for note in notes:
        proof = evidence.get(note.id)
        marker = draft.mark(proof.clause, proof.quote) if proof else ""
        parts.append(draft.say(note.text, note.text_en) + marker)
    if parts:
        draft.lines.append(draft.say("说明：", "Notes: ") + (" " if draft.english else "").join(parts))


def tell_common_notes(
    draft: Draft, rules: RuleTable, awards: Sequence[Award], results: Sequence[Assessment]
) -> None:
    """What the plan says of all awards, proven by its clause; left out where nothing can be had."""
    if all(result.verdict is Verdict.NOT_ELIGIBLE and not result.amount_if_met for result in results):
        return
    plan = rules.plan(awards[0].document_id)
    evidence = dict(plan.evidence)
    parts = []
    for note in plan.notes:
        if note.id in evidence and note.id in ("budget", "no-duplicates"):
            proof = evidence[note.id]
            parts.append(draft.say(note.text, note.text_en) + draft.mark(proof.clause, proof.quote))
    if parts:
        draft.lines.append(draft.say("提醒：", "Please note: ") + (" " if draft.english else "").join(parts))


def period_label(draft: Draft, period: str) -> str:
    """2026年, 第2年 (a year without a date) or 第2个 (a project)."""
    if not period:
        return ""
    if period.startswith("#"):
        return draft.say(f"第{period[1:]}个 ", f"No. {period[1:]}: ")
    if len(period) < 4:
        return draft.say(f"第{period}年 ", f"Year {period}: ")
    return draft.say(f"{period}年 ", f"{period}: ")
