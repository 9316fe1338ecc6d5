"""Shares against statsmodels, and what the undecided leave open."""

from __future__ import annotations

import pytest
from statsmodels.stats.proportion import proportion_confint

from myosotis.cohort.research import Bounded, Share


@pytest.mark.parametrize("of", [1, 2, 7, 30, 1000, 123456])
@pytest.mark.parametrize("part", [0.0, 0.03, 0.5, 0.91, 1.0])
def test_the_interval_is_that_of_statsmodels(of: int, part: float) -> None:
    count = round(part * of)
    share = Share.among(count, of)
    low, high = proportion_confint(count, of, method="wilson")
    assert (share.low, share.high) == pytest.approx((max(low, 0), min(high, 1)), abs=1e-12)
    assert share.value == pytest.approx(count / of)


def test_of_nobody_there_is_no_share() -> None:
    assert Share.among(0, 0) == Share(0, 0, None, None)
    assert Share.among(0, 0).value is None


def test_more_than_all_is_refused() -> None:
    with pytest.raises(ValueError, match="3"):
        Share.among(3, 2)


def test_the_undecided_are_counted_both_ways_and_never_as_no() -> None:
    seen = Bounded(yes=3, no=5, undecided=2)
    assert (seen.decided.count, seen.decided.of) == (3, 8)
    assert (seen.certainly.value, seen.possibly.value) == (0.3, 0.5)
