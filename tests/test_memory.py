"""What a session knows survives being written as JSON, by this version and by later ones."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.memory import dump, load
from assistant.query import Case, Memory
from assistant.reading.mentions import About

words = st.text(min_size=1, max_size=12)
money = st.decimals(0, 10**12, allow_nan=False, places=2)
values = st.one_of(money, st.booleans(), words, st.dates())
cases = st.builds(
    Case,
    words,
    st.dictionaries(words, values, max_size=5),
    st.dictionaries(words, money, max_size=3),
    st.dictionaries(words, st.sampled_from(About), max_size=3),
)
memories = st.builds(
    Memory,
    cases=st.lists(cases, max_size=3).map(tuple),
    focus=st.lists(words, max_size=3).map(tuple),
    clauses=st.lists(words, max_size=3).map(tuple),
    asked=st.lists(st.tuples(words, words), max_size=3).map(tuple),
    intent=words,
    role=st.sampled_from(["", "lead", "participant"]),
    target=st.none() | money,
)


@given(memories)
def test_a_memory_is_read_back_as_it_was_written(memory: Memory) -> None:
    assert load(dump(memory)) == memory


def test_values_keep_their_types() -> None:
    inputs = {"a": Decimal("1.50"), "b": True, "c": False, "d": "true", "e": date(2026, 3, 5)}
    (case,) = load(dump(Memory(cases=(Case("x", inputs),)))).cases
    assert [(type(value), value) for value in case.inputs.values()] == [
        (type(value), value) for value in inputs.values()
    ]


def test_an_empty_text_is_an_empty_memory() -> None:
    assert load("") == Memory()


def test_a_checkpoint_of_an_earlier_version_has_no_role() -> None:
    raw = json.loads(dump(Memory(intent="lead", role="lead")))
    del raw["role"]
    assert load(json.dumps(raw)) == Memory(intent="lead")


def test_fields_of_a_later_version_are_passed_over() -> None:
    raw = json.loads(dump(Memory(intent="lead"))) | {"mood": "good"}
    assert load(json.dumps(raw)) == Memory(intent="lead")


def test_the_memory_is_plain_text_without_escapes() -> None:
    assert "数据" in dump(Memory(focus=("数据",)))


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(ValueError):
        load("{")
