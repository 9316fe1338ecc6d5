"""Doses as recorded: how much, per what, how often, how many times.

A month in a dose schedule means four weeks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from myosotis.errors import ImpossibleValueError, InputError, UnknownNameError, nearest
from myosotis.logic.values import Interval
from myosotis.patient.amounts import parse_amount, scaled, starts_like_number

_MASSES: dict[str, tuple[str, Fraction]] = {
    "mg": ("mg", Fraction(1)), "g": ("mg", Fraction(1000)), "gram": ("mg", Fraction(1000)),
    "grams": ("mg", Fraction(1000)), "ug": ("mg", Fraction(1, 1000)),
    "mcg": ("mg", Fraction(1, 1000)), "µg": ("mg", Fraction(1, 1000)),
    "ng": ("mg", Fraction(1, 1000000)), "iu": ("IU", Fraction(1)), "u": ("IU", Fraction(1)),
    "units": ("IU", Fraction(1)), "ml": ("ml", Fraction(1)),
}  # fmt: skip
_SIZES = {"kg": "kg", "m2": "m2", "m²": "m2", "m^2": "m2"}
_DAYS = {"day": 1, "d": 1, "week": 7, "wk": 7, "w": 7, "month": 28, "mo": 28, "year": 364}
_TIMES_A_DAY = {"od": 1, "qd": 1, "bd": 2, "bid": 2, "tds": 3, "tid": 3, "qds": 4, "qid": 4}
_TIMES = {"once": 1, "twice": 2, "three times": 3, "four times": 4}
_ROUTES = {
    "iv": "intravenous", "i.v.": "intravenous", "intravenous": "intravenous",
    "intravenously": "intravenous", "po": "oral", "p.o.": "oral", "oral": "oral",
    "orally": "oral", "by mouth": "oral", "sc": "subcutaneous", "s.c.": "subcutaneous",
    "subcutaneous": "subcutaneous", "subcutaneously": "subcutaneous", "im": "intramuscular",
    "i.m.": "intramuscular", "intramuscular": "intramuscular", "intramuscularly": "intramuscular",
}  # fmt: skip
_GIVEN = r"(?:infusion|course|cycle|pulse|dose|injection|exchange)s?"
_FRACTION = r"\d+(?:\.\d+)?"


@dataclass(frozen=True)
class Dose:
    """One dose as recorded.

    ``each`` is the amount of one administration in ``unit`` (mg, IU or ml), per ``size``
    ("kg", "m2" or nothing); None where only words such as "high" were recorded. ``every`` is
    the number of days between administrations and ``times`` their number, where stated.
    """

    text: str
    each: Interval | None = None
    unit: str = "mg"
    size: str = ""
    every: Interval | None = None
    times: int | None = None
    route: str | None = None

    @property
    def stated(self) -> bool:
        """Whether an amount was recorded."""
        return self.each is not None


def parse_route(text: str) -> str:
    """A route by its full name; a word that is not known stays as it is."""
    word = text.strip().casefold()
    return _ROUTES.get(word, word)


def parse_dose(raw: object, where: str = "") -> Dose:
    """Read "60 mg/day", "2 g/kg every 4 weeks", "1 g x2", "5 mg twice daily", or words.

    A text without a number ("high") is kept as words. Raises InputError for a text with a
    number that cannot be read, UnknownNameError for an unknown unit.
    """
    text = " ".join(str(raw).split())
    if not text or isinstance(raw, bool) or raw is None:
        raise InputError("the dose has no value; leave it out if it is not known", where)
    rest, route = _take_route(text.casefold())
    if not re.search(r"\d", rest):
        return Dose(text, route=route)
    if re.search(r"\bthen\b|;|\bfollowed by\b|\btaper", rest):
        raise InputError(
            f"'{text}' holds more than one dose; write one treatment for each, with its dates",
            where,
        )
    if found := re.fullmatch(rf"(?:x ?)?(\d{{1,3}}) ?{_GIVEN}|x ?(\d{{1,3}})", rest):
        return Dose(text, times=_positive(found[1] or found[2], text, where), route=route)
    if not starts_like_number(rest):
        schedule = _Schedule(text, where).read(rest)
        return Dose(text, every=schedule.every, times=schedule.times, route=route)
    amount, unit = parse_amount(rest, where)
    if amount.high <= 0:
        raise ImpossibleValueError(f"a dose of '{text}' is not above zero", where)
    if amount.low < 0:
        amount = Interval(Fraction(0), amount.high, True, amount.high_open)
    mass, size, tail = _unit(unit, text, where)
    kind, factor = _MASSES[mass]
    each = scaled(amount, Interval(factor, factor))
    schedule = _Schedule(text, where).read(tail)
    if schedule.cycle is not None and schedule.times is not None and schedule.every is not None:
        # So much on each of some days, every few weeks: one administration is the whole course.
        total = Fraction(schedule.times)
        return Dose(
            text, scaled(each, Interval(total, total)), kind, size, schedule.cycle, route=route
        )
    every = schedule.cycle if schedule.every is None else schedule.every
    return Dose(text, each, kind, size, every, schedule.times, route)


def _take_route(text: str) -> tuple[str, str | None]:
    for word, route in sorted(_ROUTES.items(), key=lambda item: -len(item[0])):
        pattern = rf"(?<![\w.]){re.escape(word)}(?![\w.])"
        if re.search(pattern, text):
            return " ".join(re.sub(pattern, " ", text).split()), route
    return text, None


def _unit(text: str, dose: str, where: str) -> tuple[str, str, str]:
    """The unit of mass, the size it is given per, and the rest of the text."""
    found = re.match(r"([a-zµ]+)", text.replace("μ", "µ"))
    mass = found[1] if found else ""
    if mass not in _MASSES:
        if not mass:
            raise InputError(f"the dose '{dose}' has no unit; write for example '60 mg/day'", where)
        raise UnknownNameError(
            f"'{mass}' in the dose '{dose}' is not a unit; accepted: mg, g, ug, IU, ml"
            f"{nearest(mass, _MASSES)}",
            where,
        )
    rest = text[len(mass) :]
    per = re.match(r" ?(?:/|per) ?(kg|m2|m²|m\^2)\b", rest) or re.match(r" ?(?:/|per) ?(m²)", rest)
    return (mass, _SIZES[per[1]], rest[per.end() :]) if per else (mass, "", rest)


@dataclass
class _Schedule:
    """How often: days between administrations, days between courses, number of times."""

    text: str
    where: str
    every: Interval | None = None
    cycle: Interval | None = None
    times: int | None = None

    def read(self, tail: str) -> _Schedule:
        rest = tail.strip(" ,")
        while rest:
            left = self._step(rest)
            if left is None or left == rest:
                raise InputError(
                    f"'{rest}' in the dose '{self.text}' cannot be read; write for example "
                    "'60 mg/day', '15 mg/week', '2 g/kg every 4 weeks', '1 g x2' or a word",
                    self.where,
                )
            rest = left.strip(" ,")
        return self

    def _step(self, rest: str) -> str | None:
        """Read one part of the schedule and return what is left."""
        if found := re.match(r"(?:daily|/ ?day|a day|per day|/ ?d\b|each day)", rest):
            self._set(Fraction(1))
        elif found := re.match(r"(?:weekly|/ ?(?:week|wk|w)\b|a week|per week)", rest):
            self._set(Fraction(7))
        elif found := re.match(r"(?:monthly|/ ?(?:month|mo)\b|a month|per month)", rest):
            self._set(Fraction(28))
        elif found := re.match(r"(od|qd|bd|bid|tds|tid|qds|qid)\b", rest):
            self._set(Fraction(1, _TIMES_A_DAY[found[1]]))
        elif found := re.match(
            r"(once|twice|three times|four times|\d times)(?: a| per| every| each)? ?"
            r"(daily|day|weekly|week|monthly|month)\b",
            rest,
        ):
            unit = {"daily": "day"}.get(found[2], found[2].removesuffix("ly"))
            times = _TIMES.get(found[1]) or _positive(found[1][0], self.text, self.where)
            self._set(Fraction(_DAYS[unit], times))
        elif found := re.match(
            rf"(?:every|/|per|q) ?({_FRACTION})(?: ?(?:-|to|–) ?({_FRACTION}))? ?"
            r"(days?|d|weeks?|wks?|w|months?|mo|years?)\b",
            rest,
        ):
            days = _DAYS[found[3].removesuffix("s")]
            first = Fraction(found[1]) * days
            self._set(first, Fraction(found[2]) * days if found[2] else first)
        elif found := re.match(r"every (day|week|month|year)\b", rest):
            self._set(Fraction(_DAYS[found[1]]))
        elif found := re.match(
            rf"(?:x|×|\*) ?(\d{{1,3}}) ?(?:days?\b|{_GIVEN}\b)?|(\d{{1,3}}) times\b", rest
        ):
            self.times = _positive(found[1] or found[2], self.text, self.where)
        elif found := re.match(r"for (\d{1,3}) days?\b", rest):
            if self.every == Interval.exactly(1):
                self.times = _positive(found[1], self.text, self.where)
        elif found := re.match(
            r"(?:over|in) (?:\d+|two|three|four|five)(?: ?(?:-|to) ?\d+)? (?:days|doses)\b", rest
        ):
            # How one course is split does not change its amount.
            pass
        return rest[found.end() :] if found else None

    def _set(self, first: Fraction, last: Fraction | None = None) -> None:
        low, high = sorted((first, first if last is None else last))
        if low <= 0:
            raise ImpossibleValueError(f"'{self.text}' repeats after no time", self.where)
        if self.every is None:
            self.every = Interval(low, high)
        elif self.cycle is None:
            self.cycle = Interval(low, high)
        else:
            raise InputError(f"'{self.text}' says three times how often", self.where)


def _positive(digits: str, text: str, where: str) -> int:
    if int(digits) < 1:
        raise ImpossibleValueError(f"'{text}' was given no times", where)
    return int(digits)
