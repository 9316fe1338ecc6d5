"""Who is ranked at all, in which order, and which disorders stand in one set."""

from __future__ import annotations

from math import exp, log
from typing import Any

import pytest
from tests.unit.review.differential.made_up import (
    SHIPPED,
    base,
    disorder,
    feature,
    figure,
    line,
    patient,
    seen,
    shipped,
)

from myosotis import differential_diagnosis, review
from myosotis.knowledge import KnowledgeBase
from myosotis.review.differential.matrix import matrix
from myosotis.review.differential.ranking import places, shares_of_belief
from myosotis.review.differential.weighing import UNIT

RASH = feature("rash", "rash")


def small(*more: dict[str, Any], **fields: Any) -> KnowledgeBase:
    """A disorder with the fields of a test, and one without."""
    return base(
        disorder("one", estimates={"rash": 0.9}, **fields),
        disorder("two", estimates={"rash": 0.1}),
        *more,
        features=[RASH],
    )


def statuses(known: KnowledgeBase, *history: dict[str, Any], **fields: Any) -> dict[str, str]:
    return {one.disorder.id: one.status for one in seen(known, *history, **fields).ranked}


# -- exposure -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"statin_exposure": "yes"}, "ranked"),
        ({"statin_exposure": "no"}, "not_exposed"),
        ({"statin_exposure": "unknown"}, "ask"),
        ({}, "ask"),
    ],
)
def test_an_exposure_opens_a_disorder_or_leaves_it_out(facts: dict[str, Any], status: str) -> None:
    known = small(exposure="ever.statin_exposure")
    assert statuses(known, facts)["one"] == status


def test_of_the_exposed_the_ratio_is_theirs() -> None:
    for share in (0.03, 0.2):
        known = small(exposure="ever.statin_exposure", exposed=share)
        found = seen(known, {"statin_exposure": "yes"}).of("one")
        assert found.ratio == round(-UNIT * log(share))


def test_what_is_left_out_says_why() -> None:
    known = small(exposure="ever.statin_exposure")
    asked, told = (seen(known, facts).body for facts in ({}, {"statin_exposure": "no"}))
    label = SHIPPED.findings["statin_exposure"].label
    assert line(asked, "one").why == f"It occurs only with {label}, which is not recorded."
    assert line(told, "one").why == f"It occurs only with {label}, which the record excludes."
    assert [one.id for one in told.left_out] == ["one"]


def test_an_exposure_in_the_list_of_treatments_counts() -> None:
    known = small(exposure="ever.hydroxychloroquine_exposure")
    taken = {"therapy": "hydroxychloroquine", "from": "2018-01-01"}
    assert statuses(known, treatments=[taken])["one"] == "ranked"


# -- sex ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sex", "status"),
    [("female", "ranked"), ("male", "sex"), ("unknown", "ranked"), (None, "ranked")],
)
def test_only_the_other_sex_is_left_out(sex: str | None, status: str) -> None:
    fields = {"sex": sex} if sex else {}
    assert statuses(small(only_sex="female"), **fields)["one"] == status


def test_sex_that_excludes_is_said() -> None:
    found = seen(small(only_sex="female"), sex="male").body
    assert line(found, "one").why == "It does not occur in a male patient."


# -- what is confirmed ----------------------------------------------------------------------------


def test_what_is_confirmed_comes_first() -> None:
    known = base(
        disorder("one", estimates={"rash": 0.9}),
        disorder("two", estimates={"rash": 0.1}, confirmed="ever.sensory_loss"),
        features=[RASH],
    )
    found = seen(known, {"rash": "yes", "sensory_loss": "yes"})
    assert found.order == ["two", "one"]
    body = found.body
    assert body.statement == "The record confirms two."
    assert [one.disorders for one in body.sets] == [("two",), ("one",)]
    assert line(body, "two").why == "Loss of feeling: yes (1 Jan 2020, current)."
    assert seen(known, {"rash": "yes", "sensory_loss": "no"}).order == ["one", "two"]


def test_what_is_confirmed_needs_no_exposure_and_few_facts() -> None:
    known = small(exposure="ever.statin_exposure", confirmed="ever.sensory_loss")
    found = seen(known, {"sensory_loss": "yes"})
    assert (found.of("one").status, found.body.leads) == ("confirmed", "other")


def test_a_form_that_is_confirmed_confirms_its_disorder() -> None:
    # The rules of forms were passed over.
    form = disorder("form", part_of="two", confirmed="ever.sensory_loss")
    known = small(form)
    assert seen(known, {"rash": "yes", "sensory_loss": "yes"}).order == ["two", "one"]
    assert statuses(known, {"rash": "yes"})["two"] == "ranked"


