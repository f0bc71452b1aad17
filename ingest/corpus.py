"""Read the corpus folder: one folder a document, each repaired, parsed, named and cut into chunks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.errors import ClauseParseError, CorpusError
from assistant.library import DepartmentName, Library
from assistant.models import Chunk, Clause, Document, DocumentStatus, Source
from ingest.chunks import chunks_of
from ingest.clauses import parse_clauses, with_names
from ingest.forms import DocumentForm, ErrataForm, NamesForm
from ingest.repair import Erratum, repair
from ingest.sources import read_source
from ingest.trace import Repair, RepairKind, TracedText
from ingest.yaml_files import Form, read_yaml

_FILES = ("document.yaml", "errata.yaml", "names.yaml")


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    document: Document
    clauses: tuple[Clause, ...]
    chunks: tuple[Chunk, ...]
    departments: tuple[DepartmentName, ...]
    repairs: tuple[Repair, ...]
    warnings: tuple[str, ...]
    digest: str
    """SHA-256 over the document's files and the code that read them."""
    traced: TracedText
    """The clean text with the place in the source of every character."""


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
    traced = _clean(folder, form, errata)
    document = _document(form, traced.text)
    try:
        clauses = parse_clauses(traced.text, form.id, _folded(form.title))
    except ClauseParseError as error:
        raise ClauseParseError(f"{folder / form.source.file}: {error}") from error
    named = _named(clauses, names, folder / "names.yaml")
    departments, warnings = _departments(named, names)
    return ParsedDocument(
        document=document,
        clauses=tuple(named),
        chunks=tuple(chunks_of(document, named)),
        departments=departments,
        repairs=traced.repairs,
        warnings=(*_inferred_warnings(form), *_near_misses(traced, errata), *warnings),
        digest=document_digest(folder),
        traced=traced,
    )


def merge(parsed: Iterable[ParsedDocument]) -> Library:
    """Make one library of all documents.

    Raises:
        CorpusError: two documents have the same id, or one implements a document that is not there.
    """
    documents = sorted(parsed, key=lambda item: item.document.status is not DocumentStatus.EFFECTIVE)
    ids = [item.document.id for item in documents]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise CorpusError(f"文件 id 重复：{'、'.join(twice)}。请在 document.yaml 中各取一个。")
    for item in documents:
        for other in filter(None, (item.document.implements, *item.document.supersedes)):
            if other not in ids:
                raise CorpusError(f"{item.document.id}: document.yaml 引用的文件 {other!r} 不在语料中。")
    return Library(
        [item.document for item in documents],
        [clause for item in documents for clause in item.clauses],
        [chunk for item in documents for chunk in item.chunks],
        merge_departments(name for item in documents for name in item.departments),
    )


def parse_corpus(corpus_dir: Path, progress: Callable[[str, int, int], None] | None = None) -> Library:
    """Read the whole corpus into a library, without vectors."""
    folders = document_folders(corpus_dir)
    parsed = []
    for done, folder in enumerate(folders, 1):
        parsed.append(parse_document(folder))
        if progress:
            progress("parse", done, len(folders))
    return merge(parsed)


def merge_departments(names: Iterable[DepartmentName]) -> tuple[DepartmentName, ...]:
    """One entry a department; what several documents call it is put together."""
    merged = dict[str, DepartmentName]()
    for name in names:
        known = merged.get(name.name, name)
        merged[name.name] = DepartmentName(
            name.name,
            known.other_name or name.other_name,
            _unique([*known.aliases, *name.aliases]),
            known.name_en or name.name_en,
            _unique([*known.aliases_en, *name.aliases_en]),
        )
    return tuple(merged.values())


def _clean(folder: Path, form: DocumentForm, errata: ErrataForm | None) -> TracedText:
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


def _departments(
    clauses: Sequence[Clause], names: NamesForm | None
) -> tuple[tuple[DepartmentName, ...], list[str]]:
    """The departments that clauses name, with the ways to call them; what names.yaml lacks is warned of."""
    listed: Mapping[str, DepartmentName] = {
        one.name: DepartmentName(
            one.name,
            one.other_name,
            _unique([one.name, one.other_name, *one.aliases]),
            one.name_en,
            _unique(alias.lower() for alias in one.aliases_en),
        )
        for one in (names.departments if names else ())
    }
    found, warnings = dict[str, DepartmentName](), list[str]()
    for department in (one for clause in clauses for one in clause.departments):
        if department.name not in found and department.name not in listed and names is not None:
            warnings.append(f"names.yaml 没有列出责任单位 {department.display}")
        plain = DepartmentName(
            department.name, department.other_name, _unique([department.name, department.other_name])
        )
        found.setdefault(department.name, listed.get(department.name, plain))
    warnings += [f"names.yaml 列出的 {name} 不是任何条款的责任单位" for name in listed if name not in found]
    return tuple(found.values()), warnings


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


def _folded(title: str) -> str:
    return repair(title, errata=(), issuer="").text


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
