"""The seams: what the product needs of an embedder and of a vector index. Each has a real and a fake one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.models import Chunk

Vector = Sequence[float]


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def name(self) -> str:
        """Identity of the model: name and digest. An index made by another one is refused."""

    @property
    def dimension(self) -> int: ...

    def embed_query(self, text: str) -> Vector: ...

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]: ...


@dataclass(frozen=True, slots=True)
class Hit:
    chunk_id: str
    score: float
    """Higher is better; cosine similarity for vectors, BM25 for words."""


class ClauseIndex(Protocol):
    """Nearest chunks to a vector."""

    def add(self, chunks: Sequence[Chunk], vectors: Sequence[Vector]) -> None: ...

    def search(self, vector: Vector, limit: int) -> list[Hit]: ...

    def count(self) -> int: ...
