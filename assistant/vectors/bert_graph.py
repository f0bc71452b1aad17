"""Writes a BERT (multilingual-e5-small) as an ONNX graph: token ids in, unit vectors out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from assistant.vectors.bert_weights import BLOCK, BertWeights, FloatArray
from assistant.vectors.smoothing import NONE, PRODUCTS, Smoothing, stacked

RUNTIME = "com.microsoft"
"""Operator set of onnxruntime: attention in one operator, and products in 8 bits."""


def build_graph(
    weights: BertWeights, smoothing: Smoothing | None = None, *, watched: bool = False
) -> ModelProto:
    """The model: `input_ids` (int64, 1 x length) in, `embedding` (1 x hidden, length 1) out.

    `smoothing`: multiply in 8 bits, activations evened out by it; None: in floats, as the weights mean it.
    `watched`: the values named by `product_inputs` are outputs too.
    """
    graph = _Graph(weights, smoothing)
    state = graph.norm("emb.ln", graph.words(), graph.positions(), feeds="l0.qkv")
    for layer in range(weights.shape.layers):
        state = graph.layer(layer, *state)
    graph.pool(state[1])
    return graph.model(list(product_inputs(weights.shape.layers).values()) if watched else [])


def product_inputs(layers: int) -> Mapping[str, str]:
    """Product -> the value that it multiplies, for those whose input is evened out."""
    inputs = {}
    for layer in range(layers):
        inputs[f"l{layer}.qkv"] = f"l{layer - 1}.oln" if layer else "emb.ln"
        inputs[f"l{layer}.fi"] = f"l{layer}.aln"
        inputs[f"l{layer}.fo"] = f"l{layer}.gelu"
    return inputs


class _Graph:
    def __init__(self, weights: BertWeights, smoothing: Smoothing | None) -> None:
        self.weights = weights
        self.shape = weights.shape
        self.in_8_bits = smoothing is not None
        self.smoothing = smoothing or NONE
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def node(self, operator: str, *inputs: str, name: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, domain=domain, **attributes))
        return name

    def constant(self, name: str, values: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def words(self) -> str:
        table = self.constant("emb.word", self.weights.words.levels)
        scales = self.constant("emb.scale", self.weights.words.scales)
        rows = self.node("Gather", table, "input_ids", name="word.rows")
        rows = self.node("Cast", rows, name="word.float", to=TensorProto.FLOAT)
        blocked = self.constant("shape.blocks", np.array([0, 0, -1, BLOCK]))
        rows = self.node("Reshape", rows, blocked, name="word.blocks")
        scale = self.node("Gather", scales, "input_ids", name="word.scale16")
        scale = self.node("Cast", scale, name="word.scale32", to=TensorProto.FLOAT)
        last = self.constant("axis.last", np.array([-1]))
        scale = self.node("Unsqueeze", scale, last, name="word.scale")
        rows = self.node("Mul", rows, scale, name="word.scaled")
        flat = self.constant("shape.flat", np.array([0, 0, self.shape.hidden]))
        return self.node("Reshape", rows, flat, name="word")

    def positions(self) -> str:
        """Position vectors for the text's length, the one token type in use already added."""
        hidden = self.shape.hidden
        table = (
            self.weights.vectors["emb.pos"].reshape(-1, hidden) + self.weights.vectors["emb.type"][:hidden]
        )
        size = self.node("Shape", "input_ids", name="ids.length", start=1, end=2)
        zero, axis = self.constant("zero", np.array([0])), self.constant("axis.first", np.array([0]))
        return self.node("Slice", self.constant("emb.pos", table), zero, size, axis, name="pos")

    def norm(self, name: str, state: str, skip: str, feeds: str = "") -> tuple[str, str]:
        """Layer norm of the sum: as the product that it `feeds` takes it, and as it is.

        Sum and norm in two nodes take a quarter of the fused one's time.
        """
        total = self.node("Add", state, skip, name=f"{name}.sum")
        gain, shift = self.weights.vectors[f"{name}.w"], self.weights.vectors[f"{name}.b"]
        divisors = self.smoothing.divisors.get(feeds)
        if divisors is not None:
            gain, shift = gain / divisors, shift / divisors
        gains = self.constant(f"{name}.w", gain), self.constant(f"{name}.b", shift)
        smooth = self.node(
            "LayerNormalization", total, *gains, name=name, axis=-1, epsilon=self.shape.epsilon
        )
        if divisors is None:
            return smooth, smooth
        return smooth, self.node("Mul", smooth, self.constant(f"{name}.size", divisors), name=f"{name}.full")

    def layer(self, layer: int, state: str, residual: str) -> tuple[str, str]:
        name, following = f"l{layer}", f"l{layer + 1}.qkv"
        joined = self.product(layer, "qkv", state)
        parts = [f"{name}.{part}.out" for part in PRODUCTS["qkv"]]
        self.nodes.append(
            helper.make_node("Split", [joined], parts, name=f"{name}.split", axis=2, num_outputs=3)
        )
        mixed = self.node(
            "MultiHeadAttention",
            *parts,
            name=f"{name}.attention",
            domain=RUNTIME,
            num_heads=self.shape.heads,
        )
        mixed = self.product(layer, "ao", mixed)
        state, residual = self.norm(f"{name}.aln", mixed, residual, feeds=f"{name}.fi")
        wide = self.node("Gelu", self.product(layer, "fi", state), name=f"{name}.gelu", domain=RUNTIME)
        narrow = self.product(layer, "fo", self.divided(layer, wide))
        return self.norm(f"{name}.oln", narrow, residual, feeds=following)

    def divided(self, layer: int, wide: str) -> str:
        """Each copy of a channel brought to its part."""
        copies = self.smoothing.copies.get(f"l{layer}.fo")
        if copies is None:
            return wide
        parts = self.constant(f"l{layer}.parts", np.repeat(1 / copies, copies).astype(np.float32))
        return self.node("Mul", wide, parts, name=f"l{layer}.parted")

    def product(self, layer: int, product: str, state: str) -> str:
        """State times the product's matrices, with their biases."""
        name, matrix = f"l{layer}.{product}", stacked(self.weights, layer, product)
        bias = np.concatenate([self.weights.vectors[f"l{layer}.{part}.b"] for part in PRODUCTS[product]])
        copies = self.smoothing.copies.get(f"l{layer}.fo")
        if name in self.smoothing.divisors:
            matrix = matrix * self.smoothing.divisors[name]
        if product == "fi" and copies is not None:
            matrix, bias = np.repeat(matrix, copies, axis=0), np.repeat(bias, copies)
        if product == "fo" and copies is not None:
            matrix = np.repeat(matrix, copies, axis=1)
        added = self.constant(f"{name}.b", bias)
        if self.in_8_bits:
            return self.product_in_8_bits(name, matrix, state, added)
        state = self.node("MatMul", state, self.constant(f"{name}.w", matrix.T), name=f"{name}.mm")
        return self.node("Add", state, added, name=f"{name}.sum")

    def product_in_8_bits(self, name: str, matrix: FloatArray, state: str, bias: str) -> str:
        """Weights with a scale an output channel, activations with one a text, found as it runs."""
        scales = np.maximum(np.abs(matrix).max(axis=1), np.finfo(np.float32).tiny) / 127
        rounded = np.rint(matrix / scales[:, None]).astype(np.int8)
        return self.node(
            "DynamicQuantizeMatMul",
            state,
            self.constant(f"{name}.w", rounded.T),
            self.constant(f"{name}.scale", scales),
            self.constant(f"{name}.zero", np.zeros(len(scales), np.int8)),
            bias,
            name=f"{name}.mm",
            domain=RUNTIME,
        )

    def pool(self, state: str) -> None:
        """The sum over the tokens brought to length 1: the same direction as their mean."""
        axis = self.constant("axis.length", np.array([1]))
        total = self.node("ReduceSum", state, axis, name="total", keepdims=0)
        self.node("LpNormalization", total, name="embedding", axis=-1, p=2)

    def model(self, watched: list[str]) -> ModelProto:
        # One text a run: 8-bit activations share a scale, so that texts run together would change each other.
        inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "length"])]
        outputs = [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [1, self.shape.hidden])]
        outputs += [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in watched]
        graph = helper.make_graph(self.nodes, "multilingual-e5-small", inputs, outputs, self.constants)
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(RUNTIME, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9)
