"""Remembers the vectors of the latest questions."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from assistant.protocols import Vector

QUERIES = 512


class Remembered:
    """Safe from several threads; two that ask for the same text at once both work it out."""

    def __init__(self, size: int = QUERIES) -> None:
        self._size = size
        self._vectors: OrderedDict[str, Vector] = OrderedDict()
        self._lock = Lock()

    def get(self, text: str, embed: Callable[[], Vector]) -> Vector:
        """The vector of `text`: the one remembered, else what `embed` gives."""
        with self._lock:
            if text in self._vectors:
                self._vectors.move_to_end(text)
                return self._vectors[text]
        vector = embed()
        with self._lock:
            self._vectors[text] = vector
            if len(self._vectors) > self._size:
                self._vectors.popitem(last=False)
        return vector
