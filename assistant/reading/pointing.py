"""What a question points at in the text: clauses, departments, words, and what is not the policy's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.library import Library
from assistant.query import Memory
from assistant.reading.findings import Findings, unique
from assistant.reading.follow_ups import clauses_meant
from assistant.reading.terms import read_terms
from assistant.text import normalise

_TERMS = {"exact": "exact_words"}
"""Cues that ask, where they are narrower than what is taken out of the question."""


_normalised = lru_cache(4096)(normalise)
"""Clauses are looked through for every word asked after."""

@dataclass(frozen=True, slots=True)
class Pointing:
    found: Findings
    memory: Memory
    library: Library

    def clauses(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Addresses named by number or by name, and numbers that no document has."""
        known = {clause.path: clause.address for clause in reversed(self.library.clauses)}
        addresses: list[str] = []
        unknown: list[str] = []
        for reference in self.found.references:
            paths = [reference.path] if reference.path else self._section(reference.section)
            here = [known[path] for path in paths if path in known]
            addresses += here
            if not here and not re.fullmatch(r"[1-9]\.\d", reference.words):
                unknown.append(reference.words)
        if not addresses and not unknown:
            departments = self.found.departments
            addresses = [
                address
                for hit in self.found.clauses
                if not any(item.start <= hit.start and hit.end <= item.end for item in departments)
                for address in hit.targets
            ]
        meant = () if addresses or unknown else clauses_meant(self.found, self.memory, self.library)
        beyond = self.found.lexicon.cues["neighbour"].search(self.found.text) if self.memory.clauses else None
        if beyond and not (addresses or unknown or meant):
            unknown.append(beyond.group())
        return unique(addresses) or meant, unique(unknown)

    def of_clause(self) -> bool:
        """Whether a clause is pointed at, so that its awards are asked for: 二(四)里, 这条."""
        return bool(self.found.references) or self.found.says("this_clause")

    def departments_before(self) -> tuple[str, ...]:
        """它还参与哪些: the departments of the last answer, where only a role is named."""
        found = self.found
        role = found.says("role_lead") or found.says("role_participant")
        other = found.clauses or found.references or found.named_awards or found.topics
        asks_who = re.search(r"谁|哪(个|些|几)?(部门|单位|局)|who", found.text)
        goes_on = role and not other and not asks_who and len(found.text) <= 14
        return self.memory.departments if goes_on else ()

    def foreign(self) -> tuple[str, ...]:
        """Authorities and places named that the policy is not of."""
        places = self.found.lexicon.cues["places"].finditer(self.found.text)
        return unique((*self.found.foreign, *(match.group() for match in places)))

    def terms(self) -> tuple[str, ...]:
        """Words asked after that some clause has."""
        found = self.found
        asked = (cue for cue in ("exact", "mentioned", "compare", "lead") if found.says(_TERMS.get(cue, cue)))
        cue = next(asked, "meaning_of" if found.says("meaning_of") else "")
        return tuple(term for term in read_terms(found, cue) if self.standing_in((term,))) if cue else ()

    def unfound(self) -> tuple[str, ...]:
        """哪里提到区块链: words too short to be put otherwise, which no clause has."""
        found = self.found
        if not (found.says("mentioned") and found.says("spoken_of")):
            return ()
        return tuple(t for t in read_terms(found, "mentioned") if len(t) <= 4 and not self.standing_in((t,)))

    def standing_in(self, terms: Sequence[str]) -> tuple[str, ...]:
        """The clauses that have all of these words."""
        return tuple(
            clause.address
            for clause in self.library.clauses
            if all(term in _normalised(clause.text) for term in terms)
        )

    def _section(self, section: str) -> list[str]:
        return [clause.path for clause in self.library.clauses if clause.path.split(".")[0] == section]

    def role(self) -> str:
        lead, participant = self.found.says("role_lead"), self.found.says("role_participant")
        if self.found.says("not_leading"):
            return "participant"
        return "" if lead == participant else "lead" if lead else "participant"
