"""Parse clean text into addressed clauses: plans in sections (一、(一)), rules in articles (第一条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.errors import ClauseParseError
from assistant.models import Clause
from ingest.departments import read_departments
from ingest.headings import Level, Line, own_heading, read_lines

PREAMBLE = "前言"
_LONGEST_ITEM_HEADING = 40
_LONGEST_ARTICLE_HEADING = 8


@dataclass(frozen=True, slots=True)
class _Place:
    """A clause to be: its address, names and the lines it spans."""

    path: str
    number: str
    heading: str
    sections: tuple[str, ...]
    lines: tuple[Line, ...]


def parse_clauses(text: str, document_id: str, title: str = "") -> list[Clause]:
    """Parse clean text into clauses, in document order, an article before its paragraphs and items.

    Raises:
        ClauseParseError: numbers are out of order, an address occurs twice, or there is no clause at all.
    """
    lines = [line for line in read_lines(text) if line.text != title]
    articles = any(line.level is Level.ARTICLE and line.number == 1 for line in lines)
    places = _articles(lines) if articles else _sections(lines)
    if not places:
        raise ClauseParseError(f"{document_id}: 正文里没有找到任何条款。")
    _refuse_twice(places, document_id)
    return [_clause(place, text, document_id) for place in places]


def _clause(place: _Place, text: str, document_id: str) -> Clause:
    content = text[place.lines[0].start : place.lines[-1].end]
    return Clause(
        address=f"{document_id}/{place.path}",
        document_id=document_id,
        path=place.path,
        number=place.number,
        heading=place.heading,
        sections=place.sections,
        text=content,
        start=place.lines[0].start,
        end=place.lines[-1].end,
        departments=read_departments(content),
    )


def _refuse_twice(places: Sequence[_Place], document_id: str) -> None:
    seen = dict[str, _Place]()
    for place in places:
        if place.path in seen:
            raise ClauseParseError(
                f"{document_id}: 正文第 {place.lines[0].row} 行 {place.lines[0].text[:20]!r} 与第 "
                f"{seen[place.path].lines[0].row} 行的编号相同（地址 {place.path}）。"
                "如属原文损坏，请写入 errata.yaml。"
            )
        seen[place.path] = place


def _in_order(line: Line, previous: int) -> None:
    if line.number != previous + 1:
        raise ClauseParseError(
            f"正文第 {line.row} 行 {line.text[:20]!r}: 编号 {line.number} 接在 {previous} 之后，"
            "中间有缺失或重复。如属原文损坏，请写入 errata.yaml。"
        )


# --- plans: 一、 sections with (一) items or plain paragraphs ----------------------------------------


def _sections(lines: Sequence[Line]) -> list[_Place]:
    blocks = _split(lines, Level.SECTION)
    places = list[_Place]()
    if blocks and blocks[0][0].level is not Level.SECTION:
        places += _before_sections(blocks[0], alone=len(blocks) == 1)
        del blocks[0]
    previous = 0
    for block in blocks:
        _in_order(block[0], previous)
        previous = block[0].number
        places += _section(block)
    return places


def _before_sections(block: Sequence[Line], alone: bool) -> list[_Place]:
    """The preamble; in a document without sections its items or paragraphs are the clauses."""
    if alone and any(line.level is Level.ITEM for line in block):
        return _items(block, path="", number="", sections=())
    if alone:
        return [_Place(f"p{k}", f"第{k}段", "", (), (line,)) for k, line in enumerate(block, 1)]
    return [_Place("0", "", PREAMBLE, (), tuple(block))]


def _section(block: Sequence[Line]) -> list[_Place]:
    head, *rest = block
    heading = own_heading(head.body, _LONGEST_ITEM_HEADING)
    topic = heading or head.body.rstrip("。")
    sections = (f"{head.numeral}、{topic}",)
    places = list[_Place]()
    if heading or not rest:  # the section's own line says more than its heading
        places.append(_Place(str(head.number), head.numeral, heading, (), (head,)))
    if any(line.level is Level.ITEM for line in rest):
        return places + _items(rest, f"{head.number}.", head.numeral, sections)
    return places + [
        _Place(f"{head.number}.p{k}", f"{head.numeral}(第{k}段)", topic, sections, (line,))
        for k, line in enumerate(rest, 1)
    ]


def _items(lines: Sequence[Line], path: str, number: str, sections: tuple[str, ...]) -> list[_Place]:
    places, previous = list[_Place](), 0
    for block in _split(lines, Level.ITEM):
        head = block[0]
        if head.level is not Level.ITEM:
            places += [
                _Place(f"{path}p{k}", f"{number}(第{k}段)", "", sections, (line,))
                for k, line in enumerate(block, 1)
            ]
            continue
        _in_order(head, previous)
        previous = head.number
        heading = own_heading(head.body, _LONGEST_ITEM_HEADING)
        places.append(
            _Place(f"{path}{head.number}", f"{number}({head.numeral})", heading, sections, tuple(block))
        )
    return places


# --- rules: 第一条 articles in 第一章 chapters, with paragraphs and (一) items -----------------------


def _articles(lines: Sequence[Line]) -> list[_Place]:
    places, sections, current, before = list[_Place](), tuple[str, ...](), list[Line](), list[Line]()
    previous = 0
    for line in lines:
        if line.level in (Level.CHAPTER, Level.PART):
            places += _article(current, sections)
            current = []
            sections = (line.text,) if line.level is Level.CHAPTER else (*sections[:1], line.text)
        elif line.level is Level.ARTICLE and line.number == previous + 1:
            places += _article(current, sections)
            current, previous = [line], line.number
        elif current:
            current.append(_readable(line, previous))
        else:
            before.append(line)
    places += _article(current, sections)
    return ([_Place("0", "", PREAMBLE, (), tuple(before))] if before else []) + places


def _readable(line: Line, previous: int) -> Line:
    """A line inside an article; an article number that skips ahead with a heading's form is damage."""
    if line.level is Level.ARTICLE and line.number > previous and line.text.endswith(f" {line.body}"):
        _in_order(line, previous)
    return line


