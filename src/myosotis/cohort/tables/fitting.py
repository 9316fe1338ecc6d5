"""Dates and ages of one patient against each other: what cannot be is left out.

A patient file with a date before birth, or an age that the date of birth contradicts, is refused.
Of a table only the row is left out, or the field of the patient, and the rest is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl

from myosotis.cohort.tables.ages import age, birth_by_age
from myosotis.cohort.tables.cells import observation
from myosotis.cohort.tables.entries import Entries
from myosotis.cohort.tables.rejecting import Rejects
from myosotis.knowledge import KnowledgeBase, normal_name
from myosotis.logic.values import Interval
from myosotis.patient import NEVER, UNKNOWN_DATE, Codes, PartialDate, Patient, before_birth, date_of

AGE_AT_ONSET = "age_at_onset"


def fit(
    entries: Entries, people: pl.DataFrame, about: Rejects, rejects: Rejects, base: KnowledgeBase
) -> pl.DataFrame:
    """The people without what cannot be, with ``birth`` and ``seen`` (the age when first seen).

    Leaves out rows of the entries as well. ``observed``: an observation states the age at onset.
    """
    people = _diagnosed_after_onset(people, about)
    # First by the date of birth alone: a date before it does not say when a patient was seen.
    people = people.with_columns(
        birth_earliest=pl.col("born_earliest"), birth_latest=pl.col("born_latest")
    )
    _born_before(entries, people, rejects)
    while True:
        told, left_out = len(about.found), entries.out.sum()
        fitted = _fit_when_seen(entries, people, about, rejects, base)
        if entries.out.sum() == left_out:
            return fitted
        # What is left out does not say when a patient was first seen: once more without it.
        del about.found[told:]


def _fit_when_seen(
    entries: Entries, people: pl.DataFrame, about: Rejects, rejects: Rejects, base: KnowledgeBase
) -> pl.DataFrame:
    """What cannot be for a patient who was first seen when the entries say."""
    people = _seen(entries, people)
    people = _age_fits_birth(people, about)
    earliest, latest = birth_by_age("presented", "age_low", "age_high")
    people = people.with_columns(
        birth_earliest=pl.coalesce("born_earliest", earliest),
        birth_latest=pl.coalesce("born_latest", latest),
    )
    _born_before(entries, people, rejects)
    people = _born_before_onset(people, about)
    low, high = age("birth", "presented")
    people = people.with_columns(
        seen_low=pl.coalesce("age_low", low), seen_high=pl.coalesce("age_high", high)
    )
    return _onset_before_seen(entries, people, about, rejects, base)


Row = Mapping[str, Any]


def _words(row: Row, name: str) -> PartialDate:
    if row[f"{name}_earliest"] is None:
        return UNKNOWN_DATE
    return date_of(row[f"{name}_earliest"], row[f"{name}_latest"])


def _years(row: Row, name: str) -> Interval:
    return Interval(Fraction(row[f"{name}_low"]), Fraction(row[f"{name}_high"]))


def _patient(row: Row) -> Patient:
    return Patient(
        "",
        born=_words(row, "born") if row["born_earliest"] is not None else None,
        age=_years(row, "age") if row["age_low"] is not None else None,
        presented=_words(row, "presented"),
    )


def _drop(people: pl.DataFrame, wrong: pl.Expr, *columns: str) -> pl.DataFrame:
    right = ~wrong.fill_null(False)
    return people.with_columns(pl.when(right).then(pl.col(name)).alias(name) for name in columns)


def _reject(about: Rejects, rows: pl.DataFrame, field: str, why: list[str]) -> None:
    places = about.frame["row"].search_sorted(rows["row"]).to_numpy().astype(np.int64)
    about.add(places, [field] * len(why), why, leave_out=False)


def _diagnosed_after_onset(people: pl.DataFrame, about: Rejects) -> pl.DataFrame:
    wrong = pl.col("diagnosed_latest") < pl.col("onset_earliest")
    rows = people.filter(wrong)
    why = [
        f"the diagnosis ({_words(row, 'diagnosed')}) lies before the first symptom "
        f"({_words(row, 'onset')})"
        for row in rows.iter_rows(named=True)
    ]
    _reject(about, rows, "diagnosed", why)
    return _drop(people, wrong, "diagnosed_earliest", "diagnosed_latest")


def _born_before(entries: Entries, people: pl.DataFrame, rejects: Rejects) -> None:
    """Leave out what is dated before the patient was born."""
    if not people["birth_earliest"].count():
        return
    birth = people["birth_earliest"].fill_null(NEVER).to_numpy()
    rows, why = [], []
    for place in entries.before(birth).tolist():
        row = int(entries.row[place])
        name = normal_name(entries.frame["finding"][row])
        on = date_of(*(int(entries[end][place]) for end in ("earliest", "latest")))
        person = people.row(int(entries.who[place]), named=True)
        rows.append(row)
        why.append(before_birth(_patient(person), f"{name} is dated", on))
    rejects.add(np.array(rows, np.int64), ["on"] * len(rows), why)


def _seen(entries: Entries, people: pl.DataFrame) -> pl.DataFrame:
    """When first seen: as stated, else the first date of an observation."""
    stated = pl.col("presented").fill_null(False)
    if people.select(stated.all()).item():
        return people
    first, last = entries.first_dates(people.height)
    return people.with_columns(
        presented_earliest=pl.when(stated).then("presented_earliest").otherwise(first),
        presented_latest=pl.when(stated).then("presented_latest").otherwise(last),
    )


def _age_fits_birth(people: pl.DataFrame, about: Rejects) -> pl.DataFrame:
    """An age that the date of birth contradicts is not counted."""
    if not people["born_earliest"].count():
        return people
    low, high = age("born", "presented")
    wrong = (low > pl.col("age_high")) | (high < pl.col("age_low"))
    rows = people.with_columns(by_birth_low=low, by_birth_high=high).filter(wrong)
    why = []
    for row in rows.iter_rows(named=True):
        patient = _patient(row)
        why.append(
            f"an age of {patient.age} does not fit birth on {patient.born}: that makes "
            f"{_years(row, 'by_birth')} in {patient.presented.words}"
        )
    _reject(about, rows, "age", why)
    return _drop(people, wrong, "age_low", "age_high")


def _born_before_onset(people: pl.DataFrame, about: Rejects) -> pl.DataFrame:
    for name in ("onset", "diagnosed"):
        wrong = pl.col(f"{name}_latest") < pl.col("birth_earliest")
        rows = people.filter(wrong)
        why = [
            before_birth(_patient(row), f"{name} is dated", _words(row, name))
            for row in rows.iter_rows(named=True)
        ]
        _reject(about, rows, name, why)
        people = _drop(people, wrong, f"{name}_earliest", f"{name}_latest")
    return people


def _onset_before_seen(
    entries: Entries, people: pl.DataFrame, about: Rejects, rejects: Rejects, base: KnowledgeBase
) -> pl.DataFrame:
    """Leave out an age at onset above the age when first seen."""
    observed = np.zeros(people.height, np.bool_)
    if AGE_AT_ONSET in base.findings:
        people = _stated_before_seen(people, about)
        at_onset = entries["finding"] == Codes.of(base).place[AGE_AT_ONSET]
        places = np.flatnonzero(at_onset & entries.counted)
        seen = people["seen_high"].fill_null(np.inf).to_numpy()
        wrong = places[entries["low"][places] > seen[entries.who[places]]]
        texts = [_recorded(entries, int(place)) for place in wrong]
        persons = [people.row(int(who), named=True) for who in entries.who[wrong]]
        why = [_too_old(text, person) for text, person in zip(texts, persons, strict=True)]
        rejects.add(entries.row[wrong], ["value"] * len(why), why)
        observed[entries.who[places[entries.counted[places]]]] = True
    return people.with_columns(observed=pl.Series(observed))


def _stated_before_seen(people: pl.DataFrame, about: Rejects) -> pl.DataFrame:
    wrong = pl.col("age_at_onset_low") > pl.col("seen_high")
    rows = people.filter(wrong)
    texts = rows.select("row").join(
        about.frame.select("row", AGE_AT_ONSET), on="row", how="left", maintain_order="left"
    )[AGE_AT_ONSET]
    why = [
        _too_old(" ".join(text.split()), row)
        for text, row in zip(texts, rows.iter_rows(named=True), strict=True)
    ]
    _reject(about, rows, AGE_AT_ONSET, why)
    return _drop(people, wrong, AGE_AT_ONSET, "age_at_onset_low", "age_at_onset_high")


def _recorded(entries: Entries, place: int) -> str:
    fields = observation(entries.frame.row(int(entries.row[place]), named=True))
    value = fields["value"]
    if isinstance(value, list):
        value = value[np.flatnonzero(entries.row == entries.row[place]).tolist().index(place)]
    return f"{value} {fields.get('unit', '')}".strip()


def _too_old(text: str, row: Row) -> str:
    seen = _years(row, "seen")
    return f"an age at onset of {text} is above the age of {seen} when first seen"