# -- forms ----------------------------------------------------------------------------------------


def test_a_disorder_is_ranked_with_its_forms_as_one() -> None:
    form = disorder("form", part_of="two", estimates={"rash": 1})
    known = small(form)
    found = seen(known, {"rash": "yes"})
    assert sorted(found.order) == ["one", "two"]
    two, rows = found.of("two"), matrix(known)
    mean = rows.mean["rash"]
    likelihoods = [rows.rows[id_]["rash"].share / mean for id_ in ("two", "form")]
    assert two.best.id == "form"
    assert exp(two.ratio / UNIT) == pytest.approx(sum(likelihoods) / 2, rel=2e-3)
    assert line(found.body, "two").form == "form"


def test_a_form_that_does_not_fit_better_is_not_named() -> None:
    known = small(disorder("form", part_of="one", estimates={"rash": 0.05}))
    found = seen(known, {"rash": "yes"})
    assert found.of("one").best.id == "one"
    assert line(found.body, "one").form is None


# -- order and sets -------------------------------------------------------------------------------


def parted(worth: int) -> KnowledgeBase:
    """Two disorders parted by a finding whose shares rest on so many patients."""
    return base(
        disorder("one", figures=[figure("rash", round(worth * 0.6), worth)]),
        disorder("two", figures=[figure("rash", round(worth * 0.4), worth)]),
        features=[RASH],
    )


@pytest.mark.parametrize(("worth", "sets"), [(5, [1, 1]), (100, [1, 2])])
def test_what_rests_on_little_is_not_parted(worth: int, sets: list[int]) -> None:
    found = seen(parted(worth), {"rash": "yes"})
    assert [places(found.ranked)[id_] for id_ in ("one", "two")] == sets


def test_at_most_three_sets_are_told() -> None:
    shares = {f"d{n}": round(100 * 0.5**n) for n in range(6)}
    many = [disorder(id_, figures=[figure("rash", share, 100)]) for id_, share in shares.items()]
    body = seen(base(*many, features=[RASH]), {"rash": "yes"}).body
    assert [one.place for one in body.sets] == [1, 2, 3]
    assert [one.id for one in body.disorders] == list(shares)
    assert {one.place for one in body.disorders} == {1, 2, 3, None}


def test_who_is_left_out_is_in_no_set() -> None:
    body = seen(small(exposure="ever.statin_exposure"), {"rash": "yes"}).body
    assert [one.disorders for one in body.sets] == [("two",)]


def test_belief_is_one_over_those_who_are_ranked() -> None:
    found = seen(small(disorder("three", only_sex="male")), {"rash": "yes"}, sex="female")
    belief = shares_of_belief(found.ranked)
    assert sum(belief.values()) == pytest.approx(1)
    assert set(belief) == {"one", "two"}
    assert belief["one"] > belief["two"]


def test_without_a_fact_all_are_one_set() -> None:
    body = shipped()
    assert (body.usable, body.leads) == (0, "cannot_tell")
    assert body.statement == "No facts to go by: too few for a differential."
    (only,) = body.sets
    assert set(only.disorders) == {one.id for one in body.disorders}
    assert {one.log_ratio for one in body.disorders} == {0}
    assert all(one.status in ("ask", "sex") for one in body.left_out)


# -- the shipped ones -----------------------------------------------------------------------------


@pytest.mark.parametrize("id_", [d.id for d in SHIPPED.disorders.values() if d.exposure])
def test_no_exposure_is_taken_for_granted(id_: str) -> None:
    whole = SHIPPED.disorders[id_].part_of or id_
    assert line(shipped(sex="female"), whole).status == "ask"


def test_both_sexes_stand_where_the_sex_is_not_known() -> None:
    unknown = {one.id for one in shipped().disorders}
    each = [{one.id for one in shipped(sex=sex).disorders} for sex in ("female", "male")]
    assert unknown == each[0] | each[1]
    assert each[0] != each[1]


def test_who_carries_a_variant_of_the_other_sex_is_left_out() -> None:
    # A share of nought was worth only few patients, and left men among the carriers.
    for disorder_ in SHIPPED.disorders.values():
        share = disorder_.estimates.get("male_sex")
        if share in (0, 1) and disorder_.part_of is None:
            assert disorder_.only_sex == ("male" if share else "female"), disorder_.id


def test_a_review_and_the_document_say_the_same() -> None:
    person = patient({"heliotrope_rash": "yes", "ck": "12 xULN", "proximal_weakness": "yes"})
    assert review(person).differential == differential_diagnosis(person).differential
