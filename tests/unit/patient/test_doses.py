from __future__ import annotations

from fractions import Fraction
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from myosotis.errors import ImpossibleValueError, InputError, UnknownNameError
from myosotis.knowledge.schema import DoseFloor
from myosotis.logic.values import Interval, Truth
from myosotis.patient import (
    PartialDate,
    Treatment,
    equivalence,
    on_treatment,
    parse_date,
    parse_dose,
    reached,
    treated,
    weeks_of_treatment,
)
from myosotis.patient.adequacy import parse_weeks
from myosotis.patient.dates import UNKNOWN_DATE

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN


def floor(text: str) -> DoseFloor:
    amount, unit = text.split(" ", 1)
    return DoseFloor.model_validate(
        {"at_least": amount, "unit": unit, "source": "book", "checked": "no"}
    )


def exactly(number: int | str) -> Interval:
    return Interval.exactly(Fraction(number))


# -- reading ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "each", "unit", "size", "every", "times"),
    [
        ("60 mg/day", "60", "mg", "", "1", None),
        ("60mg/d", "60", "mg", "", "1", None),
        ("60 mg daily", "60", "mg", "", "1", None),
        ("60 mg a day", "60", "mg", "", "1", None),
        ("60 mg once daily", "60", "mg", "", "1", None),
        ("20 mg twice daily", "20", "mg", "", "1/2", None),
        ("20 mg twice a day", "20", "mg", "", "1/2", None),
        ("5 mg 3 times a day", "5", "mg", "", "1/3", None),
        ("5 mg bid", "5", "mg", "", "1/2", None),
        ("5 mg tds", "5", "mg", "", "1/3", None),
        ("2 g/day in two doses", "2000", "mg", "", "1", None),
        ("15 mg/week", "15", "mg", "", "7", None),
        ("15 mg once weekly", "15", "mg", "", "7", None),
        ("125 mg every week", "125", "mg", "", "7", None),
        ("80 U twice weekly", "80", "IU", "", "7/2", None),
        ("1 mg/kg/day", "1", "mg", "kg", "1", None),
        ("1 mg per kg per day", "1", "mg", "kg", "1", None),
        ("0.06 mg/kg/d", "3/50", "mg", "kg", "1", None),
        ("500 mg/m2/4 weeks", "500", "mg", "m2", "28", None),
        ("2 g/kg/4 weeks", "2000", "mg", "kg", "28", None),
        ("2 g/kg every 4 weeks", "2000", "mg", "kg", "28", None),
        ("2 g/kg q4w", "2000", "mg", "kg", "28", None),
        ("2 g/kg monthly", "2000", "mg", "kg", "28", None),
        ("2 g/kg/month", "2000", "mg", "kg", "28", None),
        ("2 g/kg over 5 days every 4 weeks", "2000", "mg", "kg", "28", None),
        ("0.4 g/kg/day x5 every 4 weeks", "2000", "mg", "kg", "28", None),
        ("0.4 g/kg/day for 5 days", "400", "mg", "kg", "1", 5),
        ("15 mg/week for 90 days", "15", "mg", "", "7", None),
        ("60 mg/day for 30 days", "60", "mg", "", "1", 30),
        ("1 g x2", "1000", "mg", "", None, 2),
        ("1000 mg x 3", "1000", "mg", "", None, 3),
        ("1 g x2 infusions", "1000", "mg", "", None, 2),
        ("1 g/day x3", "1000", "mg", "", "1", 3),
        ("375 mg/m2 weekly x4", "375", "mg", "m2", "7", 4),
        ("100 ug/day", "1/10", "mg", "", "1", None),
        ("1 g", "1000", "mg", "", None, None),
    ],
)
def test_a_dose_is_read(
    text: str, each: str, unit: str, size: str, every: str | None, times: int | None
) -> None:
    dose = parse_dose(text)
    assert dose.each == exactly(each)
    assert (dose.unit, dose.size, dose.times) == (unit, size, times)
    assert dose.every == (None if every is None else exactly(every))
    assert dose.text == text
    assert dose.stated


