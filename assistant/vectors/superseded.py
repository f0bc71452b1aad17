"""Removes prepared models that an older version of the product left behind: over 100 MB each."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from assistant.errors import IndexUnavailable
from assistant.search.index import current_snapshot, index_model
from assistant.vectors.embedding import MODELS_FOLDER
from assistant.vectors.prepared_model import ASIDE, MODEL, RECIPE, read_manifest

ABANDONED_SECONDS = 24 * 3600
"""A directory being prepared for this long was given up: preparing takes seconds."""


def remove_superseded(data_dir: Path) -> list[str]:
    """Remove what older recipes made, and builds given up; gives the names removed.

    What the index in force was made by stays. A process that still runs one of them keeps its open files.
    """
    needed = _needed(data_dir)
    if needed is None:
        return []
    models = data_dir / MODELS_FOLDER
    old = [path for path in _entries(models, f"{MODEL}-*") if path.name != needed and _recipe(path) < RECIPE]
    old += [path for path in _entries(models, f"{ASIDE}*") if _age(path) > ABANDONED_SECONDS]
    for path in old:
        shutil.rmtree(path, ignore_errors=True)
    return sorted(path.name for path in old if not path.exists())


def _needed(data_dir: Path) -> str | None:
    """The model that made the index in force; None where that cannot be told."""
    try:
        return index_model(current_snapshot(data_dir))
    except IndexUnavailable:
        return None


def _entries(models: Path, pattern: str) -> list[Path]:
    return [path for path in models.glob(pattern) if path.is_dir() and not path.is_symlink()]


def _recipe(directory: Path) -> int:
    """A damaged one counts as the oldest: it would be made anew anyway."""
    try:
        return read_manifest(directory).recipe
    except (OSError, ValueError):
        return 0


def _age(directory: Path) -> float:
    try:
        return time.time() - directory.stat().st_mtime
    except OSError:
        return 0.0
