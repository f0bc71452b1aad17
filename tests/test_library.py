"""The library: look-ups, citations, and the file it is kept in."""

import time
from pathlib import Path

import pytest

from assistant.errors import IndexUnavailable
from assistant.library import Library, read_library, write_library
from assistant.models import Citation, DocumentStatus
from ingest.corpus import parse_corpus

CORPUS = Path(__file__).parents[1] / "corpus"
PLAN = "pinghu-ai-plus-2025"
SAMPLE = "implementing-rules-sample"


@pytest.fixture(scope="module")
def library() -> Library:
    return parse_corpus(CORPUS)


def test_library_survives_its_file_unchanged_and_is_read_in_milliseconds(
    library: Library, tmp_path: Path
) -> None:
    write_library(library, tmp_path / "library.json")
    read_library(tmp_path / "library.json")
    started = time.perf_counter()
    again = read_library(tmp_path / "library.json")
    assert time.perf_counter() - started < 0.1
    for part in ("documents", "clauses", "chunks", "departments", "digest"):
        assert getattr(again, part) == getattr(library, part)


def test_library_digest_follows_its_content(library: Library) -> None:
    assert parse_corpus(CORPUS).digest == library.digest
    assert Library(library.documents, library.clauses[1:], library.chunks).digest != library.digest


@pytest.mark.parametrize("content", ["", "{", "[]", '{"documents": 1}', '{"documents": [{"id": "x"}]}'])
def test_damaged_library_file_says_to_rebuild(tmp_path: Path, content: str) -> None:
    path = tmp_path / "library.json"
    path.write_text(content)
    with pytest.raises(IndexUnavailable, match="policy-assistant ingest"):
        read_library(path)


def test_unknown_document_is_answered_with_those_known(library: Library) -> None:
    with pytest.raises(LookupError, match=PLAN):
        library.document("nothing")
    with pytest.raises(LookupError, match=PLAN):
        library.clauses_of("nothing")


def test_unknown_clause_is_answered_with_the_nearest(library: Library) -> None:
    with pytest.raises(LookupError, match=f"{PLAN}/2.5"):
        library.clause(f"{PLAN}/2.55")


def test_clauses_of_a_document_come_in_its_order(library: Library) -> None:
    paths = [clause.path for clause in library.clauses_of(PLAN)]
    assert paths == ["0", *(f"1.{n}" for n in range(1, 11)), *(f"2.{n}" for n in range(1, 6)), "3.p1", "3.p2"]


def test_effective_documents_come_first(library: Library) -> None:
    assert [document.id for document in library.documents] == [PLAN, SAMPLE]


def test_only_effective_documents_answer_unless_samples_are_asked_for(library: Library) -> None:
    official = library.answering(include_samples=False)
    assert {document.id for document in official.documents} == {PLAN}
    assert {clause.document_id for clause in official.clauses} == {PLAN}
    assert all(chunk.clause.startswith(PLAN) for chunk in official.chunks)
    with pytest.raises(LookupError):
        official.clause(f"{SAMPLE}/art1")
    assert library.answering(include_samples=True).clauses == library.clauses
    assert official.digest == library.digest


def test_citation_carries_exact_place_and_titles(library: Library) -> None:
    clause = library.clause(f"{PLAN}/2.2")
    quote = "经验收后按照项目硬件实际投入的最高20%"
    citation = library.cite(clause, quote)
    text = library.document(PLAN).text
    assert citation == Citation(
        clause_id=f"{PLAN}/2.2",
        title="二(二) 打造典型应用场景",
        quote=quote,
        start=text.index(quote),
        end=text.index(quote) + len(quote),
        document_title="“人工智能+”行动计划(2025—2027年)",
        document_status=DocumentStatus.EFFECTIVE,
    )


@pytest.mark.parametrize("quote", ["", "硬件实际投入的最高30%"])
def test_quote_that_the_clause_does_not_say_is_refused(library: Library, quote: str) -> None:
    with pytest.raises(ValueError, match="没有这句引文"):
        library.cite(library.clause(f"{PLAN}/2.2"), quote)


def test_reading_a_library_imports_nothing_heavy(library: Library, tmp_path: Path) -> None:
    import subprocess
    import sys

    write_library(library, tmp_path / "library.json")
    code = (
        "import sys; from pathlib import Path; from assistant.library import read_library;"
        f"read_library(Path({str(tmp_path / 'library.json')!r}));"
        "print(sorted({'opencc', 'numpy', 'pydantic', 'yaml', 'torch', 'chromadb'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=CORPUS.parent
    )
    assert done.stdout.strip() == "[]"
