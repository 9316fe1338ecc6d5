"""One patient of the tables, as `read_patient` reads a file: to explain a row, and to compare."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl

from myosotis.cohort.tables.cells import given, observation, plain
from myosotis.cohort.tables.coding import code
from myosotis.cohort.tables.collecting import collected
from myosotis.cohort.tables.columns import KNOWN
from myosotis.cohort.tables.model import OBSERVATIONS, PATIENTS, TREATMENTS, Tables
from myosotis.errors import InputError, UnknownNameError
from myosotis.knowledge import KnowledgeBase, load
from myosotis.knowledge.reading import Document, Step
from myosotis.patient import Patient, history_entry, read_patient

_WITHOUT = re.compile(r"[^A-Za-z0-9._-]+")
_TREATMENT = re.compile(rf"{TREATMENTS} row (\d+)")


@dataclass(frozen=True)
class Rows(Document):
    """A patient put together from rows; a place in it is the row that says it."""

    rows: Mapping[str, list[int]] = field(default_factory=dict)

    def where(self, *steps: Step) -> str:
        """The table and the row, from 1: "observations row 17"."""
        table = (
            {"history": OBSERVATIONS, "treatments": TREATMENTS}.get(str(steps[0])) if steps else ""
        )
        if table and len(steps) > 1 and isinstance(steps[1], int):
            return f"{table} row {self.rows[table][steps[1]]}"
        own = self.rows.get(PATIENTS)
        named = [f"{PATIENTS} row {own[0]}" if own else self.name, *(str(s) for s in steps)]
        return ", ".join(named)


def patient_of(
    tables: Tables,
    patient: str | int,
    base: KnowledgeBase | None = None,
    today: date | None = None,
) -> Patient:
    """What the tables say of one patient, read by the reader of patient files.

    Rows that are not read (see `Coded.rejects`) are left out. The ``where`` of a fact or a
    treatment is its row: "observations row 17". An id that could not name a file is written with
    hyphens, and stands as the title. Raises UnknownNameError where no table has the patient.
    """
    base, today = base or load(), today or date.today()
    kind = tables.patients.collect_schema()["patient"]
    part = tables.only(pl.col("patient") == pl.lit(patient).cast(kind))
    coded = code(part, base, today)
    if coded.patients.is_empty():
        raise UnknownNameError(f"no table has a patient '{patient}'")
    out = pl.concat([coded.rejects, coded.notes]).drop_nulls("row")
    return _read(str(patient), part, out, base, today)


def _read(name: str, part: Tables, out: pl.DataFrame, base: KnowledgeBase, today: date) -> Patient:
    fields, own = _person(collected(part.patients, PATIENTS), out)
    history, observed = [], []
    left_out = set(out.filter(pl.col("table") == OBSERVATIONS)["row"])
    for cells in collected(part.observations, OBSERVATIONS).iter_rows(named=True):
        if cells["row"] not in left_out:
            history.append(history_entry(cells["finding"], observation(cells)))
            observed.append(cells["row"])
    treatments = {
        cells["row"]: _treatment(cells)
        for cells in collected(part.treatments, TREATMENTS).iter_rows(named=True)
    }
    id_ = _WITHOUT.sub("-", name).strip("-._")[:80] or "patient"
    title = {} if id_ == name else {"title": name}
    while True:
        data = {
            "id": id_,
            **title,
            **fields,
            "history": history,
            "treatments": [*treatments.values()],
        }
        rows = {PATIENTS: own, OBSERVATIONS: observed, TREATMENTS: [*treatments]}
        try:
            patient = read_patient(Rows(data, name, rows=rows), base, today)
        except InputError as error:
            places = [_TREATMENT.match(problem.where) for problem in error.problems]
            wrong = {int(place[1]) for place in places if place} & treatments.keys()
            if not wrong:
                raise
            # A treatment that cannot be read is left out; the others may then be read.
            treatments = {row: said for row, said in treatments.items() if row not in wrong}
        else:
            return replace(patient, file=name)


def _person(frame: pl.DataFrame, out: pl.DataFrame) -> tuple[dict[str, Any], list[int]]:
    if frame.is_empty():
        return {}, []
    wrong = set(out.filter(pl.col("table") == PATIENTS)["field"])
    cells = frame.row(0, named=True)
    keys = [key for key in KNOWN[PATIENTS] if key != "patient" and key not in wrong]
    return {key: plain(cells[key]) for key in keys if given(cells[key])}, [cells["row"]]


def _treatment(cells: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the treatments as a treatment of a patient file."""
    fields = {key: plain(cells[key]) for key in KNOWN[TREATMENTS] if given(cells[key])}
    del fields["patient"]
    courses = fields.get("courses")
    if isinstance(courses, str) and courses.isdecimal():
        fields["courses"] = int(courses)
    return fields
