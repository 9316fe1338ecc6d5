"""From draws to shares: of an arm as it was, and of a therapy in a group as it is reported."""

from __future__ import annotations

from typing import Any

import numpy as np

from myosotis.evidence.design import REFRACTORY, ArmsDesign, Floats, TrialsDesign
from myosotis.evidence.sampling import Draws

ALL = "all"
"""Every group together, those that stand apart excepted."""


def expit(values: Any) -> Floats:
    """The share of a logit."""
    found: Floats = 1 / (1 + np.exp(-np.asarray(values, dtype=float)))
    return found


def logit(shares: Any) -> Floats:
    """The logit of a share."""
    inside = np.clip(np.asarray(shares, dtype=float), 1e-9, 1 - 1e-9)
    found: Floats = np.log(inside) - np.log1p(-inside)
    return found


def levels(draws: Draws, design: ArmsDesign) -> Floats:
    """The effect of every therapy, combination and control: draws x levels."""
    found = [draws["drug"]]
    if design.combinations:
        found.append(draws["drug"] @ design.parts.T + draws["combination"])
    if design.controls:
        found.append(draws["without_drug"][:, None] + draws["control"])
    return np.concatenate(found, axis=1)


def group_effects(draws: Draws, design: ArmsDesign) -> Floats:
    """The effect of every group, those that stand apart last: draws x groups."""
    found = [draws["group"]]
    if design.apart:
        found.append(draws["apart"])
    return np.concatenate(found, axis=1)


def terms(draws: Draws, design: ArmsDesign) -> dict[str, Floats]:
    """What adds up to the logit of each arm: by name, draws x arms."""
    data, size = design.data(), len(design.rows)
    found = {
        "intercept": np.repeat(draws["intercept"][:, None], size, axis=1),
        "therapy": levels(draws, design)[:, data["therapy"]],
        "group": group_effects(draws, design)[:, data["group"]],
        "cell": draws["cell"][:, data["cell"]],
        "refractory": draws["refractory"][:, None] * data["refractory"],
        "study": draws["study"][:, data["study"]],
    }
    if design.adjusted:
        found["chosen"] = draws["chosen"][:, None] * data["chosen"]
    if len(design.settings) > 1:
        found["setting"] = draws["setting"][:, data["setting"]]
    if design.classes:
        zero = np.zeros((draws.size, 1))
        found["outcome"] = np.concatenate([zero, draws["outcome"]], axis=1)[:, data["outcome"]]
    return found


class Reported:
    """The logit of a share as it is reported, for any therapy and group: one value for each draw.

    At the reference outcome, of refractory patients, in the mixture of settings that was observed,
    in the typical study, and as in a randomised trial where the kind has enough of them.
    A therapy that was not observed in a group is drawn from what such pairs differ by.
    """

    def __init__(self, draws: Draws, design: ArmsDesign, seed: int) -> None:
        self.draws = draws
        self.design = design
        self.study_scale = draws["study_scale"]
        self._random = np.random.default_rng(seed)
        self._levels = levels(draws, design)
        self._groups = group_effects(draws, design)
        self._base = draws["intercept"] + REFRACTORY["yes"] * draws["refractory"]
        self._unseen: dict[tuple[str, str], Floats] = {}

    def logit(self, therapy: str, group: str) -> Floats:
        """For each draw, the logit of the share of this therapy in this group (or in all)."""
        if group != ALL:
            return self._of(therapy, group)
        shares = [expit(self._of(therapy, one)) for one in self.design.groups]
        return logit(np.average(shares, axis=0, weights=self.design.group_weights))

    def _of(self, therapy: str, group: str) -> Floats:
        level = self._levels[:, self.design.therapies.index(therapy)]
        place = (*self.design.groups, *self.design.apart).index(group)
        found: Floats = self._base + level + self._groups[:, place] + self._pair(therapy, group)
        if len(self.design.settings) > 1:
            weights = self.design.setting_weights[group if group in self.design.apart else ""]
            found = found + self.draws["setting"] @ weights
        return found

    def _pair(self, therapy: str, group: str) -> Floats:
        pair = (therapy, group)
        if pair in self.design.cells:
            found: Floats = self.draws["cell"][:, self.design.cells.index(pair)]
            return found
        if pair not in self._unseen:
            unit = self._random.standard_normal(self.draws.size)
            self._unseen[pair] = unit * self.draws["cell_scale"]
        return self._unseen[pair]


def trial_logits(draws: Draws, design: TrialsDesign) -> Floats:
    """The logit of each arm of the randomised comparisons: draws x arms."""
    data = design.data()
    zero = np.zeros((draws.size, 1))
    effects = np.concatenate([draws["effect"], zero], axis=1)[:, data["effect"]]
    cells = np.concatenate([draws["effect_cell"], zero], axis=1)[:, data["cell"]]
    active = data["effect"] < len(design.effects)
    found: Floats = (
        draws["baseline"][:, data["comparison"]] + effects + cells + draws["between"] * active
    )
    return found
