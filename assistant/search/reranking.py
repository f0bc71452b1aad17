"""The reranking seam: any sentence-transformers cross-encoder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from assistant.errors import ModelError


class CrossEncoderReranker:
    """Reads question and clause together: slower than vectors and better at telling near clauses apart."""

    def __init__(self, model: str, threads: int = 0) -> None:
        """`model`: a hub name or a local directory.

        Raises:
            ModelError: it cannot be loaded, or does not give one score a pair.
        """
        self.name = model
        try:
            import torch
            from sentence_transformers import CrossEncoder

            torch.set_num_threads(threads or os.cpu_count() or 1)
            self._model: Any = CrossEncoder(model, device="cpu")
        except Exception as error:
            raise ModelError(self._message(f"无法加载（{error}）")) from error
        if self._model.num_labels != 1:
            raise ModelError(self._message(f"给出 {self._model.num_labels} 个分数，应为 1 个"))

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """One score a text; higher is better, comparable only for the same question.

        Raises:
            ModelError: the model failed.
        """
        if not texts:
            return []
        try:
            pairs = [(question, text) for text in texts]
            scores: list[float] = self._model.predict(pairs, show_progress_bar=False).tolist()
        except Exception as error:
            raise ModelError(self._message(f"计算失败（{error}）")) from error
        return scores

    def _message(self, what: str) -> str:
        return (
            f"重排模型 {self.name!r} {what}：请检查 POLICY_ASSISTANT_RERANKER_MODEL——应为模型库名称或本地"
            "交叉编码模型目录；留空则不重排"
        )
