"""From corpus to index: read what changed, embed what is new, build aside, swap in whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.awards.rules import load_rules
from assistant.config import Settings
from assistant.errors import IndexUnavailable
from assistant.library import Library, read_library, write_library
from assistant.protocols import Embedder, Vector
from assistant.search.index import CHROMA_FOLDER, create_index, current_snapshot, drop_index, open_index
from assistant.search.lexical import LexicalIndex
from ingest import snapshot as snapshots
from ingest.corpus import (
    ParsedDocument,
    document_digest,
    document_folders,
    merge,
    parse_corpus,
    parse_document,
)
from ingest.model import ModelInUse
from ingest.records import read_record, write_record
from ingest.report import IngestReport
from ingest.snapshot import DOCUMENTS_FOLDER, LEXICAL_FOLDER, LIBRARY_FILE, Manifest
from ingest.vectors import VECTORS_FILE, embed, read_vectors, text_key, write_vectors

__all__ = ["Progress", "ingest", "parse_corpus"]

Progress = Callable[[str, int, int], None]
"""Told the stage (read, rules, embed, write), how many are done and of how many."""


@dataclass(frozen=True, slots=True)
class _Corpus:
    """The corpus as read: anew, or from the snapshot in force where unchanged."""

    parsed: tuple[ParsedDocument, ...]
    skipped: tuple[str, ...]
    library: Library

    @property
    def digests(self) -> dict[str, str]:
        return {item.id: item.digest for item in self.parsed}


def ingest(
    settings: Settings,
    make_embedder: Callable[[], Embedder] | None = None,
    progress: Progress | None = None,
    *,
    rebuild: bool = False,
) -> IngestReport:
    """Bring the index up to date with the corpus; `rebuild` takes nothing over from the one in force.

    Raises:
        CorpusError, RuleDataError: the corpus cannot be used; the index in force stays as it is.
        IndexUnavailable: another ingest is running, or the vector store does not answer.
    """
    from assistant.vectors.superseded import remove_superseded

    started = time.monotonic()
    tell = progress or (lambda _stage, _done, _total: None)
    model = ModelInUse(settings, make_embedder)
    with snapshots.writing(settings.data_dir) as folder:
        before = snapshots.snapshot_in_force(settings.data_dir)
        old = None if rebuild else before
        corpus = _read(settings.corpus_dir, old[0] if old else None, tell)
        load_rules(settings.corpus_dir, corpus.library)
        tell("rules", 1, 1)
        changed = not (old and _up_to_date(old, corpus, settings, model))
        if changed:
            vectors, embedded = _vectors(corpus.library, old, model.load(), tell)
            previous = before[0].name if before else ""
            _build(folder, corpus, vectors, _manifest(corpus, settings, model.load(), previous), tell)
        else:
            embedded = 0
        snapshot = _clean(settings.data_dir, folder)
        remove_superseded(settings.data_dir)
    return _report(corpus, snapshot.name, changed, embedded, time.monotonic() - started)


def _report(corpus: _Corpus, snapshot: str, changed: bool, embedded: int, seconds: float) -> IngestReport:
    return IngestReport(
        snapshot=snapshot,
        changed=changed,
        documents=len(corpus.library.documents),
        clauses=len(corpus.library.clauses),
        chunks=len(corpus.library.chunks),
        embedded=embedded,
        repairs={item.id: item.repairs for item in corpus.parsed},
        warnings=tuple(warning for item in corpus.parsed for warning in item.warnings),
        skipped=corpus.skipped,
        seconds=seconds,
    )


def _read(corpus_dir: Path, old: Path | None, tell: Progress) -> _Corpus:
    """Read the corpus; a document whose digest is that of the old snapshot's record is taken from there."""
    parsed, skipped = list[ParsedDocument](), list[str]()
    folders = document_folders(corpus_dir)
    for done, folder in enumerate(folders, 1):
        digest = document_digest(folder)
        known = read_record(folder.name, digest, old / DOCUMENTS_FOLDER) if old else None
        if known:
            skipped.append(known.id)
        parsed.append(known or parse_document(folder))
        tell("read", done, len(folders))
    return _Corpus(tuple(parsed), tuple(skipped), merge(parsed))


