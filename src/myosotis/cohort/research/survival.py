"""Curves and comparisons of times: Kaplan-Meier, log-rank, Cox. Needs the extra ``research``.

Each is worked out twice, from the shortest and from the longest times that are possible, see
`durations`. The two are not bounds on everything between them: they show how far the unknown dates
move the result.
"""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import polars as pl

from myosotis.cohort.research.durations import Times
from myosotis.errors import InputError

READINGS = ("shortest", "longest")
Steps = tuple[tuple[float, float, float, float], ...]
"""Month, share without the event from there on, and its 95 % limits."""

FEW = 5
"""An engineering choice: a group with fewer patients gets no curve, and takes no part in a test."""


MISSING = (
    "survival curves need the extra 'research', which is not installed: "
    "pip install 'myosotis[research]'"
)


def available() -> bool:
    """Whether the extra is installed."""
    return importlib.util.find_spec("lifelines") is not None


def require_extra() -> None:
    """Raises InputError with the way to install what is needed, where it is missing."""
    if not available():
        raise InputError(MISSING)


@dataclass(frozen=True)
class Reading:
    """One reading of the times of a group. ``median`` is None where half never had the event."""

    events: int
    steps: Steps
    median: float | None
    at_risk: dict[float, int]


@dataclass(frozen=True)
class Curve:
    """The Kaplan-Meier curve of a group, by the shortest and by the longest times."""

    group: str
    n: int
    shortest: Reading
    longest: Reading


@dataclass(frozen=True)
class Test:
    """A log-rank test of several groups: statistic, degrees of freedom, p, by both readings."""

    groups: tuple[str, ...]
    statistic: tuple[float, float]
    df: int
    p: tuple[float, float]


@dataclass(frozen=True)
class HazardRatio:
    """A group against the reference by Cox regression, in one reading.

    ``proportional_p`` is the test that the ratio stays the same over time (scaled Schoenfeld
    residuals against the rank of time): a small one says that it does not.
    """

    group: str
    reference: str
    reading: str
    ratio: float
    low: float
    high: float
    p: float
    proportional_p: float


@dataclass(frozen=True)
class Survival:
    """Times of groups with everything that is worked out from them.

    ``test`` and ``ratios`` are empty where they cannot be had; ``notes`` says why. ``others`` are
    the groups that got no curve, with their patients.
    """

    times: Times
    curves: tuple[Curve, ...]
    test: Test | None
    ratios: tuple[HazardRatio, ...]
    others: dict[str, int]
    ticks: tuple[float, ...]
    notes: tuple[str, ...]


def survival(times: Times, most: int = 4, apart: Collection[str] = ()) -> Survival:
    """Curves of the ``most`` largest groups, a test between them, and hazard ratios.

    Groups in ``apart`` take no part: those of whom it is not known where they belong.

    The reference of the hazard ratios is the largest group. A patient may be in several groups
    (several drugs): the log-rank test, which takes all times as independent, is then left out and
    the Cox model has standard errors that are clustered by patient. Raises InputError where the
    extra is missing.
    """
    require_extra()
    sizes = {
        str(group): int(n)
        for group, n in times.frame.group_by("group")
        .len()
        .sort(["len", "group"], descending=[True, False])
        .iter_rows()
    }
    large = [group for group, n in sizes.items() if n >= FEW and group not in apart][:most]
    others = {group: n for group, n in sizes.items() if group not in large}
    frame = times.frame.filter(pl.col("group").is_in(large))
    ticks = _ticks(frame)
    curves = tuple(_curve(frame.filter(pl.col("group") == g), g, ticks) for g in large)
    notes: list[str] = []
    test: Test | None = None
    ratios: tuple[HazardRatio, ...] = ()
    if len(large) > 1:
        if frame.get_column("patient").is_duplicated().any():
            notes.append(
                "Some patients are in several groups, so there is no log-rank test; the hazard "
                "ratios allow for it (standard errors clustered by patient)."
            )
        else:
            test = _log_rank(frame, large)
        ratios = _cox(frame, large, notes)
    return Survival(times, curves, test, ratios, others, ticks, tuple(notes))


