"""One turn of a conversation as it passes through the steps; each step returns the turn with more of it filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from assistant.compose.draft import Draft
from assistant.models import Answer, Retrieval
from assistant.query import Memory, Query
from assistant.reading.cases import Worked


@dataclass(frozen=True, slots=True)
class Turn:
    question: str
    session_id: str
    as_of: date
    memory: Memory
    query: Query | None = None
    found: Retrieval | None = None
    worked: tuple[Worked, ...] = ()
    draft: Draft | None = None
    answer: Answer | None = None
    measures: Mapping[str, float] = field(default_factory=dict)
    """What steps tell beside their time, shown with it; `by_meaning` 1: vectors were used, 0: words only."""
    retold: bool = False
    """Told again by a caller who keeps the conversation: only what it leaves behind is wanted."""

    @property
    def understood(self) -> Query:
        """The query; only steps after `understand` may ask for it."""
        assert self.query is not None
        return self.query
