"""What would part the disorders of a set, and what none of the first explains."""

from __future__ import annotations

from typing import Any

from tests.unit.review.differential.made_up import ENZYME, SHIPPED, base, disorder, feature, seen

from myosotis.knowledge import KnowledgeBase

RASH = feature("rash", "rash")
FEVER = feature("fever", "fever")
DROP = feature("drop", "ankle_dorsiflexor_weakness")


def small(*features: dict[str, Any], one: dict[str, Any], two: dict[str, Any]) -> KnowledgeBase:
    return base(
        disorder("one", estimates=one),
        disorder("two", estimates=two),
        features=features or [RASH, FEVER, DROP],
    )


def parting(known: KnowledgeBase, *history: dict[str, Any]) -> list[str]:
    return [fact.feature for fact in seen(known, *history).body.sets[0].parted_by]


# -- what would part a set ------------------------------------------------------------------------


def test_what_parts_most_comes_first_and_what_parts_little_is_not_told() -> None:
    one = {"rash": 0.7, "fever": 0.9, "drop": 0.5}
    known = small(one=one, two={"rash": 0.3, "fever": 0.1, "drop": 0.3})
    assert parting(known) == ["fever", "rash"]


def test_what_is_known_parts_no_more() -> None:
    known = small(one={"rash": 0.7, "fever": 0.55}, two={"rash": 0.3, "fever": 0.45})
    assert parting(known) == ["rash"]
    assert parting(known, {"rash": "unknown"}) == ["rash"]
    assert parting(known, {"fever": "yes"}) == ["rash"]
    assert parting(known, {"rash": "no"}) == []


def test_of_a_cluster_one_is_told() -> None:
    same = [{**RASH, "cluster": "skin"}, {**FEVER, "cluster": "skin"}, DROP]
    known = small(*same, one={"rash": 0.7, "fever": 0.9}, two={"rash": 0.3, "fever": 0.1})
    assert parting(known) == ["fever"]


def test_the_sentence_names_both_sides_and_the_tests() -> None:
    known = small(one={"rash": 0.7}, two={"rash": 0.3})
    (fact,) = seen(known).body.sets[0].parted_by
    assert fact.text == "Rash: about 70 % in one, 30 % in two."
    assert fact.tests == SHIPPED.findings["rash"].established_by


def test_a_set_of_one_needs_no_parting() -> None:
    known = base(disorder("one"), features=[RASH])
    assert parting(known) == []


# -- what nobody explains -------------------------------------------------------------------------


def test_a_finding_that_is_rare_in_all_of_the_first_set_is_named() -> None:
    rare = {"rash": 0.1, "fever": 0.5}
    known = small(one=rare, two=rare)
    assert seen(known, {"rash": "yes", "fever": "yes"}).body.unexplained == ("Rash",)


def test_a_finding_that_one_of_them_explains_is_not() -> None:
    known = small(one={"rash": 0.1}, two={"rash": 0.11})
    assert seen(known, {"rash": "yes"}).body.unexplained == ()


def test_what_a_disorder_explains_is_not_unexplained_because_another_form_fits_best() -> None:
    whole = disorder("one", estimates={"rash": 0.2, "fever": 0.1})
    form = disorder("form", part_of="one", estimates={"rash": 0.05, "fever": 0.9, "drop": 0.9})
    known = base(whole, form, features=[RASH, FEVER, DROP])
    found = seen(known, {"rash": "yes", "fever": "yes", "ankle_dorsiflexor_weakness": "yes"})
    assert found.of("one").best.id == "form"
    assert found.body.unexplained == ()


def test_what_is_absent_or_unknown_needs_no_explanation() -> None:
    known = small(one={"rash": 0.01}, two={"rash": 0.01})
    for said in ("no", "unknown"):
        assert seen(known, {"rash": said}).body.unexplained == ()


def test_a_number_that_nobody_explains_is_named_with_its_range() -> None:
    shares = {"low": 0.9, "middle": 0.06, "high": 0.04}
    known = base(disorder("one", estimates=shares), scales=[ENZYME])
    assert seen(known, {"ck": "20 xULN"}).body.unexplained == ("Creatine kinase high",)
    # In one range or the next it would be no more than a tenth as well, together not above it.
    assert seen(known, {"ck": "> 2 xULN"}).body.unexplained == ("Creatine kinase over 1",)
    assert seen(known, {"ck": "< 5 xULN"}).body.unexplained == ()
