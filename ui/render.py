"""Answers as Markdown and HTML. Pure; whatever comes from a question or a document is escaped."""

from __future__ import annotations

import re
from decimal import Decimal
from html import escape

from assistant.models import (
    Answer,
    AnswerStatus,
    Assessment,
    Citation,
    Condition,
    ConditionStatus,
    DocumentStatus,
    Step,
    Verdict,
)
from assistant.text import format_money, plain

STATUS_LABELS = {
    AnswerStatus.ANSWERED: "已解答",
    AnswerStatus.NEEDS_CLARIFICATION: "需要补充信息",
    AnswerStatus.NOT_COVERED: "政策未涉及",
    AnswerStatus.REFUSED: "不予回答",
}
VERDICT_LABELS = {
    Verdict.ELIGIBLE: "符合条件",
    Verdict.NOT_ELIGIBLE: "不符合条件",
    Verdict.UNDETERMINED: "有待确认",
}
CONDITION_MARKS = {
    ConditionStatus.MET: ("✓", "已满足"),
    ConditionStatus.UNMET: ("✗", "未满足"),
    ConditionStatus.UNKNOWN: ("?", "待确认"),
}
DOCUMENT_MARKS = {
    DocumentStatus.SAMPLE: "示例（非官方）",
    DocumentStatus.DRAFT: "草案",
    DocumentStatus.REPEALED: "已废止",
}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|>~$])")
_IMAGE = re.compile(r"!(?=\[)")


def escape_markdown(text: str) -> str:
    """Make Markdown show `text` exactly as it was typed."""
    return _MARKDOWN.sub(r"\\\1", text.replace("&", "&amp;").replace("<", "&lt;"))


def safe_markdown(text: str) -> str:
    """Keep Markdown, with nothing in it that a browser would take for a tag or an image."""
    return _IMAGE.sub(r"!\\", text.replace("&", "&amp;").replace("<", "&lt;"))


def answer_markdown(answer: Answer) -> str:
    return safe_markdown(answer.answer)


def value_text(step: Step) -> str:
    return format_money(step.value) if step.unit == "CNY" else f"{plain(step.value)}{_unit(step.unit)}"


def _unit(unit: str) -> str:
    return "%" if unit == "percent" else f" {unit}" if unit else ""


def amount_text(assessment: Assessment) -> str:
    """The ceiling as people write it, a range while inputs are missing, or a dash."""
    if assessment.amount is not None:
        return _ceiling(assessment.amount)
    low, high = assessment.amount_min, assessment.amount_max
    if low is not None and high is not None and low != high:
        return f"{format_money(low)}～{format_money(high)}"
    return _ceiling(high) if high is not None else "待测算"


def _ceiling(amount: Decimal) -> str:
    return f"最高 {format_money(amount)}" if amount else "0元"


# --- the page --------------------------------------------------------------------------------------


def side_html(answer: Answer) -> str:
    """What stands beside an answer: its status, the working where there is one, and the quotes."""
    status = answer.status
    parts = [
        f'<p role="status"><span class="pa-badge pa-{status.value}">{STATUS_LABELS[status]}</span>{_answerer_html(answer)}</p>'
    ]
    if answer.awards:
        parts.append(_section("测算", "".join(_assessment_html(item) for item in answer.awards)))
    cites = "".join(_citation_html(item) for item in answer.citations)
    none = '<p class="pa-empty">这次回答没有引用条款。</p>'
    parts.append(_section("依据", f'<ol class="pa-cites">{cites}</ol>' if cites else none))
    return "".join(parts)


def _answerer_html(answer: Answer) -> str:
    """Which model worded the answer; every fact was checked either way."""
    if answer.answerer == "extractive":
        return ""
    return f' <small class="pa-answerer">由 {escape(answer.answerer)} 组织语言，逐句核对</small>'


def empty_side_html() -> str:
    """What stands there before the first answer."""
    awards = '<p class="pa-empty">涉及金额时，测算过程和条件会显示在这里。</p>'
    citations = '<p class="pa-empty">回答引用的条款和原文会显示在这里。</p>'
    return _section("测算", awards) + _section("依据", citations)


