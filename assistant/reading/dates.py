"""Dates of a question: those that an award asks for, and the day the question is about."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from assistant.awards.model import AwardInput, InputKind, PlanRule, RuleTable
from assistant.query import Binding, Intent, Problem, Query, Unread
from assistant.reading.findings import Findings
from assistant.reading.frame import A_YEAR, Frame
from assistant.reading.lexicon import Lexicon
from assistant.reading.mentions import Kind, Mention
from assistant.reading.numerals import read_number


def bind_dates(frame: Frame, found: Findings, rules: RuleTable) -> tuple[list[Binding], list[Unread]]:
    """Attach dates to the date inputs whose names stand beside them: 2026年3月5日通过验收."""
    bindings: list[Binding] = []
    unclear: list[Unread] = []
    for mention in found.mentions:
        if mention.kind is not Kind.DATE and not (mention.kind is Kind.YEAR and mention.amount > A_YEAR):
            continue
        for award in frame.awards.values():
            for item in award.inputs:
                if item.kind is InputKind.DATE and _beside(found, mention, item):
                    day = certain_day(mention, rules.plan(award.document_id))
                    if day is None:
                        unclear.append(Unread(Problem.UNCLEAR, mention.words, item.question))
                    else:
                        bindings.append(Binding(award.id, item.name, day, mention.words))
    return bindings, unclear


def _beside(found: Findings, mention: Mention, item: AwardInput) -> bool:
    after = re.split(r"[,。;]", found.after(mention)[:8])[0]
    before = re.split(r"[,。;]", found.before(mention)[-8:])[-1]
    return any(word in after or word in before for word in (item.short, *item.aliases))


def certain_day(mention: Mention, plan: PlanRule) -> date | None:
    """The day meant; None where a limit of the validity lies inside the month or year that is named."""
    first, last = _ends(mention)
    changes = first < plan.valid_from <= last or first <= plan.valid_to < last
    return None if changes else first


_LATER = (
    re.compile(r"(过了|过完|晚于|迟于|\bafter|\bpast|\bbeyond) ?$"),
    re.compile(r" ?(年|日|号)?(以后|之后|过后|后)"),
)
_EARLIER = (re.compile(r"(早于|\bbefore|\bprior to) ?$"), re.compile(r" ?(年|日|号)?(以前|之前|前)(?!后)"))


def day_named(text: str, mention: Mention, plan: PlanRule) -> date | None:
    """The day that a named day, month or year stands for: of 2027年以后 the first day after it, of 9月28日之前 the last before.

    None where a limit of the validity lies inside what is named.
    """
    first, last = _ends(mention)
    before, after = text[: mention.start], text[mention.end :]
    if _LATER[0].search(before) or _LATER[1].match(after):
        return last + timedelta(days=1)
    if _EARLIER[0].search(before) or _EARLIER[1].match(after):
        return first - timedelta(days=1)
    return certain_day(mention, plan)


def _ends(mention: Mention) -> tuple[date, date]:
    """The first and last day of what is named."""
    if mention.kind is Kind.YEAR:
        return date(int(mention.amount), 1, 1), date(int(mention.amount), 12, 31)
    if mention.scaled:
        return mention.day, mention.day
    first = mention.day.replace(day=1)
    return first, first.replace(day=monthrange(first.year, first.month)[1])


def days_of(mentions: Sequence[Mention]) -> list[Mention]:
    """Days, months and years with a date; 第二年 is none."""
    return [
        item
        for item in mentions
        if item.kind is Kind.DATE or (item.kind is Kind.YEAR and item.amount > A_YEAR)
    ]


_NO_END = re.compile(
    r"(长期|永久|永远|一直|无限期)(都|会|是|地)?(有效|管用|执行|实施|生效|算数)|没有(到期|截止|有效)(日|期|时间)"
)
_SPAN = re.compile(
    r"(有效期?|期限|管|实施|执行|施行)(?![^,。;]{0,4}[还剩])[^,。;\d]{0,4}?(?P<years>[一二两三四五六七八九十]|\d{1,2})个?年"
    r"(?![后前内多之以底初度])"
)


def span_supposed(text: str) -> bool:
    """Whether the validity is told as a number of years, or as without end: 有效期三年, 长期有效."""
    return _NO_END.search(text) is not None or _SPAN.search(text) is not None


def span_is(text: str, plan: PlanRule) -> bool:
    """Whether the number of years told is the validity's, to the day."""
    match = _SPAN.search(text)
    if match is None or _NO_END.search(text):
        return False
    start, years = plan.valid_from, int(read_number(match["years"]) or 0)
    after = date(start.year + years, start.month, min(start.day, 28))
    return plan.valid_to in (after, after - timedelta(days=1))


def asks_of_a_day(text: str, mentions: Sequence[Mention], lexicon: Lexicon) -> bool:
    """Whether nothing but the plan's being in force on a named day is asked: 2028年以后还能享受吗."""
    rest, days = text, days_of(mentions)
    for mention in reversed(days):
        rest = rest[: mention.start] + rest[mention.end :]
    asked = lexicon.says("question", text) or lexicon.says("confirm", text)
    asked = asked or re.match(r"(so |and )?(can|could|is|are|will|does|do) ", text) is not None
    if asked and not days and span_supposed(text):
        return True
    return bool(days) and asked and re.search(r"\w", lexicon.cues["in_force_words"].sub("", rest)) is None


_RECEIVED = re.compile(r"(拿|领|得|获|补|享受|评|入选|认定|发|到账)(到|奖|得)?(了|过)|已经?(拿|领|享受)")


def _history(text: str, mention: Mention) -> bool:
    """前年拿过20万: what was received on a day tells of the past, whatever is asked of now."""
    piece = re.split(r"[,。;!?]", text[mention.end :])[0]
    return _RECEIVED.search(piece) is not None and re.search(r"能|吗|多少", piece) is None


def day_asked_about(query: Query, plans: Sequence[PlanRule]) -> date:
    """The day that the answer holds for: one named in the question that is no input, else `as_of`."""
    if not plans or query.intent not in (Intent.AWARD, Intent.RULE):
        return query.as_of
    bound = {binding.words for binding in query.bindings if isinstance(binding.value, date)}
    periods = {binding.period for binding in query.bindings if binding.period}
    for mention in days_of(query.mentions):
        if mention.words in bound:
            continue
        exact = mention.kind is Kind.DATE and mention.scaled
        if _history(query.text, mention):
            continue
        if not exact and str(_ends(mention)[0].year) in periods:
            continue
        day = day_named(query.text, mention, plans[0])
        if day is None or (mention.kind is Kind.YEAR and plans[0].valid_from <= day <= plans[0].valid_to):
            continue  # the year that the question tells of is in force, or partly
        first, last = _ends(mention)
        return last if day == first < plans[0].valid_from else day
    return query.as_of
