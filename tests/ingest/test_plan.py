"""The action plan as received comes out whole: 18 clauses, their headings and departments, nothing lost."""

from collections import Counter
from pathlib import Path

import pytest

from ingest.corpus import ParsedDocument, clean_text, document_folders, folded, parse_document
from ingest.forms import DocumentForm, ErrataForm
from ingest.trace import RepairKind, TracedText
from ingest.yaml_files import read_yaml
from tests.ingest.conftest import CORPUS, PLAN

DATA = "政务服务管理办（数据局）"
EXPECTED = {
    "0": ("", "前言", ""),
    "1.1": ("一(一)", "推进“人工智能+工业制造”", "☆经信局 科技局"),
    "1.2": (
        "一(二)",
        "推进“人工智能+现代农业”",
        f"☆农业农村局 科技局 自然资源和规划局 {DATA} 供销社（农合联）",
    ),
    "1.3": ("一(三)", "推进“人工智能+商贸流通”", f"☆商务局 发改局 经信局 科技局 市场监管局 {DATA}"),
    "1.4": (
        "一(四)",
        "推进“人工智能+绿色生态”",
        f"☆发改局 ☆生态环境分局 经信局 建设局 水利局 {DATA} 供电公司 水务集团",
    ),
    "1.5": ("一(五)", "推进“人工智能+交通运输”", f"☆交通运输局 发改局 经信局 科技局 公安局 {DATA}"),
    "1.6": ("一(六)", "推进“人工智能+金融服务”", f"☆金融发展中心 ☆金融监管支局 经信局 {DATA}"),
    "1.7": ("一(七)", "推进“人工智能+医疗健康”", f"☆卫生健康局 科技局 医保局 {DATA}"),
    "1.8": ("一(八)", "推进“人工智能+教育培训”", f"☆教育局 科技局 {DATA}"),
    "1.9": ("一(九)", "推进“人工智能+文化旅游”", f"☆文旅体局 宣传部 科技局 {DATA}"),
    "1.10": (
        "一(十)",
        "推进“人工智能+韧性治理”",
        f"☆建设局 ☆{DATA} 政法委 发改局 经信局 科技局 公安局 民政局 人力社保局 应急管理局 医保局 综合执法局 "
        "社会治理中心 消防救援大队",
    ),
    "2.1": ("二(一)", "发布应用场景开放清单", f"☆经信局 ☆{DATA}"),
    "2.2": ("二(二)", "打造典型应用场景", f"☆经信局 科技局 财政局 {DATA}"),
    "2.3": ("二(三)", "开展应用标杆推广", f"☆经信局 {DATA}"),
    "2.4": ("二(四)", "夯实数据支撑", f"☆{DATA} 经信局 财政局"),
    "2.5": ("二(五)", "加快产业集聚", f"☆经信局 财政局 {DATA}"),
    "3.p1": ("三(第1段)", "加大工作保障力度", ""),
    "3.p2": ("三(第2段)", "加大工作保障力度", ""),
}
SECTIONS = {"1": ("一、推动重点领域应用",), "2": ("二、探索多元推进路径",), "3": ("三、加大工作保障力度",)}


FOLDERS = document_folders(CORPUS)


def traced_text(folder: Path) -> TracedText:
    form = read_yaml(folder / "document.yaml", DocumentForm)
    errata = folder / "errata.yaml"
    return clean_text(folder, form, read_yaml(errata, ErrataForm) if errata.exists() else None)


def test_plan_has_exactly_its_18_clauses_with_headings_and_departments(plan: ParsedDocument) -> None:
    found = {
        clause.path: (
            clause.number,
            clause.heading,
            " ".join(("☆" if one.lead else "") + one.display for one in clause.departments),
        )
        for clause in plan.library.clauses
    }
    assert found == EXPECTED
    assert list(found) == list(EXPECTED)


def test_plan_clauses_know_their_sections_and_addresses(plan: ParsedDocument) -> None:
    for clause in plan.library.clauses:
        assert clause.sections == SECTIONS.get(clause.path.split(".")[0], ())
        assert clause.address == f"{PLAN}/{clause.path}"


def test_plan_clause_text_is_its_span_of_the_clean_text(plan: ParsedDocument) -> None:
    (document,) = plan.library.documents
    for clause in plan.library.clauses:
        assert clause.text == document.text[clause.start : clause.end]
        assert clause.text.endswith(("。", ")", ":"))


def test_plan_awards_and_validity_read_as_written(plan: ParsedDocument) -> None:
    text = {clause.path: clause.text for clause in plan.library.clauses}
    assert "硬件实际投入的最高20%、软件和信息服务投入的最高50%给予最高500万元的奖励" in text["2.2"]
    assert text["2.4"].startswith("(四)夯实数据支撑。加大对语料库、数据集的建设与交易支持力度")
    assert "按照晋档补差原则,分别给予产品提供方最高10万元、20万元和30万元的奖励" in text["2.4"]
    assert text["3.p2"].startswith("本行动计划自2025年9月28日起施行,有效期至2027年12月31日。")


