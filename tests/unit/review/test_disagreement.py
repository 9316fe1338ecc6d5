"""What a criteria set says of an entity, and where two sets contradict each other."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from tests.made_up_criteria import made_up

from myosotis import Truth, evaluate
from myosotis.logic import evaluate_program
from myosotis.review.disagreement import answers, deciding, disagreement

ENTITIES = frozenset({"iim", "dermatomyositis", "amyopathic_dermatomyositis"})
AMYOPATHIC = {"heliotrope_rash": True, "proximal_weakness": False, "ck": 0.8}


def said(id_: str, facts: dict[str, Any]) -> dict[str, str]:
    found = answers(evaluate(id_, facts, made_up()))
    return {entity: str(truth) for entity, truth in found.items()}


def disputed(facts: dict[str, Any], *ids: str) -> Any:
    sets = ids or ("skin", "muscle", "biopsy", "fingers", "children")
    return disagreement(made_up(), {id_: evaluate(id_, facts, made_up()) for id_ in sets})


def test_the_outcome_of_a_set_affirms_what_its_cases_mean() -> None:
    assert said("skin", AMYOPATHIC) == dict.fromkeys(ENTITIES, "yes")
    assert said("skin", {**AMYOPATHIC, "proximal_weakness": True}) == {
        "iim": "yes", "dermatomyositis": "yes", "amyopathic_dermatomyositis": "no",
    }  # fmt: skip


def test_a_set_denies_what_it_covers_and_no_possible_verdict_means() -> None:
    nothing = {"heliotrope_rash": False, "gottron_sign": False}
    assert said("skin", nothing) == dict.fromkeys(ENTITIES, "no")
    assert said("muscle", {"ck": 0.8}) == dict.fromkeys(ENTITIES, "no")


def test_an_open_verdict_is_neither_yes_nor_no() -> None:
    assert said("muscle", {}) == {
        "iim": "unknown", "dermatomyositis": "unknown",
        # It has no class of it, so it can only deny it.
        "amyopathic_dermatomyositis": "no",
    }  # fmt: skip


def test_verdicts_that_differ_but_mean_the_same_are_an_answer() -> None:
    """dm or met: whichever it is, it is a myositis."""
    facts = {"proximal_weakness": True, "ck": 5}
    assert evaluate("muscle", facts, made_up()).verdict == {"dm", "met"}
    assert said("muscle", facts)["iim"] == "yes"
    assert said("muscle", facts)["dermatomyositis"] == "unknown"


def test_a_set_that_does_not_apply_says_nothing() -> None:
    assert said("children", {"age_at_onset": 40}) == {}
    assert disputed({"age_at_onset": 40, "heliotrope_rash": False}, "skin", "children") is None


def test_sets_that_do_not_contradict_each_other_make_no_table() -> None:
    assert disputed({}) is None
    assert disputed({"finger_flexor_weakness": True}) is None
    assert disputed({**AMYOPATHIC, "proximal_weakness": True, "ck": 5}) is None


def test_yes_beside_cannot_tell_is_no_contradiction() -> None:
    assert disputed(AMYOPATHIC, "skin", "biopsy") is None


def test_a_contradiction_names_entity_sets_and_the_facts_of_both() -> None:
    found = disputed(AMYOPATHIC)
    assert [each.entity for each in found.entities] == [
        "iim", "dermatomyositis", "amyopathic_dermatomyositis",
    ]  # fmt: skip
    assert list(found.sets) == ["skin", "muscle", "biopsy", "children"]
    iim, _, amyopathic = found.entities
    assert iim.says == {
        "skin": "yes", "muscle": "no", "biopsy": "cannot_tell", "children": "yes"
    }  # fmt: skip
    assert amyopathic.says == {"skin": "yes", "muscle": "no"}
    assert iim.why.startswith("Skin 2017 says yes (")
    assert iim.why.endswith("; Muscle 1975 says no (creatine kinase 0.8 × ULN).")
    assert amyopathic.why == "Muscle 1975 has no class of amyopathic dermatomyositis."
    assert "amyopathic dermatomyositis" in found.statement
    assert "does not exclude the disease" in found.statement


def test_the_facts_named_force_what_the_set_says_by_themselves() -> None:
    for id_ in ("skin", "muscle"):
        evaluation = evaluate(id_, AMYOPATHIC, made_up())
        names = deciding(evaluation, ENTITIES)
        kept = {name: evaluation.facts[name] for name in names}
        assert answers(evaluate_program(evaluation.program, kept)) == answers(evaluation)
        for name in names:
            fewer = {other: value for other, value in kept.items() if other != name}
            assert answers(evaluate_program(evaluation.program, fewer)) != answers(evaluation)


@pytest.mark.parametrize("id_", ["skin", "muscle", "biopsy", "children"])
def test_a_yes_or_no_holds_however_the_unknowns_turn_out(id_: str) -> None:
    domains: dict[str, tuple[Any, ...]] = {
        "heliotrope_rash": (True, False), "gottron_sign": (True, False),
        "proximal_weakness": (True, False), "ck": (0.5, 3), "age_at_onset": (8, 40),
        "biopsy_perifascicular_atrophy": (True, False),
    }  # fmt: skip
    names = [n for n in domains if n in evaluate(id_, {}, made_up()).program.inputs]
    complete = [
        dict(zip(names, values, strict=True)) for values in product(*(domains[n] for n in names))
    ]
    whole = [(facts, said(id_, facts)) for facts in complete]
    for values in product(*((*domains[n], None) for n in names)):
        known = {n: v for n, v in zip(names, values, strict=True) if v is not None}
        for entity, truth in answers(evaluate(id_, known, made_up())).items():
            if truth is Truth.UNKNOWN:
                continue
            for facts, found in whole:
                # A set that turns out not to apply says nothing: its entry was assumed.
                if known.items() <= facts.items() and found:
                    assert found[entity] == str(truth), (known, facts)
