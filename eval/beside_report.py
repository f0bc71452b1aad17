"""Show two runs side by side: beside.json, beside.md and the terminal's table hold the same rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval.beside import FACTS, Beside, Count, Group, Times
from eval.metrics import ALL

if TYPE_CHECKING:
    from rich.console import Console

SCORES = {
    "strict_pass": "全对（strict pass）",
    "amounts": "金额对",
    "unproven_figures": "有数字没有依据的回答",
    "quotes": "引文逐字相符",
    "invented_answers": "没有写的却答了",
    "false_not_covered": "有写的却说没有",
}
SAME = dict(zip(FACTS, ("状态", "金额", "结论", "引用", "追问"), strict=True)) | {ALL: "以上都相同"}
EXTRACTIVE = "抽取式"
SHOWN = 20
"""Cases named in the terminal; the reports name all."""
Row = tuple[str, str, str]


def beside_json(beside: Beside) -> dict[str, Any]:
    return asdict(beside) | {"passed": beside.passed}


def write_beside(beside: Beside, out: Path) -> dict[str, Path]:
    """Write both forms into a folder; returns name → file."""
    paths = {name: out / name for name in ("beside.md", "beside.json")}
    paths["beside.md"].write_text(_markdown(beside), encoding="utf-8")
    content = json.dumps(beside_json(beside), ensure_ascii=False, indent=1)
    paths["beside.json"].write_text(content + "\n", encoding="utf-8")
    return paths


def show_beside(console: Console, beside: Beside) -> None:
    from rich.table import Table

    overall = Table("项目", EXTRACTIVE, beside.model, title=f"全部 {beside.groups[ALL].cases} 个用例")
    for row in rows(beside.groups[ALL]):
        overall.add_row(*row)
    slices = Table(title=f"各分类：{EXTRACTIVE} → {beside.model}", box=None)
    for place in _NARROW:
        slices.add_column(_SLICE_COLUMNS[place], no_wrap=True)
    for name, group in _slices(beside):
        cells = _slice_cells(name, group)
        slices.add_row(*(cells[place] for place in _NARROW))
    console.print(overall)
    console.print(slices)
    for label, differing in _differences(beside):
        more = f" …（共 {len(differing)} 个）" if len(differing) > SHOWN else ""
        mark = "✗ " if differing is beside.others and differing else ""
        console.print(f"{mark}{label}：{'、'.join(list(differing)[:SHOWN]) or '没有'}{more}", markup=False)


def _markdown(beside: Beside) -> str:
    return "\n".join(_lines(beside)) + "\n"


def _lines(beside: Beside) -> Iterator[str]:
    yield from (f"# 并列评测：{EXTRACTIVE} / {beside.model}", "")
    yield from table(("项目", EXTRACTIVE, beside.model), rows(beside.groups[ALL]))
    yield from ("", f"## 各分类（{EXTRACTIVE} → {beside.model}）", "")
    yield from table(_SLICE_COLUMNS, (_slice_cells(name, group) for name, group in _slices(beside)))
    for label, differing in _differences(beside):
        yield from ("", f"## {label}", "")
        yield from (
            f"- `{case}`：{'、'.join(SAME[fact] for fact in facts)}" for case, facts in differing.items()
        )
        if not differing:
            yield "没有。"


def table(head: tuple[str, ...], body: Iterator[tuple[str, ...]]) -> Iterator[str]:
    """A table in Markdown, line by line."""
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in body:
        yield f"| {' | '.join(row)} |"


def _differences(beside: Beside) -> Iterator[tuple[str, Mapping[str, tuple[str, ...]]]]:
    yield "事实不同，问题经模型帮助理解", beside.helped
    yield "事实不同，没有请模型理解（不应有）", beside.others


def _slices(beside: Beside) -> Iterator[tuple[str, Group]]:
    yield from ((name, group) for name, group in beside.groups.items() if name != ALL)


# --- rows ------------------------------------------------------------------------------------------


def rows(group: Group) -> Iterator[Row]:
    """What both runs of a group come to: label, extractive, model."""
    for name, label in SCORES.items():
        yield label, _count(group.extractive[name]), _count(group.model[name])
    wording = group.wording
    yield "由模型写的回答 / 交给它写的", "", _count(wording.worded)
    silent = Count(wording.worded.of - wording.changed.of, wording.worded.of)
    yield "没有写出一句的（超时、出错等）/ 交给它写的", "", _count(silent)
    yield "有句子被替换或扣下的 / 它写了话的", "", _count(wording.changed)
    yield "请模型理解的问题", "", str(wording.readings)
    yield "第一句核对过的话", "", _times(wording.first)
    yield "模型自己的第一句", "", _times(wording.worded_first)
    yield "整个回答（交给模型写的）", _times(group.extractive_whole), _times(wording.whole)
    for fact, label in SAME.items():
        yield f"{label}{'' if fact == ALL else '与抽取式相同'}", "", f"{group.same[fact]}/{group.cases}"


_SLICE_COLUMNS = ("分类", "用例", "全对", "金额", "无依据", "引文", "错答", "误称没有", "模型写的", "换或扣",
                  "理解", "首句 中位/p95", "整个 中位/p95", "事实同")  # fmt: skip


_NARROW = (0, 2, 4, 8, 9, 11, 13)
"""What of it fits a terminal; the reports have all."""


def _slice_cells(name: str, group: Group) -> tuple[str, ...]:
    wording = group.wording
    scores = (_both(group.extractive[score], group.model[score]) for score in SCORES)
    times = (_short(wording.first), _short(wording.whole))
    made = (_count(wording.worded), _count(wording.changed), str(wording.readings))
    return (name, str(group.cases), *scores, *made, *times, f"{group.same[ALL]}/{group.cases}")


def _both(before: Count, now: Count) -> str:
    """The model's column alone where both are the same."""
    if before == now:
        return _count(now)
    return f"{before.number} → {_count(now)}" if before.of == now.of else f"{_count(before)} → {_count(now)}"


def _count(count: Count) -> str:
    return f"{count.number}/{count.of}" if count.of else "–"


def _times(times: Times | None) -> str:
    if times is None:
        return "–"
    return f"中位 {times.median:.2f} 秒，p95 {times.p95:.2f} 秒（{times.answers} 个）"


def _short(times: Times | None) -> str:
    return f"{times.median:.1f}/{times.p95:.1f}" if times else "–"
