"""What is still to be asked, and what was understood."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from assistant.awards.model import Award, AwardInput, InputKind
from assistant.compose.assessment import period_label
from assistant.compose.draft import Draft, joined
from assistant.models import (
    AnswerStatus,
    Clarification,
    Verdict,
)
from assistant.query import Problem, Query, Unread
from assistant.reading.cases import Worked
from assistant.reading.choices import choice_label
from assistant.reading.mentions import About

_NOTHING_TO_ASK = (Problem.UNUSED, Problem.PLANNED, Problem.YEARLY)
_NAMED = {
    Problem.TWOFOLD: ("没有算进去的金额：", "Amounts not used: "),
    Problem.MOVED: ("没有移动的金额：", "Amounts not moved: "),
    Problem.DISCOUNT: ("没有算进去的金额：", "Amounts not used: "),
    Problem.PLANNED: ("没有算进去的预算或报价：", "Budgets or quotes not used: "),
    Problem.LATER: ("还没有花、没有算进去的金额：", "Amounts still to be spent, not used: "),
}
"""Amounts that the answer names, because another amount for the same thing is told."""


def tell_unread(draft: Draft, query: Query) -> None:
    if query.workings:
        draft.facts += query.workings
        worked = joined(query.workings, draft.english)
        draft.lines.append(draft.say(f"折算：{worked}。", f"Discount: {worked}."))
    draft.facts += [item.words for item in query.unread if item.problem in _NAMED]
    for line in dict.fromkeys(draft.say(*_unread_text(item)) for item in query.unread):
        draft.lines.append(line)
    for problem, (text, text_en) in _NAMED.items():
        amounts = dict.fromkeys(item.words for item in query.unread if item.problem is problem)
        if amounts:
            draft.lines.append(
                draft.say(text, text_en) + joined(amounts, draft.english) + draft.say("。", ".")
            )


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
        case Problem.TWOFOLD:
            return (
                "同一项说了不止一个金额，看不出是要相加还是以其中一个为准，都没有算进去：请说明以哪个为准。",
                "More than one amount was given for the same item; it is unclear whether they add up, "
                "so neither was used: please say which counts.",
            )
        case Problem.YEARLY:
            return (
                "不同年份的金额不能加在一起算：条款的门槛、比例和上限都按单年算。",
                "Amounts of different years are not added up: threshold, rate and ceiling are by the year.",
            )
        case Problem.MOVED:
            return (
                "有金额看不出应当算在哪里，上面没有动它：请说明从哪项转到哪项，原来各是多少。",
                "One amount may belong to another item and was not moved: please say from which to which, "
                "and how much each was.",
            )
        case Problem.DISCOUNT:
            return (
                "说到了折扣，看不出金额是打折前还是打折后的，没有算进去：请告诉我实际付了多少。",
                "A discount is mentioned; it is unclear whether the amount is before or after it, "
                "so it was not used: please tell me what was actually paid.",
            )
        case Problem.PLANNED:
            return (
                "条款按实际发生的金额算，预算、意向、报价不算。",
                "The clause counts what was actually spent, not budgets, intentions or quotes.",
            )
        case Problem.LATER:
            return (
                "打算以后再投的金额，上面没有算：要不要按已经花出去来算？要的话请告诉我加起来一共多少。",
                "What is still to be spent is not counted above: should it be? If so, tell me the total.",
            )
        case Problem.UNUSED:
            return (
                "有金额没有用上：上面的奖励不按它计算；要是别的奖励的投入，请说明是哪一项。",
                "An amount was not used, as the award does not depend on it; if it is for another award, please say which.",
            )
        case Problem.UNIT:
            return "金额没有写单位：是万元还是元？", "The amount has no unit: yuan or 万元 (10,000 yuan)?"
        case _:
            return (
                "有一处没有说清楚，条款要看准确的日期或金额：请补充具体的数。",
                "One figure is not exact enough to decide: please give the exact day or amount.",
            )


def ask_missing(
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
        if unread.problem in _NOTHING_TO_ASK:
            continue
        if unread.problem is Problem.LOOSE and draft.assessments and not missing:
            continue  # told in the answer; the amounts that were understood are worked out
        questions.setdefault(draft.say(*_unread_text(unread)))
    if not questions or (
        not told and all(item.problem in _NOTHING_TO_ASK for item in query.unread)
    ):
        return
    draft.status = AnswerStatus.NEEDS_CLARIFICATION
    question = (" " if draft.english else "").join(questions)
    draft.clarification = Clarification(tuple(missing), question)
    if missing:
        draft.add(f"请补充：{question}", f"Please tell me: {question}")


def tell_understood(draft: Draft, awards: Sequence[Award], worked: Sequence[Worked]) -> None:
    """Tell back what was read, so that a misreading can be corrected."""
    parts: dict[str, None] = {}
    for award, item in zip(awards, worked, strict=True):
        for name, value in item.case.inputs.items():
            field = award.input(name)
            period = period_label(draft, item.case.period).strip()
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


def tell_misspelt(draft: Draft, query: Query) -> None:
    for words, meant in query.misspelt:
        if words != meant:
            draft.add(f"（“{words}”按“{meant}”理解。）", f"(“{words}” was taken for “{meant}”.)")
