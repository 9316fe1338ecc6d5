"""Curves and tests against a published trial: leukaemia (Freireich 1963, Gehan 1965)."""

from __future__ import annotations

import importlib.util
from typing import Any

import polars as pl
import pytest
from tests.unit.cohort.research.small import made, visit

from myosotis.cohort.research import Times, describe, survival
from myosotis.errors import InputError

TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
CONTROLS = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def rows(words: str, group: str, longer: float = 0.0) -> list[dict[str, Any]]:
    return [
        {
            "patient": f"{group} {place}",
            "group": group,
            "shortest": float(word.rstrip("+")),
            "shortest_event": not word.endswith("+"),
            "longest": float(word.rstrip("+")) + longer,
            "longest_event": not word.endswith("+"),
        }
        for place, word in enumerate(words.split())
    ]


def trial(longer: float = 0.0) -> Times:
    return Times("x", pl.DataFrame([*rows(TREATED, "t", longer), *rows(CONTROLS, "c", longer)]))


def test_the_curve_is_the_published_one() -> None:
    found = survival(trial())
    curve = next(curve for curve in found.curves if curve.group == "t")
    steps = {month: round(share, 3) for month, share, _, _ in curve.shortest.steps}
    published = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert {month: steps[month] for month in published} == published
    assert (curve.n, curve.shortest.events, curve.shortest.median) == (21, 9, 23)
    assert curve.shortest == curve.longest


def test_the_log_rank_test_is_the_published_one() -> None:
    found = survival(trial())
    assert found.test is not None
    assert found.test.statistic[0] == pytest.approx(16.79, abs=0.01)
    assert found.test.df == 1
    assert found.test.p[0] == pytest.approx(4.17e-5, rel=0.01)


def test_the_hazard_ratio_is_the_published_one_and_its_hazards_look_proportional() -> None:
    found = survival(trial())
    ratio = next(r for r in found.ratios if r.reading == "shortest")
    # The reference is the larger group; of equal ones the first by name.
    assert (ratio.reference, ratio.group) == ("c", "t")
    assert 1 / ratio.ratio == pytest.approx(4.82, abs=0.01)
    assert ratio.proportional_p > 0.5


def test_numbers_at_risk_are_those_still_followed_at_the_beginning_of_the_day() -> None:
    curve = next(c for c in survival(trial()).curves if c.group == "t")
    assert curve.shortest.at_risk[0] == 21
    assert curve.shortest.at_risk[12] == 12


def test_the_longest_times_have_a_curve_of_their_own() -> None:
    curve = next(c for c in survival(trial(longer=2)).curves if c.group == "t")
    assert (curve.shortest.median, curve.longest.median) == (23, 25)


def test_small_groups_and_those_kept_apart_get_no_curve() -> None:
    times = Times("x", pl.concat([trial().frame, pl.DataFrame(rows("1 2 3 4", "few"))]))
    found = survival(times, apart={"c"})
    assert [curve.group for curve in found.curves] == ["t"]
    assert found.others == {"c": 21, "few": 4}
    assert found.test is None
    assert found.ratios == ()


def test_a_patient_in_two_groups_forbids_the_log_rank_test_and_clusters_the_errors() -> None:
    frame = trial().frame.with_columns(pl.col("patient").str.split(" ").list.last())
    found = survival(Times("x", frame))
    assert found.test is None
    assert "several groups" in found.notes[0]
    apart, clustered = survival(trial()).ratios[0], found.ratios[0]
    assert clustered.ratio == pytest.approx(apart.ratio)
    assert clustered.low != pytest.approx(apart.low)


def test_half_that_never_comes_is_no_median() -> None:
    found = survival(Times("x", pl.DataFrame(rows("1 2+ 3+ 4+ 5+ 6+", "t"))))
    assert found.curves[0].shortest.median is None


def test_without_the_extra_the_command_to_install_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "lifelines" else known(name)
    )
    with pytest.raises(InputError, match=r"pip install 'myosotis\[research\]'"):
        survival(trial())
    found = describe(made(1, response=[visit("a", 3, 0, 0, "none")]))
    assert found.to_response is None
    assert "myosotis[research]" in found.without
