"""Records of visits for tests, written as a person writes them."""

from __future__ import annotations

from typing import Any

from myosotis import Patient, read_patient

BASELINE: dict[str, Any] = {
    "physician_global_activity": "6 cm",
    "patient_global_activity": "6 cm",
    "mmt8": "120/150",
    "haq_di": 1.5,
    "ck": {"value": "2000 U/L", "uln": "200 U/L"},
    "extramuscular_global_activity": "4 cm",
}
BETTER: dict[str, Any] = {
    "physician_global_activity": "2 cm",
    "patient_global_activity": "3 cm",
    "mmt8": "140/150",
    "haq_di": 0.75,
    "ck": {"value": "200 U/L", "uln": "200 U/L"},
    "extramuscular_global_activity": "2 cm",
}
"""Against the baseline: 17.5 + 7.5 + 20 + 7.5 + 7.5 + 12.5 = 72.5 points."""


def without(measures: dict[str, Any], *names: str) -> dict[str, Any]:
    """The measures but some."""
    return {name: value for name, value in measures.items() if name not in names}


def patient(*history: dict[str, Any], **fields: Any) -> Patient:
    """A patient with an adult onset, unless said otherwise."""
    return read_patient({"id": "p", "age_at_onset": 40, **fields, "history": list(history)})


def on(date: str, measures: dict[str, Any] = BASELINE, **changed: Any) -> dict[str, Any]:
    """An entry of the history."""
    return {"on": date, **measures, **changed}
