"""The departments of the corpus with every way to call them, from clauses and names.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.library import DepartmentName
from assistant.models import Clause, Department
from ingest.forms import DepartmentForm, NamesForm


def name_departments(
    clauses: Sequence[Clause], names: NamesForm | None
) -> tuple[tuple[DepartmentName, ...], list[str]]:
    """Name the departments that clauses make responsible; warn where names.yaml does not fit them."""
    listed = {one.name: _listed(one) for one in (names.departments if names else ())}
    mentioned = {one.name: one for clause in clauses for one in clause.departments}
    warnings = [
        f"names.yaml 列出的 {name} 不是任何条款的责任单位" for name in listed if name not in mentioned
    ]
    if names is not None:
        missing = [one.display for one in mentioned.values() if one.name not in listed]
        warnings += [f"names.yaml 没有列出责任单位 {name}" for name in missing]
    return tuple(listed.get(name) or _unlisted(one) for name, one in mentioned.items()), warnings


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


def _listed(form: DepartmentForm) -> DepartmentName:
    aliases = _unique([form.name, form.other_name, *form.aliases])
    aliases_en = _unique(alias.lower() for alias in form.aliases_en)
    return DepartmentName(form.name, form.other_name, aliases, form.name_en, aliases_en)


def _unlisted(one: Department) -> DepartmentName:
    return DepartmentName(one.name, one.other_name, _unique([one.name, one.other_name]))


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
