"""Patients for tests of the antibody profile, written as a person writes them."""

from __future__ import annotations

from typing import Any

from myosotis import Patient, antibody_profile, knowledge, read_patient
from myosotis.patient import Snapshot, parse_date
from myosotis.review.antibodies.model import DueLine, ProfileBody
from myosotis.review.antibodies.results import Serology, read_serology
from myosotis.review.view import View

BASE = knowledge.load()

LIKELY = {"proximal_weakness": "yes", "muscle_enzymes_elevated": "yes"}
UNLIKELY = {
    "proximal_weakness": "no",
    "muscle_enzymes_elevated_any": "no",
    "dermatomyositis_rash": "no",
    "interstitial_lung_disease": "no",
}
UNCERTAIN: dict[str, Any] = {}


def patient(*history: dict[str, Any], **fields: Any) -> Patient:
    """A patient with the entries of a history; those without a date are of 1 January 2020."""
    return read_patient(
        {"id": "p", **fields, "history": [{"on": "2020-01-01", **each} for each in history]}
    )


def blot(**results: Any) -> dict[str, Any]:
    """Results of one line blot."""
    return {"antibodies": {"method": "line blot", **results}}


def by(method: str, value: Any) -> dict[str, Any]:
    """One result by a method."""
    return {"value": value, "method": method}


def serology(*history: dict[str, Any], on: str | None = None, **fields: Any) -> Serology:
    """How the results of a patient are read."""
    person = patient(*history, **fields)
    return read_serology(View.of(BASE, person, Snapshot.of(person, parse_date(on) if on else None)))


def doubts(antibody: str, *history: dict[str, Any], **fields: Any) -> list[str]:
    """The reasons to doubt a result that were found, with those that are only to be known."""
    result = serology(*history, **fields).of(antibody)
    assert result is not None
    return [doubt.id for doubt in result.doubts]


def profile(*history: dict[str, Any], on: str | None = None, **fields: Any) -> ProfileBody:
    """The profile of a patient."""
    return antibody_profile(patient(*history, **fields), on).profile


def due(lines: tuple[DueLine, ...], name: str) -> DueLine:
    """The line of an item, by the end of its id."""
    (found,) = (line for line in lines if line.id.endswith(name))
    return found
