"""Kappa against statsmodels, and where it is not defined."""

from __future__ import annotations

import random

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from myosotis.cohort.research import agreement


@pytest.mark.parametrize("size", [2, 3, 5])
@pytest.mark.parametrize("seed", range(12))
def test_kappa_and_its_interval_are_those_of_statsmodels(size: int, seed: int) -> None:
    draw = random.Random(seed)
    counts = [[draw.randrange(1, 40) for _ in range(size)] for _ in range(size)]
    found, other = agreement(counts), cohens_kappa(np.array(counts))
    assert found.kappa == pytest.approx(other.kappa, abs=1e-12)
    assert found.se == pytest.approx(other.std_kappa, abs=1e-12)
    assert (found.low, found.high) == pytest.approx((other.kappa_low, other.kappa_upp), abs=1e-6)


def test_counts_stay_whole_numbers() -> None:
    found = agreement([[20, 5], [10, 15]])
    assert (found.n, found.agree) == (50, 35)
    assert isinstance(found.agree, int)
    assert found.percent == 70
    assert found.kappa == pytest.approx(0.4)


def test_where_one_way_has_a_single_class_there_is_no_interval() -> None:
    found = agreement([[30, 4], [0, 0]])
    assert found.kappa == 0
    assert found.low is None
    assert found.high is None


def test_where_both_have_one_and_the_same_class_there_is_no_kappa() -> None:
    assert agreement([[30, 0], [0, 0]]).kappa is None
    assert agreement([[0, 0], [0, 0]]).percent is None


@pytest.mark.parametrize("counts", [[[1, 2]], [[1, 2], [3]], [[1, -1], [0, 2]]])
def test_what_is_no_table_of_agreement_is_refused(counts: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="square"):
        agreement(counts)
