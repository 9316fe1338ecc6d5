"""Which tests come next, in which order, and what each result would change."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.review.differential.made_up import (
    Seen,
    base,
    bundle,
    disorder,
    feature,
    seen,
    settles,
    shipped,
)

from myosotis.knowledge import KnowledgeBase
from myosotis.review.differential.model import ActionLine
from myosotis.review.differential.outcomes import turns

OEDEMA = feature("oedema", "mri_muscle_edema")
GRANULOMA = feature("granuloma", "biopsy_granuloma")
DROP = feature("drop", "ankle_dorsiflexor_weakness")
BUNDLES = [
    bundle("look", "muscle_biopsy", done={"muscle_biopsy": ["biopsy_granuloma"]}),
    bundle("picture", "mri_muscle", done={"mri_muscle": ["mri_muscle_edema"]}),
    bundle("list", "drug_list", first=True),
]


def small(*bundles: dict[str, Any], **fields: Any) -> KnowledgeBase:
    """Two disorders: one that a biopsy settles, and one with oedema."""
    return base(
        disorder("one", estimates={"granuloma": 0.9, "oedema": 0.1, "drop": 0.8},
                 settled_by=settles("muscle_biopsy")),
        disorder("two", estimates={"granuloma": 0.1, "oedema": 0.9, "drop": 0.2}, **fields),
        features=[OEDEMA, GRANULOMA, DROP],
        bundles=bundles or BUNDLES,
    )  # fmt: skip


def order(found: Seen) -> list[str]:
    return [action.id for action in found.body.actions]


def action(found: Seen, id_: str) -> ActionLine:
    return next(one for one in found.body.actions if one.id == id_)


# -- what a result would change -------------------------------------------------------------------


def test_only_what_is_not_known_can_turn() -> None:
    known = small()
    found = seen(known, {"mri_muscle_edema": "no", "biopsy_granuloma": "unknown"})
    turned = turns(known, found.tables, found.evidence, found.ranked)
    assert set(turned) == {"granuloma", "drop"}


def test_a_result_names_who_would_lead() -> None:
    known = small()
    found = seen(known, {"ankle_dorsiflexor_weakness": "yes"})
    turn = turns(known, found.tables, found.evidence, found.ranked)["oedema"]
    assert (turn.if_present, turn.if_absent) == ("two", "one")
    assert 0 < turn.likely < 1
    (told, *_) = action(found, "picture").results
    assert (told.if_present, told.if_absent) == ("Two comes first.", "One stays first.")


def test_who_would_lead_is_who_leads_once_it_is_known() -> None:
    known = small()
    turned = turns(known, *_parts(seen(known)))
    for name, finding in (("oedema", "mri_muscle_edema"), ("granuloma", "biopsy_granuloma")):
        for answer, leads in (("yes", turned[name].if_present), ("no", turned[name].if_absent)):
            assert seen(known, {finding: answer}).order[0] == leads


def _parts(found: Seen) -> tuple[Any, Any, Any]:
    return found.tables, found.evidence, found.ranked


def test_no_result_takes_the_lead_from_what_is_confirmed() -> None:
    # It was told that another "comes first", though the confirmed one stays there.
    known = small(confirmed="ever.sensory_loss")
    found = seen(known, {"sensory_loss": "yes", "ankle_dorsiflexor_weakness": "yes"})
    assert found.order == ["two", "one"]
    for turn in turns(known, *_parts(found)).values():
        assert {turn.if_present, turn.if_absent} == {"two"}


def test_what_settles_is_told_with_what_it_leaves() -> None:
    told = action(seen(small()), "look")
    assert told.settles == ("one",)
    last = told.results[-1]
    assert (last.feature, last.if_present, last.if_absent) == (
        None,
        "It settles one.",
        "It leaves two.",
    )


# -- the order ------------------------------------------------------------------------------------


def test_the_cheap_comes_before_what_tells_more() -> None:
    assert order(seen(small()))[0] == "list"


def test_what_settles_more_comes_earlier() -> None:
    assert order(seen(small(), {"ankle_dorsiflexor_weakness": "yes"})) == [
        "list",
        "look",
        "picture",
    ]


@pytest.mark.parametrize("where", ["picture", "look"])
def test_one_may_go_before_another_whatever_it_would_show(where: str) -> None:
    other = {"picture": "look", "look": "picture"}[where]
    bundles = [{**each, "before": [other]} if each["id"] == where else each for each in BUNDLES]
    found = order(seen(small(*bundles), {"ankle_dorsiflexor_weakness": "yes"}))
    assert found.index(where) < found.index(other)


def test_what_nobody_explains_brings_the_second_look_forward() -> None:
    again = bundle("again", "slide_review", if_unexplained=True, after=["muscle_biopsy"])
    rare = feature("rare", "fasciculations", background=0.02)
    known = base(
        disorder("one", settled_by=settles("mri_muscle")),
        disorder("two"),
        features=[OEDEMA, GRANULOMA, rare],
        bundles=[*BUNDLES, again],
    )
    strange = {"fasciculations": "yes"}
    assert "again" not in order(seen(known, strange))  # there are no slides to look at
    explained = seen(known, {"biopsy_granuloma": "no"})
    assert order(explained) == ["list", "picture", "again"]
    found = seen(known, {**strange, "biopsy_granuloma": "no"})
    assert found.body.unexplained == ("Rare",)
    assert order(found) == ["list", "again", "picture"]


# -- what is done ---------------------------------------------------------------------------------


def test_a_test_that_is_done_is_not_offered() -> None:
    known = small()
    assert "picture" not in order(seen(known, {"mri_muscle_edema": "no"}))
    assert "look" not in order(seen(known, {"biopsy_granuloma": "yes"}))
    # One that was not done, or whose result is not known, is.
    for said in ("unknown", "not done"):
        assert "picture" in order(seen(known, {"mri_muscle_edema": said}))


def test_of_a_bundle_only_what_is_missing_is_named() -> None:
    done = {"muscle_biopsy": ["biopsy_granuloma"], "mri_muscle": ["mri_muscle_edema"]}
    both = bundle("both", "muscle_biopsy", "mri_muscle", done=done)
    told = action(seen(small(both), {"mri_muscle_edema": "no"}), "both")
    assert told.missing == (small().tests["muscle_biopsy"].label,)
    assert told.tests == ("muscle_biopsy", "mri_muscle")


def test_without_a_list_any_result_shows_that_a_test_was_done() -> None:
    known = small(bundle("look", "muscle_biopsy"))
    assert order(seen(known)) == ["look"]
    assert order(seen(known, {"biopsy_necrosis": "no"})) == []


def test_a_positive_of_a_kind_shows_that_the_panel_was_done() -> None:
    # It was offered again to who had a named antibody, for only the summary was looked at.
    def missing(**facts: Any) -> tuple[str, ...]:
        (found,) = [one for one in shipped(facts).actions if one.id == "antibodies"]
        return found.missing

    panel = small().tests["myositis_antibody_panel"].label
    assert panel in missing()
    assert panel not in missing(anti_jo1={"value": "yes", "method": "immunoprecipitation"})
    assert panel in missing(anti_jo1={"value": "no", "method": "immunoprecipitation"})


def test_a_summary_no_is_no_test_of_each_kind() -> None:
    (found,) = [
        one for one in shipped({"myositis_specific_antibody": "no"}).actions
        if one.id == "antibodies"
    ]  # fmt: skip
    assert small().tests["anti_hmgcr_and_srp"].label in found.missing


# -- the shipped ones -----------------------------------------------------------------------------

WEAK = {"proximal_weakness": "yes", "ck": "20 xULN", "age_at_onset": 40}


FAMILIAL = {**WEAK, "family_history_muscle_disease": "yes"}
DYSTROPHIC = {**WEAK, "scapular_winging": "yes", "calf_hypertrophy": "yes"}


@pytest.mark.parametrize("facts", [{}, WEAK, FAMILIAL, DYSTROPHIC])
def test_the_cheap_bundle_comes_first_and_antibodies_before_genes(facts: dict[str, Any]) -> None:
    found = [one.id for one in shipped(facts, sex="male").actions]
    assert found[0] == "cheap"
    assert found.index("antibodies") < found.index("genes")


def test_no_action_asks_for_what_it_calls_done() -> None:
    for one in shipped(WEAK).actions:
        assert one.missing
        assert one.why
        assert one.sources
        assert len({result.label for result in one.results}) == len(one.results)


# -- the fixed work-up, and what a disorder asks of a test -----------------------------------------


def test_the_work_up_of_the_group_that_leads_goes_before_what_would_gain_more() -> None:
    without = seen(small(), {"ankle_dorsiflexor_weakness": "yes"})
    assert order(without) == ["list", "look", "picture"]
    sourced = {"source": "general_knowledge", "checked": "no"}
    for group, expected in (("some", ["list", "picture", "look"]), ("other", order(without))):
        known = base(
            disorder("one", estimates={"granuloma": 0.9, "oedema": 0.1, "drop": 0.8},
                     settled_by=settles("muscle_biopsy")),
            disorder("two", estimates={"granuloma": 0.1, "oedema": 0.9, "drop": 0.2}),
            features=[OEDEMA, GRANULOMA, DROP],
            bundles=BUNDLES,
            workup=[{"group": group, "bundles": ["picture"], **sourced}],
        )  # fmt: skip
        assert order(seen(known, {"ankle_dorsiflexor_weakness": "yes"})) == expected


def test_a_test_says_what_each_leading_disorder_asks_of_it() -> None:
    found = seen(small(), {"ankle_dorsiflexor_weakness": "yes"})
    assert [one.text for one in action(found, "look").asks] == ["One: It is seen."]
    assert action(found, "look").how == found.view.base.tests["muscle_biopsy"].how
    assert action(found, "picture").asks == ()
