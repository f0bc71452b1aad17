"""The models in use: which, and whether they are ready; prepares them ahead of the first start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui import terminal

if TYPE_CHECKING:
    from assistant.config import Settings


def show_models(settings: Settings, *, prepare: bool, as_json: bool) -> None:
    state = {"embedding": _embedding(settings, prepare), "llm": {"model": "extractive", "state": "ok"}}
    if as_json:
        terminal.print_json(state)
        return
    out = terminal.console()
    for kind, item in state.items():
        out.print(f"{kind}: {item['model']}（{item['state']}）", markup=False)


def _embedding(settings: Settings, prepare: bool) -> dict[str, str]:
    """The embedding model; loading it is what tells that it works, so that is done only when asked for."""
    if not prepare:
        return {"model": settings.embedding_model, "state": "未加载，加 --prepare 试加载"}
    from rich.progress import Progress

    from assistant.embedding import load_embedder

    with Progress(console=terminal.console(stderr=True), transient=True) as progress:
        task = progress.add_task("准备向量模型", total=1.0)

        def tell(text: str, done: float) -> None:
            progress.update(task, description=text, completed=done)

        cache = settings.data_dir / "models"
        embedder = load_embedder(settings.embedding_model, settings.threads, cache, tell)
        embedder.embed_query("人工智能")
    return {"model": embedder.name, "state": "ok", "dimension": str(embedder.dimension)}
