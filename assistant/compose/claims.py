"""What a question supposes, confirmed or corrected in the first sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.awards.model import Award, Parameter, Role
from assistant.compose.draft import Draft, joined
from assistant.compose.judged import Holds, Judged
from assistant.query import ClaimKind, PremiseKind, Query
from assistant.reading.claims import Finding
from assistant.text import format_percent


@dataclass(frozen=True, slots=True)
class _Said:
    words: str
    marker: str


def tell_findings(
    draft: Draft, query: Query, findings: Sequence[Finding], judged: Sequence[Judged] = ()
) -> None:
    """What is wrong first, then what the clause leaves open, then what is right: 对 stands alone or not at all."""
    wrong = [item for finding in findings if not finding.right for item in _of_finding(draft, finding)]
    wrong = [*_judged(draft, judged, Holds.NO), *wrong]
    unstated = _judged(draft, judged, Holds.UNSTATED)
    divided = [item for item in findings if item.right and _divided(item)]
    right = [item for one in findings if one.right and one not in divided for item in _of_finding(draft, one)]
    right = [*_judged(draft, judged, Holds.YES), *right]
    right = [item for item in right if item.words not in {one.words for one in wrong}]
    if wrong:
        _line(draft, denial(draft, query), wrong)
    if unstated:
        _line(draft, "", unstated)
    if divided:
        said = [item for finding in divided for item in _of_finding(draft, finding)]
        _line(draft, draft.say("要分开看：", "It differs: "), said)
    if right:
        rest = wrong or unstated
        _line(
            draft,
            draft.say("其余没错：", "The rest is right: ") if rest else _assent(draft, query, findings),
            right,
        )


_CAN = re.compile(r"(能|可以)[^,。;]{0,12}(吗|么)\??$|能不能|可不可以|\bcan\b")


def _assent(draft: Draft, query: Query, findings: Sequence[Finding]) -> str:
    """能 to whether so much can be had, else 对."""
    can = any(item.claim.at_least for item in findings)
    return draft.say("能，" if can else "对，", "Yes, ")


def _divided(finding: Finding) -> bool:
    """补50%吧, where software gets 50% and hardware 20%: right for one part only, and the part is not told."""
    rates = {item.value for item in finding.parameters if item.role is Role.RATE}
    return finding.claim.kind is ClaimKind.RATE and len(rates) > 1


def denial(draft: Draft, query: Query) -> str:
    """不能 to 能…吗, 没有 to 有…吗, 不对 to 对吧; a plain question is only told what it overlooks."""
    if any(item.kind is PremiseKind.ENTITLED for item in query.premises):
        return draft.say("不一定，", "Not necessarily: ")
    if not query.confirms and not query.claims:
        return draft.say("请注意，", "Please note: ")
    can = _CAN.search(query.text) is not None
    whether = re.search(r"(?<!没)有[^,。;对是]{0,8}(吗|么)\??$|有没有", query.text) is not None
    return draft.say("不能，" if can else "没有，" if whether else "不对，", "No, ")


_SAID_NOT = re.compile(
    r"[拿领享]受?不[到了]|(?<!是)(?<!能)(?<!可)(?<!要)不(能|可以?|给|发|奖|补|行|符合|够|算|享受)(?!不)"
    r"|(?<!有)没有?(奖|补|钱|份|资格|戏|得)|no award|not (get|eligible|paid)"
)


def refusal(draft: Draft, query: Query) -> str:
    """The word before a refusal, where a yes or no is asked: 对 to 没验收就拿不到对吧."""
    if not query.confirms:
        return ""
    return draft.say("对，", "Yes: ") if _SAID_NOT.search(query.text) else denial(draft, query)


def _line(draft: Draft, opening: str, said: Sequence[_Said]) -> None:
    words = joined(dict.fromkeys(item.words for item in said), draft.english)
    markers = "".join(dict.fromkeys(item.marker for item in said))
    draft.lines.append(f"{opening}{words}{draft.say('。', '. ')}{markers}")


def _of_finding(draft: Draft, finding: Finding) -> list[_Said]:
    marker = draft.mark(finding.award.clause, finding.award.evidence.quote)
    return [_Said(text, marker) for text in _found(draft, finding)]


def _judged(draft: Draft, judged: Sequence[Judged], holds: Holds) -> list[_Said]:
    return [
        _Said(draft.say(item.chinese, item.english), draft.mark(*item.proof))
        for item in judged
        if item.holds is holds
    ]


def _found(draft: Draft, finding: Finding) -> list[str]:
    said = []
    if finding.amount is not None:
        amount = draft.money(finding.amount)
        said.append(draft.say(f"按您给的数最高{amount}", f"with your figures it is at most {amount}"))
    if finding.claim.kind is ClaimKind.THRESHOLD:
        return said + [_threshold(draft, item) for item in finding.parameters[:1]] or [
            draft.say("条款没有写这样的门槛", "the clause has no such threshold")
        ]
    return said + [say_parameter(draft, finding.award, item) for item in finding.parameters]


def _threshold(draft: Draft, item: Parameter) -> str:
    amount = draft.money(item.value)
    return draft.say(f"达到{amount}才有奖励", f"it takes at least {amount}")


def say_parameter(draft: Draft, award: Award, item: Parameter) -> str:
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
