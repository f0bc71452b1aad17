"""Reads which clauses an official looks for by their responsible departments: 双牵头, 经信局和科技局共同负责."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.models import Clause, Department
from assistant.reading.findings import Findings
from assistant.reading.numerals import read_number

_N = r"(?P<n>双|俩|单|多|几|[一二两三四五六七八九十]|\d{1,2})"
_MORE = r"(?P<more>以上|及以上|多)?"
_UNITS = r"(?:个|家)?(?:部门|单位|局|委办)?(?:以上)?"
_BEFORE = re.compile(
    rf"{_N}(?:个|家)?{_MORE}(?:的)?{_UNITS}(?:共同|联合|一起|都)?(?P<role>牵头|参与|配合|负责|责任)"
)
_AFTER = re.compile(
    rf"(?P<role>牵头|参与|配合|负责|责任)(?:的)?(?:部门|单位|局)?(?:数)?(?:有|是|为|不止|超过|多于|至少)?{_N}(?:个|家){_MORE}"
)
_JOINT = re.compile(r"(?P<n>共同|联合)(?P<role>牵头)")
_ENGLISH = re.compile(r"(?P<n>two|three|more than one|several|only one|a single) (?P<role>lead)")
_ABSENT_AFTER = re.compile(r"(都|均)?(不|没有?|未)(参与|负责|涉及|出现|管|在)")
_ABSENT_BEFORE = re.compile(r"(没有?|不(含|包括|涉及|包含|需要))(写|列|提到)?$")
_ROLE = re.compile(r"(来|是|负责)?(?P<role>牵头|参与|配合)")
_ROLES = {"牵头": "lead", "lead": "lead", "参与": "participant", "配合": "participant"}
_EXTREME = re.compile(
    r"(?P<role>牵头|参与|配合|责任|涉及|负责)(?:的)?(?:部门|单位|局)(?:数量?)?(?:(?P<most>最多)|最少)"
)
_BUSIEST = re.compile(
    r"哪(?:一?个|家|些)(?:部门|单位|局)[^,。;]{0,4}(?P<first>牵头|参与|配合|负责)[^,。;]{0,8}最多"
    r"|(?P<second>牵头|参与|配合|负责)的?(?:条款|任务|领域|工作)?(?:数量?)?最多的(?:是)?(?:哪个?)?(?:部门|单位|局)"
)
_WORDS = {"双": 2, "俩": 2, "单": 1, "two": 2, "three": 3, "only one": 1, "a single": 1}


@dataclass(frozen=True, slots=True)
class Sharing:
    """What the list of responsible departments of a clause must be like."""

    role: str = ""
    """lead, participant (all but the leads), or empty for all."""
    number: int = 0
    at_least: bool = False
    departments: tuple[str, ...] = ()
    absent: bool = False
    """The departments must not be named, rather than all be."""
    roles: tuple[tuple[str, str], ...] = ()
    """(department, role) pairs that must all hold: 经信局牵头、科技局参与."""
    busiest: bool = False
    """Not clauses are asked for, but the departments that bear most of them."""
    extreme: str = ""
    """most or fewest, where the clause with most or fewest departments is asked for."""

    def holds(self, clause: Clause) -> bool:
        names = {item.name for item in self.counted(clause)}
        if self.roles:
            own = {(item.name, "lead" if item.lead else "participant") for item in clause.departments}
            return set(self.roles) <= own
        if self.departments and self.absent:
            return bool(clause.departments) and not names & set(self.departments)
        if self.departments:
            return set(self.departments) <= names
        return bool(names) and (len(names) >= self.number if self.at_least else len(names) == self.number)

    def choose(self, clauses: Iterable[Clause]) -> list[Clause]:
        """The clauses that are as asked, in their order."""
        having = [clause for clause in clauses if self.counted(clause)]
        if not self.extreme:
            return [clause for clause in having if self.holds(clause)]
        numbers = [len(self.counted(clause)) for clause in having]
        wanted = max(numbers) if self.extreme == "most" else min(numbers)
        return [clause for clause, number in zip(having, numbers, strict=True) if number == wanted]

    def bearing(self, clauses: Iterable[Clause]) -> dict[str, list[Clause]]:
        """The departments that bear most clauses in that role, with these."""
        borne: dict[str, list[Clause]] = {}
        for clause in clauses:
            for item in self.counted(clause):
                borne.setdefault(item.name, []).append(clause)
        most = max((len(own) for own in borne.values()), default=0)
        return {name: own for name, own in borne.items() if len(own) == most}

    def counted(self, clause: Clause) -> Sequence[Department]:
        """The departments that the role is about."""
        return [item for item in clause.departments if not self.role or item.lead is (self.role == "lead")]


def read_sharing(found: Findings) -> Sharing | None:
    """The look-up for a question that asks for clauses; None where it asks for something else."""
    if not found.says("which_clauses"):
        return None
    names = found.department_names
    if names:
        return _of_departments(found, names)
    match = _BUSIEST.search(found.text)
    if match:
        return Sharing(_ROLES.get(match["first"] or match["second"], ""), busiest=True)
    match = _EXTREME.search(found.text)
    if match:
        return Sharing(_ROLES.get(match["role"], ""), extreme="most" if match["most"] else "fewest")
    for pattern in (_BEFORE, _AFTER, _JOINT, _ENGLISH):
        match = pattern.search(found.text)
        if match:
            return _of_number(found, match)
    return None


def _of_departments(found: Findings, names: tuple[str, ...]) -> Sharing | None:
    first, last = found.departments[0], found.departments[-1]
    if _ABSENT_AFTER.match(found.after(last)) or _ABSENT_BEFORE.search(found.before(first)):
        return Sharing(departments=names, absent=True)
    roles = [
        (hit.targets[0].name, match["role"])
        for hit in found.departments
        if (match := _ROLE.match(found.after(hit)))
    ]
    if len(roles) == len(names) > 1 and len({role for _, role in roles}) > 1:
        return Sharing(departments=names, roles=tuple((name, _ROLES[role]) for name, role in roles))
    if len(names) > 1 and found.says("together"):
        return Sharing("lead" if found.says("role_lead") else "", departments=names)
    return None


def _of_number(found: Findings, match: re.Match[str]) -> Sharing | None:
    word, spoken = match["n"], match.groupdict()
    number = _WORDS.get(word) or int(read_number(word) or 0) or 2
    vague = word in ("多", "几", "共同", "联合", "more than one", "several")
    more = vague or bool(spoken.get("more")) or re.search(r"以上|超过|多于|至少|不止", found.text) is not None
    if re.search(rf"(超过|多于|不止){re.escape(word)}", found.text):
        number += 1
    return Sharing(_ROLES.get(match["role"], ""), number, more)
