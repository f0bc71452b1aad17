"""A BERT's weights as the graph writer needs them, wherever they were read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

BLOCK = 32
"""Weights that share one scale."""

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class BertShape:
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


class Matrix(Protocol):
    def floats(self) -> FloatArray:
        """The matrix as stored weights mean it, rows x columns."""


@dataclass(frozen=True, slots=True)
class BlockMatrix:
    """A matrix in blocks of 32 weights: value = level x scale."""

    levels: NDArray[np.int8]
    """rows x columns."""
    scales: NDArray[np.float16]
    """rows x (columns / 32)."""

    def floats(self) -> FloatArray:
        blocks = self.levels.reshape(*self.scales.shape, BLOCK).astype(np.float32)
        return (blocks * self.scales.astype(np.float32)[:, :, None]).reshape(self.levels.shape)


@dataclass(frozen=True, slots=True)
class DenseMatrix:
    values: FloatArray

    def floats(self) -> FloatArray:
        return self.values


@dataclass(frozen=True, slots=True)
class BertWeights:
    """Names are short: `l0.q.w`, `l0.aln.b`, `emb.pos`; see `bert_graph`."""

    shape: BertShape
    vectors: Mapping[str, FloatArray]
    """Biases, layer norms, positions and types: flat."""
    words: BlockMatrix
    """One row a word piece."""
    matrices: Mapping[str, Matrix]
    """The products: `l<i>.{q,k,v,ao,fi,fo}.w`, out x in."""


def in_blocks(rows: FloatArray) -> BlockMatrix:
    """Round to 8 bits with a scale a block."""
    blocks = rows.reshape(len(rows), -1, BLOCK)
    scales = (np.abs(blocks).max(axis=2) / 127).astype(np.float16)
    safe = np.maximum(scales.astype(np.float32), np.finfo(np.float16).tiny)
    levels = np.clip(np.rint(blocks / safe[:, :, None]), -127, 127).astype(np.int8)
    return BlockMatrix(levels.reshape(rows.shape), scales)
