"""One parser for plans in sections and rules in articles."""

import pytest

from assistant.errors import ClauseParseError
from assistant.models import Clause
from ingest.clauses import parse_clauses


def parsed(text: str, title: str = "") -> dict[str, tuple[str, str]]:
    return {clause.path: (clause.title, clause.text) for clause in parse_clauses(text, "doc", title)}


def clause(text: str, path: str) -> Clause:
    (found,) = (one for one in parse_clauses(text, "doc") if one.path == path)
    return found


def test_articles_go_on_beyond_the_thousandth() -> None:
    """The Civil Code has 1,260."""
    hundreds = ["", *(f"{digit}百" for digit in "一二三四五六七八九")]
    tens = ["", *(f"{digit}十" for digit in "一二三四五六七八九")]
    small = [f"{hundred}{'零' if hundred and not ten and one else ''}{ten}{one}"
             for hundred in hundreds for ten in tens for one in ["", *"一二三四五六七八九"]]  # fmt: skip
    numbers = [*small[1:], "一千", "一千零一", "一千零二"]
    found = list(parsed("\n".join(f"第{number}条 某事。" for number in numbers)))
    assert found == [f"art{number}" for number in range(1, 1003)]


class TestPlans:
    def test_sections_items_and_paragraphs_get_their_addresses(self) -> None:
        text = "前文。\n一、任务\n(一)建设。做甲。\n(二)推广。做乙。\n二、附则\n第一段话。\n第二段话。"
        assert parsed(text) == {
            "0": ("前言", "前文。"),
            "1.1": ("一(一) 建设", "(一)建设。做甲。"),
            "1.2": ("一(二) 推广", "(二)推广。做乙。"),
            "2.p1": ("二(第1段) 附则", "第一段话。"),
            "2.p2": ("二(第2段) 附则", "第二段话。"),
        }

    def test_title_line_is_no_clause(self) -> None:
        assert list(parsed("某计划\n一、任务\n(一)建设。做甲。", title="某计划")) == ["1.1"]

    def test_preamble_before_a_single_section_stays_the_preamble(self) -> None:
        assert list(parsed("前文。\n一、任务\n(一)建设。做甲。")) == ["0", "1.1"]

    def test_lines_after_an_item_belong_to_it(self) -> None:
        assert (
            parsed("一、任务\n(一)建设。做甲。\n1.做乙。\n(二)推广。做丙。")["1.1"][1]
            == "(一)建设。做甲。\n1.做乙。"
        )

    def test_paragraph_before_the_items_has_its_own_address(self) -> None:
        assert list(parsed("一、任务\n分两步:\n(一)建设。甲。\n(二)推广。乙。")) == ["1.p1", "1.1", "1.2"]

    def test_section_that_says_all_on_its_own_line_is_a_clause(self) -> None:
        assert parsed("一、目标。建成高地。\n二、本通知自发布之日起施行。") == {
            "1": ("一 目标", "一、目标。建成高地。"),
            "2": ("二", "二、本通知自发布之日起施行。"),
        }

    def test_document_without_numbers_is_its_paragraphs(self) -> None:
        assert list(parsed("甲。\n乙。")) == ["p1", "p2"]

    def test_items_alone_are_clauses(self) -> None:
        assert parsed("(一)建设。甲。\n(二)推广。乙。")["2"] == ("(二) 推广", "(二)推广。乙。")

    def test_long_first_sentence_is_no_heading(self) -> None:
        assert clause("一、任务\n(一)对企业,给予奖励。另行制定。", "1.1").heading == ""

    @pytest.mark.parametrize(
        "text",
        [
            "一、任务\n(一)甲。乙。\n(三)丙。丁。",
            "一、任务\n甲。\n三、附则\n乙。",
            "一、任务\n(一)甲。\n(一)乙。",
        ],
    )
    def test_gap_or_repetition_in_the_numbers_is_refused(self, text: str) -> None:
        with pytest.raises(ClauseParseError, match=r"第 \d 行.*errata.yaml"):
            parse_clauses(text, "doc")

    def test_empty_text_is_refused(self) -> None:
        with pytest.raises(ClauseParseError, match="没有找到任何条款"):
            parse_clauses("", "doc")


