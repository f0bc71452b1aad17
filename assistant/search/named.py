"""Which clauses a question names: by number, by their own names, by awards, departments and plan-wide rules."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from assistant.awards.model import PlanRule, RuleTable
from assistant.clock import today
from assistant.library import DepartmentName, Library
from assistant.reading.dates import certain_day
from assistant.reading.frame import A_YEAR
from assistant.reading.lexicon import Lexicon
from assistant.reading.mentions import Kind, Mention, read_mentions
from assistant.reading.names import Hit, NameBook
from assistant.reading.places import read_clause_references
from assistant.search.relevance import Naming
from assistant.text import normalise

NO_DUPLICATES = "no-duplicates"
"""The note of a rule file that says what holds where policies overlap."""


class Named:
    """Looks the names of a corpus and its rules up in questions, misspelt ones too."""

    def __init__(self, library: Library, rules: RuleTable, lexicon: Lexicon) -> None:
        self._names = NameBook(library, rules)
        self._plans, self._lexicon = rules.plans, lexicon
        self._of_award = {award.id: award.clause for award in rules.awards}
        # As the understanding has it: of several documents the first one's numbers are meant.
        self._at = {clause.path: clause.address for clause in reversed(library.clauses)}
        self._units = [(unit, clause.address) for clause in library.clauses for unit in clause.departments]

    def clauses(self, question: str) -> Mapping[str, Naming]:
        """Addresses of the clauses named, each with the surest way it is named."""
        text = normalise(question)
        places, departments = read_clause_references(text), self._names.departments.find(text)
        sure = chain(
            (self._at[place.path] for place in places if place.path in self._at),
            self._awards(text),
            self._headings(text, departments),
            self._plan_rules(text),
        )
        hints = chain(
            self._sections({place.section for place in places if not place.path}), self._topics(text)
        )
        found = self._tasks(departments) | dict.fromkeys(hints, Naming.HINT)
        return found | dict.fromkeys(sure, Naming.SURE)

    def _tasks(self, hits: Iterable[Hit[DepartmentName]]) -> dict[str, Naming]:
        names = {department.name for hit in hits for department in hit.targets}
        tasks = [(address, unit.lead) for unit, address in self._units if unit.name in names] if names else []
        leads = {address: Naming.LEADS for address, lead in tasks if lead}
        return dict.fromkeys((address for address, _ in tasks), Naming.TAKES_PART) | leads

    def _sections(self, sections: Collection[str]) -> Iterator[str]:
        return (address for path, address in self._at.items() if path.split(".")[0] in sections)

    def _topics(self, text: str) -> Iterator[str]:
        return (self._of_award[award] for hit in self._names.topics.find(text) for award in hit.targets)

    def _awards(self, text: str) -> Iterator[str]:
        hits = self._names.awards.find(text) or self._names.awards.find_misspelt(text)
        return (self._of_award[award] for hit in hits for award in hit.targets)

    def _headings(self, text: str, departments: Sequence[Hit[DepartmentName]]) -> Iterator[str]:
        """Clauses by their own names, but for words that are part of a department's."""
        hits = self._names.clauses.find(text) or self._names.clauses.find_misspelt(text)
        return (
            address
            for hit in hits
            if not any(item.start <= hit.start and hit.end <= item.end for item in departments)
            for address in hit.targets
        )

    def _plan_rules(self, text: str) -> Iterator[str]:
        """Validity, where it is asked for or a day outside it is named; overlap with other policies."""
        days = [item for item in read_mentions(text, today()) if item.kind in (Kind.DATE, Kind.YEAR)]
        asks_validity = self._lexicon.says("validity", text)
        asks_overlap = self._lexicon.says("stacking", text)
        for plan in self._plans:
            if asks_validity or any(_outside(day, plan) for day in days):
                yield plan.validity.clause
            if asks_overlap and NO_DUPLICATES in dict(plan.evidence):
                yield dict(plan.evidence)[NO_DUPLICATES].clause


def _outside(mention: Mention, plan: PlanRule) -> bool:
    if mention.kind is Kind.YEAR and mention.amount <= A_YEAR:
        return False  # 第二年
    day = certain_day(mention, plan)
    return day is not None and not plan.valid_from <= day <= plan.valid_to
