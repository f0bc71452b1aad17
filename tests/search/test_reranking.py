"""A cross-encoder on top: what it orders, and that it is never in the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from assistant.errors import ModelError
from assistant.library import Library
from assistant.models import Passage
from assistant.protocols import Reranker
from assistant.search.index import MemoryIndex
from assistant.search.lexical import LexicalIndex
from assistant.search.reranking import CrossEncoderReranker
from assistant.search.retrieval import RERANKED, Retriever
from assistant.vectors.embedding import OnnxEmbedder

Search = Callable[[Reranker | None], tuple[Passage, ...]]
QUESTION = "医院用AI辅助诊断归谁管"


class Backwards:
    """The later it stands, the better."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        return [float(place) for place in range(len(texts))]


class Broken:
    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        raise ModelError("broken")


@pytest.fixture(scope="module")
def tiny_cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder of one layer over single characters, random but always the same."""
    return make_cross_encoder(tmp_path_factory.mktemp("cross"), labels=1)


def make_cross_encoder(folder: Path, labels: int) -> Path:
    import torch
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"医院辅助诊断数据局牵头任务奖励政策"]
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        num_labels=labels,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=BertWordPieceTokenizer({word: at for at, word in enumerate(words)})._tokenizer,
        pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]", mask_token="[MASK]",
        model_max_length=128,
    )  # fmt: skip
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture
def search(library: Library, index: MemoryIndex, lexical: LexicalIndex, embedder: OnnxEmbedder) -> Search:
    def run(reranker: Reranker | None) -> tuple[Passage, ...]:
        retriever = Retriever(library, None, lexical, None)
        retriever.attach(index, embedder, reranker)
        return retriever.search(QUESTION, limit=100, threshold=0.0).kept

    return run


def addresses(passages: Sequence[Passage]) -> list[str]:
    return [passage.clause.address for passage in passages]


def test_best_clauses_are_ordered_anew_and_the_rest_stays(search: Search) -> None:
    plain, turned = search(None), search(Backwards())
    assert addresses(turned) == [*addresses(plain[:RERANKED])[::-1], *addresses(plain[RERANKED:])]
    assert [passage.score for passage in turned] == [passage.score for passage in plain]


def test_reranker_does_not_change_how_many_clauses_pass(
    retriever: Retriever, library: Library, index: MemoryIndex, lexical: LexicalIndex, embedder: OnnxEmbedder
) -> None:
    turned = Retriever(library, None, lexical, None)
    turned.attach(index, embedder, Backwards())
    for question in (QUESTION, "办公室房租补贴多少"):
        assert len(turned.search(question).kept) == len(retriever.search(question).kept)


def test_failing_reranker_leaves_the_order(search: Search) -> None:
    assert search(Broken()) == search(None)


def test_any_cross_encoder_directory_reranks(search: Search, tiny_cross_encoder: Path) -> None:
    reranker = CrossEncoderReranker(str(tiny_cross_encoder), 1)
    plain, reranked = search(None), search(reranker)
    best = plain[:RERANKED]
    scores = reranker.scores(QUESTION, [passage.text for passage in best])
    by_hand = sorted(zip(addresses(best), scores, strict=True), key=lambda pair: -pair[1])
    assert addresses(reranked[:RERANKED]) == [address for address, _ in by_hand]
    assert len(set(scores)) > 1
    assert reranker.scores(QUESTION, []) == []


def test_model_that_does_not_fit_says_what_is_accepted(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="POLICY_ASSISTANT_RERANKER_MODEL"):
        CrossEncoderReranker(str(tmp_path))
    with pytest.raises(ModelError, match="3 个分数"):
        CrossEncoderReranker(str(make_cross_encoder(tmp_path, labels=3)))