def _up_to_date(old: tuple[Path, Manifest], corpus: _Corpus, settings: Settings, model: ModelInUse) -> bool:
    """Whether the snapshot in force is whole and says what would be built now."""
    snapshot, manifest = old
    if (manifest.corpus_digest, manifest.chroma_url) != (corpus.library.digest, settings.chroma_url):
        return False
    if dict(manifest.documents) != corpus.digests or manifest.embedding_model != model.name:
        return False
    try:
        LexicalIndex.load(snapshot / LEXICAL_FOLDER)
        whole = read_library(snapshot / LIBRARY_FILE).digest == manifest.corpus_digest
        return whole and _has_vectors(snapshot, manifest)
    except IndexUnavailable:
        return False


def _has_vectors(snapshot: Path, manifest: Manifest) -> bool:
    """Whether the store still holds them; an embedded one is only looked for: opening it takes a second."""
    if not manifest.chroma_url:
        return (snapshot / CHROMA_FOLDER / "chroma.sqlite3").is_file()
    with open_index(snapshot, manifest.embedding_model, manifest.chroma_url) as index:
        return index.count() == manifest.counts["chunks"]


def _vectors(
    library: Library, old: tuple[Path, Manifest] | None, embedder: Embedder, tell: Progress
) -> tuple[dict[str, Vector], int]:
    """Vectors of all chunks, and of how many they had to be worked out."""
    reusable = old is not None and old[1].embedding_model == embedder.name
    known = read_vectors(old[0] / VECTORS_FILE) if old and reusable else {}
    vectors = embed(library.chunks, known, embedder, tell)
    return vectors, sum(text_key(chunk) not in known for chunk in library.chunks)


def _build(
    folder: Path, corpus: _Corpus, vectors: Mapping[str, Vector], manifest: Manifest, tell: Progress
) -> None:
    """Build a new snapshot aside and put it in force."""
    snapshot = snapshots.new_snapshot(folder, manifest.corpus_digest)
    library = corpus.library
    with create_index(snapshot, manifest.chroma_url) as index:
        index.add(library.chunks, [vectors[text_key(chunk)] for chunk in library.chunks])
    tell("write", 1, 4)
    LexicalIndex.build(library.chunks, library.clauses).save(snapshot / LEXICAL_FOLDER)
    tell("write", 2, 4)
    write_vectors(vectors, snapshot / VECTORS_FILE)
    write_library(library, snapshot / LIBRARY_FILE)
    for parsed in corpus.parsed:
        write_record(parsed, snapshot / DOCUMENTS_FOLDER)
    tell("write", 3, 4)
    snapshots.put_in_force(snapshot, manifest)
    tell("write", 4, 4)


def _manifest(corpus: _Corpus, settings: Settings, embedder: Embedder, previous: str) -> Manifest:
    library = corpus.library
    counts = {
        "documents": len(library.documents),
        "clauses": len(library.clauses),
        "chunks": len(library.chunks),
    }
    return Manifest(
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        embedding_model=embedder.name,
        dimension=embedder.dimension,
        corpus_digest=library.digest,
        documents=corpus.digests,
        counts=counts,
        chroma_url=settings.chroma_url,
        previous=previous,
    )


def _clean(data_dir: Path, folder: Path) -> Path:
    """Remove dead builds and snapshots older than the one before; gives the one in force.

    What the store cannot give up now is tried again next time.
    """
    snapshot = current_snapshot(data_dir)
    manifest = snapshots.read_manifest(snapshot)
    for path in snapshots.leftovers(folder, {snapshot.name, manifest.previous}):
        with suppress(IndexUnavailable):
            drop_index(path, manifest.chroma_url)
            snapshots.remove(path)
    return snapshot
