"""What the disorders and the differential name is there, and their shares can be."""

from __future__ import annotations

from typing import Any

import pytest

from myosotis import knowledge

DISORDER, FORM = "disorders/lilac_disease.yaml", "disorders/pale_lilac_disease.yaml"
PATHWAY = "pathway/differential.yaml"
OF_A_FORM = "part_of: lilac_disease\n"


def faults(directory: Any) -> list[str]:
    return [str(problem) for problem in knowledge.check(knowledge.load(directory))]


@pytest.mark.parametrize(
    ("path", "change", "fault"),
    [
        (
            DISORDER,
            ("feature: lilac", "feature: lila"),
            "lilac_disease names the feature 'lila', which is not known, did you mean 'lilac'?",
        ),
        (
            DISORDER,
            ("{ck_low: 0.6}", "{ck_lo: 0.6}"),
            "lilac_disease names the feature 'ck_lo', which is not known, did you mean 'ck_low'?",
        ),
        (
            DISORDER,
            ("group: colours", "group: colour"),
            "lilac_disease names the group 'colour', which is not known, did you mean 'colours'?",
        ),
        (
            DISORDER,
            ("test: skin_examination", "test: skin_exam"),
            "lilac_disease names the test 'skin_exam', which is not known, "
            "did you mean 'skin_examination'?",
        ),
        (
            FORM,
            (OF_A_FORM, "part_of: lilac_diseas\n"),
            "pale_lilac_disease names the disorder 'lilac_diseas', which is not known, "
            "did you mean 'lilac_disease' or 'pale_lilac_disease'?",
        ),
        (
            PATHWAY,
            ("finding: lilac_rash", "finding: lilac_rush"),
            "lilac names the finding 'lilac_rush', which is not known, did you mean 'lilac_rash'?",
        ),
        (
            PATHWAY,
            ("groups: {others: 0.05}", "groups: {other: 0.05}"),
            "lilac names the group 'other', which is not known, did you mean 'others'?",
        ),
        (
            PATHWAY,
            ("finding: ck", "finding: cq"),
            "enzyme names the finding 'cq', which is not known",
        ),
        (
            PATHWAY,
            ("disorders: [lilac_disease]", "disorders: [lilac_diseas]"),
            "light names the disorder 'lilac_diseas', which is not known, "
            "did you mean 'lilac_disease' or 'pale_lilac_disease'?",
        ),
        (
            PATHWAY,
            ("tests: [skin_examination]", "tests: [skin_exam]"),
            "light names the test 'skin_exam', which is not known, "
            "did you mean 'skin_examination'?",
        ),
        (
            PATHWAY,
            ("    why:", "    after: [skin_exam]\n    why:"),
            "look names the test 'skin_exam', which is not known, did you mean 'skin_examination'?",
        ),
        (
            PATHWAY,
            ("done: {skin_examination: [rash]}", "done: {skin_exam: [rash]}"),
            "look names the test 'skin_exam', which is not known, did you mean 'skin_examination'?",
        ),
        (
            PATHWAY,
            ("done: {skin_examination: [rash]}", "done: {skin_examination: [rush]}"),
            "look names the finding 'rush', which is not known, did you mean 'rash'?",
        ),
        (
            PATHWAY,
            ("    finding: ck\n", "    finding: ck\n    instead_of: [enzymes]\n"),
            "enzyme names the scale 'enzymes', which is not known, did you mean 'enzyme'?",
        ),
        (
            PATHWAY,
            ("label: up to the limit, up_to: 1", "label: up to the limit, is: normal"),
            "enzyme names the label 'normal', which is not known",
        ),
        (
            PATHWAY,
            ("bundles:", "context: [rush]\nbundles:"),
            "the differential names the finding 'rush', which is not known, did you mean 'rash'?",
        ),
        (
            PATHWAY,
            ("    why:", "    before: [lock]\n    why:"),
            "look names the bundle 'lock', which is not known, did you mean 'look'?",
        ),
    ],
)
def test_a_name_that_leads_nowhere(
    base: Any, path: str, change: tuple[str, str], fault: str
) -> None:
    assert faults(base({path: change})) == [fault]


@pytest.mark.parametrize(
    ("path", "change", "fault"),
    [
        (
            DISORDER,
            ("estimates: {", "estimates: {lilac: 0.8, "),
            "lilac_disease gives the share of 'lilac' 2 times",
        ),
        (
            DISORDER,
            ("{ck_low: 0.6}", "{ck_low: 0.6, ck_high: 0.6}"),
            "lilac_disease: the shares of creatine kinase add up to 1.20, not to 1",
        ),
        (
            DISORDER,
            ("{ck_low: 0.6}", "{ck_low: 0.6, ck_high: 0.3}"),
            "lilac_disease: the shares of creatine kinase add up to 0.90, not to 1",
        ),
        (
            PATHWAY,
            (", group: 3", ""),
            "the differential does not say what a share by 'group' is worth",
        ),
        (
            PATHWAY,
            ("finding: ck\n", "finding: rash\n"),
            "enzyme is a scale of 'rash', which is not a number",
        ),
    ],
)
def test_shares_that_cannot_be(base: Any, path: str, change: tuple[str, str], fault: str) -> None:
    assert faults(base({path: change})) == [fault]


@pytest.mark.parametrize(
    ("path", "change", "fault"),
    [
        (
            PATHWAY,
            ("feature: ck_low", "feature: lilac"),
            "the feature name 'lilac' is used 2 times",
        ),
        (
            PATHWAY,
            ("cluster: skin", "cluster: enzyme"),
            "the cluster name 'enzyme' is used 2 times",
        ),
        (FORM, ("id: pale_lilac_disease", "id: lilac_disease"), "the disorder name"),
    ],
)
def test_a_name_given_twice(base: Any, path: str, change: tuple[str, str], fault: str) -> None:
    # Clusters are looked up by their id: one would silently stand in place of the other.
    assert any(problem.startswith(fault) for problem in faults(base({path: change})))


def test_the_range_that_is_left_out_needs_no_share(base: Any) -> None:
    assert faults(base({DISORDER: ("{ck_low: 0.6}", "{ck_low: 0.6, ck_high: 0.4}")})) == []
    assert faults(base()) == []


def test_a_form_of_a_form_cannot_be(base: Any) -> None:
    pale = FORM.replace("pale", "paler")
    again = """\
id: paler_lilac_disease
label: paler lilac disease
group: colours
part_of: pale_lilac_disease
onset: Any age.
pattern: The skin.
course: It fades.
source: a_paper
checked: no
"""
    assert faults(base({pale: again})) == [
        "paler_lilac_disease is part of pale_lilac_disease, which is itself part of another"
    ]


@pytest.mark.parametrize("rule", ["only_sex: female", "exposure: ever.rash"])
def test_a_form_does_not_say_who_can_have_it(base: Any, rule: str) -> None:
    # It would be passed over: a disorder and its forms are ranked as one.
    changed = base({FORM: (OF_A_FORM, f"{OF_A_FORM}{rule}\n")})
    assert faults(changed) == [
        "pale_lilac_disease is a form of 'lilac_disease': who can have it, that says"
    ]