def test_plan_headings_are_repaired_by_the_general_repair_and_two_errata(plan: ParsedDocument) -> None:
    shifts = [(one.line, one.before, one.after) for one in plan.repairs if one.kind is RepairKind.SHIFT]
    assert shifts == [
        (6, "。ㄋ模┩七M", "（四）推進"),
        (9, "。ㄆ撸┩七M", "（七）推進"),
        (11, "。ň牛┩七M", "（九）推進"),
        (16, "。ㄈ╅_", "（醛開"),
        (17, "。ㄋ模┖粚崝祿A", "（四）夯實數揂"),
        (18, "。ㄎ澹┘涌飚a", "（五）加快產"),
    ]
    errata = [one.after for one in plan.repairs if one.kind is RepairKind.ERRATUM]
    assert errata == ["(三)开展应用标杆推广", "(四)夯实数据支撑"]


def test_plan_repairs_are_logged_by_kind_and_each_says_why(plan: ParsedDocument) -> None:
    counts = Counter(one.kind for one in plan.repairs)
    assert counts[RepairKind.BRACKET] == 15
    assert counts[RepairKind.BOILERPLATE] == 1
    assert all(one.why and one.before != one.after for one in plan.repairs)


def test_plan_boilerplate_is_logged_and_nowhere_else(plan: ParsedDocument) -> None:
    (boilerplate,) = (one for one in plan.repairs if one.kind is RepairKind.BOILERPLATE)
    assert "西安市" in boilerplate.before
    assert boilerplate.line == 21
    (document,) = plan.library.documents
    assert "西安" not in document.text
    assert not any("西安" in chunk.text + chunk.context for chunk in plan.library.chunks)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_character_of_the_source_is_accounted_for(folder: Path) -> None:
    library, traced = parse_document(folder).library, traced_text(folder)
    headings = {line for clause in library.clauses for line in clause.sections}
    spans = [(clause.start, clause.end) for clause in library.clauses]
    for heading in (*headings, folded(library.documents[0].title)):
        at = traced.text.find(heading)
        spans += [(at, at + len(heading))] if at >= 0 else []
    accounted = {i for one in traced.repairs for i in range(one.start, one.end)}
    accounted |= {i for start, end in spans for origin in traced.origin[start:end] for i in range(*origin)}
    lost = [char for i, char in enumerate(traced.source) if i not in accounted and not char.isspace()]
    assert lost == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_character_of_the_clean_text_comes_from_the_source_or_a_logged_repair(folder: Path) -> None:
    traced = traced_text(folder)
    logged = {i for one in traced.repairs for i in range(one.start, one.end)}
    for char, (start, end) in zip(traced.text, traced.origin, strict=True):
        assert set(range(start, end)) <= logged or traced.source[start:end].strip() == char.strip()


def test_no_traditional_or_damaged_character_is_left(plan: ParsedDocument) -> None:
    from assistant.text import to_simplified

    (document,) = plan.library.documents
    assert to_simplified(document.text) == document.text
    assert all(char.isascii() or "\u4e00" <= char <= "\u9fff" or char in "。、“”☆" for char in document.text)


def test_plan_says_what_was_inferred(plan: ParsedDocument) -> None:
    (document,) = plan.library.documents
    assert document.inferred == ("title", "issuer")
    assert [warning.split("：")[0] for warning in plan.warnings] == [
        f"{PLAN}: title 是推定的",
        f"{PLAN}: issuer 是推定的",
    ]


def test_plan_names_find_the_data_bureau_and_healthcare(plan: ParsedDocument) -> None:
    (bureau,) = (one for one in plan.library.departments if one.name == "政务服务管理办")
    assert bureau.display == DATA
    assert {"数据局", "政务服务管理办", "政数办", "数管局"} <= set(bureau.aliases)
    assert "data bureau" in bureau.aliases_en
    healthcare = plan.library.clause(f"{PLAN}/1.7")
    assert {"医疗", "医疗健康", "healthcare", "medical"} <= set(healthcare.aliases)


def test_plan_names_are_complete_and_unambiguous(plan: ParsedDocument) -> None:
    names = [alias for one in plan.library.departments for alias in (*one.aliases, *one.aliases_en)]
    assert [name for name, times in Counter(names).items() if times > 1] == []
    assert all(one.name_en for one in plan.library.departments)
    aliases = [alias for clause in plan.library.clauses for alias in clause.aliases]
    assert [name for name, times in Counter(aliases).items() if times > 1] == []
    assert all(clause.heading_en for clause in plan.library.clauses)
