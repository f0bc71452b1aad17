"""Intervals and tests agree with published and hand-computed values."""

import pytest

from eval.stats import mcnemar, mean, paired, quantile, share


def test_wilson_interval_matches_the_textbook() -> None:
    """Wilson (1927) for 95 of 100: 0.8882 to 0.9785."""
    found = share([True] * 95 + [False] * 5)
    assert found is not None
    assert (found.value, found.cases) == (0.95, 100)
    assert (found.low, found.high) == pytest.approx((0.88825, 0.97846), abs=1e-5)


def test_share_of_all_is_not_certain() -> None:
    found = share([True] * 20)
    assert found is not None and found.high == 1.0
    assert found.low == pytest.approx(20 / (20 + 1.959964**2))


@pytest.mark.parametrize(("won", "lost", "p"), [(0, 0, 1.0), (5, 5, 1.0), (1, 9, 22 / 1024), (0, 6, 2 / 64)])
def test_mcnemar_is_exact(won: int, lost: int, p: float) -> None:
    assert mcnemar(won, lost) == pytest.approx(p)


def test_mean_interval_holds_the_mean_and_is_repeatable() -> None:
    values = [0.0, 0.25, 0.5, 0.5, 1.0, 1.0, 1.0, 1.0]
    found = mean(values)
    assert found == mean(values)
    assert found is not None and 0 < found.low < found.value == 0.65625 < found.high < 1


def test_mean_of_equal_values_has_no_width() -> None:
    found = mean([0.5] * 9)
    assert found is not None and (found.low, found.value, found.high) == (0.5, 0.5, 0.5)


def test_nothing_measured_is_not_zero() -> None:
    assert mean([]) is None and share([]) is None and quantile([], 50) is None and paired([], []) is None


def test_paired_difference_counts_won_and_lost() -> None:
    found = paired([1, 1, 1, 0, 1], [1, 0, 0, 1, 1])
    assert found is not None
    assert (found.before, found.now, found.won, found.lost, found.p_value) == (0.8, 0.6, 1, 2, 1.0)


def test_clear_drop_has_an_interval_below_zero_and_a_single_loss_has_not() -> None:
    clear = paired([1.0] * 40, [1.0] * 30 + [0.0] * 10)
    single = paired([1.0] * 40, [1.0] * 39 + [0.0])
    assert clear is not None and clear.change.high < 0
    assert single is not None and single.change.high >= 0


def test_paired_refuses_runs_of_different_length() -> None:
    with pytest.raises(ValueError, match="shorter"):
        paired([1, 2], [1])


def test_quantile_is_inside_its_interval() -> None:
    found = quantile([float(value) for value in range(1, 101)], 95)
    assert found is not None and found.low <= found.value <= found.high
    assert found.value == pytest.approx(95.05)
