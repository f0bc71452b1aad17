"""Reads which of the awards are asked for: 一次性的, 20万的, 国家级有30万的, 要认定的, 金额最高的."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.awards.model import Award, InputKind, Role
from assistant.reading.findings import Findings
from assistant.reading.mentions import Kind, Mention
from assistant.text import format_money, format_money_en

Test = Callable[[Award], bool]
_NOT = r"(非|不是|不限于?|不属于)(是)?$"
_PAYS = (Role.AMOUNT, Role.CAP)


@dataclass(frozen=True, slots=True)
class Selection:
    """The awards that a question asks for, out of all."""

    awards: tuple[str, ...]
    what: str = ""
    """What they have in common: 一次性的; empty where all are meant."""
    what_en: str = ""
    extreme: str = ""
    """highest or lowest, where the one that pays most or least is asked for."""


@dataclass(frozen=True, slots=True)
class _Trait:
    what: str
    what_en: str
    holds: Test


def read_selection(found: Findings, awards: Sequence[Award], clauses: Sequence[str]) -> Selection | None:
    """What is asked of the list of awards; None where it is not asked for, or nothing narrows it."""
    pointed = (found.says("this_clause") or not found.topics) and not found.says("lead")
    of_clause = bool(clauses) and found.says("amount") and found.says("of_money") and pointed
    if found.named_awards or not (found.says("which_awards") or found.says("awards") or of_clause):
        return None
    traits = [*_kinds(found), *_amounts(found, awards), *_required(found, awards), *_places(clauses)]
    traits += [*_subjects(found, awards), *_recipients(found, awards)]
    chosen = tuple(award.id for award in awards if all(trait.holds(award) for trait in traits))
    extreme = "highest" if found.says("highest") else "lowest" if found.says("lowest") else ""
    if not traits and not extreme:
        return None
    what, what_en = "、".join(item.what for item in traits), ", ".join(item.what_en for item in traits)
    return Selection(chosen, what, what_en, extreme)


def pays_most(award: Award) -> Decimal:
    """The most that an award pays at once, in yuan."""
    return max(item.value for item in award.parameters if item.role in _PAYS)


def _kinds(found: Findings) -> Iterable[_Trait]:
    """Cues that ask for a kind of award, and what makes an award one."""
    kinds: tuple[tuple[str, str, str, Test], ...] = (
        ("one_off", "一次性", "one-off", lambda award: award.one_off),
        ("yearly", "按年计算", "counted by the year", lambda award: award.per_year),
        ("by_rate", "按比例计算", "paid as a percentage", lambda award: _has(award, Role.RATE)),
        ("threshold", "有金额门槛", "with a threshold", lambda award: _has(award, Role.THRESHOLD)),
        ("difference", "写明补差", "paying the difference", lambda award: bool(award.deducts)),
    )
    for cue, what, what_en, holds in kinds:
        match = found.lexicon.cues[cue].search(found.text)
        if match and re.search(_NOT, found.text[: match.start()]):
            yield _Trait(f"不是{what}", f"not {what_en}", _opposite(holds))
        elif match:
            yield _Trait(what, what_en, holds)


def _amounts(found: Findings, awards: Sequence[Award]) -> Iterable[_Trait]:
    """Levels and amounts together: 国家级有30万 is one constant, not two traits."""
    figures = [item for item in found.mentions if item.kind is Kind.MONEY and item.scaled]
    levels = _levels(found, awards)
    one = figures[0].amount if figures else None
    for level, (label, label_en) in levels.items():
        holds = _of_level(level, label, one)
        amount, amount_en = (format_money(one), f" {format_money_en(one)}") if one else ("", "")
        if re.search(rf"(没有?|不含|不分|无){label[0]}", found.text):
            yield _Trait(f"没有{label}", f"not {label_en}", _opposite(holds))
        else:
            yield _Trait(f"{label}{amount}", f"{label_en}{amount_en}", holds)
    for figure in figures if not levels else ():
        yield _compared(found, figure)


def _compared(found: Findings, figure: Mention) -> _Trait:
    """超过100万的, 30万以上的, 20万的: the most that an award pays, or exactly what it pays."""
    value, before = figure.amount, found.before(figure)
    words = before[-12 if before.isascii() else -3 :] + found.text[figure.start : figure.end + 3]
    for cue, what, what_en, holds in _COMPARED:
        if re.search(cue, words):
            return _Trait(what, what_en, _paying(value, holds))
    text, text_en = format_money(value), format_money_en(value)
    return _Trait(text, text_en, _of_amount(value))


def _paying(value: Decimal, holds: Callable[[Decimal, Decimal], bool]) -> Test:
    return lambda award: holds(pays_most(award), value)


_COMPARED = (  # the asker's figure is not told back: no clause bears it out
    (
        "不超过|以下|以内|at most|up to|no more than",
        "上限不超过这个数",
        "paying no more than that",
        operator.le,
    ),
    ("超过|多于|高于|大于|不止|more than|above|over", "上限超过这个数", "paying more than that", operator.gt),
    ("不低于|不少于|至少|以上|at least", "上限不低于这个数", "paying that or more", operator.ge),
    (
        "不到|不足|低于|少于|小于|less than|below|under",
        "上限低于这个数",
        "paying less than that",
        operator.lt,
    ),
)


def _levels(found: Findings, awards: Sequence[Award]) -> dict[str, tuple[str, str]]:
    """The levels named by their own first character, with their labels: 市级 alone is no level of 嘉兴市级."""
    named = {(target.value, hit.words[0]) for hit in found.choices for target in hit.targets}
    return {
        choice.value: (choice.label, choice.label_en)
        for award in awards
        for item in award.inputs
        if item.kind is InputKind.CHOICE and any(one.level for one in award.parameters)
        for choice in item.choices
        if named & {(choice.value, choice.label[0]), (choice.value, choice.label_en[0])}
    }


def _required(found: Findings, awards: Sequence[Award]) -> Iterable[_Trait]:
    """要认定的, 要验收的: awards with such a condition."""
    match = found.lexicon.cues["demanded"].search(found.text)
    if match is None:
        return
    word = match.group("what")
    if not any(word in rule.text for award in awards for rule in award.conditions):
        return
    if re.search("(不|无|免|没有?|非)$", found.text[: match.start()]):
        yield _Trait(f"条件里没有“{word}”", f"without the condition “{word}”", _opposite(_asks(word)))
    else:
        yield _Trait(f"条件里有“{word}”", f"with the condition “{word}”", _asks(word))


def _asks(word: str) -> Test:
    return lambda award: any(word in rule.text for rule in award.conditions)


def _places(clauses: Sequence[str]) -> Iterable[_Trait]:
    if clauses:
        yield _Trait("这一条里", "in this clause", lambda award: award.clause in clauses)


def _subjects(found: Findings, awards: Sequence[Award]) -> Iterable[_Trait]:
    """数据方面的, 跟软件有关的: awards with the word in their name, their rule or what they count."""
    matches = (found.lexicon.cues[cue].search(found.text) for cue in ("subject", "subject_of"))
    word = next((match["what"] for match in matches if match), "")
    if word and any(_speaks_of(award, word) for award in awards):
        yield _Trait(f"{word}方面", f"on {word}", lambda award: _speaks_of(award, word))


def _speaks_of(award: Award, word: str) -> bool:
    return any(word in text for text in (award.title, award.formula, *(item.label for item in award.inputs)))


def _recipients(found: Findings, awards: Sequence[Award]) -> Iterable[_Trait]:
    """给采购方的: awards paid to them."""
    match = found.lexicon.cues["paid_to"].search(found.text)
    word = match["what"] if match else ""
    if word and not found.lexicon.says("own", word) and any(word in award.recipient for award in awards):
        yield _Trait(f"给{word}", f"paid to {word}", lambda award: word in award.recipient)


def _has(award: Award, role: Role) -> bool:
    return any(item.role is role for item in award.parameters)


def _opposite(holds: Test) -> Test:
    return lambda award: not holds(award)


def _of_level(level: str, label: str, value: Decimal | None) -> Test:
    def holds(award: Award) -> bool:
        own = [item.value for item in award.parameters if item.level == level]
        if not own and label in award.title and award.title.startswith(label):
            own = [item.value for item in award.parameters if item.role is Role.AMOUNT]
        return bool(own) and (value is None or value in own)

    return holds


def _of_amount(value: Decimal) -> Test:
    return lambda award: any(item.role in _PAYS and item.value == value for item in award.parameters)
