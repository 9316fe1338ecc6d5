"""What a doubtful, a negative and a missing result leave open, wherever they are read."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import exp
from typing import Any

import pytest
from tests.unit.review.antibodies.patients import (
    BASE,
    LIKELY,
    UNCERTAIN,
    UNLIKELY,
    blot,
    by,
    patient,
    profile,
    serology,
)

from myosotis import compare_criteria, review
from myosotis.logic import Truth
from myosotis.review.antibodies.model import FactorLine, ProfileBody, ResultLine

NOTHING_ELSE = dict.fromkeys(
    ("better_explanation", "symmetric_proximal_arm_weakness", "symmetric_proximal_leg_weakness",
     "neck_flexors_weaker_than_extensors", "leg_proximal_weaker_than_distal", "heliotrope_rash",
     "gottron_papules", "gottron_sign", "dysphagia_or_oesophageal_dysmotility",
     "muscle_enzymes_elevated", "muscle_biopsy_done", "finger_flexor_weakness",
     "improved_on_treatment"),
    "no",
)  # fmt: skip
"""Every item of the 2017 criteria but the antibody is absent; the age gives 2.1 points."""

SPECIFIC = sorted(
    id_
    for id_, antibody in BASE.antibodies.items()
    if antibody.kind == "specific" and id_ != "anti_synthetase_antibody"
)


def the_result(body: ProfileBody, antibody: str) -> ResultLine:
    (found,) = (line for line in body.results if line.id == antibody)
    return found


def factor(body: ProfileBody, name: str) -> FactorLine:
    (found,) = (line for line in body.cancer.factors if line.id == name)
    return found


def verdict(body: ProfileBody, subgroup: str) -> str:
    (found,) = (line for line in body.subgroups if line.id == subgroup)
    return found.verdict


# -- a doubtful result: both answers ---------------------------------------------------------


@pytest.mark.parametrize(
    ("jo1", "low", "high", "verdicts"),
    [
        ("no", 2.1, 2.1, ["not"]),
        ("weak", 2.1, 6.0, ["probable", "not"]),
        ("borderline", 2.1, 6.0, ["probable", "not"]),
        ("strong", 6.0, 6.0, ["probable"]),
    ],
)
def test_a_doubtful_jo1_makes_the_score_an_interval(
    jo1: str, low: float, high: float, verdicts: list[str]
) -> None:
    person = patient({**NOTHING_ELSE, **blot(jo1=jo1)}, age_at_onset=50)
    compared = {each["id"]: each for each in compare_criteria(person).to_dict()["sets"]}
    reviewed = review(person).to_dict()["diagnosis"]["criteria"]
    for sets in (compared, reviewed):
        score = sets["eular_acr_2017"]["values"]["score"]
        assert (score["low"], score["high"]) == (low, high)
        assert sets["eular_acr_2017"]["verdict"] == verdicts


def test_every_set_sees_a_doubtful_jo1_as_one_that_is_not_known() -> None:
    doubted = compare_criteria(patient({**NOTHING_ELSE, **blot(jo1="weak")}, age_at_onset=50))
    untested = compare_criteria(patient(NOTHING_ELSE, age_at_onset=50))
    for with_it, without in zip(doubted.sets, untested.sets, strict=True):
        assert set(with_it["verdict"]) <= set(without["verdict"])
        # A set that asks for the weak band itself is the only one that learns anything.
        if "myositis_antibody_weak_band" not in BASE.criteria[with_it["id"]].inputs:
            assert with_it["verdict"] == without["verdict"], with_it["id"]
            assert with_it["values"] == without["values"], with_it["id"]


@pytest.mark.parametrize("picture", [UNLIKELY, UNCERTAIN], ids=["unlikely", "uncertain"])
@pytest.mark.parametrize("antibody", SPECIFIC)
def test_a_weak_isolated_band_never_makes_the_diagnosis_secure(
    antibody: str, picture: dict[str, Any]
) -> None:
    got = review(patient({**picture, **blot(**{antibody: "weak"})}))
    assert got.diagnosis.verdict == "unsettled"
    assert got.diagnosis.supports == ()


def test_a_strong_isolated_band_where_nothing_speaks_for_myositis_is_not_secure() -> None:
    got = review(patient({**UNLIKELY, **blot(jo1="strong")}))
    assert got.diagnosis.verdict == "unsettled"
    assert got.diagnosis.supports == ()


@pytest.mark.parametrize(
    ("jo1", "secure"), [("strong", True), ("moderate", True), ("weak", False), ("no", False)]
)
def test_a_weak_band_with_lung_disease_alone_is_not_secure_and_a_strong_one_is(
    jo1: str, secure: bool
) -> None:
    got = review(patient({"interstitial_lung_disease": "yes", **blot(jo1=jo1)}))
    assert (got.diagnosis.verdict == "secure") is secure


def test_a_weak_band_that_a_second_method_finds_makes_the_diagnosis_secure() -> None:
    entry = {"interstitial_lung_disease": "yes", **blot(jo1="weak")}
    got = review(patient(entry, {"anti_jo1": by("ip", "yes")}))
    assert got.diagnosis.verdict == "secure"


def test_two_strong_specific_antibodies_secure_nothing() -> None:
    got = review(patient({**LIKELY, **blot(srp="strong", hmgcr="strong")}))
    assert got.diagnosis.verdict == "unsettled"
    assert {line.value for line in got.diagnosis.antibodies.values()} == {"doubtful"}


def test_a_doubtful_result_is_listed_as_doubtful_and_never_as_negative() -> None:
    got = review(patient(blot(jo1="weak"), age_at_onset=50))
    assert {name: line.value for name, line in got.diagnosis.antibodies.items()} == {
        "anti_jo1": "doubtful"
    }
    assert the_result(got.antibodies, "anti_jo1").verdict == "doubtful"
    (fact,) = (fact for fact in got.facts.values() if fact.finding == "anti_jo1")
    assert fact.status == "doubtful"
    assert "anti_jo1" not in {line.id for line in got.antibodies.untested}
    assert got.antibodies.statement == "Anti-Jo-1 is doubtful, so no antibody is established."


def test_the_conclusion_names_what_stands_and_what_is_doubtful() -> None:
    assert profile({**LIKELY, **blot(jo1="strong", mi2="weak")}).statement == (
        "Anti-Jo-1 is positive; anti-Mi-2 is doubtful."
    )
    found = profile({**LIKELY, **blot(jo1="strong", mi2="weak", srp="weak", ro52="strong")})
    assert found.statement == (
        "Anti-Jo-1 and anti-Ro52 are positive; anti-Mi-2 and anti-SRP are doubtful."
    )


def test_a_doubtful_result_neither_supports_nor_excludes_a_subgroup() -> None:
    body = profile({**LIKELY, **blot(hmgcr="weak")})
    assert verdict(body, "hmgcr_necrotising") == "not_excluded"
    assert verdict(body, "necrotising_myopathy") == "not_excluded"
    assert verdict(body, "seronegative_necrotising") == "not_excluded"


def test_a_doubtful_result_leaves_its_factor_and_the_lung_open() -> None:
    body = profile(blot(mda5="weak"), age_at_onset=30, sex="female")
    found = factor(body, "intermediate_mda5")
    assert found.verdict == "unknown"
    assert found.why == "doubtful: a weak signal where myositis is not likely"
    assert body.lung.risk == ("raised", "not_raised_by_list")


def test_a_group_that_is_doubtful_stays_open() -> None:
    body = profile(blot(anti_synthetase_antibody="weak"))
    assert the_result(body, "anti_synthetase_antibody").verdict == "doubtful"
    assert verdict(body, "antisynthetase_syndrome") == "not_excluded"


@pytest.mark.parametrize("group", ["msa", "anti_synthetase_antibody"])
def test_a_doubtful_result_is_not_made_negative_by_its_group(group: str) -> None:
    found = serology({**blot(jo1="weak"), group: by("ip", "no")})
    for view in (found.view, found.cautious):
        assert view.truth("ever.anti_jo1") is Truth.UNKNOWN
        assert view.truth("anti_jo1") is Truth.UNKNOWN


# -- a negative result -----------------------------------------------------------------------

WOMAN: dict[str, Any] = {"age_at_onset": 30, "sex": "female"}
DERMATOMYOSITIS = {
    **LIKELY,
    "heliotrope_rash": "yes",
    **dict.fromkeys(
        ("refractory_course", "dysphagia_moderate_or_severe", "cutaneous_necrosis"), "no"
    ),
}
OTHERS_NEGATIVE = {
    "antibodies": {
        "method": "immunoprecipitation",
        **dict.fromkeys(("nxp2", "sae", "hmgcr", "mi2", "mda5"), "no"),
    }
}
"""One high-risk factor is certain, and only anti-TIF1-gamma is open."""


@pytest.mark.parametrize(
    ("entry", "tiers", "verdict"),
    [
        ({}, ("moderate", "high"), "unknown"),
        (blot(tif1_gamma="no"), ("moderate", "high"), "unknown"),
        ({"anti_tif1_gamma": "no"}, ("moderate", "high"), "unknown"),
        ({"anti_tif1_gamma": "not tested"}, ("moderate", "high"), "unknown"),
        ({"anti_tif1_gamma": by("ip", "no")}, ("moderate",), "no"),
        ({"anti_tif1_gamma": by("elisa", "no")}, ("moderate",), "no"),
        (blot(tif1_gamma="weak"), ("moderate", "high"), "unknown"),
        (blot(tif1_gamma="strong"), ("high",), "yes"),
        # The others of a group were looked for; this one the blot misses.
        (blot(dermatomyositis_specific_antibody="no"), ("moderate", "high"), "unknown"),
        (blot(msa="no"), ("moderate", "high"), "unknown"),
        ({"msa": "no"}, ("moderate", "high"), "unknown"),
        ({"msa": by("ip", "no")}, ("moderate",), "no"),
    ],
)
def test_only_a_method_that_finds_tif1_gamma_lowers_the_tier_by_not_finding_it(
    entry: dict[str, Any], tiers: tuple[str, ...], verdict: str
) -> None:
    body = profile({**DERMATOMYOSITIS, **OTHERS_NEGATIVE}, entry, **WOMAN)
    assert body.cancer.tier == tiers
    assert factor(body, "high_tif1_gamma").verdict == verdict
    assert [m.finding for m in body.cancer.missing] == (
        ["anti_tif1_gamma"] if verdict == "unknown" else []
    )


def test_a_negative_blot_and_a_negative_precipitation_exclude() -> None:
    found = serology(blot(tif1_gamma="no"), {"anti_tif1_gamma": by("ip", "no")})
    assert not found.results[0].not_excluded
    assert found.cautious is found.view


@pytest.mark.parametrize(
    ("antibody", "method", "excluded"),
    [
        ("anti_tif1_gamma", "line blot", False),
        ("anti_mi2", "line blot", False),
        ("anti_nxp2", "line blot", False),
        ("anti_mda5", "line blot", False),
        ("anti_mda5", "elisa", True),
        ("anti_srp", "elisa", False),
        ("anti_srp", "line blot", True),
        ("anti_jo1", "line blot", True),
        ("anti_oj", "line blot", False),
        ("anti_oj", "dot blot", False),
        ("anti_oj", "immunoprecipitation", True),
        ("anti_sae", "line blot", True),
        ("anti_ro52", "line blot", True),
    ],
)
def test_a_negative_result_by_its_method(antibody: str, method: str, excluded: bool) -> None:
    found = serology({antibody: by(method, "no")})
    assert found.results[0].not_excluded is not excluded
    assert found.view.truth(f"ever.{antibody}") is Truth.NO
    assert found.cautious.truth(f"ever.{antibody}") is (Truth.NO if excluded else Truth.UNKNOWN)


def test_a_negative_result_that_excludes_nothing_says_so() -> None:
    body = profile(blot(tif1_gamma="no", jo1="no"))
    assert the_result(body, "anti_tif1_gamma").verdict == "not_excluded"
    assert the_result(body, "anti_jo1").verdict == "negative"
    assert body.statement == "No antibody was found among those that were tested."


@pytest.mark.parametrize(
    ("method", "excluded"),
    [
        (None, {"anti_jo1", "anti_pl12", "anti_sae"}),
        ("line blot", {"anti_jo1", "anti_pl12", "anti_sae", "anti_srp"}),
        ("elisa", {"anti_jo1", "anti_pl12", "anti_sae", "anti_mda5", "anti_tif1_gamma"}),
        ("immunoprecipitation",
         {"anti_jo1", "anti_pl12", "anti_oj", "anti_hmgcr", "anti_srp", "anti_tif1_gamma"}),
    ],
)  # fmt: skip
def test_a_negative_group_excludes_what_was_looked_for_and_can_be_found(
    method: str | None, excluded: set[str]
) -> None:
    found = serology({"msa": by(method, "no") if method else "no"}).cautious
    for antibody in excluded:
        assert found.truth(f"ever.{antibody}") is Truth.NO, antibody
    left = {"anti_oj", "anti_hmgcr", "anti_tif1_gamma", "anti_srp", "anti_mda5"} - excluded
    for antibody in left if method != "immunoprecipitation" else ():
        assert found.truth(f"ever.{antibody}") is Truth.UNKNOWN, antibody


def test_one_kind_that_is_negative_says_nothing_of_the_others() -> None:
    found = serology(blot(pm_scl_75="no"))
    assert found.results == ()
    assert found.view.truth("ever.anti_pm_scl") is Truth.UNKNOWN


@pytest.mark.parametrize(
    ("entry", "risk"),
    [
        ({}, ("raised", "not_raised_by_list")),
        (blot(mda5="no"), ("raised", "not_raised_by_list")),
        ({"anti_mda5": by("elisa", "no")}, ("not_raised_by_list",)),
        (blot(mda5="strong"), ("raised",)),
    ],
)
def test_a_negative_blot_leaves_the_risk_of_lung_disease_open(
    entry: dict[str, Any], risk: tuple[str, ...]
) -> None:
    rest = dict.fromkeys(
        ("ku", "pm_scl", "ro52", "anti_synthetase_antibody", "pm_scl_75", "pm_scl_100"), "no"
    )
    signs = dict.fromkeys(("mechanics_hands", "arthritis", "arthralgia", "skin_ulcers"), "no")
    body = profile({"antibodies": {"method": "ip", **rest}, **signs}, entry)
    assert body.lung.risk == risk
    if entry and len(risk) > 1:
        (missing,) = body.lung.missing
        assert missing.why == "negative, by a method that misses it or is not recorded"


# -- not tested ------------------------------------------------------------------------------


def test_not_tested_is_never_negative() -> None:
    body = profile({"anti_jo1": "not tested", "anti_mi2": "unknown"})
    assert body.results == ()
    assert body.statement == "No myositis antibody was tested."
    groups = {"anti_synthetase_antibody"}
    assert {line.id for line in body.untested} == BASE.antibodies.keys() - groups
    for line in body.cancer.factors:
        assert line.verdict != "yes"
        assert line.verdict == "unknown", line.id
    assert {line.verdict for line in body.subgroups} == {"not_excluded"}
    assert body.cancer.tier == ("standard", "moderate", "high")


def test_a_panel_without_hmgcr_is_said() -> None:
    names = [
        "jo1",
        "pl7",
        "pl12",
        "ej",
        "oj",
        "mi2",
        "tif1_gamma",
        "nxp2",
        "mda5",
        "sae",
        "srp",
        "ku",
        "pm_scl",
        "ro52",
    ]
    body = profile(blot(**dict.fromkeys(names, "no")))
    (line,) = (line for line in body.untested if line.id == "anti_hmgcr")
    assert line.panels == "often_missing"
    assert factor(body, "intermediate_hmgcr").verdict == "unknown"
    assert "anti_hmgcr" in {missing.finding for missing in body.cancer.missing}
    assert verdict(body, "hmgcr_necrotising") == "not_excluded"
    remarks = {remark.id for remark in body.remarks}
    assert "panel_is_not_seronegative" in remarks


# -- the arithmetic of a result --------------------------------------------------------------


def odds(share: Fraction) -> Fraction:
    return share / (1 - share)


def share(odds_: Fraction) -> float:
    return float(odds_ / (1 + odds_))


def expected_percent(
    score: float, frequency: float, sensitivity: float, specificity: float
) -> float:
    """Of how many results are true, by odds and the likelihood ratio: another way to Bayes."""
    disease = Fraction(1 / (1 + exp(5.33 - score)))
    before = disease * Fraction(str(frequency)) / 100
    found, false = Fraction(str(sensitivity)) / 100, 1 - Fraction(str(specificity)) / 100
    return 100 * share(odds(before) * found / false)


@pytest.mark.parametrize("strength", ["weak", "strong"])
def test_how_many_such_results_are_true(strength: str) -> None:
    entry = {**NOTHING_ELSE, **blot(mi2=strength)}
    found = the_result(profile(entry, age_at_onset=50), "anti_mi2").predictive
    assert found is not None
    often = [
        end
        for figure in BASE.antibodies["anti_mi2"].figures
        if figure.outcome == "frequency"
        for end in figure.percents or (_percent(figure),)
    ]
    (assay,) = (a for a in BASE.antibodies["anti_mi2"].assays if a.method == "line_blot")
    sure = BASE.serology.prior.specificity
    for end, frequency, specificity in (
        (found.low, min(often), sure[0]),
        (found.high, max(often), sure[1]),
    ):
        wanted = expected_percent(
            2.1, float(frequency), float(assay.sensitivity or 0), float(specificity)
        )
        assert end == pytest.approx(wanted, rel=1e-6)
    said = f"{found.low:.0f} to {found.high:.0f} % are true, where 4 % have myositis."
    assert f"Of such results in people like this one, {said}" in found.text


def _percent(figure: Any) -> Any:
    return figure.percent if figure.percent is not None else Decimal(100 * figure.n) / figure.of


def test_the_more_likely_the_disease_the_more_results_are_true() -> None:
    found = []
    for enzymes, rash in (("no", "no"), ("yes", "no"), ("yes", "yes")):
        entry = {**NOTHING_ELSE, "muscle_enzymes_elevated": enzymes, "heliotrope_rash": rash}
        line = the_result(
            profile({**entry, **blot(mi2="strong")}, age_at_onset=50), "anti_mi2"
        ).predictive
        assert line is not None
        found.append((line.low, line.high))
    assert found == sorted(found)
    assert found[-1][0] < found[-1][1]


@pytest.mark.parametrize(
    "entries",
    [
        # A second signal, a second specific antibody, a method whose accuracy nobody printed, an
        # antibody that is not specific: the arithmetic does not hold.
        [blot(mi2="weak"), {"anti_mi2": by("elisa", "yes")}],
        [blot(mi2="strong", jo1="strong")],
        [{"anti_mi2": by("chemiluminescence", "high")}],
        [{"anti_mi2": "yes"}],
        [blot(ku="strong")],
        [blot(mi2="no")],
    ],
)
def test_no_share_of_true_results_where_the_arithmetic_does_not_hold(
    entries: list[dict[str, Any]],
) -> None:
    for line in profile(*entries, age_at_onset=50).results:
        assert line.predictive is None, line.id


def test_the_antibody_itself_does_not_count_in_the_probability_before_it() -> None:
    with_it = the_result(
        profile({**NOTHING_ELSE, **blot(jo1="strong")}, age_at_onset=50), "anti_jo1"
    ).predictive
    assert with_it is not None
    # 2.1 points for the age alone, whatever the antibody would add.
    assert "where 4 % have myositis" in with_it.text
