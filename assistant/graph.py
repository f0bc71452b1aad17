"""Wires the steps in LangGraph. Imported where an assistant is made: LangGraph takes a second to load."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any, TypedDict

from langgraph.channels import UntrackedValue
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph

from assistant.memory import dump, load
from assistant.query import Memory
from assistant.turn import Turn

Step = Callable[[Turn], Turn]


class State(TypedDict, total=False):
    """Only `memory` outlives a turn; the rest is not written to the checkpoint."""

    memory: str
    question: Annotated[str, UntrackedValue]
    session_id: Annotated[str, UntrackedValue]
    as_of: Annotated[date, UntrackedValue]
    retold: Annotated[bool, UntrackedValue]
    turn: Annotated[Turn, UntrackedValue]
    timings: Annotated[dict[str, float], UntrackedValue]


def compile_graph(
    steps: Mapping[str, Step],
    remembered: Callable[[Turn], Memory],
    checkpointer: BaseCheckpointSaver[Any],
) -> Any:
    """Put the steps in a row; the session's memory is read before the first and written after the last."""
    graph = StateGraph(State)
    previous = START
    for name, step in steps.items():
        graph.add_node(name, _node(name, step, previous == START, remembered))
        graph.add_edge(previous, name)
        previous = name
    graph.add_edge(previous, END)
    return graph.compile(checkpointer=checkpointer)


def _node(name: str, step: Step, first: bool, remembered: Callable[[Turn], Memory]) -> Any:
    def run(state: State) -> State:
        began = time.perf_counter()
        if first:
            known = load(state.get("memory", ""))
            turn = Turn(state["question"], state["session_id"], state["as_of"], known, retold=state["retold"])
        else:
            turn = state["turn"]
        turn = step(turn)
        took = round((time.perf_counter() - began) * 1000, 2)
        update: State = {"turn": turn, "timings": {**state["timings"], name: took, **turn.measures}}
        if turn.answer is not None:
            update["memory"] = dump(remembered(turn))
        return update

    return run
