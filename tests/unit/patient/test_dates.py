from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from myosotis.errors import ImpossibleValueError, InputError
from myosotis.logic.values import Interval
from myosotis.patient.dates import (
    UNKNOWN_DATE,
    Duration,
    PartialDate,
    age_on,
    born_from_age,
    days_between,
    days_in_months,
    elapsed_words,
    months_between,
    parse_date,
    parse_duration,
)

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
partial_dates = st.builds(
    lambda day, precision: PartialDate(*(day.year, day.month, day.day)[:precision]),
    days,
    st.integers(0, 3),
)


@pytest.mark.parametrize(
    ("raw", "written", "words"),
    [
        ("2019-03-14", "2019-03-14", "14 Mar 2019"),
        ("2019-03", "2019-03", "Mar 2019"),
        ("2019", "2019", "2019"),
        (2019, "2019", "2019"),
        (" 14 Mar 2019 ", "2019-03-14", "14 Mar 2019"),
        ("4 march 2019", "2019-03-04", "4 Mar 2019"),
        ("March 2019", "2019-03", "Mar 2019"),
        ("unknown", "unknown", "date not recorded"),
        (date(2019, 3, 14), "2019-03-14", "14 Mar 2019"),
        (datetime(2019, 3, 14, 10), "2019-03-14", "14 Mar 2019"),
        (PartialDate(2019), "2019", "2019"),
        ("2020-02-29", "2020-02-29", "29 Feb 2020"),
    ],
)
def test_a_date_is_read_to_the_precision_it_has(raw: object, written: str, words: str) -> None:
    found = parse_date(raw)
    assert (str(found), found.words) == (written, words)


@pytest.mark.parametrize(
    "raw", ["last spring", "14/03/2019", "2019-3", "", True, None, "1 Foo 2019", 38.5]
)
def test_what_is_not_a_date_says_how_to_write_one(raw: object) -> None:
    with pytest.raises(
        InputError, match=r"is not a date; write a date as 2019-03-14, 2019-03, 2019 or"
    ):
        parse_date(raw)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("2019-13", "'2019-13' names month 13; there are twelve"),
        ("2019-00", "'2019-00' names month 0; there are twelve"),
        ("2019-02-29", "there is no day 29 in February 2019"),
        ("2019-04-31", "there is no day 31 in April 2019"),
        ("0 Mar 2019", "there is no day 0 in March 2019"),
        ("1066", "the year 1066 is not between 1880 and 2200"),
        ("2500-01-01", "the year 2500 is not between 1880 and 2200"),
    ],
)
def test_a_day_that_does_not_exist(raw: str, sentence: str) -> None:
    with pytest.raises(ImpossibleValueError, match=sentence):
        parse_date(raw, "file, line 3")


def test_a_partial_date_spans_its_days() -> None:
    assert (PartialDate(2020, 2).earliest, PartialDate(2020, 2).latest) == (
        date(2020, 2, 1),
        date(2020, 2, 29),
    )
    assert (PartialDate(2019).earliest, PartialDate(2019).latest) == (
        date(2019, 1, 1),
        date(2019, 12, 31),
    )
    assert (UNKNOWN_DATE.earliest, UNKNOWN_DATE.latest) == (date.min, date.max)


def test_dates_sort_by_their_first_day_and_unknown_ones_last() -> None:
    dates = [UNKNOWN_DATE, PartialDate(2020), PartialDate(2019, 5), PartialDate(2019)]
    assert [str(d) for d in sorted(dates)] == ["2019", "2019-05", "2020", "unknown"]


@given(partial_dates, partial_dates)
def test_order_is_total_and_certainly_before_agrees_with_it(a: PartialDate, b: PartialDate) -> None:
    assert (a < b) + (b < a) + (a == b) == 1
    if a.certainly_before(b):
        assert a < b
        assert not b.certainly_before(a)


@given(partial_dates)
def test_writing_and_reading_a_date_gives_it_back(one: PartialDate) -> None:
    assert parse_date(str(one)) == one
    if one.known:
        assert parse_date(one.words) == one


