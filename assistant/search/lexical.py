"""Finds chunks by their words: BM25 over words that know the corpus's terms."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.errors import IndexUnavailable
from assistant.models import Chunk, Clause
from assistant.protocols import Hit
from assistant.search.coverage import clause_names, empty_words
from assistant.search.segment import Segmenter, learn_terms, prepare_dictionary

CHUNKS_FILE = "chunks.json"
DICTIONARY_FILE = "dictionary.txt"
BM25_FOLDER = "bm25"


class LexicalIndex:
    """BM25 scores of chunks; built once, saved beside the vectors, read in a fraction of a second."""

    def __init__(self, segmenter: Segmenter, chunk_ids: Sequence[str], bm25: Any) -> None:
        self.segmenter = segmenter
        self._chunk_ids = tuple(chunk_ids)
        self._bm25 = bm25

    @classmethod
    def build(cls, chunks: Sequence[Chunk], clauses: Sequence[Clause] = ()) -> LexicalIndex:
        """Index the chunks; `clauses` lend their headings, aliases and departments as words.

        Raises:
            ValueError: there is no chunk.
        """
        if not chunks:
            raise ValueError("no chunks to index: the corpus has no clause")
        terms = learn_terms(chunks, clauses)
        segmenter = Segmenter(prepare_dictionary((chunk.context + chunk.text for chunk in chunks), terms))
        names = {clause.address: clause_names(clause) for clause in clauses}
        words = [
            segmenter.words(f"{chunk.context}\n{names.get(chunk.clause, '')}\n{chunk.text}")
            for chunk in chunks
        ]
        bm25 = _bm25()
        bm25.index(words, show_progress=False)
        return cls(segmenter, [chunk.id for chunk in chunks], bm25)

    def search(self, text: str, limit: int) -> list[Hit]:
        """Chunks that share words with the text, best first, equal ones by id."""
        known = self._bm25.vocab_dict
        words = [word for word in self.segmenter.words(text) if word in known and not _says_nothing(word)]
        if not words:
            return []
        scores = self._bm25.get_scores(words).tolist()
        hits = [Hit(chunk, score) for chunk, score in zip(self._chunk_ids, scores, strict=True) if score > 0]
        return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))[:limit]

    def save(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._bm25.save(directory / BM25_FOLDER, show_progress=False)
        (directory / DICTIONARY_FILE).write_text(self.segmenter.dictionary, encoding="utf-8")
        (directory / CHUNKS_FILE).write_text(json.dumps(self._chunk_ids), encoding="utf-8")

    @classmethod
    def load(cls, directory: Path) -> LexicalIndex:
        """Read a saved index.

        Raises:
            IndexUnavailable: it is missing or damaged.
        """
        import bm25s

        try:
            segmenter = Segmenter((directory / DICTIONARY_FILE).read_text(encoding="utf-8"))
            chunk_ids = json.loads((directory / CHUNKS_FILE).read_text(encoding="utf-8"))
            bm25 = bm25s.BM25.load(directory / BM25_FOLDER, show_progress=False)
        except Exception as error:
            raise IndexUnavailable(
                f"词语索引 {directory} 不可读（{error}）：请运行 policy-assistant ingest"
            ) from error
        return cls(segmenter, chunk_ids, bm25)


def _bm25() -> Any:
    import bm25s

    return bm25s.BM25(method="lucene", k1=1.2, b=0.75)


def _says_nothing(word: str) -> bool:
    """English function words; the Chinese ones are rare enough among the words of a clause."""
    return word.isascii() and word in empty_words()
