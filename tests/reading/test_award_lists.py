"""Several awards in one question: each keeps its own level and state, none is dropped, none is made up."""

from __future__ import annotations

import pytest

from tests.conftest import Read

CLOUD, DATASET, SPACE = "smart-computing-cloud", "quality-dataset-pilot", "trusted-data-space"
BENCHMARK, TYPICAL = "provincial-benchmark-enterprise", "provincial-typical-scenario"
PROVIDER, YOUPIN = "provincial-ai-service-provider", "provincial-shuzhi-youpin"
BUYING = "data-procurement"


def told(read: Read, question: str) -> dict[str, set[object]]:
    """Award → the levels and recognitions read for it."""
    query = read(question)
    return {
        award: {
            item.value
            for item in query.bindings
            if item.award_id == award and isinstance(item.value, str | bool)
        }
        for award in query.awards
    }


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("可信数据空间是国家级试点，我们服务商才市级，各拿多少", {SPACE: {"national"}, PROVIDER: {False}}),
        ("智算云企国家级，标杆企业是市级的，能拿多少", {CLOUD: {"national"}, BENCHMARK: {False}}),
        ("我们只是市级服务商，可信数据空间列入省级，能拿多少", {PROVIDER: {False}, SPACE: {"provincial"}}),
        ("高质量数据集国家级，可信数据空间嘉兴市级，各多少", {DATASET: {"national"}, SPACE: {"municipal"}}),
        (
            "智算云企国家级、可信数据空间省级的都拿到了，分别多少",
            {CLOUD: {"national"}, SPACE: {"provincial"}},
        ),
    ],
)
def test_a_level_belongs_to_the_award_it_is_said_of(
    read: Read, question: str, expected: dict[str, set[object]]
) -> None:
    assert told(read, question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "服务商、典型场景、标杆企业三样都评上了，每样多少",
            {PROVIDER: {True}, TYPICAL: {True}, BENCHMARK: {True}},
        ),
        ("数智优品和服务商都拿到了，一共多少", {YOUPIN: {True}, PROVIDER: {True}}),
        ("智算云企、可信数据空间都是省级，分别多少", {CLOUD: {"provincial"}, SPACE: {"provincial"}}),
        ("智算云企、服务商两样省级的都有，各多少", {CLOUD: {"provincial"}, PROVIDER: {True}}),
    ],
)
def test_what_is_said_of_all_goes_to_each(
    read: Read, question: str, expected: dict[str, set[object]]
) -> None:
    assert told(read, question) == expected


def test_states_told_apart_stay_apart(read: Read) -> None:
    assert told(read, "数智优品没评上，服务商评上了，能拿多少") == {YOUPIN: {False}, PROVIDER: {True}}


@pytest.mark.parametrize(
    ("question", "awards"),
    [
        ("有1个场景评上省级典型应用场景，能拿多少", (TYPICAL,)),
        ("采购数据和语料一共300万，已认定，能拿多少", (BUYING,)),
        ("我们一个产品评上了数智优品，能拿多少", (YOUPIN,)),
    ],
)
def test_words_that_only_tell_what_was_recognised_or_bought_name_no_award(
    read: Read, question: str, awards: tuple[str, ...]
) -> None:
    assert read(question).awards == awards


@pytest.mark.parametrize("question", ["标杆企业、服务商都拿到了吗", "标杆企业、服务商要都拿到才行吗"])
def test_what_is_only_asked_is_not_held(read: Read, question: str) -> None:
    assert True not in set().union(*told(read, question).values())
