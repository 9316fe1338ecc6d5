"""What makes a visit, and what is measured at it."""

from __future__ import annotations

from typing import Any

from tests.unit.review.visits import BETTER, on, patient, without

from myosotis import Interval, knowledge
from myosotis.patient import PartialDate
from myosotis.review.visits import Course, Visit, visits_of

BASE = knowledge.load()


def course(*history: dict[str, Any], until: PartialDate | None = None) -> Course:
    return visits_of(BASE, patient(*history), until)


def words(found: Course) -> list[str]:
    return [visit.on.words for visit in found.visits]


def value(visit: Visit, input_: str) -> Any:
    (one,) = visit.of(input_)
    return one.value


def test_each_date_far_from_the_others_is_a_visit() -> None:
    found = course(on("2020-01-10"), on("2020-04-10", BETTER))
    assert words(found) == ["10 Jan 2020", "10 Apr 2020"]
    assert value(found.visits[1], "haq_di") == Interval.exactly("0.75")
    assert found.left_out == ()


def test_dates_within_the_window_are_one_visit() -> None:
    half = {"physician_global_activity": "5 cm"}
    assert words(course({"on": "2020-01-03", **half}, on("2020-01-10"))) == ["10 Jan 2020"]
    assert words(course({"on": "2020-01-02", **half}, on("2020-01-10"))) == [
        "2 Jan 2020",
        "10 Jan 2020",
    ]


def test_the_window_does_not_grow_from_day_to_day() -> None:
    days = [{"on": f"2020-01-{day:02}", "haq_di": 1} for day in (1, 6, 11)]
    assert words(course(*days)) == ["1 Jan 2020", "11 Jan 2020"]


def test_a_blood_test_joins_the_nearest_visit_and_makes_none_by_itself() -> None:
    found = course(
        on("2020-01-10", without(BETTER, "ck")),
        {"on": "2020-01-14", "ck": "3 xULN"},
        {"on": "2020-02-20", "ck": "9 xULN"},
    )
    assert words(found) == ["10 Jan 2020"]
    assert value(found.visits[0], "enzyme.ck") == Interval.exactly(3)
    assert found.left_out == (
        "Not counted: blood tests without a visit within 7 days (20 Feb 2020).",
    )


def test_of_two_values_the_one_nearest_to_the_visit_counts_and_it_is_said() -> None:
    found = course(on("2020-01-10", ck="3 xULN"), {"on": "2020-01-12", "ck": "5 xULN"})
    (ck,) = found.visits[0].of("enzyme.ck")
    assert ck.value == Interval.exactly(3)
    assert ck.note == "2 values at this visit; the one of 10 Jan 2020 counts"


def test_two_values_of_one_date_leave_what_lies_between() -> None:
    found = course(on("2020-01-10", ck=["3 xULN", "5 xULN"]))
    (ck,) = found.visits[0].of("enzyme.ck")
    assert ck.value == Interval(3, 5)
    assert ck.note == "2 values at this visit"


def test_a_month_is_a_visit_and_a_year_is_none() -> None:
    found = course(on("2019"), on("2020-01"), on("unknown", {"haq_di": 1}), on("2020-05-03"))
    assert words(found) == ["Jan 2020", "3 May 2020"]
    assert found.left_out[0].endswith("(2019); a visit needs its month.")
    assert found.left_out[1] == (
        "Not counted: health assessment questionnaire disability index (date not recorded); "
        "a visit needs a date."
    )


def test_a_month_belongs_to_the_only_visit_in_it() -> None:
    found = course({"on": "2020-01", "haq_di": 2}, on("2020-01-20", without(BETTER, "haq_di")))
    assert words(found) == ["20 Jan 2020"]
    assert value(found.visits[0], "haq_di") == Interval.exactly(2)
    assert found.visits[0].first.day == 20


def test_a_month_with_two_visits_belongs_to_neither() -> None:
    found = course({"on": "2020-01", "haq_di": 2}, on("2020-01-02"), on("2020-01-28", BETTER))
    assert words(found) == ["2 Jan 2020", "28 Jan 2020"]
    assert "it is not known to which visit it belongs" in found.left_out[0]


def test_what_comes_later_is_not_seen() -> None:
    found = course(on("2020-01-10"), on("2020-04-10", BETTER), until=PartialDate(2020, 3, 1))
    assert words(found) == ["10 Jan 2020"]


def test_what_is_unknown_is_not_measured() -> None:
    found = course(on("2020-01-10", haq_di="not done"))
    assert found.visits[0].of("haq_di") == ()


def test_strength_keeps_each_scale_as_written() -> None:
    found = course(on("2020-01-10", mmt8="62/80", mmt26="200/260"))
    assert [(each.value, each.scale, each.text) for each in found.visits[0].of("strength")] == [
        (Interval.exactly(62), 80, "62/80"),
        (Interval.exactly(200), 260, "200/260"),
    ]


def test_a_date_finds_its_visit_and_its_neighbours() -> None:
    found = course(on("2020-01-10"), on("2020-04-10", BETTER))
    assert found.at(PartialDate(2020, 4)) == [found.visits[1]]
    assert found.at(PartialDate(2020, 2, 1)) == []
    assert found.nearest(PartialDate(2020, 2, 1)) == list(found.visits)
    assert found.nearest(PartialDate(2021)) == [found.visits[1]]