def _ticks(frame: pl.DataFrame) -> tuple[float, ...]:
    """A few round months from 0 on, as far as nine in ten of the times go."""
    if frame.is_empty():
        return (0.0,)
    reach = float(frame.get_column("longest").quantile(0.9) or 0.0)
    step = next((s for s in (1, 3, 6, 12, 24, 60) if reach / s <= 6), 120)
    return tuple(float(step * i) for i in range(int(reach // step) + 2))


def _curve(frame: pl.DataFrame, group: str, ticks: Sequence[float]) -> Curve:
    shortest, longest = (_reading(frame, reading, ticks) for reading in READINGS)
    return Curve(group, frame.height, shortest, longest)


def _reading(frame: pl.DataFrame, reading: str, ticks: Sequence[float]) -> Reading:
    from lifelines import KaplanMeierFitter

    times = frame.get_column(reading)
    events = frame.get_column(f"{reading}_event")
    fitter = KaplanMeierFitter().fit(times.to_numpy(), events.to_numpy())
    limits = fitter.confidence_interval_.to_numpy()
    share = fitter.survival_function_.to_numpy()[:, 0]
    steps = tuple(
        (float(month), float(s), float(low), float(high))
        for month, s, (low, high) in zip(fitter.timeline, share, limits, strict=True)
    )
    median = float(fitter.median_survival_time_)
    return Reading(
        events=int(events.sum()),
        steps=steps,
        median=None if median == inf else median,
        at_risk={tick: int((times >= tick).sum()) for tick in ticks},
    )


def _log_rank(frame: pl.DataFrame, groups: Sequence[str]) -> Test:
    from lifelines.statistics import multivariate_logrank_test

    found = [
        multivariate_logrank_test(
            frame.get_column(reading).to_numpy(),
            frame.get_column("group").to_numpy(),
            frame.get_column(f"{reading}_event").to_numpy(),
        )
        for reading in READINGS
    ]
    first, second = found
    return Test(
        tuple(groups),
        (float(first.test_statistic), float(second.test_statistic)),
        len(groups) - 1,
        (float(first.p_value), float(second.p_value)),
    )


def _cox(frame: pl.DataFrame, groups: list[str], notes: list[str]) -> tuple[HazardRatio, ...]:
    reference, *others = groups
    found: list[HazardRatio] = []
    for reading in READINGS:
        try:
            found += _ratios(frame, reference, others, reading)
        except Exception as error:
            if not type(error).__module__.startswith("lifelines"):
                raise
            notes.append(
                f"The Cox model of the {reading} times did not converge, so it gives no hazard "
                "ratios: too few events in a group."
            )
    return tuple(found)


def _ratios(
    frame: pl.DataFrame, reference: str, others: list[str], reading: str
) -> list[HazardRatio]:
    import pandas as pd
    from lifelines import CoxPHFitter
    from lifelines.statistics import proportional_hazard_test

    names = [f"g{place}" for place in range(len(others))]
    group = frame.get_column("group")
    data: dict[str, Any] = {
        "time": frame.get_column(reading).to_numpy(),
        "event": frame.get_column(f"{reading}_event").cast(pl.Int8).to_numpy(),
        "patient": frame.get_column("patient").to_numpy(),
        **{
            name: (group == other).cast(pl.Int8).to_numpy()
            for name, other in zip(names, others, strict=True)
        },
    }
    table = pd.DataFrame(data)
    several = table["patient"].duplicated().any()
    used = table if several else table.drop(columns="patient")
    with warnings.catch_warnings():
        # What is not to be trusted is said in the notes; a test without events is not defined.
        warnings.simplefilter("ignore")
        fitter = CoxPHFitter()
        fitter.fit(used, "time", "event", cluster_col="patient" if several else None)
        check = proportional_hazard_test(fitter, used, time_transform="rank")
    checked = dict(zip(check.name, check.p_value, strict=True))
    lines = fitter.summary
    return [
        HazardRatio(
            group=other,
            reference=reference,
            reading=reading,
            ratio=float(lines.loc[name, "exp(coef)"]),
            low=float(lines.loc[name, "exp(coef) lower 95%"]),
            high=float(lines.loc[name, "exp(coef) upper 95%"]),
            p=float(lines.loc[name, "p"]),
            proportional_p=float(checked[name]),
        )
        for name, other in zip(names, others, strict=True)
    ]
