"""Snapshots of the index: built aside, put in force by replacing one line, cleaned up afterwards."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import IndexUnavailable
from assistant.search.index import CURRENT_FILE, INDEX_FOLDER, MANIFEST_FILE, current_snapshot

LIBRARY_FILE = "library.json"
LEXICAL_FOLDER = "lexical"
DOCUMENTS_FOLDER = "documents"
LOCK_FILE = "lock"


@dataclass(frozen=True, slots=True)
class Manifest:
    created: str
    embedding_model: str
    dimension: int
    corpus_digest: str
    documents: Mapping[str, str]
    """Document id -> digest of what it was made of."""
    counts: Mapping[str, int]
    chroma_url: str = ""
    """Where the vectors are; empty: in the snapshot."""
    previous: str = ""
    """The snapshot that was in force before: a running server may still use it."""


@contextmanager
def writing(data_dir: Path) -> Iterator[Path]:
    """Hold the index folder for one writer; the lock goes with the process, however it ends.

    Raises:
        IndexUnavailable: another process is writing.
    """
    folder = data_dir / INDEX_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK_FILE).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise IndexUnavailable(f"另一个 ingest 正在写 {folder}；请等它结束后再试。") from error
        yield folder


def snapshot_in_force(data_dir: Path) -> tuple[Path, Manifest] | None:
    """The finished snapshot in force; None where there is none or it is damaged."""
    try:
        snapshot = current_snapshot(data_dir)
        return snapshot, read_manifest(snapshot)
    except (IndexUnavailable, OSError, ValueError, TypeError):
        return None


def read_manifest(snapshot: Path) -> Manifest:
    """Raises OSError, ValueError or TypeError where it is missing or damaged."""
    return Manifest(**json.loads((snapshot / MANIFEST_FILE).read_text(encoding="utf-8")))


def new_snapshot(folder: Path, corpus_digest: str) -> Path:
    """An empty folder to build in; nothing refers to it before `put_in_force`."""
    made = folder / f"{corpus_digest[:12]}-{datetime.now(UTC):%Y%m%d%H%M%S%f}"
    made.mkdir()
    return made


def put_in_force(snapshot: Path, manifest: Manifest) -> None:
    """Finish a snapshot and let it serve from now on."""
    _write_through(snapshot / MANIFEST_FILE, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
    pointer = snapshot.parent / CURRENT_FILE
    aside = pointer.with_suffix(".new")
    _write_through(aside, f"{snapshot.name}\n")
    os.replace(aside, pointer)


def leftovers(folder: Path, keep: set[str]) -> list[Path]:
    """Snapshots that neither serve nor may still be served: dead builds and old versions."""
    return [path for path in folder.iterdir() if path.is_dir() and path.name not in keep]


def remove(snapshot: Path) -> None:
    shutil.rmtree(snapshot, ignore_errors=True)


def _write_through(path: Path, text: str) -> None:
    """Write and wait until the disk has it."""
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
