"""Products in 8 bits: what evening out the activations keeps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.vectors.bert_graph import build_graph
from assistant.vectors.bert_weights import BertShape, BertWeights, DenseMatrix, FloatArray, in_blocks
from assistant.vectors.calibration import TEXTS, largest_activations
from assistant.vectors.smoothing import NONE, smoothing

SHAPE = BertShape(
    hidden=64, layers=2, heads=4, feed_forward=256, vocabulary=300, positions=128, types=1, epsilon=1e-12
)
IDS = [np.random.default_rng(length).integers(0, 300, length)[None, :] for length in (1, 2, 17, 100)]


class Characters:
    """A tokenizer: a character's number, brought into the vocabulary."""

    def encode(self, text: str) -> Characters:
        self.ids = [ord(character) % SHAPE.vocabulary for character in text]
        return self


@pytest.fixture(scope="module")
def uneven() -> BertWeights:
    """Random, with one channel behind GELU and one behind a layer norm far larger than the others."""
    random = np.random.default_rng(3)

    def normal(*size: int, scale: float = 0.05) -> FloatArray:
        return random.normal(scale=scale, size=size).astype(np.float32)

    vectors, matrices = {"emb.pos": normal(128 * 64), "emb.type": normal(64)}, {}
    for layer in range(SHAPE.layers):
        for part, rows, columns in (
            ("q", 64, 64), ("k", 64, 64), ("v", 64, 64), ("ao", 64, 64), ("fi", 256, 64), ("fo", 64, 256),
        ):  # fmt: skip
            matrix = normal(rows, columns, scale=0.1)
            if part in ("q", "k", "v", "fi"):
                matrix[:, 5] /= 25  # as in trained models: weights for a large channel are small
            matrices[f"l{layer}.{part}.w"] = DenseMatrix(matrix)
            vectors[f"l{layer}.{part}.b"] = normal(rows)
        vectors[f"l{layer}.fi.b"][7] += 40
    for norm in ("emb.ln", "l0.aln", "l0.oln", "l1.aln", "l1.oln"):
        vectors[f"{norm}.w"], vectors[f"{norm}.b"] = 1 + normal(64), normal(64)
        vectors[f"{norm}.w"][5] *= 25
    return BertWeights(SHAPE, vectors, in_blocks(normal(300, 64, scale=1.0)), matrices)


def vectors_of(graph: object) -> FloatArray:
    import onnxruntime

    session = onnxruntime.InferenceSession(graph.SerializeToString())  # type: ignore[attr-defined]
    return np.concatenate([session.run(None, {"input_ids": ids})[0] for ids in IDS])


def error(weights: BertWeights, graph: object) -> float:
    """The longest distance from the vectors worked out in floats, as a share of how far those lie apart."""
    exact = vectors_of(build_graph(weights))
    spread = np.linalg.norm(exact - exact.mean(axis=0), axis=1).mean()
    return float(np.linalg.norm(vectors_of(graph) - exact, axis=1).max() / spread)


def test_evened_out_activations_lose_far_less(uneven: BertWeights) -> None:
    even = smoothing(uneven, largest_activations(uneven, Characters(), ("",)))
    assert even.copies["l0.fo"][7] >= 8 and np.median(even.copies["l0.fo"]) == 1
    plain = error(uneven, build_graph(uneven, NONE))
    assert error(uneven, build_graph(uneven, even)) < plain / 2


def test_calibration_measures_every_product_that_is_evened_out(uneven: BertWeights) -> None:
    largest = largest_activations(uneven, Characters(), ("query: ", ""))
    sizes = {name: len(values) for name, values in largest.items()}
    assert sizes == {f"l{layer}.{name}": size for layer in (0, 1) for name, size in
                     (("qkv", 64), ("fi", 64), ("fo", 256))}  # fmt: skip
    assert largest["l0.fo"].argmax() == 7 and largest["l0.fo"].max() > 30
    assert all((values >= 0).all() for values in largest.values())


def test_channel_that_never_speaks_does_not_break_the_division(uneven: BertWeights) -> None:
    silent = replace(uneven, vectors={**uneven.vectors})
    gain, shift = (uneven.vectors[f"l0.aln.{part}"].copy() for part in "wb")
    gain[9] = shift[9] = 0
    silent.vectors.update({"l0.aln.w": gain, "l0.aln.b": shift})  # type: ignore[attr-defined]
    even = smoothing(silent, largest_activations(silent, Characters(), ("",)))
    assert np.isfinite(vectors_of(build_graph(silent, even))).all()


def test_calibration_uses_no_text_of_corpus_or_questions() -> None:
    """What is measured on them would otherwise be measured on what it was fitted to."""
    root = Path(__file__).parents[2]
    for folder in ("corpus", "eval/cases", "bench"):
        for path in (root / folder).rglob("*.*"):
            if path.suffix in (".md", ".txt", ".html", ".jsonl", ".yaml"):
                content = path.read_text(encoding="utf-8", errors="ignore")
                assert not [text for text in TEXTS if len(text) > 4 and text in content], path
