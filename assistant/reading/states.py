"""What the asker says to hold: 我们是省级人工智能服务商."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.awards.model import Award, AwardInput, Form, InputKind, RuleTable
from assistant.query import Binding
from assistant.reading.findings import Findings, ends_with
from assistant.reading.frame import Frame
from assistant.reading.lists import award_hits, award_lists
from assistant.reading.names import Hit

_ONLY_ASKED = re.compile(r"(吗|么|后|的?话|之后|以后|可以|需要)")


_DONE = re.compile(
    r"(都|均|全部?|也|已经?|早就?|刚)(已经?|也|都)?(完成|通过|过了?|办好|搞定|齐了|有了|满足|拿到|ok|没问题|好了|弄好|到位)"
)
_NOT_DONE = re.compile(
    r"(还|正)?在(办|申请|走|审|等|评)|办理中|(都|也)?(还)?(没|未|没有|尚未)(有)?(批|下来|办|过|通过|完成|拿|取得|做|评|搞|弄|定|完)"
)


def bind_other_level(frame: Frame, found: Findings, rules: RuleTable) -> list[Binding]:
    """县级标杆企业: a name said with another level than the award's own is not what the award is given for."""
    labels = {
        choice.value: choice.label
        for award in rules.awards
        for item in award.inputs
        for choice in item.choices
        if any(one.level and one.input == item.name for one in award.parameters)
    }
    result = []
    for hit in award_hits(found):
        said = {
            target.value
            for choice in found.choices
            for target in choice.targets
            if target.value in labels
            and (
                (
                    choice.end <= hit.start
                    and re.fullmatch("(评|认定|发|定|给)?的?", found.text[choice.end : hit.start])
                )
                or _of_level(found.text[hit.end :], choice.start - hit.end, choice.words)
            )
        }
        for award_id in hit.targets if said else ():
            award = frame.awards.get(award_id)
            states = [item for item in award.inputs if item.kind is InputKind.BOOLEAN] if award else []
            own = {value for value, label in labels.items() if award and label in award.title}
            if award and award.form is Form.FLAT and len(states) == 1 and own and not own & said:
                result.append(Binding(award_id, states[0].name, False, hit.words))
    return result


def _of_level(after: str, gap: int, words: str) -> bool:
    """标杆企业是市级的, 服务商国家级的: the level told right after the name, of nothing else."""
    if gap < 0 or not words.endswith(("级", "level")):
        return False
    between, rest = after[:gap], after[gap + len(words) :]
    told = re.fullmatch(
        r"(奖励?)?(我们|目前|现在)?(如果|要是|若)?(还|也|都|却|倒)?(只|仅|才|就)?(是|评|入选|认定|列入|评上|被?评为|属于)?(了|的)?",
        between,
    )
    ends = re.match(r"的?(话|就|也|都|才|给|能|可以|奖|补|有|呢|吗|吧|是|多少|,|\?|$)", rest)
    return told is not None and ends is not None


def bind_nouns(
    frame: Frame, found: Findings, bindings: Sequence[Binding], dates: Sequence[Binding], today: date
) -> list[Binding]:
    """States told of a noun: 入选、验收都已完成; 认定没批下来; a past 验收日期."""
    have = {(item.award_id, item.input) for item in bindings}
    result: list[Binding] = []
    for award in frame.awards.values():
        for item in award.inputs:
            if item.kind is not InputKind.BOOLEAN or (award.id, item.name) in have:
                continue
            value = _told_of(found.text, item)
            if value is None and _dated_before(award, item, dates, today):
                value = True
            if value is not None:
                result.append(Binding(award.id, item.name, value, item.short))
    return result


def _told_of(text: str, item: AwardInput) -> bool | None:
    for noun in (item.short, *item.aliases):
        for match in re.finditer(re.escape(noun), text):
            after = re.split(r"[,。;?]", text[match.end() :])[0]
            if _NOT_DONE.match(after):
                return False
            if re.match(rf"([、和与及][^,。;]{{0,8}})?{_DONE.pattern}", after):
                return True
    return None


def _dated_before(award: Award, item: AwardInput, dates: Sequence[Binding], today: date) -> bool:
    """A date of the same event (验收日期 and 验收) that is past or today says that it has happened."""
    own = {noun for noun in (item.short, *item.aliases) if len(noun) > 1}
    for binding in dates:
        if binding.award_id == award.id and isinstance(binding.value, date) and binding.value <= today:
            words = (award.input(binding.input).short, *award.input(binding.input).aliases)
            if any(noun in word for noun in own for word in words):
                return True
    return False


_ALL_HELD = re.compile(
    r"[^,。;?]{0,20}?(都|均|全)(已经?)?(拿到|评上|获得|入选|认定|列入|拿下|有(?![哪什啥几多没]))(?!了?[吗么?没])"
)


def bind_held(frame: Frame, found: Findings, bindings: Sequence[Binding]) -> list[Binding]:
    """A recognition said to be held, or not to be held, where nothing else states it."""
    held = []
    flat = [award.id for award in frame.awards.values() if award.form is Form.FLAT]
    lists = award_lists(found, flat)
    listed = {hit.start: run for run in lists for hit in run}
    in_lists = [hit for run in lists for hit in run if hit not in found.awards]
    for hit in (*found.awards, *in_lists):
        last = listed.get(hit.start, [hit])[-1]
        before = ends_with(found.pattern("possess"), found.before(hit))
        match = before or _ALL_HELD.match(found.after(last))
        if not match or _ONLY_ASKED.match(found.after(hit)) or _asked(found, last, before):
            continue
        lead = found.text[: before.start()] if before else found.before(hit)
        negated = ends_with(found.pattern("negated"), lead) or re.search("不是|没|未", match.group())
        for award_id in hit.targets:
            award = frame.awards.get(award_id)
            states = [item for item in award.inputs if item.kind is InputKind.BOOLEAN] if award else []
            if award and award.form is Form.FLAT and len(states) == 1:
                name = states[0].name
                if all((item.award_id, item.input) != (award_id, name) for item in bindings):
                    held.append(Binding(award_id, name, not negated, (match.group() + hit.words).strip()))
    return held


def _asked(found: Findings, last: Hit[str], before: re.Match[str] | None) -> bool:
    """都要拿到才行吗: what is only asked or wished is not held."""
    wished = re.match(
        r"[^,。;?]{0,8}?(想|要|需要|能|可以|能不能|是否|怎么|如何)[^,。;?]{0,6}?(都|均|全)", found.after(last)
    )
    return before is None and wished is not None
