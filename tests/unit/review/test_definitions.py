"""What each named definition of refractory disease says of a patient."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from myosotis import knowledge, read_patient, review
from myosotis.errors import KnowledgeError
from myosotis.knowledge.schema import DefinitionSet
from myosotis.logic import NO, NOT_APPLICABLE, Environment, evaluate_program, from_raw
from myosotis.review import other_definitions, rulebook
from myosotis.review.definitions import CompiledDefinition, compile_definition
from myosotis.review.treatments import Judged
from myosotis.review.view import View

BASE = knowledge.load()
CASES = sorted((Path(__file__).parents[3] / "examples" / "cases").glob("*.yaml"))
STEROID = {
    "therapy": "prednisolone",
    "dose": "40 mg/day",
    "from": "2023-09-01",
    "to": "2024-03-01",
    "response": "none",
}
NOT_TOLERATED = {
    "therapy": "methotrexate",
    "dose": "10 mg/week",
    "from": "2023-10-01",
    "to": "2024-05-01",
    "stopped": "intolerance",
}


def definitions(*treatments: dict[str, Any], **record: Any) -> dict[str, dict[str, Any]]:
    facts = record.pop("facts", {"ck": "3 xULN"})
    file = {
        "id": "p",
        "age": 50,
        "weight": "60 kg",
        "diagnosis": "dermatomyositis",
        "history": [{"on": "2024-06-01", **facts}],
        "treatments": list(treatments),
        **record,
    }
    resistance = review(read_patient(file)).to_dict()["resistance"]
    return {each["id"]: each for each in resistance["definitions"]}


def verdicts(found: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {id_: each["verdict"] for id_, each in found.items()}


# -- earlier treatment ----------------------------------------------------------------------------


def test_intolerance_is_enough_for_the_others_but_not_for_the_one_applied() -> None:
    found = verdicts(definitions(STEROID, NOT_TOLERATED))
    assert found["myosotis_adequate_failure"] == "not_met"
    assert found["rim"] == found["artemis"] == found["stir"] == found["proderm"] == "met"
    assert found["nih_ivig"] == "met"


def test_one_definition_decides_and_the_others_stand_beside_it() -> None:
    found = definitions(STEROID, NOT_TOLERATED)
    assert [id_ for id_, each in found.items() if each["default"]] == ["myosotis_adequate_failure"]
    assert found["rim"]["criteria"] == "refractory_rim"
    assert found["rim"]["statement"].startswith("A glucocorticoid that failed")
    assert found["rim"]["missing"] == []


@pytest.mark.parametrize(
    ("dose", "verdict"),
    [("44 mg/day", "not_met"), ("45 mg/day", "met"), ("46 mg/day", "met")],
)
def test_the_dose_that_a_definition_asks_for_is_its_own(dose: str, verdict: str) -> None:
    # 0.75 mg/kg/day of 60 kg is 45 mg/day; 0.5 mg/kg/day, which others ask for, is 30.
    found = verdicts(definitions({**STEROID, "dose": dose}, NOT_TOLERATED))
    assert found["acth_2018"] == verdict
    assert found["artemis"] == "met"


@pytest.mark.parametrize(
    ("to", "verdict"), [("2023-10-26", "not_met"), ("2023-10-27", "met"), ("2023-10-28", "met")]
)
def test_the_time_that_a_definition_asks_for_is_its_own(to: str, verdict: str) -> None:
    # Two months count as eight weeks, 56 days; four weeks are enough for the one applied.
    found = verdicts(definitions({**STEROID, "dose": "60 mg/day", "to": to}, NOT_TOLERATED))
    assert found["acth_2018"] == verdict
    assert found["rim"] == "met"


def test_courses_that_follow_each_other_add_up() -> None:
    first = {**STEROID, "to": "2023-10-13"}
    second = {**STEROID, "dose": "10 mg/day", "from": "2023-10-13", "to": "2023-11-24"}
    found = verdicts(definitions(first, second, NOT_TOLERATED))
    assert found["artemis"] == found["stir"] == "met"
    short = {**second, "to": "2023-11-23"}
    assert verdicts(definitions(first, short, NOT_TOLERATED))["stir"] == "not_met"


def test_courses_at_the_same_time_count_once() -> None:
    first = {**STEROID, "to": "2023-10-13"}
    second = {**STEROID, "therapy": "prednisone", "dose": "10 mg/day", "to": "2023-11-20"}
    assert verdicts(definitions(first, second, NOT_TOLERATED))["stir"] == "cannot_tell"


def test_a_weight_that_is_not_recorded_leaves_a_dose_per_kilogram_open() -> None:
    found = definitions({**STEROID, "dose": "60 mg/day"}, NOT_TOLERATED, weight=None)
    assert found["rim"]["verdict"] == "met"
    assert found["acth_2018"]["verdict"] == "cannot_tell"
    labels = [one["label"] for one in found["acth_2018"]["missing"]]
    assert "weeks at 0.75 mg/kg/day of prednisolone or more" in labels


def test_a_drug_stopped_for_a_contraindication_counts_in_one_definition_only() -> None:
    barred = {**NOT_TOLERATED, "to": "2023-11-01", "stopped": "kidney_disease"}
    found = verdicts(definitions(STEROID, barred))
    assert found["rim"] == "met"
    assert found["proderm"] == found["stir"] == "not_met"


def test_dependence_counts_in_one_definition_only() -> None:
    responded = {**STEROID, "response": "good"}
    facts = {"ck": "3 xULN", "relapse_on_taper": True}
    found = verdicts(definitions(responded, NOT_TOLERATED, facts=facts))
    assert found["nih_ivig"] == "met"
    assert found["rim"] == "not_met"


def test_without_treatments_nothing_is_said_and_the_treatments_are_what_is_missing() -> None:
    found = definitions(treatments=[])
    assert {found[id_]["verdict"] for id_ in ("rim", "artemis", "acth_2018")} == {"cannot_tell"}
    assert [one["label"] for one in found["rim"]["missing"]] == ["the treatments"]


def test_what_is_missing_of_a_treatment_is_named_once() -> None:
    vague = {"therapy": "azathioprine", "from": "2023-06-01", "to": "2024-01-01"}
    missing = definitions(STEROID, vague)["rim"]["missing"]
    assert [one["label"] for one in missing] == ["dose and response of azathioprine"]


# -- for whom -------------------------------------------------------------------------------------


def test_a_definition_for_other_patients_does_not_apply() -> None:
    found = definitions(STEROID, NOT_TOLERATED, diagnosis="polymyositis")
    assert found["stir"]["verdict"] == found["proderm"]["verdict"] == "not_applicable"
    assert found["stir"]["statement"] == "For adults with dermatomyositis."
    assert found["stir"]["gates"] == []


def test_an_entry_condition_that_is_not_recorded_is_said() -> None:
    found = definitions(STEROID, NOT_TOLERATED)
    assert "before the age of 18" in found["jdm_car_t"]["assumed"]
    assert found["rim"]["assumed"] is None


def test_a_set_that_is_switched_off_is_not_shown() -> None:
    shown = {each["criteria"] for each in definitions(STEROID).values()}
    assert not shown & {id_ for id_, each in BASE.criteria.items() if not each.enabled}


# -- activity -------------------------------------------------------------------------------------

MEASURES = {
    "physician_global_activity": "2 cm",
    "patient_global_activity": "2 cm",
    "haq_di": 0.25,
    "extramuscular_global_activity": "0 cm",
    "age_at_onset": 40,
    **dict.fromkeys(("ck", "aldolase", "ldh", "ast", "alt"), "1 xULN"),
}


@pytest.mark.parametrize(
    ("mmt8", "met"),
    [
        (125, {"rim", "acth_2018", "abatacept_p3", "proderm"}),
        (126, {"proderm"}),
        (141, {"proderm"}),
        (142, set()),
    ],
)
def test_each_gate_has_its_own_limit_of_strength(mmt8: int, met: set[str]) -> None:
    facts = {**MEASURES, "mmt8": f"{mmt8}/150", "cutaneous_activity": "0 cm"}
    found = definitions(STEROID, NOT_TOLERATED, facts=facts)
    gates = {id_: each["gates"][0]["verdict"] for id_, each in found.items() if each["gates"]}
    compared = ("rim", "acth_2018", "abatacept_p3", "proderm")
    assert {id_ for id_ in compared if gates[id_] == "met"} == met
    assert {gates[id_] for id_ in compared if id_ not in met} <= {"not_met"}


def test_activity_is_read_now_and_an_old_measure_is_missing() -> None:
    facts = {**MEASURES, "mmt8": "100/150"}
    old = [{"on": "2022-01-01", **facts}, {"on": "2024-06-01", "fever": False}]
    (gate,) = definitions(STEROID, history=old)["rim"]["gates"]
    assert gate["verdict"] == "cannot_tell"
    assert gate["missing"][0]["finding"] == "mmt8"
    assert gate["missing"][0]["why"].startswith("too old")


def test_a_decided_gate_says_by_which_facts_and_misses_nothing() -> None:
    facts = {**MEASURES, "mmt8": "150/150"}
    (gate,) = definitions(STEROID, facts=facts)["proderm"]["gates"]
    assert gate["verdict"] == "not_met"
    assert gate["statement"] == "Manual muscle test of eight groups: 150/150."
    assert gate["missing"] == []


def test_limits_taken_over_from_another_trial_are_marked_as_unchecked() -> None:
    found = definitions(STEROID)
    assert [gate["checked"] for gate in found["rim"]["gates"]] == ["no"]
    assert found["rim"]["checked"] == "full_text"


# -- the whole set --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", CASES[::4], ids=lambda path: path.stem)
def test_a_review_says_what_the_whole_set_says_of_the_same_facts(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[CompiledDefinition, Environment]] = []
    original = other_definitions._facts

    def facts_of(view: View, compiled: CompiledDefinition, judged: list[Judged]) -> Environment:
        found = original(view, compiled, judged)
        seen.append((compiled, found))
        return found

    monkeypatch.setattr(other_definitions, "_facts", facts_of)
    review(read_patient(path))
    assert len(seen) == len(BASE.resistance.other_definitions)
    for compiled, facts in seen:
        program = rulebook(BASE).program(compiled.criteria.id)
        known = {n: from_raw(facts[n], item) for n, item in program.inputs.items() if n in facts}
        whole = evaluate_program(program, known)
        asked = [*([compiled.history] if compiled.history else []), *compiled.gates]
        if whole.labels == (NOT_APPLICABLE,):
            assert compiled.applies is not None
            assert compiled.applies(facts) == NO
            continue
        for each in asked:
            words = {2: ("met",), 1: ("not_met",), 3: ("met", "not_met")}
            assert whole.outcomes[each.id] == words[each.question(facts)], each.id


# -- wrong knowledge ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"set": "refractory_rimm"}, "there is no set 'refractory_rimm', did you mean"),
        (
            {"set": "refractory_rim", "gates": [{"outcome": "active", "label": "-"}]},
            "'active' is not an outcome of refractory_rim",
        ),
        (
            {"set": "refractory_rim", "reads": {"mmt9": "weakness"}},
            "'mmt9' is not an input of refractory_rim, did you mean 'mmt8'?",
        ),
    ],
)
def test_a_reference_that_leads_nowhere_is_an_error(fields: dict[str, Any], sentence: str) -> None:
    definition = DefinitionSet.model_validate({"id": "x", **fields})
    with pytest.raises(KnowledgeError) as error:
        compile_definition(definition, BASE)
    assert sentence in str(error.value)
