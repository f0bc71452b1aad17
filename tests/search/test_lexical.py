"""Finding by words."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import IndexUnavailable
from assistant.models import Chunk, Clause, Department
from assistant.search.lexical import LexicalIndex

CLAUSES = (
    Clause("p/1", "p", "1", "一", "打造典型应用场景", (), "获得“智算云企”称号的，给予奖励。", 0, 18),
    Clause(
        "p/2", "p", "2", "二", "夯实数据支撑", (), "建设可信数据空间，设立语料券。", 0, 15,
        departments=(Department("政务服务管理办", "数据局", True),), heading_en="Data support",
    ),
    Clause("p/3", "p", "3", "三", "附则", (), "有效期至2027年12月31日，运用DeepSeek等大模型。", 0, 30),
)  # fmt: skip
CHUNKS = tuple(Chunk(f"{c.address}#0", c.address, c.text, c.heading, c.start, c.end) for c in CLAUSES)


@pytest.fixture(scope="module")
def lexical() -> LexicalIndex:
    return LexicalIndex.build(CHUNKS, CLAUSES)


def first(lexical: LexicalIndex, text: str) -> str | None:
    hits = lexical.search(text, 3)
    return hits[0].chunk_id if hits else None


@pytest.mark.parametrize(
    ("text", "chunk"),
    [
        ("智算云企", "p/1#0"),
        ("智算雲企稱號", "p/1#0"),
        ("数据局管什么", "p/2#0"),
        ("data support", "p/2#0"),
        ("ＤｅｅｐＳｅｅｋ", "p/3#0"),
        ("2027年", "p/3#0"),
        ("房租", None),
        ("", None),
        ("？！", None),
        ("\x00", None),
    ],
)
def test_words_find_their_clause(lexical: LexicalIndex, text: str, chunk: str | None) -> None:
    assert first(lexical, text) == chunk


def test_quoted_names_and_departments_stay_whole(lexical: LexicalIndex) -> None:
    assert lexical.segmenter.whole_words("智算云企归政务服务管理办") == ["智算云企", "归", "政务服务管理办"]


def test_saved_index_finds_the_same(lexical: LexicalIndex, tmp_path: Path) -> None:
    lexical.save(tmp_path / "lexical")
    loaded = LexicalIndex.load(tmp_path / "lexical")
    for text in ("智算云企称号奖励", "数据空间", "有效期"):
        assert loaded.search(text, 3) == lexical.search(text, 3)


def test_missing_or_damaged_index_says_how_to_rebuild(lexical: LexicalIndex, tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match="policy-assistant ingest"):
        LexicalIndex.load(tmp_path / "nowhere")
    lexical.save(tmp_path)
    (tmp_path / "chunks.json").write_text("{")
    with pytest.raises(IndexUnavailable, match="policy-assistant ingest"):
        LexicalIndex.load(tmp_path)


def test_empty_corpus_is_refused() -> None:
    with pytest.raises(ValueError, match="no chunks"):
        LexicalIndex.build([])
