"""The repair of shifted GBK is general: any heading damaged the same way is given back."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ingest.shift import unshift

GBK = st.integers(0x8140, 0xFEFE).map(lambda code: code.to_bytes(2, "big").decode("gbk", "ignore"))
HAN = GBK.filter(lambda char: len(char) == 1 and "\u4e00" <= char <= "\u9fff")


def damaged(text: str, stray: bytes = b"\xa1") -> str:
    """Put one byte before the text's bytes and read them again."""
    return (stray + text.encode("gb18030")).decode("gb18030")


def repaired(line: str) -> str:
    found = unshift(line)
    return found.after + line[len(found.before) :] if found else line


@pytest.mark.parametrize(
    "heading",
    [
        "（五）开展AI应用",
        "（四）推進“人工智能+綠色生態”。",
        "（一）建設A",
        "（二十）推動B平台",
        "第六条AI应用",
    ],
)
def test_heading_damaged_by_a_stray_byte_is_given_back(heading: str) -> None:
    found = unshift(damaged(heading))
    assert found is not None
    assert found.whole
    assert repaired(damaged(heading)) == heading


@given(
    st.sampled_from("一二四五六七八九十"), st.text(HAN, min_size=1, max_size=12), st.sampled_from("AZ+_a9")
)
def test_any_damaged_heading_is_given_back(number: str, words: str, end: str) -> None:
    heading = f"（{number}）{words}{end}后文"
    try:
        line = damaged(heading)
    except UnicodeDecodeError:
        assume(False)
    assert repaired(line) == heading


@pytest.mark.parametrize("stray", [b"\xa1", b"\xb0", b"\xd7"])
def test_stray_byte_may_be_any_lead_byte(stray: bytes) -> None:
    assert repaired(damaged("（四）建設A", stray)) == "（四）建設A"


def test_lost_bytes_leave_a_near_miss() -> None:
    found = unshift("。ㄈ╅_展應用標桿推廣。")
    assert found is not None
    assert (found.before, found.after, found.whole) == ("。ㄈ╅_", "（醛開", False)


def test_last_byte_of_a_line_shifted_to_its_end_is_missed_and_said_so() -> None:
    line = (b"\xa1" + "（十）優化服務".encode("gb18030"))[:-1].decode("gb18030")
    found = unshift(line)
    assert found is not None
    assert (found.after, found.whole) == ("（十）優化服", False)


@given(st.text(HAN, max_size=30))
def test_healthy_paragraph_is_left_alone(words: str) -> None:
    assert unshift(f"为{words}。") is None


@pytest.mark.parametrize(
    "line",
    [
        "(一)推进应用。",
        "（一）推进应用。",
        "一、总体要求",
        "第一条 为了规范",
        "AI应用",
        "",
        "。",
        "“十四五”以来",
    ],
)
def test_healthy_line_is_left_alone(line: str) -> None:
    assert unshift(line) is None