# -- spans of time ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day", "before"),
    [
        ("3 months", date(2020, 5, 31), date(2020, 2, 29)),
        ("1 month", date(2020, 1, 15), date(2019, 12, 15)),
        ("2 years", date(2020, 2, 29), date(2018, 2, 28)),
        ("2 weeks", date(2020, 1, 10), date(2019, 12, 27)),
        ("10 days", date(2020, 1, 10), date(2019, 12, 31)),
        ("9000 years", date(2020, 1, 10), date.min),
    ],
)
def test_a_span_before_a_day(text: str, day: date, before: date) -> None:
    span = parse_duration(text)
    assert span is not None
    assert span.before(day) == before
    assert str(span) == text


def test_always_is_no_span_and_anything_else_is_an_error() -> None:
    assert parse_duration("always") is None
    with pytest.raises(InputError, match="'a while' is not a span of time; write '3 months' or"):
        parse_duration("a while")


def test_days_and_months_between_partial_dates_are_ranges() -> None:
    start, end = PartialDate(2019, 6), PartialDate(2019, 9)
    assert days_between(start, end) == Interval(Fraction(63), Fraction(121))
    assert months_between(start, end) == Interval(Fraction(2), Fraction(3))
    assert months_between(PartialDate(2020, 1, 31), PartialDate(2020, 2, 29)).known
    assert months_between(UNKNOWN_DATE, end) == Interval(Fraction(0), inf)
    assert days_between(start, UNKNOWN_DATE) == Interval(Fraction(0), inf)


@given(days, days, st.integers(1, 3), st.integers(1, 3))
def test_the_days_between_hold_the_true_number(a: date, b: date, p: int, q: int) -> None:
    first, last = sorted((a, b))
    start = PartialDate(*(first.year, first.month, first.day)[:p])
    end = PartialDate(*(last.year, last.month, last.day)[:q])
    assert Fraction((last - first).days) in days_between(start, end)


@pytest.mark.parametrize(
    ("count", "span"),
    [(1, (28, 31)), (2, (59, 62)), (3, (89, 92)), (6, (181, 184)), (12, (365, 366))],
)
def test_days_in_calendar_months(count: int, span: tuple[int, int]) -> None:
    assert days_in_months(count) == span


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (PartialDate(2020, 3, 1), "today"),
        (PartialDate(2020, 2, 29), "1 day"),
        (PartialDate(2020, 2, 18), "12 days"),
        (PartialDate(2019, 1, 1), "14 months"),
        (PartialDate(2019, 1), "13 to 14 months"),
        (UNKNOWN_DATE, "date not recorded"),
    ],
)
def test_how_long_ago_in_words(start: PartialDate, words: str) -> None:
    assert elapsed_words(start, date(2020, 3, 1)) == words


# -- ages -----------------------------------------------------------------------------------


def test_the_age_from_a_birth_date() -> None:
    on = PartialDate(2020, 3, 1)
    assert age_on(PartialDate(1980, 3, 1), on) == Interval.exactly(40)
    assert age_on(PartialDate(1980, 3, 2), on) == Interval.exactly(39)
    assert age_on(PartialDate(1980), on) == Interval(Fraction(39), Fraction(40))
    assert age_on(UNKNOWN_DATE, on) == Interval(Fraction(0), inf)


def test_the_birth_dates_that_fit_an_age() -> None:
    span = born_from_age(Interval.exactly(38), PartialDate(2019, 3, 14))
    assert span is not None
    assert (span.earliest, span.latest) == (date(1980, 3, 15), date(1981, 3, 14))
    assert born_from_age(Interval.exactly(38), UNKNOWN_DATE) is None
    assert born_from_age(Interval(Fraction(38), inf), PartialDate(2019)) is None


@given(days, st.integers(0, 20000), st.integers(1, 3))
def test_an_age_gives_a_span_that_holds_the_birth_date(born: date, lived: int, p: int) -> None:
    seen = born + timedelta(days=lived)
    exact = age_on(PartialDate.of(born), PartialDate.of(seen))
    span = born_from_age(exact, PartialDate(*(seen.year, seen.month, seen.day)[:p]))
    assert span is not None
    assert span.earliest <= born <= span.latest


def test_a_duration_counts_one_in_the_singular() -> None:
    assert str(Duration(1, "month")) == "1 month"
