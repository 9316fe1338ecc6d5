"""The verdict on every subgroup, on each of its sides, and how parts and groups hold together."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.review.antibodies.patients import BASE, LIKELY, blot, by, profile, serology

from myosotis.review.antibodies.model import ProfileBody, SubgroupLine
from myosotis.review.antibodies.subgroups import known_subgroups, verdicts

Record = dict[str, Any]

CK = {"muscle_enzymes_elevated": "yes"}
RASH = {"heliotrope_rash": "yes"}
NO_RASH = {"dermatomyositis_rash": "no", "biopsy_perifascicular_atrophy": "no",
           "skin_biopsy_interface_dermatitis": "no"}  # fmt: skip
NO_CTD = {"connective_tissue_disease": "no", "overlap_antibody": "no"}
NECROSIS = {"biopsy_necrosis_predominant": "yes"}
NO_ANTIBODY = {"antibodies": {"method": "ip", "msa": "no", "srp": "no", "hmgcr": "no"}}
NO_OTHER_CAUSE = dict.fromkeys(
    ("genetic_diagnosis_confirmed", "biopsy_muscle_protein_deficient", "toxic_myopathy"), "no"
)
IBM_BIOPSY = {"biopsy_fibre_invasion": "yes", "biopsy_rimmed_vacuoles": "yes"}
GRIP = {"finger_flexor_weakness": "yes"}
SKIN_ONLY = {
    "skin_disease_duration": "8 months", "dermatomyositis_rash": "yes", "weakness": "no",
    "muscle_enzymes_elevated_any": "no",
}  # fmt: skip


def ip(**results: str) -> Record:
    return {"antibodies": {"method": "immunoprecipitation", **results}}


CASES: list[tuple[str, str, Record, Record]] = [
    ("dermatomyositis", "established", {**RASH, **CK}, {}),
    ("dermatomyositis", "established", {"dermatomyositis_rash": "yes", **blot(mi2="strong")}, {}),
    ("dermatomyositis", "established",
     {"biopsy_perifascicular_atrophy": "yes", "biopsy_mxa": "yes"}, {}),
    ("dermatomyositis", "supported", blot(nxp2="strong"), {}),
    ("dermatomyositis", "supported", {"dermatomyositis_rash": "yes"}, {}),
    ("dermatomyositis", "not_excluded", blot(nxp2="weak"), {}),
    ("dermatomyositis", "not_excluded", {**CK, **blot(srp="strong")}, {}),
    ("dermatomyositis", "excluded",
     {**NO_RASH, **ip(srp="yes", dermatomyositis_specific_antibody="no")}, {}),
    ("dermatomyositis", "excluded",
     {**NO_RASH, **ip(dermatomyositis_specific_antibody="no")}, {}),
    ("dermatomyositis", "not_excluded",
     {**NO_RASH, **blot(dermatomyositis_specific_antibody="no")}, {}),
    ("amyopathic_dermatomyositis", "established", SKIN_ONLY, {}),
    ("amyopathic_dermatomyositis", "supported", {**SKIN_ONLY, "skin_disease_duration": "5 months"},
     {}),
    ("amyopathic_dermatomyositis", "supported", {"weakness": "no", **blot(mda5="strong")}, {}),
    ("amyopathic_dermatomyositis", "not_excluded", {"weakness": "no", **blot(mda5="weak")}, {}),
    ("amyopathic_dermatomyositis", "excluded", {**RASH, "proximal_weakness": "yes"}, {}),
    ("mda5_dermatomyositis", "established",
     {"skin_ulcers": "yes", **ip(mda5="yes")}, {}),
    ("mda5_dermatomyositis", "supported", blot(mda5="strong"), {}),
    ("mda5_dermatomyositis", "supported",
     {"rapidly_progressive_ild": "yes", "dermatomyositis_rash": "yes"}, {}),
    ("mda5_dermatomyositis", "not_excluded", {"skin_ulcers": "yes", **blot(mda5="weak")}, {}),
    ("mda5_dermatomyositis", "not_excluded", blot(mda5="no"), {}),
    ("mda5_dermatomyositis", "excluded", ip(mda5="no"), {}),
    ("juvenile_myositis", "established", {}, {"age_at_onset": 17}),
    ("juvenile_myositis", "excluded", {}, {"age_at_onset": 18}),
    ("juvenile_myositis", "not_excluded", {}, {}),
    ("antisynthetase_syndrome", "established", {"arthritis": "yes", **blot(pl7="strong")}, {}),
    ("antisynthetase_syndrome", "established", {**CK, "anti_synthetase_antibody": "yes"}, {}),
    ("antisynthetase_syndrome", "supported", blot(jo1="strong"), {}),
    ("antisynthetase_syndrome", "supported",
     {"cytoplasmic_fluorescence": "yes", "interstitial_lung_disease": "yes", "raynaud": "yes"}, {}),
    ("antisynthetase_syndrome", "not_excluded", blot(jo1="no"), {}),
    ("antisynthetase_syndrome", "not_excluded", blot(anti_synthetase_antibody="no"), {}),
    ("antisynthetase_syndrome", "excluded", ip(anti_synthetase_antibody="no"), {}),
    ("necrotising_myopathy", "established", {**CK, **blot(hmgcr="strong")}, {}),
    ("necrotising_myopathy", "supported", blot(hmgcr="strong"), {}),
    ("necrotising_myopathy", "supported", NECROSIS, {}),
    ("necrotising_myopathy", "not_excluded", ip(hmgcr="no", srp="no"), {}),
    ("necrotising_myopathy", "excluded", {"muscle_enzymes_elevated_any": "no"}, {}),
    ("srp_necrotising", "established", {**CK, **ip(srp="yes")}, {}),
    ("srp_necrotising", "not_excluded", ip(srp="yes"), {}),
    ("srp_necrotising", "not_excluded", {"anti_srp": by("elisa", "no")}, {}),
    ("srp_necrotising", "excluded", ip(srp="no"), {}),
    ("hmgcr_necrotising", "established", {**CK, "anti_hmgcr": by("elisa", "high")}, {}),
    ("hmgcr_necrotising", "not_excluded", {"anti_hmgcr": by("elisa", "high")}, {}),
    ("hmgcr_necrotising", "excluded", {"anti_hmgcr": by("elisa", "no")}, {}),
    ("seronegative_necrotising", "established",
     {**NECROSIS, **CK, **NO_ANTIBODY, **NO_OTHER_CAUSE}, {}),
    ("seronegative_necrotising", "supported", {**NECROSIS, **CK, **ip(srp="no", hmgcr="no")}, {}),
    ("seronegative_necrotising", "not_excluded", {**NECROSIS, **CK, **ip(srp="no")}, {}),
    ("seronegative_necrotising", "excluded", ip(srp="yes"), {}),
    ("overlap_myositis", "established", {"systemic_sclerosis": "yes", **CK}, {}),
    ("overlap_myositis", "supported", blot(ku="strong"), {}),
    ("overlap_myositis", "supported", {"raynaud": "yes", "puffy_hands": "yes"}, {}),
    ("overlap_myositis", "not_excluded", {"systemic_sclerosis": "no"}, {}),
    ("overlap_myositis", "excluded", NO_CTD, {}),
    ("inclusion_body_myositis", "established", {**GRIP, **IBM_BIOPSY}, {"age_at_onset": 46}),
    ("inclusion_body_myositis", "supported", GRIP, {"age_at_onset": 46}),
    ("inclusion_body_myositis", "supported", {"anti_cn1a": by("elisa", "yes")}, {}),
    ("inclusion_body_myositis", "not_excluded", {**GRIP, **IBM_BIOPSY}, {"age_at_onset": 45}),
    ("inclusion_body_myositis", "not_excluded", {}, {"age_at_onset": 31}),
    ("inclusion_body_myositis", "excluded", {}, {"age_at_onset": 30}),
    ("inclusion_body_myositis", "excluded", {**RASH, **blot(mi2="strong")}, {}),
    ("polymyositis", "supported",
     {"biopsy_fibre_invasion": "yes", "biopsy_rimmed_vacuoles": "no", "dermatomyositis_rash": "no",
      **CK, **ip(msa="no")}, {}),
    ("polymyositis", "not_excluded", {"biopsy_fibre_invasion": "yes", **CK}, {}),
    ("polymyositis", "excluded", RASH, {}),
    ("polymyositis", "excluded", blot(jo1="strong"), {}),
    ("polymyositis", "not_excluded", blot(jo1="weak"), {}),
]  # fmt: skip


def line_of(body: ProfileBody, name: str) -> SubgroupLine:
    (found,) = (line for line in body.subgroups if line.id == name)
    return found


@pytest.mark.parametrize(
    ("name", "verdict", "entry", "fields"),
    CASES,
    ids=[f"{case[0]}-{case[1]}-{number}" for number, case in enumerate(CASES)],
)
def test_a_subgroup(name: str, verdict: str, entry: Record, fields: Record) -> None:
    assert verdicts(serology(entry, **fields).cautious)[name] == verdict


def test_every_subgroup_is_met_with_every_verdict_that_it_can_have() -> None:
    met = {(name, verdict) for name, verdict, _, _ in CASES}
    for subgroup in BASE.subgroups.subgroups:
        for verdict in ("established", "supported", "excluded"):
            assert bool(getattr(subgroup, verdict)) is ((subgroup.id, verdict) in met), subgroup.id


def test_nothing_is_established_supported_or_excluded_where_nothing_is_recorded() -> None:
    assert set(verdicts(serology().cautious).values()) == {"not_excluded"}


# -- parts and groups ------------------------------------------------------------------------


def test_an_established_part_establishes_its_group() -> None:
    # Lung disease with anti-MDA5 and no rash: dermatomyositis by its part.
    found = verdicts(serology({"interstitial_lung_disease": "yes", **ip(mda5="yes")}).cautious)
    assert found["mda5_dermatomyositis"] == "established"
    assert found["dermatomyositis"] == "established"


def test_a_supported_part_does_not_establish_its_group() -> None:
    found = verdicts(serology({"weakness": "no", **ip(sae="yes")}).cautious)
    assert found["amyopathic_dermatomyositis"] == "supported"
    assert found["dermatomyositis"] == "supported"


def test_a_part_of_an_excluded_group_is_excluded() -> None:
    found = verdicts(serology({"muscle_enzymes_elevated_any": "no", **ip(srp="yes")}).cautious)
    parts = [each.id for each in BASE.subgroups.subgroups if each.part_of == "necrotising_myopathy"]
    assert {found[part] for part in ("necrotising_myopathy", *parts)} == {"excluded"}


def test_an_excluded_part_leaves_its_group_open() -> None:
    found = verdicts(serology(ip(mda5="no")).cautious)
    assert found["dermatomyositis"] == "not_excluded"


def test_a_group_is_the_subgroup_of_its_parts_and_never_of_itself() -> None:
    names = {each.id for each in BASE.subgroups.subgroups}
    for each in BASE.subgroups.subgroups:
        assert each.part_of is None or each.part_of in names - {each.id}
        # One level only: what is concluded of a group is not passed on twice.
        if each.part_of:
            (group,) = (one for one in BASE.subgroups.subgroups if one.id == each.part_of)
            assert group.part_of is None


def test_two_subgroups_may_be_established_at_once() -> None:
    found = verdicts(serology({**RASH, **CK, **blot(jo1="strong")}).cautious)
    assert found["dermatomyositis"] == found["antisynthetase_syndrome"] == "established"


def test_rules_read_what_is_established_and_excluded_and_nothing_else() -> None:
    facts = known_subgroups(
        {"a": "established", "b": "supported", "c": "not_excluded", "d": "excluded"}
    )
    assert {name: str(truth) for name, truth in facts.items()} == {
        "subgroup.a": "yes", "subgroup.b": "unknown", "subgroup.c": "unknown", "subgroup.d": "no",
    }  # fmt: skip


# -- Ro52 is a modifier, not a subgroup ------------------------------------------------------


@pytest.mark.parametrize("modifier", ["ro52", "ccar1", "sp4"])
def test_a_modifier_changes_no_subgroup(modifier: str) -> None:
    record = {**LIKELY, **blot(mda5="strong")}
    without = verdicts(serology(record).cautious)
    with_it = verdicts(serology(record, blot(**{f"anti_{modifier}": "strong"})).cautious)
    assert with_it == without


# -- the lines -------------------------------------------------------------------------------


def test_a_verdict_says_why() -> None:
    body = profile({**RASH, **CK, **ip(srp="no")}, age_at_onset=50)
    for line in body.subgroups:
        direct = line.part_of is None or line.verdict != "excluded"
        if line.verdict != "not_excluded" and direct:
            assert line.because, line.id
            assert all(each.because for each in line.because), line.id
    assert [each.id for each in line_of(body, "srp_necrotising").because] == ["srp_negative"]
    assert [each.id for each in line_of(body, "dermatomyositis").because] == ["rash_with_muscle"]


def test_what_is_supported_says_what_would_settle_it() -> None:
    line = line_of(profile(blot(hmgcr="strong")), "necrotising_myopathy")
    assert line.verdict == "supported"
    answers = {m.finding: {a.answer: a.leaves for a in m.answers} for m in line.missing}
    assert answers["muscle_enzymes_elevated"]["yes"] == ("established",)
    (excluding,) = (
        m for m in line.missing if any("excluded" in a.leaves and len(a.leaves) == 1
                                       for a in m.answers)
    )  # fmt: skip
    assert excluding.finding == "muscle_enzymes_elevated_any"


@pytest.mark.parametrize("entry", [{}, {**RASH, **CK}, ip(mda5="no")])
def test_only_what_is_supported_asks_for_more(entry: Record) -> None:
    for line in profile(entry).subgroups:
        assert bool(line.missing) <= (line.verdict == "supported"), line.id
