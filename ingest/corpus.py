"""Read the corpus folder: one folder a document, each repaired, parsed, named and cut into chunks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.errors import ClauseParseError, CorpusError
from assistant.library import Library
from assistant.models import Clause, Document, DocumentStatus, Source
from ingest.chunks import chunks_of
from ingest.clauses import parse_clauses, with_names
from ingest.department_names import merge_departments, name_departments
from ingest.forms import DocumentForm, ErrataForm, NamesForm
from ingest.repair import Erratum, repair
from ingest.sources import read_source
from ingest.trace import Repair, RepairKind, TracedText
from ingest.yaml_files import Form, read_yaml

_FILES = ("document.yaml", "errata.yaml", "names.yaml")


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    id: str
    library: Library
    """This document alone."""
    repairs: tuple[Repair, ...]
    warnings: tuple[str, ...]
    digest: str
    """SHA-256 over the document's files and the code that read them."""


def document_folders(corpus_dir: Path) -> list[Path]:
    """Folders of the corpus that hold a document, by name.

    Raises:
        CorpusError: there is no such folder, or one without document.yaml.
    """
    if not corpus_dir.is_dir():
        raise CorpusError(f"{corpus_dir}: 没有这个语料目录。请检查 POLICY_ASSISTANT_CORPUS_DIR。")
    folders = sorted(path for path in corpus_dir.iterdir() if path.is_dir() and path.name[0] not in "._")
    for folder in folders:
        if not (folder / "document.yaml").is_file():
            raise CorpusError(f"{folder}: 缺少 document.yaml。每个文件一个目录，各有一份 document.yaml。")
    if not folders:
        raise CorpusError(
            f"{corpus_dir}: 语料是空的。请为每个政策文件建一个目录，放入 document.yaml 和来源文件。"
        )
    return folders


def document_digest(folder: Path) -> str:
    """Digest of everything that decides how a document is read; award rules are read apart."""
    form = read_yaml(folder / "document.yaml", DocumentForm)
    digest = hashlib.sha256(_code_digest().encode())
    for name in (*_FILES, form.source.file):
        path = folder / name
        digest.update(f"{name}\0".encode() + (path.read_bytes() if path.is_file() else b"") + b"\0")
    return digest.hexdigest()


@cache
def _code_digest() -> str:
    code = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in code)).hexdigest()


def parse_document(folder: Path) -> ParsedDocument:
    """Read one document's folder.

    Raises:
        CorpusError: a file is missing, broken or contradicts another; the message names it.
    """
    form = read_yaml(folder / "document.yaml", DocumentForm)
    errata = _optional(folder / "errata.yaml", ErrataForm)
    names = _optional(folder / "names.yaml", NamesForm)
    if form.id != folder.name:
        raise CorpusError(
            f"{folder / 'document.yaml'}: id {form.id!r} 与目录名 {folder.name!r} 不同，应一致。"
        )
    traced = clean_text(folder, form, errata)
    document = _document(form, traced.text)
    try:
        clauses = parse_clauses(traced.text, form.id, folded(form.title))
    except ClauseParseError as error:
        raise ClauseParseError(f"{folder / form.source.file}: {error}") from error
    named = _named(clauses, names, folder / "names.yaml")
    departments, warnings = name_departments(named, names)
    return ParsedDocument(
        form.id,
        Library([document], named, chunks_of(document, named), departments),
        traced.repairs,
        (*_inferred_warnings(form), *_near_misses(traced, errata), *warnings),
        document_digest(folder),
    )


def merge(parsed: Iterable[ParsedDocument]) -> Library:
    """Make one library of all documents, effective ones first.

    Raises:
        CorpusError: one implements or supersedes a document that is not there.
    """
    libraries = sorted((item.library for item in parsed), key=lambda item: not _effective(item))
    documents = [document for library in libraries for document in library.documents]
    ids = {document.id for document in documents}
    for document in documents:
        for other in filter(None, (document.implements, *document.supersedes)):
            if other not in ids:
                raise CorpusError(f"{document.id}: document.yaml 引用的文件 {other!r} 不在语料中。")
    return Library(
        documents,
        [clause for library in libraries for clause in library.clauses],
        [chunk for library in libraries for chunk in library.chunks],
        merge_departments(name for library in libraries for name in library.departments),
    )


