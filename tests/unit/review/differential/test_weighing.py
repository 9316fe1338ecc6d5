"""What the findings weigh: each cluster once, what is unknown not at all, numbers in ranges."""

from __future__ import annotations

from math import exp, log
from typing import Any

import numpy as np
import pytest
from tests.unit.review.differential.made_up import (
    ENZYME,
    SHIPPED,
    Seen,
    base,
    disorder,
    feature,
    figure,
    seen,
    shipped,
)

from myosotis.knowledge import KnowledgeBase
from myosotis.review.differential.matrix import matrix
from myosotis.review.differential.ranking import weights
from myosotis.review.differential.weighing import CAP, UNIT, Cluster, weighing

RASH, FEVER = feature("rash", "rash"), feature("fever", "fever")


def two(**parts: Any) -> KnowledgeBase:
    """Two disorders that a rash parts well, a fever less, and creatine kinase."""
    return base(
        disorder("one", figures=[figure("rash", 90, 100), figure("fever", 60, 100)],
                 estimates={"low": 0.1, "middle": 0.3, "high": 0.6}),
        disorder("two", figures=[figure("rash", 10, 100), figure("fever", 40, 100)],
                 estimates={"low": 0.6, "middle": 0.3, "high": 0.1}),
        **{"features": [RASH, FEVER], "scales": [ENZYME], **parts},
    )  # fmt: skip


def ratio(found: Seen, id_: str = "one") -> int:
    return found.of(id_).ratio


def expected(known: KnowledgeBase, name: str, present: bool, of: str = "one") -> float:
    """The logarithm of a feature's ratio, from the matrix."""
    found = matrix(known)
    share, mean = found.rows[of][name].share, found.mean[name]
    return log(share / mean) if present else log((1 - share) / (1 - mean))


# -- one finding ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "present"), [("yes", True), ("no", False)])
@pytest.mark.parametrize("of", ["one", "two"])
def test_a_finding_weighs_its_share_over_the_mean(value: str, present: bool, of: str) -> None:
    known = two()
    found = ratio(seen(known, {"rash": value}), of)
    assert found == round(UNIT * expected(known, "rash", present, of))


def test_what_is_not_known_weighs_nothing() -> None:
    known = two()
    for facts in ({}, {"rash": "unknown"}, {"rash": "not done"}, {"heart_failure": "yes"}):
        found = seen(known, facts)
        assert (ratio(found), found.of("one").variance, found.evidence.usable) == (0, 0, 0)


@pytest.mark.parametrize("absent", [0, 0.4, 1])
def test_an_absence_weighs_as_much_as_it_says(absent: float) -> None:
    known = two(features=[{**RASH, "absent": absent}])
    whole = expected(known, "rash", False)
    assert ratio(seen(known, {"rash": "no"})) == round(UNIT * absent * whole)
    assert ratio(seen(known, {"rash": "yes"})) == round(UNIT * expected(known, "rash", True))


def test_findings_of_different_clusters_add_up() -> None:
    known = two()
    both = seen(known, {"rash": "yes", "fever": "yes"})
    alone = [seen(known, {name: "yes"}) for name in ("rash", "fever")]
    assert ratio(both) == sum(map(ratio, alone))
    assert both.of("one").variance == sum(one.of("one").variance for one in alone)
    assert both.evidence.usable == 2


# -- clusters -------------------------------------------------------------------------------------

SAME = [{**RASH, "cluster": "skin"}, {**FEVER, "cluster": "skin"}]


def test_of_a_cluster_the_strongest_counts_once() -> None:
    known = two(features=SAME)
    both = seen(known, {"rash": "yes", "fever": "yes"})
    assert ratio(both) == ratio(seen(known, {"rash": "yes"}))
    assert ratio(both) > ratio(seen(known, {"fever": "yes"})) > 0
    assert both.evidence.usable == 1
    (weight,) = weights(both.tables, both.evidence, both.of("one"))
    assert weight.evidence.feature.id == "rash"  # type: ignore[union-attr]


def test_the_strongest_may_be_against() -> None:
    known = two(features=SAME)
    found = seen(known, {"rash": "no", "fever": "yes"})
    assert ratio(found) == ratio(seen(known, {"rash": "no"})) < 0


def test_what_is_one_fact_counts_as_one() -> None:
    # A reflex that is brisk is neither reduced nor delayed: that was told as three facts.
    assert shipped({"tendon_reflexes": "brisk"}).usable == 1
    assert shipped({"anti_jo1": "yes"}).usable == 1
    assert shipped({"tendon_reflexes": "brisk"}).leads == "cannot_tell"


