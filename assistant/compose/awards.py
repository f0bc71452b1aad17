"""Answers about awards: the amount first, then its working, conditions and what the text leaves open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from assistant.awards.conditions import written_day
from assistant.awards.goal_seek import goal_seek
from assistant.awards.model import Award, AwardInput, InputKind, Parameter, Role, RuleTable
from assistant.binding import choice_label
from assistant.cases import Worked
from assistant.claims import Finding, check
from assistant.compose.draft import Draft, award_title, joined
from assistant.mentions import About
from assistant.models import (
    AnswerStatus,
    Assessment,
    Clarification,
    Condition,
    ConditionStatus,
    GoalSeek,
    Note,
    Step,
    Verdict,
)
from assistant.numerals import read_number
from assistant.query import ClaimKind, Intent, Problem, Query, Unread
from assistant.text import format_money, format_percent, plain

SIGNS = {ConditionStatus.MET: "✓", ConditionStatus.UNMET: "✗", ConditionStatus.UNKNOWN: "？"}
TOTAL = ("总共", "一共", "合计", "总计", "加起来", "加一起", "total", "altogether", "in all", "combined")


def compose_awards(draft: Draft, query: Query, rules: RuleTable, worked: Sequence[Worked]) -> None:
    """Answer for every case that the question tells."""
    awards = [rules.award(item.case.award_id) for item in worked]
    _misspelt(draft, query)
    findings = check(
        query.claims, [(award, item.assessment) for award, item in zip(awards, worked, strict=True)]
    )
    refused = any(item.assessment.verdict is Verdict.NOT_ELIGIBLE for item in worked)
    _findings(draft, query, [item for item in findings if not (item.right and refused)])
    draft.assessments = tuple(item.assessment for item in worked)
    draft.facts += [written_day(query.as_of), str(query.as_of), "0元"]
    told = not (findings and not query.bindings)
    if len(worked) == 1:
        _single(draft, query, awards[0], worked[0], told)
    else:
        _several(draft, query, awards, worked)
    _unread(draft, query)
    if any(item.case.about for item in worked):
        draft.add(
            "按您说的约数估算，以实际金额为准。",
            "Worked out from your approximate figures; the actual amounts decide.",
        )
    _common_notes(draft, rules, awards, draft.assessments)
    _clarify(draft, query, awards, worked, told)
    _understood(draft, awards, worked)
    draft.clauses = tuple(dict.fromkeys(award.clause for award in awards))


def _misspelt(draft: Draft, query: Query) -> None:
    for words, meant in query.misspelt:
        if words != meant:
            draft.add(f"（“{words}”按“{meant}”理解。）", f"(“{words}” was taken for “{meant}”.)")


# --- claims ----------------------------------------------------------------------------------------


def _findings(draft: Draft, query: Query, findings: Sequence[Finding]) -> None:
    """One sentence for what is right and one for what is wrong, the wrong first."""
    for right in (False, True):
        group = [item for item in findings if item.right is right]
        if not group:
            continue
        said = dict.fromkeys(text for item in group for text in _found(draft, item))
        markers = dict.fromkeys(draft.mark(item.award.clause, item.award.evidence.quote) for item in group)
        can = re.search(r"(能|可以)[^,。;]{0,12}(吗|么)\??$|能不能|可不可以|\bcan\b", query.text) is not None
        opening = draft.say("对，" if right else "不能，" if can else "不对，", "Yes, " if right else "No, ")
        draft.lines.append(f"{opening}{joined(said, draft.english)}{draft.say('。', '. ')}{''.join(markers)}")


def _found(draft: Draft, finding: Finding) -> list[str]:
    said = []
    if finding.amount is not None:
        amount = draft.money(finding.amount)
        said.append(draft.say(f"按您给的数最高{amount}", f"with your figures it is at most {amount}"))
    if finding.claim.kind is ClaimKind.THRESHOLD:
        return said + [_threshold(draft, item) for item in finding.parameters[:1]] or [
            draft.say("条款没有写这样的门槛", "the clause has no such threshold")
        ]
    return said + [_says(draft, finding.award, item) for item in finding.parameters]


def _threshold(draft: Draft, item: Parameter) -> str:
    amount = draft.money(item.value)
    return draft.say(f"达到{amount}才有奖励", f"it takes at least {amount}")


def _says(draft: Draft, award: Award, item: Parameter) -> str:
    if item.role is Role.RATE:
        name = award.input(item.input)
        return draft.say(
            f"{name.short}按最高{format_percent(item.value)}",
            f"{name.label_en}: at most {format_percent(item.value)}",
        )
    amount = draft.money(item.value)
    if item.level:
        level = next((c for i in award.inputs for c in i.choices if c.value == item.level), None)
        return draft.say(
            f"{level.label if level else ''}最高{amount}",
            f"{level.label_en if level else ''}: at most {amount}",
        )
    if item.tier is not None:
        tier = draft.money(item.tier)
        return draft.say(f"达到{tier}的最高{amount}", f"from {tier}: at most {amount}")
    return draft.say(f"最高{amount}", f"at most {amount}")


# --- one case --------------------------------------------------------------------------------------


def _single(draft: Draft, query: Query, award: Award, worked: Worked, told: bool) -> None:
    result = worked.assessment
    marker = draft.mark(award.clause, award.evidence.quote)
    if worked.problem:
        _problem(draft, award, worked, marker)
        return
    if told:
        draft.lines.append(_direct(draft, award, result, marker, worked.day))
    _working(draft, award, result, marker)
    if not result.steps or result.missing:
        draft.add(f"算法：{award.formula}。{marker}", f"Rule: {award.formula_en}. {marker}")
    _conditions(draft, award, result, marker)
    _own_notes(draft, award, result)


def _problem(draft: Draft, award: Award, worked: Worked, marker: str) -> None:
    if worked.absurd:
        draft.add(
            "金额大得不合常理，请核对数字和单位。",
            "An amount is beyond anything plausible. Please check figure and unit.",
        )
    else:
        draft.add(
            "几个数对不上：各部分加起来超过了总额，请核对。",
            "The figures do not fit: the parts exceed their total. Please check.",
        )
    draft.add(f"算法：{award.formula}。{marker}", f"Rule: {award.formula_en}. {marker}")


def _direct(draft: Draft, award: Award, result: Assessment, marker: str, day: date | None = None) -> str:
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
            f"再往上，{_says(draft, award, above[0])}。", f" Next, {_says(draft, award, above[0])}."
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
        listed = joined((_says(draft, award, item) for item in amounts), draft.english)
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


def _working(draft: Draft, award: Award, result: Assessment, marker: str) -> None:
    if not result.steps:
        return
    lines = [_step(draft, step) for step in result.steps]
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


def _step(draft: Draft, step: Step) -> str:
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


def _conditions(draft: Draft, award: Award, result: Assessment, marker: str) -> None:
    shown = [
        item
        for item in result.conditions
        if item.status is not ConditionStatus.MET or not item.id.startswith("validity")
    ]
    if not shown:
        return
    items = draft.say("；", "; ").join(_condition(draft, item) for item in shown)
    draft.add(f"条件：{items}。{marker}", f"Conditions: {items}. {marker}")


def _condition(draft: Draft, condition: Condition) -> str:
    text = condition.text_en if draft.english and condition.text_en else condition.text
    return f"{SIGNS[condition.status]} {text}"


def _own_notes(draft: Draft, award: Award, result: Assessment) -> None:
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


def _common_notes(
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


# --- several cases ---------------------------------------------------------------------------------


def _several(draft: Draft, query: Query, awards: Sequence[Award], worked: Sequence[Worked]) -> None:
    items = []
    for award, item in zip(awards, worked, strict=True):
        marker = draft.mark(award.clause, award.evidence.quote)
        period = _period(draft, item.case.period)
        level = _level(draft, award, item.assessment)
        lines = [f"- {period}{level}{_direct(draft, award, item.assessment, marker, item.day)}"]
        if item.assessment.steps:
            lines.append(
                draft.say("  测算：", "  Working: ")
                + draft.say("；", "; ").join(map(lambda s: _step(draft, s), item.assessment.steps))
                + draft.say("。", ".")
            )
        elif item.assessment.missing:
            lines.append(draft.say(f"  算法：{award.formula}。", f"  Rule: {award.formula_en}."))
        unknown = [c for c in item.assessment.conditions if c.status is ConditionStatus.UNKNOWN]
        if unknown and item.assessment.verdict is not Verdict.NOT_ELIGIBLE:
            lines.append(
                "  "
                + draft.say("条件：", "Conditions: ")
                + draft.say("；", "; ").join(_condition(draft, c) for c in unknown)
                + draft.say("。", ".")
            )
        items.append("\n".join(lines))
    draft.lines.append("\n".join(items))
    shown: set[str] = set()
    for award, item in zip(awards, worked, strict=True):
        if award.id not in shown and len({one.id for one in awards}) == 1:
            _own_notes(draft, award, item.assessment)
        shown.add(award.id)
    _total(draft, query, worked)
    if len({award.id for award in awards}) > 1:
        draft.add(
            "几项奖励能否同时享受，行动计划没有写明。",
            "The plan does not say whether several of its awards can be combined.",
        )


def _period(draft: Draft, period: str) -> str:
    """2026年, 第2年 (a year without a date) or 第2个 (a project)."""
    if not period:
        return ""
    if period.startswith("#"):
        return draft.say(f"第{period[1:]}个 ", f"No. {period[1:]}: ")
    if len(period) < 4:
        return draft.say(f"第{period}年 ", f"Year {period}: ")
    return draft.say(f"{period}年 ", f"{period}: ")


def _level(draft: Draft, award: Award, result: Assessment) -> str:
    for item in award.inputs:
        value = result.inputs.get(item.name)
        if item.kind is InputKind.CHOICE and value is not None and item.name == "level":
            return f"{choice_label(item, value, draft.english)} "
    return ""


def _total(draft: Draft, query: Query, worked: Sequence[Worked]) -> None:
    """The sum where one is asked for; it stands in the working of the last assessment."""
    amounts = [item.assessment.amount for item in worked]
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(amounts) or not any(word in query.text for word in TOTAL):
        return
    total = sum(known, Decimal(0))
    expression = " + ".join(format_money(amount) for amount in known)
    last = draft.assessments[-1]
    step = Step(
        "各项相加", expression, total, "CNY", last.steps[-1].clause if last.steps else "", "all together"
    )
    draft.assessments = (*draft.assessments[:-1], replace(last, steps=(*last.steps, step)))
    draft.add(
        f"各项相加：{expression} = 最高**{draft.money(total)}**。",
        f"All together: {expression} = at most **{draft.money(total)}**.",
    )


# --- what is still to be asked ---------------------------------------------------------------------


def _unread(draft: Draft, query: Query) -> None:
    for line in dict.fromkeys(draft.say(*_unread_text(item)) for item in query.unread):
        draft.lines.append(line)


def _unread_text(item: Unread) -> tuple[str, str]:
    match item.problem:
        case Problem.CURRENCY:
            return (
                "您给的金额是外币，条款按人民币计算：请按合同和付款凭证折成人民币后再告诉我。",
                "The amount is in a foreign currency; the clause counts in yuan. Please give it in CNY.",
            )
        case Problem.NEGATIVE:
            return "金额不能是负数，请核对后再告诉我。", "An amount cannot be negative. Please check it."
        case Problem.LOOSE:
            return (
                "还有一个金额没看懂是哪一项的，没有算进去：请说明它是什么。",
                "One more amount could not be attached to anything and was left out: please say what it is.",
            )
        case Problem.UNIT:
            return "金额没有写单位：是万元还是元？", "The amount has no unit: yuan or 万元 (10,000 yuan)?"
        case _:
            return (
                "有一处没有说清楚，条款要看准确的日期或金额：请补充具体的数。",
                "One figure is not exact enough to decide: please give the exact day or amount.",
            )


def _clarify(
    draft: Draft, query: Query, awards: Sequence[Award], worked: Sequence[Worked], told: bool
) -> None:
    missing: dict[str, None] = {}
    questions: dict[str, None] = {}
    for award, item in zip(awards, worked, strict=True):
        names = item.assessment.missing if item.assessment.verdict is not Verdict.NOT_ELIGIBLE else ()
        for name in names:
            missing.setdefault(name)
            field = award.input(name)
            questions.setdefault(draft.say(field.question, field.question_en))
        for name in (*item.case.high, *(n for n, about in item.case.about.items() if about is About.BELOW)):
            if item.assessment.amount is None and not names:
                missing.setdefault(name)
                questions.setdefault(draft.say(award.input(name).question, award.input(name).question_en))
        if item.problem:
            questions.setdefault(draft.say("总额和各部分分别是多少？", "What are the total and its parts?"))
    for unread in query.unread:
        if unread.problem is Problem.LOOSE and draft.assessments and not missing:
            continue  # told in the answer; the amounts that were understood are worked out
        questions.setdefault(draft.say(*_unread_text(unread)))
    if not questions or (not told and not query.unread):
        return
    draft.status = AnswerStatus.NEEDS_CLARIFICATION
    question = (" " if draft.english else "").join(questions)
    draft.clarification = Clarification(tuple(missing), question)
    if missing:
        draft.add(f"请补充：{question}", f"Please tell me: {question}")


def _understood(draft: Draft, awards: Sequence[Award], worked: Sequence[Worked]) -> None:
    """Tell back what was read, so that a misreading can be corrected."""
    parts: dict[str, None] = {}
    for award, item in zip(awards, worked, strict=True):
        for name, value in item.case.inputs.items():
            field = award.input(name)
            period = _period(draft, item.case.period).strip()
            if isinstance(value, Decimal):
                parts.setdefault(f"{period}{_name(draft, field)} {_about(draft, item, name)}")
            elif field.kind is InputKind.DATE:
                parts.setdefault(f"{_name(draft, field)} {value}")
            else:
                parts.setdefault(choice_label(field, value, draft.english))
    if parts:
        draft.understood = joined(parts, draft.english)
        draft.add(
            f"我理解为：{draft.understood}。有出入请直接更正。",
            f"I understood: {draft.understood}. Please correct me if that is wrong.",
        )


def _name(draft: Draft, field: AwardInput) -> str:
    return field.label_en if draft.english else field.short


def _about(draft: Draft, item: Worked, name: str) -> str:
    value = item.case.inputs[name]
    assert isinstance(value, Decimal)
    about = item.case.about.get(name, About.EXACT)
    words = {
        About.NEAR: ("约", "about "),
        About.ABOVE: ("略超过", "a little over "),
        About.BELOW: ("将近", "nearly "),
        About.UNDER: ("不到", "less than "),
    }
    prefix = draft.say(*words[about]) if about in words else ""
    if name in item.case.high:
        return f"{prefix}{draft.money(value)}～{draft.money(item.case.high[name])}"
    return f"{prefix}{draft.money(value)}"


# --- how an award works, and which there are -------------------------------------------------------


def compose_rules(draft: Draft, query: Query, rules: RuleTable) -> None:
    """Describe the awards asked about without a case of one's own."""
    _misspelt(draft, query)
    awards = [rules.award(award_id) for award_id in query.awards]
    for award in awards:
        marker = draft.mark(award.clause, award.evidence.quote)
        draft.add(
            f"**{award.title}**：{award.formula}。{marker}",
            f"**{award.title_en}**: {award.formula_en}. {marker}",
        )
        conditions = joined(
            (item.text_en if draft.english else item.text for item in award.conditions), draft.english
        )
        if conditions:
            draft.add(
                f"条件：{conditions}。奖励给{award.recipient}。{marker}",
                f"Conditions: {conditions}. Paid to {award.recipient_en}. {marker}",
            )
        evidence = dict(award.note_evidence)
        parts = [
            draft.say(note.text, note.text_en)
            + (draft.mark(evidence[note.id].clause, evidence[note.id].quote) if note.id in evidence else "")
            for note in award.notes
        ]
        if parts and len(awards) <= 2:
            draft.lines.append(draft.say("说明：", "Notes: ") + (" " if draft.english else "").join(parts))
    draft.clauses = tuple(dict.fromkeys(award.clause for award in awards))


