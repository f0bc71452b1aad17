"""Vectors of chunks: those of unchanged texts are taken over from the snapshot before."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from assistant.models import Chunk
from assistant.protocols import Embedder, Vector

VECTORS_FILE = "vectors.npz"
BATCH = 32


def embedded_text(chunk: Chunk) -> str:
    """What is embedded: where the chunk stands, then its text."""
    return f"{chunk.context}\n{chunk.text}"


def text_key(chunk: Chunk) -> str:
    return hashlib.sha256(embedded_text(chunk).encode()).hexdigest()


def embed(
    chunks: Sequence[Chunk],
    known: Mapping[str, Vector],
    embedder: Embedder,
    progress: Callable[[str, int, int], None],
) -> dict[str, Vector]:
    """Vectors by text key; only what `known` lacks is worked out."""
    vectors = {key: known[key] for key in map(text_key, chunks) if key in known}
    wanted = {key: embedded_text(chunk) for chunk in chunks if (key := text_key(chunk)) not in vectors}
    keys = list(wanted)
    for at in range(0, len(keys), BATCH):
        batch = keys[at : at + BATCH]
        made = embedder.embed_documents([wanted[key] for key in batch])
        vectors.update(zip(batch, made, strict=True))
        progress("embed", at + len(batch), len(keys))
    return vectors


def write_vectors(vectors: Mapping[str, Vector], path: Path) -> None:
    import numpy

    numpy.savez(path, keys=numpy.array(list(vectors)), vectors=numpy.array(list(vectors.values()), "float32"))


def read_vectors(path: Path) -> dict[str, Vector]:
    """Read what `write_vectors` wrote; empty where it is missing or damaged, since all can be made anew."""
    import numpy

    try:
        with numpy.load(path) as content:
            return dict(zip(content["keys"].tolist(), content["vectors"].tolist(), strict=True))
    except (OSError, ValueError, KeyError, EOFError):
        return {}
