"""The two models, in NumPyro: every arm of a kind of outcome, and its randomised comparisons.

Both are logistic and hierarchical, in non-centred form. ``width`` multiplies the standard
deviation of every prior, so that a fit can be repeated with narrower and wider ones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import numpyro
from numpyro import distributions as dist

from myosotis.evidence.design import ArmsDesign, TrialsDesign
from myosotis.evidence.priors import PRIORS

Model = Callable[..., None]


def _fixed(name: str, width: Any, size: int | None = None) -> Any:
    """One effect, or several that share no scale."""
    shape = () if size is None else (size,)
    return numpyro.sample(name, dist.Normal(0.0, PRIORS[name] * width).expand(shape))


def _scaled(name: str, width: Any, size: int) -> Any:
    """Several effects that share a scale, which is learnt from them."""
    scale = numpyro.sample(f"{name}_scale", dist.HalfNormal(PRIORS[f"{name}_scale"] * width))
    with numpyro.plate(f"{name}_levels", size):
        unit = numpyro.sample(f"{name}_unit", dist.Normal(0.0, 1.0))
    return numpyro.deterministic(name, scale * unit)


def arms_model(design: ArmsDesign) -> Model:
    """The share of responders in every arm.

    logit = intercept + outcome class + therapy + group + therapy in this group + setting
    + refractory + not randomised + study. A combination lies around the mean of its parts.
    """
    parts = jnp.asarray(design.parts)

    def model(data: dict[str, Any], width: Any = 1.0) -> None:
        drugs = _scaled("drug", width, len(design.drugs))
        levels = [drugs]
        if design.combinations:
            levels.append(parts @ drugs + _scaled("combination", width, len(design.combinations)))
        if design.controls:
            control = _fixed("without_drug", width)
            levels.append(control + _scaled("control", width, len(design.controls)))
        groups = [_scaled("group", width, len(design.groups))]
        if design.apart:
            groups.append(_fixed("apart", width, len(design.apart)))
        logit = (
            _fixed("intercept", width)
            + jnp.concatenate(levels)[data["therapy"]]
            + jnp.concatenate(groups)[data["group"]]
            + _scaled("cell", width, len(design.cells))[data["cell"]]
            + _fixed("refractory", width) * data["refractory"]
            + _scaled("study", width, len(design.studies))[data["study"]]
        )
        if design.adjusted:
            logit += _fixed("chosen", width) * data["chosen"]
        if len(design.settings) > 1:
            logit += _scaled("setting", width, len(design.settings))[data["setting"]]
        if design.classes:
            classes = _fixed("outcome", width, len(design.classes))
            logit += jnp.concatenate([jnp.zeros(1), classes])[data["outcome"]]
        numpyro.sample("responders", dist.Binomial(data["n"], logits=logit), obs=data["y"])

    return model


def trials_model(design: TrialsDesign) -> Model:
    """The log odds ratio of what each arm got beyond its control, within each comparison.

    The share of the control is free in every comparison: nothing is borrowed for it, neither from
    other trials nor from single arms. Effects share a scale around no effect at all: that one
    therapy worked is no reason to expect it of another.
    """

    def model(data: dict[str, Any], width: Any = 1.0) -> None:
        size = len(set(design.comparison))
        baseline = _fixed("baseline", width, size)
        effects = _scaled("effect", width, len(design.effects))
        cells = _scaled("effect_cell", width, len(design.cells))
        none = jnp.zeros(1)
        active = data["effect"] < len(design.effects)
        between = _scaled("between", width, len(design.rows))
        logit = (
            baseline[data["comparison"]]
            + jnp.concatenate([effects, none])[data["effect"]]
            + jnp.concatenate([cells, none])[data["cell"]]
            + jnp.where(active, between, 0.0)
        )
        numpyro.sample("responders", dist.Binomial(data["n"], logits=logit), obs=data["y"])

    return model
