"""Which figures of an answer nothing bears out: apart from, and stricter than, the product's own check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from eval.cases import Case
from eval.figures import Figure, figures, unproven
from eval.records import Json
from eval.text import simplified

if TYPE_CHECKING:
    from assistant.library import Library

_ECHO = re.compile(r"^[\s>*_-]*(我理解为|I understood)", re.IGNORECASE)
_ITEM = re.compile(r"^\s*(?:[-*]|\d{1,2}[.)、])\s")
_CEILING = re.compile(
    r"(?:最高|至多|最多|上限|封顶|\bup to\b|\bat most\b|\bmaximum\b)((?:[^，。；、,;:：()\n]|(?<=\d),(?=\d)){1,30})"
)
_AMOUNTS = ("amount", "amount_min", "amount_max", "amount_if_met")


def unproven_figures(case: Case, answer: Json, library: Library) -> tuple[Figure, ...]:
    """The figures of the answer's text without proof; what the user said is proof only of its echo."""
    granted = [*_proofs(answer, library), *figures(case.as_of.isoformat()), *_counts(answer)]
    proofs = [*granted, *(figure for award in answer["awards"] for figure in _given(award))]
    echo, rest = _split(answer["answer"])
    said = [figure for turn in case.turns for figure in figures(turn)]
    found = (*unproven(figures(rest), proofs), *unproven(figures(echo), [*proofs, *said]))
    promised = unproven(_ceilings(rest), granted)
    return (*found, *(figure for figure in promised if figure not in found))


def _ceilings(text: str) -> Iterator[Figure]:
    """Amounts told as the most that one gets: what was put in proves none."""
    for match in _CEILING.finditer(simplified(text).casefold().replace("**", "")):
        yield from (figure for figure in figures(match[1]) if figure.unit == "元")


def _split(text: str) -> tuple[str, str]:
    """The lines that echo the reading of the question, and the others."""
    lines = text.splitlines()
    echo = [line for line in lines if _ECHO.match(simplified(line))]
    return "\n".join(echo), "\n".join(line for line in lines if line not in echo)


def _proofs(answer: Json, library: Library) -> Iterator[Figure]:
    citations = [*answer["citations"], *(c for award in answer["awards"] for c in award["citations"])]
    for citation in citations:
        yield from figures(citation["quote"])
        yield from figures(citation["document_title"])
    for address in {citation["clause_id"] for citation in citations}:
        yield from _clause_figures(address, library)
    for award in answer["awards"]:
        yield from _working(award)


def _clause_figures(address: str, library: Library) -> tuple[Figure, ...]:
    try:
        return figures(library.clause(address).text)
    except LookupError:
        return ()


def _working(award: Json) -> Iterator[Figure]:
    for step in award["steps"]:
        yield from figures(step["value"] + ("%" if step["unit"] == "percent" else "元"))
    for name in _AMOUNTS:
        if award.get(name) is not None:
            yield from figures(f"{award[name]}元")
    period = award.get("period", "")
    yield from figures(f"{period}年" if period.isdigit() else period)


def _given(award: Json) -> Iterator[Figure]:
    """What the amounts were worked out from."""
    for step in award["steps"]:
        yield from figures(step["expression"])
    for value in award["inputs"].values():
        if isinstance(value, str):
            yield from figures(value)


def _counts(answer: Json) -> Iterator[Figure]:
    """How many things the answer lists: 共4项 is borne out by four lines, four clauses or four awards."""
    lines = answer["answer"].splitlines()
    blocks: list[int] = []
    length = 0
    for line in [*lines, ""]:
        if _ITEM.match(line):
            length += 1
        elif length:
            blocks, length = [*blocks, length], 0
    cited = len({citation["clause_id"] for citation in answer["citations"]})
    for count in {cited, sum(blocks), len(answer["awards"]), *blocks}:
        yield from (Figure("number", str(count), unit) for unit in ("个", "项", "条", "家"))
