"""Writes a BERT (multilingual-e5-small) as an ONNX graph: token ids in, unit vectors out."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from assistant.bert_weights import BLOCK, BertWeights, FloatArray

RUNTIME = "com.microsoft"
"""Operator set of onnxruntime: fused attention, GELU with its bias, and 8-bit products."""
PRODUCT_BLOCK = 64
"""Weights of a product that share one scale: twice as many cost recall, half as many cost time."""


class Body(StrEnum):
    """How the products are worked out."""

    FLOAT32 = "fp32"
    """As the weights mean it: the measure of the other."""
    EIGHT_BIT = "int8"
    """In 8 bits: twice the speed, cosine to FLOAT32 0.9995 and more."""


def build_graph(weights: BertWeights, body: Body) -> ModelProto:
    """The model: `input_ids` (int64, 1 x length) in, `embedding` (1 x hidden, length 1) out."""
    graph = _Graph(weights, body)
    state = graph.embeddings()
    for layer in range(weights.shape.layers):
        state = graph.layer(f"l{layer}", state)
    graph.pool(state)
    return graph.model()


class _Graph:
    def __init__(self, weights: BertWeights, body: Body) -> None:
        self.weights = weights
        self.shape = weights.shape
        self.body = body
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def node(self, operator: str, *inputs: str, name: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, domain=domain, **attributes))
        return name

    def constant(self, name: str, values: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def vector(self, name: str) -> str:
        return self.constant(name, self.weights.vectors[name])

    def embeddings(self) -> str:
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
        rows = self.node("Reshape", rows, flat, name="word")
        return self.norm("emb.ln", rows, self.positions())

    def positions(self) -> str:
        """Position vectors for the batch's length, the one token type in use already added."""
        hidden = self.shape.hidden
        table = (
            self.weights.vectors["emb.pos"].reshape(-1, hidden) + self.weights.vectors["emb.type"][:hidden]
        )
        size = self.node("Shape", "input_ids", name="ids.length", start=1, end=2)
        zero, axis = self.constant("zero", np.array([0])), self.constant("axis.first", np.array([0]))
        return self.node("Slice", self.constant("emb.pos", table), zero, size, axis, name="pos")

    def norm(self, name: str, state: str, skip: str) -> str:
        """Layer norm of the sum: two nodes take a quarter of the fused one's time."""
        total = self.node("Add", state, skip, name=f"{name}.sum")
        gains = (self.vector(f"{name}.w"), self.vector(f"{name}.b"))
        return self.node("LayerNormalization", total, *gains, name=name, axis=-1, epsilon=self.shape.epsilon)

    def layer(self, name: str, state: str) -> str:
        joined = self.product(f"{name}.qkv", [f"{name}.{part}" for part in "qkv"], state, bias=True)
        parts = [f"{name}.{part}.out" for part in "qkv"]
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
        mixed = self.product(f"{name}.ao", [f"{name}.ao"], mixed, bias=True)
        state = self.norm(f"{name}.aln", mixed, state)
        wide = self.product(f"{name}.fi", [f"{name}.fi"], state)
        wide = self.node("BiasGelu", wide, self.vector(f"{name}.fi.b"), name=f"{name}.gelu", domain=RUNTIME)
        narrow = self.product(f"{name}.fo", [f"{name}.fo"], wide, bias=True)
        return self.norm(f"{name}.oln", narrow, state)

    def product(self, name: str, sources: list[str], state: str, bias: bool = False) -> str:
        """State times the matrices, stacked; with their biases where asked for."""
        matrix = np.concatenate([self.weights.matrices[f"{source}.w"].floats() for source in sources])
        added = ""
        if bias:
            values = [self.weights.vectors[f"{source}.b"] for source in sources]
            added = self.constant(f"{name}.b", np.concatenate(values))
        if self.body is Body.FLOAT32:
            state = self.node("MatMul", state, self.constant(f"{name}.w", matrix.T), name=f"{name}.mm")
            return self.node("Add", state, added, name=f"{name}.sum") if added else state
        return self.product_by_blocks(name, matrix, state, added)

    def product_by_blocks(self, name: str, matrix: FloatArray, state: str, bias: str) -> str:
        """Weights and activations in 8 bits with a scale a block: a large activation spoils only its own."""
        rows, columns = matrix.shape
        blocks = matrix.reshape(rows, -1, PRODUCT_BLOCK)
        scales = np.abs(blocks).max(axis=2) / 127
        rounded = (np.rint(blocks / scales[:, :, None]) + 128).astype(np.uint8)
        return self.node(
            "MatMulNBits",
            state,
            self.constant(f"{name}.w", rounded),
            self.constant(f"{name}.scale", scales.reshape(-1)),
            "",
            "",
            bias,
            name=f"{name}.mm",
            domain=RUNTIME,
            K=columns,
            N=rows,
            bits=8,
            block_size=PRODUCT_BLOCK,
            accuracy_level=4,  # multiply as integers
        )

    def pool(self, state: str) -> None:
        """The sum over the tokens brought to length 1: the same direction as their mean."""
        axis = self.constant("axis.length", np.array([1]))
        total = self.node("ReduceSum", state, axis, name="total", keepdims=0)
        self.node("LpNormalization", total, name="embedding", axis=-1, p=2)

    def model(self) -> ModelProto:
        # One text a run: 8-bit activations share a scale, so that texts run together would change each other.
        inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, [1, "length"])]
        output = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [1, self.shape.hidden])
        graph = helper.make_graph(self.nodes, "multilingual-e5-small", inputs, [output], self.constants)
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(RUNTIME, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9)
