"""Prepared models of older recipes go once no index in force names them."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest

from assistant.search.index import CURRENT_FILE, INDEX_FOLDER, MANIFEST_FILE
from assistant.vectors.embedding import MODELS_FOLDER, OnnxEmbedder
from assistant.vectors.prepared_model import ASIDE, MODEL, RECIPE
from assistant.vectors.superseded import ABANDONED_SECONDS, remove_superseded


def prepared(data: Path, name: str, recipe: int | None) -> Path:
    folder = data / MODELS_FOLDER / name
    folder.mkdir(parents=True)
    stated = {} if recipe is None else {"recipe": recipe}
    (folder / MANIFEST_FILE).write_text(json.dumps({"name": name, "files": {"model.onnx": "0"}} | stated))
    return folder


def index(data: Path, name: str, model: str, *, current: bool = True) -> None:
    snapshot = data / INDEX_FOLDER / name
    snapshot.mkdir(parents=True)
    (snapshot / MANIFEST_FILE).write_text(json.dumps({"embedding_model": model}))
    if current:
        (data / INDEX_FOLDER / CURRENT_FILE).write_text(name)


def left(data: Path) -> list[str]:
    return sorted(path.name for path in (data / MODELS_FOLDER).iterdir())


def test_older_recipes_go_and_this_one_stays(tmp_path: Path) -> None:
    for name, recipe in (("unstated", None), ("before", RECIPE - 1), ("now", RECIPE), ("other", RECIPE)):
        prepared(tmp_path, f"{MODEL}-{name}", recipe)
    index(tmp_path, "a", f"{MODEL}-now")
    assert remove_superseded(tmp_path) == [f"{MODEL}-before", f"{MODEL}-unstated"]
    assert left(tmp_path) == [f"{MODEL}-now", f"{MODEL}-other"]


def test_model_of_the_index_in_force_stays_until_another_takes_over(tmp_path: Path) -> None:
    prepared(tmp_path, f"{MODEL}-old", RECIPE - 1)
    index(tmp_path, "a", f"{MODEL}-old")
    assert remove_superseded(tmp_path) == []
    index(tmp_path, "b", f"{MODEL}-new")
    assert remove_superseded(tmp_path) == [f"{MODEL}-old"]


@pytest.mark.parametrize("content", [None, "{}", "not json"])
def test_nothing_goes_while_the_index_in_force_cannot_be_read(tmp_path: Path, content: str | None) -> None:
    prepared(tmp_path, f"{MODEL}-old", RECIPE - 1)
    if content is not None:
        index(tmp_path, "a", "")
        (tmp_path / INDEX_FOLDER / "a" / MANIFEST_FILE).write_text(content)
    assert remove_superseded(tmp_path) == []
    assert left(tmp_path) == [f"{MODEL}-old"]


def test_directory_being_prepared_stays_and_one_given_up_goes(tmp_path: Path) -> None:
    index(tmp_path, "a", "hub/model")
    for name, age in (("busy", ABANDONED_SECONDS - 60), ("dead", ABANDONED_SECONDS + 60)):
        folder = tmp_path / MODELS_FOLDER / f"{ASIDE}{name}"
        folder.mkdir(parents=True)
        os.utime(folder, (time.time() - age,) * 2)
    assert remove_superseded(tmp_path) == [f"{ASIDE}dead"]


def test_other_files_and_linked_directories_stay(tmp_path: Path) -> None:
    linked = prepared(tmp_path / "elsewhere", f"{MODEL}-old", RECIPE - 1)
    prepared(tmp_path, "qwen", None)
    (tmp_path / MODELS_FOLDER / f"{MODEL}-notes").write_text("")
    (tmp_path / MODELS_FOLDER / f"{MODEL}-link").symlink_to(linked)
    index(tmp_path, "a", "hub/model")
    assert remove_superseded(tmp_path) == []
    assert linked.is_dir() and len(left(tmp_path)) == 3


def test_process_that_uses_a_removed_model_goes_on(prepared_model_dir: Path, tmp_path: Path) -> None:
    copy = tmp_path / MODELS_FOLDER / f"{MODEL}-old"
    shutil.copytree(prepared_model_dir, copy)
    manifest = json.loads((copy / MANIFEST_FILE).read_text())
    (copy / MANIFEST_FILE).write_text(json.dumps(manifest | {"recipe": RECIPE - 1}))
    running = OnnxEmbedder(copy)
    before = running.embed_documents(["人工智能"])
    index(tmp_path, "a", f"{MODEL}-new")
    assert remove_superseded(tmp_path) == [copy.name]
    assert running.embed_documents(["人工智能", "尚未读过的词：量子纠缠"])[0] == before[0]