def _article(lines: Sequence[Line], sections: tuple[str, ...]) -> list[_Place]:
    if not lines:
        return []
    head = lines[0]
    path, number = f"art{head.number}", f"第{head.numeral}条"
    heading = own_heading(head.body, _LONGEST_ARTICLE_HEADING)
    whole = _Place(path, number, heading, sections, tuple(lines))
    inside = (*sections, whole.number if not heading else f"{number} {heading}")
    paragraphs = _paragraphs(lines)
    places = [whole]
    for k, paragraph in enumerate(paragraphs, 1):
        if len(paragraphs) > 1:
            places.append(_Place(f"{path}.p{k}", f"{number}第{_ordinal(k)}款", "", inside, tuple(paragraph)))
        prefix = f"{path}." if _first_with_items(paragraphs) == k else f"{path}.p{k}."
        items = [line for line in paragraph[1:] if line.level is Level.ITEM]
        for previous, line in enumerate(items):
            _in_order(line, previous)
            places.append(_Place(f"{prefix}{line.number}", f"{number}({line.numeral})", "", inside, (line,)))
    return places


def _ordinal(number: int) -> str:
    return "一二三四五六七八九十"[number - 1] if number <= 10 else str(number)


def _paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    """Split an article into paragraphs (款), each with the items that follow it."""
    paragraphs = list[list[Line]]()
    for line in lines:
        if line.level is Level.ITEM and paragraphs:
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return paragraphs


def _first_with_items(paragraphs: Sequence[Sequence[Line]]) -> int:
    return next((k for k, lines in enumerate(paragraphs, 1) if len(lines) > 1), 0)


def _split(lines: Sequence[Line], level: Level) -> list[list[Line]]:
    """Cut lines into blocks, each beginning with a line of `level` except perhaps the first."""
    blocks = list[list[Line]]()
    for line in lines:
        if line.level is level or not blocks:
            blocks.append([line])
        else:
            blocks[-1].append(line)
    return blocks


def with_names(clauses: Sequence[Clause], names: Mapping[str, tuple[str, tuple[str, ...]]]) -> list[Clause]:
    """Give clauses their English heading and aliases, by path."""
    return [
        replace(clause, heading_en=names[clause.path][0], aliases=names[clause.path][1])
        if clause.path in names
        else clause
        for clause in clauses
    ]
