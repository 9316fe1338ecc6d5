"""Times between bounds: on a drug, and to a response."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.unit.cohort.research.small import BASE, DRUGS, ON, drug, made, visit

from myosotis.cohort.research import (
    first_courses,
    given,
    last_known,
    time_on_drug,
    time_to_response,
)
from myosotis.errors import InputError, UnknownNameError

MONTH = 365.25 / 12


def course(
    start: str | None, end: str | None, therapy: str = DRUGS[0], **more: Any
) -> dict[str, Any]:
    return {"patient": "a", "therapy": therapy, "from": start, "to": end, "not_given": None} | more


def on_drug(*rows: dict[str, Any]) -> Any:
    return time_on_drug(made(1, treatments=list(rows)), BASE)


def days(found: Any) -> tuple[int, int]:
    row = found.frame.row(0, named=True)
    return round(row["shortest"] * MONTH), round(row["longest"] * MONTH)


def test_a_time_between_two_days_is_exact() -> None:
    found = on_drug(course("2019-01-10", "2019-03-11"))
    assert days(found) == (60, 60)
    assert found.inexact == 0
    assert found.frame.item(0, "group") == drug(0)
    assert found.frame.item(0, "shortest_event") is True


def test_a_month_is_held_from_its_first_to_its_last_day() -> None:
    found = on_drug(course("2019-01", "2019-03"))
    assert days(found) == ((date(2019, 3, 1) - date(2019, 1, 31)).days, 89)
    assert found.inexact == 1


def test_a_time_is_never_negative() -> None:
    assert days(on_drug(course("2019-01", "2019-01")))[0] == 0


def test_what_goes_on_is_censored_on_the_last_day_that_is_known() -> None:
    found = on_drug(course("2020-06-01", "ongoing"))
    assert days(found) == (29, 29)
    assert found.frame.item(0, "longest_event") is False


def test_the_last_day_is_that_of_a_later_observation() -> None:
    seen = [
        {"patient": "a", "finding": "x", "on": "2021-02"},
        {"patient": "a", "finding": "x", "on": None},
    ]
    assert last_known(made(2, observations=seen)).sort("patient").rows() == [
        ("a", date(2021, 2, 1)),
        ("b", ON),
    ]


def test_what_cannot_be_timed_is_left_out_and_counted() -> None:
    found = on_drug(
        course(None, "2019-03"),
        course("2019-01", None, DRUGS[1]),
        course("2021-01", "ongoing", DRUGS[2]),
    )
    assert found.frame.is_empty()
    assert sorted(found.left_out.values()) == [1, 1, 1]


def test_rows_that_touch_are_one_course_and_a_later_one_is_not_part_of_it() -> None:
    rows = [
        course("2019-01-01", "2019-02-01"),
        course("2019-02-02", "2019-03-01"),
        course("2019-06-01", "2019-09-01"),
    ]
    assert days(on_drug(*rows)) == (59, 59)
    found = first_courses(given(made(1, treatments=rows), BASE))
    assert found.height == 1


def test_a_course_with_a_row_that_has_no_end_has_none() -> None:
    found = on_drug(course("2019-01-01", None), course("2019-06-01", "2019-09-01"))
    assert found.frame.is_empty()
    assert len(found.left_out) == 1


def test_what_was_not_given_is_no_course() -> None:
    rows = [
        course("2019-01-01", "2019-02-01", not_given="choice"),
        course("2019-01-01", "2019-02-01", DRUGS[1]),
    ]
    assert given(made(1, treatments=rows), BASE).get_column("therapy").to_list() == [DRUGS[1]]


def test_a_therapy_or_a_date_that_cannot_be_read_is_named_with_its_row() -> None:
    with pytest.raises(UnknownNameError, match=r"treatments, row 2, therapy: unknown therapy"):
        on_drug(course("2019", "2020"), course("2019", "2020", "nosuchthing"))
    with pytest.raises(InputError, match=r"treatments, row 1, from: 'spring' is not a date"):
        on_drug(course("spring", "2020"))


GROUPS = made(3).review.select("patient").with_columns(group=made(3).review["patient"])


def test_a_response_is_seen_first_where_it_is_possible_and_last_where_it_is_certain() -> None:
    levels = ["minimal", "moderate", "major"]
    response = [
        visit("a", 3, 10, 10, "none"), visit("a", 6, 10, 30, "none", "minimal"),
        visit("a", 9, 25, 45, "minimal", "moderate"),
        visit("b", 4, 0, 0, "none"), visit("b", 8, 0, 0, "none"),
        visit("c", 5, 0, 100, "none", "minimal", "moderate", "major"),
    ]  # fmt: skip
    cohort = made(3, response=response)
    assert cohort.response is not None
    found = time_to_response(cohort.response, levels, GROUPS).frame.sort("patient")
    assert found.select("shortest", "shortest_event", "longest", "longest_event").rows() == [
        (6, True, 9, True),
        (8, False, 8, False),
        (5, True, 5, False),
    ]


def test_a_visit_known_to_a_month_is_as_near_and_as_far_as_it_can_be() -> None:
    row = {
        **visit("a", 2, 25, 25, "minimal"),
        "baseline": date(2019, 1, 1), "baseline_latest": date(2019, 1, 31),
        "on": date(2019, 3, 1), "on_latest": date(2019, 3, 31),
    }  # fmt: skip
    cohort = made(1, response=[row])
    assert cohort.response is not None
    found = time_to_response(cohort.response, ["minimal"], GROUPS).frame
    assert [round(found.item(0, name) * MONTH) for name in ("shortest", "longest")] == [29, 89]


def test_who_is_in_no_group_is_left_out_and_counted() -> None:
    cohort = made(2, response=[visit("a", 3, 0, 0, "none"), visit("b", 3, 0, 0, "none")])
    assert cohort.response is not None
    found = time_to_response(cohort.response, ["major"], GROUPS.head(1))
    assert found.frame.height == 1
    assert list(found.left_out.values()) == [1]
