"""Without a terminal a long run tells once a minute how far it is."""

from __future__ import annotations

import pytest

from eval.progress import Lines, progress
from tests.eval.samples import case


def test_a_line_a_minute_tells_who_answers_which_slice_and_the_time_left(
    capsys: pytest.CaptureFixture[str],
) -> None:
    now = iter([0.0, 30.0, 59.9, 90.0, 120.0, 149.0, 160.0])
    lines = Lines("local", 12, clock=lambda: next(now))
    for _ in range(5):
        lines(case())
    assert capsys.readouterr().err == "local · amount  3/12  已用 1:30，剩余约 4:30\n"
    lines(case(slice="lookup"))
    assert capsys.readouterr().err == "local · lookup  6/12  已用 2:40，剩余约 2:40\n"


def test_the_last_case_is_always_told(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("抽取式", 2) as told:
        told(case())
        told(case(slice="dates"))
    assert capsys.readouterr().err == "抽取式 · dates  2/2  已用 0:00，剩余约 0:00\n"
