"""What a short question means by the answer before it: 那省的呢, 软件先不算, 还是加上吧, 下一条呢."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from decimal import Decimal

from assistant.awards.model import Award, InputKind
from assistant.library import Library
from assistant.query import Binding, Intent, Memory, Mode
from assistant.reading.findings import Findings
from assistant.reading.frame import Frame
from assistant.reading.names import Hit, InputName
from assistant.reading.pairing import money_targets
from assistant.reading.splits import multiple

_ASKING = re.compile(
    r"^(那么?|如果|要是|假如|换成|改成|若|是|我们|我司|公司|咱们?|应该|属于|列入|评上|拿到?|入选|目前|就|算|了|的|,)+"
    r"|(的话|那种|[这那]一?(级|档|层)|一?层|评的|试点|的|呢|会|怎么样|怎样|怎么办|吧|啊|哦|[?。!,])+$"
)


def echoed(
    text: str, awards: Sequence[Award], bindings: Sequence[Binding], asked: Container[tuple[str, str]] = ()
) -> list[Binding]:
    """那省的呢, 政府的呢: all that is left of the question begins the words of just one choice.

    `asked`: (award id, input) pairs that the last answer asked for; 我们是省的 answers them.
    """
    word = _bare(text)
    have = {(item.award_id, item.input) for item in bindings}
    if not 1 <= len(word) <= 4 or re.search(r"[\d%]", word) or re.search("谁|哪|什么|多少|几", text):
        return []
    goes_on = re.search(r"呢|的话", text) is not None
    result = []
    for award in awards:
        for item in award.inputs if not any(owner == award.id for owner, _ in have) else ():
            if not goes_on and (award.id, item.name) not in asked:
                continue
            values = {c.value for c in item.choices if _begins(word, (c.label, *c.words))}
            if item.kind is InputKind.CHOICE and len(values) == 1:
                result.append(Binding(award.id, item.name, values.pop(), word))
    return result


def _begins(word: str, names: Iterable[str]) -> bool:
    return any(name.startswith(word) for name in names)


def _bare(text: str) -> str:
    before = ""
    while text != before:
        before, text = text, _ASKING.sub("", text.strip())
    return text


def dropped(frame: Frame, found: Findings, known: set[tuple[str, str]]) -> list[Binding]:
    """软件先不算, 抹掉软件: an amount that the session knows, or waits for, is none."""
    cue = rf"(?:{found.pattern('dropped')})(?!超过|多于|高于|低于|少于|超出|[\d一二三四五六七八九十百千两])"
    result = []
    for hit in frame.inputs:
        after = re.match(
            rf"(投入|部分|那块|这块|方面|的钱)?(呢|的)?,?(我们)?(就|都)?(先)?({cue})", found.after(hit)
        )
        before = re.search(rf"({cue})(了|掉|那|这|个|部分|的)*$", found.before(hit))
        if re.search(found.pattern("only_this"), found.before(hit)):
            result += _others(frame, hit, known)
        elif (after or before) and not re.search(r"(能不能|可不可以)$", found.before(hit)):
            result += _none(frame, hit, known)
    return result


def _none(frame: Frame, hit: Hit[InputName], known: set[tuple[str, str]]) -> list[Binding]:
    return [
        Binding(target.award_id, target.input, Decimal(0), hit.words)
        for target in money_targets(frame, hit)
        if any(award == target.award_id for award, _ in known)
        and not frame.awards[target.award_id].input(target.input).sum_of
    ]


def _others(frame: Frame, hit: Hit[InputName], known: set[tuple[str, str]]) -> list[Binding]:
    """只算硬件: whatever else the amount is worked out from is none."""
    return [
        Binding(target.award_id, item.name, Decimal(0), hit.words)
        for target in money_targets(frame, hit)
        if any(award == target.award_id for award, _ in known)
        for item in frame.awards[target.award_id].inputs
        if item.required and item.kind is InputKind.MONEY and item.name != target.input
    ]


def put_back(found: Findings, memory: Memory, award_id: str) -> str:
    """还是加上吧，45万: the one input that was taken back."""
    if not found.says("put_back"):
        return ""
    cases = [case for case in memory.cases if case.award_id == award_id]
    none = [
        name
        for case in cases
        for name, value in case.inputs.items()
        if isinstance(value, Decimal) and not value
    ]
    return none[0] if len(none) == 1 else ""


def scaled(found: Findings, memory: Memory, awards: Sequence[Award]) -> list[Binding]:
    """翻倍呢, 都减半: every amount told of the awards, at once."""
    factor = multiple(found.text)
    if factor is None or not found.says("whole_amount"):
        return []
    by_id = {award.id: award for award in awards}
    return [
        Binding(case.award_id, item.name, factor, found.text, Mode.SCALE)
        for case in memory.cases
        if case.award_id in by_id
        for item in by_id[case.award_id].inputs
        if item.name != by_id[case.award_id].deducts and isinstance(case.inputs.get(item.name), Decimal)
    ]


def clauses_meant(found: Findings, memory: Memory, library: Library) -> tuple[str, ...]:
    """这条, 上一条, 下一条: seen from the clause of the last answer."""
    if not memory.clauses or found.references:
        return ()
    here = memory.clauses[0]
    of_roles = memory.intent == Intent.LEAD and (found.says("role_lead") or found.says("role_participant"))
    if found.says("this_clause") or (of_roles and len(found.text) <= 8 and not found.departments):
        return (here,)
    match = found.lexicon.cues["neighbour"].search(found.text)
    if match is None:
        return ()
    own = library.clauses_of(library.clause(here).document_id)
    place = [clause.address for clause in own].index(here) + (-1 if match["back"] or match["last"] else 1)
    return (own[place].address,) if 0 <= place < len(own) else ()
