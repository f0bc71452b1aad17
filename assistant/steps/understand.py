"""Step 1: question → query; where that leaves it open, a language model is asked, if there is one."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from assistant.query import Hint, Memory, Query
from assistant.reading.understanding import Understanding
from assistant.turn import Turn


class Reader(Protocol):
    """Helps with unsure questions: `model_reading.ModelReader`."""

    def unsure(self, query: Query, memory: Memory) -> bool: ...

    def read(self, query: Query, memory: Memory, again: Callable[[Hint], Query]) -> Query: ...


def understand(turn: Turn, understanding: Understanding, reader: Reader | None = None) -> Turn:
    query = understanding.read(turn.question, turn.memory, turn.as_of)
    if reader is None or turn.retold or not reader.unsure(query, turn.memory):
        return replace(turn, query=query)
    began = time.perf_counter()
    query = reader.read(
        query,
        turn.memory,
        lambda hint: understanding.read(turn.question, turn.memory, turn.as_of, hint),
    )
    took = round((time.perf_counter() - began) * 1000, 2)
    return replace(turn, query=query, measures={**turn.measures, "model_reading": took})
