"""Finds the clauses a question is about: by meaning, by words and by name, fused, with a threshold."""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.errors import ModelError
from assistant.library import Library
from assistant.models import Chunk, Passage, Retrieval
from assistant.protocols import ClauseIndex, Embedder, Hit, Reranker
from assistant.search.coverage import Coverage
from assistant.search.lexical import LexicalIndex
from assistant.search.named import Named
from assistant.search.relevance import Naming, Signs, ranked
from assistant.text import to_simplified

log = logging.getLogger(__name__)

CANDIDATES = 100
"""Chunks asked of each index before they are brought together by clause."""
WORD_CANDIDATES = 300
"""Chunks found by words that are looked at: each is then compared with the question word by word."""
MOST_CANDIDATES = 1000
"""However many foreign chunks an index holds, never more than this are asked for."""
THRESHOLD = 0.36
"""Score from which a clause is about the question; chosen on tests/search/questions.yaml."""
RERANKED = 10
"""Clauses that a reranker orders anew."""


@dataclass(frozen=True, slots=True)
class _Dense:
    index: ClauseIndex
    embedder: Embedder
    count: int
    reranker: Reranker | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Every clause that something speaks for, not yet weighed."""

    chunks: Mapping[str, Chunk]
    """By clause address: the chunk nearest to the question."""
    signs: Mapping[str, Signs]
    foreign: bool
    """Whether the question has no word in the script of the clauses."""


class Retriever:
    """Searches a library. Without index or embedder it goes by words alone. Safe from several threads."""

    def __init__(
        self,
        library: Library,
        index: ClauseIndex | None,
        lexical: LexicalIndex,
        embedder: Embedder | None,
        patience: float = 0.0,
        named: Named | None = None,
    ) -> None:
        """`patience`: seconds that `wait` gives an embedder which is still loading. `named`: knows names."""
        self.library = library
        self.coverage = Coverage(library.clauses, lexical.segmenter)
        self._chunks = {chunk.id: chunk for chunk in library.chunks}
        self._first = {chunk.clause: chunk for chunk in reversed(library.chunks)}
        self._lexical, self._named = lexical, named
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
        if limit < 1:
            return Retrieval(())
        evidence = self.evidence(text, document_ids, by_meaning)
        passages = [
            self._passage(address, score, evidence)
            for address, score in ranked(evidence.signs, evidence.foreign)
        ]
        reranker = self._dense.reranker if self._dense and by_meaning else None
        if reranker and passages:
            passages = _reranked(reranker, to_simplified(text).strip(), passages)
        kept = tuple(passage for passage in passages if passage.score >= threshold)
        rejected = tuple(passage for passage in passages if passage.score < threshold)
        return Retrieval(kept[:limit], rejected[:limit])

    def evidence(
        self, text: str, document_ids: Collection[str] | None = None, by_meaning: bool = True
    ) -> Evidence:
        """What speaks for each clause; parameters and errors as in `search`."""
        question, allowed = to_simplified(text).strip(), self._allowed(document_ids)
        if not question:
            return Evidence({}, {}, False)
        dense = self._dense if by_meaning else None
        meaning = _nearest(_dense_hits(dense, question, len(allowed)) if dense else (), allowed)
        hits = self._lexical.search(question, len(self._chunks) + MOST_CANDIDATES)
        words = _nearest([hit for hit in hits if hit.chunk_id in allowed][:WORD_CANDIDATES], allowed)
        naming = self._naming(question, allowed)
        named = {address: self._first[address] for address, how in naming.items() if how is Naming.SURE}
        chunks = named | {address: allowed[hit.chunk_id] for address, hit in (words | meaning).items()}
        signs = {
            address: Signs(
                meaning[address].score if address in meaning else None,
                words[address].score if address in words else None,
                self.coverage.share(question, address),
                naming.get(address),
            )
            for address in chunks
        }
        return Evidence(chunks, signs, not self.coverage.comparable(question))

    def _naming(self, question: str, allowed: Mapping[str, Chunk]) -> Mapping[str, Naming]:
        """How clauses are named, as far as they may be found."""
        named = self._named.clauses(question) if self._named else {}
        return {
            address: how
            for address, how in named.items()
            if address in self._first and self._first[address].id in allowed
        }

    def _passage(self, address: str, score: float, evidence: Evidence) -> Passage:
        chunk, signs = evidence.chunks[address], evidence.signs[address]
        clause = self.library.clause(address)
        return Passage(clause, chunk.text, chunk.start, chunk.end, score, signs.dense, signs.lexical)

    def _allowed(self, document_ids: Collection[str] | None) -> Mapping[str, Chunk]:
        if document_ids is None:
            return self._chunks
        wanted = set(document_ids)
        return {
            chunk.id: chunk
            for chunk in self._chunks.values()
            if self.library.clause(chunk.clause).document_id in wanted
        }


def _nearest(hits: Sequence[Hit], allowed: Mapping[str, Chunk]) -> dict[str, Hit]:
    """By clause its best hit; `hits` come best first."""
    return {allowed[hit.chunk_id].clause: hit for hit in reversed(hits) if hit.chunk_id in allowed}


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