def test_a_dose_may_be_a_range_or_a_comparison() -> None:
    assert parse_dose("40 to 60 mg/day").each == Interval(Fraction(40), Fraction(60))
    assert parse_dose("40-60 mg/day").each == Interval(Fraction(40), Fraction(60))
    assert parse_dose(">= 15 mg/week").each == Interval(Fraction(15), inf)
    assert parse_dose("up to 25 mg/week").each == Interval(Fraction(0), Fraction(25), True)
    assert parse_dose("2 g/kg every 4 to 6 weeks").every == Interval(Fraction(28), Fraction(42))


@pytest.mark.parametrize("text", ["high", "full dose", "as tolerated"])
def test_words_are_kept_without_an_amount(text: str) -> None:
    dose = parse_dose(text)
    assert (dose.text, dose.each, dose.stated) == (text, None, False)


@pytest.mark.parametrize(
    ("text", "times", "every"),
    [("4 infusions", 4, None), ("x4", 4, None), ("weekly x4", 4, exactly(7))],
)
def test_a_number_of_infusions_without_an_amount(
    text: str, times: int, every: Interval | None
) -> None:
    dose = parse_dose(text)
    assert (dose.each, dose.times, dose.every) == (None, times, every)


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("1000 mg IV x3", "intravenous"),
        ("15 mg/week s.c.", "subcutaneous"),
        ("60 mg/day orally", "oral"),
        ("IM 80 mg", "intramuscular"),
        ("60 mg/day", None),
    ],
)
def test_the_route_may_stand_in_the_dose(text: str, route: str | None) -> None:
    assert parse_dose(text).route == route


@pytest.mark.parametrize(
    ("raw", "kind", "sentence"),
    [
        (None, InputError, "the dose has no value; leave it out if it is not known"),
        (True, InputError, "the dose has no value"),
        (60, InputError, "the dose '60' has no unit; write for example '60 mg/day'"),
        ("60 mmg/day", UnknownNameError,
         "'mmg' in the dose '60 mmg/day' is not a unit; accepted: mg, g, ug, IU, ml, did you mean"),
        ("15 mg/wek", InputError, "'/wek' in the dose '15 mg/wek' cannot be read; write for"),
        ("1 mg/kg/day then 10 mg/day", InputError,
         "'1 mg/kg/day then 10 mg/day' holds more than one dose; write one treatment for each"),
        ("0 mg/day", ImpossibleValueError, "a dose of '0 mg/day' is not above zero"),
        ("-5 mg/day", ImpossibleValueError, "is not above zero"),
        ("60 to 40 mg/day", ImpossibleValueError, "runs from the higher to the lower"),
        ("1 g x0", ImpossibleValueError, "'1 g x0' was given no times"),
        ("1 g every 0 weeks", ImpossibleValueError, "'1 g every 0 weeks' repeats after no time"),
        ("5 mg daily weekly monthly", InputError, "says three times how often"),
        ("about 60 mg/day", InputError, "does not say how far it may be off"),
    ],
)  # fmt: skip
def test_a_dose_that_cannot_be_read(raw: Any, kind: type[InputError], sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_dose(raw, "p.yaml, line 3")
    assert type(caught.value) is kind
    assert sentence in str(caught.value)
    assert str(caught.value).startswith("p.yaml, line 3: ")


# -- was it enough? -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dose", "least", "weight", "answer"),
    [
        ("15 mg/week", "15 mg/week", None, YES),
        ("14.9 mg/week", "15 mg/week", None, NO),
        ("10 to 15 mg/week", "15 mg/week", None, UNKNOWN),
        ("> 15 mg/week", "15 mg/week", None, YES),
        ("under 15 mg/week", "15 mg/week", None, NO),
        ("up to 25 mg/week", "15 mg/week", None, UNKNOWN),
        ("2.5 mg/day", "15 mg/week", None, YES),
        ("50 mg twice daily", "100 mg/day", None, YES),
        ("2 g/day", "2000 mg/day", None, YES),
        ("1.9 g/day", "2 g/day", None, NO),
        ("2 g/kg/4 weeks", "2 g/kg/4 weeks", None, YES),
        ("2 g/kg monthly", "2 g/kg/4 weeks", None, YES),
        ("2 g/kg every 6 weeks", "2 g/kg/4 weeks", None, NO),
        ("2 g/kg every 4 to 6 weeks", "2 g/kg/4 weeks", None, UNKNOWN),
        ("0.4 g/kg/day x5 every 4 weeks", "2 g/kg/4 weeks", None, YES),
        ("0.4 g/kg/day x5", "2 g/kg/4 weeks", None, YES),
        ("0.4 g/kg/day x4", "2 g/kg/4 weeks", None, NO),
        # A floor without a time is for each administration, or for one course of days in a row.
        ("1 g x2", "1000 mg", None, YES),
        ("500 mg x2", "1000 mg", None, NO),
        ("1 g", "1000 mg", None, YES),
        ("0.4 g/kg/day x5", "2 g/kg", None, YES),
        ("2 g/kg every 8 weeks", "2 g/kg", None, YES),
        # How often is not recorded.
        ("1000 mg x3", "500 mg/day", None, UNKNOWN),
        ("1 g/day x3", "500 mg/day", None, YES),
        ("60 mg", "60 mg/day", None, UNKNOWN),
        # Body weight.
        ("35 mg/day", "0.5 mg/kg/day", exactly(70), YES),
        ("34 mg/day", "0.5 mg/kg/day", exactly(70), NO),
        ("35 mg/day", "0.5 mg/kg/day", Interval(Fraction(60), Fraction(80)), UNKNOWN),
        ("35 mg/day", "0.5 mg/kg/day", None, UNKNOWN),
        ("1 mg/kg/day", "60 mg/day", exactly(60), YES),
        ("1 mg/kg/day", "60 mg/day", exactly(59), NO),
        ("1 mg/kg/day", "60 mg/day", None, UNKNOWN),
        ("1 mg/kg/day", "0.5 mg/kg/day", None, YES),
        # Body surface is never guessed.
        ("15 mg/week", "10 mg/m2/week", exactly(70), UNKNOWN),
        ("15 mg/m2/week", "15 mg/m2/week", None, YES),
        ("80 IU/day", "80 mg/day", None, UNKNOWN),
        ("high", "60 mg/day", exactly(70), UNKNOWN),
        ("4 infusions", "1000 mg", None, UNKNOWN),
    ],
)
def test_whether_a_dose_reached_the_floor(
    dose: str, least: str, weight: Interval | None, answer: Truth
) -> None:
    assert reached(parse_dose(dose), [floor(least)], weight) is answer