def compose_award_list(draft: Draft, query: Query, rules: RuleTable) -> None:
    """List every award with its ceiling and clause; where an own amount is asked, ask what it is for."""
    if query.intent is Intent.AWARD or (
        query.asks_amount and "哪" not in query.text and "什么" not in query.text
    ):
        draft.status = AnswerStatus.NEEDS_CLARIFICATION
        question = draft.say(
            "您问的是哪一项奖励？投入或获得的认定是什么？",
            "Which award is it about, and what was invested or recognised?",
        )
        draft.clarification = Clarification((), question)
        draft.lines.append(question)
    draft.add("行动计划写明的奖励：", "The plan promises these awards:")
    items = []
    for award in rules.awards:
        marker = draft.mark(award.clause, award.evidence.quote)
        items.append(
            draft.say(
                f"- **{award.title}**：{award.formula}。{marker}",
                f"- **{award.title_en}**: {award.formula_en}. {marker}",
            )
        )
    draft.lines.append("\n".join(items))
    draft.add(
        "告诉我您的情况（投入多少、获得什么认定），我来测算。",
        "Tell me what you invested or were recognised for and I will work it out.",
    )
    draft.clauses = tuple(dict.fromkeys(award.clause for award in rules.awards))


def compose_basis(draft: Draft, rules: RuleTable, awards: Sequence[str], clauses: Sequence[str]) -> None:
    """The words that the last answer rests on."""
    for award in (rules.award(item) for item in awards):
        marker = draft.mark(award.clause, award.evidence.quote)
        title = draft.library.clause(award.clause).title
        draft.add(
            f"依据是**{title}**：{award.evidence.quote}{marker}",
            f"It rests on **{title}**: {award.evidence.quote} {marker}",
        )
    for address in clauses if not awards else ():
        clause = draft.library.clause(address)
        draft.add(
            f"依据是**{clause.title}**：{clause.text}{draft.mark(address, clause.text)}",
            f"It rests on **{clause.title}**: {clause.text} {draft.mark(address, clause.text)}",
        )


