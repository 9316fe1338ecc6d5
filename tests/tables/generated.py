"""Random patients as the three tables: vague, repeated and contradicting facts, and missing ones.

Half of what is recorded of a patient concentrates on a few rules, so that rules hold and fail.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from myosotis.patient import day
from tests.generative.treatment_records import adequate, random_treatment
from tests.tables.spellings import BASE, COLUMNS, Spellings, entry, spellings

Ints = npt.NDArray[np.int64]
Texts = npt.NDArray[np.str_]

FIRST, LAST = day(date(2015, 1, 1)), day(date(2022, 6, 30))
"""The first visit of a patient lies between these days."""
VISITS = 5
FOCUSED = 3
"""So many rules, or sets, or measures, of which a patient has many facts."""
OFFSETS = (0, 0, 0, 0, 10, 30, -30, 200, 900, -400)
"""Days from a visit to the date that is asked for."""
BOOLEAN = np.array([finding.kind == "boolean" for finding in BASE.findings.values()])
TREATMENT = (
    "therapy", "dose", "route", "from", "to", "duration", "courses", "stopped", "response",
    "adherence", "not_given", "on",
)  # fmt: skip
WEIGHTS = ("70 kg", "60 to 75 kg", "over 60 kg", "under 70 kg", "85.7 kg", "42 kg", "unknown")
AGES = ("45", "38", "9", "16", "30s", "60s", "40 to 49", "over 60", "under 18", "18", "unknown")


@dataclass(frozen=True)
class Generated:
    """The tables, and the date to ask for each patient."""

    patients: pl.DataFrame
    observations: pl.DataFrame
    treatments: pl.DataFrame
    on: pl.DataFrame

    @property
    def tables(self) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        return self.patients, self.observations, self.treatments


def generated(seed: int, count: int) -> Generated:
    """Patients 1 to ``count``; the same seed makes the same."""
    random = np.random.default_rng([seed, 7])
    gaps = random.choice([1, 10, 40, 90, 300], (count, VISITS))
    gaps[:, 0] = random.integers(FIRST, LAST, count)
    visits = gaps.cumsum(axis=1)
    visits[:, 1:][random.random((count, VISITS - 1)) < 0.4] = 0
    visits = np.maximum.accumulate(visits, axis=1)
    asked = visits[np.arange(count), random.integers(0, VISITS, count)]
    asked = asked + random.choice(OFFSETS, count)
    names = np.arange(1, count + 1)
    return Generated(
        _patients(Random(seed), random, visits[:, 0]),
        _observations(random, visits),
        _treatments(Random(seed + 1), count),
        pl.DataFrame({"patient": names, "on": asked.astype(np.int32)}).with_columns(
            pl.col("on").cast(pl.Date)
        ),
    )


# -- observations ----------------------------------------------------------------------------------


def _observations(random: np.random.Generator, visits: Ints) -> pl.DataFrame:
    ways = spellings()
    count = len(visits)
    few, many = random.integers(0, 16, count), random.integers(15, 70, count)
    facts = np.where(random.random(count) < 0.6, few, many)
    who = np.repeat(np.arange(count), facts)
    finding = _findings(random, ways, who, count)
    cells = _cells(random, ways, finding, who, count)
    visit = visits[who, random.integers(0, VISITS, len(who))]
    until = visit + random.integers(-20, 500, len(who))
    frame = ways.cells[cells].with_columns(
        patient=pl.Series(who + 1),
        on=_dates(random, visit, (0.65, 0.12, 0.08, 0.07)),
        until=_dates(random, until, (0.02, 0.01, 0.005, 0.005)),
        site=_chosen(random, ("thigh", "left arm", "Thigh"), len(who), 0.08),
    )
    again = frame.filter(pl.Series(random.random(len(who)) < 0.02))
    found = pl.concat([frame, again]).select("patient", *COLUMNS, "on", "until", "site")
    return found.sample(fraction=1.0, shuffle=True, seed=int(random.integers(2**31)))


def _findings(random: np.random.Generator, ways: Spellings, who: Ints, count: int) -> Ints:
    """The finding of each row: mostly one of those that a rule of the patient reads."""
    lengths = np.array([len(group) for group in ways.groups])
    starts = np.concatenate([[0], lengths.cumsum()[:-1]])
    members = np.concatenate(ways.groups)
    every = random.integers(0, len(ways.groups), (count, FOCUSED))
    usual = random.integers(0, ways.common, (count, FOCUSED))
    focus = np.where(random.random((count, FOCUSED)) < 0.6, usual, every)
    alone = random.random(count) < 0.4
    focus[alone] = focus[alone, :1]
    group = focus[who, random.integers(0, FOCUSED, len(who))]
    place = (random.random(len(who)) * lengths[group]).astype(np.int64)
    anything = random.integers(0, len(ways.names), len(who))
    return np.where(random.random(len(who)) < 0.8, members[starts[group] + place], anything)


def _cells(
    random: np.random.Generator, ways: Spellings, finding: Ints, who: Ints, count: int
) -> Ints:
    """How each row says it; of some patients most is said to be so, of others most not."""
    place = (random.random(len(who)) * ways.count[finding]).astype(np.int64)
    tilt = random.choice([0.1, 0.3, 0.5, 0.8], count)[who]
    # What is so of a patient mostly stays so, or nothing would ever be settled.
    mixed = (who * 1_000_003 + finding * 7_919 + int(random.integers(2**31))) * 2_654_435_761
    yes = (mixed % 2**32 / 2**32 < tilt) ^ (random.random(len(who)) < 0.06)
    plainly = np.where(yes, 0, 5)
    plain = BOOLEAN[finding] & (random.random(len(who)) < 0.75)
    return ways.first[finding] + np.where(plain, plainly, place)


def _dates(
    random: np.random.Generator, days: Ints, shares: tuple[float, float, float, float]
) -> pl.Series:
    """Days as text: a day, a month, a year, unknown, else nothing."""
    text = pl.Series(days.astype(np.int32)).cast(pl.Date).cast(pl.String)
    edges = np.cumsum(shares)
    kind = np.searchsorted(edges, random.random(len(days)), side="right")
    frame = pl.DataFrame({"text": text, "kind": kind})
    written = (
        pl.when(pl.col("kind") == 0).then("text")
        .when(pl.col("kind") == 1).then(pl.col("text").str.slice(0, 7))
        .when(pl.col("kind") == 2).then(pl.col("text").str.slice(0, 4))
        .when(pl.col("kind") == 3).then(pl.lit("unknown"))
    )  # fmt: skip
    return frame.select(written).to_series()


def _chosen(
    random: np.random.Generator, words: Iterable[str], count: int, share: float
) -> pl.Series:
    picked = pl.Series(random.choice([*words], count))
    return pl.select(pl.when(pl.Series(random.random(count) < share)).then(picked)).to_series()


# -- patients and treatments -----------------------------------------------------------------------


def _patients(random: Random, numbers: np.random.Generator, first: Ints) -> pl.DataFrame:
    count = len(first)
    labels = [word for words in BASE.diagnosis.labels.values() for word in words]
    diagnoses = (*labels, "Polymyositis with rash", "polymyositis-like illness", "unclear")
    ages = numbers.integers(1, 85, count)
    born = _dates(numbers, first - ages * 365, (0.3, 0.1, 0.15, 0.05))
    onset = _dates(numbers, first - numbers.integers(0, 3000, count), (0.2, 0.1, 0.1, 0.02))
    diagnosed = _dates(numbers, first + numbers.integers(-200, 300, count), (0.1, 0.1, 0.1, 0.02))
    presented = _dates(numbers, first, (0.2, 0.1, 0.1, 0.02))
    rows = [
        {
            "patient": number + 1,
            "sex": random.choice(["female", "male", "f", "unknown", None]),
            "born": born[number],
            "age": random.choice(AGES) if born[number] is None and random.random() < 0.6 else None,
            "presented": presented[number],
            "age_at_onset": random.choice(AGES) if random.random() < 0.2 else None,
            "onset": onset[number],
            "diagnosed": diagnosed[number],
            "weight": random.choice(WEIGHTS) if random.random() < 0.7 else None,
            "diagnosis": random.choice(diagnoses) if random.random() < 0.7 else None,
        }
        for number in range(count)
        if random.random() < 0.95
    ]
    texts = ("sex", "born", "age", "presented", "age_at_onset", "onset", "diagnosed", "weight")
    schema = {"patient": pl.Int64, **dict.fromkeys((*texts, "diagnosis"), pl.String)}
    return pl.DataFrame(rows, schema)


def _treatments(random: Random, count: int) -> pl.DataFrame:
    rows = []
    for number in range(count):
        given = [random_treatment(random) for _ in range(random.choice([0, 0, 1, 1, 2, 4]))]
        if random.random() < 0.35:
            given.append(adequate(random, "prednisolone", "80 mg/day"))
            given.append(adequate(random, "methotrexate", "20 mg/week"))
            random.shuffle(given)
        rows += [{"patient": number + 1, **{k: _text(v) for k, v in one.items()}} for one in given]
    return pl.DataFrame(rows, {"patient": pl.Int64, **dict.fromkeys(TREATMENT, pl.String)})


def _text(raw: Any) -> str | None:
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    return None if raw is None else str(raw)


# -- the same patients as files --------------------------------------------------------------------


@dataclass
class File:
    """One patient as a patient file, and the rows of its entries and treatments."""

    said: dict[str, Any]
    observed: list[int] = field(default_factory=list)
    treated: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, number: int) -> File:
        return cls({"id": str(number), "history": [], "treatments": []})


def files(made: Generated, rejects: pl.DataFrame) -> dict[int, File]:
    """Each patient as a patient file, without the rows and the fields that were rejected."""
    out = {
        (row["table"], row["row"], row["field"] if row["table"] == "patients" else None)
        for row in rejects.iter_rows(named=True)
    }
    found: dict[int, File] = {}
    for row, person in enumerate(made.patients.iter_rows(named=True), 1):
        number = person.pop("patient")
        said = {
            name: value
            for name, value in person.items()
            if value is not None and ("patients", row, name) not in out
        }
        found[number] = File.of(number)
        found[number].said |= said
    for row, cells in enumerate(made.observations.iter_rows(named=True), 1):
        if ("observations", row, None) not in out:
            one = found.setdefault(cells["patient"], File.of(cells["patient"]))
            one.said["history"].append(entry(cells))
            one.observed.append(row)
    for row, cells in enumerate(made.treatments.iter_rows(named=True), 1):
        number = cells.pop("patient")
        given = {name: value for name, value in cells.items() if value is not None}
        if "courses" in given:
            given["courses"] = int(given["courses"])
        if ("treatments", row, None) not in out:
            one = found.setdefault(number, File.of(number))
            one.said["treatments"].append(given)
            one.treated.append(row)
    return found
