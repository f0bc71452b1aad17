"""What the decision on a question's intent rests on besides the query."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from assistant.awards.model import Award
from assistant.library import Library
from assistant.query import Intent, Memory, Query
from assistant.reading.findings import Findings


class Coverage(Protocol):
    """The content words of a question and the share of them that a clause has."""

    def content_words(self, question: str) -> tuple[str, ...]: ...

    def share(self, question: str, address: str) -> float: ...


@dataclass(frozen=True, slots=True)
class Circumstances:
    found: Findings
    memory: Memory
    coverage: Coverage
    awards: Mapping[str, Award]
    library: Library

    def says(self, cue: str) -> bool:
        return self.found.says(cue)

    def asks_amount(self) -> bool:
        return self.says("amount") or self.says("eligible")

    def asks_lead(self, query: Query) -> bool:
        asks_money = self.says("amount") and not query.clauses and not query.departments
        return self.says("lead") and not self.says("selects") and not asks_money


Rule = Callable[[Query, Circumstances], Intent | None]


def has_figures(query: Query) -> bool:
    return any(isinstance(item.value, Decimal) for item in query.bindings)
