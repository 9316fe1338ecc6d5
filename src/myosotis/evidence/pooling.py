"""Adding up shares and odds ratios: fixed effect and random effects, as in any meta-analysis.

A share is pooled as its logit, a comparison as the logarithm of its odds ratio, each weighted by
the inverse of its variance. Where a cell is zero (nobody responded, or everybody), half a patient
is added to each cell of that study, and only there. The between-study variance is that of
DerSimonian and Laird, or of restricted maximum likelihood (Fisher scoring). The quantile of
Student's t comes from its finite sum for whole degrees of freedom, so that SciPy is not needed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import fsum
from statistics import NormalDist
from typing import Literal

Method = Literal["fixed", "dl", "reml"]
Z = NormalDist().inv_cdf(0.975)
STEPS = 500
"""As many steps REML may take; it needs a dozen."""


@dataclass(frozen=True)
class StudyEffect:
    """The effect of one study on the scale on which it is pooled, and its variance."""

    value: float
    variance: float


@dataclass(frozen=True)
class Interval:
    """A 95 % interval, on the scale on which it was pooled."""

    low: float
    high: float


@dataclass(frozen=True)
class Pooled:
    """What several studies add up to, on the scale on which they were pooled.

    ``tau2`` is the variance between studies, ``q`` Cochran's Q on ``studies - 1`` degrees of
    freedom, ``i2`` the share of the variance that is between studies (0 to 1). ``hartung_knapp``
    is the interval with Student's t, for random effects and two studies or more; ``prediction``
    is where the next study may lie, for three or more.
    """

    method: Method
    studies: int
    value: float
    error: float
    interval: Interval
    tau2: float
    q: float
    i2: float
    hartung_knapp: Interval | None = None
    prediction: Interval | None = None


def logit_effect(responders: int, n: int) -> StudyEffect:
    """The logit of a share of patients. ``n`` is at least 1 and ``responders`` within 0 and ``n``.

    Raises ValueError otherwise.
    """
    yes, no = _cells(responders, n)
    if 0 in (yes, no):
        yes, no = yes + 0.5, no + 0.5
    return StudyEffect(math.log(yes / no), 1 / yes + 1 / no)


def log_odds_ratio(active: tuple[int, int], control: tuple[int, int]) -> StudyEffect:
    """The logarithm of the odds ratio of two arms, each ``(responders, n)``; as `logit_effect`."""
    cells = [*_cells(*active), *_cells(*control)]
    if 0 in cells:
        cells = [cell + 0.5 for cell in cells]
    a, b, c, d = cells
    return StudyEffect(math.log(a * d / (b * c)), fsum(1 / cell for cell in cells))


def _cells(responders: int, n: int) -> tuple[float, float]:
    if n < 1 or not 0 <= responders <= n:
        raise ValueError(f"{responders} of {n} is no share of patients")
    return float(responders), float(n - responders)


def pool(effects: Sequence[StudyEffect], method: Method) -> Pooled:
    """The effects of several studies as one. One study is itself. Raises ValueError for none."""
    if not effects:
        raise ValueError("there is nothing to pool")
    tau2 = {"fixed": lambda _: 0.0, "dl": _dersimonian_laird, "reml": _reml}[method](effects)
    value, error = _mean(effects, tau2)
    fixed, _ = _mean(effects, 0.0)
    q = fsum((e.value - fixed) ** 2 / e.variance for e in effects)
    count = len(effects)
    random = method != "fixed"
    return Pooled(
        method=method,
        studies=count,
        value=value,
        error=error,
        interval=Interval(value - Z * error, value + Z * error),
        tau2=tau2,
        q=q,
        i2=_i2(effects, tau2) if random else max(0.0, 1 - (count - 1) / q) if q else 0.0,
        hartung_knapp=_hartung_knapp(effects, tau2) if random and count > 1 else None,
        prediction=_prediction(value, error, tau2, count) if random and count > 2 else None,
    )


def _weights(effects: Sequence[StudyEffect], tau2: float) -> list[float]:
    return [1 / (effect.variance + tau2) for effect in effects]


def _mean(effects: Sequence[StudyEffect], tau2: float) -> tuple[float, float]:
    """The weighted mean and its standard error."""
    weights = _weights(effects, tau2)
    total = fsum(weights)
    value = fsum(w * e.value for w, e in zip(weights, effects, strict=True)) / total
    return value, math.sqrt(1 / total)


def _dersimonian_laird(effects: Sequence[StudyEffect]) -> float:
    weights = _weights(effects, 0.0)
    mean, _ = _mean(effects, 0.0)
    total, squares = fsum(weights), fsum(w * w for w in weights)
    q = fsum(w * (e.value - mean) ** 2 for w, e in zip(weights, effects, strict=True))
    spread = total - squares / total
    return max(0.0, (q - (len(effects) - 1)) / spread) if spread > 0 else 0.0


def _reml(effects: Sequence[StudyEffect]) -> float:
    """Fisher scoring from DerSimonian and Laird, never below zero (Viechtbauer 2005)."""
    if len(effects) < 2:
        return 0.0
    tau2 = _dersimonian_laird(effects)
    for _ in range(STEPS):
        weights = _weights(effects, tau2)
        mean, _error = _mean(effects, tau2)
        one, two, three = (fsum(w**power for w in weights) for power in (1, 2, 3))
        squares = fsum((w * (e.value - mean)) ** 2 for w, e in zip(weights, effects, strict=True))
        step = (squares - (one - two / one)) / (two - 2 * three / one + (two / one) ** 2)
        new = max(0.0, tau2 + step)
        if abs(new - tau2) < 1e-12 * (1 + tau2):
            return new
        tau2 = new
    return tau2


def _i2(effects: Sequence[StudyEffect], tau2: float) -> float:
    """Between studies against a typical variance within (Higgins and Thompson 2002)."""
    if len(effects) < 2:
        return 0.0
    weights = _weights(effects, 0.0)
    total = fsum(weights)
    within = (len(effects) - 1) * total / (total**2 - fsum(w * w for w in weights))
    return tau2 / (tau2 + within)


def _hartung_knapp(effects: Sequence[StudyEffect], tau2: float) -> Interval:
    weights = _weights(effects, tau2)
    mean, error = _mean(effects, tau2)
    df = len(effects) - 1
    spread = fsum(w * (e.value - mean) ** 2 for w, e in zip(weights, effects, strict=True)) / df
    reach = t_quantile(0.975, df) * error * math.sqrt(spread)
    return Interval(mean - reach, mean + reach)


def _prediction(value: float, error: float, tau2: float, studies: int) -> Interval:
    # Student's t on one degree less than studies, as metafor has it; older texts take two less.
    reach = t_quantile(0.975, studies - 1) * math.sqrt(tau2 + error**2)
    return Interval(value - reach, value + reach)


def t_quantile(probability: float, df: int) -> float:
    """The quantile of Student's t; ``probability`` from 0.5 up to below 1, ``df`` 1 or more."""
    low, high = 0.0, math.pi / 2
    for _ in range(200):
        middle = (low + high) / 2
        if 0.5 + _t_inside(middle, df) / 2 < probability:
            low = middle
        else:
            high = middle
    return math.sqrt(df) * math.tan((low + high) / 2)


