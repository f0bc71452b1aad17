"""Finds the clauses a question is about: by meaning and by words, fused, with a threshold."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.coverage import Coverage
from assistant.errors import ModelError
from assistant.lexical import LexicalIndex
from assistant.library import Library
from assistant.models import Chunk, Passage, Retrieval
from assistant.protocols import ClauseIndex, Embedder, Hit, Reranker
from assistant.relevance import background, fused_score
from assistant.text import to_simplified

log = logging.getLogger(__name__)

CANDIDATES = 100
"""Chunks asked of each index before they are brought together by clause."""
MOST_CANDIDATES = 1000
"""However many foreign chunks an index holds, never more than this are asked for."""
THRESHOLD = 0.36
"""Fused score from which a clause is about the question; chosen on tests/retrieval/questions.yaml."""
RERANKED = 10
"""Clauses that a reranker orders anew."""


@dataclass(frozen=True, slots=True)
class _Dense:
    index: ClauseIndex
    embedder: Embedder
    count: int
    reranker: Reranker | None


@dataclass(slots=True)
class _Found:
    """One clause's best chunk by each way of finding."""

    chunk: Chunk
    dense: float | None = None
    lexical: float | None = None


class Retriever:
    """Searches a library. Without index or embedder it goes by words alone. Safe from several threads."""

    def __init__(
        self,
        library: Library,
        index: ClauseIndex | None,
        lexical: LexicalIndex,
        embedder: Embedder | None,
        patience: float = 0.0,
    ) -> None:
        """`patience`: seconds that `wait` gives an embedder which is still loading."""
        self.library = library
        self.coverage = Coverage(library.clauses, lexical.segmenter)
        self._chunks = {chunk.id: chunk for chunk in library.chunks}
        self._lexical = lexical
        self._dense: _Dense | None = None
        self._patience = patience
        self._settled = threading.Event()
        if index is not None and embedder is not None:
            self.attach(index, embedder)

    def attach(self, index: ClauseIndex, embedder: Embedder, reranker: Reranker | None = None) -> None:
        """Search by meaning from now on: the model has been loaded."""
        self._dense = _Dense(index, embedder, index.count(), reranker)
        self._settled.set()

    def give_up(self) -> None:
        """Nobody need wait any longer: the model cannot be loaded."""
        self._settled.set()

    def wait(self) -> None:
        """Wait for a model that is still loading, as long as patience lasts."""
        self._settled.wait(self._patience)

    @property
    def by_meaning(self) -> bool:
        """Whether vectors are used yet."""
        return self._dense is not None

    def search(
        self,
        text: str,
        limit: int = 5,
        document_ids: Collection[str] | None = None,
        threshold: float = THRESHOLD,
        by_meaning: bool = True,
    ) -> Retrieval:
        """Clauses about `text` in any script or language, best first, at most `limit` kept and rejected each.

        `by_meaning`: False goes by words alone, without the embedder.

        Raises:
            ModelError: the embedding failed.
            IndexUnavailable: the index cannot be read.
        """
        question = to_simplified(text).strip()
        if not question or limit < 1:
            return Retrieval(())
        dense = self._dense if by_meaning else None
        passages = self._passages(question, self._allowed(document_ids), dense)
        if dense and dense.reranker:
            passages = _reranked(dense.reranker, question, passages)
        kept = tuple(passage for passage in passages if passage.score >= threshold)
        rejected = tuple(passage for passage in passages if passage.score < threshold)
        return Retrieval(kept[:limit], rejected[:limit])

    def _passages(self, question: str, allowed: Mapping[str, Chunk], dense: _Dense | None) -> list[Passage]:
        found: dict[str, _Found] = {}
        for hit in _dense_hits(dense, question, len(allowed)) if dense else ():
            if hit.chunk_id in allowed:
                chunk = allowed[hit.chunk_id]
                found.setdefault(chunk.clause, _Found(chunk, dense=hit.score))
        # All chunks with a common word: there are no more of them than chunks, and sorting them is cheap.
        for hit in self._lexical.search(question, len(self._chunks) + MOST_CANDIDATES):
            if hit.chunk_id in allowed:
                chunk = allowed[hit.chunk_id]
                entry = found.setdefault(chunk.clause, _Found(chunk))
                entry.lexical = hit.score if entry.lexical is None else entry.lexical
        passages = self._scored(question, found)
        return sorted(passages, key=lambda passage: (-passage.score, passage.clause.address))

    def _scored(self, question: str, found: Mapping[str, _Found]) -> list[Passage]:
        noise = background([entry.dense for entry in found.values() if entry.dense is not None])
        foreign = not self.coverage.comparable(question)
        passages = []
        for address, entry in found.items():
            share = self.coverage.share(question, address)
            score = fused_score(entry.dense, noise, entry.lexical, share, foreign)
            clause, chunk = self.library.clause(address), entry.chunk
            passages.append(
                Passage(clause, chunk.text, chunk.start, chunk.end, score, entry.dense, entry.lexical)
            )
        return passages

    def _allowed(self, document_ids: Collection[str] | None) -> Mapping[str, Chunk]:
        if document_ids is None:
            return self._chunks
        wanted = set(document_ids)
        return {
            chunk.id: chunk
            for chunk in self._chunks.values()
            if self.library.clause(chunk.clause).document_id in wanted
        }


def _dense_hits(dense: _Dense, question: str, allowed: int) -> Sequence[Hit]:
    if not allowed:
        return ()
    # The index may hold documents that are not searched now: ask for as many more.
    share = dense.count / allowed
    wanted = min(math.ceil(CANDIDATES * max(share, 1.0)), MOST_CANDIDATES, max(dense.count, 1))
    return dense.index.search(dense.embedder.embed_query(question), wanted)


def _reranked(reranker: Reranker, question: str, passages: Sequence[Passage]) -> list[Passage]:
    """The best few in the reranker's order.

    Fused scores stay with the places: they say how many clauses are about the question, the reranker which.
    """
    best = passages[:RERANKED]
    try:
        scores = reranker.scores(question, [passage.text for passage in best])
    except ModelError as error:
        log.warning("not reranked: %s", error)
        return list(passages)
    order = sorted(range(len(best)), key=lambda place: (-scores[place], place))
    moved = [replace(best[place], score=best[rank].score) for rank, place in enumerate(order)]
    return [*moved, *passages[RERANKED:]]
