"""The models in use: which, and whether they are there; fetches and proves the local one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.model_store import ModelStore
from ui import terminal

if TYPE_CHECKING:
    from assistant.config import Settings


def show_models(settings: Settings, *, as_json: bool) -> None:
    state = {"embedding": _embedding(settings), "llm": _llm(settings), "local": _local(settings)}
    if as_json:
        terminal.print_json(state)
        return
    out = terminal.console()
    for kind, item in state.items():
        out.print(f"{kind}: {item['model']}（{item['state']}）", markup=False)


def pull(settings: Settings, file: Path | None = None) -> dict[str, str]:
    """Fetch the local model.

    Raises:
        ModelError: no source has it.
    """
    store = ModelStore(settings.data_dir)
    with _progress() as progress:
        source = store.pull(progress, file)
    return {"model": store.model.name, "path": str(store.path), "source": source}


def verify(settings: Settings) -> dict[str, str]:
    """Compare the local model's SHA-256.

    Raises:
        ModelError: it is missing or another file.
    """
    store = ModelStore(settings.data_dir)
    with _progress() as progress:
        store.verify(progress)
    return {"model": store.model.name, "path": str(store.path), "sha256": store.model.sha256}


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=terminal.console(stderr=True), transient=True) as shown:
        task = shown.add_task("本地模型", total=None)
        yield lambda text, done, total: shown.update(task, description=text, completed=done, total=total)


def _llm(settings: Settings) -> dict[str, str]:
    """Which model words the answers; asking it is left to the first question."""
    return {"model": settings.llm or "extractive", "state": settings.llm_base_url or "ok"}


def _local(settings: Settings) -> dict[str, str]:
    store = ModelStore(settings.data_dir)
    return {"model": store.model.name, "state": "ok" if store.present else "没有，运行 models pull 取回"}


def _embedding(settings: Settings) -> dict[str, str]:
    """Only loading it tells that it works; `models prepare` does that."""
    return {"model": settings.embedding_model, "state": "用 models prepare 备好并试用"}
