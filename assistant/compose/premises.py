"""What a question supposes besides figures, held against the rules and told with its proof."""

from __future__ import annotations

import re

from assistant.awards.model import Award, ConditionRule
from assistant.compose.draft import joined, sentences
from assistant.compose.judged import Holds, Judged, of_award
from assistant.compose.limits import judge_limit
from assistant.compose.structure import Corpus
from assistant.library import Library
from assistant.query import Premise, PremiseKind, Query
from assistant.reading.premises import party_of


def judge(query: Query, corpus: Corpus) -> tuple[Judged, ...]:
    """One judgement a premise. A plain question is only told where it supposes wrongly how often an award pays."""
    judged = []
    for premise in query.premises:
        found = _judge(premise, query, corpus)
        if found and (query.confirms or found.holds is Holds.NO):
            judged.append(found)
    return tuple(judged)


def _judge(premise: Premise, query: Query, corpus: Corpus) -> Judged | None:
    award = corpus.rules.award(premise.award_id) if premise.award_id else None
    match premise.kind:
        case PremiseKind.YEARLY | PremiseKind.ONCE if award:
            return _frequency(premise, award)
        case PremiseKind.PARTY if award:
            return _party(premise, award)
        case PremiseKind.NEEDED | PremiseKind.NEEDLESS if award:
            return _condition(premise, award)
        case PremiseKind.PAYER | PremiseKind.FUND:
            return _funding(premise, corpus)
        case PremiseKind.UNCAPPED | PremiseKind.ALIKE | PremiseKind.ENOUGH | PremiseKind.PER if award:
            return judge_limit(premise, award)
        case PremiseKind.ENTITLED:
            return _entitled(premise, corpus)
        case PremiseKind.PLACE:
            return _place(premise, query, corpus.library)
    return None


def _frequency(premise: Premise, award: Award) -> Judged:
    yearly = premise.kind is PremiseKind.YEARLY
    if award.one_off:
        text = "这是一次性奖励，不是每年都给" if yearly else "这是一次性奖励"
        text_en = "this is a one-off award" + (", not paid every year" if yearly else "")
        return of_award(premise, award, Holds.NO if yearly else Holds.YES, text, text_en)
    if award.deducts:
        text = "首次达到一档才给，升档只补差额，" + ("同一档不是每年都给" if yearly else "条款没有写“一次性”")
        text_en = "each tier is paid when first reached, and only the difference to the tier before"
        return of_award(premise, award, Holds.NO if yearly else Holds.UNSTATED, text, text_en)
    if award.per_year:
        text = "这项奖励按年度计算" + ("" if yearly else "，不是一次性")
        text_en = "this award is worked out by the year" + ("" if yearly else ", it is not one-off")
        return of_award(premise, award, Holds.YES if yearly else Holds.NO, text, text_en)
    text = "条款没有写每年都给" if yearly else "条款没有写“一次性”"
    text_en = "the clause does not say that it is " + ("paid every year" if yearly else "one-off")
    return of_award(premise, award, Holds.UNSTATED, text, text_en)


def _party(premise: Premise, award: Award) -> Judged:
    right = party_of(award.recipient) == premise.value
    return of_award(
        premise,
        award,
        Holds.YES if right else Holds.NO,
        f"奖励给{award.recipient}",
        f"it is paid to {award.recipient_en}",
    )


def _condition(premise: Premise, award: Award) -> Judged:
    rule = next(item for item in award.conditions if item.id == premise.value)
    right = premise.kind is PremiseKind.NEEDED
    return Judged(
        premise,
        Holds.YES if right else Holds.NO,
        f"条件是{rule.text}",
        f"the condition is: {rule.text_en}",
        _proof(rule),
    )


def _proof(rule: ConditionRule) -> tuple[str, str]:
    return rule.evidence.clause, rule.evidence.quote


def _funding(premise: Premise, corpus: Corpus) -> Judged | None:
    """Whose money it is: what the plan names, and nothing else."""
    written = _written(premise, corpus.library) if premise.kind is PremiseKind.FUND else None
    if written:
        quote = written[1].rstrip("。;")
        return Judged(premise, Holds.YES, f"原文是“{quote}”", f"the text says “{quote}”", written)
    for plan in corpus.rules.plans:
        evidence = dict(plan.evidence).get("funding")
        note = next((note for note in plan.notes if note.id == "funding"), None)
        if evidence and note:
            right = premise.words in _MUNICIPAL
            other = (
                f"，不是由{premise.words}出"
                if premise.kind is PremiseKind.PAYER
                else f"，不是{premise.words}"
            )
            return Judged(
                premise,
                Holds.YES if right else Holds.NO,
                note.text.rstrip("。") + ("" if right else other),
                note.text_en[:1].lower() + note.text_en[1:].rstrip("."),
                (evidence.clause, evidence.quote),
            )
    return None


_MUNICIPAL = {"市", "市里", "市财政", "市级财政"}


def _entitled(premise: Premise, corpus: Corpus) -> Judged | None:
    for plan in corpus.rules.plans:
        evidence = dict(plan.evidence).get("budget")
        note = next((note for note in plan.notes if note.id == "budget"), None)
        if evidence and note:
            english = note.text_en[:1].lower() + note.text_en[1:].rstrip(".")
            return Judged(
                premise, Holds.NO, note.text.rstrip("。"), english, (evidence.clause, evidence.quote)
            )
    return None


def _written(premise: Premise, library: Library) -> tuple[str, str] | None:
    """The sentence that names a fund, whatever stands before its name (我市工业发展资金, 本市…)."""
    name = re.sub("^(我们?|本|这个|一个|的)+", "", premise.words)
    for clause in library.clauses:
        for sentence in sentences(clause.text) if len(name) > 3 else ():
            for piece in re.split("[,。;]", sentence):
                if name in piece or (name.startswith("市") and name[1:] in piece):
                    return clause.address, piece.strip()
    return None


def _place(premise: Premise, query: Query, library: Library) -> Judged | None:
    if not premise.places or not (query.clauses or query.unknown_clauses):
        return None
    clauses = [library.clause(address) for address in premise.places]
    right = all(address in query.clauses for address in premise.places)
    titles = joined(clause.title for clause in clauses)
    return Judged(
        premise,
        Holds.YES if right else Holds.NO,
        f"写在{titles}",
        f"it stands in {titles}",
        (clauses[0].address, clauses[0].text),
    )
