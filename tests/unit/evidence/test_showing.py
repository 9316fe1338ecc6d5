"""What is shown of the arms: filters, intervals, sums of one kind, nobody twice."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import jsonschema
import pytest

from myosotis import knowledge
from myosotis.errors import UnknownNameError
from myosotis.evidence import (
    arm_table,
    arm_table_schema,
    count_arms,
    describe_therapy,
    therapy_schema,
)
from myosotis.evidence.adding import add_comparisons, adds, comparisons, single_arms
from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Arm, ArmFile, Estimate, Posterior, Share

BASE = knowledge.load()
KIND = {one.id: one.kind for one in BASE.evidence.outcomes}


def with_arms(*arms: Arm, posterior: Posterior | None = None) -> KnowledgeBase:
    """The knowledge with other arms."""
    content = BASE.content.model_copy(update={"arms": ArmFile(arms=arms), "posterior": posterior})
    return replace(BASE, content=content)


def arm(name: str, n: int | None = 10, responders: int | None = 5, **fields: object) -> Arm:
    """An arm of a therapy, treated, in one group."""
    plain: dict[str, object] = {
        "arm": name, "study": name, "source": ("me",), "design": "case_series", "role": "active",
        "therapies": ("rituximab",), "age": "adult", "group": "srp", "refractory": "yes",
        "setting": "muscle", "outcome": "improved_minimal", "measured": "better",
        "weeks_are": "unknown", "n": n, "responders": responders, "counted": "yes",
        "checked": "abstract",
    }  # fmt: skip
    return Arm.model_validate({**plain, **fields})


def test_every_arm_is_in_the_table_once() -> None:
    names = [line.arm for line in arm_table().arms]
    assert sorted(names) == sorted(one.arm for one in BASE.arms)


def test_filters_narrow_and_bring_the_controls() -> None:
    found = arm_table(therapy="ivig", kind="response", setting="muscle").arms
    assert {line.kind for line in found} == {"response"}
    assert {line.setting for line in found} == {"muscle"}
    placebo = next(line for line in found if line.arm == "proderm_2022_placebo_tis20")
    assert (placebo.treatment, placebo.n, placebo.responders) == ("placebo", 48, 21)
    assert all(line.group.id == "srp" for line in arm_table(group="anti-SRP").arms)


@pytest.mark.parametrize(
    ("filters", "sentence"),
    [
        ({"therapy": "rituximap"}, "unknown therapy 'rituximap', did you mean 'rituximab' or"),
        ({"group": "srb"}, "unknown group 'srb', did you mean 'srp'"),
        ({"setting": "muscles"}, "unknown setting 'muscles', did you mean 'muscle'?"),
        ({"kind": "zzz"}, "unknown kind of outcome 'zzz'; expected one of response, lung"),
    ],
)
def test_an_unknown_name_gives_the_nearest(filters: dict[str, str], sentence: str) -> None:
    with pytest.raises(UnknownNameError) as error:
        arm_table(**filters)
    assert sentence in str(error.value)


def test_a_share_without_its_numbers_stays_unknown() -> None:
    lines = {line.arm: line for line in arm_table().arms}
    assert lines["meyer_2020_without_glucocorticoid"].share is None
    assert lines["takada_2020"].share is None
    assert lines["amato_ibm_1994_ivig"].share is not None


def test_a_sum_holds_one_kind_and_this_therapy_alone() -> None:
    document = describe_therapy("rituximab")
    by_name = {one.arm: one for one in BASE.arms}
    for kind in document.kinds:
        for sum_ in (kind.single, kind.randomised):
            for name in sum_.arms if sum_ else ():
                assert KIND[by_name[name].outcome] == kind.id
                if by_name[name].role == "active":
                    assert by_name[name].therapies == ("rituximab",)
    assert not any(kind.single for kind in document.kinds if kind.id == "change")


def test_another_disease_stands_in_no_sum_of_all_groups() -> None:
    response = next(kind for kind in describe_therapy("ivig").kinds if kind.id == "response")
    assert response.apart == ("inclusion body myositis",)
    assert response.single
    assert "amato_ibm_1994_ivig" not in response.single.arms
    own = describe_therapy("ivig", "inclusion_body").kinds[0]
    assert own.single
    assert "amato_ibm_1994_ivig" in own.single.arms


def test_what_was_not_read_or_counts_elsewhere_stands_in_no_sum() -> None:
    base = with_arms(
        arm("first"), arm("second"), arm("recalled", checked="no"), arm("again", counted="no"),
        arm("prognostic", prognostic="yes"), arm("no_number", n=None),
        arm("no_responders", 5, None), arm("combined", therapies=("rituximab", "methotrexate")),
    )  # fmt: skip
    (kind,) = describe_therapy("rituximab", "srp", base).kinds
    assert kind.single
    assert (kind.single.arms, kind.single.patients) == (("first", "second"), 20)
    assert len(kind.arms) == 8


def test_single_arms_and_randomised_comparisons_stay_apart() -> None:
    pair = {"design": "randomised_blinded", "comparison": "one", "study": "one"}
    base = with_arms(
        arm("single"),
        arm("active", 20, 12, **pair),
        arm("placebo", 20, 6, role="control", control="placebo", therapies=(), **pair),
    )
    (kind,) = describe_therapy("rituximab", base=base).kinds
    assert kind.single
    assert kind.single.arms == ("single",)
    assert kind.single.fixed is None
    assert kind.randomised
    assert kind.randomised.arms == ("active", "placebo")
    assert kind.comparisons[0].odds_ratio.value == pytest.approx(3.5)


def test_a_control_beside_two_arms_is_added_once() -> None:
    arms = [one for one in BASE.arms if KIND[one.outcome] == "response"]
    added = add_comparisons(comparisons(arms))
    assert added
    assert len(added.arms) == len(set(added.arms))
    assert "miller_1992_sham" in added.arms
    assert "miller_1992_leukapheresis" not in added.arms


def test_no_patient_is_added_twice() -> None:
    for kind in set(KIND.values()):
        every = [one for one in BASE.arms if KIND[one.outcome] == kind]
        single = single_arms(every)
        assert all(adds(one) for one in single)
        named = [one.arm for one in single]
        assert len(named) == len(set(named))


def test_without_arms_there_is_no_kind() -> None:
    base = with_arms(arm("first"))
    assert describe_therapy("exercise", "mda5", base).kinds == ()


def test_the_estimate_of_the_model_is_shown_for_its_group() -> None:
    share = Share(low=400, median=600, high=800)
    plain = {"kind": "response", "therapy": "rituximab", "outcome": "improved_minimal"}
    estimates = [
        Estimate.model_validate(
            {**plain, "basis": "arms", "group": group, "studies": studies, "n": 9,
             "responders": 5, "share": share, "arms": ()}
        )
        for group, studies in (("srp", 1), ("mda5", 0), ("all", 5))
    ]  # fmt: skip
    posterior = Posterior(
        model="1", seed=1, arms_hash="x", software={}, diagnostics=(), estimates=tuple(estimates)
    )
    base = with_arms(arm("first"), posterior=posterior)
    (kind,) = describe_therapy("rituximab", "mda5", base).kinds
    assert (kind.arms, kind.estimates[0].studies) == ((), 0)
    assert kind.estimates[0].share.value == 0.6
    assert describe_therapy("rituximab", base=base).kinds[0].estimates[0].studies == 5


def test_the_documents_are_as_their_schemas_say() -> None:
    jsonschema.validate(arm_table(therapy="ivig").to_dict(), arm_table_schema())
    jsonschema.validate(describe_therapy("ivig").to_dict(), therapy_schema())


def test_arms_are_counted_by_kind() -> None:
    counts = count_arms(BASE, BASE.arms)
    assert counts.arms == len(BASE.arms) == sum(one.arms for one in counts.kinds)
    assert sum(counts.checked.values()) == counts.arms
    assert all(one.counted <= one.arms for one in counts.kinds)
    assert count_arms(BASE, [arm("one"), arm("two", n=None)]).kinds[0].patients == 10


def test_the_numbers_of_trials_are_as_printed() -> None:
    """Rows that a reader will look up first."""
    by_name = {one.arm: one for one in BASE.arms}
    for name, responders, n in (
        ("proderm_2022_ivig_tis20", 37, 47), ("proderm_2022_placebo_tis20", 21, 48),
        ("rim_2013_all", 161, 195), ("abatacept_p3_2024_abatacept_all", 42, 75),
        ("alkivia_2025_efgartigimod_tis20", 43, 47), ("printo_2016_methotrexate", 33, 46),
        ("wolstencroft_2018_sae", 7, 14), ("wu_2025_tofacitinib", 196, 290),
        ("pinal_fernandez_2017_rituximab", 13, 17), ("landon_cardinal_2019", 3, 9),
    ):  # fmt: skip
        assert (by_name[name].responders, by_name[name].n) == (responders, n)
    ratio = by_name["langlois_2020_rituximab_2_years"]
    assert (ratio.effect, ratio.effect_low, ratio.effect_high) == (
        Decimal("0.263"), Decimal("0.094"), Decimal("0.732"),
    )  # fmt: skip


def test_known_overlaps_count_once() -> None:
    counted = {one.arm: one.counted for one in BASE.arms}
    assert counted["pinal_fernandez_2017_rituximab"] == "yes"
    for name in (
        "valiyil_2010_rituximab", "bauhammer_2016_ro52_rituximab",
        "bauhammer_2016_ro52_azathioprine", "muller_2023", "taubmann_2023", "bcma_car_t_2025_bcma",
        "proderm_2022_ivig_tis40",
        "abatacept_p3_2024_abatacept_all", "artemis_2018_all", "li_2016_pirfenidone_acute",
    ):  # fmt: skip
        assert counted[name] == "no", name
