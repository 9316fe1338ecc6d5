"""Cancer within the window of the knowledge; what is not dated is not placed."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from tests.unit.cohort.research.small import BASE, ON, made

from myosotis.cohort.research import cancer_states, cancers

INSIDE = BASE.cancer.counted
(EVER,) = BASE.findings[INSIDE].is_a
NARROWER = next(f.id for f in BASE.findings.values() if f.is_a == (EVER,) and f.id != INSIDE)


def state(
    *records: tuple[str, str, str | None], onset: str | None = "2015-01-10", **who: Any
) -> str:
    seen = [
        {"patient": "a", "finding": finding, "value": value, "on": on}
        for finding, value, on in records
    ]
    cohort = made(1, patients=[{"patient": "a", "onset": onset, **who}], observations=seen or None)
    return str(cancer_states(cohort, BASE).item(0, "state"))


def test_the_window_is_the_one_of_the_knowledge() -> None:
    assert BASE.cancer.window == 36
    assert "three years" in BASE.findings[INSIDE].label


def test_the_finding_of_the_window_counts_whatever_its_date() -> None:
    assert state((INSIDE, "yes", None)) == "within the window"
    assert state((INSIDE, "yes", "2020-01-01"), onset=None) == "within the window"


def test_a_cancer_between_two_days_of_the_window_is_within_it() -> None:
    free = (EVER, "no", "2012-01-10")
    assert state(free, (EVER, "yes", "2018-01-10")) == "within the window"
    assert (
        state((EVER, "no", "2012-01-09"), (EVER, "yes", "2018-01-10")) == "recorded, not known when"
    )
    assert state(free, (EVER, "yes", "2018-01-11")) == "recorded, not known when"


def test_without_an_earlier_no_it_is_not_known_when() -> None:
    assert state((NARROWER, "yes", "2016-01-01")) == "recorded, not known when"


def test_before_and_after_the_window_is_outside_it() -> None:
    assert state((EVER, "yes", "2012-01-09")) == "outside the window"
    assert state((EVER, "no", "2018-01-11"), (EVER, "yes", "2019-01-01")) == "outside the window"


def test_a_month_of_onset_is_held_from_its_first_to_its_last_day() -> None:
    records = (EVER, "no", "2012-01-20"), (EVER, "yes", "2016-01-01")
    assert state(*records, onset="2015-01-10") == "within the window"
    assert state(*records, onset="2015-01") == "recorded, not known when"


def test_none_asks_for_a_record_at_the_end_of_the_window() -> None:
    assert state((INSIDE, "no", "2018-01-10")) == "none within the window"
    assert state((INSIDE, "no", "2018-01-09")) == "none so far, window not over"


def test_no_cancer_of_one_kind_is_not_no_cancer() -> None:
    assert state((NARROWER, "no", "2019-01-01")) == "nothing recorded"


def test_silence_and_unknown_are_nothing_recorded() -> None:
    assert state() == "nothing recorded"
    assert state((EVER, "unknown", "2019-01-01")) == "nothing recorded"


def test_the_diagnosis_stands_in_for_an_onset_that_is_not_known() -> None:
    records = (EVER, "no", "2013-01-10"), (EVER, "yes", "2017-06-01")
    assert state(*records, onset=None) == "beginning of the disease not known"
    assert state(*records, onset=None, diagnosed="2015-06-01") == "within the window"


def test_shares_are_bounded_by_everybody_and_by_those_whose_window_has_passed() -> None:
    seen = [
        {"patient": "a", "finding": INSIDE, "value": "yes", "on": "2016-01-01"},
        {"patient": "b", "finding": INSIDE, "value": "no", "on": "2019-01-01"},
    ]
    people = [
        {"patient": name, "onset": onset}
        for name, onset in [("a", "2015"), ("b", "2015"), ("c", "2015"), ("d", "2020-01-01")]
    ]
    cohort = made(4, patients=people, observations=seen)
    groups = pl.DataFrame({"patient": list("abcd"), "group": ["x", "x", "y", "y"]})
    every, x, y = cancers(cohort, BASE, groups)
    assert (every.group, x.group, y.group) == ("all patients", "x", "y")
    assert (every.patients.yes, every.patients.no, every.patients.undecided) == (1, 1, 2)
    # The window of d was not over when the record ends.
    assert (every.followed.yes, every.followed.no, every.followed.undecided) == (1, 1, 1)
    assert every.patients.certainly.value == pytest.approx(0.25)
    assert every.patients.possibly.value == pytest.approx(0.75)
    assert sum(every.states.values()) == 4
    assert x.patients.certainly.value == 0.5
    assert ON.year == 2020
