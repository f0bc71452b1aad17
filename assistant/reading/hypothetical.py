"""A state that is only supposed to come about: 那验收了以后能拿多少, 等入选了呢."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from assistant.awards.model import Award, AwardInput, InputKind
from assistant.query import Binding, Case, Mode

_DONE = r"(了|完了?|完成了?|通过了?|过了?|好了?|合格了?|上了?|下来了?)*"
_LATER = r"(以后|之后|后|的话|的时候|时)"
_IF = r"(等|待|等到|如果|要是|假如|假设|一旦|只要|万一|将来|以后|once|when|after|if|assuming)"
_NOT = re.compile(r"(没有?|未|还没|不|尚未|not|n't)[^,。;]{0,3}$")


def with_supposed(
    awards: Iterable[Award], text: str, bindings: Sequence[Binding], cases: Iterable[Case]
) -> list[Binding]:
    """Readings in which a state supposed to come about is neither told as missing nor remembered as such.

    It is not taken for reached either: it stays a condition of the amount.
    """
    denied = {
        (case.award_id, name) for case in cases for name, value in case.inputs.items() if value is False
    }
    kept = list(bindings)
    for award in awards:
        for item in award.inputs:
            if item.kind is not InputKind.BOOLEAN or not any(_supposed(text, item)):
                continue
            kept = [
                one for one in kept if (one.award_id, one.input, one.value) != (award.id, item.name, False)
            ]
            if (award.id, item.name) in denied and all(one.input != item.name for one in kept):
                kept.append(Binding(award.id, item.name, False, item.short, Mode.DROP))
    return kept


def _supposed(text: str, item: AwardInput) -> Iterator[bool]:
    words = [
        item.short,
        *item.aliases,
        *(word for one in item.choices if one.value == "true" for word in one.words),
    ]
    nouns = "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))
    for match in re.finditer(
        rf"(?P<cond>{_IF}[^,。;]{{0,6}}?)?(?P<noun>{nouns}){_DONE}(?P<later>{_LATER})?", text
    ):
        before = text[: match.start("noun")]
        yield bool(match["cond"] or match["later"]) and _NOT.search(before) is None
