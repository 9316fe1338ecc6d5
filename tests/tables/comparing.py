"""A row of a table beside what is said of its patient alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from myosotis.patient import Patient

Difference = tuple[str, Any, Any]
"""A column, what the table has in it, and what the one patient is told."""

BY_NAME = ("missing.diagnosis", "missing.activity.", "differential_first", "facts.")
"""Lists whose order says nothing in a table: a page orders them by what they decide."""
ABOUT = ("patient", "on")
_ENTRY = re.compile(r"(history|treatments)\[(\d+)\]")


def differences(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[Difference]:
    """The columns in which a row differs, among them those that only one of the two has."""
    found: list[Difference] = [
        (name, row[name], "no such column") for name in row.keys() - wanted.keys() - {*ABOUT}
    ]
    for name, value in wanted.items():
        if name not in row:
            found.append((name, "no such column", value))
            continue
        got = row[name]
        if name.startswith(BY_NAME) and got is not None:
            got = sorted(got)
        if got != value:
            found.append((name, got, value))
    return found


def with_rows(wanted: Mapping[str, Any], rows: Mapping[str, str]) -> dict[str, Any]:
    """The same with rows of the tables for the facts and the treatments that a record numbers
    itself; ``rows`` has the row of each as `rows_of` gives it."""
    found = dict(wanted)
    named = [name.partition(".") for name in wanted["missing.resistance"]]
    found["missing.resistance"] = [f"{rows[id_]}.{what}" for id_, _, what in named]
    for name in wanted:
        if name.startswith("facts."):
            found[name] = sorted({rows[id_] for id_ in wanted[name]})
    return found


def rows_of(patient: Patient, observed: Sequence[int], treated: Sequence[int]) -> dict[str, str]:
    """Where the facts and the treatments of a patient stand in tables: ``o12``, ``t3`` or ``p``.

    ``observed`` and ``treated`` are the rows of the entries of the history and of the treatments.
    """
    found = {one.id: f"t{row}" for one, row in zip(patient.treatments, treated, strict=True)}
    for fact in patient.facts:
        place = _ENTRY.search(fact.where)
        if place is None:
            found[fact.id] = "p"
        elif place[1] == "history":
            found[fact.id] = f"o{observed[int(place[2]) - 1]}"
        else:
            found[fact.id] = f"t{treated[int(place[2]) - 1]}"
    return found