def compose_stacking(draft: Draft, query: Query, rules: RuleTable, worked: Sequence[Worked]) -> None:
    """What the plan says of overlaps, and what it leaves open."""
    for plan in rules.plans:
        evidence = dict(plan.evidence)
        for note in plan.notes:
            if note.id == "no-duplicates" and note.id in evidence:
                marker = draft.mark(evidence[note.id].clause, evidence[note.id].quote)
                draft.lines.append(draft.say(note.text, note.text_en) + marker)
        for note in plan.notes:
            if note.id == "stacking":
                draft.lines.append(draft.say(note.text, note.text_en))
        draft.clauses = (plan.validity.clause,)
    if query.bindings or query.names_award:
        draft.assessments = tuple(item.assessment for item in worked)
        for item in worked:
            award = rules.award(item.case.award_id)
            marker = draft.mark(award.clause, award.evidence.quote)
            if item.assessment.amount is not None:
                draft.lines.append("- " + _direct(draft, award, item.assessment, marker, item.day))
            else:
                draft.add(
                    f"- {award.title}：{award.formula}。{marker}",
                    f"- {award.title_en}: {award.formula_en}. {marker}",
                )
        _understood(draft, [rules.award(item.case.award_id) for item in worked], worked)


# --- goal-seek -------------------------------------------------------------------------------------


