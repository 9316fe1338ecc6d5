"""The weeks on a treatment that a record comes to."""

from __future__ import annotations

from myosotis.patient import read_patient
from myosotis.review import review


def test_a_duration_that_is_shorter_than_the_dates_does_not_stop_the_review() -> None:
    # Going on for years, and "3 months": the days between the dates are not all certain.
    steroid = {"therapy": "prednisolone", "from": "2019-01", "to": "ongoing"}
    patient = read_patient({"id": "a", "treatments": [{**steroid, "duration": "3 months"}]})
    resistance = review(patient, "2021-01-01").resistance
    assert resistance.verdict == "cannot_tell"
