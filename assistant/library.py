"""What is known of the corpus at run time: documents, clauses, chunks and departments, read from JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.errors import IndexUnavailable
from assistant.models import (
    Chunk,
    Citation,
    Clause,
    Department,
    Document,
    DocumentKind,
    DocumentStatus,
    Source,
)


@dataclass(frozen=True, slots=True)
class DepartmentName:
    """One department of the corpus with every way to call it."""

    name: str
    other_name: str = ""
    aliases: tuple[str, ...] = ()
    """Simplified Chinese, both names included."""
    name_en: str = ""
    aliases_en: tuple[str, ...] = ()
    """Lower case."""

    @property
    def display(self) -> str:
        return f"{self.name}（{self.other_name}）" if self.other_name else self.name


class Library:
    """The parsed corpus. Look-ups by id and address are immediate; nothing is changed after it is made."""

    __slots__ = ("_clauses", "_documents", "chunks", "clauses", "departments", "digest", "documents")

    def __init__(
        self,
        documents: Iterable[Document],
        clauses: Iterable[Clause],
        chunks: Iterable[Chunk],
        departments: Iterable[DepartmentName] = (),
        digest: str = "",
    ) -> None:
        self.documents = tuple(documents)
        self.clauses = tuple(clauses)
        self.chunks = tuple(chunks)
        self.departments = tuple(departments)
        self.digest = digest or self._content_digest()
        self._documents = {document.id: document for document in self.documents}
        self._clauses = {clause.address: clause for clause in self.clauses}

    def document(self, document_id: str) -> Document:
        """Find a document.

        Raises:
            LookupError: there is none of that id; the message lists those that exist.
        """
        found = self._documents.get(document_id)
        if found is None:
            raise LookupError(f"没有文件 {document_id!r}；现有：{', '.join(self._documents) or '（无）'}")
        return found

    def clause(self, address: str) -> Clause:
        """Find a clause.

        Raises:
            LookupError: there is none at that address; the message names the nearest ones.
        """
        found = self._clauses.get(address)
        if found is None:
            raise LookupError(
                f"没有条款 {address!r}；相近的有：{', '.join(self._nearest(address)) or '（无）'}"
            )
        return found

    def clauses_of(self, document_id: str) -> tuple[Clause, ...]:
        """All clauses of one document in its order; LookupError where the document is unknown."""
        self.document(document_id)
        return tuple(clause for clause in self.clauses if clause.document_id == document_id)

    def answering(self, include_samples: bool) -> Library:
        """Keep the documents that may answer: effective ones, and on request samples and drafts."""
        allowed = {DocumentStatus.EFFECTIVE}
        if include_samples:
            allowed |= {DocumentStatus.SAMPLE, DocumentStatus.DRAFT}
        kept = {document.id for document in self.documents if document.status in allowed}
        clauses = [clause for clause in self.clauses if clause.document_id in kept]
        addresses = {clause.address for clause in clauses}
        return Library(
            [document for document in self.documents if document.id in kept],
            clauses,
            [chunk for chunk in self.chunks if chunk.clause in addresses],
            self.departments,
            self.digest,
        )

    def cite(self, clause: Clause, quote: str) -> Citation:
        """Cite the first place where the clause says exactly `quote`.

        Raises:
            ValueError: the quote is empty or not in the clause.
        """
        at = clause.text.find(quote) if quote else -1
        if at < 0:
            raise ValueError(f"条款 {clause.address} 里没有这句引文：{quote!r}")
        document = self.document(clause.document_id)
        start = clause.start + at
        return Citation(
            clause_id=clause.address,
            title=clause.title,
            quote=quote,
            start=start,
            end=start + len(quote),
            document_title=document.title,
            document_status=document.status,
        )

    def _nearest(self, address: str) -> list[str]:
        from difflib import get_close_matches

        return get_close_matches(address, list(self._clauses), n=5, cutoff=0.3) or list(self._clauses)[:5]

    def _content_digest(self) -> str:
        return hashlib.sha256(_to_json(self).encode()).hexdigest()


def _to_json(library: Library) -> str:
    content = {
        "documents": [asdict(item) for item in library.documents],
        "clauses": [asdict(item) for item in library.clauses],
        "chunks": [asdict(item) for item in library.chunks],
        "departments": [asdict(item) for item in library.departments],
    }
    return json.dumps(content, ensure_ascii=False, default=date.isoformat)


def write_library(library: Library, path: Path) -> None:
    """Write a library as JSON."""
    body = _to_json(library)
    path.write_text(f'{{"digest": {json.dumps(library.digest)}, {body[1:]}\n', encoding="utf-8")


def read_library(path: Path) -> Library:
    """Read what `write_library` wrote.

    Raises:
        IndexUnavailable: the file is missing or not of this form.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Library(
            [_document(item) for item in content["documents"]],
            [_clause(item) for item in content["clauses"]],
            [Chunk(**item) for item in content["chunks"]],
            [DepartmentName(**_tuples(item, "aliases", "aliases_en")) for item in content["departments"]],
            content["digest"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexUnavailable(
            f"读不了索引里的条款库 {path}（{error!r}）。请运行 policy-assistant ingest 重建。"
        ) from error


def _document(item: Mapping[str, Any]) -> Document:
    fields = _tuples(item, "supersedes", "inferred")
    fields["kind"] = DocumentKind(item["kind"])
    fields["status"] = DocumentStatus(item["status"])
    fields["source"] = Source(**item["source"])
    for name in ("effective_from", "effective_to"):
        fields[name] = date.fromisoformat(item[name]) if item[name] else None
    return Document(**fields)


def _clause(item: Mapping[str, Any]) -> Clause:
    fields = _tuples(item, "sections", "aliases")
    fields["departments"] = tuple(Department(**one) for one in item["departments"])
    return Clause(**fields)


def _tuples(item: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {key: tuple(value) if key in names else value for key, value in item.items()}
