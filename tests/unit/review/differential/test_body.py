"""What is told: the statement, the findings for and against, what was not used, and the notes."""

from __future__ import annotations

import re
from itertools import chain
from typing import Any

import pytest
from tests.unit.review.differential.made_up import (
    ENZYME,
    SHIPPED,
    base,
    disorder,
    feature,
    figure,
    line,
    seen,
    shipped,
)

from myosotis.knowledge import KnowledgeBase

RASH, FEVER = feature("rash", "rash"), feature("fever", "fever")
DROP = feature("drop", "ankle_dorsiflexor_weakness")
ALL = {"rash": "yes", "fever": "yes", "ankle_dorsiflexor_weakness": "yes"}


def small(one: float, two: float, **fields: Any) -> KnowledgeBase:
    """Two disorders with three findings of the same share."""
    features = [RASH, FEVER, DROP]

    def figures(share: float) -> list[dict[str, Any]]:
        return [figure(each["id"], round(100 * share), 100) for each in features]

    return base(
        disorder("one", figures=figures(one), iim=True),
        disorder("two", figures=figures(two), **fields),
        features=features,
    )


# -- the statement --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "No facts to go by: too few for a differential."),
        ({"rash": "yes"}, "One fact to go by: too few for a differential."),
        ({"rash": "yes", "fever": "no"}, "2 facts to go by: too few for a differential."),
        (ALL, "One fits best, by 3 facts."),
    ],
)
def test_too_few_facts_say_nothing(facts: dict[str, Any], said: str) -> None:
    body = seen(small(0.9, 0.1), facts).body
    assert body.statement == said
    assert body.leads == ("iim" if facts == ALL else "cannot_tell")


@pytest.mark.parametrize(
    ("one", "two", "iim", "leads"),
    [(0.9, 0.1, False, "iim"), (0.1, 0.9, False, "other"), (0.5, 0.5, False, "both"),
     (0.5, 0.5, True, "iim")],
)  # fmt: skip
def test_who_leads(one: float, two: float, iim: bool, leads: str) -> None:
    assert seen(small(one, two, iim=iim), ALL).body.leads == leads


def test_what_is_not_parted_is_said() -> None:
    body = seen(small(0.5, 0.5), ALL).body
    assert body.statement == "One and two fit best; 3 facts do not part them."


def test_many_that_fit_are_counted() -> None:
    many = [disorder(f"d{n}") for n in range(9)]
    body = seen(base(*many, features=[RASH, FEVER, DROP]), ALL).body
    assert body.statement == (
        "What is recorded parts little: 9 disorders fit about as well, first d0, d1, d2."
    )


# -- for and against ------------------------------------------------------------------------------


def test_a_finding_is_told_with_its_numbers() -> None:
    body = seen(small(0.9, 0.1), {**ALL, "fever": "no"}).body
    found = line(body, "one")
    assert {each.text for each in found.for_} == {
        "Rash: 90 of 100 (90 %) have it in one, 50 % over the list; 1.8 to 1 for.",
        "Drop: 90 of 100 (90 %) have it in one, 50 % over the list; 1.8 to 1 for.",
    }
    (against,) = found.against
    assert against.text == (
        "No fever: 90 of 100 (90 %) have fever in one, 50 % over the list; 4.6 to 1 against."
    )
    assert (against.present, against.sources) == (False, ("general_knowledge",))


def test_a_number_in_several_ranges_is_told_as_they_are_weighed() -> None:
    # The share of one range stood beside the mean of both: 50 % against 60 %, and yet "for".
    known = base(
        disorder("one", estimates={"low": 0.5, "middle": 0.4, "high": 0.1}),
        disorder("two", estimates={"low": 0.2, "middle": 0.1, "high": 0.7}),
        scales=[ENZYME],
    )
    (for_,) = line(seen(known, {"ck": "0.5 to 5 xULN"}).body, "one").for_
    assert for_.text == (
        "Creatine kinase up to 10: about 90 % (estimated) have it in one, "
        "60 % over the list; 1.4 to 1 for."
    )


