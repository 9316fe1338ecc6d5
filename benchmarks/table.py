"""A table: bounds of the 2017 EULAR/ACR score and verdict, against the same written by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import polars as pl
from measuring import Line, median

from myosotis import knowledge, logic
from myosotis.logic import table as tables

TARGET = 50e6
SAMPLE = 20_000
"""Rows for plain Python; its speed does not depend on their number."""

LAYOUT = """\
How the table is laid out, and why it is fast: each finding is a pair of boolean columns without
nulls (`<id>_low` certainly yes, `<id>_high` possibly yes), the age a pair of floats; the frame is
lazy and collected with the streaming engine, so that a batch of rows stays in the cache. A row of
points is a choice between two 8-bit constants by one bit, and sums widen only where they must. The
two columns of the score are each summed once; everything that asks for a sum shares it. "By hand"
is the same sum of points with the same bounds, written as one would write it (truth times points,
and a choice by the biopsy), and once more with the choice between constants that the generated
expressions use."""


def measure(rows: int) -> Iterator[Line]:
    program = logic.compile_criteria(
        knowledge.load().criteria["eular_acr_2017"], logic.Hierarchy(knowledge.load())
    )
    data = people(program, rows)
    names = frozenset(data.columns)
    low, high, scale = tables.bounds(program.named["score"], names)
    assert scale == 10
    score = {"low": low, "high": high}
    verdict = tables.case_possibilities(program.cases, names)
    by_hand, one_by_one = hand_written(program, times_points), plain_python(program)
    tuned = hand_written(program, chosen_points)
    sample = data.head(SAMPLE)
    persons = sample.to_dicts()
    assert (
        sample.select(**score).rows()
        == sample.select(**by_hand).rows()
        == sample.select(**tuned).rows()
        == [one_by_one(person) for person in persons]
    ), "the three ways give different results"

    where = f"EULAR/ACR over {rows / 1e6:g} million rows"
    ours = rows / median(lambda: _collect(data, score), 7)
    hand = rows / median(lambda: _collect(data, by_hand), 7)
    best = rows / median(lambda: _collect(data, tuned), 7)
    both = rows / median(lambda: _collect(data, {**score, **verdict}), 7)
    python = len(persons) / median(lambda: [one_by_one(person) for person in persons], 3)
    yield Line(
        f"{where}: bounds of the score", _speed(ours), "50 million patients/s", ours >= TARGET
    )
    yield Line("the same written by hand in Polars", _speed(hand), f"{hand / ours:.2f} of ours")
    yield Line(
        "the same by hand, with choices between constants",
        _speed(best),
        f"{best / ours:.2f} of ours",
    )
    yield Line(
        f"the same in plain Python ({SAMPLE:,} rows, scaled)", _speed(python),
        f"{python / ours:.4f} of ours",
    )  # fmt: skip
    yield Line(f"{where}: bounds of the score and the verdicts still possible", _speed(both))
    eager = rows / median(lambda: data.select(**score), 5)
    yield Line(f"{where}: bounds of the score, without the streaming engine", _speed(eager))


def _collect(data: pl.DataFrame, columns: dict[str, pl.Expr]) -> pl.DataFrame:
    return data.lazy().select(**columns).collect(engine="streaming")


def _speed(patients_per_second: float) -> str:
    millions = patients_per_second / 1e6
    return (
        f"{millions:.0f} million patients/s"
        if millions >= 10
        else (f"{millions:.2f} million patients/s")
    )


def people(program: logic.Program, rows: int) -> pl.DataFrame:
    """Made-up patients: each finding yes, no or unknown, each age known or within three years."""
    columns: dict[str, pl.Series] = {}
    for seed, (name, item) in enumerate(program.inputs.items()):
        draw = pl.select(pl.int_range(rows, dtype=pl.UInt32).hash(seed) % 100).to_series()
        if item.type == "boolean":
            columns[f"{name}_low"], columns[f"{name}_high"] = draw < 25, draw < 60
        else:
            low = (draw % 80).cast(pl.Float64)
            columns[f"{name}_low"], columns[f"{name}_high"] = low, low + (draw % 4)
    return pl.DataFrame(columns)


# -- the same by hand ---------------------------------------------------------------------------
# The points are taken from the knowledge file, so that there is one place where they stand.


Items = list[tuple[str, tuple[int, int | None]]]


def _points(program: logic.Program) -> Items:
    """Each item's name, and its tenths with and without biopsy."""
    (points,) = program.criteria.points
    return [
        (
            row.if_,
            (_tenths(row.points[0]), None if row.points[1] is None else _tenths(row.points[1])),
        )
        for row in points.rows
        if row.if_ and row.points
    ]


def _bands(program: logic.Program) -> list[tuple[float, tuple[int, int]]]:
    """Where each age band begins, and its tenths with and without biopsy."""
    (points,) = program.criteria.points
    return [
        (float(band.from_), (_tenths(band.points[0]), _tenths(band.points[1])))
        for row in points.rows
        for band in row.bands
    ]


def _tenths(points: Decimal | None) -> int:
    return int((points or 0) * 10)


def times_points(truth: pl.Expr, tenths: int) -> pl.Expr:
    """Truth as 0 or 1, times points: what one writes first."""
    return truth.cast(pl.Int32) * tenths


def chosen_points(truth: pl.Expr, tenths: int) -> pl.Expr:
    """The points or nothing."""
    return pl.when(truth).then(pl.lit(tenths, pl.Int16)).otherwise(pl.lit(0, pl.Int16))


def hand_written(
    program: logic.Program, points: Callable[[pl.Expr, int], pl.Expr]
) -> dict[str, pl.Expr]:
    """Low and high in Polars, as one would write them."""
    items, ((adult, first), (older, second)) = _points(program), _bands(program)

    def total(end: str, column: int) -> pl.Expr:
        age = pl.col(f"age_at_onset_{end}")
        found = points(age >= adult, first[column])
        found = found + points(age >= older, second[column] - first[column])
        for name, tenths in items:
            if (weight := tenths[column]) is not None:
                found = found + points(pl.col(f"{name}_{end}"), weight)
        return found

    def choose(end: str, both: Callable[..., pl.Expr]) -> pl.Expr:
        with_, without = total(end, 0), total(end, 1)
        surely, maybe = pl.col("muscle_biopsy_done_low"), pl.col("muscle_biopsy_done_high")
        return pl.when(surely).then(with_).when(maybe).then(both(with_, without)).otherwise(without)

    return {"low": choose("low", pl.min_horizontal), "high": choose("high", pl.max_horizontal)}


def plain_python(program: logic.Program) -> Callable[[dict[str, Any]], tuple[int, int]]:
    """The same for one row at a time."""
    items, ((adult, first), (older, second)) = _points(program), _bands(program)
    columns = [[(name, tenths[column] or 0) for name, tenths in items] for column in (0, 1)]

    def total(person: dict[str, Any], end: str, column: int) -> int:
        age = person[f"age_at_onset_{end}"]
        found = second[column] if age >= older else first[column] if age >= adult else 0
        for name, tenths in columns[column]:
            if person[f"{name}_{end}"]:
                found += tenths
        return found

    def bounds(person: dict[str, Any]) -> tuple[int, int]:
        used = []
        if person["muscle_biopsy_done_high"]:
            used.append(0)
        if not person["muscle_biopsy_done_low"]:
            used.append(1)
        return (
            min(total(person, "low", column) for column in used),
            max(total(person, "high", column) for column in used),
        )

    return bounds
