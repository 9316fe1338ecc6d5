"""Pooling agrees with metafor (a committed fixture) and with statsmodels, and keeps its laws."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from myosotis.evidence.pooling import (
    Method,
    Pooled,
    StudyEffect,
    as_share,
    log_odds_ratio,
    logit_effect,
    pool,
    t_quantile,
    through,
    wilson,
)

FIXTURE = Path(__file__).parents[2] / "spec" / "pooling_metafor.json"
SETS: list[dict[str, Any]] = json.loads(FIXTURE.read_text(encoding="utf-8"))["sets"]
METHODS: tuple[Method, ...] = ("fixed", "dl", "reml")


def effects_of(studies: list[list[int]]) -> list[StudyEffect]:
    return [
        log_odds_ratio((row[0], row[1]), (row[2], row[3])) if len(row) == 4 else logit_effect(*row)
        for row in studies
    ]


def flat(pooled: Pooled) -> dict[str, float | None]:
    knapp, ahead = pooled.hartung_knapp, pooled.prediction
    return {
        "value": pooled.value,
        "error": pooled.error,
        "low": pooled.interval.low,
        "high": pooled.interval.high,
        "tau2": pooled.tau2,
        "q": pooled.q,
        "i2": pooled.i2,
        "knapp_low": knapp.low if knapp else None,
        "knapp_high": knapp.high if knapp else None,
        "prediction_low": ahead.low if ahead else None,
        "prediction_high": ahead.high if ahead else None,
    }


@pytest.mark.parametrize("one", SETS, ids=lambda one: one["name"])
def test_the_effects_are_those_of_metafor(one: dict[str, Any]) -> None:
    for effect, (value, variance) in zip(effects_of(one["studies"]), one["effects"], strict=True):
        assert effect.value == pytest.approx(value, rel=1e-8)
        assert effect.variance == pytest.approx(variance, rel=1e-8)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("one", SETS, ids=lambda one: one["name"])
def test_pooling_agrees_with_metafor(one: dict[str, Any], method: Method) -> None:
    ours = flat(pool(effects_of(one["studies"]), method))
    for name, theirs in one[method].items():
        assert (ours[name] is None) == (theirs is None), name
        if theirs is not None:
            assert ours[name] == pytest.approx(theirs, rel=1e-4, abs=1e-4), name


def test_the_published_answer_for_the_vaccine() -> None:
    """The trials as published with metafor: the odds of disease are about halved."""
    (bcg,) = [one for one in SETS if one["name"].startswith("BCG")]
    assert len(bcg["studies"]) == 13
    pooled = pool(effects_of(bcg["studies"]), "reml")
    assert round(pooled.value, 4) == -0.7452
    assert round(pooled.tau2, 4) == 0.3378


@pytest.mark.parametrize("one", SETS, ids=lambda one: one["name"])
def test_pooling_agrees_with_statsmodels(one: dict[str, Any]) -> None:
    reason = "statsmodels is in the dev extra"
    meta = pytest.importorskip("statsmodels.stats.meta_analysis", reason=reason)
    effects = effects_of(one["studies"])
    values = np.array([e.value for e in effects])
    variances = np.array([e.variance for e in effects])
    theirs = meta.combine_effects(values, variances, method_re="dl")
    fixed, random = pool(effects, "fixed"), pool(effects, "dl")
    assert fixed.value == pytest.approx(theirs.mean_effect_fe, rel=1e-9)
    assert fixed.error == pytest.approx(theirs.sd_eff_w_fe, rel=1e-9)
    assert fixed.q == pytest.approx(theirs.q, rel=1e-9)
    assert random.tau2 == pytest.approx(max(theirs.tau2, 0), rel=1e-9)
    if theirs.tau2 >= 0:  # where it comes out negative, statsmodels goes on with it
        assert random.value == pytest.approx(theirs.mean_effect_re, rel=1e-9)
        assert random.error == pytest.approx(theirs.sd_eff_w_re, rel=1e-9)


counts = st.tuples(st.integers(0, 60), st.integers(0, 60)).filter(lambda pair: sum(pair) > 0)
studies = st.lists(counts.map(lambda pair: (pair[0], sum(pair))), min_size=1, max_size=12)


@given(studies, st.sampled_from(METHODS))
def test_the_pooled_share_lies_between_those_of_the_arms(
    arms: list[tuple[int, int]], method: Method
) -> None:
    effects = [logit_effect(*arm) for arm in arms]
    pooled = pool(effects, method)
    assert min(e.value for e in effects) - 1e-9 <= pooled.value
    assert pooled.value <= max(e.value for e in effects) + 1e-9
    assert pooled.tau2 >= 0
    assert 0 <= pooled.i2 <= 1
    assert pooled.interval.low <= pooled.value <= pooled.interval.high


@given(studies, st.sampled_from(METHODS))
def test_who_did_not_respond_is_the_mirror_of_who_did(
    arms: list[tuple[int, int]], method: Method
) -> None:
    yes = pool([logit_effect(r, n) for r, n in arms], method)
    no = pool([logit_effect(n - r, n) for r, n in arms], method)
    assert as_share(yes.value) == pytest.approx(1 - as_share(no.value), abs=1e-6)
    assert yes.tau2 == pytest.approx(no.tau2, abs=1e-6)


@given(counts, counts)
def test_the_odds_ratio_turns_round_with_its_arms(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    active, control = (one[0], sum(one)), (other[0], sum(other))
    there, back = log_odds_ratio(active, control), log_odds_ratio(control, active)
    assert there.value == pytest.approx(-back.value)
    assert there.variance == pytest.approx(back.variance)


@given(studies)
def test_the_random_interval_is_no_narrower_than_the_fixed(arms: list[tuple[int, int]]) -> None:
    effects = [logit_effect(*arm) for arm in arms]
    fixed = pool(effects, "fixed")
    for method in ("dl", "reml"):
        assert pool(effects, method).error >= fixed.error - 1e-12


@given(st.integers(0, 200), st.integers(1, 200))
def test_wilson_holds_the_share_and_stays_a_share(responders: int, n: int) -> None:
    assume(responders <= n)
    interval = wilson(responders, n)
    assert 0 <= interval.low <= responders / n <= interval.high <= 1


def test_wilson_as_published() -> None:
    """Newcombe 1998, table I: 81 of 263 has 0.2553 to 0.3662."""
    interval = wilson(81, 263)
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.2553, 0.3662)


@pytest.mark.parametrize(
    ("df", "quantile"), [(1, 12.7062), (2, 4.3027), (5, 2.5706), (10, 2.2281), (120, 1.9799)]
)
def test_students_quantiles_as_tabled(df: int, quantile: float) -> None:
    assert round(t_quantile(0.975, df), 4) == quantile


def test_one_study_is_itself() -> None:
    for method in METHODS:
        pooled = pool([logit_effect(3, 10)], method)
        assert as_share(pooled.value) == pytest.approx(0.3)
        assert (pooled.tau2, pooled.hartung_knapp, pooled.prediction) == (0, None, None)


def test_half_a_patient_is_added_only_where_a_cell_is_empty() -> None:
    assert logit_effect(0, 10).value == pytest.approx(math.log(0.5 / 10.5))
    assert logit_effect(1, 10).value == pytest.approx(math.log(1 / 9))
    assert log_odds_ratio((5, 5), (1, 4)).value == pytest.approx(math.log(5.5 * 3.5 / (0.5 * 1.5)))


@pytest.mark.parametrize(("responders", "n"), [(1, 0), (3, 2), (-1, 4)])
def test_what_is_no_share_is_refused(responders: int, n: int) -> None:
    for refused in (logit_effect, wilson):
        with pytest.raises(ValueError, match="no share of patients"):
            refused(responders, n)


def test_nothing_cannot_be_pooled() -> None:
    with pytest.raises(ValueError, match="nothing to pool"):
        pool([], "fixed")


def test_an_interval_on_another_scale() -> None:
    interval = through(as_share, pool([logit_effect(5, 10)], "fixed").interval)
    assert interval.low == pytest.approx(1 - interval.high)
