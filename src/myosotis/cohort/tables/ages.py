"""Dates and ages against each other: what cannot be is left out, and what follows is derived."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import polars as pl

from myosotis.cohort.tables.cells import observation
from myosotis.cohort.tables.dating import partial
from myosotis.cohort.tables.rejecting import Rejects
from myosotis.knowledge import KnowledgeBase, normal_name
from myosotis.logic.values import Interval
from myosotis.patient import EVER, NEVER, SCHEMA, Codes, PartialDate, Patient, before_birth

_WIDTH = 512
"""More days than the longest date that is known has: a year."""

AGE_AT_ONSET, SEX = "age_at_onset", "sex"


def derive(
    facts: pl.DataFrame,
    people: pl.DataFrame,
    about: Rejects,
    rejects: Rejects,
    base: KnowledgeBase,
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Facts and people without what cannot be, and the facts that follow from the people."""
    people = _diagnosed_first(people, about)
    people = people.with_columns(
        birth_earliest=pl.col("born_earliest"), birth_latest=pl.col("born_latest")
    )
    facts = _before_birth(facts, people, rejects)
    people = _seen(facts, people)
    people = _age_fits(people, about)
    people = people.with_columns(_birth("earliest"), _birth("latest"))
    facts = _before_birth(facts, people, rejects)
    people = _people_before_birth(people, about)
    people = people.with_columns(_age_seen())
    facts, people = _onset_fits(facts, people, about, rejects, base)
    return facts, people, _derived(facts, people, base)


def _date(days: str) -> pl.Expr:
    return pl.col(days).cast(pl.Date)


def years(born: pl.Expr, on: pl.Expr) -> pl.Expr:
    """Completed years from one day to another."""
    early, late = (day.dt.month().cast(pl.Int32) * 32 + day.dt.day() for day in (on, born))
    return on.dt.year() - born.dt.year() - (early < late).cast(pl.Int32)


def years_before(on: pl.Expr, count: pl.Expr) -> pl.Expr:
    """The day so many years before; 29 February becomes the 28th where there is none."""
    year = on.dt.year() - count
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    late = (on.dt.month() == 2) & (on.dt.day() == 29) & ~leap
    return pl.date(year, on.dt.month(), pl.when(late).then(28).otherwise(on.dt.day()))


def _age(born: str, on: str) -> tuple[pl.Expr, pl.Expr]:
    """The least and greatest age in completed years, as `Patient.age_on` has it."""
    low = years(_date(f"{born}_latest"), _date(f"{on}_earliest")).clip(0)
    high = years(_date(f"{born}_earliest"), _date(f"{on}_latest"))
    return low, pl.max_horizontal(low, high)


def _words(row: dict[str, object], name: str) -> PartialDate:
    return partial(row[f"{name}_earliest"], row[f"{name}_latest"])  # type: ignore[arg-type]


def _whole(low: float, high: float) -> Interval:
    return Interval(Fraction(low), Fraction(high))


def _patient(row: dict[str, object]) -> Patient:
    age = row["age_low"] is not None
    return Patient(
        "",
        born=_words(row, "born") if row["born_earliest"] is not None else None,
        age=_whole(row["age_low"], row["age_high"]) if age else None,  # type: ignore[arg-type]
        presented=_words(row, "presented") if row["presented_earliest"] is not None else None,  # type: ignore[arg-type]
    )


def _drop(people: pl.DataFrame, where: pl.Expr, names: tuple[str, ...]) -> pl.DataFrame:
    return people.with_columns(
        pl.when(~where.fill_null(False)).then(pl.col(n)).alias(n) for n in names
    )


def _reject(about: Rejects, rows: pl.DataFrame, field: str, why: list[str]) -> None:
    places = about.frame["row"].search_sorted(rows["row"]).to_numpy().astype(np.int64)
    about.add(places, [field] * len(why), why, leave_out=False)


def _diagnosed_first(people: pl.DataFrame, about: Rejects) -> pl.DataFrame:
    wrong = pl.col("diagnosed_latest") < pl.col("onset_earliest")
    rows = people.filter(wrong)
    why = [
        f"the diagnosis ({_words(row, 'diagnosed')}) lies before the first symptom "
        f"({_words(row, 'onset')})"
        for row in rows.iter_rows(named=True)
    ]
    _reject(about, rows, "diagnosed", why)
    return _drop(people, wrong, ("diagnosed_earliest", "diagnosed_latest"))


