"""The visits of many patients, equal to those of `myosotis.review.visits` one by one.

Days are grouped in `clusters`. What needs more than that, a month that holds a day of the same
patient, goes through the code of one patient.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import nan

import numpy as np
import polars as pl

from myosotis.knowledge import KnowledgeBase
from myosotis.logic.values import Interval
from myosotis.patient import Codes, Fact, PartialDate, Patient, on_scale
from myosotis.review.tables.clusters import Days, Ints, Mask, entangled, main_days, visit_of_days
from myosotis.review.tables.exact import Floats, floats_of, in_millionths
from myosotis.review.tables.measured import Measurable, Visits
from myosotis.review.tables.recorded import EPOCH, known_to_a_month, recorded_patients
from myosotis.review.visits import Visit, visits_of


def relevant_facts(base: KnowledgeBase, facts: pl.DataFrame, patients: pl.Series) -> pl.DataFrame:
    """The facts that can stand at a visit, with the place of their patient as ``who``.

    Sorted by patient and date. Other patients are left out, and what says nothing or has no date
    that is known well enough.
    """
    codes = Codes.of(base)
    wanted = [codes.place[name] for name in Measurable.of(base).row]
    said = ~((pl.col("low") == -pl.lit(np.inf)) & (pl.col("high") == np.inf))
    index = pl.DataFrame({"patient": patients, "who": pl.int_range(len(patients), eager=True)})
    found = facts.filter(pl.col("finding").is_in(wanted) & said)
    earliest, latest = (found[name].to_numpy().astype(np.int64) for name in ("earliest", "latest"))
    dated = known_to_a_month(earliest, latest)
    if base.course.visit.known_to == "day":
        dated &= earliest == latest
    if not dated.all():
        found = found.filter(pl.Series(dated))
    found = found.join(index, on="patient", maintain_order="left")
    key = found.select(
        (pl.col("who") * 2**23 + pl.col("earliest").cast(pl.Int64) + 2**22) * 2
        + (pl.col("latest") > pl.col("earliest"))
    ).to_series()
    return found if key.is_sorted() else found[key.arg_sort()]


def visits_table(base: KnowledgeBase, facts: pl.DataFrame) -> Visits:
    """The visits of `relevant_facts`."""
    findings = Codes.of(base).findings
    recorded = frozenset(findings[place] for place in facts["finding"].unique())
    return _visits(base, Measurable.of(base, recorded), facts)


def _visits(base: KnowledgeBase, measurable: Measurable, facts: pl.DataFrame) -> Visits:
    who, earliest, latest = (
        facts[name].to_numpy().astype(np.int64) for name in ("who", "earliest", "latest")
    )
    begins = np.ones(who.size, np.bool_)
    begins[1:] = (np.diff(who) != 0) | (np.diff(earliest) != 0) | (np.diff(latest) != 0)
    places = np.flatnonzero(begins)
    finding = _rows(base, measurable)[facts["finding"].to_numpy()]
    days = Days(
        who[places],
        earliest[places],
        latest[places],
        np.diff(np.append(places, who.size)),
        np.logical_or.reduceat(_alone(base, measurable)[finding], places)
        if places.size
        else np.zeros(0, np.bool_),
    )
    hard = entangled(days)
    if not hard.size:
        return _grouped(base, measurable, facts, finding, days, np.cumsum(begins) - 1)
    is_hard = np.isin(who, hard)
    easy = facts.filter(pl.Series(~is_hard))
    one_by_one = facts.filter(pl.Series(is_hard))
    found = _visits(base, measurable, easy)
    return found.followed_by(_one_by_one(base, measurable, one_by_one))


def _rows(base: KnowledgeBase, measurable: Measurable) -> Ints:
    """The row of each finding of the vocabulary; -1 for none."""
    codes = Codes.of(base)
    found = np.full(len(codes.findings), -1, np.int64)
    for name, row in measurable.row.items():
        found[codes.place[name]] = row
    return found


def _alone(base: KnowledgeBase, measurable: Measurable) -> Mask:
    """For each row whether it makes a visit by itself."""
    joining = {name for each in base.course.measures if not each.alone for name in each.inputs}
    inputs = [measurable.names[name] not in joining for name in measurable.inputs]
    return np.array([*inputs, *(True for _ in measurable.tests)])


# -- visits that are days near one another ---------------------------------------------------------


def _grouped(
    base: KnowledgeBase,
    measurable: Measurable,
    facts: pl.DataFrame,
    finding: Ints,
    days: Days,
    day_of_fact: Ints,
) -> Visits:
    visit_of_day, count = visit_of_days(days, base.course.visit.days)
    main = main_days(days, visit_of_day, count)
    found = Visits.empty(measurable, count)
    found.patient[:], found.earliest[:], found.latest[:] = (
        days.patient[main],
        days.first[main],
        days.last[main],
    )
    visit = visit_of_day[day_of_fact]
    low, high = (facts[name].to_numpy().copy() for name in ("low", "high"))
    scale = _on_their_scales(base, measurable, facts, finding, low, high)
    tests = finding >= len(measurable.inputs)
    used = (visit >= 0) & ~(tests & np.isnan(scale))
    if not used.all():
        visit, low, high, scale = visit[used], low[used], high[used], scale[used]
        finding, day_of_fact = finding[used], day_of_fact[used]
    cell = finding * count + visit
    many = _several(cell, found.low.size)
    found.low.ravel()[cell], found.high.ravel()[cell] = low, high
    strength = finding >= len(measurable.inputs)
    test = cell[strength] - len(measurable.inputs) * count
    found.scale.ravel()[test] = scale[strength]
    if many.any():
        two = many & strength
        other = scale[two] != found.scale.ravel()[cell[two] - len(measurable.inputs) * count]
        found.several[visit[two][other]] = True
        distance = np.abs(days.first[day_of_fact[many]] - found.earliest[visit[many]])
        _of_several(found, cell[many], distance, low[many], high[many])
    return found


def _several(cell: Ints, cells: int) -> Mask:
    """Which of some numbers stand there more than once."""
    places = np.arange(cell.size, dtype=np.int32)
    holder = np.empty(cells, np.int32)
    holder[cell] = places
    repeated: Mask = holder[cell] != places
    if not repeated.any():
        return repeated
    several = np.zeros(cells, np.bool_)
    several[cell[repeated]] = True
    found: Mask = several[cell]
    return found


def _of_several(found: Visits, cell: Ints, distance: Ints, low: Floats, high: Floats) -> None:
    """The value nearest to the date of the visit; what several of one date leave possible."""
    order = np.lexsort((distance, cell))
    cell, distance, low, high = cell[order], distance[order], low[order], high[order]
    begins = np.flatnonzero(np.append(True, np.diff(cell) != 0))
    sizes = np.diff(np.append(begins, cell.size))
    nearest = distance == np.repeat(distance[begins], sizes)
    cell, low, high = cell[nearest], low[nearest], high[nearest]
    begins = np.flatnonzero(np.append(True, np.diff(cell) != 0))
    least, most = np.maximum.reduceat(low, begins), np.minimum.reduceat(high, begins)
    apart = least > most
    least[apart] = np.minimum.reduceat(low, begins)[apart]
    most[apart] = np.maximum.reduceat(high, begins)[apart]
    found.low.ravel()[cell[begins]], found.high.ravel()[cell[begins]] = least, most


def _on_their_scales(
    base: KnowledgeBase,
    measurable: Measurable,
    facts: pl.DataFrame,
    finding: Ints,
    low: Floats,
    high: Floats,
) -> Floats:
    """The greatest score of the scale of each strength test; its bounds are put on that scale."""
    scale = np.full(finding.size, nan)
    unit = facts["unit"].to_numpy()
    for name in measurable.tests:
        about = base.findings[name]
        for code, spelling in enumerate((about.unit, *(other.unit for other in about.units))):
            probe = Fact("", name, Interval.exactly(1), PartialDate(), "", unit=spelling or "")
            read = on_scale(about, probe)
            here = np.flatnonzero((finding == measurable.row[name]) & (unit == code))
            if read is None or not here.size:
                continue
            scale[here] = float(read[1])
            if read[0].low != 1:
                low[here], high[here] = _converted(low[here], high[here], float(read[0].low))
    return scale


def _converted(low: Floats, high: Floats, factor: float) -> tuple[Floats, Floats]:
    """Bounds on another scale; an end that is not included is again the next float inside."""
    found: list[Floats] = []
    for end, inward in ((low, np.inf), (high, -np.inf)):
        exact = end * factor
        short = np.where(np.isfinite(exact), in_millionths(exact), 0)
        near = np.abs(exact - short) <= 4 * np.spacing(np.abs(short))
        exact = np.where(near, short, exact)
        is_open = (low < high) & np.isfinite(end) & (end != in_millionths(end))
        found.append(np.where(is_open, np.nextafter(exact, inward), exact))
    return found[0], found[1]


# -- visits of one patient -------------------------------------------------------------------------


def _one_by_one(base: KnowledgeBase, measurable: Measurable, facts: pl.DataFrame) -> Visits:
    people = recorded_patients(base, facts, "who")
    return visits_in_columns(
        measurable,
        [
            (int(str(who)), visit)
            for who, patient in people.items()
            for visit in course(base, patient)
        ],
    )


def course(base: KnowledgeBase, patient: Patient) -> tuple[Visit, ...]:
    """The visits of one patient."""
    return visits_of(base, patient).visits


def visits_in_columns(measurable: Measurable, visits: Sequence[tuple[int, Visit]]) -> Visits:
    """Visits of one patient after the other, as a table."""
    found = Visits.empty(measurable, len(visits))
    for place, (who, visit) in enumerate(visits):
        found.patient[place] = who
        found.earliest[place] = (visit.on.earliest - EPOCH).days
        found.latest[place] = (visit.on.latest - EPOCH).days
        for measured in visit.measured:
            row = measurable.row[measured.finding.id]
            if measured.scale is not None:
                test = row - len(measurable.inputs)
                found.several[place] |= not np.isnan(found.scale[test, place])
                found.scale[test, place] = float(measured.scale)
            assert isinstance(measured.value, Interval)
            found.low[row, place], found.high[row, place] = floats_of(measured.value)
    return found
