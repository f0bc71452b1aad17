"""The vector index seam: Chroma and a fake in memory, and the snapshot in force."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from assistant.errors import IndexUnavailable
from assistant.models import Chunk
from assistant.protocols import Hit, Vector

INDEX_FOLDER = "index"
CURRENT_FILE = "current"
MANIFEST_FILE = "manifest.json"
CHROMA_FOLDER = "chroma"
REBUILD = "请运行 policy-assistant ingest"


def current_snapshot(data_dir: Path) -> Path:
    """The folder of the index in force.

    Raises:
        IndexUnavailable: none was built yet, or the one named is gone.
    """
    pointer = data_dir / INDEX_FOLDER / CURRENT_FILE
    try:
        name = pointer.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise IndexUnavailable(f"还没有索引（{pointer} 不可读）：{REBUILD}") from error
    snapshot = data_dir / INDEX_FOLDER / name
    if name in ("", "..") or Path(name).name != name or not snapshot.is_dir():
        raise IndexUnavailable(f"索引 {name!r}（见 {pointer}）不存在：{REBUILD}")
    return snapshot


def collection_name(snapshot: Path) -> str:
    """The Chroma collection of a snapshot; a server may hold several side by side."""
    return f"clauses-{snapshot.name}"


def create_index(snapshot: Path, url: str = "") -> ChromaIndex:
    """An index to fill: in the snapshot's folder, or on the Chroma server at `url`."""
    return ChromaIndex(url or snapshot / CHROMA_FOLDER, collection_name(snapshot))


def open_index(snapshot: Path, embedder_name: str, url: str = "") -> ChromaIndex:
    """Open a finished snapshot's vectors.

    Raises:
        IndexUnavailable: another model made it, it is incomplete, or the server does not answer.
    """
    made_by = index_model(snapshot)
    if made_by != embedder_name:
        raise IndexUnavailable(
            f"索引由向量模型 {made_by!r} 建立，当前使用的是 {embedder_name!r}，两者的向量不能混用：{REBUILD}"
        )
    index = create_index(snapshot, url)
    if not index.count():
        index.close()
        raise IndexUnavailable(
            f"索引 {snapshot.name} 里没有向量（{url or snapshot / CHROMA_FOLDER}）：{REBUILD}"
        )
    return index


def drop_index(snapshot: Path, url: str = "") -> None:
    """Give up a snapshot's vectors: on a server its collection; in a folder they go with the folder."""
    if not url:
        return
    try:
        client = _client(url)
        name = collection_name(snapshot)
        if name in {collection.name for collection in client.list_collections()}:
            client.delete_collection(name)
    except Exception as error:
        raise IndexUnavailable(f"Chroma 服务 {url} 删不掉 {snapshot.name} 的向量（{error}）") from error


def index_model(snapshot: Path) -> str:
    """The embedding model that made a snapshot.

    Raises:
        IndexUnavailable: its manifest is missing or damaged.
    """
    path = snapshot / MANIFEST_FILE
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["embedding_model"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexUnavailable(f"索引清单 {path} 不可读（{error}）：{REBUILD}") from error


class ChromaIndex:
    """Chunks in Chroma: a folder (embedded) or an http(s) address (server)."""

    def __init__(self, location: Path | str, collection: str) -> None:
        self.location = str(location)
        self.collection = collection
        try:
            self._client = _client(self.location)
            self._chunks = self._client.get_or_create_collection(
                collection, metadata={"hnsw:space": "cosine"}, embedding_function=None
            )
        except Exception as error:
            raise self._unavailable("打不开", error) from error

    def add(self, chunks: Sequence[Chunk], vectors: Sequence[Vector]) -> None:
        """Put chunks in, replacing those of the same id; ValueError where the lengths differ."""
        if len(chunks) != len(vectors):
            raise ValueError(f"{len(chunks)} chunks but {len(vectors)} vectors: one vector a chunk is needed")
        try:
            step = self._client.get_max_batch_size()
            for at in range(0, len(chunks), step):
                self._upsert(chunks[at : at + step], vectors[at : at + step])
        except Exception as error:
            raise self._unavailable("写不进", error) from error

    def search(self, vector: Vector, limit: int) -> list[Hit]:
        """The nearest chunks, best first, equal ones by id."""
        try:
            found = self._chunks.query(
                query_embeddings=[list(vector)], n_results=max(limit, 1), include=["distances"]
            )
        except Exception as error:
            raise self._unavailable("查不了", error) from error
        distances: Any = found["distances"] or [[]]
        hits = [
            Hit(chunk, 1.0 - float(distance))
            for chunk, distance in zip(found["ids"][0], distances[0], strict=True)
        ]
        return _ranked(hits, limit)

    def count(self) -> int:
        try:
            return int(self._chunks.count())
        except Exception as error:
            raise self._unavailable("读不了", error) from error

    def close(self) -> None:
        """Give the files back; the index cannot be used afterwards."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _upsert(self, chunks: Sequence[Chunk], vectors: Sequence[Vector]) -> None:
        self._chunks.upsert(
            ids=[chunk.id for chunk in chunks],
            embeddings=[list(vector) for vector in vectors],
            metadatas=[{"clause": chunk.clause, "start": chunk.start, "end": chunk.end} for chunk in chunks],
            documents=[chunk.text for chunk in chunks],
        )

    def _unavailable(self, what: str, error: Exception) -> IndexUnavailable:
        remedy = "请检查 POLICY_ASSISTANT_CHROMA_URL 与 Chroma 服务" if _is_url(self.location) else REBUILD
        return IndexUnavailable(f"向量索引 {self.location}（{self.collection}）{what}（{error}）：{remedy}")


class MemoryIndex:
    """The fake: exact cosine similarity over a dictionary."""

    def __init__(self) -> None:
        self._vectors: dict[str, Vector] = {}

    def add(self, chunks: Sequence[Chunk], vectors: Sequence[Vector]) -> None:
        if len(chunks) != len(vectors):
            raise ValueError(f"{len(chunks)} chunks but {len(vectors)} vectors: one vector a chunk is needed")
        self._vectors.update((chunk.id, vector) for chunk, vector in zip(chunks, vectors, strict=True))

    def search(self, vector: Vector, limit: int) -> list[Hit]:
        hits = [Hit(chunk, _cosine(vector, other)) for chunk, other in self._vectors.items()]
        return _ranked(hits, limit)

    def count(self) -> int:
        return len(self._vectors)


def _client(location: str) -> Any:
    import chromadb
    from chromadb.config import Settings

    quiet = Settings(anonymized_telemetry=False)
    if not _is_url(location):
        return chromadb.PersistentClient(path=location, settings=quiet)
    address = urlsplit(location)
    secure = address.scheme == "https"
    port = address.port or (443 if secure else 80)
    return chromadb.HttpClient(host=address.hostname or "", port=port, ssl=secure, settings=quiet)


def _is_url(location: str) -> bool:
    return location.startswith(("http://", "https://"))


def _cosine(one: Vector, other: Vector) -> float:
    product = sum(a * b for a, b in zip(one, other, strict=True))
    lengths = sum(a * a for a in one) * sum(b * b for b in other)
    return product / float(lengths) ** 0.5 if lengths else 0.0


def _ranked(hits: Sequence[Hit], limit: int) -> list[Hit]:
    return sorted(hits, key=lambda hit: (-hit.score, hit.chunk_id))[: max(limit, 0)]
