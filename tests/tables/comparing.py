"""A row of a table beside what is said of its patient alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Difference = tuple[str, Any, Any]
"""A column, what the table has in it, and what the one patient is told."""

BY_NAME = ("missing.diagnosis", "missing.activity.", "differential_first", "first_set")
"""Lists whose order says nothing in a table: a page orders them by what they decide."""
ABOUT = ("patient", "on")


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


def with_rows(wanted: Mapping[str, Any], rows: Mapping[str, int]) -> dict[str, Any]:
    """The same with the rows of the table for the treatments that the record numbers itself."""
    named = [name.partition(".") for name in wanted["missing.resistance"]]
    missing = [f"t{rows[id_]}.{what}" for id_, _, what in named]
    return {**wanted, "missing.resistance": missing}