def compose_goal(draft: Draft, query: Query, rules: RuleTable, worked: Sequence[Worked]) -> None:
    """The least input that reaches the wanted amount."""
    results = []
    for item in worked:
        award = rules.award(item.case.award_id)
        marker = draft.mark(award.clause, award.evidence.quote)
        paid = [one.value for one in award.parameters if one.role in (Role.CAP, Role.AMOUNT)]
        target = (
            query.target
            if query.target is not None
            else _next_tier(query, award, item.assessment) or max(paid)
        )
        rates = [one.input for one in award.parameters if one.role is Role.RATE]
        draft.facts += [written_day(query.as_of), str(query.as_of)]
        options = [query.vary] if query.vary else (list(dict.fromkeys(rates)) or [""])
        if not query.vary:
            options = [name for name in options if name not in item.case.inputs] or options
        for name in options:
            given = {key: value for key, value in item.case.inputs.items() if key != name}
            try:
                sought = goal_seek(rules, award, target, given, name or None, query.as_of)
            except ValueError:
                draft.add(
                    f"{award.title}是固定金额：{award.formula}。{marker}",
                    f"{award.title_en} is a fixed amount: {award.formula_en}. {marker}",
                )
                results.append(item.assessment)
                break
            field = award.input(sought.input)
            only = len(options) > 1 or (query.vary and len(rates) > 1 and not item.case.inputs)
            who = draft.say(
                f"{'只投' if only else ''}{field.short}", field.label_en + (" alone" if only else "")
            )
            if sought.value is None:
                draft.add(
                    f"做不到：{who}再多，最高也只有**{draft.money(sought.reachable_max)}**。{marker}",
                    f"Not possible: with {who} the most is **{draft.money(sought.reachable_max)}**. {marker}",
                )
            else:
                # A wanted amount that the rule does not give exactly stands in no working: it is not repeated.
                exact = sought.assessment.amount_if_met == target
                wanted = draft.money(target) if exact else draft.say("您要的金额", "the amount you want")
                draft.add(
                    f"要最高拿到{wanted}，{who}至少要**{draft.money(sought.value)}**。{marker}",
                    f"To reach {wanted}, {who} must be at least **{draft.money(sought.value)}**. {marker}",
                )
                _still_needed(draft, award, item.case.inputs.get(sought.input), sought, results, marker)
            _working(draft, award, sought.assessment, marker)
            if not results or results[-1].award_id != award.id or len(options) > 1:
                results.append(sought.assessment)
    draft.assessments = tuple(results)
    awards = [rules.award(item.case.award_id) for item in worked]
    _common_notes(draft, rules, awards, draft.assessments)
    _understood(draft, awards, worked)
    draft.clauses = tuple(dict.fromkeys(award.clause for award in awards))


def _next_tier(query: Query, award: Award, result: Assessment) -> Decimal | None:
    """The award of the tier above the one reached, where the next tier is asked for."""
    reached = max((step.value for step in result.steps if "≥" in step.expression), default=Decimal(0))
    above = sorted(item.value for item in award.parameters if item.tier is not None and item.value > reached)
    return above[0] if above and "档" in query.text else None


def _still_needed(
    draft: Draft,
    award: Award,
    current: object,
    sought: GoalSeek,
    results: list[Assessment],
    marker: str,
) -> None:
    """软件还得加多少: the difference to what is there already, as a line of the working."""
    if not isinstance(current, Decimal) or sought.value is None or current >= sought.value:
        return
    gap = sought.value - current
    expression = f"{format_money(sought.value)} - {format_money(current)}"
    step = Step("还差", expression, gap, "CNY", award.clause, "still needed")
    results.append(replace(sought.assessment, steps=(*sought.assessment.steps, step)))
    draft.add(
        f"还差{expression} = **{draft.money(gap)}**。{marker}",
        f"Still needed: {expression} = **{draft.money(gap)}**. {marker}",
    )


def note_text(draft: Draft, note: Note) -> str:
    """A note in the language of the answer."""
    return draft.say(note.text, note.text_en)
