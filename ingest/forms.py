"""The forms of a document's files: document.yaml, errata.yaml and names.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pydantic import Field, model_validator

from assistant.models import DocumentKind, DocumentStatus
from ingest.yaml_files import Strict


class SourceForm(Strict):
    file: str = Field(pattern=r"^[^/\\]+$")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    origin: str = ""
    retrieved: date | None = None


class DocumentForm(Strict):
    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str = Field(min_length=1)
    title_en: str = ""
    issuer: str = Field(min_length=1)
    document_no: str = ""
    kind: DocumentKind
    status: DocumentStatus
    effective_from: date | None = None
    effective_to: date | None = None
    implements: str = ""
    supersedes: tuple[str, ...] = ()
    inferred: Mapping[str, str] = Field(default_factory=dict)
    """Field -> why it could be inferred, for what the source does not state."""
    source: SourceForm

    @model_validator(mode="after")
    def _check(self) -> DocumentForm:
        unknown = set(self.inferred) - set(type(self).model_fields)
        if unknown:
            raise ValueError(f"inferred names unknown fields: {sorted(unknown)}")
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            raise ValueError(
                f"effective_to {self.effective_to} lies before effective_from {self.effective_from}"
            )
        return self


class ErratumForm(Strict):
    before: str = Field(min_length=1)
    after: str
    why: str = Field(min_length=1)
    reviewed: str = Field(min_length=1)


class ErrataForm(Strict):
    errata: tuple[ErratumForm, ...] = ()


class DepartmentForm(Strict):
    name: str = Field(min_length=1)
    other_name: str = ""
    aliases: tuple[str, ...] = ()
    name_en: str = ""
    aliases_en: tuple[str, ...] = ()


class ClauseForm(Strict):
    heading_en: str = ""
    aliases: tuple[str, ...] = ()


class NamesForm(Strict):
    departments: tuple[DepartmentForm, ...] = ()
    clauses: Mapping[str, ClauseForm] = Field(default_factory=dict)
    """Clause path -> the names people use for it."""
