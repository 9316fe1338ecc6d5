"""A fit of simulated arms: it finds what they were drawn from, and is as sure as it may be."""

from __future__ import annotations

import subprocess
import sys
from math import exp, log

import pytest
from tests.unit.evidence.simulated import CONTROL, EFFECTS, PATHWAY, arm, simulate

import myosotis.evidence.sampling as sampling
from myosotis.errors import InputError
from myosotis.evidence import Fit, Settings, fit
from myosotis.knowledge.schema import Diagnostics, Estimate

pytest.importorskip("numpyro")

SHORT = Settings(seed=3, draws=400, warmup=400)


@pytest.fixture(scope="module")
def found() -> Fit:
    """Two models, some two minutes: with one arm of one patient, who responded."""
    alone = arm("lucky", therapies=("drug_d",), group="group_1", n=1, responders=1)
    # The only arm of its group, so that every other drug has no data there.
    rare = arm("rare", therapies=("drug_b",), group="group_5", n=4, responders=2)
    return fit([*simulate(), alone, rare], PATHWAY, SHORT)


def estimate(found: Fit, therapy: str, group: str = "all", basis: str = "arms") -> Estimate:
    return next(
        one
        for one in found.posterior.estimates
        if (one.therapy, one.group, one.basis) == (therapy, group, basis)
    )


def diagnostics(found: Fit, basis: str) -> Diagnostics:
    return next(one for one in found.posterior.diagnostics if one.basis == basis)


@pytest.mark.slow
@pytest.mark.parametrize("drug", [*EFFECTS, "placebo"])
def test_the_share_that_was_simulated_lies_inside(found: Fit, drug: str) -> None:
    share = estimate(found, drug).share
    truth = 1000 / (1 + exp(-(CONTROL + EFFECTS.get(drug, 0.0))))
    assert share.low <= truth <= share.high


@pytest.mark.slow
@pytest.mark.parametrize("drug", EFFECTS)
def test_the_odds_ratio_that_was_simulated_lies_inside(found: Fit, drug: str) -> None:
    ratio = estimate(found, drug, basis="randomised").ratio
    assert ratio is not None
    assert float(ratio[0]) <= exp(EFFECTS[drug]) <= float(ratio[2])


@pytest.mark.slow
def test_single_arms_are_not_taken_at_their_word(found: Fit) -> None:
    effects = {one.name: one.ratio for one in diagnostics(found, "arms").effects}
    assert float(effects["not_randomised"][0]) > 1
    assert float(effects["improved_much"][2]) < 1


@pytest.mark.slow
def test_one_of_one_is_drawn_to_the_others(found: Fit) -> None:
    assert found.fitted["lucky"].median < 800
    other = estimate(found, "drug_d").share
    assert abs(estimate(found, "drug_d", "group_1").share.median - other.median) < 150


@pytest.mark.slow
def test_a_group_without_data_is_less_certain(found: Fit) -> None:
    def width(one: Estimate) -> int:
        return one.share.high - one.share.low

    drug = [one for one in found.posterior.estimates if one.therapy == "drug_a"]
    groups = [one for one in drug if one.basis == "arms" and one.group != "all"]
    unseen = [one for one in groups if not one.studies]
    most = max(groups, key=lambda one: one.n)
    assert unseen
    assert all(one.n == 0 and one.arms == () for one in unseen)
    assert min(width(one) for one in unseen) > width(most)


@pytest.mark.slow
@pytest.mark.parametrize("basis", ["arms", "randomised"])
def test_the_sampler_and_the_model_may_be_believed(found: Fit, basis: str) -> None:
    one = diagnostics(found, basis)
    assert one.divergences <= 2
    assert float(one.largest_rhat) < 1.03
    assert one.smallest_ess > 150
    assert float(one.inside_predictive) > 0.9
    assert one.left_out is not None
    assert float(one.left_out) > 0.8


@pytest.mark.slow
def test_the_next_study_moves_the_estimate_both_ways(found: Fit) -> None:
    for one in found.posterior.estimates:
        if one.next:
            assert one.next.if_fewer.median < one.share.median < one.next.if_more.median


@pytest.mark.slow
def test_a_trial_without_effect_is_not_lent_the_effect_of_others(found: Fit) -> None:
    ratio = estimate(found, "drug_d", basis="randomised").ratio
    assert ratio is not None
    assert abs(log(float(ratio[1]))) < 0.5


def test_too_few_arms_are_said() -> None:
    with pytest.raises(InputError, match="no kind of outcome has enough arms"):
        fit([arm("alone")], PATHWAY, SHORT)


def test_without_the_extra_the_way_to_install_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "NEEDED", ("a_package_that_is_not_there",))
    with pytest.raises(InputError, match=r"pip install 'myosotis\[evidence\]'"):
        fit(simulate(), PATHWAY, SHORT)


def test_a_review_needs_no_sampler() -> None:
    """The extra is imported when a fit is asked for, not before."""
    program = (
        "import sys, myosotis.cli.app, myosotis.cli.fitting, myosotis.cli.evidencing; "
        "print({'jax', 'numpyro'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