def _section(title: str, body: str) -> str:
    return f'<section aria-label="{title}"><h2>{title}</h2>{body}</section>'


def _citation_html(citation: Citation) -> str:
    mark = DOCUMENT_MARKS.get(citation.document_status, "")
    flag = f'<span class="pa-flag">{mark}</span>' if mark else ""
    return (
        f'<li><p class="pa-cite-head"><span class="pa-marker">[{citation.marker}]</span> '
        f"<strong>{escape(citation.title)}</strong>{flag}</p>"
        f"<blockquote>{escape(citation.quote)}</blockquote>"
        f'<p class="pa-source">{escape(citation.document_title)} · '
        f"<code>{escape(citation.clause_id)}</code></p></li>"
    )


def _assessment_html(assessment: Assessment) -> str:
    period = f" · {escape(assessment.period)}年" if assessment.period else ""
    verdict = assessment.verdict
    return (
        f'<article class="pa-award"><h3>{escape(assessment.title)}{period}</h3>'
        f'<p class="pa-amount">{escape(amount_text(assessment))}'
        f'<span class="pa-badge pa-{verdict.value}">{VERDICT_LABELS[verdict]}</span></p>'
        f"{_steps_html(assessment.steps)}{_conditions_html(assessment.conditions)}{_notes_html(assessment)}</article>"
    )


def _steps_html(steps: tuple[Step, ...]) -> str:
    if not steps:
        return ""
    rows = "".join(
        f"<tr><td>{escape(item.label)}</td><td>{escape(item.expression)}</td>"
        f"<td class='pa-number'>{escape(value_text(item))}</td></tr>"
        for item in steps
    )
    head = "".join(f"<th scope='col'>{name}</th>" for name in ("步骤", "算式", "结果"))
    return f"<table class='pa-steps'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _conditions_html(conditions: tuple[Condition, ...]) -> str:
    if not conditions:
        return ""
    return f"<ul class='pa-conditions'>{''.join(_condition_html(item) for item in conditions)}</ul>"


def _condition_html(condition: Condition) -> str:
    mark, label = CONDITION_MARKS[condition.status]
    return (
        f"<li class='pa-{condition.status.value}'><span aria-label='{label}' title='{label}'>{mark}</span>"
        f"{escape(condition.text)}</li>"
    )


def _notes_html(assessment: Assessment) -> str:
    if not assessment.notes:
        return ""
    notes = "".join(f"<li>{escape(item.text)}</li>" for item in assessment.notes)
    count = len(assessment.notes)
    return f"<details class='pa-notes'><summary>说明（{count}）</summary><ul>{notes}</ul></details>"


# --- the terminal ----------------------------------------------------------------------------------


def answer_terminal(answer: Answer) -> str:
    """The whole answer as Markdown for a terminal: text, working, conditions, quotes."""
    parts = [f"**{STATUS_LABELS[answer.status]}**", answer.answer]
    parts += [assessment_markdown(item) for item in answer.awards]
    if answer.citations:
        parts.append("**依据**\n\n" + "\n".join(_citation_line(item) for item in answer.citations))
    return "\n\n".join(parts)


def assessment_markdown(assessment: Assessment) -> str:
    """One assessment: amount and verdict, working, conditions and notes."""
    period = f" {assessment.period}年" if assessment.period else ""
    verdict = VERDICT_LABELS[assessment.verdict]
    head = f"**测算：{assessment.title}{period}** — {amount_text(assessment)}（{verdict}）"
    lines = [f"- {item.label}：{item.expression} = {value_text(item)}" for item in assessment.steps]
    lines += [f"- {CONDITION_MARKS[item.status][0]} {item.text}" for item in assessment.conditions]
    lines += [f"- {item.text}" for item in assessment.notes]
    return "\n".join([head, "", *lines])


def _citation_line(citation: Citation) -> str:
    mark = DOCUMENT_MARKS.get(citation.document_status, "")
    flag = f"（{mark}）" if mark else ""
    return f"- [{citation.marker}] {citation.title}{flag} `{citation.clause_id}`\n  “{citation.quote}”"
