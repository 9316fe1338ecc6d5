"""What a rule sees of the treatments."""

from __future__ import annotations

from typing import Any

from myosotis import Snapshot, Truth, knowledge, read_patient
from myosotis.review.view import View


def seen(**record: Any) -> View:
    patient = read_patient({"id": "p", "history": [{"on": "2020-01-01", "ck": "5 xULN"}], **record})
    return View.of(knowledge.load(), patient, Snapshot.of(patient))


def test_a_record_without_treatments_does_not_say_that_none_was_taken() -> None:
    assert {seen().extra[f"on_treatment.{t}"] for t in knowledge.load().therapies} == {
        Truth.UNKNOWN
    }


def test_a_recorded_list_of_treatments_is_taken_as_whole() -> None:
    view = seen(treatments=[{"therapy": "methotrexate", "from": "2019-01-01", "to": "ongoing"}])
    assert view.extra["on_treatment.methotrexate"] is Truth.YES
    assert view.extra["on_treatment.azathioprine"] is Truth.NO
