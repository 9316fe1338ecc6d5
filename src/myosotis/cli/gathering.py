"""``myosotis cohort gather``: patient files as the tables of a cohort."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from myosotis.patient import Patient

_NO_COLUMN = ("title", "source", "note", "plans")
"""What a patient file may say that no table holds."""


def gather(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Patient files, YAML or JSON.")
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the three tables are written.")],
) -> None:
    """Write patient files as patients.csv, observations.csv and treatments.csv.

    Read back, the tables say the same of every patient. What follows from a treatment or an age
    is not written; title, source, note and plans of a patient have no column.
    """
    from myosotis.cli.writing import write_all
    from myosotis.cohort import tables_of

    if out.exists() and not out.is_dir():
        from myosotis.errors import FileError

        raise FileError("is a file; --out expects a directory to write into", str(out))
    patients = _read(files)
    tables = tables_of(patients)
    write_all(out, {f"{name}.csv": frame.write_csv() for name, frame in tables.items()})
    rows = ", ".join(f"{frame.height} {name}" for name, frame in tables.items())
    print(f"{out}: {rows}")
    lost = [key for key in _NO_COLUMN if any(getattr(patient, key) for patient in patients)]
    if lost:
        print(f"not in the tables, which have no column for it: {', '.join(lost)}", file=sys.stderr)


def _read(files: Sequence[Path]) -> list[Patient]:
    """All patients. Raises InputError with the problems of all files, and where two share an id."""
    from myosotis.cli.options import progress
    from myosotis.errors import InputError, MyosotisError, Problem
    from myosotis.patient import read_patient

    patients: dict[str, Patient] = {}
    problems: list[Problem] = []
    for path in progress(files, "Reading"):
        try:
            patient = read_patient(path)
        except MyosotisError as error:
            problems += error.problems
            continue
        other = patients.setdefault(patient.id, patient)
        if other is not patient:
            problems.append(Problem(f"{other.file} has the same id, {patient.id}", path.name))
    if problems:
        raise InputError(problems)
    return list(patients.values())
