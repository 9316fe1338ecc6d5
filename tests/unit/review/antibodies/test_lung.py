"""The lung: the risk, the guidelines side by side, what is due, prognostic rules, progression."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.review.antibodies.patients import BASE, blot, by, due, profile

from myosotis.review.antibodies.model import LungRisk, ProgressionLine, ToolLine

Record = dict[str, Any]

DISEASE = {"interstitial_lung_disease": "yes"}
FIBROSIS = {**DISEASE, "hrct_fibrosis": "yes"}
NOT_ON_THE_LIST = {
    "antibodies": {
        "method": "immunoprecipitation",
        **dict.fromkeys(
            ("anti_synthetase_antibody", "mda5", "ku", "pm_scl", "pm_scl_75", "pm_scl_100", "ro52"),
            "no",
        ),
    },
    **dict.fromkeys(("mechanics_hands", "arthritis", "arthralgia", "skin_ulcers"), "no"),
}


def lung(*history: Record, on: str | None = None, **fields: Any) -> LungRisk:
    return profile(*history, on=on, **fields).lung


def breath(on: str, fvc: str | None = None, dlco: str | None = None, **more: Any) -> Record:
    """Lung function of one date, in percent of predicted."""
    found: Record = {"on": on, **more}
    if fvc:
        found["fvc_percent_predicted"] = fvc
    if dlco:
        found["dlco_percent_predicted"] = dlco
    return found


def progression(*history: Record, **fields: Any) -> dict[str, ProgressionLine]:
    """What the definitions say, by whether they count within one year or two."""
    found = lung(*history, **fields).progression
    return dict(zip(("year", "two years"), found, strict=True)) if found else {}


def tool(found: LungRisk, name: str) -> ToolLine:
    (line,) = (line for line in found.tools if line.id == name)
    return line


# -- the risk --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "risk"),
    [
        ({}, ("raised", "not_raised_by_list")),
        (blot(jo1="strong"), ("raised",)),
        (blot(ro52="strong"), ("raised",)),
        (blot(jo1="weak"), ("raised", "not_raised_by_list")),
        ({"mechanics_hands": "yes"}, ("raised",)),
        (NOT_ON_THE_LIST, ("not_raised_by_list",)),
        (blot(mi2="strong"), ("raised", "not_raised_by_list")),
    ],
)
def test_the_risk_is_the_set_of_what_is_possible(entry: Record, risk: tuple[str, ...]) -> None:
    found = lung(entry)
    assert found.risk == risk
    assert bool(found.missing) is (len(risk) > 1)
    assert bool(found.because) is (len(risk) == 1)


# -- guidelines side by side -----------------------------------------------------------------


def by_guideline(found: LungRisk, about: str) -> dict[str, str]:
    return {line.guideline: line.verdict for line in found.advice if line.about == about}


IBM = {"finger_flexor_weakness": "yes", "biopsy_fibre_invasion": "yes",
       "biopsy_rimmed_vacuoles": "yes"}  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "age", "said"),
    [
        # At 25 it is not inclusion body myositis; at 60 that is open, and then established.
        ({}, 25, {"acr_screen_without_risk_factor": "present",
                  "ers_screen_hrct_without_risk": "present", "ats_screen_hrct": "present"}),
        ({}, 60, {"acr_screen_without_risk_factor": "present",
                  "ers_screen_hrct_without_risk": "possible",
                  "ers_screen_not_in_inclusion_body_myositis": "possible",
                  "ats_screen_hrct": "possible"}),
        (IBM, 60, {"acr_screen_without_risk_factor": "present",
                   "ers_screen_not_in_inclusion_body_myositis": "present"}),
    ],
)  # fmt: skip
def test_guidelines_that_disagree_on_whom_to_screen_are_all_there(
    entry: Record, age: int, said: dict[str, str]
) -> None:
    found = lung({**NOT_ON_THE_LIST, "interstitial_lung_disease": "no", **entry}, age_at_onset=age)
    lines = [line for line in found.advice if line.about == "screening_test"]
    assert {line.id: line.verdict for line in lines} == said


def test_guidelines_that_disagree_on_the_walk_are_both_there() -> None:
    found = lung(FIBROSIS)
    assert by_guideline(found, "six_minute_walk") == {
        "ERS/EULAR 2025": "present", "ACR/CHEST 2023": "present",
    }  # fmt: skip
    strengths = {
        line.guideline: line.strength for line in found.advice if line.about == "six_minute_walk"
    }
    assert strengths == {"ERS/EULAR 2025": None, "ACR/CHEST 2023": "conditional, against"}


def test_no_advice_where_nothing_is_recorded() -> None:
    assert lung().advice == ()


def test_every_piece_of_advice_names_its_guideline_and_its_source() -> None:
    for entry in (FIBROSIS, blot(jo1="strong"), NOT_ON_THE_LIST):
        for line in lung(entry).advice:
            assert line.guideline
            assert line.sources


# -- what is due -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "status"), [(blot(jo1="strong"), "due"), ({}, "if"), (NOT_ON_THE_LIST, None)]
)
def test_screening_is_due_by_the_risk(entry: Record, status: str | None) -> None:
    found = lung({**entry, "ck": "2 xULN"}, diagnosed="2020-01-01").due
    lines = {line.id: line.status for line in found if line.id.startswith("screening_")}
    assert set(lines.values()) == ({status} if status else set())


def test_a_record_of_the_lung_counts_as_tomography_and_the_tests_go_on_with_the_disease() -> None:
    found = lung(
        {**blot(jo1="strong"), **DISEASE, "fvc_percent_predicted": "80 %"}, diagnosed="2020-01-01"
    ).due
    assert due(found, "screening_hrct.hrct").status == "done"
    spirometry = due(found, "monitoring_lung_function.spirometry")
    assert (spirometry.status, spirometry.on, spirometry.until) == (
        "planned", "2020-04-01", "2020-07-01",
    )  # fmt: skip
    assert due(found, "monitoring_lung_function.diffusing_capacity").status == "due"
    assert due(found, "desaturation").status == "due"


# -- prognostic rules ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("crp", "value"),
    [
        ({"value": "10.9 mg/L", "uln": "5 mg/L"}, "1"),
        ({"value": "11 mg/L", "uln": "5 mg/L"}, "2"),
        ({"value": "1.1 mg/dL", "uln": "0.5 mg/dL"}, "2"),
        ({"value": "1.0 mg/dL", "uln": "0.5 mg/dL"}, "1"),
        # In multiples of the limit only, the amount is not known.
        ("3 xULN", "1 to 2"),
    ],
)
def test_mck_gets_the_amount_of_what_is_counted_in_multiples(crp: Any, value: str) -> None:
    entry = {**DISEASE, "crp": crp, "kl6": "1200 U/mL", "anti_mda5": by("ip", "no")}
    found = tool(lung(entry), "mck_2021")
    assert list(found.values.values()) == [value]
    open_ = "C-reactive protein in mg/L, not exactly known" in found.missing
    assert open_ is (value == "1 to 2")


@pytest.mark.parametrize(
    ("mda5", "value"),
    [
        (by("ip", "yes"), "1"),
        (by("ip", "no"), "0"),
        ("not tested", "0 to 1"),
        (by("line blot", "no"), "0 to 1"),
        (by("line blot", "weak"), "0 to 1"),
    ],
)
def test_the_cut_off_of_mck_depends_on_the_antibody(mda5: Any, value: str) -> None:
    entry = {**DISEASE, "crp": {"value": "9 mg/L", "uln": "5 mg/L"}, "kl6": "500 U/mL"}
    found = tool(lung({**entry, "anti_mda5": mda5}), "mck_2021")
    assert list(found.values.values()) == [value]


AMYOPATHIC = {**DISEASE, "dermatomyositis_rash": "yes", "weakness": "no",
              "rapidly_progressive_ild": "no"}  # fmt: skip


@pytest.mark.parametrize(
    ("ldh", "points"),
    [
        ({"value": "354 U/L", "uln": "250 U/L"}, 0),
        ({"value": "355 U/L", "uln": "250 U/L"}, 2),
        ({"value": "6 ukat/L", "uln": "4.2 ukat/L"}, 2),
        ({"value": "5.8 ukat/L", "uln": "4.2 ukat/L"}, 0),
    ],
)
@pytest.mark.parametrize(("strength", "more"), [("moderate", 3), ("strong", 4)])
def test_flair_gets_the_amount_and_the_strength(
    ldh: Record, points: int, strength: str, more: int
) -> None:
    entry = {**AMYOPATHIC, "ldh": ldh, "ferritin": "635 ng/mL", "hrct_flair_score": 100}
    found = tool(lung({**entry, **blot(mda5=strength)}), "flair_2020")
    assert list(found.values.values()) == [f"{points + more} points"]
    assert found.missing == ()


@pytest.mark.parametrize(
    ("mda5", "points"),
    [
        (by("ip", "no"), "0 points"),
        # None of these is a strength that the model knows, or a result that stands.
        (by("line blot", "no"), "0 to 4 points"),
        (by("line blot", "weak"), "0 to 4 points"),
        (by("elisa", "high"), "2 to 4 points"),
        (by("ip", "yes"), "2 to 4 points"),
        ("not tested", "0 to 4 points"),
    ],
)
def test_flair_where_the_strength_is_open(mda5: Any, points: str) -> None:
    rest = {"ldh": {"value": "100 U/L", "uln": "250 U/L"}, "ferritin": "100 ng/mL",
            "hrct_flair_score": 100}  # fmt: skip
    found = tool(lung({**AMYOPATHIC, **rest, "anti_mda5": mda5}), "flair_2020")
    assert list(found.values.values()) == [points]


@pytest.mark.parametrize(
    ("onset", "value"),
    [("2019-12-01", "4"), ("2019-11-02", "4"), ("2019-11-01", "3"), ("2019-11", "3 to 4"),
     (None, "3 to 4")],
)  # fmt: skip
def test_the_duration_of_the_disease_is_counted_from_the_first_symptom(
    onset: str | None, value: str
) -> None:
    entry = {**DISEASE, "ferritin": "1500 ng/mL", "hrct_ground_glass_score": 4,
             "crp": {"value": "13 mg/L", "uln": "5 mg/L"}, **blot(mda5="strong")}  # fmt: skip
    fields = {"onset": onset} if onset else {}
    found = tool(lung(entry, **fields), "pumc_rp_ild_2021")
    assert list(found.values.values()) == [value]


def test_what_is_recorded_is_not_missing() -> None:
    entry = {**AMYOPATHIC, "ldh": {"value": "400 U/L", "uln": "250 U/L"}, "ferritin": "700 ng/mL",
             **blot(mda5="strong")}  # fmt: skip
    found = tool(lung(entry), "flair_2020")
    assert found.verdict == ("medium", "high")
    assert found.missing == ("tomography score of the FLAIR model",)


def test_a_number_of_which_nothing_is_known_is_not_shown() -> None:
    assert {line.id: line.values for line in lung(DISEASE).tools} == {
        line.id: {} for line in lung(DISEASE).tools
    }


@pytest.mark.parametrize("entry", [{}, {"interstitial_lung_disease": "no"}, blot(mda5="strong")])
def test_no_prognosis_without_lung_disease(entry: Record) -> None:
    assert lung(entry).tools == ()


def test_a_rule_of_another_disease_is_not_shown() -> None:
    found = lung({**DISEASE, "dermatomyositis_rash": "no"})
    assert "flair_2020" not in {line.id for line in found.tools}


def test_a_value_that_is_too_old_is_open_and_says_so() -> None:
    old = {"on": "2018-01-01", **DISEASE, "crp": "20 mg/L"}
    found = tool(lung(old, {"on": "2020-06-01", "proximal_weakness": "yes"}), "mck_2021")
    assert "C-reactive protein in mg/L, too old (2 years before)" in found.missing


def test_every_rule_names_the_patients_it_was_made_in_and_what_it_takes_for_granted() -> None:
    for line in lung(DISEASE).tools:
        assert line.about
        assert line.sources
        assert line.assumed is None or line.assumed == BASE.criteria[line.id].applies_label


# -- progression -----------------------------------------------------------------------------


def test_two_dates() -> None:
    found = progression(breath("2020-01-01", "80 %", **FIBROSIS), breath("2020-12-01", "71 %"))
    year, two = found["year"], found["two years"]
    assert (year.start, year.end) == (two.start, two.end) == ("1 Jan 2020", "1 Dec 2020")
    # Nine points of predicted and 11.25 % of the start; symptoms and tomography are not recorded.
    assert year.verdict == ("progressive", "not_shown")
    assert two.verdict == ("progressive",)
    assert (year.progressive, two.progressive) == (False, True)
    falls = {label: value for label, value in year.values.items() if "fall" in label}
    assert list(falls.values()) == ["9 % predicted", "11.25 %", "9 % predicted"]


@pytest.mark.parametrize(
    ("after", "symptoms", "verdict"),
    [
        ("76 %", "yes", "not_shown"),
        ("75 %", "yes", "progressive"),
        ("75 %", "no", "not_shown"),
    ],
)
def test_within_a_year_a_fall_needs_a_second_sign(after: str, symptoms: str, verdict: str) -> None:
    signs = {"respiratory_symptoms_worsening": symptoms, "hrct_fibrosis_progression": "no"}
    found = progression(
        breath("2020-01-01", "80 %", "60 %", **FIBROSIS),
        breath("2020-12-01", after, "60 %", **signs),
    )
    assert found["year"].verdict == (verdict,)


@pytest.mark.parametrize(
    ("start", "year", "two"),
    [
        ("2019-06-01", True, True),
        ("2019-05-31", False, True),
        ("2018-06-01", False, True),
        ("2018-05-31", False, False),
        ("2018-05-01", False, False),
    ],
)
def test_the_time_between_two_dates_to_the_day(start: str, year: bool, two: bool) -> None:
    signs = {"respiratory_symptoms_worsening": "yes", **FIBROSIS}
    found = progression(breath(start, "90 %"), breath("2020-06-01", "60 %", **signs))
    assert found["year"].progressive is year
    assert found["two years"].progressive is two
    # Beyond the time the fall is open, never taken for none.
    for line in found.values():
        assert "progressive" in line.verdict
    assert any("12 months apart" in flag.text for flag in found["year"].flags) is not year


def test_of_several_dates_the_worst_within_the_time_is_shown() -> None:
    signs = {"respiratory_symptoms_worsening": "yes", "hrct_fibrosis_progression": "no", **FIBROSIS}
    found = progression(
        breath("2018-07-01", "100 %", "70 %"),
        breath("2019-07-01", "70 %", "70 %"),
        breath("2020-01-01", "80 %", "70 %"),
        breath("2020-06-15", "69 %", "70 %", **signs),
    )
    assert (found["year"].start, found["year"].verdict) == ("1 Jan 2020", ("progressive",))
    assert (found["two years"].start, found["two years"].progressive) == ("1 Jul 2018", True)


def test_where_no_date_shows_progress_the_longest_time_is_shown() -> None:
    signs = {"respiratory_symptoms_worsening": "no", "hrct_fibrosis_progression": "no", **FIBROSIS}
    found = progression(
        breath("2017-06-01", "99 %", "70 %"),
        breath("2019-07-01", "70 %", "70 %"),
        breath("2020-01-01", "70 %", "70 %"),
        breath("2020-06-15", "70 %", "70 %", **signs),
    )
    assert found["year"].start == found["two years"].start == "1 Jul 2019"
    assert found["year"].verdict == found["two years"].verdict == ("not_shown",)


def test_where_no_date_lies_within_the_time_the_nearest_is_shown() -> None:
    found = progression(
        breath("2015", "99 %"), breath("2017", "90 %"), breath("2020-06", "60 %", **FIBROSIS)
    )
    assert found["year"].start == found["two years"].start == "2017"
    for line in found.values():
        assert line.verdict == ("progressive", "not_shown")


def test_a_measure_that_was_not_taken_last_is_compared_on_its_own_last_date() -> None:
    found = progression(
        breath("2019-06-01", "80 %", "60 %"),
        breath("2019-12-01", "60 %"),
        breath("2020-03-01", dlco="60 %", **FIBROSIS),
    )
    assert (found["two years"].start, found["two years"].end) == ("1 Jun 2019", "1 Dec 2019")
    assert found["two years"].progressive


@pytest.mark.parametrize(
    ("start", "end", "open_"),
    [
        ("2019-03-15", "2020-03", True),
        ("2019-04-15", "2020-03", False),
        ("2019", "2020", True),
        ("2019-12", "2020", True),
        ("2020-01", "2020-11", False),
    ],
)
def test_a_date_known_to_a_month_or_a_year_leaves_open_what_it_must(
    start: str, end: str, open_: bool
) -> None:
    signs = {"respiratory_symptoms_worsening": "yes", **FIBROSIS}
    # A nearer date shows nothing, so the earlier one is shown only if it may count.
    found = progression(breath(start, "90 %"), breath(end, "60 %", **signs))["year"]
    assert found.verdict == (("progressive", "not_shown") if open_ else ("progressive",))
    assert ("months between baseline and follow-up" in found.missing) is open_


def test_a_date_that_may_lie_within_the_time_is_not_left_out() -> None:
    found = progression(
        breath("2019-03-15", "90 %"), breath("2019-12-01", "61 %"), breath("2020-03", "60 %"),
    )["year"]  # fmt: skip
    assert found.start == "15 Mar 2019"


def test_less_than_a_month_apart_is_a_time_too() -> None:
    signs = {"respiratory_symptoms_worsening": "yes", **FIBROSIS}
    found = progression(breath("2020-01-01", "90 %"), breath("2020-01-20", "60 %", **signs))
    assert {line.verdict for line in found.values()} == {("progressive",)}


@pytest.mark.parametrize(("one", "other"), [("2020", "2020-03-01"), ("2020-03", "2020-03-10")])
def test_where_the_order_of_the_dates_is_not_known_nothing_is_said(one: str, other: str) -> None:
    found = lung(breath(one, "90 %"), breath(other, "60 %", **FIBROSIS))
    assert found.progression == ()
    assert found.progression_note is not None
    assert found.progression_note.startswith("The order of the dates of lung function is not known")


@pytest.mark.parametrize(
    ("history", "note"),
    [
        ([], "No lung function is recorded with a date"),
        ([breath("unknown", "90 %"), breath("unknown", "60 %")],
         "No lung function is recorded with a date"),
        ([breath("2020-01-01", "90 %")],
         "Lung function is recorded for one date only (1 Jan 2020)"),
        ([breath("2020-01-01", "90 %"), breath("unknown", "60 %")],
         "Lung function is recorded for one date only (1 Jan 2020)"),
        ([breath("2020-01-01", "90 %"), breath("2020-06-01", "unknown")],
         "Lung function is recorded for one date only (1 Jan 2020)"),
    ],
)  # fmt: skip
def test_progression_needs_two_dates(history: list[Record], note: str) -> None:
    found = lung(*history)
    assert found.progression == ()
    assert found.progression_note == f"{note}; progression needs two."


def test_what_was_measured_after_the_review_does_not_count() -> None:
    found = lung(breath("2020-01-01", "90 %"), breath("2020-12-01", "60 %"), on="2020-06-01")
    assert found.progression == ()


def test_without_fibrosis_there_is_no_progression_of_it() -> None:
    for entry in ({"interstitial_lung_disease": "no"}, {"hrct_fibrosis": "no"}):
        found = progression(breath("2020-01-01", "90 %"), breath("2020-12-01", "60 %", **entry))
        assert {line.verdict for line in found.values()} == {("not_applicable",)}
        assert not any(line.progressive for line in found.values())


def test_that_it_has_progressed_is_said_with_what_is_taken_for_granted() -> None:
    body = profile(breath("2020-01-01", "90 %"), breath("2020-12-01", "60 %", **DISEASE))
    assert body.lines[-1] == (
        "Lung: interstitial lung disease is recorded; it has progressed by Progressive ILD, "
        "24 months, if the tomography shows fibrosis of the lung and nothing else explains the "
        "worsening."
    )


# -- nothing recorded ------------------------------------------------------------------------


def test_nothing_is_certain_where_nothing_is_recorded() -> None:
    found = lung()
    assert (found.recorded, found.rapid) == ("unknown", "unknown")
    assert (found.because, found.advice, found.tools, found.progression) == ((), (), (), ())
    assert {line.status for line in found.due} <= {"if"}
