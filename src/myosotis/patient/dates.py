"""Dates known to a day, a month or a year, spans of time, and ages in completed years."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache, total_ordering
from math import inf

from myosotis.errors import ImpossibleValueError, InputError
from myosotis.logic.values import Interval

FIRST_YEAR, LAST_YEAR = 1880, 2200
EXAMPLES = "write a date as 2019-03-14, 2019-03, 2019 or unknown"

_MONTHS = tuple(calendar.month_abbr)
_ISO = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")
_WORDS = re.compile(r"(?:(\d{1,2}) )?([a-z]{3,9}) (\d{4})$")
_DURATION = re.compile(r"(\d{1,4}) *(day|week|month|year)s?$")


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A date known to a day, a month or a year; without a year it is not known at all.

    Sorts by the earliest day it can be, then by the latest; unknown dates come last.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """One known day."""
        return cls(day.year, day.month, day.day)

    @property
    def known(self) -> bool:
        """Known at least to the year."""
        return self.year is not None

    @property
    def earliest(self) -> date:
        """The first day it can be."""
        return date.min if self.year is None else date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day it can be."""
        if self.year is None:
            return date.max
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def words(self) -> str:
        """As a person writes it: 14 Mar 2019, Mar 2019, 2019, or "date not recorded"."""
        if self.year is None:
            return "date not recorded"
        parts = [str(self.day or ""), _MONTHS[self.month] if self.month else "", str(self.year)]
        return " ".join(part for part in parts if part)

    def certainly_before(self, other: PartialDate | date) -> bool:
        """Whether every day it can be lies before every day that ``other`` can be."""
        return self.latest < (other if isinstance(other, date) else other.earliest)

    def __str__(self) -> str:
        if self.year is None:
            return "unknown"
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts)

    def __lt__(self, other: PartialDate) -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[bool, date, date]:
        return (not self.known, self.earliest, self.latest)


UNKNOWN_DATE = PartialDate()


@dataclass(frozen=True)
class Span:
    """The days within which something lies."""

    earliest: date
    latest: date


def parse_date(raw: object, where: str = "") -> PartialDate:
    """A date from text (ISO, or 14 Mar 2019), a year as a number, a `date`, or "unknown".

    Raises InputError when it cannot be read, ImpossibleValueError when there is no such day
    or the year lies outside 1880 to 2200.
    """
    if isinstance(raw, PartialDate):
        return raw
    if isinstance(raw, date):
        return PartialDate.of(raw)
    text = "" if isinstance(raw, bool) else str(raw).strip()
    if text.casefold() == "unknown":
        return UNKNOWN_DATE
    if found := _ISO.match(text):
        year, month, day = (int(part) if part else None for part in found.groups())
    elif (found := _WORDS.match(text.casefold())) and (named := _month(found[2])):
        year, month, day = int(found[3]), named, int(found[1]) if found[1] else None
    else:
        raise InputError(f"'{raw}' is not a date; {EXAMPLES}", where)
    assert year is not None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ImpossibleValueError(
            f"the year {year} is not between {FIRST_YEAR} and {LAST_YEAR}; {EXAMPLES}", where
        )
    if month is not None and not 1 <= month <= 12:
        raise ImpossibleValueError(f"'{text}' names month {month}; there are twelve", where)
    if day is not None and month and not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise ImpossibleValueError(
            f"there is no day {day} in {calendar.month_name[month]} {year}", where
        )
    return PartialDate(year, month, day)


def past_date(raw: object, today: date, where: str = "") -> PartialDate:
    """A date as `parse_date` reads it; ImpossibleValueError also where it lies in the future."""
    found = parse_date(raw, where)
    if found.known and found.earliest > today:
        raise ImpossibleValueError(f"the date {found} lies in the future (today is {today})", where)
    return found


def _month(word: str) -> int | None:
    for number in range(1, 13):
        if word in (calendar.month_abbr[number].casefold(), calendar.month_name[number].casefold()):
            return number
    return None


# -- spans of time ------------------------------------------------------------------------


