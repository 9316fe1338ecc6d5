"""The estimates that ship with the knowledge belong to its arms, and may be believed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from myosotis import knowledge
from myosotis.evidence import MODEL, SEED, arms_hash, posterior_text, select
from myosotis.knowledge.reading import parse_document
from myosotis.knowledge.schema import Diagnostics, Estimate, Posterior

BASE = knowledge.load()
assert BASE.content.posterior is not None
POSTERIOR = BASE.content.posterior
SELECTION = select(BASE.arms, BASE.evidence)
CONTROLS = {row.therapy for rows in SELECTION.kinds.values() for row in rows if row.without_drug}


def name(one: Estimate | Diagnostics) -> str:
    return "-".join(
        str(getattr(one, part))
        for part in ("kind", "basis", "therapy", "group")
        if hasattr(one, part)
    )


def test_they_are_of_the_shipped_arms() -> None:
    """Where this fails the arms have changed: run `make evidence`."""
    assert POSTERIOR.arms_hash == arms_hash(BASE.arms)
    assert (POSTERIOR.model, POSTERIOR.seed) == (MODEL, SEED)
    assert POSTERIOR.left_out == SELECTION.left_out


@pytest.mark.parametrize("one", POSTERIOR.diagnostics, ids=name)
def test_the_sampler_may_be_believed(one: Diagnostics) -> None:
    assert one.divergences == 0
    assert one.largest_rhat < Decimal("1.01")
    assert one.smallest_ess > 400


@pytest.mark.parametrize("one", POSTERIOR.diagnostics, ids=name)
def test_the_model_predicts_what_it_did_not_see(one: Diagnostics) -> None:
    assert one.inside_predictive >= Decimal("0.9")
    assert one.left_out is not None
    # Of a dozen arms two outside are no wonder; of seventy they would be few.
    assert one.left_out >= Decimal("0.8")
    assert one.most_sensitive is not None
    assert one.most_sensitive < 150


def test_every_kind_has_its_own_estimates_and_diagnostics() -> None:
    fitted = {(one.kind, one.basis) for one in POSTERIOR.diagnostics}
    assert {one.kind for one in POSTERIOR.diagnostics} == set(SELECTION.kinds)
    assert {(one.kind, one.basis) for one in POSTERIOR.estimates} == fitted


def test_no_estimate_is_there_twice() -> None:
    names = [name(one) for one in POSTERIOR.estimates]
    assert len(names) == len(set(names))


def test_every_estimate_names_what_there_is() -> None:
    groups = {one.id for one in BASE.evidence.groups} | {"all"}
    kinds = {one.id: one.reference for one in BASE.evidence.kinds}
    named = {part for arm in BASE.arms for part in arm.therapies} | CONTROLS
    for one in POSTERIOR.estimates:
        assert set(one.therapy.split("+")) <= named, one.therapy
        assert one.group in groups
        assert one.outcome == kinds[one.kind]


def test_shares_and_ratios_are_ordered() -> None:
    for one in POSTERIOR.estimates:
        shares = [one.share, *((one.next.if_fewer, one.next.if_more) if one.next else ())]
        for share in shares:
            assert 0 <= share.low < share.median < share.high <= 1000, name(one)
        assert (one.ratio is not None) == (one.basis == "randomised")
        if one.ratio:
            assert 0 < one.ratio[0] < one.ratio[1] < one.ratio[2]


def test_counts_are_those_of_the_arms_that_are_named() -> None:
    rows = {row.arm: row for kind in SELECTION.kinds.values() for row in kind}
    for one in POSTERIOR.estimates:
        arms = [rows[arm] for arm in one.arms]
        assert one.n == sum(arm.n for arm in arms), name(one)
        assert one.responders == sum(arm.responders for arm in arms)
        assert one.studies == len({arm.study for arm in arms})
        kinds = {outcome.id: outcome.kind for outcome in BASE.evidence.outcomes}
        assert {kinds[arm.outcome] for arm in arms} <= {one.kind}
        if one.basis == "randomised":
            assert all(arm.randomised for arm in arms)


def test_an_arm_that_was_not_read_in_a_source_has_no_part() -> None:
    unread = {arm.arm for arm in BASE.arms if arm.checked == "no"}
    assert unread
    assert not unread & {arm for one in POSTERIOR.estimates for arm in one.arms}


def test_where_there_are_trials_a_control_stands_beside_the_single_arms() -> None:
    response = [one for one in POSTERIOR.estimates if one.kind == "response"]
    beside = next(one for one in response if one.therapy == "placebo" and one.group == "all")
    assert beside.basis == "arms"
    assert beside.n > 100


def test_the_file_says_what_it_is_and_reads_back() -> None:
    text = posterior_text(POSTERIOR, "a command")
    assert "# " + "  a command" in text
    assert Posterior.model_validate(parse_document(text).data) == POSTERIOR
