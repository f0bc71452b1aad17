"""The seams: an embedder, a vector index, a language model. Each has a real implementation and a fake one."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
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


class Reranker(Protocol):
    """Scores texts against a question, reading both together."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """One a text; higher is better."""


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


@dataclass(frozen=True, slots=True)
class Message:
    role: str
    """system, user or assistant."""
    content: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What one reply cost, in tokens, as far as the server tells."""

    prompt: int
    cached: int
    """Of the prompt, taken from the prefix cache."""
    completion: int


class ChatModel(Protocol):
    """Writes text for a list of messages."""

    @property
    def name(self) -> str:
        """What `answerer` shows: openai:deepseek-chat."""

    def stream(
        self, messages: Sequence[Message], spent: Callable[[Usage], None] | None = None
    ) -> Generator[str, None, None]:
        """Yield the reply in pieces; closing the iterator ends the reply.

        Raises:
            ModelTimeout: the whole reply took longer than the model is given.
            ModelError: the model cannot be reached, refused or broke off.
        """