def test_any_floor_is_enough_and_none_at_all_is_unknown() -> None:
    floors = [floor("0.5 mg/kg/day"), floor("60 mg/day")]
    assert reached(parse_dose("60 mg/day"), floors) is YES
    assert reached(parse_dose("50 mg/day"), floors) is UNKNOWN
    assert reached(parse_dose("20 mg/day"), floors, exactly(70)) is NO
    assert reached(parse_dose("60 mg/day"), []) is UNKNOWN
    assert reached(None, floors) is UNKNOWN


def test_a_dose_counts_as_that_of_the_drug_in_the_floor() -> None:
    table = {"prednisolone": Fraction(1), "dexamethasone": Fraction(6)}
    dose, floors = parse_dose("10 mg/day"), [floor("60 mg/day")]
    assert reached(dose, floors, None, equivalence(table, "dexamethasone")) is YES  # type: ignore[arg-type]
    assert reached(dose, floors, None, equivalence(table, "prednisolone")) is NO  # type: ignore[arg-type]
    # Which of the group it was is not recorded.
    assert reached(dose, floors, None, equivalence(table, "steroids")) is UNKNOWN  # type: ignore[arg-type]
    assert equivalence({}, "anything") == exactly(1)


@given(st.integers(1, 5000), st.integers(1, 40), st.integers(1, 40))
def test_reached_agrees_with_arithmetic_in_days(amount: int, every: int, least: int) -> None:
    dose = parse_dose(f"{amount} mg every {every} days")
    assert reached(dose, [floor(f"{least} mg/day")]) is (YES if amount >= least * every else NO)
    assert reached(dose, [floor(f"{least} mg/week")]) is (
        YES if 7 * amount >= least * every else NO
    )


# -- time -----------------------------------------------------------------------------------------


