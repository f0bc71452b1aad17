"""Step 2: query → passages, only where the answer is not read from structure."""

from __future__ import annotations

import logging
from dataclasses import replace

from assistant.errors import ModelError
from assistant.models import Retrieval
from assistant.query import Intent, Query
from assistant.search.retrieval import Retriever
from assistant.turn import Turn

log = logging.getLogger(__name__)

BY_PASSAGE = {Intent.SEARCH, Intent.PLACE}


def retrieve(turn: Turn, retriever: Retriever) -> Turn:
    query = turn.understood
    lead_of_unnamed = query.intent is Intent.LEAD and not query.clauses and not query.awards
    if query.intent not in BY_PASSAGE and not lead_of_unnamed:
        return turn
    found, by_meaning = _search(query.text, retriever)
    if query.search_text and (query.subject or not found.kept):
        found = _by_other_words(query, found, retriever)
    return replace(turn, found=found, measures={**turn.measures, "by_meaning": float(by_meaning)})


def _by_other_words(query: Query, own: Retrieval, retriever: Retriever) -> Retrieval:
    """What the rewritten question finds, as far as the own words or the session speak of it."""
    kept = tuple(
        item
        for item in _search(query.search_text, retriever)[0].kept
        if item.clause.address in query.subject or retriever.coverage.share(query.text, item.clause.address)
    )
    return Retrieval(kept, own.rejected) if kept else own


def _search(text: str, retriever: Retriever) -> tuple[Retrieval, bool]:
    """What is found, and whether by meaning too: by words alone while no embedding is to be had."""
    retriever.wait()
    by_meaning = retriever.by_meaning
    try:
        return retriever.search(text, by_meaning=by_meaning), by_meaning
    except ModelError as error:
        log.warning("searching by words only: %s", error)
        return retriever.search(text, by_meaning=False), False
