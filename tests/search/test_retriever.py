"""How the retriever behaves, whatever it finds."""

from __future__ import annotations

import pytest

from assistant.library import Library
from assistant.models import Retrieval
from assistant.search.index import MemoryIndex
from assistant.search.lexical import LexicalIndex
from assistant.search.retrieval import Retriever
from assistant.vectors.embedding import FakeEmbedder

PLAN = "pinghu-ai-plus-2025"
SAMPLE = "implementing-rules-sample"
AWARD = "智算云企示范称号奖励多少"


def addresses(retrieval: Retrieval) -> list[str]:
    return [passage.clause.address for passage in retrieval.kept]


def test_passage_is_the_best_chunk_with_its_place_in_the_document(
    retriever: Retriever, library: Library
) -> None:
    best = retriever.search(AWARD).kept[0]
    assert best.clause.address == f"{PLAN}/2.2"
    assert "智算云企" in best.text
    assert best.text == library.document(PLAN).text[best.start : best.end]
    assert best.dense is not None and best.lexical is not None


def test_each_clause_comes_once_and_scores_fall(retriever: Retriever) -> None:
    everything = retriever.search("应用场景", limit=100, threshold=0.0).kept
    assert len({passage.clause.address for passage in everything}) == len(everything)
    scores = [passage.score for passage in everything]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)


def test_limit_and_threshold_cut_and_the_rejected_are_kept_for_inspection(retriever: Retriever) -> None:
    result = retriever.search(AWARD, limit=2)
    assert len(result.kept) <= 2 and len(result.rejected) == 2
    assert min(passage.score for passage in result.kept) > max(passage.score for passage in result.rejected)
    assert retriever.search(AWARD, threshold=1.01).kept == ()


def test_traditional_question_finds_the_same(retriever: Retriever) -> None:
    assert retriever.search("智算雲企示範稱號獎勵多少") == retriever.search(AWARD)


@pytest.mark.parametrize(
    "text", ["", "  \n", "\x00", "🙂🙂", "<b></b>", "'; DROP TABLE clauses;--", "？" * 10_000]
)
def test_odd_text_is_searched_without_harm(retriever: Retriever, by_words: Retriever, text: str) -> None:
    assert isinstance(retriever.search(text), Retrieval)
    assert by_words.search(text).kept == ()


def test_documents_that_may_not_answer_are_not_found(retriever: Retriever) -> None:
    result = retriever.search("第三条 术语定义 硬件实际投入", limit=100, threshold=0.0)
    assert {passage.clause.document_id for passage in result.kept} == {PLAN}


def test_document_filter(
    whole_library: Library, index: MemoryIndex, lexical: LexicalIndex, embedder: FakeEmbedder
) -> None:
    both = Retriever(whole_library, index, lexical, embedder)
    only = both.search("申报材料", limit=100, document_ids=[SAMPLE], threshold=0.0).kept
    assert {passage.clause.document_id for passage in only} == {SAMPLE}
    assert both.search("申报材料", document_ids=[]).kept == ()
    assert both.search("申报材料", document_ids=["unknown"]).kept == ()


def test_words_alone_serve_until_the_model_is_there(
    library: Library, lexical: LexicalIndex, index: MemoryIndex, embedder: FakeEmbedder
) -> None:
    retriever = Retriever(library, None, lexical, None)
    assert not retriever.by_meaning
    early = retriever.search(AWARD)
    assert addresses(early)[0] == f"{PLAN}/2.2"
    assert early.kept[0].dense is None
    retriever.attach(index, embedder)
    assert retriever.by_meaning
    assert retriever.search(AWARD).kept[0].dense is not None


def test_equal_clauses_are_ordered_by_address(library: Library, lexical: LexicalIndex) -> None:
    index = MemoryIndex()
    index.add(library.chunks, [[1.0, 0.0]] * len(library.chunks))
    retriever = Retriever(library, index, lexical, FakeEmbedder(dimension=2))
    everything = retriever.search("zzz", limit=100, threshold=0.0).kept
    found = [passage.clause.address for passage in everything]
    assert len(found) == len(library.clauses)
    assert found == sorted(found)


def test_coverage_is_the_share_of_content_words(retriever: Retriever) -> None:
    coverage = retriever.coverage
    assert coverage.content_words("请问企业的智算云企有什么奖励？") == ("智算云企",)
    assert coverage.share("智算云企奖励多少", f"{PLAN}/2.2") == 1.0
    assert coverage.share("房租补贴多少", f"{PLAN}/2.2") == 0.0
    assert 0.0 < coverage.share("场景券的面值", f"{PLAN}/2.2") < 1.0
    assert coverage.missing("场景券的面值", f"{PLAN}/2.2") == ("面值",)
    assert coverage.share("有什么奖励", f"{PLAN}/2.2") == 0.0
    assert not coverage.comparable("有什么奖励")
    assert not coverage.comparable("is there a rent subsidy")
