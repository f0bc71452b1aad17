"""Read a clause's responsible departments: (责任单位:☆经信局、政务服务管理办(数据局)。…)."""

from __future__ import annotations

import re

from assistant.models import Department

_LABEL = r"(?:责任|牵头|配合|参与)(?:单位|部门)"
_PART = re.compile(rf"\(({_LABEL}:(?:[^()]|\([^()]*\))*)\)")
_LIST = re.compile(rf"({_LABEL}):(.*)", re.DOTALL)
_SEPARATOR = re.compile(r"[、,\s]+(?![^()]*\))")
_NAME = re.compile(r"(☆?)([^()☆]+)(?:\(([^()]+)\))?")


def read_departments(text: str) -> tuple[Department, ...]:
    """Read the departments that a clause names as responsible, in its order; ☆ marks a lead."""
    found = list[Department]()
    for part in _PART.findall(text):
        for listed in part.split("。")[0].split(";"):
            match = _LIST.match(listed)
            if match:
                found += _listed(match.group(2), all_lead=match.group(1).startswith("牵头"))
    return tuple(found)


def _listed(names: str, all_lead: bool) -> list[Department]:
    matches = (_NAME.fullmatch(name.strip()) for name in _SEPARATOR.split(names) if name.strip())
    return [
        Department(match.group(2), match.group(3) or "", lead=all_lead or bool(match.group(1)))
        for match in matches
        if match
    ]
