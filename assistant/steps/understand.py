"""Step 1: question → query."""

from __future__ import annotations

from dataclasses import replace

from assistant.turn import Turn
from assistant.understanding import Understanding


def understand(turn: Turn, understanding: Understanding) -> Turn:
    return replace(turn, query=understanding.read(turn.question, turn.memory, turn.as_of))
