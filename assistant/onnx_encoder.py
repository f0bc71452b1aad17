"""Runs a prepared model directory: tokenizer and onnxruntime session, nothing else to import."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

TOKENIZER_FILE = "tokenizer.json"
GRAPH_FILE = "model.onnx"
BATCH_TOKENS = 4096
"""Padded tokens that one run may hold: bounds the memory of a batch whatever its length."""

FloatArray = NDArray[np.float32]
IdArray = NDArray[np.int64]


class OnnxEncoder:
    """Texts to unit vectors. Safe to call from several threads."""

    def __init__(self, directory: Path, threads: int = 0) -> None:
        from tokenizers import Tokenizer

        self.directory = directory
        self.tokenizer = Tokenizer.from_file(str(directory / TOKENIZER_FILE))
        self.pad = int(self.tokenizer.token_to_id("<pad>") or 0)
        self.session = _session(directory / GRAPH_FILE, threads or os.cpu_count() or 1)

    @property
    def dimension(self) -> int:
        return int(self.session.get_outputs()[0].shape[-1])

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """One row a text, in the order given."""
        tokens = self.token_ids(texts)
        # Texts of like length go together, so that little is spent on padding.
        order = sorted(range(len(tokens)), key=lambda index: len(tokens[index]))
        vectors = np.empty((len(tokens), self.dimension), dtype=np.float32)
        for rows in _batches(order, tokens):
            vectors[rows] = self.run(*self.pad_together([tokens[row] for row in rows]))
        return vectors

    def token_ids(self, texts: Sequence[str]) -> list[list[int]]:
        return [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]

    def pad_together(self, tokens: Sequence[Sequence[int]]) -> tuple[IdArray, IdArray]:
        """Token ids and attention mask, padded to the longest."""
        lengths = np.array([len(row) for row in tokens])
        mask = np.arange(lengths.max())[None, :] < lengths[:, None]
        ids = np.full(mask.shape, self.pad, dtype=np.int64)
        ids[mask] = np.concatenate([np.asarray(row, dtype=np.int64) for row in tokens])
        return ids, mask.astype(np.int64)

    def run(self, ids: IdArray, mask: IdArray) -> FloatArray:
        return cast(FloatArray, self.session.run(None, {"input_ids": ids, "attention_mask": mask})[0])


def _session(graph: Path, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Workers wait busily within a run (a quarter quicker) but never after it, where they would take
    # the cores from the requests beside this one.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def _batches(order: Sequence[int], tokens: Sequence[Sequence[int]]) -> list[list[int]]:
    batches: list[list[int]] = []
    for row in order:
        if batches and (len(batches[-1]) + 1) * len(tokens[row]) <= BATCH_TOKENS:
            batches[-1].append(row)
        else:
            batches.append([row])
    return batches
