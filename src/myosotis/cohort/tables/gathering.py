"""The other way: patients as rows of the three tables, which read back to the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import groupby
from math import inf
from typing import Any

import polars as pl

from myosotis.cohort.tables.cells import observation
from myosotis.cohort.tables.columns import KNOWN
from myosotis.cohort.tables.model import OBSERVATIONS, PATIENTS, TREATMENTS
from myosotis.errors import InputError
from myosotis.knowledge import KnowledgeBase, load
from myosotis.logic.values import Choice, Interval, Number, Truth, Value
from myosotis.patient import Fact, Patient, Treatment, read_observation


def tables_of(
    patients: Iterable[Patient], base: KnowledgeBase | None = None
) -> dict[str, pl.DataFrame]:
    """Patients as the tables ``patients``, ``observations`` and ``treatments``, all of text.

    What follows from a treatment or from an age is not written: it follows again. Title, source,
    note and plans of a patient have no column. Raises InputError for a value that no cell holds.
    """
    writer = _Writer(base or load())
    for patient in patients:
        writer.add(patient)
    return {
        table: pl.DataFrame(rows, schema=dict.fromkeys(KNOWN[table], pl.String))
        for table, rows in writer.rows.items()
    }


def _no_rows() -> dict[str, list[dict[str, Any]]]:
    return {PATIENTS: [], OBSERVATIONS: [], TREATMENTS: []}


@dataclass
class _Writer:
    base: KnowledgeBase
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=_no_rows)

    def add(self, patient: Patient) -> None:
        """Write one patient."""
        self.rows[PATIENTS].append(_person(patient))
        observed = [fact for fact in patient.facts if not fact.derived]
        for _, facts in groupby(observed, key=_together):
            self.rows[OBSERVATIONS].append({"patient": patient.id, **self._row(list(facts))})
        for treatment in patient.treatments:
            cells = {"patient": patient.id, **_treatment(treatment, patient.facts)}
            self.rows[TREATMENTS].append(cells)

    def _row(self, facts: list[Fact]) -> dict[str, str | None]:
        """The facts of one field as one row: several are a list."""
        first = facts[0]
        about = {
            "on": str(first.on) if first.on.known else None,
            "until": str(first.until) if first.until else None,
            "site": first.site or None,
            "by": first.by or None,
            "note": first.note or None,
        }
        if len(facts) == 1:
            return {**about, **self._value(first)}
        written = [self._value(fact) for fact in facts]
        name, limit = written[0]["finding"], written[0].get("uln")
        if any(one["finding"] != name or one.get("uln") != limit for one in written):
            raise InputError(
                f"the values of {first.name} cannot be written as one list", first.where
            )
        several = f"[{', '.join(str(one['value']) for one in written)}]"
        return {**about, "finding": name, "value": several, "uln": limit}

    def _value(self, fact: Fact) -> dict[str, str | None]:
        """Name and value in cells that read back to the same value."""
        for cells in _spellings(fact):
            try:
                read = read_observation(
                    self.base, str(cells["finding"]), observation(cells), date.max
                )
            except InputError:
                continue
            if [_said(fact)] == [_said(one) for one in read]:
                return cells
        raise InputError(
            f"the value '{fact.recorded}' of {fact.name} cannot be written in a table", fact.where
        )


def _together(fact: Fact) -> tuple[str, str]:
    return fact.field, fact.finding


def _said(fact: Fact) -> tuple[str, Value, str, str]:
    return fact.finding, fact.value, fact.method, fact.strength


def _spellings(fact: Fact) -> Iterable[dict[str, str | None]]:
    """Ways to write a fact: in its own words, else by its bounds."""
    cells: dict[str, str | None] = {"finding": fact.name or fact.finding}
    if fact.method:
        cells["method"] = fact.method
    if fact.strength:
        strength, _, cutoff = fact.strength.partition(", cut-off ")
        cells |= {"strength": strength, "cutoff": cutoff or None}
    recorded, _, limit = fact.recorded.removesuffix(")").partition(" (ULN ")
    if not fact.strength:
        yield {**cells, "value": recorded, "uln": limit or None}
    cells["finding"] = fact.finding
    if isinstance(fact.value, Truth):
        yield {**cells, "value": str(fact.value)}
    elif isinstance(fact.value, Choice):
        yield {**cells, "value": "|".join(sorted(fact.value.options))}
    else:
        text = amount(fact.value)
        yield {**cells, "value": text}
        yield {**cells, "value": text, "unit": fact.unit or None}


def amount(value: Interval, unit: str = "") -> str:
    """An interval as a person writes it; an end that is no short decimal is cut."""
    low, high = _decimal(value.low), _decimal(value.high)
    if value.low == value.high:
        text = low
    elif value.high == inf:
        text = f"{'>' if value.low_open else '>='}{low}" if value.low != -inf else "unknown"
    elif value.low == -inf or value.high_open:
        text = f"{'<' if value.high_open else '<='}{high}"
    else:
        text = f"{low} to {high}"
    return f"{text} {unit}".strip()


def _decimal(end: Number) -> str:
    if end in (inf, -inf):
        return ""
    exact = Fraction(end)
    whole, rest = divmod(abs(exact), 1)
    digits = f"{float(rest):.12f}"[1:].rstrip("0").rstrip(".")
    return f"{'-' if exact < 0 else ''}{whole}{digits}"


def _person(patient: Patient) -> dict[str, str | None]:
    return {
        "patient": patient.id,
        "sex": None if patient.sex == "unknown" else patient.sex,
        "born": str(patient.born) if patient.born else None,
        "age": amount(patient.age) if patient.age else None,
        "presented": str(patient.presented),
        "onset": str(patient.onset) if patient.onset.known else None,
        "diagnosed": str(patient.diagnosed) if patient.diagnosed.known else None,
        "weight": amount(patient.weight, "kg") if patient.weight else None,
        "diagnosis": patient.diagnosis or None,
    }


def _treatment(treatment: Treatment, facts: Iterable[Fact]) -> dict[str, str | None]:
    stop = treatment.stop
    ended = "ongoing" if treatment.ongoing is Truth.YES else str(stop) if stop else None
    refused = next(
        (
            str(fact.on)
            for fact in facts
            if treatment.not_given and fact.on.known and fact.derived
            if fact.name == treatment.not_given and fact.where.startswith(treatment.where)
        ),
        None,
    )
    days = treatment.duration and Interval(
        treatment.duration.low * 7,
        treatment.duration.high * 7,
        treatment.duration.low_open,
        treatment.duration.high_open,
    )
    return {
        "therapy": treatment.name,
        "dose": treatment.dose.text if treatment.dose else None,
        "route": treatment.route,
        "from": str(treatment.start) if treatment.start.known else None,
        "to": ended,
        "duration": amount(days, "days") if days else None,
        "courses": str(treatment.courses) if treatment.courses else None,
        "stopped": treatment.stopped,
        "response": treatment.response,
        "adherence": None if treatment.adherence == "unknown" else treatment.adherence,
        "not_given": treatment.not_given,
        "on": refused,
        "note": treatment.note or None,
    }
