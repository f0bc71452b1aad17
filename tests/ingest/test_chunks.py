"""Chunks: each clause whole, and each of its sentences that promises money."""

from ingest.corpus import ParsedDocument, parse_document
from tests.ingest.conftest import PLAN, MakeDocument


def test_every_chunk_is_an_exact_span_of_its_clause(plan: ParsedDocument) -> None:
    (document,) = plan.library.documents
    for chunk in plan.library.chunks:
        clause = plan.library.clause(chunk.clause)
        assert chunk.text == document.text[chunk.start : chunk.end]
        assert clause.start <= chunk.start < chunk.end <= clause.end


def test_plan_has_one_whole_chunk_a_clause_and_one_an_award_sentence(plan: ParsedDocument) -> None:
    ids = [chunk.id for chunk in plan.library.chunks]
    assert [one for one in ids if one.endswith("#0")] == [f"{one.address}#0" for one in plan.library.clauses]
    assert [one for one in ids if not one.endswith("#0")] == [
        f"{PLAN}/{path}#{n}"
        for path, count in (("2.2", 3), ("2.4", 4), ("2.5", 1))
        for n in range(1, count + 1)
    ]


def test_chunk_context_says_where_it_stands_and_who_answers(plan: ParsedDocument) -> None:
    (chunk,) = (one for one in plan.library.chunks if one.id == f"{PLAN}/2.5#1")
    assert chunk.context == (
        "“人工智能+”行动计划(2025—2027年) > 二、探索多元推进路径 > 二(五) 加快产业集聚"
        " | 责任单位:☆经信局、财政局、政务服务管理办（数据局）"
    )


def test_item_of_an_article_is_not_cut_again(make_document: MakeDocument) -> None:
    library = parse_document(make_document("第一条 下列:\n(一)甲;\n(二)给予5万元奖励。")).library
    assert [one.path for one in library.clauses] == ["art1", "art1.1", "art1.2"]
    assert {one.clause for one in library.chunks} == {"small/art1"}
