"""Decides what a question asks. The order of the rules is the order of certainty."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.awards.model import LISTED, Award, Form
from assistant.query import Binding, Intent, Query
from assistant.reading import lookups
from assistant.reading.circumstances import Circumstances, Rule
from assistant.reading.dates import asks_of_a_day
from assistant.reading.mentions import Kind

FOLLOWED = {Intent.LEAD, Intent.DEPARTMENT, Intent.CLAUSE, Intent.VALIDITY}
"""Intents that a short follow-up takes over: 那文旅呢？"""


def decide(query: Query, around: Circumstances) -> Intent:
    """The first rule that applies."""
    for rule in RULES:
        intent = rule(query, around)
        if intent is not None:
            return intent
    return Intent.SEARCH


def _goal(query: Query, around: Circumstances) -> Intent | None:
    if not query.awards or not around.says("goal"):
        return None
    wants = query.target is not None or around.says("full") or around.says("next_tier")
    again = around.memory.target is not None and around.says("again")
    return Intent.GOAL if wants or again else None


def _numbered(query: Query, around: Circumstances) -> Intent | None:
    if not around.found.references or query.bindings or query.claims:
        return None
    if query.unknown_clauses and not query.clauses:
        return Intent.CLAUSE
    if query.selection:
        return Intent.AWARDS
    of_departments = around.says("role_participant") or around.says("role_lead")
    numbers = query.counts and not around.asks_lead(query)
    if (around.says("outline") or numbers) and not of_departments:
        return Intent.OUTLINE
    if around.asks_lead(query) or (query.departments and around.says("role_lead")):
        return Intent.LEAD
    asks_award = query.awards and (around.says("amount") or around.says("eligible"))
    return None if asks_award or query.aspects else Intent.CLAUSE


def _roles(query: Query, around: Circumstances) -> Intent | None:
    """Departments and clauses together ask for roles; a department alone asks for its tasks."""
    own_case = query.claims or any(_tells(item, around) for item in query.bindings)
    if query.aspects and not query.clauses and not around.says("role_lead"):
        return None
    if query.departments and not own_case:
        if query.clauses:
            return Intent.LEAD
        if around.says("selects"):
            return Intent.SEARCH
        if not around.found.named_awards and not query.aspects:
            return Intent.DEPARTMENT
        in_charge = around.says("confirm") and re.search("负责|主管|分管|归.{0,8}管", query.text)
        return Intent.LEAD if in_charge or around.says("lead") or around.says("role_lead") else None
    if around.says("department") and not own_case and not around.found.named_awards and query.departments:
        return Intent.DEPARTMENT
    return Intent.LEAD if around.asks_lead(query) and not own_case else None


def _structure(query: Query, around: Circumstances) -> Intent | None:
    if around.says("outline") and not query.awards:
        return Intent.OUTLINE
    found = around.found
    if not found.named_awards and asks_of_a_day(query.text, query.mentions, found.lexicon):
        return Intent.VALIDITY
    dated = any(item.kind is Kind.DATE for item in query.mentions)
    about_money = query.asks_amount or "多少" in query.text or any(_money(item) for item in query.bindings)
    if dated and _IN_TIME.search(query.text) and not about_money:
        return Intent.VALIDITY
    levels = [item.award_id for item in query.bindings if isinstance(item.value, str)]
    of_one_award = len(query.awards) == 1 and levels.count(query.awards[0]) > 1
    deducted = any(item.input == around.awards[item.award_id].deducts for item in query.bindings)
    again = len(query.awards) == 1 and deducted  # 30万那档拿过了，还能再拿吗: of a higher tier
    if around.says("stacking") and not of_one_award and not again:
        return Intent.STACKING
    if (
        around.says("validity")
        and not query.bindings
        and not (query.aspects and not around.says("validity_word"))
    ):
        return Intent.VALIDITY
    return None


_IN_TIME = re.compile("赶得(上|及)|来得及")


def _money(binding: Binding) -> bool:
    return isinstance(binding.value, Decimal)


def _basis(query: Query, around: Circumstances) -> Intent | None:
    """依据呢？原文给我看看: of what was talked about last."""
    if not around.says("basis") or query.clauses or around.found.named_awards or around.found.references:
        return None
    return Intent.BASIS if around.memory.focus or around.memory.clauses else None


def _list(query: Query, around: Circumstances) -> Intent | None:
    if not around.says("awards") or around.found.named_awards or query.bindings or query.aspects:
        return None
    match = around.found.lexicon.cues["awards"].search(query.text)
    subject = query.text[: match.start()] if match and match.group().startswith("有") else ""
    named = around.coverage.content_words(subject) and not around.says("own")
    unknown = named and not _covered(subject, around)
    return Intent.SEARCH if unknown else Intent.AWARDS


def _covered(text: str, around: Circumstances) -> bool:
    """Whether a clause has most of a text's own words."""
    return any(around.coverage.share(text, clause.address) >= 0.5 for clause in around.library.clauses)


