"""Runs a prepared model directory: tokenizer and onnxruntime session, nothing else to import."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

TOKENIZER_FILE = "tokenizer.json"
GRAPH_FILE = "model.onnx"

FloatArray = NDArray[np.float32]


class OnnxEncoder:
    """Texts to unit vectors. Safe to call from several threads."""

    def __init__(self, directory: Path, threads: int = 0) -> None:
        from tokenizers import Tokenizer

        self.directory = directory
        self.tokenizer = Tokenizer.from_file(str(directory / TOKENIZER_FILE))
        self.threads = threads or os.cpu_count() or 1
        self.session = _session(directory / GRAPH_FILE, self.threads)

    @property
    def dimension(self) -> int:
        return int(self.session.get_outputs()[0].shape[-1])

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """One row a text. Each is run by itself: its vector never depends on the texts beside it."""
        rows = [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]
        if not rows:
            return np.empty((0, self.dimension), dtype=np.float32)
        if len(rows) == 1 or self.threads == 1:
            return np.concatenate([self.run(row) for row in rows])
        # Several texts side by side keep the cores busier than the parts of one.
        with ThreadPoolExecutor(self.threads) as pool:
            return np.concatenate(list(pool.map(self.run, rows)))

    def run(self, ids: Sequence[int]) -> FloatArray:
        """The vector of one text's tokens, 1 x dimension."""
        row = np.asarray(ids, dtype=np.int64)[None, :]
        return cast(FloatArray, self.session.run(None, {"input_ids": row})[0])


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
