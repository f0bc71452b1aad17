"""Rules for what is looked up in the plan as a whole, and for short questions that go on about the last answer."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.query import Intent, Query
from assistant.reading.circumstances import Circumstances, has_figures

SHORT = 14
"""Characters up to which a question may be one that only goes on."""


def elsewhere(query: Query, around: Circumstances) -> Intent | None:
    """省经信厅牵头哪些, 上海有没有补贴: asked of another authority or place."""
    if not query.foreign or has_figures(query) or query.departments:
        return None
    if around.says("document"):
        return Intent.DOCUMENT
    if around.found.foreign:
        roles = any(around.says(cue) for cue in ("lead", "department", "role_lead", "role_participant"))
        return Intent.ELSEWHERE if roles and not around.asks_amount() else None
    of_awards = around.asks_amount() or any(around.says(cue) for cue in ("awards", "benefit", "which_awards"))
    asks = around.says("question") or query.confirms or len(query.text) <= SHORT
    about = query.awards or around.says("award_word") or around.says("benefit") or "政策" in query.text
    return Intent.ELSEWHERE if asks and (of_awards or about) and about_policy(query, around) else None


def about_policy(query: Query, around: Circumstances) -> bool:
    return bool(query.awards) or around.says("policy")


def document(query: Query, around: Circumstances) -> Intent | None:
    """行动计划是哪个单位发的."""
    asked = around.says("document") and not query.clauses and not query.awards
    return Intent.DOCUMENT if asked and re.search("政策|计划|文件|方案|policy|plan", query.text) else None


def shared(query: Query, around: Circumstances) -> Intent | None:
    """双牵头的有哪些, 经信局和科技局共同负责哪些."""
    return Intent.SHARED if query.sharing and not query.clauses and not query.bindings else None


def selected(query: Query, around: Circumstances) -> Intent | None:
    """哪些奖励是一次性的: the list of awards, narrowed."""
    return Intent.AWARDS if query.selection and not has_figures(query) and not query.aspects else None


def exact(query: Query, around: Circumstances) -> Intent | None:
    """“就高不重复”原话: the words themselves, not what follows from them."""
    if not query.terms or around.found.references or query.bindings:
        return None
    asks = around.says("exact_words") or (around.says("meaning_of") and not around.found.named_awards)
    return Intent.CLAUSE if asks else None


def mentioned(query: Query, around: Circumstances) -> Intent | None:
    """全文哪里提到羽绒服."""
    if (
        not (query.terms or query.unfound)
        or query.departments
        or query.bindings
        or query.aspects
        or around.asks_amount()
    ):
        return None
    return Intent.PLACE if around.says("mentioned") else None


def compare(query: Query, around: Circumstances) -> Intent | None:
    asks = around.says("compare") and len(query.terms) > 1
    return Intent.COMPARE if asks and not query.bindings else None


def department_again(query: Query, around: Circumstances) -> Intent | None:
    """它还参与哪些？ of the department talked about last."""
    last = around.memory.intent in (Intent.DEPARTMENT, Intent.SHARED)
    return Intent.DEPARTMENT if last and query.carries_departments else None


def neighbouring(query: Query, around: Circumstances) -> Intent | None:
    """下一条呢: asked as the one before was."""
    if not around.says("neighbour") or around.found.references:
        return None
    if not query.clauses:
        return Intent.CLAUSE if query.unknown_clauses else None
    lead = around.asks_lead(query) or around.memory.intent == Intent.LEAD
    return Intent.LEAD if lead and not around.says("clause_text") else Intent.CLAUSE


def difference(query: Query, around: Circumstances) -> Intent | None:
    """能补差吗, asked of awards that have no such rule."""
    if not query.awards or not around.says("difference") or has_figures(query):
        return None
    asks = around.says("question") or query.confirms
    return (
        Intent.DIFFERENCE if asks and not any(around.awards[item].deducts for item in query.awards) else None
    )


def condition(query: Query, around: Circumstances) -> Intent | None:
    """一定要认定吗？ of the awards meant."""
    if not query.awards or has_figures(query) or query.aspects or not around.says("demands"):
        return None
    match = around.found.lexicon.cues["demanded"].search(query.text)
    texts = [rule.text for item in query.awards for rule in around.awards[item].conditions]
    return Intent.CONDITION if match and any(match["what"] in text for text in texts) else None


def point(query: Query, around: Circumstances) -> Intent | None:
    """采购数据多少起步才有奖: the threshold alone is asked for."""
    if not query.awards or has_figures(query) or query.claims or query.aspects:
        return None
    return Intent.RULE if around.says("threshold") and around.says("question") else None


def ceiling(query: Query, around: Circumstances) -> Intent | None:
    """封顶了吗？ of the amount just worked out."""
    if not around.says("reached_ceiling") or has_figures(query) or query.target is not None:
        return None
    known = {
        case.award_id
        for case in around.memory.cases
        if any(isinstance(value, Decimal) for value in case.inputs.values())
    }
    return Intent.CEILING if query.awards and set(query.awards) <= known else None


def opening(query: Query, around: Circumstances) -> Intent | None:
    """我们做了AI质检。 Nothing is asked yet: what it may earn is shown, and the figures are asked for."""
    tells = around.says("built") and not around.says("question") and not query.confirms
    own = around.says("own") and query.awards and not around.found.named_awards
    return Intent.AWARD if tells and own and not query.aspects and not query.departments else None


def goes_on(query: Query, around: Circumstances) -> Intent | None:
    """那服务商呢, 如果是国企呢, 两个都有呢: the same question about another award or another state."""
    if not query.awards or query.aspects or len(query.text) > SHORT:
        return None
    if query.each and around.memory.intent == Intent.AWARD and not around.found.topics:
        several = len(around.memory.told) > 1 and set(query.awards) & _told(around)
        levels = any(item.level for award in query.awards for item in around.awards[award].parameters)
        return Intent.RULE if levels and not several else Intent.AWARD
    if around.says("all_of_them") and len(query.awards) > 1:
        return Intent.AWARD
    known = {case.award_id for case in around.memory.cases if case.inputs}
    if not around.says("again"):
        return None
    if query.bindings and set(query.awards) <= known:
        return Intent.AWARD
    other = around.found.topics and not set(query.awards) & set(around.memory.focus)
    return (
        Intent.AWARD
        if other and not around.found.named_awards and around.memory.intent == Intent.AWARD
        else None
    )


def _told(around: Circumstances) -> set[str]:
    return {case.award_id for case in around.memory.told}
