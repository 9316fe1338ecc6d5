"""What a rule sees of the treatments, and what a reason says of a fact."""

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


def test_the_date_of_a_reason_is_the_latest_wherever_it_stands_in_the_file() -> None:
    dates = ["2018-05-01", "2019-02", "unknown"]
    for order in (dates, dates[::-1]):
        view = seen(history=[{"on": on, "anti_jo1": "yes"} for on in order])
        assert view.reason("ever.anti_jo1").text.startswith("Anti-Jo-1: yes (Feb 2019")