@dataclass(frozen=True)
class Duration:
    """A whole number of days, weeks, months or years of the calendar."""

    count: int
    unit: str

    def before(self, day: date) -> date:
        """The day that lies this long before ``day``; a month ends on its last day at most."""
        if self.unit in ("day", "week"):
            days = self.count * (7 if self.unit == "week" else 1)
            return date.fromordinal(max(1, day.toordinal() - days))
        months = self.count * (12 if self.unit == "year" else 1)
        year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
        if year < 1:
            return date.min
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

    def after(self, day: date) -> date:
        """The day that lies this long after ``day``; a month ends on its last day at most."""
        return Duration(-self.count, self.unit).before(day)

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"


@cache
def parse_duration(text: str) -> Duration | None:
    """How long a finding stays valid: "3 months"; None for "always". Raises InputError."""
    if text == "always":
        return None
    found = _DURATION.match(text)
    if not found:
        raise InputError(f"'{text}' is not a span of time; write '3 months' or 'always'")
    return Duration(int(found[1]), found[2])


def days_between(start: PartialDate | Span, end: PartialDate | Span) -> Interval:
    """The days from ``start`` to ``end``, taken not to lie before it; all bounds are included."""
    if date.max in (start.latest, end.latest):
        return Interval(Fraction(0), inf)
    low = max(0, (end.earliest - start.latest).days)
    high = max(low, (end.latest - start.earliest).days)
    return Interval(Fraction(low), Fraction(high))


def months_between(start: PartialDate | Span, end: PartialDate | Span) -> Interval:
    """The completed months from ``start`` to ``end``, taken not to lie before it."""
    if date.max in (start.latest, end.latest):
        return Interval(Fraction(0), inf)
    low = max(0, _months(start.latest, end.earliest))
    return Interval(Fraction(low), Fraction(max(low, _months(start.earliest, end.latest))))


@cache
def days_in_months(count: int) -> tuple[int, int]:
    """The fewest and the most days that ``count`` consecutive calendar months can have."""
    lengths = []
    # Eight years from 2095 hold an ordinary leap year and one that is left out (2100).
    for start in range(2095 * 12, 2103 * 12):
        first, after = (date(m // 12, m % 12 + 1, 1) for m in (start, start + count))
        lengths.append((after - first).days)
    return min(lengths), max(lengths)


def elapsed_words(start: PartialDate, end: date) -> str:
    """How long ago, as a person says it: "today", "12 days", "14 months", "4 to 15 months"."""
    if not start.known:
        return "date not recorded"
    last = PartialDate.of(end)
    months = months_between(start, last)
    if months.high >= 2:
        return _count(months, "month")
    days = days_between(start, last)
    return "today" if days.high == 0 else _count(days, "day")


def _count(amount: Interval, unit: str) -> str:
    return f"{amount} {unit}{'' if amount.high == 1 else 's'}"


def _months(start: date, end: date) -> int:
    months = (end.year - start.year) * 12 + end.month - start.month
    # The last day of a month completes it: 31 January to 28 February is one month.
    last_day = (end + timedelta(days=1)).month != end.month
    return months - (end.day < start.day and not last_day)


# -- ages -----------------------------------------------------------------------------------


def age_on(born: PartialDate | Span, on: PartialDate | Span) -> Interval:
    """The age in completed years, from the dates of birth that are possible."""
    if date.max in (born.latest, on.latest):
        return Interval(Fraction(0), inf)
    low = max(0, _years(born.latest, on.earliest))
    return Interval(Fraction(low), Fraction(max(low, _years(born.earliest, on.latest))))


def born_from_age(age: Interval, on: PartialDate) -> Span | None:
    """The days of birth that fit an age in completed years on a date; None when unlimited."""
    if not on.known or inf in (abs(age.low), abs(age.high)):
        return None
    oldest, youngest = int(age.high), int(age.low)
    earliest = Duration(oldest + 1, "year").before(on.earliest) + timedelta(days=1)
    return Span(earliest, Duration(youngest, "year").before(on.latest))


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
