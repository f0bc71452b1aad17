"""What other programs and models may do with the policy: the same five tools for MCP and for langchain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field

from assistant import wire
from assistant.accepted import check_length, check_question, read_day
from assistant.api_bodies import check_inputs, check_profile
from assistant.awards import calculator
from assistant.catalogue import clause_filter, find, select
from assistant.clock import today
from assistant.service import PolicyAssistant

_MOST_CHARS = 2000

Query = Annotated[str, Field(description="What to look for, in words; Chinese finds best.")]
Limit = Annotated[int, Field(ge=1, le=50, description="At most this many clauses.")]
Department = Annotated[str, Field(description="Only clauses that name this department, by any of its names.")]
Address = Annotated[str, Field(description="Clause address as search_clauses gives it: <document>/<path>.")]
AwardId = Annotated[str, Field(description="Id of the award as list_awards gives it.")]
Inputs = Annotated[
    dict[str, Any],
    Field(description='Input name -> value; money in yuan or written: 3000000, "300万元". See list_awards.'),
]
Profile = Annotated[
    dict[str, Any],
    Field(description="Input name -> value for every award, or award id -> {input name: value}."),
]
Day = Annotated[str, Field(description="The day to answer for, YYYY-MM-DD; empty: today in Shanghai.")]


class PolicyTools:
    """Each call takes and gives plain JSON. The docstrings are what a model reads.

    Every call raises:
        ValueError: what was given cannot be used; the message says what is accepted.
        AssistantError: the index is not ready.
    """

    def __init__(self, assistant: Callable[[], PolicyAssistant]) -> None:
        self._assistant = assistant

    def search_clauses(self, query: Query, limit: Limit = 5, department: Department = "") -> dict[str, Any]:
        """Search the policy's clauses (条款). Returns addresses, titles, exact texts, departments, scores."""
        check_length(check_question(query), _MOST_CHARS)
        assistant = self._assistant()
        chosen = select(assistant.library, clause_filter(department=department))
        return wire.retrieval(find(assistant.retriever, query, assistant.library, chosen), limit)

    def read_clause(self, address: Address) -> dict[str, Any]:
        """Read one clause word for word, with its document and that document's status."""
        library = self._assistant().library
        try:
            clause = library.clause(address)
        except LookupError as error:
            raise ValueError(error.args[0]) from error
        document = library.document(clause.document_id)
        status = document.status.value
        return wire.clause(clause) | {"document_title": document.title, "document_status": status}

    def list_awards(self) -> dict[str, Any]:
        """List the awards (奖励) with formula, conditions and the inputs that calculate takes."""
        return {"awards": [_short(wire.award(item)) for item in self._assistant().rules.awards]}

    def calculate(self, award_id: AwardId, inputs: Inputs, as_of: Day = "") -> dict[str, Any]:
        """Work out one award: verdict, ceiling in yuan (最高, no promise), working, conditions, quotes."""
        rules = self._assistant().rules
        try:
            award = rules.award(award_id)
        except LookupError as error:
            raise ValueError(error.args[0]) from error
        given = calculator.parse_inputs(award, check_inputs(inputs))
        return wire.assessment(calculator.calculate(rules, award, given, _day(as_of)))

    def assess(self, profile: Profile, as_of: Day = "") -> dict[str, Any]:
        """Hold one enterprise against every award: what it may get, what is missing, what rules it out."""
        day = _day(as_of)
        found = calculator.assess_all(self._assistant().rules, check_profile(profile), day)
        return {"as_of": day.isoformat(), "assessments": [wire.assessment(item) for item in found]}


def _day(as_of: str) -> Any:
    return read_day(as_of) if as_of else today()


def _short(award: wire.Json) -> wire.Json:
    """The catalogue without the proofs of each constant: a model has to read it all."""
    kept = ("id", "title", "title_en", "aliases", "recipient", "formula", "clause", "quote", "inputs")
    conditions = [{"id": item["id"], "text": item["text"]} for item in award["conditions"]]
    return {name: award[name] for name in kept} | {"conditions": conditions}
