"""Draws weighed anew: as if a study were not there, or as if one more had been done.

Pareto-smoothed importance weights after Vehtari, Gelman and Gabry (2017): the largest weights are
replaced by quantiles of a generalised Pareto distribution fitted to them; its shape k says whether
the weights can be trusted (up to 0.7).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lgamma
from typing import Any

import numpy as np

from myosotis.evidence.design import Floats
from myosotis.evidence.shares import expit

TRUSTED = 0.7
REPEATS = 8
"""How often a count is predicted for each draw."""


@dataclass(frozen=True)
class Nodes:
    """Places of a standard normal effect at which a mean over it is taken, and their weights."""

    at: Floats
    log_areas: Floats

    def spread(self, centre: Floats, scale: Floats) -> Floats:
        """The values of a normal effect at the nodes: an axis at the end."""
        found: Floats = centre[..., None] + scale[..., None] * self.at
        return found

    def log_mean(self, values: Floats) -> Floats:
        """The logarithm of the mean over the nodes, of logarithms."""
        whole = values + self.log_areas
        top = whole.max(axis=-1, keepdims=True)
        found: Floats = np.log(np.exp(whole - top).sum(axis=-1)) + top[..., 0]
        return found


def _nodes(at: Floats, areas: Floats) -> Nodes:
    return Nodes(at, np.log(areas / areas.sum()))


FEW = _nodes(*np.polynomial.hermite_e.hermegauss(11))
"""For a small study, whose likelihood is wide."""
MANY = _nodes(grid := np.linspace(-4.5, 4.5, 121), np.exp(-(grid**2) / 2))
"""For a study of any size: its likelihood may be narrow beside the spread of the studies."""


def log_counts(y: Any, n: Any, logits: Any) -> Floats:
    """Binomial log probability of ``y`` of ``n`` without its constant; shapes broadcast."""
    values = np.asarray(logits, dtype=float)
    found: Floats = y * -np.logaddexp(0, -values) + (n - y) * -np.logaddexp(0, values)
    return found


def smoothed(log_weights: Floats) -> tuple[Floats, float]:
    """Weights that sum to one, their tail smoothed, and the shape k of the tail."""
    size = len(log_weights)
    logs = log_weights - log_weights.max()
    tail = int(min(0.2 * size, 3 * np.sqrt(size)))
    order = np.argsort(logs)
    largest = order[-tail:]
    cut = logs[order[-tail - 1]]
    excess = np.exp(logs[largest]) - np.exp(cut)
    shape = -np.inf
    if excess[-1] > 0 and np.ptp(logs[largest]) > 1e-9:
        shape, scale = _pareto(excess)
        places = (np.arange(1, tail + 1) - 0.5) / tail
        if abs(shape) < 1e-6:
            quantiles = -scale * np.log1p(-places)
        else:
            quantiles = scale * np.expm1(-shape * np.log1p(-places)) / shape
        logs = logs.copy()
        logs[largest] = np.minimum(np.log(quantiles + np.exp(cut)), 0.0)
    weights = np.exp(logs - logs.max())
    return weights / weights.sum(), float(shape)


def _pareto(excess: Floats) -> tuple[float, float]:
    """Shape and scale of a generalised Pareto distribution, after Zhang and Stephens (2009)."""
    size = len(excess)
    many = 30 + int(np.sqrt(size))
    quarter = max(excess[int(size / 4 + 0.5) - 1], 1e-300)
    theta = 1 / excess[-1] + (1 - np.sqrt(many / (np.arange(1, many + 1) - 0.5))) / 3 / quarter
    shapes = np.log1p(-theta[:, None] * excess).mean(axis=1)
    lengths = size * (np.log(-theta / shapes) - shapes - 1)
    weights = 1 / np.exp(lengths - lengths[:, None]).sum(axis=1)
    best = float((theta * weights).sum() / weights.sum())
    shape = float(np.log1p(-best * excess).mean())
    scale = -shape / best
    # A weak prior around 0.5, worth ten observations, as in the published algorithm.
    return (size * shape + 10 * 0.5) / (size + 10), scale


def quantiles(values: Floats, at: Sequence[float], weights: Floats | None = None) -> Floats:
    """Quantiles of draws, weighted where ``weights`` are given."""
    if weights is None:
        found: Floats = np.quantile(values, at)
        return found
    order = np.argsort(values)
    sums = np.cumsum(weights[order])
    places = np.minimum(np.searchsorted(sums, np.asarray(at) * sums[-1]), len(values) - 1)
    chosen: Floats = values[order][places]
    return chosen


def next_study(centre: Floats, scale: Floats, n: int) -> tuple[int, int, Floats, Floats]:
    """One more study of ``n`` patients: responders that are few and many for it (10th and 90th
    percentile of what is predicted), and the weights of the draws after either."""
    logits = FEW.spread(centre, scale)
    log_share, log_rest = -np.logaddexp(0, -logits), -np.logaddexp(0, logits)
    counts = np.arange(n + 1)
    constants = np.array([_log_choose(n, int(y)) for y in counts])
    logs = np.stack([FEW.log_mean(y * log_share + (n - y) * log_rest) for y in counts])
    probabilities = np.exp(logs + constants[:, None]).mean(axis=1)
    below = np.cumsum(probabilities / probabilities.sum())
    fewer, more = (int(np.searchsorted(below, at)) for at in (0.1, 0.9))
    return fewer, more, smoothed(logs[fewer])[0], smoothed(logs[more])[0]


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def predicted_inside(
    y: int, n: int, centre: Floats, scale: Floats, weights: Floats, level: float = 0.95
) -> bool:
    """Whether ``y`` of ``n`` lies inside the central predictive interval.

    ``centre``: the logit in each draw, ``scale``: the standard deviation of what is not known of
    it, ``weights``: of the draws. Predicted with random numbers of a fixed seed.
    """
    random = np.random.default_rng(n)
    unknown = random.standard_normal((REPEATS, len(centre)))
    counts = random.binomial(n, expit(centre + scale * unknown))
    outside = (1 - level) / 2
    below = float(((counts <= y) @ weights).mean())
    above = float(((counts >= y) @ weights).mean())
    return below > outside and above > outside
