"""A corpus that cannot be used is refused with file, line, value and remedy."""

from pathlib import Path

import pytest

from assistant.errors import ClauseParseError, CorpusError
from ingest.corpus import document_digest, document_folders, parse_corpus, parse_document
from tests.ingest.conftest import SMALL_PLAN, MakeDocument


def append(path: Path, text: str) -> None:
    path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + text, encoding="utf-8")


def test_small_plan_is_read(make_document: MakeDocument) -> None:
    parsed = parse_document(make_document())
    assert [one.path for one in parsed.library.clauses] == ["0", "1.1", "1.2", "2.p1"]
    assert (parsed.repairs, parsed.warnings) == ((), ())


def test_traditional_gb18030_source_reads_the_same(make_document: MakeDocument) -> None:
    plain = parse_document(make_document()).library.clauses
    traditional = SMALL_PLAN.replace("发", "發").replace("广", "廣").replace("责任单位", "責任單位")
    assert parse_document(make_document(traditional.encode("gb18030"))).library.clauses == plain


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("titel: 甲\n", r"document.yaml:6: titel: 未知的键"),
        ("status: final\n", r"document.yaml:6: YAML 有误：duplicate key 'status'"),
        ("effective_from: soon\n", r"document.yaml:6: effective_from: .*'soon'"),
        (
            "effective_from: 2026-02-01\neffective_to: 2026-01-01\n",
            r"document.yaml:1: .*2026-01-01 lies before",
        ),
        ("supersedes: [a\n", r"document.yaml:\d: YAML 有误"),
        ("{[a]: b}: c\n", r"document.yaml:\d+: YAML 有误"),
        ("inferred: {author: 甲}\n", r"inferred names unknown fields: \['author'\]"),
        ("implements: other\n", r"'other' 不在语料中"),
    ],
)
def test_bad_document_file_is_refused_with_its_place(
    make_document: MakeDocument, tmp_path: Path, line: str, message: str
) -> None:
    make_document(extra=line)
    with pytest.raises(CorpusError, match=message):
        parse_corpus(tmp_path / "corpus")


def test_missing_key_is_named(make_document: MakeDocument) -> None:
    path = make_document() / "document.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("title: 小计划\n", ""), encoding="utf-8")
    with pytest.raises(CorpusError, match="title: Field required"):
        parse_document(path.parent)


def test_source_path_outside_the_folder_is_refused(make_document: MakeDocument) -> None:
    path = make_document() / "document.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("file: source", "file: ../source"), encoding="utf-8"
    )
    with pytest.raises(CorpusError, match=r"source.file"):
        parse_document(path.parent)


@pytest.mark.parametrize(
    ("errata", "message"),
    [
        ("errata: [{before: 甲, after: 乙, why: 损坏}]", r"errata.yaml:1: errata.0.reviewed: Field required"),
        ("errata:\n - {before: 没有, after: 乙, why: 损坏, reviewed: 某}", r"errata.yaml: 勘误 '没有'.*0 次"),
        ("erata: []", r"errata.yaml:1: erata: 未知的键"),
        ("- 甲", r"errata.yaml:1: "),
    ],
)
def test_bad_errata_are_refused(make_document: MakeDocument, errata: str, message: str) -> None:
    folder = make_document()
    append(folder / "errata.yaml", errata)
    with pytest.raises(CorpusError, match=message):
        parse_document(folder)


def test_names_of_an_unknown_clause_are_refused(make_document: MakeDocument) -> None:
    folder = make_document()
    append(folder / "names.yaml", 'clauses:\n  "9.9": {aliases: [甲]}\n')
    with pytest.raises(CorpusError, match=r"names.yaml: clauses 里的 9.9 不是本文件的条款"):
        parse_document(folder)


def test_names_that_do_not_fit_the_departments_are_warned_of(make_document: MakeDocument) -> None:
    folder = make_document()
    append(folder / "names.yaml", "departments:\n  - {name: 甲局, aliases: [甲]}\n  - {name: 丙局}\n")
    parsed = parse_document(folder)
    assert parsed.warnings == (
        "names.yaml 列出的 丙局 不是任何条款的责任单位",
        "names.yaml 没有列出责任单位 乙局",
    )
    assert [(one.name, one.aliases) for one in parsed.library.departments] == [
        ("甲局", ("甲局", "甲")),
        ("乙局", ("乙局",)),
    ]


def test_near_miss_that_no_erratum_settles_is_warned_of(make_document: MakeDocument) -> None:
    text = "一、任务\n(一)甲。乙。\n。ㄈ╅_展應用標桿推廣。丙。"
    (warning,) = parse_document(make_document(text)).warnings
    assert "第 3 行 '。ㄈ╅_'" in warning


def test_changed_source_is_refused(make_document: MakeDocument) -> None:
    folder = make_document()
    append(folder / "source.txt", "又一句。")
    with pytest.raises(CorpusError, match=r"source.txt: sha256 是 \w+，document.yaml 记的是"):
        parse_document(folder)


def test_missing_source_is_refused(make_document: MakeDocument) -> None:
    folder = make_document()
    (folder / "source.txt").unlink()
    with pytest.raises(CorpusError, match=r"source.txt: 读不到来源文件"):
        parse_document(folder)


def test_id_that_is_not_the_folder_name_is_refused(make_document: MakeDocument, tmp_path: Path) -> None:
    folder = make_document()
    folder.rename(tmp_path / "corpus" / "copy")
    with pytest.raises(CorpusError, match="id 'small' 与目录名 'copy' 不同"):
        parse_corpus(tmp_path / "corpus")


def test_source_with_broken_numbers_is_refused_by_file_and_line(make_document: MakeDocument) -> None:
    folder = make_document("一、任务\n(一)甲。乙。\n(三)丙。丁。")
    with pytest.raises(ClauseParseError, match=r"source.txt: 正文第 3 行"):
        parse_document(folder)


def test_source_that_is_all_boilerplate_yields_no_clause(make_document: MakeDocument) -> None:
    with pytest.raises(ClauseParseError, match="没有找到任何条款"):
        parse_document(make_document("联系地址:别处1号"))


def test_missing_and_empty_corpus_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="没有这个语料目录"):
        document_folders(tmp_path / "none")
    with pytest.raises(CorpusError, match="语料是空的"):
        document_folders(tmp_path)


def test_folder_without_document_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "doc").mkdir()
    with pytest.raises(CorpusError, match="缺少 document"):
        document_folders(tmp_path)


@pytest.mark.parametrize("file", ["document.yaml", "errata.yaml", "names.yaml", "source.txt"])
def test_digest_of_a_document_follows_each_of_its_files(make_document: MakeDocument, file: str) -> None:
    folder = make_document()
    before = document_digest(folder)
    assert document_digest(folder) == before
    append(folder / file, "\n# 改\n")
    assert document_digest(folder) != before
