"""What a question supposes, confirmed or corrected in the first sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.awards.model import Award, Parameter, Role
from assistant.claims import Finding
from assistant.compose.draft import Draft, joined
from assistant.query import ClaimKind, Query
from assistant.text import format_percent


def tell_findings(draft: Draft, query: Query, findings: Sequence[Finding]) -> None:
    """One sentence for what is right and one for what is wrong, the wrong first."""
    for right in (False, True):
        group = [item for item in findings if item.right is right]
        if not group:
            continue
        said = dict.fromkeys(text for item in group for text in _found(draft, item))
        markers = dict.fromkeys(draft.mark(item.award.clause, item.award.evidence.quote) for item in group)
        can = re.search(r"(能|可以)[^,。;]{0,12}(吗|么)\??$|能不能|可不可以|\bcan\b", query.text) is not None
        opening = draft.say("对，" if right else "不能，" if can else "不对，", "Yes, " if right else "No, ")
        draft.lines.append(f"{opening}{joined(said, draft.english)}{draft.say('。', '. ')}{''.join(markers)}")


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
