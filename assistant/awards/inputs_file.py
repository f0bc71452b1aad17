"""Reads the inputs of an award and the words by which people give them."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.awards.model import AwardInput, Choice, InputKind
from assistant.awards.rule_file import Node

ChoiceSets = Mapping[str, tuple[Choice, ...]]

_INPUT_KEYS = ("name", "kind", "label", "short", "label_en", "question", "question_en", "aliases")
_BOOLEAN = {"true", "false"}


def read_choice_sets(root: Node) -> ChoiceSets:
    """Read the lists of choices that several inputs share."""
    if not root.has("choice_sets"):
        return {}
    sets = root.at("choice_sets")
    if not isinstance(sets.value, dict):
        raise sets.error(f"应为键值表，实为 {sets.value!r}")
    return {str(name): _choices(sets.at(str(name))) for name in sets.value}


def read_inputs(node: Node, sets: ChoiceSets) -> tuple[AwardInput, ...]:
    inputs = tuple(_input(item, sets) for item in node.items())
    names = [item.name for item in inputs]
    for item, read in zip(node.items(), inputs, strict=True):
        if names.count(read.name) > 1:
            raise item.error(f"输入项 {read.name!r} 写了两次")
        for part in read.sum_of:
            if part not in names:
                raise item.at("sum_of").error(f"没有输入项 {part!r}；现有：{', '.join(names)}")
    return inputs


def _input(node: Node, sets: ChoiceSets) -> AwardInput:
    node.keys(_INPUT_KEYS, ("choices", "required", "sum_of"))
    kind = node.one_of("kind", InputKind)
    return AwardInput(
        name=node.text("name"),
        kind=kind,
        label=node.text("label"),
        short=node.text("short"),
        label_en=node.text("label_en"),
        aliases=_words(node, "aliases"),
        question=node.text("question"),
        question_en=node.text("question_en"),
        choices=_input_choices(node, kind, sets),
        required=node.flag("required"),
        sum_of=node.texts("sum_of") if node.has("sum_of") else (),
    )


def _input_choices(node: Node, kind: InputKind, sets: ChoiceSets) -> tuple[Choice, ...]:
    if kind not in (InputKind.CHOICE, InputKind.BOOLEAN):
        if node.has("choices"):
            raise node.at("choices").error(f"{kind.value} 类输入项没有选项")
        return ()
    if not node.has("choices"):
        raise node.error("缺少键 'choices'")
    shared = node.at("choices")
    if isinstance(shared.value, str):
        if shared.value not in sets:
            raise shared.error(f"没有选项组 {shared.value!r}；现有：{', '.join(sets) or '（无）'}")
        choices = sets[shared.value]
    else:
        choices = _choices(shared)
    if kind is InputKind.BOOLEAN and {choice.value for choice in choices} != _BOOLEAN:
        raise shared.error('是非类输入项的选项必须正好是 "true" 和 "false"')
    return choices


def _choices(node: Node) -> tuple[Choice, ...]:
    choices = []
    taken: dict[str, str] = {}
    for item in node.items():
        item.keys(("value", "label", "label_en", "words"))
        choice = Choice(item.text("value"), item.text("label"), item.text("label_en"), _words(item, "words"))
        for word in {choice.value, *choice.words}:
            if word in taken:
                raise item.error(f"{word!r} 同时属于 {taken[word]!r} 和 {choice.value!r}")
            taken[word] = choice.value
        choices.append(choice)
    if not choices:
        raise node.error("至少要有一个选项")
    return tuple(choices)


def _words(node: Node, key: str) -> tuple[str, ...]:
    """Read words for matching, longest first so that 还没验收 is found before 验收."""
    words = node.texts(key)
    for item, word in zip(node.at(key).items(), words, strict=True):
        if word != word.strip().lower():
            raise item.error(f"{word!r} 要用小写，前后不留空格")
        if words.count(word) > 1:
            raise item.error(f"{word!r} 写了两次")
    return tuple(sorted(words, key=len, reverse=True))