def _counted(query: Query, around: Circumstances) -> Intent | None:
    if not query.counts or query.bindings or query.claims or around.says("awards"):
        return None
    return Intent.SEARCH


def _aspect(query: Query, around: Circumstances) -> Intent | None:
    """A deadline or a telephone number is asked, not an amount."""
    if not query.aspects or query.claims or any(isinstance(item.value, Decimal) for item in query.bindings):
        return None
    overriding = any(around.found.lexicon.aspect(name).overrides for name in query.aspects)
    return Intent.SEARCH if overriding or not around.asks_amount() else None


def _award(query: Query, around: Circumstances) -> Intent | None:
    if not query.awards:
        return None
    money = any(isinstance(item.value, Decimal) for item in query.bindings)
    told = bool(query.claims or query.unread or any(_tells(item, around) for item in query.bindings))
    flat = all(around.awards[item].form is Form.FLAT for item in query.awards)
    if around.says("rule_value") and not money and not query.claims and not (flat and query.bindings):
        return Intent.RULE
    named = query.names_award or not around.found.topics
    if told:
        return Intent.AWARD
    if not around.asks_amount():
        if query.names_award:
            by_level = any(_by_level(around.awards[item]) for item in query.awards)
            return Intent.AWARD if flat and not by_level and not around.says("rule") else Intent.RULE
        carried = set(query.awards) <= set(around.memory.focus)
        follows = carried and len(query.text) <= 12 and around.says("again")
        return Intent.RULE if (around.says("rule") and named) or follows else None
    if not named and _elsewhere(query, around):
        return Intent.SEARCH
    if around.says("rule") and not around.says("amount"):
        return Intent.RULE
    return Intent.AWARD


def _tells(binding: Binding, around: Circumstances) -> bool:
    """Whether a reading tells of an own case; that it is an enterprise (企业) tells nothing."""
    award = around.awards[binding.award_id]
    decides = any(item.level == binding.value for item in award.parameters)
    fails = any(
        item.input == binding.input
        and (not decides if item.expected == LISTED else item.expected != binding.value)
        for item in award.conditions
    )
    return not isinstance(binding.value, str) or decides or fails


def _by_level(award: Award) -> bool:
    return any(item.level for item in award.parameters)


def _elsewhere(query: Query, around: Circumstances) -> bool:
    """Whether a hint misleads: another clause has clearly more of the question's words."""
    own = {around.awards[item].clause for item in query.awards}
    shares = {
        clause.address: around.coverage.share(query.text, clause.address) for clause in around.library.clauses
    }
    best_own = max(shares[address] for address in own)
    return max(shares.values()) > best_own + 0.25


def _follow(query: Query, around: Circumstances) -> Intent | None:
    """文旅呢？ takes over what was asked of the clause before."""
    last = around.memory.intent
    other = around.asks_lead(query) or around.asks_amount() or around.says("clause_text")
    if (
        last in FOLLOWED
        and not other
        and len(query.text) <= 12
        and (query.clauses or query.departments)
        and around.says("again")
    ):
        return Intent.LEAD if last == Intent.DEPARTMENT and not query.departments else Intent(last)
    return None


def _text(query: Query, around: Circumstances) -> Intent | None:
    if around.says("place"):
        return Intent.PLACE
    if query.clauses and around.says("clause_text") and not query.aspects:
        return Intent.CLAUSE
    return None


def _nothing_named(query: Query, around: Circumstances) -> Intent | None:
    """我们能拿多少钱？ Nothing else is said: all awards are shown, and asked about."""
    if around.asks_amount() and not query.awards and not query.clauses:
        words = around.found.lexicon.content(query.text)
        return Intent.AWARDS if not words else None
    return None


def _document(query: Query, around: Circumstances) -> Intent | None:
    return Intent.DOCUMENT if around.says("document") and not query.clauses and not query.awards else None


RULES: tuple[Rule, ...] = (
    _goal,
    lookups.elsewhere,
    lookups.neighbouring,
    _follow,
    _numbered,
    lookups.exact,
    lookups.mentioned,
    lookups.document,
    lookups.shared,
    lookups.department_again,
    _roles,
    lookups.difference,
    _structure,
    _basis,
    _document,
    lookups.compare,
    lookups.selected,
    _list,
    lookups.ceiling,
    lookups.condition,
    lookups.point,
    _counted,
    _aspect,
    lookups.opening,
    lookups.goes_on,
    _award,
    _text,
    _nothing_named,
)
