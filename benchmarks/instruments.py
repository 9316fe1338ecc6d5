"""Every classification set, and the response between two visits, over tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
from measuring import Line, median, milliseconds

from myosotis import knowledge, logic
from myosotis.logic import Program, table

ROWS = 1_000_000


def measure() -> Iterator[Line]:
    base = knowledge.load()
    hierarchy = logic.Hierarchy(base)
    sets = [logic.compile_criteria(c, hierarchy) for c in base.content.criteria if c.enabled]
    yield _all_sets(sets)
    response = logic.compile_criteria(base.criteria["total_improvement_score"], hierarchy)
    yield from _response(response)


def _all_sets(sets: list[Program]) -> Line:
    inputs = {name: item for program in sets for name, item in program.inputs.items()}
    columns: dict[str, pl.Series] = {}
    for seed, (name, item) in enumerate(inputs.items()):
        draw = _draw(seed)
        if item.type == "boolean":
            columns[f"{name}_low"], columns[f"{name}_high"] = draw < 25, draw < 60
        elif item.type == "number":
            low = (draw % 80).cast(pl.Float64)
            columns[f"{name}_low"], columns[f"{name}_high"] = low, low + (draw % 4)
        else:
            for place, label in enumerate(sorted(item.labels)):
                columns[f"{name}={label}"] = draw % len(item.labels) == place
    people = pl.DataFrame(columns).lazy()

    def run() -> None:
        for program in sets:
            table.tabulate(program, people).collect(engine="streaming")

    taken = median(run, 3)
    return Line(
        f"all {len(sets)} classification sets over 1 million rows, from the sets to the answers",
        milliseconds(taken),
        "under 3 s",
        taken < 3,
    )


def _response(program: Program) -> Iterator[Line]:
    visits = _visit_pairs()
    frame = visits.lazy()
    sheet = table.Sheet(frozenset(visits.columns))
    low, high = sheet.decimals(program.named["total"])
    asked = {"low": low, "high": high, **sheet.cases(program.cases)}
    prepared = sheet.prepared(frame)
    taken = median(lambda: prepared.select(**asked).collect(engine="streaming"), 5)
    yield Line(
        "total improvement score over 1 million pairs of visits: bounds and response",
        milliseconds(taken),
        "under 1 s",
        taken < 1,
    )
    every = table.tabulate(program, frame)
    whole = median(lambda: every.collect(engine="streaming"), 5)
    yield Line(
        "the same with every measure's change and points, and the flags", milliseconds(whole)
    )
    floats = median(lambda: visits.lazy().select(_by_hand()).collect(engine="streaming"), 5)
    yield Line(
        "the total alone in binary floats, by hand: no unknowns, and wrong at the cut-offs",
        milliseconds(floats),
        f"{taken / floats:.1f} times faster",
    )


def _draw(seed: int) -> pl.Series:
    return pl.select(pl.int_range(ROWS, dtype=pl.UInt32).hash(seed) % 100).to_series()


def _visit_pairs() -> pl.DataFrame:
    """Made-up pairs of visits, each measure recorded; creatine kinase beside its limit."""
    columns: dict[str, Any] = {}
    for number, visit in enumerate(("baseline", "followup")):
        draws = [_draw(10 * number + place) for place in range(6)]
        columns |= {
            f"{visit}.physician_global_activity": draws[0] / 10,
            f"{visit}.patient_global_activity": draws[1] / 10,
            f"{visit}.extramuscular_global_activity": draws[2] / 10,
            f"{visit}.strength": (40 + draws[3] % 41).cast(pl.Float64),
            f"{visit}.haq_di": (draws[4] % 25) / 8,
            f"{visit}.enzyme.ck": (draws[5] * 37).cast(pl.Float64),
        }
    frame = pl.DataFrame(columns)
    return frame.with_columns(
        pl.lit(80.0).alias("strength_max"),
        pl.lit(True).alias("population=adult"),
        pl.lit(False).alias("population=juvenile"),
        *(pl.lit(170.0).alias(f"{visit}.enzyme.ck.uln") for visit in ("baseline", "followup")),
    )


def _by_hand() -> pl.Expr:
    """The total as one would write it first; the bands are those of the knowledge file."""
    base = knowledge.load().criteria["total_improvement_score"]
    (points,) = (each for each in base.points if each.name == "total")
    bands = {row.name: row.bands for row in points.rows}

    def scored(row: str, change: pl.Expr) -> pl.Expr:
        result = pl.lit(0.0)
        for band in bands[row]:
            edge = float(band.above) if band.above is not None else float("-inf")
            result = pl.when(change > edge).then(float(band.points[0] or 0)).otherwise(result)
        return result

    def fall(name: str, span: float) -> pl.Expr:
        return (pl.col(f"baseline.{name}") - pl.col(f"followup.{name}")) / span * 100

    kinase = [
        pl.col(f"{v}.enzyme.ck") / pl.col(f"{v}.enzyme.ck.uln") for v in ("baseline", "followup")
    ]
    parts = {
        "physician_global_activity_points": fall("physician_global_activity", 10),
        "patient_global_activity_points": fall("patient_global_activity", 10),
        "extramuscular_points": fall("extramuscular_global_activity", 10),
        "strength_points": -fall("strength", 1) / pl.col("strength_max"),
        "function_points": fall("haq_di", 3),
        "enzyme_points": (kinase[0] - kinase[1]) / 15 * 100,
    }
    return pl.sum_horizontal([scored(row, change) for row, change in parts.items()])
