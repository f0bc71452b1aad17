"""Evens out the activations of a BERT, so that one 8-bit scale does for all of a text's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.vectors.bert_weights import BertWeights, FloatArray

SHARE = 0.6
"""Of the unevenness that is moved into the weights; SmoothQuant's alpha (Xiao et al. 2022)."""
USUAL = 0.98
"""Share of the channels behind GELU that stay as they are; the others are copied."""
TINY = 1e-5

PRODUCTS: Mapping[str, tuple[str, ...]] = {
    "qkv": ("q", "k", "v"),
    "ao": ("ao",),
    "fi": ("fi",),
    "fo": ("fo",),
}
"""A layer's products and the matrices that each multiplies by, stacked."""


@dataclass(frozen=True, slots=True)
class Smoothing:
    divisors: Mapping[str, FloatArray]
    """Per product that follows a layer norm (`l0.qkv`, `l0.fi`): what its input channels are divided by
    and its weights multiplied by."""
    copies: Mapping[str, NDArray[np.intp]]
    """Per `l<i>.fo`: how many copies of an input channel, each of that part of its size, are summed."""


NONE = Smoothing({}, {})


def smoothing(weights: BertWeights, largest: Mapping[str, FloatArray]) -> Smoothing:
    """What evens out activations whose largest absolute values, per product and channel, are `largest`."""
    divisors, copies = {}, {}
    for layer in range(weights.shape.layers):
        for product in ("qkv", "fi"):
            name = f"l{layer}.{product}"
            heaviest = np.abs(stacked(weights, layer, product)).max(axis=0)
            divisors[name] = _divisors(largest[name], heaviest)
        copies[f"l{layer}.fo"] = _copies(largest[f"l{layer}.fo"])
    return Smoothing(divisors, copies)


def stacked(weights: BertWeights, layer: int, product: str) -> FloatArray:
    """The matrices of a product, out x in."""
    return np.concatenate([weights.matrices[f"l{layer}.{part}.w"].floats() for part in PRODUCTS[product]])


def _divisors(largest: FloatArray, heaviest: FloatArray) -> FloatArray:
    up = np.maximum(largest, TINY) ** SHARE
    divisors: FloatArray = (up / np.maximum(heaviest, TINY) ** (1 - SHARE)).astype(np.float32)
    return divisors


def _copies(largest: FloatArray) -> NDArray[np.intp]:
    """A few channels behind GELU are ten times the others; divided alone they would only move into the weights."""
    usual = max(float(np.quantile(largest, USUAL)), TINY)
    copies: NDArray[np.intp] = np.maximum(np.ceil(largest / usual), 1).astype(np.intp)
    return copies
