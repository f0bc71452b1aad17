"""Numerals, Arabic, Chinese and mixed, as written and as spoken."""

from __future__ import annotations

from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.numerals import read_number


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0", "0"),
        ("零", "0"),
        ("1,234,567.5", "1234567.5"),
        ("十", "10"),
        ("十五", "15"),
        ("二十", "20"),
        ("廿", "20"),
        ("卅五", "35"),
        ("一百零五", "105"),
        ("一百五", "150"),
        ("三百五", "350"),
        ("三百五十", "350"),
        ("一千零五十", "1050"),
        ("一万二", "12000"),
        ("一万零二", "10002"),
        ("12万5", "125000"),
        ("12万3456", "123456"),
        ("3万0005", "30005"),
        ("2百万", "2000000"),
        ("两千三百万", "23000000"),
        ("壹佰万", "1000000"),
        ("叁仟伍佰", "3500"),
        ("一亿", "100000000"),
        ("1.2亿", "120000000"),
        ("一亿二千万", "120000000"),
        ("三点五亿", "350000000"),
        ("半亿", "50000000"),
        ("二零二五", "2025"),
        ("50kw", "500000000"),
        ("300w", "3000000"),
    ],
)
def test_a_numeral_is_read_exactly(written: str, value: str) -> None:
    assert read_number(written) == Decimal(value)


@pytest.mark.parametrize("words", ["", "abc", "三只", "三点", "万元", "1.2.3"])
def test_what_is_no_numeral_is_none(words: str) -> None:
    assert read_number(words) is None


@given(st.integers(0, 999_999_999_999), st.sampled_from(["low", "up"]))
def test_every_whole_number_written_in_chinese_is_read_back(number: int, style: str) -> None:
    assert read_number(cn2an.an2cn(number, style)) == number


@given(st.decimals(0, 9999, places=2), st.sampled_from([("万", 10**4), ("亿", 10**8), ("", 1)]))
def test_every_decimal_with_a_scale_is_read_back(number: Decimal, unit: tuple[str, int]) -> None:
    assert read_number(f"{number:f}{unit[0]}") == number * unit[1]
