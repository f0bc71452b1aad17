"""What the command line prints: plain text and JSON on stdout, mistakes and progress on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from assistant import wire
from assistant.models import Answer, Assessment, Clause, Passage
from ui import render

if TYPE_CHECKING:
    from rich.console import Console


def console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, highlight=False)


def print_json(value: object) -> None:
    """Print JSON in UTF-8 whatever the terminal's encoding is."""
    sys.stdout.flush()
    sys.stdout.buffer.write((wire.dumps(value, indent=2) + "\n").encode())
    sys.stdout.buffer.flush()


def print_mistake(message: str) -> None:
    """Print one line; control characters of the input do not reach the terminal."""
    line = "".join(c if c.isprintable() else "?" for c in " ".join(message.split()))
    console(stderr=True).print(line, style="red", markup=False, soft_wrap=True)


def print_answer(answer: Answer) -> None:
    _print_markdown(render.answer_terminal(answer))


def print_assessment(assessment: Assessment) -> None:
    _print_markdown(render.assessment_markdown(assessment))


def print_clauses(clauses: Iterable[Clause]) -> None:
    """One line a clause: address, title, departments with ☆ before the lead."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("地址", "条款", "责任单位"):
        table.add_column(name, overflow="fold")
    for clause in clauses:
        departments = "、".join(f"{'☆' if item.lead else ''}{item.display}" for item in clause.departments)
        table.add_row(clause.address, clause.title, departments)
    console().print(table, markup=False)


def print_passages(passages: Iterable[Passage]) -> None:
    """Clauses found for words, best first, with the text that matched."""
    out = console()
    for passage in passages:
        head = f"{passage.clause.address}  {passage.clause.title}  ({passage.score:.3f})"
        out.print(head, style="bold", markup=False)
        out.print(f"  {passage.text}\n", markup=False)


def print_clause(clause: Clause) -> None:
    out = console()
    out.print(f"{clause.title}  {clause.address}", style="bold", markup=False)
    out.print(clause.text, markup=False)


def _print_markdown(text: str) -> None:
    from rich.markdown import Markdown

    console().print(Markdown(text, hyperlinks=False))
