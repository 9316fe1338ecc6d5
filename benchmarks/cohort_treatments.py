"""Treatments over tables: reading, judging, what they come to, and question 0."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from measuring import Line, median

from myosotis import knowledge
from myosotis.patient.coded_treatments import code_treatments
from myosotis.review.tables.failures import extras
from myosotis.review.tables.resistance import resistance_rows
from myosotis.review.tables.treatments import at_visits, judge_rows

TARGET = 2e6
PER_PATIENT = 4


def measure(rows: int = 1_000_000) -> Iterator[Line]:
    """``rows`` treatments of a quarter as many patients, each with one visit."""
    base = knowledge.load()
    table = treatments(rows)
    visits = people(rows // PER_PATIENT)
    coded, rejects, _ = code_treatments(table, base)
    assert rejects.height < rows / 100
    given = at_visits(coded, visits)
    judged = judge_rows(base, coded, given, visits)
    found = extras(base, coded, given, judged, visits)
    speed = rows / median(lambda: judge_rows(base, coded, given, visits), 5)
    of = f"{rows / 1e6:g} million treatments"
    yield Line(f"{of}, judged", _speed(speed), "2 million/s", speed >= TARGET)
    for what, action in (
        ("read into codes", lambda: code_treatments(table, base)),
        ("joined to the visits of their patients", lambda: at_visits(coded, visits)),
        ("what they come to on each visit", lambda: extras(base, coded, given, judged, visits)),
        ("question 0 with each definition", lambda: resistance_rows(base, judged, found)),
    ):
        yield Line(f"{of}, {what}", _speed(rows / median(action, 3)))


def _speed(rows_per_second: float) -> str:
    return f"{rows_per_second / 1e6:.2f} million/s"


def people(count: int) -> pl.DataFrame:
    """Visits late enough for most treatments to have begun, two thirds with a body weight."""
    random = np.random.default_rng(2)
    weight = random.normal(75, 15, count).round(1)
    known = random.random(count) < 2 / 3
    weights = pl.Series(np.where(known, weight, np.nan)).fill_nan(None)
    return pl.DataFrame(
        {
            "patient": np.arange(count),
            "on": random.integers(18_000, 20_000, count).astype(np.int32),
            "weight_low": weights,
            "weight_high": weights,
        }
    )


def treatments(rows: int) -> pl.DataFrame:
    """Treatments as a registry holds them: few drugs in few doses, days, half of them ended."""
    random = np.random.default_rng(1)
    drugs = {
        "prednisolone": ["60 mg/day", "40 mg/day", "1 mg/kg/day", "0.5 mg/kg/day", "10 mg/day"],
        "methotrexate": ["15 mg/week", "20 mg/week", "25 mg/week", "10 mg/week"],
        "azathioprine": ["100 mg/day", "150 mg/day", "2 mg/kg/day", "50 mg/day"],
        "mycophenolate mofetil": ["2 g/day", "1 g twice daily", "1.5 g/day"],
        "ivig": ["2 g/kg every 4 weeks", "1 g/kg every 4 weeks"],
        "rituximab": ["1 g x2", "375 mg/m2 x4"],
    }
    pairs = [(drug, dose) for drug, doses in drugs.items() for dose in [*doses, None]]
    chosen = random.integers(0, len(pairs), rows)
    start = random.integers(14_000, 19_500, rows)
    end = np.minimum(start + random.integers(10, 900, rows), 20_200)
    ended = random.random(rows) < 0.5

    def word(words: list[str | None]) -> pl.Series:
        return pl.Series(words).gather(random.integers(0, len(words), rows))

    days = pl.DataFrame({"from": start, "end": end}).select(pl.all().cast(pl.Int32).cast(pl.Date))
    stopped = word(["inefficacy", "relapse", "nausea", "remission", None, "completed", "pregnancy"])
    return pl.DataFrame(
        {
            "patient": np.arange(rows) // PER_PATIENT,
            "row": np.arange(1, rows + 1),
            "therapy": pl.Series([drug for drug, _ in pairs]).gather(chosen),
            "dose": pl.Series([dose for _, dose in pairs]).gather(chosen),
            "from": days["from"].cast(pl.String),
            "to": pl.DataFrame({"end": days["end"].cast(pl.String), "ended": ended}).select(
                pl.when("ended").then("end").otherwise(pl.lit("ongoing"))
            )["end"],
            "stopped": pl.DataFrame({"word": stopped, "ended": ended}).select(
                pl.when("ended").then("word")
            )["word"],
            "response": word(["none", "partial", "good", None, None, "flare"]),
            "adherence": word(["yes", "yes", None, "no", "partial"]),
            "courses": pl.Series([3, 6, None]).gather(random.integers(0, 3, rows)),
            "duration": word([None] * 9 + ["12 weeks"])
            .to_frame("d")
            .select(pl.when(~pl.Series(ended)).then("d"))["d"],
        }
    )


if __name__ == "__main__":
    for line in measure():
        print(f"{line.what}: {line.measured} {line.verdict}")