ARTICLES = """说明文字。
第一章 总则
第一条 为了规范申报,制定本办法。
第二条 申报主体应当符合下列条件:
(一)依法登记;
(二)投入真实;
(三)项目真实。
第二章 程序
第一节 申报
第三条 申报。符合第二条规定的,可以申报。
第十二条规定的材料一并提交。
(一)、(二)项情形除外。
第四条 奖励按照下列方法计算:
(一)硬件部分最高20%;
(二)合计最高500万元。
例如,投入100万元的,最高20万元。
"""


class TestArticles:
    def test_articles_paragraphs_and_items_get_their_addresses(self) -> None:
        assert list(parsed(ARTICLES)) == [
            "0", "art1", "art2", "art2.1", "art2.2", "art2.3", "art3", "art3.p1", "art3.p2", "art3.p3",
            "art4", "art4.p1", "art4.1", "art4.2", "art4.p2",
        ]  # fmt: skip

    def test_article_spans_all_its_lines(self) -> None:
        assert clause(ARTICLES, "art4").text.startswith("第四条 奖励")
        assert clause(ARTICLES, "art4").text.endswith("最高20万元。")
        assert clause(ARTICLES, "art4.p1").text.endswith("500万元。")
        assert clause(ARTICLES, "art4.p2").text == "例如,投入100万元的,最高20万元。"

    def test_item_says_article_and_number(self) -> None:
        item = clause(ARTICLES, "art2.3")
        assert (item.number, item.text, item.sections) == (
            "第二条(三)",
            "(三)项目真实。",
            ("第一章 总则", "第二条"),
        )

    def test_chapter_and_part_are_the_sections(self) -> None:
        assert clause(ARTICLES, "art3").sections == ("第二章 程序", "第一节 申报")
        assert clause(ARTICLES, "art2").sections == ("第一章 总则",)

    def test_short_first_sentence_is_the_article_heading(self) -> None:
        assert clause(ARTICLES, "art3").title == "第三条 申报"
        assert clause(ARTICLES, "art1").title == "第一条"

    def test_cross_reference_at_the_start_of_a_line_is_no_article(self) -> None:
        assert "第十二条规定的材料" in clause(ARTICLES, "art3").text

    def test_reference_to_an_earlier_article_is_no_article(self) -> None:
        assert list(parsed("第一条 甲。\n第二条 乙。\n第一条 的规定适用。")) == [
            "art1",
            "art2",
            "art2.p1",
            "art2.p2",
        ]

    def test_item_that_begins_with_the_word_project_is_an_item(self) -> None:
        assert "art1.2" in parsed("第一条 下列情形:\n(一)材料虚假;\n(二)项目不实。")

    def test_second_list_of_an_article_is_addressed_by_its_paragraph(self) -> None:
        text = "第一条 下列可以:\n(一)甲;\n(二)乙。\n下列不可以:\n(一)丙。"
        assert list(parsed(text)) == ["art1", "art1.p1", "art1.1", "art1.2", "art1.p2", "art1.p2.1"]

    @pytest.mark.parametrize("text", ["第一条 甲。\n第三条 乙。", "第一条 下列:\n(一)甲;\n(三)乙。"])
    def test_gap_in_the_numbers_is_refused(self, text: str) -> None:
        with pytest.raises(ClauseParseError, match=r"第 \d 行"):
            parse_clauses(text, "doc")

    def test_numbers_beyond_ten_are_read(self) -> None:
        numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
        text = "\n".join(f"第{numeral}条 甲。" for numeral in numerals)
        assert list(parsed(text))[-1] == "art12"


def test_sample_rules_come_through_the_same_parser() -> None:
    from ingest.corpus import parse_document
    from tests.ingest.conftest import CORPUS

    library = parse_document(CORPUS / "implementing-rules-sample").library
    articles = [one for one in library.clauses if one.path.startswith("art") and "." not in one.path]
    assert [one.path for one in articles] == [f"art{n}" for n in range(1, len(articles) + 1)]
    assert len(articles) >= 20
    assert library.documents[0].text.count("\n第") >= len(articles)
