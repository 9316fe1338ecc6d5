"""The differential of a table gives every row what one patient with the same facts gets."""

from __future__ import annotations

from math import isinf
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from myosotis.knowledge import load
from myosotis.logic import Choice, Interval, Truth, Value, from_raw
from myosotis.patient import read_patient
from myosotis.review.beginning import begin
from myosotis.review.differential.body import differential_body, read_findings
from myosotis.review.differential.table import differential_table
from myosotis.review.view import View

BASE = load()
READ = sorted(read_findings(BASE))
NUMBERS = ("age_at_onset", "symptom_duration", "ck")
YES_NO = [name for name in READ if BASE.findings[name].kind == "boolean"]

records = st.fixed_dictionaries(
    {
        "sex": st.sampled_from(["female", "male", None]),
        "facts": st.dictionaries(st.sampled_from(YES_NO), st.booleans(), max_size=25),
        "ck": st.none() | st.sampled_from(["0.8", "1", "3", "5", "12", "15", "40", "60"]),
        "age_at_onset": st.none() | st.integers(1, 90),
        "symptom_duration": st.none() | st.integers(0, 60),
    }
)


@given(st.lists(records, min_size=1, max_size=4))
@settings(max_examples=25, deadline=None)
def test_a_row_is_a_patient(drawn: list[dict[str, Any]]) -> None:
    views = [begin(read_patient(_document(one)), None, BASE).view for one in drawn]
    answers = differential_table(pl.DataFrame([_row(view) for view in views])).to_dicts()
    for view, answer in zip(views, answers, strict=True):
        body = differential_body(view)
        assert answer["usable"] == body.usable
        assert answer["leads"] == body.leads
        assert answer["first"] == body.disorders[0].id
        first = {id_ for id_ in BASE.disorders if answer.get(f"first={id_}")}
        assert first == set(body.sets[0].disorders)
        ranked = {one.id for one in body.disorders}
        assert ranked == {id_ for id_ in BASE.disorders if answer.get(id_) is not None}


def test_a_table_without_rows_and_one_without_known_columns() -> None:
    assert differential_table(pl.DataFrame({"ck": []}, schema={"ck": pl.Float64})).height == 0
    nothing = differential_table(pl.DataFrame({"shoe_size": [40, 41]}))
    assert nothing["usable"].to_list() == [0, 0]
    assert nothing["leads"].to_list() == ["cannot_tell", "cannot_tell"]


def _document(one: dict[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = {"on": "2020-06-01", **one["facts"]}
    if one["ck"] is not None:
        facts["ck"] = f"{one['ck']} xULN"
    if one["symptom_duration"] is not None:
        facts["symptom_duration"] = f"{one['symptom_duration']} months"
    document: dict[str, Any] = {"id": "drawn", "history": [facts]}
    for name in ("sex", "age_at_onset"):
        if one[name] is not None:
            document[name] = one[name]
    return document


def _row(view: View) -> dict[str, Any]:
    """What follows from the facts of one patient, as a row."""
    row: dict[str, Any] = {}
    for name in READ:
        finding, raw = BASE.findings[name], view.environment.get(f"ever.{name}")
        if finding.kind == "boolean":
            value: Value = Truth.UNKNOWN if raw is None else from_raw(raw, None)
            row |= {f"{name}_low": value is Truth.YES, f"{name}_high": value is not Truth.NO}
        elif finding.kind == "quantity" and name in NUMBERS:
            number = view.facts.get(f"ever.{name}")
            ends = (number.low, number.high) if isinstance(number, Interval) else (None, None)
            row |= {f"{name}_low": _end(ends[0]), f"{name}_high": _end(ends[1])}
        elif finding.kind == "category":
            choice = view.facts.get(f"ever.{name}")
            for label in finding.values:
                row[f"{name}={label}"] = not isinstance(choice, Choice) or label in choice.options
    return row


def _end(end: Any) -> float | None:
    """A number of a record is exact here: its two ends are one."""
    return None if end is None or isinf(end) else float(end)
