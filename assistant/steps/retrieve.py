"""Step 2: query → passages, only where the answer is not read from structure."""

from __future__ import annotations

from dataclasses import replace

from assistant.query import Intent
from assistant.retrieval import Retriever
from assistant.turn import Turn

BY_PASSAGE = {Intent.SEARCH, Intent.PLACE}


def retrieve(turn: Turn, retriever: Retriever) -> Turn:
    query = turn.understood
    lead_of_unnamed = query.intent is Intent.LEAD and not query.clauses and not query.awards
    if query.intent not in BY_PASSAGE and not lead_of_unnamed:
        return turn
    return replace(turn, found=retriever.search(query.text))