def _before_birth(facts: pl.DataFrame, people: pl.DataFrame, rejects: Rejects) -> pl.DataFrame:
    """Leave out what is dated before the patient was born."""
    known = people.filter(pl.col("birth_earliest").is_not_null())
    if known.is_empty():
        return facts
    first = known["birth_earliest"].max()
    early = facts.lazy().filter(pl.col("earliest") > NEVER, pl.col("latest") < first)
    wrong = (
        early.join(known.drop("row").lazy(), on="patient", suffix="_of")
        .filter(pl.col("latest") < pl.col("birth_earliest"))
        .collect()
    )
    if wrong.is_empty():
        return facts
    why = []
    for row in wrong.iter_rows(named=True):
        name = normal_name(rejects.frame["finding"][row["#at"]])
        on = partial(row["earliest"], row["latest"])
        why.append(before_birth(_patient(row), f"{name} is dated", on))
    rejects.add(wrong["#at"].to_numpy(), ["on"] * len(why), why)
    return facts.filter(pl.Series(~rejects.out[facts["#at"].to_numpy()]))


def _seen(facts: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """When first seen: as stated, else the first date of an observation."""
    width = pl.col("latest") - pl.col("earliest")
    asking = people.filter(~pl.col("presented").fill_null(False)).select("patient")
    first = (
        facts.lazy()
        .filter(pl.col("earliest") > NEVER)
        .join(asking.lazy(), on="patient", how="semi")
        .group_by("patient")
        .agg(first=((pl.col("earliest").cast(pl.Int64) - NEVER) * _WIDTH + width).min())
        .collect()
    )
    people = people.join(first, on="patient", how="left", maintain_order="left")
    stated = pl.col("presented").fill_null(False)
    earliest = pl.col("first") // _WIDTH + NEVER
    ends = {"earliest": earliest, "latest": earliest + pl.col("first") % _WIDTH}
    return people.with_columns(
        pl.when(stated)
        .then(f"presented_{end}")
        .otherwise(days.cast(pl.Int32))
        .alias(f"presented_{end}")
        for end, days in ends.items()
    ).drop("first")


def _age_fits(people: pl.DataFrame, about: Rejects) -> pl.DataFrame:
    """An age that the date of birth contradicts is not counted."""
    low, high = _age("born", "presented")
    wrong = (low > pl.col("age_high")) | (high < pl.col("age_low"))
    rows = people.with_columns(by_low=low, by_high=high).filter(wrong)
    why = []
    for row in rows.iter_rows(named=True):
        patient = _patient(row)
        why.append(
            f"an age of {patient.age} does not fit birth on {patient.born}: that makes "
            f"{_whole(row['by_low'], row['by_high'])} in {patient.presented.words}"
        )
    _reject(about, rows, "age", why)
    return _drop(people, wrong, ("age_low", "age_high"))


def _birth(end: str) -> pl.Expr:
    """The days of birth: as stated, else those that fit the age when first seen."""
    on = _date(f"presented_{end}")
    if end == "earliest":
        oldest = pl.col("age_high").cast(pl.Int32) + 1
        day = years_before(on, oldest).cast(pl.Int32) + 1
    else:
        day = years_before(on, pl.col("age_low").cast(pl.Int32)).cast(pl.Int32)
    return pl.coalesce(f"born_{end}", day).alias(f"birth_{end}")


def _people_before_birth(people: pl.DataFrame, about: Rejects) -> pl.DataFrame:
    for name in ("onset", "diagnosed"):
        wrong = pl.col(f"{name}_latest") < pl.col("birth_earliest")
        rows = people.filter(wrong)
        why = [
            before_birth(_patient(row), f"{name} is dated", _words(row, name))
            for row in rows.iter_rows(named=True)
        ]
        _reject(about, rows, name, why)
        people = _drop(people, wrong, (f"{name}_earliest", f"{name}_latest"))
    return people


def _age_seen() -> list[pl.Expr]:
    """The age when first seen: as stated, else by the date of birth."""
    low, high = _age("birth", "presented")
    return [
        pl.coalesce("age_low", low.cast(pl.Float64)).alias("seen_low"),
        pl.coalesce("age_high", high.cast(pl.Float64)).alias("seen_high"),
    ]


def _onset_fits(
    facts: pl.DataFrame,
    people: pl.DataFrame,
    about: Rejects,
    rejects: Rejects,
    base: KnowledgeBase,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Leave out an age at onset above the age when first seen."""
    if AGE_AT_ONSET not in base.findings:
        return facts, people
    wrong = pl.col("age_at_onset_low") > pl.col("seen_high")
    rows = people.filter(wrong)
    texts = about.frame.select("row", text="age_at_onset")
    rows = rows.join(texts, on="row", how="left", maintain_order="left")
    _reject(about, rows, AGE_AT_ONSET, [_too_old(r["text"], r) for r in rows.iter_rows(named=True)])
    people = _drop(people, wrong, ("age_at_onset", "age_at_onset_low", "age_at_onset_high"))
    finding = Codes.of(base).place[AGE_AT_ONSET]
    given = facts.filter(pl.col("finding") == finding)
    stated = given.join(people.drop("row"), on="patient", suffix="_of")
    rows = stated.filter(pl.col("low") > pl.col("seen_high"))
    if rows.height:
        why = [_too_old(_recorded(rejects, r["#at"]), r) for r in rows.iter_rows(named=True)]
        rejects.add(rows["#at"].to_numpy(), ["value"] * len(why), why)
        facts = facts.filter(pl.Series(~rejects.out[facts["#at"].to_numpy()]))
    remaining = facts.filter(pl.col("finding") == finding).select("patient").unique()
    observed = remaining.with_columns(observed=pl.lit(True))
    people = people.join(observed, on="patient", how="left", maintain_order="left")
    return facts, people


def _recorded(rejects: Rejects, at: int) -> str:
    fields = observation(rejects.frame.row(at, named=True))
    return " ".join(str(fields[key]) for key in ("value", "unit") if key in fields)


def _too_old(text: str, row: dict[str, object]) -> str:
    seen = _whole(row["seen_low"], row["seen_high"])  # type: ignore[arg-type]
    return f"an age at onset of {text} is above the age of {seen} when first seen"


def _derived(facts: pl.DataFrame, people: pl.DataFrame, base: KnowledgeBase) -> pl.DataFrame:
    """Sex, and age at onset, as facts without a date and with row 0."""
    found = []
    codes = Codes.of(base)
    infinite = {"low": pl.lit(-np.inf), "high": pl.lit(np.inf)}
    sex = base.findings.get(SEX)
    if sex and sex.kind == "category":
        masks = {label: 1 << place for place, label in enumerate(codes.labels[SEX])}
        known = people.with_columns(
            mask=pl.col("sex").replace_strict(masks, default=None, return_dtype=pl.UInt64)
        ).filter(pl.col("mask").is_not_null())
        found.append(_rows(known, codes.place[SEX], mask=pl.col("mask"), **infinite))
    if AGE_AT_ONSET in base.findings:
        low, high = (end.cast(pl.Float64) for end in _age("birth", "onset"))
        stated = pl.col("age_at_onset").fill_null(False)
        observed = pl.col("observed").fill_null(False)
        top = pl.when(observed).then(None).otherwise(pl.col("seen_high"))
        people = people.with_columns(
            low=pl.when(stated)
            .then("age_at_onset_low")
            .when(observed)
            .then(None)
            .otherwise(pl.coalesce(low, pl.when(top.is_not_null()).then(0.0))),
            high=pl.when(stated)
            .then("age_at_onset_high")
            .when(observed)
            .then(None)
            .otherwise(pl.coalesce(high, top)),
        ).filter(pl.col("low").is_not_null())
        place = codes.place[AGE_AT_ONSET]
        found.append(_rows(people, place, mask=pl.lit(0), low=pl.col("low"), high=pl.col("high")))
    empty = facts.drop("#at").clear()
    return pl.concat([empty, *found])


def _rows(people: pl.DataFrame, finding: int, **value: pl.Expr) -> pl.DataFrame:
    fixed = {
        "finding": pl.lit(finding),
        "earliest": pl.lit(NEVER),
        "latest": pl.lit(EVER),
        "until_earliest": pl.lit(None),
        "until_latest": pl.lit(None),
        "lasting": pl.lit(False),
        **dict.fromkeys(("unit", "site", "method", "strength", "row"), pl.lit(0)),
        **value,
    }
    return people.select(
        pl.col("patient"), *(fixed[name].cast(kind).alias(name) for name, kind in SCHEMA.items())
    )