def _t_inside(angle: float, df: int) -> float:
    """The probability within -t and t where t is sqrt(df) tan(angle): Abramowitz, Stegun 26.7.3."""
    sine, cosine = math.sin(angle), math.cos(angle)
    if df == 1:
        return 2 * angle / math.pi
    term = cosine if df % 2 else 1.0
    total = term
    for k in range(3 if df % 2 else 2, df - 1, 2):
        term *= (k - 1) / k * cosine**2
        total += term
    return 2 / math.pi * (angle + sine * total) if df % 2 else sine * total


def as_share(value: float) -> float:
    """A logit as a share, from 0 to 1."""
    return 1 / (1 + math.exp(-value)) if value >= 0 else math.exp(value) / (1 + math.exp(value))


def through(change: Callable[[float], float], interval: Interval) -> Interval:
    """Both ends of an interval on another scale, such as `as_share` or ``math.exp``."""
    return Interval(change(interval.low), change(interval.high))


def wilson(responders: int, n: int) -> Interval:
    """The 95 % interval of one share, from 0 to 1 (Wilson's score). Raises ValueError."""
    yes, _ = _cells(responders, n)
    share, z2 = yes / n, Z * Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = Z / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low = 0.0 if responders == 0 else middle - reach
    high = 1.0 if responders == n else middle + reach
    return Interval(low, high)
