"""Names of awards, inputs, departments and clauses, and the ones with a wrong character."""

from __future__ import annotations

import pytest

from assistant.reading.names import NameBook, Names
from assistant.text import normalise


@pytest.mark.parametrize(
    ("words", "award"),
    [
        ("智算云企", "smart-computing-cloud"),
        ("智算雲企", "smart-computing-cloud"),
        ("场景券", "scenario-project"),
        ("可信数据空间", "trusted-data-space"),
        ("高质量数据集", "quality-dataset-pilot"),
        ("数据产品交易", "data-product-trading"),
        ("数据采购", "data-procurement"),
        ("省级人工智能服务商", "provincial-ai-service-provider"),
        ("“数智优品”", "provincial-shuzhi-youpin"),
        ("Trusted Data Space", "trusted-data-space"),
        ("scenario vouchers", "scenario-project"),
    ],
)
def test_an_award_is_found_by_each_of_its_names(names: NameBook, words: str, award: str) -> None:
    assert {one for hit in names.awards.find(normalise(words)) for one in hit.targets} == {award}


@pytest.mark.parametrize(
    ("words", "meant", "award"),
    [
        ("智算云起", "智算云企", "smart-computing-cloud"),
        ("智算运企", "智算云企", "smart-computing-cloud"),
        ("可信数剧空间", "可信数据空间", "trusted-data-space"),
        ("可性数据空间", "可信数据空间", "trusted-data-space"),
        ("数智优拼", "数智优品", "provincial-shuzhi-youpin"),
        ("人工只能服务商", "人工智能服务商", "provincial-ai-service-provider"),
        ("数据彩购", "数据采购", "data-procurement"),
    ],
)
def test_a_name_with_a_character_that_sounds_alike_is_found(
    names: NameBook, words: str, meant: str, award: str
) -> None:
    hits = [hit for hit in names.awards.find_misspelt(f"我们的{words}能拿多少") if hit.meant == meant]
    assert [(hit.words, hit.targets) for hit in hits] == [(words, (award,))]


@pytest.mark.parametrize("words", ["天气怎么样", "云企智算", "食堂几点开门", "智能手机", ""])
def test_other_words_are_no_misspelt_award(names: NameBook, words: str) -> None:
    assert names.awards.find_misspelt(words) == []


@pytest.mark.parametrize(
    "words", ["政务服务管理办", "数据局", "政数办", "市数据局", "政务服务管理办<数据局>", "data bureau"]
)
def test_both_names_and_the_short_ones_find_a_department(names: NameBook, words: str) -> None:
    found = {one.name for hit in names.departments.find(normalise(words)) for one in hit.targets}
    assert found == {"政务服务管理办"}


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("“人工智能+医疗健康”", "1.7"),
        ("人工智能+文旅", "1.9"),
        ("夯实数据支撑", "2.4"),
        ("healthcare", "1.7"),
    ],
)
def test_a_clause_is_found_by_heading_topic_and_alias(names: NameBook, words: str, path: str) -> None:
    (hit,) = names.clauses.find(normalise(words))
    assert [address.split("/")[1] for address in hit.targets] == [path]


def test_inputs_name_the_awards_they_belong_to(names: NameBook) -> None:
    hits = names.inputs.find("硬件和软件")
    assert [(one.award_id, one.input) for hit in hits for one in hit.targets] == [
        ("scenario-project", "hardware_investment"),
        ("scenario-project", "software_investment"),
    ]


def test_every_name_finds_its_target_in_the_plural_too(names: NameBook) -> None:
    for word, targets in names.departments.words.items():
        for ending in ("", "s", "es"):
            for hit in names.departments.find(f"{word}{ending} ,"):
                assert hit.targets
        assert [hit.targets for hit in names.departments.find(word)] == [targets]


def test_the_longest_name_wins_and_shared_names_keep_all_targets() -> None:
    names = Names([("数据", "a"), ("数据采购", "b"), ("数据采购", "c"), ("", "d")])
    assert [(hit.words, hit.targets, hit.start, hit.end) for hit in names.find("数据采购和数据")] == [
        ("数据采购", ("b", "c"), 0, 4),
        ("数据", ("a",), 5, 7),
    ]


def test_an_english_name_is_a_whole_word_with_or_without_spaces() -> None:
    names = Names([("data space", "space"), ("AI", "ai")])
    assert [hit.words for hit in names.find("a data space and dataspace")] == ["data space", "dataspace"]
    assert [(hit.words, hit.targets) for hit in names.find("two data spaces")] == [
        ("data spaces", ("space",))
    ]
    assert names.find("training") == []
    assert [hit.words for hit in names.find("ai场景")] == ["ai"]


def test_no_names_find_nothing() -> None:
    names: Names[str] = Names([])
    assert names.find("数据") == [] and names.find_misspelt("数据") == []


def test_a_short_name_is_never_taken_for_misspelt() -> None:
    assert Names([("场景券", "voucher")]).find_misspelt("场景卷") == []


def test_one_wrong_letter_of_another_sound_needs_a_longer_name() -> None:
    names = Names([("智算云企", "four"), ("可信数据空间", "six")])
    assert names.find_misspelt("智算大企") == []
    assert [hit.meant for hit in names.find_misspelt("可信大据空间")] == ["可信数据空间"]
