"""Looking clauses up by department, section and document, without a question."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from assistant.library import Library
from assistant.models import Clause, Department, Passage, Retrieval
from assistant.service import Searcher

_TRUE, _FALSE = frozenset({"1", "true", "yes", "是"}), frozenset({"0", "false", "no", "否"})


@dataclass(frozen=True, slots=True)
class ClauseFilter:
    document: str = ""
    section: str = ""
    """A path or what it begins with (2, 2.4), or words of a heading above or of the clause."""
    department: str = ""
    lead: bool | None = None
    """True: only where the department leads; False: only where it does not."""


def clause_filter(
    document: str = "", section: str = "", department: str = "", lead: str = ""
) -> ClauseFilter:
    """Read the filters as a caller writes them; `lead` is true or false, or names the leading department.

    Raises:
        ValueError: `lead` and `department` name two departments.
    """
    word = lead.strip().lower()
    if word in _TRUE | _FALSE or not word:
        return ClauseFilter(document, section.strip(), department.strip(), (word in _TRUE) if word else None)
    if department.strip() and department.strip() != lead.strip():
        raise ValueError(f"lead={lead!r} 与 department={department!r} 不一致：lead 用 true/false，或只给一个")
    return ClauseFilter(document, section.strip(), lead.strip(), True)


def select(library: Library, wanted: ClauseFilter) -> tuple[Clause, ...]:
    """Clauses that pass every filter, in document order.

    Raises:
        LookupError: there is no such document; the message lists those that exist.
        ValueError: no document names such a department; the message lists those that are named.
    """
    clauses: Iterable[Clause] = library.clauses
    if wanted.document:
        clauses = library.clauses_of(library.document(wanted.document).id)
    if wanted.section:
        clauses = [item for item in clauses if _in_section(item, wanted.section)]
    if wanted.department or wanted.lead is not None:
        names = department_names(library, wanted.department) if wanted.department else None
        clauses = [item for item in clauses if _responsible(item.departments, names, wanted.lead)]
    return tuple(clauses)


def find(retriever: Searcher, query: str, library: Library, chosen: Collection[Clause]) -> Retrieval:
    """Search all clauses, then keep those `chosen`: a filter must not change a clause's score."""
    addresses = {item.address for item in chosen}

    def among(passages: Iterable[Passage]) -> tuple[Passage, ...]:
        return tuple(item for item in passages if item.clause.address in addresses)

    everything = retriever.search(query, limit=len(library.clauses))
    return Retrieval(among(everything.kept), among(everything.rejected))


def department_names(library: Library, asked: str) -> frozenset[str]:
    """Official names of the departments that are called `asked`.

    Raises:
        ValueError: there is none; the message lists those that exist.
    """
    key = asked.replace("(", "（").replace(")", "）").lower()
    found = frozenset(
        item.name
        for item in library.departments
        if key in (item.name, item.other_name, item.display, *item.aliases, *item.aliases_en)
        or key == item.name_en.lower()
    )
    if not found:
        known = "、".join(item.display for item in library.departments)
        raise ValueError(f"没有部门 {asked!r}；文件中的部门：{known}")
    return found


def _in_section(clause: Clause, section: str) -> bool:
    inside = section in (clause.path, clause.number) or clause.path.startswith(f"{section}.")
    return inside or any(section in heading for heading in (*clause.sections, clause.heading))


def _responsible(departments: Iterable[Department], names: frozenset[str] | None, lead: bool | None) -> bool:
    return any(
        (names is None or item.name in names) and (lead is None or item.lead is lead) for item in departments
    )
