"""Random patients as the three tables: vague, repeated and contradicting facts, and missing ones.

Half of what is recorded of a patient concentrates on a few rules, so that rules hold and fail.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from myosotis import cohort, read_patient
from myosotis.patient import day
from tests.generative.treatment_records import adequate, random_treatment
from tests.tables.aims import aimed
from tests.tables.spellings import BASE, COLUMNS, Spellings, entry, spellings

Ints = npt.NDArray[np.int64]
Texts = npt.NDArray[np.str_]

FIRST, LAST = day(date(2015, 1, 1)), day(date(2022, 6, 30))
"""The first visit of a patient lies between these days."""
EXAMPLES = Path(__file__).parents[2] / "examples"
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
AIMED = 0.4
"""This share of the patients has facts that make a few rules hold."""
MANY = (0, 0, 1, 1, 2, 4)
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

    def and_(self, other: Generated) -> Generated:
        frames = ("patients", "observations", "treatments", "on")
        pairs = ((getattr(self, name), getattr(other, name)) for name in frames)
        return Generated(*(pl.concat([one, more], how="vertical_relaxed") for one, more in pairs))


def generated(seed: int, count: int) -> Generated:
    """So many patients, and behind them a quarter as many `changed` ones; the same seed makes the
    same."""
    random = np.random.default_rng([seed, 7])
    gaps = random.choice([1, 10, 40, 90, 300], (count, VISITS))
    gaps[:, 0] = random.integers(FIRST, LAST, count)
    visits = gaps.cumsum(axis=1)
    visits[:, 1:][random.random((count, VISITS - 1)) < 0.4] = 0
    visits = np.maximum.accumulate(visits, axis=1)
    asked = visits[np.arange(count), random.integers(0, VISITS, count)]
    asked = asked + random.choice(OFFSETS, count)
    names = np.arange(1, count + 1)
    made = Generated(
        _patients(Random(seed), random, visits[:, 0]),
        _observations(random, visits),
        _treatments(Random(seed + 1), count),
        pl.DataFrame({"patient": names, "on": asked.astype(np.int32)}).with_columns(
            pl.col("on").cast(pl.Date)
        ),
    )
    return made.and_(changed(seed, count // 4, first=count + 1))


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
    frame = pl.concat([frame, _aimed(random, ways, visits)])
    again = frame.filter(pl.Series(random.random(frame.height) < 0.02))
    found = pl.concat([frame, again]).select("patient", *COLUMNS, "on", "until", "site")
    return found.sample(fraction=1.0, shuffle=True, seed=int(random.integers(2**31)))


def _aimed(random: np.random.Generator, ways: Spellings, visits: Ints) -> pl.DataFrame:
    """The facts that make a few rules hold, at one visit of some patients."""
    chooser = Random(int(random.integers(2**31)))
    some = np.flatnonzero(random.random(len(visits)) < AIMED)
    facts = [(who, cell) for who in some.tolist() for cell in aimed(chooser)]
    who, cells = np.array(facts, np.int64).reshape(-1, 2).T
    visit = visits[who, random.integers(0, VISITS, len(visits))[who]]
    return ways.cells[cells].with_columns(
        patient=pl.Series(who + 1),
        on=_dates(random, visit, (0.9, 0.05, 0.0, 0.0)),
        until=pl.lit(None, pl.String),
        site=pl.lit(None, pl.String),
    )


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


# -- the examples, changed -------------------------------------------------------------------------


@cache
def _examples() -> tuple[dict[str, pl.DataFrame], list[tuple[str, date]]]:
    """The tables of the published cases and the other examples; who they are, and the last day."""
    files = sorted(path for path in EXAMPLES.rglob("*.yaml") if path.parent.name != "evidence")
    people = [read_patient(path, BASE) for path in files]
    tables = cohort.tables_of(people, BASE)
    said = tables["observations"]
    # Lists of values are for another test.
    said = said.filter(~pl.col("value").fill_null("").str.starts_with("["))
    numbers = pl.col("uln").cast(pl.Float64, strict=False)
    said = said.filter(pl.col("uln").is_null() | numbers.is_not_null()).with_columns(
        numbers, pl.col("number").cast(pl.Float64)
    )
    days = [one.last_date.latest if one.last_date.known else date(2020, 1, 1) for one in people]
    ids = [one.id for one in people]
    return {**tables, "observations": said}, list(zip(ids, days, strict=True))


def changed(seed: int, count: int, first: int) -> Generated:
    """Examples of which a part is left out, and some of the rest says something else: these come
    near verdicts for which many facts must fit together."""
    random = np.random.default_rng([seed, 8])
    ways = spellings()
    tables, examples = _examples()
    picked = random.integers(0, len(examples), count)
    who = pl.DataFrame(
        {"patient": [examples[i][0] for i in picked], "number": np.arange(first, first + count)}
    )

    def some(name: str, columns: Iterable[str], share: float) -> pl.DataFrame:
        rows = who.rename({"number": "#"}).join(
            tables[name], on="patient", how="inner", maintain_order="left"
        )
        rows = rows.filter(pl.Series(random.random(rows.height) < share))
        return rows.select(pl.col("#").alias("patient"), *columns)

    columns = (*COLUMNS, "on", "until", "site")
    observations = some("observations", columns, 0.9)
    places = {name: number for number, name in enumerate(ways.names)}
    finding = observations["finding"].replace_strict(places, default=-1).to_numpy()
    place = (random.random(len(finding)) * ways.count[finding]).astype(np.int64)
    other = ways.cells[ways.first[finding] + place]
    swap = pl.Series((random.random(len(finding)) < 0.08) & (finding >= 0))
    observations = observations.with_columns(
        pl.when(swap).then(other[name]).otherwise(pl.col(name)).alias(name) for name in COLUMNS
    )
    days = [examples[i][1] + timedelta(days=int(random.choice(OFFSETS))) for i in picked]
    people = tuple(name for name in tables["patients"].columns if name != "patient")
    return Generated(
        some("patients", people, 1).with_columns(age_at_onset=pl.lit(None, pl.String)),
        observations,
        some("treatments", TREATMENT, 0.85),
        pl.DataFrame({"patient": who["number"], "on": days}),
    )


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
        given = [_fitting(random_treatment(random)) for _ in range(random.choice(MANY))]
        if random.random() < 0.35:
            given.append(adequate(random, "prednisolone", "80 mg/day"))
            given.append(adequate(random, "methotrexate", "20 mg/week"))
            random.shuffle(given)
        rows += [{"patient": number + 1, **{k: _text(v) for k, v in one.items()}} for one in given]
    return pl.DataFrame(rows, {"patient": pl.Int64, **dict.fromkeys(TREATMENT, pl.String)})


def _fitting(given: dict[str, Any]) -> dict[str, Any]:
    """A treatment that mostly can be read: its dates are in order, and without a duration."""
    if "from" in given and str(given.get("to", "")).startswith("20"):
        given.pop("duration", None)
        if given["from"] > given["to"]:
            given["from"], given["to"] = given["to"], given["from"]
    return given


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