def test_every_sentence_agrees_with_its_ratio() -> None:
    told = chain.from_iterable(
        (*each.for_, *each.against)
        for each in shipped(
            {"proximal_weakness": "yes", "ck": "> 3 xULN", "dysphagia": "no", "weakness": "yes"},
            {"age_at_onset": "30 to 60", "on": "unknown"},
            {"mri_muscle_fat": "yes", "statin_exposure": "yes", "anti_hmgcr": "no"},
            sex="female",
        ).disorders
    )
    for evidence in told:
        assert evidence.text.endswith("for." if evidence.log_ratio > 0 else "against."), evidence
        share, mean = (float(x) for x in re.findall(r"(\d+) %", evidence.text)[:2])
        # Rounding, and what is drawn to the mean, leave the side as it is.
        if abs(share - mean) > 2 and evidence.present:
            assert (share > mean) == (evidence.log_ratio > 0), evidence.text


def test_no_probability_of_a_disorder_is_shown() -> None:
    def names(entry: Any) -> set[str]:
        if isinstance(entry, dict):
            return set(entry).union(*map(names, entry.values()))
        return set().union(*map(names, entry)) if isinstance(entry, list | tuple) else set()

    found = names(shipped(ALL).model_dump())
    assert not {name for name in found if "probab" in name or "belief" in name or "percent" in name}


# -- what was not used ----------------------------------------------------------------------------


def test_what_is_not_read_is_named() -> None:
    body = shipped({"patient_global_activity": "3 cm", "rash": "yes"})
    assert body.unused == (SHIPPED.findings["patient_global_activity"].label,)


def test_what_is_of_a_later_date_is_said() -> None:
    later = {"on": "2021-01-01", "rash": "yes"}
    assert shipped({"fever": "yes"}, later, on="2020-06-01").notes == (
        "One recorded fact is of a later date, or may be, and not weighed.",
    )
    before = shipped({"fever": "yes"}, later, on="1999")
    assert (before.usable, before.leads) == (0, "cannot_tell")
    assert before.notes == ("2 recorded facts are of a later date, or may be, and not weighed.",)


# -- what is not clear ----------------------------------------------------------------------------


def test_facts_that_disagree_are_told_as_they_are_weighed() -> None:
    # It was told that they are not weighed, though one yes in the course counts as yes.
    body = shipped({"rash": "yes"}, {"on": "2020-01", "rash": "no"})
    (note,) = body.notes
    assert note.startswith("A skin rash: the facts disagree and the order of their dates")
    assert note.endswith("; over the course it counts as yes.")
    assert body.usable == 1


def test_facts_that_disagree_on_a_doubtful_antibody_are_told_as_not_weighed() -> None:
    # The program broke off: what is doubtful is not in the course.
    unknown = ({"on": "unknown", "anti_srp": value} for value in ("no", "yes"))
    notes = shipped({"anti_ks": "yes"}, *unknown).notes
    (note,) = (one for one in notes if "disagree" in one)
    assert note.startswith("Anti-SRP: the facts disagree")
    assert note.endswith("; it is not weighed.")


def test_a_negative_by_what_misses_it_is_told_and_not_weighed() -> None:
    # A negative blot counted against a disorder, and its antibody as tested.
    blot, sure = ({"value": "no", "method": one} for one in ("line blot", "immunoprecipitation"))
    body = shipped({"anti_srp": {"value": "no", "method": "ELISA"}, "rash": "yes"})
    (note,) = body.notes
    assert note == (
        "Anti-SRP is not weighed: negative, by a method that misses it or is not recorded."
    )
    assert body.usable == 1
    panel = next(one for one in body.actions if one.id == "antibodies")
    assert SHIPPED.tests["anti_hmgcr_and_srp"].label in panel.missing
    assert shipped({"anti_tif1_gamma": blot}).notes
    assert shipped({"anti_srp": sure}).notes == ()
    assert shipped({"anti_srp": sure}).usable == 1


def test_what_contradicts_by_what_follows_is_told() -> None:
    # Nothing was said of it.
    body = shipped({"weakness": "no", "proximal_weakness": "yes"})
    assert body.notes == (
        "Objective weakness is recorded as no, but proximal weakness makes it yes; "
        "it counts as unknown.",
    )


def test_a_doubtful_result_is_told_and_not_weighed() -> None:
    doubtful = {"anti_pl7": {"value": "yes", "method": "line blot", "strength": "weak"}}
    body = shipped(doubtful)
    (note,) = body.notes
    assert note.startswith("Anti-PL-7 is not weighed: ")
    assert body.usable == 0
    panel = next(one for one in body.actions if one.id == "antibodies")
    assert SHIPPED.tests["myositis_antibody_panel"].label in panel.missing
