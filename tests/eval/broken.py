"""Assistants with one thing broken, to prove that the gate bites. Search goes by words: no model loads."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from langgraph.checkpoint.memory import InMemorySaver

from assistant.awards.model import Parameter, Role, RuleTable
from assistant.awards.rules import load_rules as load_award_rules
from assistant.library import Library
from assistant.models import Clause
from assistant.pipeline import Assistant
from assistant.reading.lexicon import Lexicon, load_lexicon
from assistant.search.lexical import LexicalIndex
from assistant.search.retrieval import Retriever
from eval.answers import answer_cases
from eval.cases import Case, load_cases
from eval.gate import Rules, Verdict, judge, load_rules
from eval.records import Run
from eval.sheet import Sheet, score_run
from eval.targets import InProcess
from ingest.corpus import parse_corpus

CORPUS = Path("corpus")
PLAN = "pinghu-ai-plus-2025"


@dataclass(frozen=True, slots=True)
class Parts:
    """What an assistant is made of."""

    library: Library
    rules: RuleTable
    lexical: LexicalIndex


@dataclass(frozen=True, slots=True)
class Asked:
    """Which cases are asked: of these slices, about this award, with this tag."""

    slices: tuple[str, ...]
    award: str = ""
    tag: str = ""

    def takes(self, case: Case) -> bool:
        about = not self.award or self.award in case.expected_amounts
        return case.slice in self.slices and about and (not self.tag or self.tag in case.tags)


@cache
def sound_parts() -> Parts:
    library = parse_corpus(CORPUS).answering(False)
    return Parts(library, load_award_rules(CORPUS, library), LexicalIndex.build(library.chunks))


def score(parts: Parts, cases: Sequence[Case]) -> Sheet:
    """Ask and score, always against the sound corpus: that is what the answers must agree with."""
    retriever = Retriever(parts.library, None, parts.lexical, None)
    assistant = Assistant(parts.library, parts.rules, retriever, {}, InMemorySaver())
    about = {"target": "in-process", "partial": True}
    return score_run(cases, Run(about, answer_cases(InProcess(assistant), cases)), sound_parts().library)


@cache
def chosen(asked: Asked) -> tuple[tuple[Case, ...], Sheet]:
    """The cases asked for that are right while nothing is broken, with their sheet."""
    cases = [case for case in load_cases() if asked.takes(case)]
    sheet = score(sound_parts(), cases)
    right = {result.id for result in sheet.results if result.strict and not result.known_gap}
    kept = tuple(result for result in sheet.results if result.id in right)
    return tuple(case for case in cases if case.id in right), replace(sheet, results=kept)


def gate_rules() -> Rules:
    """The committed thresholds without those on ranking: no model takes part here, and the cases are few."""
    rules = load_rules()
    kept = tuple(item for item in rules.thresholds if not item.metric.startswith("retrieval "))
    return rules.model_copy(update={"thresholds": kept})


def verdict(parts: Parts, asked: Asked) -> Verdict:
    cases, baseline = chosen(asked)
    return judge(score(parts, cases), gate_rules(), baseline)


# --- ways of breaking ------------------------------------------------------------------------------


def with_parameter(role: Role, change: Callable[[Parameter], Parameter], award_id: str) -> Parts:
    """Change one award's constants of a role, past the checks that loading makes."""
    parts = sound_parts()
    award = parts.rules.award(award_id)
    changed = [change(item) if item.role is role else item for item in award.parameters]
    awards = [replace(a, parameters=tuple(changed)) if a.id == award_id else a for a in parts.rules.awards]
    return replace(parts, rules=replace(parts.rules, awards=tuple(awards)))


def with_clauses(change: Callable[[Clause], Clause]) -> Parts:
    parts = sound_parts()
    old = parts.library
    clauses = [change(clause) for clause in old.clauses]
    library = Library(old.documents, clauses, old.chunks, old.departments)
    return replace(parts, library=library)


def cut(clause: Clause, address: str, mark: str) -> Clause:
    """End a clause before `mark`, as a wrong boundary would."""
    if clause.address != address:
        return clause
    length = clause.text.index(mark)
    return replace(clause, text=clause.text[:length], end=clause.start + length)


def without_cues(*names: str) -> Lexicon:
    lexicon = load_lexicon()
    never = {name: re.compile(r"(?!)") for name in names}
    return replace(lexicon, cues={**lexicon.cues, **never})