def _effective(library: Library) -> bool:
    return all(document.status is DocumentStatus.EFFECTIVE for document in library.documents)


def parse_corpus(corpus_dir: Path, progress: Callable[[str, int, int], None] | None = None) -> Library:
    """Read the whole corpus into a library, without vectors."""
    folders = document_folders(corpus_dir)
    parsed = []
    for done, folder in enumerate(folders, 1):
        parsed.append(parse_document(folder))
        if progress:
            progress("parse", done, len(folders))
    return merge(parsed)


def clean_text(folder: Path, form: DocumentForm, errata: ErrataForm | None) -> TracedText:
    """Read and repair a document's source."""
    path = folder / form.source.file
    source = read_source(path)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != form.source.sha256:
        raise CorpusError(
            f"{path}: sha256 是 {found}，document.yaml 记的是 {form.source.sha256}。"
            "来源应原样保存；如确要更换，请一并更新 sha256。"
        )
    entries = (
        [Erratum(one.before, one.after, one.why, one.reviewed) for one in errata.errata] if errata else []
    )
    try:
        return repair(source.text, errata=entries, issuer=_place_of(form.issuer), markdown=source.markdown)
    except CorpusError as error:
        raise CorpusError(f"{folder / 'errata.yaml'}: {error}") from error


def _document(form: DocumentForm, text: str) -> Document:
    retrieved = form.source.retrieved.isoformat() if form.source.retrieved else ""
    return Document(
        id=form.id,
        title=form.title,
        issuer=form.issuer,
        kind=form.kind,
        status=form.status,
        effective_from=form.effective_from,
        effective_to=form.effective_to,
        source=Source(form.source.file, form.source.sha256, form.source.origin, retrieved),
        text=text,
        document_no=form.document_no,
        implements=form.implements,
        supersedes=form.supersedes,
        inferred=tuple(form.inferred),
        title_en=form.title_en,
    )


def _named(clauses: Sequence[Clause], names: NamesForm | None, path: Path) -> list[Clause]:
    if names is None:
        return list(clauses)
    unknown = sorted(set(names.clauses) - {clause.path for clause in clauses})
    if unknown:
        raise CorpusError(f"{path}: clauses 里的 {'、'.join(unknown)} 不是本文件的条款。")
    return with_names(clauses, {key: (one.heading_en, one.aliases) for key, one in names.clauses.items()})


def _inferred_warnings(form: DocumentForm) -> list[str]:
    return [f"{form.id}: {field} 是推定的：{why}" for field, why in form.inferred.items()]


def _near_misses(traced: TracedText, errata: ErrataForm | None) -> list[str]:
    """Shifted headings of which bytes were lost and that no erratum has settled."""
    settled = [one for one in traced.repairs if one.kind is RepairKind.ERRATUM]
    return [
        f"来源第 {one.line} 行 {one.before!r} 只能还原成 {one.after!r}，请在 errata.yaml 中核定"
        for one in traced.repairs
        if one.kind is RepairKind.SHIFT
        and "near miss" in one.why
        and not any(fix.start < one.end and one.start < fix.end for fix in settled)
    ]


def _optional(path: Path, form: type[Form]) -> Form | None:
    return read_yaml(path, form) if path.is_file() else None


def _place_of(issuer: str) -> str:
    """平湖 of 平湖市, 平湖市人民政府办公室."""
    for mark in "省市县区":
        if mark in issuer:
            return issuer.split(mark)[0]
    return issuer


def folded(title: str) -> str:
    return repair(title, errata=(), issuer="").text
