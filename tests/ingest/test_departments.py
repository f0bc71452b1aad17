"""Responsible departments as clauses write them."""

import pytest

from assistant.library import DepartmentName
from assistant.models import Department
from ingest.department_names import merge_departments, name_departments
from ingest.departments import read_departments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("做甲。(责任单位:☆甲局、乙局)", [Department("甲局", lead=True), Department("乙局")]),
        ("(责任单位:☆甲局、☆乙局)", [Department("甲局", lead=True), Department("乙局", lead=True)]),
        ("(责任单位:☆甲局、丙办(丁局),戊社(己联))", [
            Department("甲局", lead=True), Department("丙办", "丁局"), Department("戊社", "己联"),
        ]),
        ("(责任单位:☆甲局。标☆的为牵头单位,下同。)", [Department("甲局", lead=True)]),
        ("(牵头单位:甲局;配合单位:乙局)", [Department("甲局", lead=True), Department("乙局")]),
        ("由甲局会同乙办(丙局)评选。", []),
    ],
)  # fmt: skip
def test_departments_are_read_with_leads_and_second_names(text: str, expected: list[Department]) -> None:
    assert list(read_departments(text)) == expected


def test_departments_without_a_names_file_are_known_by_their_own_names() -> None:
    from ingest.clauses import parse_clauses

    clauses = parse_clauses("一、任务\n(一)甲。乙。(责任单位:☆甲办(乙局))", "doc")
    assert name_departments(clauses, None) == ((DepartmentName("甲办", "乙局", ("甲办", "乙局")),), [])


def test_what_two_documents_call_a_department_is_put_together() -> None:
    one = DepartmentName("甲办", "", ("甲办", "甲"), "", ())
    two = DepartmentName("甲办", "乙局", ("甲办", "乙局"), "A Office", ("a",))
    assert merge_departments([one, two]) == (
        DepartmentName("甲办", "乙局", ("甲办", "甲", "乙局"), "A Office", ("a",)),
    )
