"""Embeddings from a server that speaks OpenAI's `/embeddings`."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx

from assistant.errors import ModelError
from assistant.protocols import Vector
from assistant.vectors.remembered import Remembered

OPENAI = "https://api.openai.com/v1"
BATCH = 64
"""Texts a request."""
CONNECT_SECONDS = 3.0
QUERY_SECONDS = 10.0
DOCUMENTS_SECONDS = 120.0
ATTEMPTS = 3
"""For documents; a question is not kept waiting by a second attempt."""
PAUSE_SECONDS = 0.5
"""Before the second attempt, doubled before the third."""
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_PASSING = {408, 409, 429, 500, 502, 503, 504}
"""Statuses after which another attempt may do."""


class RemoteEmbedder:
    """One model on a server; asked for one vector when made, to learn the dimension."""

    def __init__(self, model: str, base_url: str = "", api_key: str = "") -> None:
        """`model`: as the setting has it, `openai:<model>`.

        Raises:
            ModelError: the server cannot be used; the message says why and what to do.
        """
        self.name = model
        self._model = model.partition(":")[2]
        self._url = f"{(base_url or OPENAI).rstrip('/')}/embeddings"
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        own = urlsplit(self._url).hostname in _LOOPBACK  # which no proxy reaches
        try:
            self._client = httpx.Client(headers=headers, trust_env=not own)
        except ValueError as error:
            raise ModelError(self._message("的密钥含有 ASCII 以外的字符")) from error
        self._remembered = Remembered()
        self.dimension = 0
        self.dimension = len(self._request(["政策"], QUERY_SECONDS)[0])

    def embed_query(self, text: str) -> Vector:
        return self._remembered.get(text, lambda: self._request([text], QUERY_SECONDS)[0])

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        vectors: list[Vector] = []
        for at in range(0, len(texts), BATCH):
            vectors += self._patiently(texts[at : at + BATCH])
        return vectors

    def close(self) -> None:
        self._client.close()

    def _patiently(self, texts: Sequence[str]) -> list[Vector]:
        for attempt in range(ATTEMPTS - 1):
            try:
                return self._request(texts, DOCUMENTS_SECONDS)
            except _Passing:
                time.sleep(PAUSE_SECONDS * 2**attempt)
        return self._request(texts, DOCUMENTS_SECONDS)

    def _request(self, texts: Sequence[str], seconds: float) -> list[Vector]:
        # An empty text is refused by many servers; a space means as little.
        body = {"model": self._model, "input": [text or " " for text in texts], "encoding_format": "float"}
        try:
            reply = self._client.post(
                self._url, json=body, timeout=httpx.Timeout(seconds, connect=CONNECT_SECONDS)
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reason = str(error) or type(error).__name__
            raise _Passing(self._message(f"连不上（{reason}）")) from error
        if reply.status_code != httpx.codes.OK:
            kind = _Passing if reply.status_code in _PASSING else ModelError
            raise kind(self._message(f"回复 {reply.status_code}（{_reason(reply)}）"))
        try:
            return self._vectors(reply.json(), len(texts))
        except (ValueError, KeyError, TypeError) as error:
            raise ModelError(self._message(f"的回复不是向量（{error!r}）")) from error

    def _vectors(self, body: Any, wanted: int) -> list[Vector]:
        rows = sorted(body["data"], key=lambda row: int(row["index"]))
        if [row["index"] for row in rows] != list(range(wanted)):
            raise ValueError(f"{len(rows)} vectors for {wanted} texts")
        return [self._unit(row["embedding"]) for row in rows]

    def _unit(self, numbers: Sequence[float]) -> Vector:
        if self.dimension and len(numbers) != self.dimension:
            raise ValueError(f"a vector of {len(numbers)} numbers, {self.dimension} before")
        length = math.sqrt(sum(float(number) ** 2 for number in numbers))
        if not length or not math.isfinite(length):
            raise ValueError(f"a vector of length {length}")
        return [float(number) / length for number in numbers]

    def _message(self, what: str) -> str:
        return (
            f"向量服务 {self._url}（{self._model!r}）{what}：请检查 POLICY_ASSISTANT_EMBEDDING_BASE_URL、"
            "EMBEDDING_API_KEY 和模型名，或把 POLICY_ASSISTANT_EMBEDDING_MODEL 留空用内置模型"
        )


class _Passing(ModelError):
    """A failure that another attempt may not meet."""


def _reason(reply: httpx.Response) -> str:
    """The server's own words, shortened."""
    try:
        error = reply.json()["error"]
        return str(error["message"] if isinstance(error, dict) else error)[:200]
    except (ValueError, KeyError, TypeError):
        return " ".join(reply.text.split())[:200]