def treatment(start: str = "unknown", stop: str | None = None, **fields: Any) -> Treatment:
    end = None if stop is None else parse_date(stop)
    known = fields.pop("ongoing", NO if stop else UNKNOWN)
    return Treatment("t1", "x", "x", parse_date(start), end, known, **fields)


@pytest.mark.parametrize(
    ("given_", "weeks"),
    [
        (treatment("2020-01-01", "2020-03-25"), exactly(12)),
        (treatment("2020-01-01", "2020-02-26"), exactly(8)),
        (treatment("2019-01-01", ongoing=YES), exactly(65)),
        # Not known whether it went on: anything up to then.
        (treatment("2019-01-01"), Interval(Fraction(0), Fraction(65))),
        (treatment("2019-01-01", "unknown"), Interval(Fraction(0), Fraction(65))),
        (treatment("2019-01-01", "2021-01-01"), exactly(65)),
        (treatment("unknown", "2020-01-01"), Interval(Fraction(0), inf)),
        (treatment("unknown", "2020-01-01", duration=exactly(26)), exactly(26)),
        (treatment("2019-01-01", duration=exactly(26)), exactly(26)),
        (treatment("2021-01-01", "2021-03-01"), exactly(0)),
    ],
)
def test_weeks_up_to_a_date(given_: Treatment, weeks: Interval) -> None:
    assert weeks_of_treatment(given_, PartialDate(2020, 3, 31)) == weeks


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("12 weeks", "12", "12"),
        ("84 days", "12", "12"),
        ("3 months", "89/7", "92/7"),
        ("1 year", "365/7", "366/7"),
        ("1.5 months", "42/7", "93/14"),
        ("2 to 3 weeks", "2", "3"),
        ("0 weeks", "0", "0"),
    ],
)
def test_a_stated_duration_in_weeks(text: str, low: str, high: str) -> None:
    assert parse_weeks(text) == Interval(Fraction(low), Fraction(high))


def test_durations_with_one_end() -> None:
    assert parse_weeks("at least 12 weeks") == Interval(Fraction(12), inf)
    assert parse_weeks("under 4 weeks") == Interval(Fraction(0), Fraction(4), False, True)


@pytest.mark.parametrize(
    ("raw", "kind", "sentence"),
    [
        ("12", InputError, "'12' is not a length of time; write for example '12 weeks'"),
        ("12 mg", InputError, "is not a length of time"),
        ("-2 weeks", ImpossibleValueError, "'-2 weeks' is shorter than no time"),
        ("500 years", ImpossibleValueError, "'500 years' is longer than a life"),
        ("a while", InputError, "'a while' is not an amount"),
    ],
)
def test_durations_that_cannot_be(raw: str, kind: type[InputError], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as caught:
        parse_weeks(raw)
    assert type(caught.value) is kind


@pytest.mark.parametrize(
    ("given_", "now", "ever"),
    [
        (treatment("2019-01", ongoing=YES), YES, YES),
        (treatment("2019-01"), UNKNOWN, YES),
        (treatment("2019-01", "2019-12"), NO, YES),
        (treatment("2019-01", "2020-03"), NO, YES),
        (treatment("2019-01", "2020-04"), YES, YES),
        (treatment("2019-01", "2020"), UNKNOWN, YES),
        (treatment("2019-01", "unknown"), NO, YES),
        (treatment("2019-01", ongoing=NO), NO, YES),
        (treatment("2020-04"), NO, NO),
        (treatment("2020"), UNKNOWN, UNKNOWN),
        (treatment("unknown", ongoing=YES), YES, YES),
        (treatment("2019-01", ongoing=YES, adherence="no"), NO, NO),
        (treatment(not_given="unknown"), NO, NO),
    ],
)
def test_whether_it_is_and_was_taken(given_: Treatment, now: Truth, ever: Truth) -> None:
    on = PartialDate(2020, 3)
    assert on_treatment(given_, on) is now
    assert treated(given_, on) is ever


def test_a_treatment_has_no_dates_unless_recorded() -> None:
    assert Treatment("t1", "x", "x").start == UNKNOWN_DATE
    assert Treatment("t1", "x", "x").given
