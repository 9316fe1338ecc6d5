"""What was done and what is due, on panels made up for these tests."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.review.antibodies.patients import BASE, patient

from myosotis.knowledge.schema import Item, Panel, Timing
from myosotis.patient import PartialDate, Snapshot, parse_date
from myosotis.review.antibodies.due import Schedule, Start, due_lines, item_line
from myosotis.review.antibodies.model import DueLine
from myosotis.review.view import View

SOURCED = {"source": ("a",), "checked": "no"}
YEARLY = {"every": [12, 12], "for": 36}
QUARTERLY = {"every": [3, 6], "for": 12}
DIAGNOSED = "2020-01-15"


def an_item(**fields: Any) -> Item:
    return Item.model_validate(
        {"id": "scope", "label": "scope", **SOURCED, "done": ["colonoscopy_done"], **fields}
    )


def a_timing(**fields: Any) -> Timing:
    plain = {"id": "start", "panel": "panel", "if": "True", "statement": "Once.", **SOURCED}
    return Timing.model_validate({**plain, **fields})


def a_view(*history: dict[str, Any], on: str | None = None, **fields: Any) -> View:
    person = patient(*history, **fields)
    return View.of(BASE, person, Snapshot.of(person, parse_date(on) if on else None))


def lines(
    *history: dict[str, Any],
    timings: tuple[Timing, ...] = (),
    item: Item | None = None,
    panel: tuple[str, ...] = (),
    before: int = 6,
    closed: str = "",
    start: Start | None = None,
    on: str | None = None,
    **fields: Any,
) -> tuple[DueLine, ...]:
    """The lines of a panel with one item, of a patient diagnosed on 15 January 2020."""
    view = a_view(*history, on=on, **{"diagnosed": DIAGNOSED, **fields})
    panels = Panel(id="panel", label="panel", items=(item or an_item(),), done=panel,
                   source=("a",), checked="no")  # fmt: skip
    schedule = Schedule(
        "cancer", (panels,), timings or (a_timing(),), before, start or Start.of(view), closed
    )
    return due_lines(view, schedule)


def line(*history: dict[str, Any], **fields: Any) -> DueLine:
    (found,) = lines(*history, **fields)
    return found


def repeated(*history: dict[str, Any], how: dict[str, Any] = YEARLY, **fields: Any) -> DueLine:
    return line(*history, timings=(a_timing(**how),), **fields)


def done(on: str, finding: str = "colonoscopy_done", value: Any = "yes") -> dict[str, Any]:
    return {"on": on, finding: value}


# -- once ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "status", "when"),
    [
        ("2020-02-01", "done", "done 1 Feb 2020"),
        ("2020-01-15", "done", "done 15 Jan 2020"),
        ("2019-07-15", "done", "done 15 Jul 2019"),
        ("2019-07-14", "due", "done 14 Jul 2019; due since 15 Jan 2020"),
        # A part of the month or the year lies within the time.
        ("2019-07", "done", "done Jul 2019"),
        ("2019", "done", "done 2019"),
        ("2019-06", "due", "done Jun 2019; due since 15 Jan 2020"),
        ("2018", "due", "done 2018; due since 15 Jan 2020"),
        ("unknown", "done", "done, date not recorded"),
    ],
)
def test_what_was_done_counts_from_some_months_before_the_start(
    last: str, status: str, when: str
) -> None:
    found = line(done(last), on="2020-03-01")
    assert (found.status, found.when) == (status, when)
    assert found.last_text == when.removeprefix("done, ").removeprefix("done ").partition(";")[0]


@pytest.mark.parametrize(("before", "status"), [(0, "due"), (1, "due"), (2, "done"), (12, "done")])
def test_how_many_months_before_the_start_count_is_said_by_the_pathway(
    before: int, status: str
) -> None:
    assert line(done("2019-12-01"), before=before, on="2020-03-01").status == status


def test_what_was_never_done_is_due_and_the_line_says_that_the_record_is_silent() -> None:
    found = line(on="2020-03-01")
    assert (found.status, found.when) == ("due", "not recorded as done")
    assert (found.last, found.last_text) == (None, None)
    assert (found.on, found.until) == (DIAGNOSED, DIAGNOSED)


@pytest.mark.parametrize("value", ["no", "unknown", "not done"])
def test_what_was_not_done_is_not_done(value: str) -> None:
    assert line(done("2020-02-01", value=value)).status == "due"


def test_what_was_done_after_the_date_of_the_review_is_not_done_yet() -> None:
    assert line(done("2020-05-01"), on="2020-03-01").status == "due"
    assert line(done("2020-05"), on="2020-05-15").status == "due"


def test_the_latest_of_several_dates_counts() -> None:
    found = line(done("2020-02-01"), done("2019-01-01"), done("unknown"), on="2020-03-01")
    assert (found.status, found.last) == ("done", "2020-02-01")


def test_a_panel_that_was_done_as_a_whole_shows_its_items() -> None:
    entry = done("2020-02-01", "cancer_screen_done")
    assert line(entry).status == "due"
    assert line(entry, panel=("cancer_screen_done",)).status == "done"


@pytest.mark.parametrize("value", ["3 mg/L", "60 mg/L"])
def test_any_result_shows_that_a_test_was_done(value: str) -> None:
    item = an_item(done=[], shown_by=["crp"])
    assert line(done("2020-02-01", "crp", {"value": value, "uln": "5 mg/L"}), item=item).status == (
        "done"
    )
    assert line(done("2020-02-01", "crp", "unknown"), item=item).status == "due"


def test_before_the_start_it_is_planned() -> None:
    found = line(on="2019-06-01")
    assert (found.status, found.on, found.when) == ("planned", DIAGNOSED, "due 15 Jan 2020")
    assert repeated(on="2019-06-01").status == "planned"


# -- at fixed times from the start -----------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "today", "status", "on", "when"),
    [
        ("2020-02-01", "2021-01-14", "planned", "2021-01-15", "done 1 Feb 2020; due 15 Jan 2021"),
        ("2020-02-01", "2021-01-15", "due", "2021-01-15", "done 1 Feb 2020; due now"),
        ("2020-02-01", "2021-01-16", "due", "2021-01-15",
         "done 1 Feb 2020; due since 15 Jan 2021"),
        # Half a year before a time stands for it.
        ("2020-07-14", "2020-09-01", "planned", "2021-01-15", "done 14 Jul 2020; due 15 Jan 2021"),
        ("2020-07-15", "2020-09-01", "planned", "2022-01-15", "done 15 Jul 2020; due 15 Jan 2022"),
        # Known to a month or a year it may lie too early.
        ("2020-07", "2020-09-01", "planned", "2021-01-15", "done Jul 2020; due 15 Jan 2021"),
        ("2020", "2021-02-10", "due", "2021-01-15", "done 2020; due since 15 Jan 2021"),
        ("2019-07", "2020-03-01", "planned", "2021-01-15", "done Jul 2019; due 15 Jan 2021"),
        # Late is late: the next time does not move.
        ("2021-05-01", "2021-06-01", "planned", "2022-01-15", "done 1 May 2021; due 15 Jan 2022"),
        # Too long before the start to count.
        ("2018", "2020-03-01", "due", DIAGNOSED, "done 2018; due since 15 Jan 2020"),
        ("unknown", "2020-03-01", "due", DIAGNOSED, "done, date not recorded; due now"),
    ],
)  # fmt: skip
def test_every_year_from_the_start(last: str, today: str, status: str, on: str, when: str) -> None:
    found = repeated(done(last), on=today)
    assert (found.status, found.on, found.until) == (status, on, on)
    assert found.when == when


def test_the_years_that_follow_are_planned_up_to_the_end() -> None:
    years = [("2021-01-15", "2021-01-15"), ("2022-01-15", "2022-01-15"),
             ("2023-01-15", "2023-01-15")]  # fmt: skip
    found = repeated(done("2020-02-01"), on="2020-03-01")
    assert [(found.on, found.until), *found.dates] == years
    assert [*repeated(on="2020-03-01").dates] == years
    assert [*repeated(on="2021-02-01").dates] == years[1:]
    assert [*repeated(on="2019-03-01").dates] == years


@pytest.mark.parametrize(
    ("last", "status"),
    [("2022-07-14", "planned"), ("2022-07-15", "done"), ("2022-12-01", "done")],
)
def test_after_the_last_time_it_is_done(last: str, status: str) -> None:
    found = repeated(done(last), on="2023-01-01")
    assert found.status == status
    assert found.dates == ()


def test_a_time_that_was_missed_stays_due() -> None:
    found = repeated(done("2020-02-01"), on="2026-01-15")
    assert (found.status, found.on, found.dates) == ("due", "2021-01-15", ())
    assert repeated(on="2026-01-15").status == "due"


@pytest.mark.parametrize(
    ("diagnosed", "on", "until"),
    [("2020", "2021-01-01", "2021-12-31"), ("2020-03", "2021-03-01", "2021-03-31")],
)
def test_a_start_known_to_a_month_or_a_year_leaves_that_much_open(
    diagnosed: str, on: str, until: str
) -> None:
    found = repeated(done("2020-03-15"), on="2020-06-01", diagnosed=diagnosed)
    assert (found.status, found.on, found.until) == ("planned", on, until)


# -- within so many to so many months --------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "status", "when"),
    [
        ("2020-05-09", "planned", "done 10 Feb 2020; due 10 May 2020 to 10 Aug 2020"),
        ("2020-05-10", "due", "done 10 Feb 2020; due now"),
        ("2020-08-10", "due", "done 10 Feb 2020; due now"),
        ("2020-08-11", "due", "done 10 Feb 2020; due since 10 Aug 2020"),
    ],
)
def test_within_a_window_of_months_it_is_due_and_after_it_overdue(
    today: str, status: str, when: str
) -> None:
    found = repeated(done("2020-02-10"), how=QUARTERLY, on=today)
    assert (found.status, found.when) == (status, when)
    assert (found.on, found.until) == ("2020-05-10", "2020-08-10")


@pytest.mark.parametrize(
    ("last", "on", "until"),
    [
        ("2020-02", "2020-05-01", "2020-08-29"),
        ("2020", "2020-04-01", "2021-06-30"),
        ("2018", DIAGNOSED, DIAGNOSED),
        ("unknown", DIAGNOSED, DIAGNOSED),
    ],
)
def test_a_window_after_what_is_known_to_a_month_or_a_year(last: str, on: str, until: str) -> None:
    found = repeated(done(last), how=QUARTERLY, on="2021-01-01")
    assert (found.status, found.on, found.until) == ("due", on, until)


def test_a_window_widens_with_every_round_and_ends_with_the_time() -> None:
    found = repeated(done("2020-02-10"), how=QUARTERLY, on="2020-03-01")
    assert found.dates == (("2020-08-10", "2021-01-15"), ("2020-11-10", "2021-01-15"))
    found = repeated(how=QUARTERLY, on="2020-03-01")
    assert (found.status, found.dates[0]) == ("due", ("2020-06-01", "2020-09-01"))


@pytest.mark.parametrize(("last", "status"), [("2020-10-15", "planned"), ("2020-10-16", "done")])
def test_what_would_fall_due_after_the_end_is_done(last: str, status: str) -> None:
    found = repeated(done(last), how=QUARTERLY, on="2020-12-01")
    assert (found.status, found.dates) == (status, ())


def test_without_an_end_it_goes_on_and_no_later_date_is_named() -> None:
    found = repeated(done("2024-02-10"), how={"every": [3, 12]}, on="2024-06-01")
    assert (found.status, found.on, found.until) == ("due", "2024-05-10", "2025-02-10")
    assert found.dates == ()


@pytest.mark.parametrize("how", [YEARLY, QUARTERLY])
def test_where_no_day_is_known_it_is_due_without_a_date(how: dict[str, Any]) -> None:
    for entry in ({"on": "unknown", "colonoscopy_done": "yes"}, {"on": "unknown", "ck": "2 xULN"}):
        found = repeated(entry, how=how, diagnosed="unknown", start=Start(PartialDate(), "?"))
        assert (found.status, found.on, found.until, found.dates) == ("due", None, None, ())


# -- whom, and where something is not known --------------------------------------------------


@pytest.mark.parametrize(
    ("sex", "status"), [("female", "due"), ("male", None), (None, "if"), ("unknown", "if")]
)
def test_an_item_of_one_sex(sex: str | None, status: str | None) -> None:
    fields = {} if sex is None else {"sex": sex}
    found = lines(item=an_item(sex="female"), on="2020-03-01", **fields)
    assert [each.status for each in found] == ([status] if status else [])


def test_what_was_done_is_done_also_where_the_sex_is_not_known() -> None:
    assert line(done("2020-02-01"), item=an_item(sex="female")).status == "done"


def test_what_may_apply_is_due_if_it_does() -> None:
    found = line(timings=(a_timing(**{"if": "weight_loss"}),), on="2020-03-01")
    assert (found.status, found.when) == ("if", "if it applies: not recorded as done")
    timings = (a_timing(**{"if": "weight_loss", **YEARLY}),)
    found = line(done("2020-02-01"), timings=timings, on="2020-03-01")
    assert (found.status, found.when) == ("if", "done 1 Feb 2020; if it applies: due 15 Jan 2021")
    found = line(done("2020-02-01"), timings=timings, on="2021-03-01")
    assert found.when == "done 1 Feb 2020; if it applies: due since 15 Jan 2021"


def test_what_does_not_apply_is_not_listed() -> None:
    assert lines({"weight_loss": "no"}, timings=(a_timing(**{"if": "weight_loss"}),)) == ()


def two_timings(again: str) -> tuple[Timing, ...]:
    return (
        a_timing(),
        a_timing(**{"id": "again", "if": again, "statement": "Every year.", **YEARLY}),
    )


def test_once_is_certain_while_it_is_open_whether_it_is_repeated() -> None:
    found = line(timings=two_timings("weight_loss"), on="2020-03-01")
    assert (found.id, found.status, found.then) == ("start.scope", "due", "Every year.")


def test_a_repeated_timing_holds_the_first_time_too() -> None:
    found = line(timings=two_timings("True"), on="2020-03-01")
    assert (found.id, found.status, found.then) == ("again.scope", "due", None)


def test_a_timing_that_does_not_apply_leaves_nothing_to_follow() -> None:
    found = line({"weight_loss": "no"}, timings=two_timings("weight_loss"))
    assert (found.id, found.then) == ("start.scope", None)


# -- closed ----------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [{}, YEARLY, QUARTERLY])
@pytest.mark.parametrize(
    ("history", "status", "when"),
    [
        ([], "not_needed", "the time is over"),
        ([done("2018-01-01")], "not_needed", "done 1 Jan 2018; the time is over"),
        ([done("2020-02-01")], "done", "done 1 Feb 2020"),
        ([done("unknown")], "done", "done, date not recorded"),
    ],
)
def test_where_nothing_is_asked_any_more(
    how: dict[str, Any], history: list[dict[str, Any]], status: str, when: str
) -> None:
    found = repeated(*history, how=how, closed="the time is over", on="2021-03-01")
    assert (found.status, found.when, found.dates) == (status, when, ())


# -- the start -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"diagnosed": "2019-05-02", "presented": "2019"}, "diagnosis, 2 May 2019"),
        ({"presented": "2019-03"}, "date of diagnosis not recorded; first seen Mar 2019"),
        ({}, "date of diagnosis not recorded; first seen 1 Jan 2020"),
        ({"presented": "unknown"}, "date of diagnosis not recorded; first entry 1 Jan 2020"),
    ],
)
def test_where_the_dates_are_counted_from(fields: dict[str, Any], text: str) -> None:
    view = a_view({"ck": "2 xULN"}, {"on": "2021", "ck": "3 xULN"}, **fields)
    assert Start.of(view).text == text


def test_without_any_date_there_is_no_start() -> None:
    start = Start.of(a_view({"on": "unknown", "ck": "2 xULN"}))
    assert (start.on.known, start.text) == (False, "date of diagnosis not recorded")


# -- an item that is asked once, where something gives reason to ------------------------------


@pytest.mark.parametrize(
    ("history", "wanted", "status", "when"),
    [
        ([], True, "due", "not recorded as done"),
        ([], False, "if", "not recorded as done"),
        ([done("2019-01-01")], True, "done", "done 1 Jan 2019"),
        ([done("unknown")], True, "done", "done, date not recorded"),
    ],
)
def test_an_item_on_its_own(
    history: list[dict[str, Any]], wanted: bool, status: str, when: str
) -> None:
    found = item_line(a_view(*history), "heart", an_item(), wanted=wanted, why="Because.")
    assert (found.status, found.when, found.statement) == (status, when, "Because.")
    assert (found.on, found.until) == (None, None)


@pytest.mark.parametrize(
    ("weight_loss", "status"), [("yes", "due"), ("no", "not_needed"), ("unknown", "if")]
)
def test_an_item_with_a_condition_of_its_own(weight_loss: str, status: str) -> None:
    item = an_item(**{"if": "weight_loss"})
    found = item_line(a_view({"weight_loss": weight_loss}), "heart", item, wanted=True, why="")
    assert found.status == status
