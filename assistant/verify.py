"""The last look at an answer: every quote byte for byte, every figure in a cited passage or in the working."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.library import Library
from assistant.models import Assessment, Checks, Citation
from assistant.reading.mentions import Kind, Mention, read_mentions
from assistant.text import normalise, plain

MARKER = re.compile(r"\[\d+\]")
_ANY_DAY = date(2000, 1, 1)
Figure = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Verified:
    lines: tuple[str, ...]
    citations: tuple[Citation, ...]
    checks: Checks


def figures(text: str) -> set[Figure]:
    """All figures of a text in one canonical form: (kind, value), whatever way they are written."""
    found: set[Figure] = set()
    for mention in read_mentions(normalise(MARKER.sub(" ", text)), _ANY_DAY):
        found |= set(canonical(mention))
    return found


def canonical(mention: Mention) -> Iterable[Figure]:
    match mention.kind:
        case Kind.DATE:
            if mention.scaled:
                yield "date", mention.day.isoformat()
            yield "month", f"{mention.day.year}-{mention.day.month}"
            yield "year", str(mention.day.year)
        case Kind.YEAR:
            yield "year", plain(mention.amount)
        case Kind.PERCENT:
            yield "percent", plain(mention.amount)
        case Kind.COUNT:
            if not re.match("一", mention.words):  # 一家, 一项: no figure
                yield "count", plain(mention.amount)
        case _:
            yield "money", plain(mention.amount)
            if mention.high is not None:
                yield "money", plain(mention.high)


def verify(
    lines: Sequence[str],
    citations: Sequence[Citation],
    library: Library,
    assessments: Sequence[Assessment],
    understood: str = "",
    facts: Sequence[str] = (),
) -> Verified:
    """Withhold each line with a figure that nothing proves, or with a citation that does not hold."""
    sound = {item.marker for item in citations if _holds(item, library)}
    proven = _proven(citations, library, assessments) | figures(understood) | figures(" ; ".join(facts))
    kept, count, withheld = [], 0, 0
    for line in lines:
        stated = figures(line)
        count += len(stated)
        markers = {int(marker[1:-1]) for marker in MARKER.findall(line)}
        if stated <= proven and markers <= sound:
            kept.append(line)
        else:
            withheld += 1
    used = {int(marker[1:-1]) for line in kept for marker in MARKER.findall(line)}
    shown = tuple(item for item in citations if item.marker in used and item.marker in sound)
    checks = Checks(figures=count, quotes=len(citations), withheld=withheld)
    return Verified(tuple(kept), shown, checks)


def _holds(citation: Citation, library: Library) -> bool:
    clause = library.clause(citation.clause_id)
    text = library.document(clause.document_id).text
    return (
        text[citation.start : citation.end] == citation.quote
        and clause.start <= citation.start <= citation.end <= clause.end
    )


def _proven(
    citations: Sequence[Citation], library: Library, assessments: Sequence[Assessment]
) -> set[Figure]:
    proven: set[Figure] = set()
    for address in {citation.clause_id for citation in citations}:
        clause = library.clause(address)
        proven |= figures(clause.text) | figures(" ".join(clause.sections))
    for assessment in assessments:
        texts = [step.expression for step in assessment.steps]
        texts += [item.text for item in assessment.conditions] + [
            item.text_en for item in assessment.conditions
        ]
        proven |= figures(" ; ".join(texts))
        values = [assessment.amount, assessment.amount_min, assessment.amount_max, assessment.amount_if_met]
        values += [step.value for step in assessment.steps]
        values += [value for value in assessment.inputs.values() if isinstance(value, Decimal)]
        proven |= {("money", plain(value)) for value in values if value is not None}
        days = [value for value in assessment.inputs.values() if isinstance(value, date)]
        proven |= {("date", day.isoformat()) for day in days}
    return proven