def test_a_cluster_speaks_fifty_to_one_at_most() -> None:
    rare = feature("rash", "rash", background=0)
    many = [disorder(f"other{n}", figures=[figure("rash", 0, 1000)]) for n in range(200)]
    known = base(disorder("one", figures=[figure("rash", 1000, 1000)]), *many, features=[rare])
    found = ratio(seen(known, {"rash": "yes"}))
    assert found == round(UNIT * CAP) == round(UNIT * log(50))
    assert exp(found / UNIT) == pytest.approx(50, rel=1e-3)


# -- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ck", "ranges"),
    [
        ("0.5 xULN", ["low"]),
        ("1 xULN", ["low"]),  # up to the limit
        ("1.01 xULN", ["middle"]),
        ("10 xULN", ["middle"]),
        ("10.1 xULN", ["high"]),
        ("> 10 xULN", ["high"]),
        (">= 10 xULN", ["middle", "high"]),
        ("<= 1 xULN", ["low"]),
        ("0.5 to 4 xULN", ["low", "middle"]),
        ("> 1 xULN", ["middle", "high"]),
    ],
)
def test_a_number_lies_in_the_ranges_it_may_lie_in(ck: str, ranges: list[str]) -> None:
    (ranged,) = seen(two(), {"ck": ck}).evidence.ranged
    assert [one.feature for one in ranged.bins] == ranges


def test_a_partial_number_weighs_the_ranges_together() -> None:
    known = two()
    found = matrix(known)
    share = sum(found.rows["one"][name].share for name in ("low", "middle"))
    mean = found.mean["low"] + found.mean["middle"]
    assert ratio(seen(known, {"ck": "0.5 to 4 xULN"})) == round(UNIT * log(share / mean))


def test_a_number_that_may_lie_anywhere_weighs_nothing() -> None:
    found = seen(two(), {"ck": "0.5 to 40 xULN"})
    assert (ratio(found), found.of("one").variance, found.evidence.usable) == (0, 0, 0)
    assert found.evidence.ranged == ()


def test_a_scale_counts_as_weakly_as_it_says() -> None:
    whole, half = two(), two(scales=[{**ENZYME, "weight": 0.5}])
    for ck in ("0.5 xULN", "0.5 to 4 xULN"):
        full = ratio(seen(whole, {"ck": ck}))
        assert ratio(seen(half, {"ck": ck})) == pytest.approx(full / 2, abs=1)


def test_the_highest_number_of_the_course_counts() -> None:
    known = two()
    found = seen(known, {"ck": "20 xULN"}, {"on": "2021-01-01", "ck": "0.5 xULN"})
    assert [one.feature for one in found.evidence.ranged[0].bins] == ["high"]


# -- one scale instead of another -----------------------------------------------------------------

PACE = {
    "id": "pace",
    "label": "pace",
    "finding": "course",
    "instead_of": ["duration"],
    "bins": [
        {"feature": "short", "label": "acute", "is": "acute"},
        {"feature": "long", "label": "chronic", "is": "chronic"},
    ],
}
DURATION = {
    "id": "duration",
    "label": "time since onset",
    "finding": "symptom_duration",
    "bins": [
        {"feature": "short", "label": "short", "below": 12},
        {"feature": "long", "label": "long", "from": 12},
    ],
}


def paced() -> KnowledgeBase:
    return base(
        disorder("one", estimates={"short": 0.9, "long": 0.1}),
        disorder("two", estimates={"short": 0.3, "long": 0.7}),
        scales=[DURATION, PACE],
    )


def test_what_stands_instead_of_another_is_not_counted_with_it() -> None:
    known = paced()
    pace, duration = {"course": "acute"}, {"symptom_duration": "24 mo"}
    both = seen(known, {**pace, **duration})
    assert ratio(both) == ratio(seen(known, pace)) > 0
    assert both.evidence.usable == 1
    assert [one.scale.id for one in both.evidence.ranged] == ["pace"]
    assert len(weights(both.tables, both.evidence, both.of("one"))) == 1


def test_what_says_nothing_stands_instead_of_nothing() -> None:
    known = paced()
    duration = {"symptom_duration": "24 mo"}
    alone = seen(known, duration)
    assert ratio(alone) < 0
    assert ratio(seen(known, {**duration, "course": "unknown"})) == ratio(alone)
    # The order of the scales in the file has no part in it.
    assert alone.evidence.usable == 1


# -- the tables -----------------------------------------------------------------------------------


@pytest.mark.parametrize("cluster", weighing(SHIPPED).clusters, ids=lambda one: one.id)
def test_a_table_is_whole_thousandths_within_the_cap(cluster: Cluster) -> None:
    assert cluster.ratios.dtype == np.int32
    assert np.abs(cluster.ratios).max() <= round(UNIT * CAP)
    assert (cluster.variances >= 0).all()
    # The state in which nothing is known says nothing, of nobody.
    assert not cluster.ratios[0].any()
    assert not cluster.variances[0].any()
    assert (cluster.strongest[0] == -1).all()
