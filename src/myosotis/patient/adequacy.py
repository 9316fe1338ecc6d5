"""Was a treatment enough: the dose against the least adequate dose, and the time on it.

Without a body weight, doses per kilogram and absolute doses are not compared; nor are doses
per square metre with any other. What cannot be compared is unknown, never too little.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import inf

from myosotis.errors import ImpossibleValueError, InputError
from myosotis.knowledge.schema import DoseFloor
from myosotis.logic.values import Interval, Number, Truth, meet
from myosotis.patient.amounts import inverse, parse_amount, scaled
from myosotis.patient.dates import PartialDate, days_between, days_in_months
from myosotis.patient.doses import Dose, parse_dose
from myosotis.patient.model import Treatment
from myosotis.patient.units import unit_key

_LONGEST = {"day": 43800, "week": 6240, "month": 1440, "year": 120}


def reached(
    dose: Dose | None,
    floors: Iterable[DoseFloor],
    weight: Interval | None = None,
    equivalent: Interval | None = None,
) -> Truth:
    """Whether a dose reached any of the floors; unknown when that cannot be told.

    ``weight`` is in kg. ``equivalent`` is how much of the floor's drug a unit of this drug
    stands for. No dose, words instead of an amount, no floors: unknown.
    """
    answers = [_reached_one(dose, floor, weight, equivalent) for floor in floors]
    if Truth.YES in answers:
        return Truth.YES
    return Truth.NO if answers and all(answer is Truth.NO for answer in answers) else Truth.UNKNOWN


def equivalence(equivalent: Mapping[str, Decimal], name: str) -> Interval:
    """The factor of a drug name in a therapy's table of equivalents.

    1 without a table; anything the table allows when the name is that of the group.
    """
    if not equivalent:
        return Interval.exactly(1)
    if name in equivalent:
        return Interval.exactly(equivalent[name])
    factors = [Fraction(factor) for factor in equivalent.values()]
    return Interval(min(factors), max(factors))


@dataclass(frozen=True)
class Against:
    """What a dose comes to within the window of a floor, and the least that the floor asks for.

    ``by_weight``: the power of the body weight (in kg) with which ``given`` is still to be
    multiplied: 0, or 1 where it is per kilogram and the floor is not, or -1 the other way round.
    """

    given: Interval
    least: Fraction
    by_weight: int


def against(dose: Dose | None, floor: DoseFloor, equivalent: Interval | None) -> Against | None:
    """A dose beside a floor; None where they cannot be compared, whatever the weight is."""
    if dose is None or dose.each is None:
        return None
    needed = parse_dose(f"{floor.at_least:f} {floor.unit}")
    assert needed.each is not None
    given = _in_window(dose, needed.every)
    if given is None or dose.unit != needed.unit:
        return None
    by_weight = 0
    if dose.size != needed.size:
        if {dose.size, needed.size} != {"", "kg"}:
            return None
        by_weight = 1 if dose.size == "kg" else -1
    given = scaled(given, equivalent) if equivalent else given
    return Against(given, Fraction(needed.each.low), by_weight)


def _reached_one(
    dose: Dose | None, floor: DoseFloor, weight: Interval | None, equivalent: Interval | None
) -> Truth:
    found = against(dose, floor, equivalent)
    if found is None:
        return Truth.UNKNOWN
    given = found.given
    if found.by_weight:
        if weight is None or weight.low <= 0:
            return Truth.UNKNOWN
        given = scaled(given, weight if found.by_weight == 1 else inverse(weight))
    if given.low >= found.least:
        return Truth.YES
    above = given.high > found.least or (given.high == found.least and not given.high_open)
    return Truth.UNKNOWN if above else Truth.NO


def _in_window(dose: Dose, window: Interval | None) -> Interval | None:
    """The amount given within the floor's window; for a floor without one, in one course."""
    assert dose.each is not None
    if window is None:
        on_days_in_a_row = dose.every == Interval.exactly(1) and dose.times
        count = Fraction(dose.times or 1) if on_days_in_a_row else Fraction(1)
        return scaled(dose.each, Interval(count, count))
    if dose.every is None:
        return None
    often = scaled(window, inverse(dose.every))
    if dose.times is not None:
        times = Fraction(dose.times)
        often = Interval(min(often.low, times), min(often.high, times))
    return scaled(dose.each, often)


