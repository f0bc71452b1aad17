"""The snapshot in force, and the refusal of an index that does not fit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.errors import IndexUnavailable
from assistant.models import Chunk
from assistant.search.index import ChromaIndex, create_index, current_snapshot, open_index

CHUNK = Chunk("plan/1.1#0", "plan/1.1", "第一条", "", 0, 3)


def make_snapshot(data_dir: Path, name: str = "abc-1", model: str = "small@1") -> Path:
    snapshot = data_dir / "index" / name
    snapshot.mkdir(parents=True)
    (snapshot / "manifest.json").write_text(json.dumps({"embedding_model": model}))
    (data_dir / "index" / "current").write_text(f"{name}\n")
    return snapshot


def test_snapshot_in_force_is_the_one_named(tmp_path: Path) -> None:
    snapshot = make_snapshot(tmp_path)
    assert current_snapshot(tmp_path) == snapshot


@pytest.mark.parametrize("pointer", [None, "", "gone\n", "../abc-1", "..\n"])
def test_missing_snapshot_says_how_to_build_one(tmp_path: Path, pointer: str | None) -> None:
    make_snapshot(tmp_path)
    current = tmp_path / "index" / "current"
    current.unlink() if pointer is None else current.write_text(pointer)
    with pytest.raises(IndexUnavailable, match="policy-assistant ingest"):
        current_snapshot(tmp_path)


def test_index_comes_back_after_closing(tmp_path: Path) -> None:
    snapshot = make_snapshot(tmp_path)
    with create_index(snapshot) as made:
        made.add([CHUNK], [[1.0, 0.0]])
    with open_index(snapshot, "small@1") as opened:
        assert [hit.chunk_id for hit in opened.search([1.0, 0.0], 3)] == ["plan/1.1#0"]


def test_index_of_another_model_is_refused_naming_both(tmp_path: Path) -> None:
    snapshot = make_snapshot(tmp_path, model="small@1")
    with pytest.raises(IndexUnavailable, match=r"'small@1'.*'large@2'.*policy-assistant ingest"):
        open_index(snapshot, "large@2")


def test_index_without_vectors_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match="没有向量"):
        open_index(make_snapshot(tmp_path), "small@1")


@pytest.mark.parametrize("manifest", ["", "{", "[]", '{"dimension": 3}'])
def test_damaged_manifest_is_an_unavailable_index(tmp_path: Path, manifest: str) -> None:
    snapshot = make_snapshot(tmp_path)
    (snapshot / "manifest.json").write_text(manifest)
    with pytest.raises(IndexUnavailable, match=r"manifest\.json"):
        open_index(snapshot, "small@1")


def test_damaged_store_is_an_unavailable_index(tmp_path: Path) -> None:
    snapshot = make_snapshot(tmp_path)
    (snapshot / "chroma").mkdir()
    (snapshot / "chroma" / "chroma.sqlite3").write_bytes(b"not a database" * 100)
    with pytest.raises(IndexUnavailable, match="打不开"):
        open_index(snapshot, "small@1")


def test_server_that_does_not_answer_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match=r"http://127\.0\.0\.1:9.*CHROMA_URL"):
        ChromaIndex("http://127.0.0.1:9", "clauses-test")
