"""Whether a test was done, from the real knowledge base."""

from __future__ import annotations

from datetime import date

from myosotis.logic.values import Truth
from myosotis.patient import Snapshot, read_patient


def test_a_test_refused_once_and_done_later_was_done() -> None:
    patient = read_patient(
        {
            "id": "refused-then-done",
            "history": [
                {"on": "2019-01-01", "muscle_biopsy_done": False},
                {"on": "2020-01-01", "biopsy": {"rimmed_vacuoles": False}},
            ],
        }
    )
    assert Snapshot.of(patient).course["muscle_biopsy_done"].value is Truth.YES
    assert Snapshot.of(patient, date(2019, 6, 1)).course["muscle_biopsy_done"].value is Truth.NO
