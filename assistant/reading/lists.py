"""Awards named in one list: 标杆企业、服务商和数智优品都拿到了."""

from __future__ import annotations

import re
from collections.abc import Container

from assistant.reading.findings import Findings
from assistant.reading.mentions import Kind
from assistant.reading.names import Hit

_JOINER = re.compile(
    r"(的|奖励?|称号|认定|试点|示范)?([、,/和与跟及+]|以及|还有|加上|再加|\band\b| )+((国家|省|市)(级|里)?的?)?"
)


def award_hits(found: Findings) -> list[Hit[str]]:
    """Names of awards, and words for one award alone that are no part of such a name, in their order."""
    named = found.awards
    words = [
        hit
        for hit in found.topics
        if len(hit.targets) == 1 and not any(one.start < hit.end and hit.start < one.end for one in named)
    ]
    return sorted([*named, *words], key=lambda hit: hit.start)


def award_lists(found: Findings, flat: Container[str]) -> list[list[Hit[str]]]:
    """Runs of two awards or more, with nothing but joining words between; words beside money name no award.

    `flat`: awards of fixed amounts. Words that only hint at another (软件, 采购) do not join a list.
    """
    named = {hit.start for hit in found.awards}
    hits = [hit for hit in award_hits(found) if hit.start in named or set(hit.targets) <= set(_of(flat, hit))]
    runs: list[list[Hit[str]]] = []
    for hit in hits:
        if runs and _JOINER.fullmatch(found.text[runs[-1][-1].end : hit.start]):
            runs[-1].append(hit)
        else:
            runs.append([hit])
    return [run for run in runs if len(run) > 1 and not _beside_money(found, run)]


def _of(flat: Container[str], hit: Hit[str]) -> list[str]:
    return [award for award in hit.targets if award in flat]


def _beside_money(found: Findings, run: list[Hit[str]]) -> bool:
    """采购数据和语料300万: what was bought, not another award."""
    start, end = run[0].start - 6, run[-1].end + 6
    return any(item.kind is Kind.MONEY and start <= item.end and item.start <= end for item in found.mentions)
