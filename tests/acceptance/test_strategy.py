"""The strategy over the published cases, and over made-up patients on each side of a gate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from myosotis.knowledge import load
from myosotis.knowledge.reading import read_document
from myosotis.patient import read_patient
from myosotis.review import Chosen, plan, review
from tests.acceptance.published import Case, read_cases

BASE = load()
CASES = read_cases()
OPEN = {"open", "open_after_test", "optimise", "in_use"}
MIMICS = [case for case in CASES if case.is_mimic]

# A case that names only "immunosuppression" names no therapy that an option could be.
UNNAMED = {"other_immunosuppressant", "other_treatment"}
WORKED = [
    (case, BASE.find_therapy(each["therapy"]).id)
    for case in CASES
    if not case.is_mimic
    for each in case.expected.get("later_treatments", [])
    if each.get("response") not in ("not_read", "unknown")
    and BASE.find_therapy(each["therapy"]).id not in UNNAMED
]


def _options(record: dict[str, Any], on: str | None = None) -> dict[str, Any]:
    found = review(read_patient(record), on)
    return {option.therapy: option for option in found.strategy.options}


@pytest.mark.parametrize(("case", "therapy"), WORKED, ids=[f"{c.id}-{t}" for c, t in WORKED])
def test_what_worked_is_among_the_options(case: Case, therapy: str) -> None:
    """Open, or open as soon as the gate is: the record of a case often lacks what opens it."""
    option = _options(case.revealed())[therapy]
    assert option.if_open in OPEN if option.standing == "waits" else option.standing in OPEN


def test_enough_cases_name_what_worked() -> None:
    assert len(WORKED) >= 15
    assert len({case.id for case, _ in WORKED}) >= 11


@pytest.mark.parametrize("variant", ["known_before", "revealed", "undated_as_current",
                                     "adequately_treated", "afterwards"])  # fmt: skip
@pytest.mark.parametrize("case", MIMICS, ids=lambda case: case.id)
def test_no_mimic_has_an_open_immunosuppressive_option(case: Case, variant: str) -> None:
    options = _options(getattr(case, variant)())
    opened = {
        name
        for name, option in options.items()
        if option.standing in ("open", "open_after_test", "optimise") and BASE.therapies[name].gated
    }
    assert opened == set()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_therapy_is_told_and_what_is_unchecked_moves_none(case: Case) -> None:
    options = _options(case.revealed())
    assert options.keys() == BASE.therapies.keys()
    for option in options.values():
        if option.standing in ("contraindicated", "avoid") and option.reasons:
            assert all(reason.checked != "no" for reason in option.reasons)
        if option.standing in ("open", "open_after_test") and option.kind != "stopping":
            assert any(
                use.checked != "no" and use.effect in ("shown", "mixed", "used", "case_reports")
                for use in option.uses
            )


REFRACTORY: dict[str, Any] = {
    "id": "refractory",
    "sex": "female",
    "born": 1979,
    "weight": "64 kg",
    "diagnosis": "immune-mediated necrotising myopathy",
    "history": [
        {"on": "2024-03-04", "anti_srp": True, "proximal_weakness": True, "ck": "20 xULN",
         "mri_muscle_edema": True, "biopsy_necrosis": True, "mmt8": "112/150",
         "interstitial_lung_disease": False, "dysphagia": False},
    ],
    "treatments": [
        {"therapy": "prednisolone", "dose": "60 mg/day", "duration": "26 weeks",
         "response": "none", "adherence": "yes", "stopped": "inefficacy"},
        {"therapy": "methotrexate", "dose": "20 mg/week", "duration": "52 weeks",
         "response": "none", "adherence": "yes", "stopped": "inefficacy"},
    ],
}  # fmt: skip


def _with(**facts: Any) -> dict[str, Any]:
    history = [*REFRACTORY["history"], {"on": "2024-03-05", **facts}]
    return {**REFRACTORY, "history": history}


class TestARefractoryPatient:
    def test_what_failed_is_not_offered_again(self) -> None:
        options = _options(REFRACTORY)
        assert options["methotrexate"].standing == "failed"
        assert options["glucocorticoid_oral"].standing == "failed"

    def test_what_is_not_known_is_asked_and_never_passed_over(self) -> None:
        found = review(read_patient(REFRACTORY)).strategy
        rituximab = next(o for o in found.options if o.therapy == "rituximab")
        assert found.verdict == "open"
        assert rituximab.standing == "open_after_test"
        waiting = [check for check in found.checks if rituximab.label in check.therapies]
        assert {"hepatitis_b", "infection_severe"} <= {check.finding for check in waiting}

    @pytest.mark.parametrize(
        ("facts", "therapy", "standing"),
        [
            ({"infection_severe": True}, "rituximab", "contraindicated"),
            ({"infection_severe": False}, "rituximab", "open_after_test"),
            ({"iga_deficiency_with_anti_iga": True}, "ivig", "contraindicated"),
            ({"iga_deficiency_with_anti_iga": False}, "ivig", "open_after_test"),
            ({"pregnancy": True}, "mycophenolate", "contraindicated"),
            ({"pregnancy": False}, "mycophenolate", "open_after_test"),
            ({"smoking": True}, "brepocitinib", "avoid"),
        ],
    )
    def test_a_gate_stands_on_each_side(
        self, facts: dict[str, Any], therapy: str, standing: str
    ) -> None:
        assert _options(_with(**facts))[therapy].standing == standing

    def test_what_was_too_little_is_made_good_first(self) -> None:
        small = {"therapy": "azathioprine", "dose": "50 mg/day", "from": "2023-09-01",
                 "to": "2023-11-01", "stopped": "inefficacy", "adherence": "yes"}  # fmt: skip
        record = {**REFRACTORY, "treatments": [*REFRACTORY["treatments"], small]}
        assert _options(record)["azathioprine"].standing == "optimise"

    def test_only_earlier_treatment_keeps_the_gate_closed_and_a_small_trial_can_be_made_good(
        self,
    ) -> None:
        small = {"therapy": "methotrexate", "dose": "7.5 mg/week", "duration": "52 weeks",
                 "response": "none", "adherence": "yes", "stopped": "inefficacy"}  # fmt: skip
        record = {**REFRACTORY, "treatments": [REFRACTORY["treatments"][0], small]}
        options = _options(record)
        assert options["methotrexate"].standing == "optimise"
        assert options["rituximab"].standing == "waits"
        assert options["rituximab"].if_open == "open_after_test"

    def test_what_was_not_tolerated_is_not_a_failure(self) -> None:
        stopped = {"therapy": "mycophenolate", "dose": "2 g/day", "duration": "4 weeks",
                   "stopped": "nausea", "adherence": "yes"}  # fmt: skip
        record = {**REFRACTORY, "treatments": [*REFRACTORY["treatments"], stopped]}
        assert _options(record)["mycophenolate"].standing == "intolerant"

    def test_a_trial_of_which_too_little_is_known_leaves_both_open(self) -> None:
        vague = {"therapy": "azathioprine", "stopped": "inefficacy"}
        record = {**REFRACTORY, "treatments": [*REFRACTORY["treatments"], vague]}
        option = _options(record)["azathioprine"]
        assert option.standing == "cannot_tell"
        assert {"failed", "optimise"} <= set(option.possible)

    def test_what_did_not_work_in_trials_is_told_and_not_missing(self) -> None:
        options = _options(REFRACTORY)
        for therapy in ("zilucoplan", "tocilizumab", "lenabasum"):
            assert options[therapy].standing == "no_effect_shown", therapy

    def test_a_man_is_not_asked_about_a_pregnancy(self) -> None:
        found = review(read_patient({**REFRACTORY, "sex": "male"})).strategy
        asked = {check.finding for check in found.checks}
        assert not asked & {"pregnancy", "pregnancy_planning", "breastfeeding"}
        assert "pregnancy" in {
            check.finding for check in review(read_patient(REFRACTORY)).strategy.checks
        }


class TestDamage:
    RECORD: dict[str, Any] = {
        "id": "burnt-out",
        "sex": "male",
        "born": 1960,
        "history": [{"on": "2024-03-04", "anti_srp": True, "proximal_weakness": True,
                     "mri_muscle_edema": False, "mri_muscle_fat": True, "ck": "0.7 xULN",
                     "biopsy_necrosis": False, "biopsy_inflammation": False}],
        "treatments": [{"therapy": "prednisolone", "dose": "20 mg/day", "from": "2023-01-01",
                        "to": "ongoing", "adherence": "yes"}],
    }  # fmt: skip

    def test_stopping_immunosuppression_is_asked_about_where_one_organ_holds_damage_only(
        self,
    ) -> None:
        """The other organs are not recorded, and what is not recorded is not quiet."""
        found = review(read_patient(self.RECORD))
        assert found.activity.organs["muscle"].verdict == "damage"
        option = next(
            o for o in found.strategy.options if o.therapy == "immunosuppression_withdrawal"
        )
        assert option.standing == "open_after_test"

    def test_it_is_open_where_the_disease_is_another_one_and_something_is_taken(self) -> None:
        (case,) = [case for case in MIMICS if case.id == "pc-a16"]
        drug = {"therapy": "prednisolone", "from": "2020-01-01", "to": "ongoing"}
        record = {**case.revealed(), "treatments": [drug]}
        found = review(read_patient(record))
        option = _options(record)["immunosuppression_withdrawal"]
        assert found.diagnosis.verdict == "not_iim"
        assert option.standing == "open"
        assert option.reasons
        nothing = {**record, "treatments": [{**drug, "to": "2020-02-01", "stopped": "inefficacy"}]}
        assert _options(nothing)["immunosuppression_withdrawal"].standing == "not_applicable"

    def test_facts_that_contradict_each_other_leave_a_condition_open(self) -> None:
        record = _with(infection_severe=True, infection_active=False)
        found = review(read_patient(record))
        options = {option.therapy: option for option in found.strategy.options}
        lines = {line.id: line.verdict for line in options["rituximab"].contraindications}
        assert lines["infection"] == "possible"
        assert any("infection" in conflict.statement for conflict in found.conflicts)

    def test_and_not_where_inflammation_is_shown(self) -> None:
        record = {
            **self.RECORD,
            "history": [
                {
                    **self.RECORD["history"][0],
                    "mri_muscle_edema": True,
                    "ck": "20 xULN",
                    "biopsy_necrosis": True,
                }
            ],
        }
        assert _options(record)["immunosuppression_withdrawal"].standing == "not_applicable"


class TestWhatIsTakenAndHarms:
    NOW: dict[str, Any] = {"therapy": "methotrexate", "dose": "20 mg/week", "from": "2023-01-01",
                           "to": "ongoing", "response": "none"}  # fmt: skip

    def _said(self, **facts: Any) -> tuple[str, ...]:
        record = {**_with(**facts), "treatments": [REFRACTORY["treatments"][0], self.NOW]}
        return review(read_patient(record), "2024-03-10").strategy.harmful

    def test_what_is_better_avoided_is_said_whatever_came_of_it(self) -> None:
        (line,) = self._said(interstitial_lung_disease=True)
        assert line.startswith("Methotrexate is taken now and is better avoided: ")

    def test_what_is_unknown_or_absent_is_not_said(self) -> None:
        assert self._said() == ()
        assert self._said(interstitial_lung_disease=False) == ()


class TestPlans:
    PLAN: dict[str, Any] = {"therapy": "rituximab", "on": "2024-03-10", "until": "2024-09-01",
                            "measure": "mmt8", "rise": 10}  # fmt: skip
    GIVEN: dict[str, Any] = {"therapy": "rituximab", "dose": "1000 mg", "from": "2024-03-12",
                             "courses": 1, "to": "ongoing"}  # fmt: skip

    def _line(self, on: str, given: bool = True, **later: Any) -> Any:
        record = {**REFRACTORY, "plans": [self.PLAN]}
        if given:
            record["treatments"] = [*REFRACTORY["treatments"], self.GIVEN]
        if later:
            record["history"] = [*REFRACTORY["history"], {"on": "2024-08-20", **later}]
        (line,) = review(read_patient(record), on).strategy.plans
        return line

    def test_before_it_is_due(self) -> None:
        assert self._line("2024-05-01").verdict == "running"

    def test_the_threshold_reached_and_not_reached(self) -> None:
        assert self._line("2024-09-10", mmt8="122/150").verdict == "met"
        assert self._line("2024-09-10", mmt8="121/150").verdict == "not_met"

    def test_what_was_not_measured_is_not_a_failure(self) -> None:
        assert self._line("2024-09-10").verdict == "not_measured"

    def test_a_range_that_holds_the_threshold_does_not_tell(self) -> None:
        line = self._line("2024-09-10", mmt8="118 to 126 /150")
        assert line.verdict == "cannot_tell"

    def test_what_was_not_begun_is_not_judged(self) -> None:
        assert self._line("2024-09-10", given=False, mmt8="150/150").verdict == "not_begun"

    def test_before_it_starts_it_runs(self) -> None:
        record = {**REFRACTORY, "plans": [{**self.PLAN, "start": "2024-04-01"}]}
        (line,) = review(read_patient(record), "2024-03-20").strategy.plans
        assert line.verdict == "running"

    def test_a_value_of_an_unknown_day_is_not_nothing(self) -> None:
        record = {**REFRACTORY, "plans": [self.PLAN],
                  "history": [*REFRACTORY["history"], {"on": "unknown", "mmt8": "150/150"}],
                  "treatments": [*REFRACTORY["treatments"], self.GIVEN]}  # fmt: skip
        (line,) = review(read_patient(record), "2024-09-10").strategy.plans
        assert line.verdict == "cannot_tell"

    def test_two_values_of_one_day_leave_both_possible(self) -> None:
        line = self._line("2024-09-10", mmt8=["115/150", "125/150"])
        assert line.verdict == "cannot_tell"

    def test_another_scale_is_not_compared(self) -> None:
        """A score of 80 has no exact counterpart among those of 150."""
        assert self._line("2024-09-10", mmt8="80/80").verdict == "cannot_tell"

    def test_a_fall_to_nothing(self) -> None:
        wanted = {**self.PLAN, "rise": None, "measure": "ck", "fall_percent": "100"}
        wanted = {key: value for key, value in wanted.items() if value is not None}
        record = {**REFRACTORY, "plans": [wanted],
                  "history": [*REFRACTORY["history"], {"on": "2024-08-20", "ck": "3 xULN"}],
                  "treatments": [*REFRACTORY["treatments"], self.GIVEN]}  # fmt: skip
        (line,) = review(read_patient(record), "2024-09-10").strategy.plans
        assert line.verdict == "not_met"

    def test_a_dose_in_free_words_is_read_back(self, tmp_path: Path) -> None:
        words = 'day 1: 1 g, "twice" # as agreed'
        chosen = Chosen("rituximab", dose=words, until="2024-09-01", measure="mmt8",
                        threshold={"rise": "10"})  # fmt: skip
        document = plan(read_patient(REFRACTORY), chosen, "2024-03-10")
        path = tmp_path / "plan.yaml"
        path.write_text(document.entry, encoding="utf-8")
        (entry,) = read_document(path).data["plans"]
        assert entry["dose"] == document.dose == words

    def test_the_entry_that_a_plan_gives_is_read_back(self, tmp_path: Path) -> None:
        chosen = Chosen("rituximab", start="2024-03-12", until="2024-09-01", measure="mmt8",
                        threshold={"rise": "10"})  # fmt: skip
        document = plan(read_patient(REFRACTORY), chosen, "2024-03-10")
        path = tmp_path / "plan.yaml"
        path.write_text(document.entry, encoding="utf-8")
        record = {**REFRACTORY, "plans": read_document(path).data["plans"]}
        (line,) = review(read_patient(record), "2024-03-20").strategy.plans
        assert (line.start, line.until) == ("2024-03-12", "2024-09-01")
        assert line.threshold == document.threshold == "a rise of 10 or more"
