"""From when until when the plan holds, and whether it does on the day asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.awards.conditions import written_day
from assistant.awards.model import PlanRule
from assistant.compose.draft import Draft
from assistant.compose.structure import Corpus
from assistant.query import Query
from assistant.reading.dates import day_named, days_of, span_is, span_supposed
from assistant.reading.mentions import Kind, Mention

_FROM = re.compile(r"(底|末|初)?(才|就|正式|开始|起)*(施行|生效|实施|执行|起效|开始)(的|吧|对|是|吗|,|\?|$)")
_UNTIL = re.compile(r"(底|末|初)?(就|才|会|便)*(到期|结束|截止|失效|过期|作废|终止|为止)")
_UP_TO = re.compile(r"(到|至|止|until|till|expires?( on)?|through) ?$")
_OF_A_DAY = re.compile(
    r"(还|是否|现在|仍|能|可以?|可|当[天日])[^,。;]{0,6}(有|有效|管用|生效|能用|作数|执行|在|享受|申请|申报|拿|领|用)"
    r"|(施行|生效|实施|执行|开始|失效|过期|到期|结束|作废)(了(?!吧|对|是)|没)|有没有"
    r"|赶得(上|及)|来得及"
    r"|still|can (we|i|you|one|they)|in force|already"
)
_ENDED = re.compile(r"(?<!没)(?<!没有)(?<!不)(失效|过期|到期|结束|作废|终止)了?(吗|没|么|\?|$)|expired")
_ONCE_OVER = re.compile(
    r"(到期|过期|失效|期满|有效期(过|满|结束|到)了?|过了(有效)?期)(了|的话)?(以后|之后|后)?[^,。;]{0,4}(还|仍|也|照样|能|可以)"
)
_CAN = re.compile(r"能|可以|可不可以|享受|申请|申报|\bcan\b")


def compose_validity(draft: Draft, query: Query, corpus: Corpus) -> None:
    """Both ends of the validity; first whether it covers the day asked about, or any end supposed wrongly."""
    for plan in corpus.rules.plans:
        marker = draft.mark(plan.validity.clause, plan.validity.quote)
        draft.clauses = (plan.validity.clause,)
        named = days_of(query.mentions)
        asked = named if named and _OF_A_DAY.search(query.text) else []
        if asked:
            _of_days(draft, query, plan, asked, marker)
            continue
        if not named and _ONCE_OVER.search(query.text):
            _on(draft, query, _State(plan, plan.valid_to + timedelta(days=1)), "", marker)
            continue
        supposed = named if query.confirms else []
        _both_ends(draft, plan, query, supposed, marker)
        draft.facts += [written_day(query.as_of), str(query.as_of)]
        shown = _State(plan, query.as_of)
        draft.add(f"{written_day(query.as_of)}{shown.chinese}。", f"On {query.as_of} it {shown.english}.")


@dataclass(frozen=True, slots=True)
class _State:
    """Whether a plan holds on a day, in words; the day is None where it changes within what is named."""

    plan: PlanRule
    day: date | None

    @property
    def holds(self) -> bool:
        return self.day is not None and self.plan.valid_from <= self.day <= self.plan.valid_to

    @property
    def over(self) -> bool:
        return self.day is not None and self.day > self.plan.valid_to

    @property
    def chinese(self) -> str:
        return "在有效期内" if self.holds else "已经失效（过了有效期）" if self.over else "还没有开始施行"

    @property
    def english(self) -> str:
        return (
            "is in force" if self.holds else "is no longer in force" if self.over else "is not in force yet"
        )


def _both_ends(draft: Draft, plan: PlanRule, query: Query, supposed: Sequence[Mention], marker: str) -> None:
    start, end = plan.valid_from, plan.valid_to
    zh_start, zh_end = written_day(start), written_day(end)
    wrong = [mention for mention in supposed if not _is_end(query.text, mention, plan)]
    told_span = query.confirms and not supposed and span_supposed(query.text)
    if wrong or (told_span and not span_is(query.text, plan)):
        of_start = bool(wrong) and all(_FROM.match(query.text, mention.end) for mention in wrong)
        told = (
            f"自{zh_start}起施行，有效期至{zh_end}" if of_start else f"有效期至{zh_end}，自{zh_start}起施行"
        )
        draft.add(
            f"不对：{told}。{marker}",
            f"No: it is in force from {start} until {end}. {marker}",
        )
        return
    yes = draft.say("对，", "Yes, ") if supposed or told_span else ""
    draft.add(
        f"{yes}自**{zh_start}**起施行，有效期至**{zh_end}**。{marker}",
        f"{yes}It is in force from **{start}** until **{end}** ({zh_start}至{zh_end}). {marker}",
    )


def _is_end(text: str, mention: Mention, plan: PlanRule) -> bool:
    """Whether a day supposed to be the first or the last of the validity is it, as exactly as it is told."""
    before, after = text[: mention.start], text[mention.end :]
    ends: tuple[date, ...] = (plan.valid_from, plan.valid_to)
    if _UP_TO.search(before) or _UNTIL.match(after):
        ends = (plan.valid_to,)
    elif _FROM.match(after):
        ends = (plan.valid_from,)
    if mention.kind is Kind.YEAR:
        return int(mention.amount) in {day.year for day in ends}
    if mention.scaled:
        return mention.day in ends
    return (mention.day.year, mention.day.month) in {(day.year, day.month) for day in ends}


def _of_days(draft: Draft, query: Query, plan: PlanRule, asked: Sequence[Mention], marker: str) -> None:
    """Yes or no for each day asked about."""
    for mention in asked:
        state = _State(plan, day_named(query.text, mention, plan))
        _on(draft, query, state, f"{mention.words}：" if len(asked) > 1 else "", marker)
    draft.facts += [mention.words for mention in asked]


def _on(draft: Draft, query: Query, state: _State, which: str, marker: str) -> None:
    """Yes or no for one day, then the ends that it follows from."""
    plan = state.plan
    ends = f"自**{written_day(plan.valid_from)}**起施行，有效期至**{written_day(plan.valid_to)}**"
    ends_en = f"in force from **{plan.valid_from}** until **{plan.valid_to}**"
    if state.day is None:
        draft.add(f"{which}要看是哪一天：{ends}。{marker}", f"It depends on the day: {ends_en}. {marker}")
        return
    yes = state.over if _ENDED.search(query.text) else state.holds
    denied = (
        "不能，"
        if _CAN.search(query.text)
        else "没有，"
        if re.search("没|了吗|失效|期", query.text)
        else "不，"
    )
    draft.add(
        f"{which}{'是的，' if yes else denied}那时政策{state.chinese}：{ends}。{marker}",
        f"{'Yes' if yes else 'No'}, it {state.english} then: {ends_en}. {marker}",
    )
