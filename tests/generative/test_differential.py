"""The differential of random records: what has no effect, what is monotone, and what never fails.

A differential costs some milliseconds, so that fewer records are drawn than elsewhere;
MYOSOTIS_EXAMPLES gives more.
"""

from __future__ import annotations

import random
import re
from functools import cache
from typing import Any

import jsonschema
import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from myosotis import differential_diagnosis, knowledge, read_patient
from myosotis.errors import ConflictError, InputError, UnknownNameError
from myosotis.knowledge.schema import Scale
from myosotis.logic import Choice, Interval, Truth
from myosotis.review.beginning import begin
from myosotis.review.differential.body import differential_body, read_findings
from myosotis.review.differential.evidence import read_evidence
from myosotis.review.differential.model import DifferentialBody, differential_schema
from myosotis.review.differential.ranking import rank
from myosotis.review.differential.table import differential_table
from myosotis.review.differential.weighing import (
    CAP,
    UNIT,
    state_of_features,
    state_of_ranges,
    weighing,
)
from myosotis.review.view import View

BASE = knowledge.load()
TABLES = weighing(BASE)
VALIDATOR = jsonschema.Draft202012Validator(differential_schema())
DAYS = ("2019-03-01", "2019-03", "2020", "2020-06-01", "unknown")
records = settings(max_examples=max(40, settings().max_examples // 5))
few = settings(max_examples=max(20, settings().max_examples // 10))


@cache
def names(kind: str) -> tuple[str, ...]:
    """The findings of a kind that the differential reads, but sex, which heads the file."""
    read = read_findings(BASE)
    return tuple(sorted(n for n in read if BASE.findings[n].kind == kind and n != "sex"))


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    """Some findings with a value, or said not to be known."""
    found: dict[str, Any] = {}
    answers = st.sampled_from(["yes", "yes", "no", "no", "unknown"])
    for name in draw(st.lists(st.sampled_from(names("boolean")), max_size=10, unique=True)):
        found[name] = draw(answers)
    for name in draw(st.lists(st.sampled_from(names("category")), max_size=2, unique=True)):
        found[name] = draw(st.sampled_from(BASE.findings[name].values))
    for name in draw(st.lists(st.sampled_from(["ck", "age_at_onset", "symptom_duration"]),
                              max_size=3, unique=True)):  # fmt: skip
        low = draw(st.integers(0, 90))
        high = draw(st.integers(low, 100))
        unit = BASE.findings[name].unit
        found[name] = f"{low} to {high} {unit}" if low < high else f"{low} {unit}"
    return found


sexes = st.sampled_from(["female", "male", "unknown"])


def view_of(history: list[dict[str, Any]], sex: str = "unknown", on: str | None = None) -> View:
    return begin(read_patient({"id": "p", "sex": sex, "history": history}), on, None).view


def one_visit(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"on": "2020-01-01", **found}]


def body_of(found: dict[str, Any], sex: str = "unknown") -> DifferentialBody:
    return differential_body(view_of(one_visit(found), sex))


# -- what has no effect ---------------------------------------------------------------------------


@records
@given(facts(), sexes, st.randoms(use_true_random=False))
def test_the_order_of_facts_has_no_effect(
    found: dict[str, Any], sex: str, chance: random.Random
) -> None:
    mixed = list(found.items())
    chance.shuffle(mixed)
    one, other = (body_of(each, sex).model_dump() for each in (found, dict(mixed)))
    for body in (one, other):
        body["unused"], body["notes"] = set(body["unused"]), set(body["notes"])
        # A fact is called by its place in the file.
        for gate in body["gates"]:
            for reason in gate["because"]:
                del reason["fact"]
    assert one == other


@records
@given(facts(), sexes, st.sampled_from(names("boolean")))
def test_what_is_said_not_to_be_known_has_no_effect(
    found: dict[str, Any], sex: str, name: str
) -> None:
    known = {n: v for n, v in found.items() if n != name}
    said = {**known, name: "unknown"}
    assert body_of(known, sex) == body_of(said, sex)


# -- clusters and ranges --------------------------------------------------------------------------

CLUSTERS = [one for one in TABLES.clusters if isinstance(one.of, tuple)]
SCALES = [one for one in TABLES.clusters if isinstance(one.of, Scale)]
NUMBERS = [one for one in SCALES if BASE.findings[one.of.finding].kind == "quantity"]


@given(st.data())
def test_a_cluster_says_what_its_strongest_feature_says(data: st.DataObject) -> None:
    cluster = data.draw(st.sampled_from(CLUSTERS))
    assert isinstance(cluster.of, tuple)
    count = len(cluster.of)
    digits = data.draw(st.lists(st.integers(0, 2), min_size=count, max_size=count))
    alone = [
        cluster.ratios[state_of_features([d if at == place else 0 for at in range(count)])]
        for place, d in enumerate(digits)
    ]
    together = cluster.ratios[state_of_features(digits)]
    assert (np.abs(together) == np.max(np.abs(alone), axis=0)).all()
    assert (np.abs(together) <= round(UNIT * CAP)).all()


@pytest.mark.parametrize("cluster", SCALES, ids=lambda one: one.id)
def test_wider_ranges_say_less_than_the_narrowest_of_them(cluster: Any) -> None:
    # The ratio of several ranges is between those of the single ones, and all say nothing.
    count = len(cluster.of.bins)
    single = [cluster.ratios[1 << place] for place in range(count)]
    for state in range(1, 1 << count):
        places = [place for place in range(count) if state >> place & 1]
        inside = np.array([single[place] for place in places])
        said = cluster.ratios[state]
        if len(places) == count:
            assert not said.any()
        else:
            assert (said >= inside.min(axis=0) - 2).all()
            assert (said <= inside.max(axis=0) + 2).all()


@records
@given(st.sampled_from(NUMBERS), st.integers(0, 120), st.integers(0, 120))
def test_a_number_known_in_part_says_what_its_ranges_say(cluster: Any, one: int, two: int) -> None:
    low, high = sorted((one, two))
    scale = cluster.of
    unit = BASE.findings[scale.finding].unit
    said = {scale.finding: f"{low} to {high} {unit}" if low < high else f"{low} {unit}"}
    states = read_evidence(view_of(one_visit(said)), TABLES).states
    exact = [
        read_evidence(view_of(one_visit({scale.finding: f"{n} {unit}"})), TABLES).states[scale.id]
        for n in {low, high}
    ]
    state = states[scale.id]
    assert all(state & each == each for each in exact)
    if len(set(exact)) == 1:
        # Both ends in one range: as if the number were known.
        assert (
            state == exact[0] == state_of_ranges([state >> p & 1 for p in range(len(scale.bins))])
        )


# -- what more facts can change -------------------------------------------------------------------


@records
@given(facts(), facts(), sexes)
def test_what_is_certain_stays_whatever_else_is_learnt(
    found: dict[str, Any], more: dict[str, Any], sex: str
) -> None:
    # Of the leaders nothing is certain: each fact may bring another. But what a gate or a status
    # says for certain no further fact can take back, unless it contradicts the record.
    some, whole = {n: v for n, v in found.items() if v != "unknown"}, {**more, **found}
    whole = {n: v for n, v in whole.items() if v != "unknown"}
    before, after = view_of(one_visit(some), sex), view_of(one_visit(whole), sex)
    assume(not before.clashes and not after.clashes and not after.snapshot.doubtful)
    first, then = read_evidence(before, TABLES), read_evidence(after, TABLES)
    for name, truth in first.known.items():
        assert truth in (Truth.UNKNOWN, then.known[name]), name
    assert first.usable <= then.usable
    status = {one.disorder.id: one.status for one in rank(after, TABLES, then)}
    for one in rank(before, TABLES, first):
        if one.status in ("not_exposed", "sex"):
            assert status[one.disorder.id] in (one.status, "confirmed")
        if one.status == "confirmed":
            assert status[one.disorder.id] == "confirmed"
    gates = {gate.id: gate.verdict for gate in differential_body(after).gates}
    for gate in differential_body(before).gates:
        if gate.verdict != "ask":
            # A second look can find what a first excluded by a summary.
            assert gates[gate.id] == gate.verdict or gates[gate.id] == "present"


# -- any record at all ----------------------------------------------------------------------------


@st.composite
def histories(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Visits at known, partly known and unknown times, which may disagree."""
    days = draw(st.lists(st.sampled_from(DAYS), max_size=4, unique=True))
    return [{"on": day, **draw(facts())} for day in days]


@records
@given(histories(), sexes, st.sampled_from([None, "1900", "2019-03", "2020-01-01", "2030"]))
def test_any_record_gives_a_document(
    history: list[dict[str, Any]], sex: str, on: str | None
) -> None:
    patient = read_patient({"id": "p", "sex": sex, "history": history})
    document = differential_diagnosis(patient, on)
    VALIDATOR.validate(document.to_dict())
    body = document.differential
    # Every disorder stands somewhere once, each with a reason where it is not ranked.
    told = [one.id for one in (*body.disorders, *body.left_out)]
    assert sorted(told) == sorted(d.id for d in BASE.disorders.values() if d.part_of is None)
    assert all(one.why for one in body.left_out)
    # The sets follow the order, and hold no disorder twice.
    members = [id_ for each in body.sets for id_ in each.disorders]
    assert len(members) == len(set(members))
    assert {one.id for one in body.disorders if one.place} == set(members)


@records
@given(histories())
def test_nothing_that_was_recorded_is_passed_over(history: list[dict[str, Any]]) -> None:
    view = view_of(history)
    body = differential_body(view)
    read = read_findings(BASE)
    for name in view.snapshot.course:
        assert name in read or BASE.findings[name].label in body.unused
    said = "\n".join(body.notes).casefold()
    for conflict in view.snapshot.conflicts:
        assert conflict.sentence.casefold() in said
    for name in view.snapshot.doubtful:
        assert BASE.findings[name].label.casefold() in said


# -- one patient and a table ----------------------------------------------------------------------


def columns(view: View) -> dict[str, Any]:
    """The columns of a table that holds what is known of a patient, with all that follows."""
    row: dict[str, Any] = {}
    for name in read_findings(BASE):
        value = view.environment.get(f"ever.{name}")
        known = view.facts.get(f"ever.{name}")
        finding = BASE.findings[name]
        if finding.kind == "boolean":
            row[name] = {2: True, 0: False}.get(_mask(value))
        elif isinstance(known, Interval):
            row[f"{name}_low"], row[f"{name}_high"] = float(known.low), float(known.high)
        elif isinstance(known, Choice):
            for label in finding.values:
                row[f"{name}={label}"] = label in known.options
    return row


def _mask(raw: Any) -> int:
    if raw is None:
        return 1
    return {Truth.YES.value: 2, Truth.NO.value: 0}.get(raw, 1)


@few
@given(facts(), sexes)
def test_a_table_says_what_one_patient_is_told(found: dict[str, Any], sex: str) -> None:
    view = view_of(one_visit(found), sex)
    assume(not view.clashes)
    body = differential_body(view)
    (row,) = differential_table(pl.DataFrame([columns(view)]), BASE).rows(named=True)
    assert (row["usable"], row["leads"]) == (body.usable, body.leads)
    first = {name.removeprefix("first=") for name, here in row.items()
             if name.startswith("first=") and here}  # fmt: skip
    assert first == set(body.sets[0].disorders)
    evidence = read_evidence(view, TABLES)
    for one in rank(view, TABLES, evidence):
        ranked = one.status in ("ranked", "confirmed")
        assert row[one.disorder.id] == (one.ratio if ranked else None)


# -- bad input ------------------------------------------------------------------------------------


@few
@given(st.text("abcdefghij_", min_size=12, max_size=20))
def test_a_finding_that_nobody_knows_is_refused_by_name(name: str) -> None:
    with pytest.raises(UnknownNameError, match=re.escape(f"unknown finding '{name}'")):
        read_patient({"id": "p", "history": [{"on": "2020-01-01", name: "yes"}]})


@few
@given(st.sampled_from(names("boolean")))
def test_yes_and_no_on_one_day_are_refused_with_both_places(name: str) -> None:
    history = [{"on": "2020-01-01", name: answer} for answer in ("yes", "no")]
    with pytest.raises(ConflictError, match="has two values dated 1 Jan 2020"):
        read_patient({"id": "p", "history": history})


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"age_at_onset": 150}, "age_at_onset"),
        ({"age_at_onset": -1}, "age_at_onset"),
        ({"ck": "0.5 to"}, "ck"),
        ({"ck": "five xULN"}, "ck"),
        ({"proximal_weakness": "perhaps so"}, "proximal_weakness"),
        ({"genetic_panel": "green"}, "genetic_panel"),
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_patient({"id": "p", "history": one_visit(fields)})


def test_creatine_kinase_normal_and_raised_on_one_day_is_refused() -> None:
    history = [{"on": "2020-01-01", "ck": ck} for ck in ("0.5 xULN", "20 xULN")]
    with pytest.raises(ConflictError, match=r"'0.5 xULN'.*'20 xULN'"):
        read_patient({"id": "p", "history": history})
