"""What the treatments of a record come to, for definitions of refractory disease to read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from math import inf

from myosotis.knowledge import normal_name
from myosotis.knowledge.schema import DoseFloor
from myosotis.logic import Interval, Number, Truth, Value
from myosotis.patient import equivalence, on_treatment, reached
from myosotis.review.treatments import FAILED, Judged
from myosotis.review.view import View


def facts_of(view: View, judged: Iterable[Judged], barred_counts: bool = False) -> dict[str, Value]:
    """Failures, intolerance, time and present use by class of drug, as bounds.

    A record without any treatment says nothing of any; one with some is taken as whole. With
    ``barred_counts`` a drug that was stopped for a contraindication counts as not tolerated.
    """

    def either(judged: Judged) -> Truth:
        return Truth.YES if barred_counts and judged.barred else _either(judged)

    rows = list(judged)
    steroid = _of_class(rows, "glucocorticoid")
    drugs: dict[str, list[Judged]] = {}
    for row in _of_class(rows, "immunosuppressant"):
        drugs.setdefault(row.therapy.id, []).append(row)
    unknown = _silent(rows)
    present = {id(row): on_treatment(row.treatment, view.snapshot.on) for row in rows}
    return {
        "glucocorticoid_failed": _some([j.failed for j in steroid], unknown),
        "glucocorticoid_intolerant": _some([j.intolerant for j in steroid], unknown),
        "glucocorticoid_failed_or_intolerant": _some([either(j) for j in steroid], unknown),
        "glucocorticoid_weeks": _weeks(view, [(j, Truth.YES) for j in steroid], unknown),
        "glucocorticoid_now": _some([present[id(j)] for j in steroid], unknown),
        "immunosuppressants_failed": _count(
            [_some([j.failed for j in each]) for each in drugs.values()], unknown
        ),
        "immunosuppressants_failed_or_intolerant": _count(
            [_some([either(j) for j in each]) for each in drugs.values()], unknown
        ),
        "immunosuppressants_now": _count(
            [_some([present[id(j)] for j in each]) for each in drugs.values()], unknown
        ),
    }


def weeks_at_dose(view: View, judged: Iterable[Judged], floor: DoseFloor) -> Interval:
    """The weeks on a glucocorticoid at a dose or above, as bounds."""
    rows = list(judged)
    doses = [(j, _at(view, j, floor)) for j in _of_class(rows, "glucocorticoid")]
    return _weeks(view, doses, _silent(rows))


def _at(view: View, judged: Judged, floor: DoseFloor) -> Truth:
    factor = equivalence(judged.therapy.equivalent, normal_name(judged.treatment.name))
    return reached(judged.treatment.dose, (floor,), view.patient.weight, factor)


def _of_class(rows: list[Judged], kind: str) -> list[Judged]:
    return [row for row in rows if row.therapy.counts_as == kind]


def _silent(rows: list[Judged]) -> bool:
    # Nothing recorded is not nothing given.
    return not any(row.treatment.given for row in rows)


def _weeks(view: View, rows: list[tuple[Judged, Truth]], unknown: bool) -> Interval:
    """From the time that certainly counts to all that may count, one course after the other."""
    if unknown:
        return Interval(Fraction(0))
    low = Fraction(0)
    high: Number = Fraction(0)
    certain: list[tuple[date, date]] = []
    for judged, counts in rows:
        taken = judged.treatment.adherence
        if not judged.treatment.given or taken == "no" or counts is Truth.NO:
            continue
        if counts is Truth.YES and taken != "partial":
            low = max(low, Fraction(judged.weeks.low))
            start, stop = _span(view, judged)
            # Where a shorter duration is stated than lies between the dates, no day is certain.
            if Fraction((stop - start).days, 7) <= judged.weeks.high:
                certain.append((start, stop))
        high = inf if judged.weeks.high == inf else high + Fraction(judged.weeks.high)
    return Interval(max(low, Fraction(_days(certain), 7)), high)


def _span(view: View, judged: Judged) -> tuple[date, date]:
    """From the first to the last day on which it was certainly given."""
    start, stop = judged.treatment.start, judged.treatment.stop
    if stop is not None and stop.known:
        return start.latest, stop.earliest
    still = judged.treatment.ongoing is Truth.YES and view.snapshot.on.known
    return start.latest, view.snapshot.on.earliest if still else start.latest


def _days(spans: list[tuple[date, date]]) -> int:
    """The days that the spans cover together; days that overlap count once."""
    total, reached_ = 0, date.min
    for start, stop in sorted(spans):
        first = max(start, reached_)
        total += max(0, (stop - first).days)
        reached_ = max(reached_, stop)
    return total


def _either(judged: Judged) -> Truth:
    both = [*FAILED, "intolerant"]
    return Truth.of(
        all(verdict in both for verdict in judged.possible),
        any(verdict in both for verdict in judged.possible),
    )


def _some(truths: list[Truth], unknown: bool = False) -> Truth:
    if Truth.YES in truths:
        return Truth.YES
    return Truth.UNKNOWN if unknown or Truth.UNKNOWN in truths else Truth.NO


def _count(truths: list[Truth], unknown: bool) -> Interval:
    low = sum(truth is Truth.YES for truth in truths)
    if unknown:
        return Interval(Fraction(low))
    high = sum(truth is not Truth.NO for truth in truths)
    return Interval(Fraction(low), Fraction(high))
