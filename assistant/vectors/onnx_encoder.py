"""Runs a prepared model directory: tokenizer and onnxruntime session, nothing else to import."""

from __future__ import annotations

import os
import threading
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
        self._over_all_cores = _session(directory / GRAPH_FILE, self.threads)
        several = self.threads > 1
        self._on_one_core = _session(directory / GRAPH_FILE, 1) if several else self._over_all_cores
        self._pool = ThreadPoolExecutor(self.threads, thread_name_prefix="embedding")
        self._lock, self._running = threading.Lock(), 0

    @property
    def dimension(self) -> int:
        return int(self._over_all_cores.get_outputs()[0].shape[-1])

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """One row a text. Each is run by itself: its vector never depends on the texts beside it."""
        return self.run_all([encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))])

    def run_all(self, rows: Sequence[Sequence[int]]) -> FloatArray:
        """The vectors of several texts' tokens: side by side, which keeps the cores busier than parts of one."""
        if len(rows) == 1:
            return self.run(rows[0])
        vectors = np.empty((len(rows), self.dimension), dtype=np.float32)
        # The longest first, so that no core ends with a long one while the others have nothing left.
        longest_first = sorted(range(len(rows)), key=lambda place: -len(rows[place]))
        ordered = self._pool.map(lambda place: _run(self._on_one_core, rows[place]), longest_first)
        for place, vector in zip(longest_first, ordered, strict=True):
            vectors[place] = vector
        return vectors

    def run(self, ids: Sequence[int]) -> FloatArray:
        """The vector of one text's tokens, 1 x dimension: over all cores, but on one while another runs."""
        with self._lock:
            session = self._on_one_core if self._running else self._over_all_cores
            self._running += 1
        try:
            return _run(session, ids)
        finally:
            with self._lock:
                self._running -= 1


def _run(session: Any, ids: Sequence[int]) -> FloatArray:
    row = np.asarray(ids, dtype=np.int64)[None, :]
    return cast(FloatArray, session.run(None, {"input_ids": row})[0])


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
