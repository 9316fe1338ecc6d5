"""Leave one study out: would the other studies have predicted it?

Each study is taken away by weighing the draws anew; what only this study knows (its own effect,
and that of a therapy, group or pair which no other study has) is replaced by what is thought of it
beforehand. Where the weights cannot be trusted the model is fitted again without the study.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from myosotis.evidence.design import ArmsDesign, Floats, TrialsDesign
from myosotis.evidence.priors import PRIORS
from myosotis.evidence.sampling import Draws
from myosotis.evidence.selecting import Used
from myosotis.evidence.shares import terms
from myosotis.evidence.weighing import (
    MANY,
    TRUSTED,
    log_counts,
    predicted_inside,
    smoothed,
)

Without = Callable[[Sequence[int]], Draws]
"""Fits again with these rows taken away."""


@dataclass(frozen=True)
class LeftOut:
    """How many arms were inside the prediction of the others, and which studies took a fit."""

    arms: int
    inside: int
    refitted: int

    @property
    def share(self) -> float:
        """Of the arms: inside."""
        return self.inside / self.arms


def leave_out_arms(draws: Draws, design: ArmsDesign, without: Without) -> LeftOut:
    """Every study of the model of all arms, left out in turn."""
    inside = refitted = 0
    for study in design.studies:
        places = [i for i, row in enumerate(design.rows) if row.study == study]
        weights, shape, known, scale = _weighed(draws, design, places)
        if not shape <= TRUSTED:
            refitted += 1
            again = without(places)
            _, _, known, scale = _weighed(again, design, places)
            weights = np.full(again.size, 1 / again.size)
        for number, place in enumerate(places):
            row = design.rows[place]
            inside += predicted_inside(row.responders, row.n, known[:, number], scale, weights)
    return LeftOut(len(design.rows), inside, refitted)


def leave_out_trials(draws: Draws, design: TrialsDesign, without: Without) -> LeftOut:
    """The active arms of every randomised comparison, left out in turn; its control stays, since
    only with it can the other trials say anything of the active arm."""
    comparison = design.data()["comparison"]
    arms = inside = refitted = 0
    for one in np.unique(comparison):
        together = [int(i) for i in np.flatnonzero(comparison == one)]
        places = [i for i in together if design.effect[i] < len(design.effects)]
        if places == together:
            places = places[1:]
        weights, shape, predicted = _weighed_trial(draws, design, places, int(one))
        if not shape <= TRUSTED:
            refitted += 1
            again = without(places)
            _, _, predicted = _weighed_trial(again, design, places, int(one))
            weights = np.full(again.size, 1 / again.size)
        for place, (known, scale) in zip(places, predicted, strict=True):
            row = design.rows[place]
            inside += predicted_inside(row.responders, row.n, known, scale, weights)
            arms += 1
    return LeftOut(arms, inside, refitted)


def _weighed_trial(
    draws: Draws, design: TrialsDesign, places: Sequence[int], comparison: int
) -> tuple[Floats, float, list[tuple[Floats, Floats]]]:
    """The same for the active arms of one comparison: weights, their tail, and for each arm its
    logit without what only it knows, with the standard deviation of that."""
    others = np.setdiff1d(np.arange(len(design.rows)), places)
    total = np.zeros(draws.size)
    predicted = []
    for place in places:
        effect, cell, row = design.effect[place], design.cell[place], design.rows[place]
        known = draws["baseline"][:, comparison]
        variance = draws["between_scale"] ** 2
        if effect in design.effect[others]:
            known = known + draws["effect"][:, effect]
        else:
            variance = variance + draws["effect_scale"] ** 2
        if cell in design.cell[others]:
            known = known + draws["effect_cell"][:, cell]
        else:
            variance = variance + draws["effect_cell_scale"] ** 2
        scale = np.sqrt(variance)
        logits = MANY.spread(known, scale)
        total = total + MANY.log_mean(log_counts(row.responders, row.n, logits))
        predicted.append((known, scale))
    weights, shape = smoothed(-total)
    return weights, shape, predicted


def _weighed(
    draws: Draws, design: ArmsDesign, places: Sequence[int]
) -> tuple[Floats, float, Floats, Floats]:
    """Weights of the draws without these rows (one study), their tail, the logits of the rows
    (draws x rows) without what only this study knows, and the standard deviation of that."""
    found = terms(draws, design)
    own = _own(design, places)
    known = np.zeros((draws.size, len(places)))
    for name, values in found.items():
        if name not in own:
            known = known + values[:, list(places)]
    variance = np.zeros(draws.size)
    for name in own:
        variance = variance + _variance(draws, name, design.rows[places[0]])
    scale = np.sqrt(variance)
    likelihood = np.zeros((draws.size, len(MANY.at)))
    for number, place in enumerate(places):
        row = design.rows[place]
        logits = MANY.spread(known[:, number], scale)
        likelihood = likelihood + log_counts(row.responders, row.n, logits)
    weights, shape = smoothed(-MANY.log_mean(likelihood))
    return weights, shape, known, scale


def _own(design: ArmsDesign, places: Sequence[int]) -> set[str]:
    """The terms of a study of one row that no other study informs; of others only its effect."""
    own = {"study"}
    if len(places) > 1:
        return own
    row = design.rows[places[0]]
    others = [one for one in design.rows if one.study != row.study]
    if not any((one.therapy, one.group) == (row.therapy, row.group) for one in others):
        own.add("cell")
    parts = set(row.given)
    if not row.without_drug and not any(
        parts & set(one.given) for one in others if not one.without_drug
    ):
        own.add("therapy")
    if row.group not in design.apart and all(one.group != row.group for one in others):
        own.add("group")
    if len(design.settings) > 1 and all(one.setting != row.setting for one in others):
        own.add("setting")
    if row.outcome != design.reference and all(one.outcome != row.outcome for one in others):
        own.add("outcome")
    return own


def _variance(draws: Draws, name: str, row: Used) -> Floats:
    if name == "outcome":
        return np.full(draws.size, PRIORS["outcome"] ** 2)
    if name == "therapy":
        found = draws["drug_scale"] ** 2 / len(row.given)
        if len(row.given) > 1:
            found = found + draws["combination_scale"] ** 2
        return found
    return draws[f"{name}_scale"] ** 2
