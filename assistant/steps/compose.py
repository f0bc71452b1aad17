"""Step 4: passages and assessments → a draft written for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.compose.awards import compose_awards
from assistant.compose.claims import tell_findings
from assistant.compose.draft import Draft
from assistant.compose.elsewhere import compose_elsewhere
from assistant.compose.fixed import TEXTS, compose_fixed
from assistant.compose.goal import compose_goal
from assistant.compose.judged import Holds
from assistant.compose.premises import judge
from assistant.compose.required import (
    compose_ceiling,
    compose_condition,
    compose_difference,
    tell_points,
)
from assistant.compose.rules import compose_award_list, compose_basis, compose_rules, compose_stacking
from assistant.compose.search import Covers, Search, Sentences, compose_place, compose_search
from assistant.compose.shared import compose_shared
from assistant.compose.structure import (
    Corpus,
    compose_clause,
    compose_department,
    compose_document,
    compose_duty,
    compose_lead,
    compose_outline,
    unknown_department,
)
from assistant.compose.validity import compose_validity
from assistant.compose.wording import compose_comparison, compose_exact, compose_mentioned, standing_in
from assistant.models import AnswerStatus, Retrieval
from assistant.query import Intent, Query
from assistant.reading.lexicon import Lexicon
from assistant.turn import Turn

TOLD_BY_PREMISES = {
    Intent.SEARCH, Intent.PLACE, Intent.CLAUSE, Intent.AWARD, Intent.AWARDS, Intent.BASIS, Intent.DOCUMENT, Intent.OUTLINE,
}  # fmt: skip
"""Intents to which a judged premise is the whole answer."""
TOLD_ASPECTS = {"funding", "payment", "advance", "frequency", "entitlement"}
"""Aspects that premises are about; others of the same question are answered too."""
AWARD_INTENTS = {Intent.AWARD, Intent.RULE, Intent.GOAL, Intent.BASIS, Intent.STACKING, Intent.CEILING}
FEW = 3
"""Clauses that all name what is asked about, up to which each is told with its departments."""


@dataclass(frozen=True, slots=True)
class Composer:
    """What drafts are written from."""

    corpus: Corpus
    lexicon: Lexicon
    sentences: Sentences
    coverage: Covers


def compose(turn: Turn, composer: Composer) -> Turn:
    query = turn.understood
    draft = Draft(composer.corpus.library, query.language)
    if query.intent in TEXTS:
        compose_fixed(draft, query.intent)
    else:
        _compose(draft, turn, query, composer)
    return replace(turn, draft=draft)


def _compose(draft: Draft, turn: Turn, query: Query, composer: Composer) -> None:
    corpus, rules = composer.corpus, composer.corpus.rules
    of_document = query.intent is Intent.DOCUMENT and not composer.lexicon.says("award_word", query.text)
    judged = () if of_document else judge(query, corpus)  # 文件是省里发的吗 asks for no payer
    if judged and not (query.intent is Intent.AWARD and turn.worked):
        tell_findings(draft, query, (), judged)
        if query.intent in TOLD_BY_PREMISES and not set(query.aspects) - TOLD_ASPECTS:
            stated = any(item.holds is not Holds.UNSTATED for item in judged)
            draft.status = AnswerStatus.ANSWERED if stated else AnswerStatus.NOT_COVERED
            draft.clauses = tuple(dict.fromkeys(item.proof[0] for item in judged))
            return
    match query.intent:
        case Intent.AWARD if turn.worked:
            compose_awards(draft, query, rules, turn.worked, judged)
            _aspects_too(draft, turn, query, composer)
        case Intent.GOAL:
            compose_goal(draft, query, rules, turn.worked)
        case Intent.CEILING if turn.worked:
            compose_ceiling(draft, query, rules, turn.worked)
        case Intent.CONDITION:
            compose_condition(draft, query, rules, composer.lexicon)
        case Intent.DIFFERENCE:
            compose_difference(draft, query, rules)
        case Intent.ELSEWHERE:
            compose_elsewhere(draft, query, corpus, composer.lexicon)
        case Intent.SHARED:
            compose_shared(draft, query, corpus)
        case Intent.COMPARE:
            compose_comparison(draft, query, rules)
        case Intent.RULE if not query.aspects:
            tell_points(draft, query, rules, composer.lexicon)
            compose_rules(draft, query, rules)
        case Intent.AWARDS | Intent.AWARD if not query.aspects:
            compose_award_list(draft, query, rules)
        case Intent.BASIS:
            talked_of_awards = turn.memory.intent in AWARD_INTENTS or not turn.memory.clauses
            talked_of_awards = talked_of_awards or composer.lexicon.says("award_word", query.text)
            compose_basis(draft, rules, turn.memory.focus if talked_of_awards else (), turn.memory.clauses)
        case Intent.DOCUMENT:
            compose_document(draft, query, corpus)
        case Intent.STACKING:
            compose_stacking(draft, query, rules, turn.worked)
        case Intent.LEAD:
            _lead(draft, turn, query, corpus, composer)
        case Intent.DEPARTMENT:
            compose_department(draft, query, corpus)
        case Intent.CLAUSE:
            one = composer.lexicon.says("one_sentence", query.text)
            if one and query.terms and compose_exact(draft, query, query.terms):
                return
            compose_clause(draft, query, corpus)
        case Intent.OUTLINE:
            compose_outline(draft, query, corpus)
        case Intent.VALIDITY:
            compose_validity(draft, query, corpus)
        case _:
            _search(draft, turn, query, composer)


def _aspects_too(draft: Draft, turn: Turn, query: Query, composer: Composer) -> None:
    """A question that also asks for a date or a telephone number gets the amount and an honest rest."""
    if not query.aspects:
        return
    status = draft.status
    _search(draft, turn, query, composer)
    draft.status = status


def _lead(draft: Draft, turn: Turn, query: Query, corpus: Corpus, composer: Composer) -> None:
    addresses = _lead_clauses(turn, query, corpus)
    if addresses and not any(corpus.library.clause(address).departments for address in addresses):
        _search(draft, turn, query, composer)
    elif addresses:
        compose_lead(draft, query, corpus, addresses)
    elif compose_duty(draft, query, corpus):
        return
    elif not unknown_department(draft, query, corpus):
        _search(draft, turn, query, composer)


def _lead_clauses(turn: Turn, query: Query, corpus: Corpus) -> Sequence[str]:
    if query.clauses:
        return query.clauses
    if query.awards:
        return tuple(dict.fromkeys(corpus.rules.award(award).clause for award in query.awards))
    having = [
        clause for clause, _ in standing_in(corpus.library, query.terms, every=True) if clause.departments
    ]
    if 0 < len(having) <= FEW:
        return [clause.address for clause in having]
    if compose_duty(Draft(corpus.library, query.language), query, corpus):
        return ()
    found = turn.found or Retrieval(())
    with_departments = [passage.clause.address for passage in found.kept if passage.clause.departments]
    return with_departments[:1] or turn.memory.clauses


def _search(draft: Draft, turn: Turn, query: Query, composer: Composer) -> None:
    meant = query.awards if query.names_award or query.aspects else ()
    awards = [composer.corpus.rules.award(award) for award in meant]
    search = Search(
        found=turn.found or Retrieval(()),
        book=composer.sentences,
        coverage=composer.coverage,
        lexicon=composer.lexicon,
        aspects=[composer.lexicon.aspect(name) for name in query.aspects],
        named=query.clauses or tuple(dict.fromkeys(award.clause for award in awards)),
        proofs={award.clause: award.evidence.quote for award in awards if query.names_award},
        before=turn.memory.clauses,
    )
    if query.intent is Intent.PLACE and compose_mentioned(draft, query):
        return
    if query.intent is Intent.PLACE:
        compose_place(draft, query, search)
    else:
        compose_search(draft, query, search)