def weeks_of_treatment(treatment: Treatment, on: PartialDate) -> Interval:
    """The weeks for which a treatment was given up to ``on``.

    From the start to the end, or to ``on`` while it goes on. Where it is not known whether it
    still went on, anything up to that is possible. A stated duration narrows it.
    """
    stop = treatment.stop
    until_date = stop is not None and stop.known and not on.certainly_before(stop)
    days = days_between(treatment.start, stop if stop is not None and until_date else on)
    if not until_date and treatment.ongoing is not Truth.YES and not _stops_after(treatment, on):
        days = Interval(Fraction(0), days.high)
    weeks = scaled(days, Interval(Fraction(1, 7), Fraction(1, 7)))
    if treatment.duration is None:
        return weeks
    common = meet(weeks, treatment.duration)
    return common if isinstance(common, Interval) else treatment.duration


def _stops_after(treatment: Treatment, on: PartialDate) -> bool:
    return (
        treatment.stop is not None and treatment.stop.known and on.certainly_before(treatment.stop)
    )


def parse_weeks(raw: object, where: str = "") -> Interval:
    """A stated duration in weeks: "12 weeks", "at least 3 months", "2 to 3 years".

    Months and years count from their fewest to their most days. Raises InputError.
    """
    amount, unit = parse_amount(raw, where)
    key = unit_key(unit)
    if key not in ("day", "week", "month", "year"):
        raise InputError(
            f"'{raw}' is not a length of time; write for example '12 weeks' or '6 months'", where
        )
    if (amount.low < 0 and amount.low != -inf) or amount.high < 0:
        raise ImpossibleValueError(f"'{raw}' is shorter than no time", where)
    if inf != amount.high > _LONGEST[key]:
        raise ImpossibleValueError(f"'{raw}' is longer than a life", where)
    low = Fraction(0) if amount.low == -inf else amount.low
    return Interval(
        _weeks(low, key, 0), _weeks(amount.high, key, 1), amount.low_open, amount.high_open
    )


def _weeks(count: Number, unit: str, end: int) -> Number:
    if count == inf:
        return inf
    if unit in ("day", "week"):
        return count / (7 if unit == "day" else 1)
    months = Fraction(count) * (12 if unit == "year" else 1)
    whole = int(months)
    days = days_in_months(whole)[end] if whole else 0
    return Fraction(days + (months - whole) * (28, 31)[end]) / 7


def treated(treatment: Treatment, on: PartialDate) -> Truth:
    """Whether it had been taken at any time up to the last day of ``on``."""
    if not treatment.given or treatment.adherence == "no":
        return Truth.NO
    if treatment.start.known and treatment.start.latest > on.latest:
        return Truth.UNKNOWN if treatment.start.earliest <= on.latest else Truth.NO
    return Truth.YES


def on_treatment(treatment: Treatment, on: PartialDate) -> Truth:
    """Whether it was being taken on the last day of ``on``.

    Without an end it is unknown, unless the file says that it goes on. One that ended on an
    unknown date has ended.
    """
    started, stop = treated(treatment, on), treatment.stop
    if started is Truth.NO or (treatment.ongoing is Truth.NO and stop is None):
        return Truth.NO
    if stop is not None and (stop.latest <= on.latest or not stop.known):
        return Truth.NO
    still = treatment.ongoing is Truth.YES or (stop is not None and stop.earliest > on.latest)
    return started if still else Truth.UNKNOWN
