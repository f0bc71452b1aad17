"""Several projects in one question: 老厂…新厂…, 一个…一个…, each with figures of its own that are never mixed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.query import Binding
from assistant.reading.frame import Frame
from assistant.reading.mentions import Kind, Mention
from assistant.reading.names import Hit, InputName
from assistant.reading.numerals import read_number

_PLACE = r"厂区|工厂|厂房|厂|车间|产线|号线|线|项目|场景|公司|基地|园区|门店|店"
_LABEL = re.compile(
    rf"(?:第?[一二三四五六1-9]号?|[a-f甲乙丙丁老新旧东西南北])(?P<place>{_PLACE})"
    rf"|[a-f甲乙丙丁]产品"
    rf"|(?:项目|场景|车间|产线|工厂)(?P<after>[一二三四五六1-9a-f甲乙丙丁])(?![\d.个家条万亿])"
    rf"|(?P<phase>(?:第?[一二三四五1-5]|首)[期批])"
    rf"|(?P<nth>第[一二三四五]个|另外?一[个家条]|前一[个家条]|后一[个家条]|(?<![有这那每同第])一[个家条](?!亿|月|多))"
    rf"|(?P<named>(?![万亿元块])[一-龥](?![万亿元块])[一-龥](?:厂区|厂|车间|门店|店|公司|项目))(?=的?(?:硬件|软件|设备|投|采购|买|:))"
)
_ASKS_EACH = re.compile(
    r"(分别|各自?|每(个|期|家))(?!占|出)[^,。;\d]{0,6}(能|可以|会|该|拿|补|奖|给|是?多少|算)|各多少|分别是?多少|each|respectively"
)
_SEVERAL = re.compile(
    r"(?P<n>[两二三四五六七八九十2-9])(个|家|条|座)[^,。;:\d]{0,6}(场景|项目|厂|车间|产线|公司|门店)|[a-c](场景|项目)|第[一二]个(场景|项目)"
    r"|另一个(场景|项目)|甲(场景|项目)"
)
_ALIKE = re.compile(r"(都是?|均为?|每[个家条][^,。;\d]{0,6}|各自?是?|一样)(投入?|花|用|买|为|是|约)?了?$")


@dataclass(frozen=True, slots=True)
class Project:
    """The figures and names that stand under one label."""

    mentions: tuple[Mention, ...]
    hits: tuple[Hit[InputName], ...]


@dataclass(frozen=True, slots=True)
class _Section:
    label: str
    start: int
    end: int


def projects(frame: Frame, mentions: Sequence[Mention], hits: Sequence[Hit[InputName]]) -> list[Project]:
    """The projects told apart by labels, in order; none where fewer than two have figures."""
    sections = [one for one in _sections(frame, hits) if _inside(one, mentions)]
    labels = list(dict.fromkeys(one.label for one in sections))
    if len(labels) < 2 or any(item.start < sections[0].start for item in mentions):
        return []
    if not all(_inside(one, hits) for one in sections):
        return _by_name(frame, sections, labels, mentions, hits)
    return [
        Project(
            tuple(item for one in sections if one.label == label for item in _inside(one, mentions)),
            tuple(item for one in sections if one.label == label for item in _inside(one, hits)),
        )
        for label in labels
    ]


def _sections(frame: Frame, hits: Sequence[Hit[InputName]]) -> list[_Section]:
    """From one label to the next; a name right before a label stands under it, unless it names a figure: 50万软件."""
    text = frame.text
    found = [match for match in _LABEL.finditer(text) if _tells(text, match)]
    starts = []
    for match in found:
        before = [hit for hit in hits if hit.end == match.start()]
        before = [] if before and _names_figure(frame, before[-1]) else before
        starts.append(before[-1].start if before else match.start())
    ends = [*starts[1:], len(text)][: len(starts)]
    return [
        _Section(_identity(match, number), start, end)
        for number, (match, start, end) in enumerate(zip(found, starts, ends, strict=True))
    ]


def _names_figure(frame: Frame, hit: Hit[InputName]) -> bool:
    return any(item.kind is Kind.MONEY and 0 <= hit.start - item.end <= 1 for item in frame.mentions)


def _tells(text: str, match: re.Match[str]) -> bool:
    """Phases are one project's instalments, unless each is asked for; 一个 is a label only among several."""
    if match["phase"]:
        return _ASKS_EACH.search(text) is not None
    if match["nth"]:
        return _SEVERAL.search(text) is not None or len(re.findall(r"一个|第[一二三]个", text)) > 1
    return True


def _identity(match: re.Match[str], number: int) -> str:
    """一个…一个… are two, 老厂 twice is one."""
    return str(number) if match["nth"] and match["nth"].startswith("一") else match.group()


def _inside(section: _Section, items: Sequence[Mention] | Sequence[Hit[InputName]]) -> list:  # type: ignore[type-arg]
    return [item for item in items if section.start <= item.start and item.end <= section.end]


def _by_name(
    frame: Frame,
    sections: Sequence[_Section],
    labels: Sequence[str],
    mentions: Sequence[Mention],
    hits: Sequence[Hit[InputName]],
) -> list[Project]:
    """硬件老厂60万新厂140万: names first, then one figure a label."""
    grouped: dict[str, tuple[list[Mention], list[Hit[InputName]]]] = {label: ([], []) for label in labels}
    for section in sections:
        for mention in _inside(section, mentions):
            before = [hit for hit in hits if hit.end <= mention.start]
            if not before:
                return []
            grouped[section.label][0].append(mention)
            grouped[section.label][1].append(before[-1])
    return [Project(tuple(figures), tuple(names)) for figures, names in grouped.values()]


def label_projects(frame: Frame, bindings: list[Binding]) -> list[Binding]:
    """Projects without labels of their own: the second 硬件 belongs to the second, 都是 to every one."""
    several = _SEVERAL.search(frame.text)
    if not several and not _ASKS_EACH.search(frame.text):
        return bindings
    seen: dict[tuple[str, str], int] = {}
    labelled = []
    for binding in bindings:
        key = (binding.award_id, binding.input)
        seen[key] = seen.get(key, 0) + 1
        labelled.append(replace(binding, period=f"#{seen[key]}"))
    most = max(seen.values(), default=0)
    if most > 1 and (several or (len(seen) > 1 and set(seen.values()) == {most})):
        return labelled
    if several and several["n"] and most == 1 and _alike(frame, bindings):
        times = int(read_number(several["n"]) or 1)
        return [replace(item, period=f"#{number}") for number in range(1, times + 1) for item in bindings]
    return bindings


def _alike(frame: Frame, bindings: Sequence[Binding]) -> bool:
    """Whether every figure is said of each project: 硬件都是300万, 每个项目软件200万."""
    each = re.search(r"每[个家条]|各(自|投|花|用|买)", frame.text) is not None
    places = [frame.text.find(binding.words) for binding in bindings]
    figures = [next((item for item in frame.mentions if item.start >= place >= 0), None) for place in places]
    return all(item and (each or _ALIKE.search(frame.text[: item.start])) for item in figures)
