"""The assistant: five steps in a row, wired by LangGraph, whose checkpointer keeps the sessions."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from assistant.accepted import check_session_id
from assistant.awards.model import RuleTable
from assistant.clock import today
from assistant.compose.search import Sentences
from assistant.compose.structure import Corpus
from assistant.gate.writer import Writer
from assistant.library import Library
from assistant.models import Answer
from assistant.query import Memory
from assistant.reading.cases import remember
from assistant.reading.lexicon import load_lexicon
from assistant.reading.names import NameBook
from assistant.reading.understanding import Understanding
from assistant.search.retrieval import Retriever
from assistant.steps.calculate import calculate
from assistant.steps.compose import Composer, compose
from assistant.steps.retrieve import retrieve
from assistant.steps.understand import Reader, understand
from assistant.steps.verify import verify
from assistant.turn import Turn

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver

WORDING = "组织语言，逐句核对"
STEP_NAMES = {
    "understand": "理解问题",
    "retrieve": "查找条款",
    "calculate": "测算",
    "compose": "组织回答",
    "verify": "核对数字和引文",
}


@dataclass(frozen=True, slots=True)
class Event:
    """`step` (a step's name), `sentence` (a checked part of the answer) or `answer` (the whole)."""

    kind: str
    data: str | Answer


class Assistant:
    """Answers questions from one library and its rules. Safe from several threads."""

    def __init__(
        self,
        library: Library,
        rules: RuleTable,
        retriever: Retriever,
        versions: Mapping[str, str],
        checkpointer: BaseCheckpointSaver[Any],
        readiness: Callable[[], Mapping[str, str]] = dict,
        writer: Writer | None = None,
        reader: Reader | None = None,
    ) -> None:
        """Where a language model is set, `writer` words the answers and `reader` reads unsure questions."""
        self.library, self.rules, self.retriever, self.versions = library, rules, retriever, versions
        self._readiness, self._checkpointer, self.writer = readiness, checkpointer, writer
        lexicon = load_lexicon()
        understanding = Understanding(library, rules, NameBook(library, rules), lexicon, retriever.coverage)
        composer = Composer(Corpus(library, rules), lexicon, Sentences(library.clauses), retriever.coverage)
        self.steps: Mapping[str, Callable[[Turn], Turn]] = {
            "understand": lambda turn: understand(turn, understanding, reader),
            "retrieve": lambda turn: retrieve(turn, self.retriever),
            "calculate": lambda turn: calculate(turn, rules),
            "compose": lambda turn: compose(turn, composer),
            "verify": lambda turn: verify(turn, library, versions),
        }
        from assistant.graph import compile_graph

        self._graph = compile_graph(self.steps, _remembered, checkpointer)

    def ask(self, question: str, session_id: str | None = None, as_of: date | None = None) -> Answer:
        """Answer one question.

        Raises:
            ValueError: the session id is longer than 64 characters or has control characters
            AssistantError: the index or a model cannot be used.
        """
        for event in self.stream(question, session_id, as_of):
            if isinstance(event.data, Answer):
                return event.data
        raise AssertionError("a turn always ends in an answer")

    def stream(
        self,
        question: str,
        session_id: str | None = None,
        as_of: date | None = None,
        after: str | None = None,
    ) -> Iterator[Event]:
        """Answer one question, telling each step, then the checked sentences, then the answer.

        `after`: go on from that session, not from what `session_id` knows; where it is empty, from nothing.
        """
        turn: Turn | None = None
        timings: Mapping[str, float] = {}
        began = time.perf_counter()
        for name, values in self._steps_of(question, session_id or uuid.uuid4().hex, as_of, after):
            yield Event("step", STEP_NAMES[name])
            turn, timings = values["turn"], values["timings"]
        assert turn is not None and turn.answer is not None
        if self.writer is not None and self.writer.takes(turn, turn.answer):
            yield Event("step", WORDING)
            yield from _worded(self.writer, turn, timings, began)
            return
        for block in turn.answer.answer.split("\n\n"):
            yield Event("sentence", block)
        yield Event("answer", replace(turn.answer, timings_ms={**timings, "total": _ms(began)}))

    def take_in(self, question: str, session_id: str, as_of: date | None, after: str) -> None:
        """Let a session know a question that was answered before; no language model is asked about it."""
        for _ in self._steps_of(question, session_id, as_of, after, retold=True):
            pass

    def _steps_of(
        self,
        question: str,
        session_id: str,
        as_of: date | None,
        after: str | None,
        retold: bool = False,
    ) -> Iterator[tuple[str, Any]]:
        """Run one turn: each step's name and what it changed. The session is written after the last."""
        check_session_id(session_id)
        start = {"question": question, "session_id": session_id, "as_of": as_of or today(), "timings": {}}
        start["retold"] = retold
        if after is not None:
            start["memory"] = self._memory(after)
        config: Any = {"configurable": {"thread_id": session_id}}
        for update in self._graph.stream(start, config, stream_mode="updates", durability="exit"):
            yield from update.items()

    def knows(self, session_id: str) -> bool:
        """Whether there is such a session."""
        return bool(self._memory(session_id))

    def _memory(self, session_id: str) -> str:
        found = self._checkpointer.get_tuple({"configurable": {"thread_id": session_id}})
        return str(found.checkpoint["channel_values"].get("memory", "")) if found else ""

    def forget(self, session_id: str) -> bool:
        """Delete a session; False where there was none."""
        config: Any = {"configurable": {"thread_id": session_id}}
        known = self._checkpointer.get_tuple(config) is not None
        self._checkpointer.delete_thread(session_id)
        return known

    def ready(self) -> Mapping[str, str]:
        return self._readiness()


def _worded(writer: Writer, turn: Turn, timings: Mapping[str, float], began: float) -> Iterator[Event]:
    """The verified answer in a model's words, each sentence as soon as it is checked."""
    assert turn.answer is not None
    before, took = _ms(began), dict(timings)
    for part in writer.write(turn, turn.answer):
        if isinstance(part, Answer):
            took |= part.timings_ms
            if "first_worded" in took:
                took["first_worded"] = round(before + took["first_worded"], 2)
            took["total"] = _ms(began)
            yield Event("answer", replace(part, timings_ms=took))
        else:
            took.setdefault("first_sentence", _ms(began))
            yield Event("sentence", part)


def _ms(since: float) -> float:
    return round((time.perf_counter() - since) * 1000, 2)


def _remembered(turn: Turn) -> Memory:
    """What the session knows after this turn; a turn about clauses leaves the award inputs as they are."""
    query, draft = turn.understood, turn.draft
    assert draft is not None
    memory = replace(
        turn.memory,
        clauses=draft.clauses or turn.memory.clauses,
        departments=query.departments or turn.memory.departments,
        intent=query.intent.value,
        role=query.role,
    )
    if query.awards:
        asked = [(item.case.award_id, name) for item in turn.worked for name in item.assessment.missing]
        memory = remember(memory, query, [item.case for item in turn.worked], asked)
    return memory
