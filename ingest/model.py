"""The embedding model of an ingest: loaded only when something has to be embedded."""

from __future__ import annotations

from collections.abc import Callable

from assistant.config import Settings
from assistant.protocols import Embedder


class ModelInUse:
    """Knows the model's name, for the embedded one and a server's without loading it."""

    def __init__(self, settings: Settings, make: Callable[[], Embedder] | None = None) -> None:
        self._settings = settings
        self._make = make
        self._made: Embedder | None = None

    @property
    def name(self) -> str:
        from assistant.vectors.embedded_model import embedded_name
        from assistant.vectors.embedding import EMBEDDED, MODELS_FOLDER, SERVER_PREFIX

        model = self._settings.embedding_model
        if self._make is None and model.startswith(SERVER_PREFIX):
            return model
        if self._make is None and model == EMBEDDED:
            return embedded_name(self._settings.data_dir / MODELS_FOLDER)
        return self.load().name

    def load(self) -> Embedder:
        if self._made is None:
            self._made = self._make() if self._make else _load(self._settings)
        return self._made


def _load(settings: Settings) -> Embedder:
    from assistant.vectors.embedding import load_embedder_of

    return load_embedder_of(settings)
