"""Each general repair, and what is logged of it."""

import pytest

from assistant.errors import CorpusError
from ingest.repair import Erratum, repair
from ingest.trace import Edit, Repair, RepairKind, TracedText


def clean(source: str, issuer: str = "平湖", markdown: bool = False) -> str:
    return repair(source, errata=(), issuer=issuer, markdown=markdown).text


def kinds(source: str, **more: bool) -> list[RepairKind]:
    return [one.kind for one in repair(source, errata=(), issuer="平湖", **more).repairs]


def test_traditional_becomes_simplified_and_each_run_is_logged_at_its_place() -> None:
    result = repair("第一行\n關于數據", errata=(), issuer="")
    assert result.text == "第一行\n关于数据"
    assert result.repairs == (
        Repair(RepairKind.SCRIPT, 4, 5, "關", "关", "Traditional script", 2),
        Repair(RepairKind.SCRIPT, 6, 8, "數據", "数据", "Traditional script", 2),
    )


def test_width_is_folded_and_chinese_stops_stay() -> None:
    assert clean("（１）ＡＩ，２０％；甲：“乙”、丙。") == "(1)AI,20%;甲:“乙”、丙。"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("政务服务管理办<数据局>", "政务服务管理办(数据局)"),
        ("政務服務管理辦＜數據局＞", "政务服务管理办(数据局)"),
        ("甲<br>乙", "甲<br>乙"),
        ("投入<100万元或者>500万元", "投入<100万元或者>500万元"),
    ],
)
def test_angle_brackets_round_a_name_become_round_ones(source: str, expected: str) -> None:
    assert clean(source) == expected


def test_markdown_marks_go_only_where_the_source_is_markdown() -> None:
    source = "## 第一章 总则\n\n**第一条** 为了规范。\n- 甲"
    assert clean(source, markdown=True) == "第一章 总则\n第一条 为了规范。\n甲"
    assert clean("# 甲") == "# 甲"
    assert set(kinds(source, markdown=True)) == {RepairKind.MARKUP}


def test_blank_lines_and_indents_go_unlogged() -> None:
    result = repair("　　甲。 \r\n\r\n　乙。\n", errata=(), issuer="")
    assert result.text == "甲。\n乙。"


class TestErrata:
    def entry(self, before: str, after: str) -> Erratum:
        return Erratum(before, after, "原文损坏", "2026-01-01 核定")

    def test_correction_is_applied_and_logged_with_its_reason(self) -> None:
        result = repair("夯实数揂支撑", errata=[self.entry("数揂", "数据")], issuer="")
        assert result.text == "夯实数据支撑"
        assert result.repairs == (
            Repair(RepairKind.ERRATUM, 2, 4, "数揂", "数据", "原文损坏 (2026-01-01 核定)", 1),
        )

    @pytest.mark.parametrize("source", ["没有", "数揂和数揂"])
    def test_correction_that_does_not_fit_exactly_one_place_is_refused(self, source: str) -> None:
        with pytest.raises(CorpusError, match=r"'数揂'.*恰好 1 次"):
            repair(source, errata=[self.entry("数揂", "数据")], issuer="")


class TestBoilerplate:
    def test_contact_of_another_place_after_the_text_is_dropped_and_logged(self) -> None:
        result = repair("本计划施行。\n聯系地址:某省某市1號\n版权所有", errata=(), issuer="平湖")
        assert result.text == "本计划施行。"
        assert result.repairs[-1].kind is RepairKind.BOILERPLATE
        assert (result.repairs[-1].start, result.repairs[-1].end) == (6, len(result.source))

    def test_contact_of_the_issuer_stays(self) -> None:
        assert clean("本计划施行。\n联系电话:平湖市经信局") == "本计划施行。\n联系电话:平湖市经信局"

    def test_contact_inside_the_text_stays(self) -> None:
        source = "一、联系方式\n联系地址:某省某市1号\n本计划施行。"
        assert clean(source) == source

    def test_sentence_about_addresses_stays(self) -> None:
        assert clean("甲。\n地址变更的,应当报告。") == "甲。\n地址变更的,应当报告。"


def test_traced_text_keeps_origins_through_several_changes() -> None:
    text = TracedText.of("abcdef").edit(RepairKind.ERRATUM, [Edit(1, 3, "X", "shorter")])
    text = text.edit(RepairKind.ERRATUM, [Edit(1, 2, "YZ", "longer")])
    assert text.text == "aYZdef"
    assert text.origin == ((0, 1), (1, 3), (1, 3), (3, 4), (4, 5), (5, 6))
    assert [(one.start, one.end, one.before) for one in text.repairs] == [(1, 3, "bc"), (1, 3, "X")]
