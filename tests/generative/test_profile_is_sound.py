"""Whatever an open antibody turns out to be: what was concluded before allowed for it.

The law of completion. A patient has results; an antibody that is open (not tested, doubtful, or
negative by methods that do not exclude it) is looked for by immunoprecipitation, and found or not.

- A positive result beside it may become doubtful by it (two specific antibodies at once). What is
  doubtful is as if it had not been tested, so the completed patient is compared with the one in
  whose file the results that became doubtful do not stand.
- Against that patient every certain verdict stays: a subgroup that was established or excluded,
  and the risk of lung disease and the cancer tier get no verdict that was not possible before.
- One exception. An established subgroup is taken for the one that counts in the tier, although
  another is not excluded. Where the completion establishes a second one beside it, the tier may
  be one that was not listed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

import jsonschema
from hypothesis import given, note, settings
from hypothesis import strategies as st

from myosotis import antibody_profile, cancer_risk, knowledge, read_patient
from myosotis.logic import Truth
from myosotis.patient import Snapshot
from myosotis.review import cancer_schema, profile_schema
from myosotis.review.antibodies.cancer import tier_of
from myosotis.review.antibodies.lung import lung_risk_of
from myosotis.review.antibodies.results import read_serology
from myosotis.review.antibodies.subgroups import verdicts
from myosotis.review.view import View

BASE = knowledge.load()
Record = dict[str, Any]

ANTIBODIES = (
    "anti_jo1", "anti_pl7", "anti_oj", "anti_synthetase_antibody", "anti_mi2", "anti_tif1_gamma",
    "anti_nxp2", "anti_mda5", "anti_sae", "anti_srp", "anti_hmgcr", "anti_pm_scl", "anti_ku",
    "anti_ro52", "anti_cn1a",
)  # fmt: skip
SINGLE = tuple(name for name in ANTIBODIES if name != "anti_synthetase_antibody")
METHODS = {method.label: method.id for method in BASE.serology.methods} | {"elisa": "elisa"}
RESULTS: list[Any] = [
    "yes", "no", "weak",
    *({"value": value, "method": "line blot"} for value in ("no", "weak", "strong")),
    *({"value": value, "method": "elisa"} for value in ("no", "low", "high")),
    *({"value": value, "method": "immunoprecipitation"} for value in ("no", "yes")),
]  # fmt: skip
PANELS = ["no", *({"value": "no", "method": method} for method in ("line blot", "elisa"))]
FACTORS = ("refractory_course", "dysphagia_moderate_or_severe", "cutaneous_necrosis")
DATES = ("2018-05-01", "2019-02", "2019-11-20")
LATEST = "2020-01-01"
FACTS = (
    "heliotrope_rash", "proximal_weakness", "muscle_enzymes_elevated", "interstitial_lung_disease",
    "arthritis", "raynaud", "skin_ulcers", "biopsy_perifascicular_atrophy",
    "biopsy_necrosis_predominant", "biopsy_fibre_invasion", "systemic_sclerosis",
    "connective_tissue_disease", "cytoplasmic_fluorescence", "ana", "dysphagia_moderate_or_severe",
    "cutaneous_necrosis", "refractory_course", "weight_loss", "malignancy",
)  # fmt: skip
ABSENT = ("dermatomyositis_rash", "muscle_enzymes_elevated_any", "weakness", "rash")
"""Groups that are recorded only as absent, and only where no kind of them is present."""
KINDS = {
    "dermatomyositis_rash": ("heliotrope_rash",),
    "rash": ("heliotrope_rash", "skin_ulcers", "cutaneous_necrosis"),
    "muscle_enzymes_elevated_any": ("muscle_enzymes_elevated",),
    "weakness": ("proximal_weakness",),
    "connective_tissue_disease": ("systemic_sclerosis",),
}


@st.composite
def records(draw: st.DrawFn) -> Record:
    """A patient file with results of antibodies and some facts; what is not there is unknown."""
    facts = draw(st.dictionaries(st.sampled_from(FACTS), st.sampled_from(["yes", "no"])))
    facts |= dict.fromkeys(draw(st.sets(st.sampled_from(ABSENT))), "no")
    for group, kinds in KINDS.items():
        if facts.get(group) == "no" and any(facts.get(kind) == "yes" for kind in kinds):
            del facts[group]
    results: dict[tuple[str, str], Any] = draw(
        st.dictionaries(
            st.tuples(st.sampled_from(ANTIBODIES), st.sampled_from(DATES)),
            st.sampled_from(RESULTS),
            max_size=6,
        )
    )
    history = [{"on": on, name: result} for (name, on), result in results.items()]
    if draw(st.booleans()):
        # Often a panel by one method, of which the rest is negative: then a verdict is near.
        panel = draw(st.sampled_from(PANELS))
        tested = {name for name, _ in results} | draw(st.sets(st.sampled_from(SINGLE), max_size=2))
        rest = [name for name in SINGLE if name not in tested]
        history.append({"on": DATES[0], **dict.fromkeys(rest, panel)})
        facts = {**dict.fromkeys(FACTORS, "no"), **facts}
    history.append({"on": LATEST, "ck_rising": "no", **facts})
    record: Record = {"id": "p", "history": history}
    if draw(st.booleans()):
        record["sex"] = draw(st.sampled_from(["female", "male"]))
    if draw(st.booleans()):
        record["age_at_onset"] = draw(st.sampled_from([10, 30, 40, 41, 46, 70]))
    return record


@dataclass(frozen=True)
class Concluded:
    """What a review concludes from the antibodies, without the rest of it.

    ``doubted`` are the antibodies whose positive results are doubtful, ``opened`` what is taken as
    not known therefore: these, and the negative results of their groups.
    """

    doubted: frozenset[str]
    opened: frozenset[str]
    subgroups: Mapping[str, str]
    tiers: frozenset[str]
    lung: frozenset[str]

    @property
    def counted(self) -> set[str]:
        """The established subgroups that the tier knows by name."""
        named = BASE.cancer.subtypes
        return {id_ for id_, verdict in self.subgroups.items() if verdict == "established"} & {
            *named
        }


def conclude(record: Record) -> Concluded:
    person = read_patient(deepcopy(record))
    serology = read_serology(View.of(BASE, person, Snapshot.of(person, None, BASE)))
    subgroups = verdicts(serology.cautious)
    return Concluded(
        frozenset(result.antibody.id for result in serology.results if result.doubtful),
        frozenset(serology.view.snapshot.doubtful),
        subgroups,
        tier_of(serology, subgroups, Truth.UNKNOWN).verdict,
        lung_risk_of(serology).verdict,
    )


def is_open(record: Record, antibody: str, found: Concluded) -> bool:
    """Whether an antibody may still be found or not, read from the record itself."""
    results = results_of(record, antibody)
    group = "anti_synthetase_antibody"
    if group in BASE.findings[antibody].is_a and results_of(record, group):
        return False
    if any(value_of(result) != "no" for result in results):
        return antibody in found.doubted
    missing = {assay.method for assay in BASE.antibodies[antibody].assays if not assay.excludes}
    methods = {METHODS[result["method"]] for result in results if isinstance(result, dict)}
    return not results or (bool(missing) and methods <= missing)


def results_of(record: Record, antibody: str) -> list[Any]:
    return [entry[antibody] for entry in record["history"] if antibody in entry]


def value_of(result: Any) -> str:
    return str(result["value"] if isinstance(result, dict) else result)


def completed(record: Record, antibody: str, answer: str) -> Record:
    """The record with the answer of immunoprecipitation in place of what was known of one."""
    result = {"value": answer, "method": "immunoprecipitation"}
    rest = untested(record, {antibody})
    return {**rest, "history": [*rest["history"], {"on": LATEST, antibody: result}]}


def untested(record: Record, antibodies: Collection[str]) -> Record:
    """The record without the results of some antibodies."""
    history = [
        {name: value for name, value in entry.items() if name not in antibodies}
        for entry in record["history"]
    ]
    return {**record, "history": [entry for entry in history if entry.keys() != {"on"}]}


def examples(of: int, least: int = 10) -> settings:
    """So many examples that a share of the profile's time is enough."""
    return settings(max_examples=max(least, settings().max_examples // of))


# -- completion ------------------------------------------------------------------------------


@examples(2, least=80)
@given(record=records(), antibody=st.sampled_from(SINGLE))
def test_a_completed_antibody_leaves_no_verdict_that_was_not_possible_before(
    record: Record, antibody: str
) -> None:
    for answer in ("no", "yes"):
        after = conclude(completed(record, antibody, answer))
        rest = untested(record, after.opened - {antibody})
        before = conclude(rest)
        if not is_open(rest, antibody, before):
            continue
        note(f"{antibody}: {answer}; doubtful then: {sorted(after.opened)}")
        for name, verdict in before.subgroups.items():
            if verdict in ("established", "excluded"):
                assert after.subgroups[name] == verdict, name
        assert after.lung <= before.lung
        if not before.counted or after.counted == before.counted:
            assert after.tiers <= before.tiers
        if answer == "no":
            assert after.doubted <= conclude(record).doubted


@examples(4, least=25)
@given(record=records())
def test_a_doubtful_result_is_as_open_as_one_that_was_not_tested(record: Record) -> None:
    found = conclude(record)
    without = conclude(untested(record, found.opened | found.doubted))
    assert found.doubted <= found.opened
    assert (found.tiers, found.lung) == (without.tiers, without.lung)
    assert found.subgroups == without.subgroups


# -- order -----------------------------------------------------------------------------------


def without_places(part: Any) -> Any:
    """A document without what follows the order of the file: the ids of facts, and which of several
    facts that are each enough is named as the reason."""
    if isinstance(part, dict):
        left_out = ("fact", "because")
        kept = {key: without_places(value) for key, value in part.items() if key not in left_out}
        if "tested" in kept:
            kept["tested"] = sorted(kept["tested"], key=str)
        return kept
    return [without_places(each) for each in part] if isinstance(part, list) else part


@examples(25)
@given(record=records(), data=st.data())
def test_the_order_of_the_entries_does_not_matter(record: Record, data: st.DataObject) -> None:
    history = [
        dict(data.draw(st.permutations(list(entry.items()))))
        for entry in data.draw(st.permutations(record["history"]))
    ]
    one, other = (
        antibody_profile(read_patient(deepcopy(each))).to_dict()
        for each in (record, {**record, "history": history})
    )
    assert without_places(one) == without_places(other)


# -- the document ----------------------------------------------------------------------------


@cache
def validators() -> tuple[jsonschema.Draft202012Validator, jsonschema.Draft202012Validator]:
    return (
        jsonschema.Draft202012Validator(profile_schema()),
        jsonschema.Draft202012Validator(cancer_schema()),
    )


@examples(50)
@given(record=records())
def test_a_profile_goes_through_json_and_follows_its_schema(record: Record) -> None:
    person = read_patient(deepcopy(record))
    profile, cancer = antibody_profile(person).to_dict(), cancer_risk(person).to_dict()
    for validator, document in zip(validators(), (profile, cancer), strict=True):
        again = json.loads(json.dumps(document, allow_nan=False))
        assert again == document
        validator.validate(again)
    assert profile["profile"]["cancer"] == cancer["cancer"]


@examples(50)
@given(record=records())
def test_the_profile_says_what_was_concluded(record: Record) -> None:
    found, body = conclude(record), antibody_profile(read_patient(deepcopy(record))).profile
    assert {line.id: line.verdict for line in body.subgroups} == found.subgroups
    assert set(body.lung.risk) == found.lung
    assert {line.id for line in body.results if line.verdict == "doubtful"} == found.doubted
    if record["history"][-1].get("refractory_course") and body.cancer.applies != "no":
        assert set(body.cancer.tier) == found.tiers
