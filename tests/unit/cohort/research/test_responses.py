"""Response over time: certain and possible, by window and group."""

from __future__ import annotations

from datetime import date

import polars as pl
from tests.unit.cohort.research.small import BASE, DRUGS, drug, made, visit

from myosotis.cohort.research import ALL, over_time, scores, taken, window_words

ROWS = [
    visit("a", 4, 10, 50, "none", "minimal", "moderate"),
    visit("a", 5, 30, 50, "minimal", "moderate"),
    visit("b", 6, 70, 70, "major"),
    visit("c", 6.5, 0, 0, "none"),
]


def test_each_patient_counts_once_in_a_window_at_the_last_visit_in_it() -> None:
    first, second = over_time(made(3, response=ROWS), BASE)
    assert (first.group, first.window, first.n, first.exact) == (ALL, (3.0, 6.0), 2, 1)
    assert (second.window, second.n) == ((6.0, 12.0), 1)
    assert (first.median_low, first.median_high) == (50, 60)


def test_a_range_counts_as_possible_and_not_as_certain() -> None:
    levels = {one.level: one for one in over_time(made(3, response=ROWS), BASE)[0].levels}
    assert list(levels) == ["minimal", "moderate", "major"]
    assert [(one.certain.count, one.possible.count) for one in levels.values()] == [
        (2, 2), (1, 2), (1, 1),
    ]  # fmt: skip
    assert levels["moderate"].certain.low is not None


def test_a_visit_without_a_verdict_is_possibly_anything() -> None:
    rows = [{**visit("a", 4, 0, 100), "verdict": None}, visit("b", 4, 0, 0, "none")]
    (row,) = over_time(made(2, response=rows), BASE)
    assert [(one.certain.count, one.possible.count) for one in row.levels] == [(0, 1)] * 3


def test_groups_follow_all_patients_the_largest_first_and_the_unplaced_last() -> None:
    groups = pl.DataFrame({"patient": ["a", "b", "c"], "group": ["?", "?", "x"]})
    found = over_time(made(3, response=ROWS), BASE, groups)
    assert [row.group for row in found] == [ALL, ALL, "?", "x"]
    found = over_time(made(3, response=ROWS), BASE, groups, last=["?"])
    assert [row.group for row in found] == [ALL, ALL, "x", "?"]


def test_the_waterfall_takes_the_window_of_most_patients_but_not_the_endless_one() -> None:
    later = [visit(name, 30, 5, 5, "none") for name in "abc"]
    found = scores(made(3, response=[*ROWS, *later]), BASE)
    assert found is not None
    assert found.window == (3.0, 6.0)
    assert found.frame.sort("patient").select("patient", "low", "high").rows() == [
        ("a", 30, 50), ("b", 70, 70),
    ]  # fmt: skip


def test_the_cut_offs_are_those_of_the_population() -> None:
    adults = scores(made(2, response=ROWS), BASE)
    children = scores(made(2, response=[{**row, "population": "juvenile"} for row in ROWS]), BASE)
    assert adults is not None
    assert children is not None
    assert adults.bands == (("minimal", 20), ("moderate", 40), ("major", 60))
    assert children.bands == (("minimal", 30), ("moderate", 45), ("major", 70))


def test_without_visits_there_is_nothing() -> None:
    assert over_time(made(1), BASE) == []
    assert scores(made(1), BASE) is None


def test_a_therapy_counts_where_it_was_taken_however_its_dates_turn_out() -> None:
    rows = [{**visit("a", 5, 0, 0, "none"), "baseline": date(2019, 1, 15)}]
    courses = [("2018-11", "2019-01-15"), ("2019-05", "ongoing"), ("2019-06", "ongoing"),
               ("2018-01", "2019-01"), ("2018-01", None)]  # fmt: skip
    treatments = [
        {"patient": "a", "therapy": DRUGS[place], "from": start, "to": end}
        for place, (start, end) in enumerate(courses)
    ]
    cohort = made(1, response=rows, treatments=treatments)
    found = taken(cohort, BASE, "baseline", "on").get_column("group").to_list()
    assert sorted(found) == sorted([drug(0), drug(1)])
    at_start = taken(cohort, BASE, "baseline", "baseline").get_column("group").to_list()
    assert at_start == [drug(0)]


def test_windows_in_words() -> None:
    assert window_words((3.0, 6.0)) == "3 to 6 months"
    assert window_words((24.0, None)) == "over 24 months"
