"""Weights, quadrature and predictions against what is known exactly."""

from __future__ import annotations

import numpy as np
import pytest

from myosotis.evidence.shares import expit, logit
from myosotis.evidence.weighing import (
    FEW,
    MANY,
    log_counts,
    next_study,
    predicted_inside,
    quantiles,
    smoothed,
)

RANDOM = np.random.default_rng(1)


@pytest.mark.parametrize("nodes", [FEW, MANY])
def test_the_mean_over_the_nodes_is_that_of_a_normal(nodes: object) -> None:
    values = (
        FEW.spread(np.zeros(1), np.ones(1))
        if nodes is FEW
        else MANY.spread(np.zeros(1), np.ones(1))
    )
    mean = (FEW if nodes is FEW else MANY).log_mean(values)
    assert np.exp(mean) == pytest.approx(np.exp(0.5), rel=1e-3)


def test_log_counts_is_the_binomial_without_its_constant() -> None:
    assert log_counts(3, 5, 0.0) == pytest.approx(5 * np.log(0.5))
    assert np.isfinite(log_counts(3, 5, 800.0))


def test_smoothed_weights_are_those_of_an_importance_sample() -> None:
    draws = RANDOM.standard_normal(4000)
    weights, shape = smoothed(-0.5 * (draws - 0.5) ** 2 + 0.5 * draws**2)
    assert weights.sum() == pytest.approx(1)
    assert weights @ draws == pytest.approx(0.5, abs=0.1)
    assert shape < 0.7


def test_weights_that_cannot_be_trusted_say_so() -> None:
    draws = RANDOM.standard_normal(4000)
    assert smoothed(draws**2)[1] > 0.7


def test_equal_weights_have_no_tail() -> None:
    weights, shape = smoothed(np.zeros(1000))
    assert np.allclose(weights, 1 / 1000)
    assert not shape > 0.7


def test_weighted_quantiles() -> None:
    values = np.array([3.0, 1.0, 2.0])
    assert quantiles(values, [0.5], np.array([0.0, 0.0, 1.0])).tolist() == [2.0]
    assert quantiles(values, [0.5]).tolist() == [2.0]


def test_one_more_study_moves_the_estimate_towards_it() -> None:
    centre, scale = RANDOM.normal(0, 1, 2000), np.full(2000, 0.3)
    fewer, more, if_fewer, if_more = next_study(centre, scale, 20)
    assert 0 <= fewer < 10 < more <= 20
    assert if_fewer @ expit(centre) < expit(centre).mean() < if_more @ expit(centre)


def test_a_count_is_inside_or_outside_of_what_is_predicted() -> None:
    centre, scale = np.full(500, logit(0.5)), np.zeros(500)
    weights = np.full(500, 1 / 500)
    assert predicted_inside(10, 20, centre, scale, weights)
    assert not predicted_inside(20, 20, centre, scale, weights)
    assert predicted_inside(20, 20, centre, np.full(500, 5.0), weights)
