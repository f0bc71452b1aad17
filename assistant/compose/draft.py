"""An answer being written: lines with markers, and the citations they point to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from assistant.awards.model import Award
from assistant.library import Library
from assistant.models import AnswerStatus, Assessment, Citation, Clarification, DocumentStatus
from assistant.text import Language, format_money, format_money_en


@dataclass
class Draft:
    """Collects lines and citations; a quote is checked against its clause the moment it is cited."""

    library: Library
    language: Language
    status: AnswerStatus = AnswerStatus.ANSWERED
    lines: list[str] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    assessments: tuple[Assessment, ...] = ()
    clarification: Clarification | None = None
    understood: str = ""
    clauses: tuple[str, ...] = ()
    """Clauses that a follow-up question may mean by 它."""
    facts: list[str] = field(default_factory=list)
    """Figures that stand in no clause and yet are proven: the day asked about, a number of clauses, a wanted amount."""

    @property
    def english(self) -> bool:
        return self.language is Language.EN

    def say(self, chinese: str, english: str) -> str:
        return english if self.english else chinese

    def add(self, chinese: str, english: str) -> None:
        """Add a line (a Markdown block) in the language of the question."""
        line = self.say(chinese, english)
        if line:
            self.lines.append(line)

    def money(self, yuan: Decimal) -> str:
        return format_money_en(yuan) if self.english else format_money(yuan)

    def mark(self, address: str, quote: str) -> str:
        """Cite a quote and return its marker: [1]."""
        citation = self.library.cite(self.library.clause(address), quote)
        return self.mark_citation(citation)

    def mark_citation(self, citation: Citation) -> str:
        """Take over a ready citation and return its marker; the same quote keeps its number."""
        for known in self.citations:
            if (
                known.clause_id == citation.clause_id
                and known.start <= citation.start
                and citation.end <= known.end
            ):
                return f"[{known.marker}]"
        marked = replace(citation, marker=len(self.citations) + 1)
        self.citations.append(marked)
        return f"[{marked.marker}]"

    def notice(self) -> str:
        """What must stand on the face of an answer that leans on unofficial documents."""
        statuses = {citation.document_status for citation in self.citations}
        if DocumentStatus.SAMPLE in statuses:
            return self.say(
                "**示例（非官方）**：本回答引用了示例文件，不是正式政策。",
                "**示例（非官方）** Sample, not official: this answer cites a sample document.",
            )
        if DocumentStatus.DRAFT in statuses:
            return self.say(
                "**草案**：本回答引用了尚未施行的草案。",
                "**草案** Draft: this answer cites a document that is not in force yet.",
            )
        return ""

    def text(self) -> str:
        notice = self.notice()
        return "\n\n".join([*self.lines, *([notice] if notice else [])])


SENTENCE_END = re.compile(r"(?<=[。;!?])(?![”’)])")


def sentences(text: str) -> list[str]:
    """Split clean text after 。 and ;, keeping every character."""
    return [part for part in SENTENCE_END.split(text) if part.strip()]


def joined(items: Iterable[str], english: bool = False) -> str:
    return (", " if english else "、").join(items)


def award_title(draft: Draft, award: Award) -> str:
    return award.title_en if draft.english else award.title
