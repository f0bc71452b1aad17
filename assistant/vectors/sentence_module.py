"""The prepared model as a sentence-transformers module. Imports torch, so nothing that serves imports it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import InputModule

from assistant.vectors.onnx_encoder import OnnxEncoder
from assistant.vectors.prepared_model import PROMPTS, read_manifest


class OnnxSentenceEncoder(InputModule):
    """Tokens in, sentence embedding out, on onnxruntime."""

    config_keys: list[str] = []  # noqa: RUF012 - declared so by the base class

    def __init__(self, encoder: OnnxEncoder) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.encoder = encoder
        self.tokenizer = encoder.tokenizer

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: Any
    ) -> dict[str, torch.Tensor | Any]:
        encodings = self.tokenizer.encode_batch([(prompt or "") + text for text in inputs])
        rows = [torch.tensor(encoding.ids) for encoding in encodings]
        # Padded as every sentence-transformers module gives its features; `forward` takes it off again.
        ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
        mask = torch.nn.utils.rnn.pad_sequence([torch.ones_like(row) for row in rows], batch_first=True)
        return {"input_ids": ids, "attention_mask": mask}

    def forward(
        self, features: dict[str, torch.Tensor | Any], **kwargs: Any
    ) -> dict[str, torch.Tensor | Any]:
        rows = zip(features["input_ids"], features["attention_mask"], strict=True)
        vectors = self.encoder.run_all([ids[mask.bool()].tolist() for ids, mask in rows])
        return {**features, "sentence_embedding": torch.from_numpy(vectors)}

    def get_embedding_dimension(self) -> int:
        return self.encoder.dimension

    def save(self, output_path: str, *args: Any, safe_serialization: bool = True, **kwargs: Any) -> None:
        for name in read_manifest(self.encoder.directory).files:
            shutil.copyfile(self.encoder.directory / name, Path(output_path) / name)

    @classmethod
    def load(cls, model_name_or_path: str, *args: Any, **kwargs: Any) -> OnnxSentenceEncoder:
        return cls(OnnxEncoder(Path(model_name_or_path)))


def sentence_transformer(directory: Path, threads: int = 0) -> SentenceTransformer:
    """The prepared directory as a SentenceTransformer; the same vectors as the serving path."""
    module = OnnxSentenceEncoder(OnnxEncoder(directory, threads))
    return SentenceTransformer(modules=[module], prompts=dict(PROMPTS), device="cpu")
