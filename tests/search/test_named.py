"""Which clauses a question names, and which it does not."""

from __future__ import annotations

import pytest

from assistant.library import Library
from assistant.search.lexical import LexicalIndex
from assistant.search.named import Named
from assistant.search.relevance import Naming
from assistant.search.retrieval import Retriever

PLAN = "pinghu-ai-plus-2025"


def by(named: Named, question: str, how: Naming) -> set[str]:
    return {
        address.removeprefix(f"{PLAN}/") for address, way in named.clauses(question).items() if way is how
    }


@pytest.mark.parametrize(
    ("question", "paths"),
    [
        ("第二部分第四条写了什么", {"2.4"}),
        ("第二部分第九条写了什么", set()),
        ("二（一）的原文", {"2.1"}),
        ("智算云企奖多少", {"2.2"}),
        ("可信数据空间和智算云企", {"2.4", "2.2"}),
        ("可信数剧空间给多少钱", {"2.4"}),
        ("智慧農業有哪些任務", {"1.2"}),
        ("smart-computing cloud enterprise award", {"2.2"}),
        ("今天天气怎么样", set()),
        ("", set()),
    ],
)
def test_numbers_awards_and_headings_name_surely(named: Named, question: str, paths: set[str]) -> None:
    assert by(named, question, Naming.SURE) == paths


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("2027年12月31日验收的算不算", False),
        ("2028年1月1日验收的算不算", True),
        ("2025年9月28日验收的算不算", False),
        ("2025年9月27日验收的算不算", True),
        ("2026年验收的算不算", False),
        ("2025年验收的算不算", False),  # a part of that year lies inside
        ("2024年验收的算不算", True),
        ("第二年验收的算不算", False),
        ("这个政策什么时候到期", True),
        ("拿了省里的还能再拿市里的吗", True),
    ],
)
def test_validity_and_overlap_name_the_clause_that_rules_them(
    named: Named, question: str, asked: bool
) -> None:
    assert (by(named, question, Naming.SURE) == {"3.p2"}) is asked


def test_hints_and_departments_count_less_than_names(named: Named) -> None:
    assert by(named, "应用场景怎么补", Naming.HINT) == {"2.2"}
    assert by(named, "第二部分有哪几条", Naming.HINT) == {"2.1", "2.2", "2.3", "2.4", "2.5"}
    leads, takes_part = by(named, "医保局管什么", Naming.LEADS), by(named, "医保局管什么", Naming.TAKES_PART)
    assert (leads, takes_part) == (set(), {"1.7", "1.10"})
    assert "1.7" in by(named, "卫健委管什么", Naming.LEADS)


def test_a_department_s_name_does_not_name_a_clause_by_a_word_inside_it(named: Named) -> None:
    assert "1.8" in by(named, "教育怎么推进", Naming.SURE)
    assert by(named, "教育局管什么", Naming.SURE) == set()


def test_a_clause_named_is_found_though_it_shares_no_word(
    library: Library, lexical: LexicalIndex, by_words: Retriever
) -> None:
    """While the model loads, a number alone finds its clause."""
    unnamed = Retriever(library, None, lexical, None)
    question = "2.3"

    def addresses(retriever: Retriever) -> list[str]:
        passages = retriever.search(question, limit=100, threshold=0.0).kept
        return [passage.clause.address for passage in passages]

    assert addresses(by_words)[:1] == [f"{PLAN}/2.3"]
    assert addresses(unnamed)[:1] != [f"{PLAN}/2.3"]
    assert by_words.search(question, document_ids=[]).kept == ()
