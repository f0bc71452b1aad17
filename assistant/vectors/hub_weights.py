"""Reads multilingual-e5-small, or any BERT of its kind, as model hubs keep it: the original weights."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import ModelError
from assistant.vectors.bert_weights import (
    BertShape,
    BertWeights,
    BlockMatrix,
    DenseMatrix,
    FloatArray,
    in_blocks,
)

REPOSITORY = "intfloat/multilingual-e5-small"
CONFIG_FILE, TOKENIZER_FILE, WEIGHTS_FILE = FILES = ("config.json", "tokenizer.json", "model.safetensors")
ANSWER_SECONDS = 3.0
"""A hub that does not answer within this is taken as out of reach."""
ROWS_AT_ONCE = 20_000
"""Of the word vectors, so that they are never all in memory as floats."""
PARTS: Mapping[str, str] = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
"""A layer's parts: our short name, the hub's."""
NORMS = ("aln", "oln")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class HubFiles:
    config: Path
    tokenizer: Path
    weights: Path


def fetch(repository: str = REPOSITORY, endpoint: str | None = None) -> HubFiles:
    """Fetch the model's files through huggingface_hub, whose environment variables are honoured.

    `endpoint`: the hub's address; None: HF_ENDPOINT, else huggingface.co. What was fetched before is
    taken from its cache.

    Raises:
        ModelError: no hub answers in time, it lacks the model, or a file's digest is not the one it states.
    """
    from huggingface_hub import constants, hf_hub_download

    address, offline = endpoint or constants.ENDPOINT, constants.is_offline_mode()
    if not offline:
        _check_reach(address, repository)
    try:
        paths = [
            Path(
                hf_hub_download(
                    repository,
                    name,
                    endpoint=address,
                    etag_timeout=ANSWER_SECONDS,
                    local_files_only=offline,
                )
            )
            for name in FILES
        ]
    except Exception as error:
        raise ModelError(f"从模型库取 {repository} 失败（{error}）：请检查网络或 HF_ENDPOINT") from error
    for path in paths:
        _check_digest(path)
    return HubFiles(*paths)


def _check_reach(endpoint: str, repository: str) -> None:
    """One short request first: the client's own would be repeated for minutes."""
    import httpx
    from huggingface_hub import get_token

    token = get_token()
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    address = f"{endpoint}/{repository}/resolve/main/{CONFIG_FILE}"
    try:
        answer = httpx.head(address, headers=headers, timeout=ANSWER_SECONDS, follow_redirects=True)
        answer.raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ModelError(f"模型库 {endpoint} 不可用（{error}）：可用 HF_ENDPOINT 指定镜像") from error


def _check_digest(path: Path) -> None:
    """In the client's cache a large file's name is the SHA-256 that the hub states for it."""
    stated = path.resolve().name
    if not _SHA256.fullmatch(stated):
        return
    with path.open("rb") as file:
        actual = hashlib.file_digest(file, "sha256").hexdigest()
    if actual != stated:
        path.resolve().unlink()
        raise ModelError(f"模型文件 {path.name} 校验和不对（应为 {stated}，实为 {actual}），已删除：请重试")


def read_hub_weights(files: HubFiles) -> BertWeights:
    """Read the weights; word vectors are rounded to 8 bits in blocks of 32.

    Raises:
        ModelError: a file is damaged or the model is not a BERT.
    """
    from safetensors import SafetensorError, safe_open

    try:
        shape = _shape(json.loads(files.config.read_text(encoding="utf-8")))
        with safe_open(str(files.weights), framework="numpy") as tensors:
            return _Reader(tensors, shape).weights()
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise ModelError(f"模型 {files.weights} 无法读取（{error!r}）：请换用内置模型") from error


def _shape(config: Mapping[str, Any]) -> BertShape:
    if config.get("model_type") != "bert" or config.get("hidden_act", "gelu") != "gelu":
        raise ValueError(
            f"a {config.get('model_type')!r} with {config.get('hidden_act')!r}, not a BERT with gelu"
        )
    return BertShape(
        hidden=config["hidden_size"],
        layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"],
        feed_forward=config["intermediate_size"],
        vocabulary=config["vocab_size"],
        positions=config["max_position_embeddings"],
        types=config["type_vocab_size"],
        epsilon=config["layer_norm_eps"],
    )


class _Reader:
    def __init__(self, tensors: Any, shape: BertShape) -> None:
        self.tensors, self.shape = tensors, shape
        self.prefix = "bert." if "bert.embeddings.LayerNorm.weight" in set(tensors.keys()) else ""

    def floats(self, name: str) -> FloatArray:
        values: FloatArray = self.tensors.get_tensor(self.prefix + name).astype(np.float32)
        return values

    def weights(self) -> BertWeights:
        vectors = {
            "emb.pos": self.floats("embeddings.position_embeddings.weight").reshape(-1),
            "emb.type": self.floats("embeddings.token_type_embeddings.weight").reshape(-1),
            "emb.ln.w": self.floats("embeddings.LayerNorm.weight"),
            "emb.ln.b": self.floats("embeddings.LayerNorm.bias"),
        }
        matrices: dict[str, DenseMatrix] = {}
        for layer in range(self.shape.layers):
            for short, long in PARTS.items():
                name, source = f"l{layer}.{short}", f"encoder.layer.{layer}.{long}"
                vectors[f"{name}.b"] = self.floats(f"{source}.bias")
                weight = self.floats(f"{source}.weight")
                if short in NORMS:
                    vectors[f"{name}.w"] = weight
                else:
                    matrices[f"{name}.w"] = DenseMatrix(weight)
        return BertWeights(self.shape, vectors, self.words(), matrices)

    def words(self) -> BlockMatrix:
        table = self.tensors.get_slice(self.prefix + "embeddings.word_embeddings.weight")
        count = self.shape.vocabulary
        parts = [
            in_blocks(table[at : min(at + ROWS_AT_ONCE, count)].astype(np.float32))
            for at in range(0, count, ROWS_AT_ONCE)
        ]
        return BlockMatrix(
            np.concatenate([part.levels for part in parts]), np.concatenate([part.scales for part in parts])
        )
