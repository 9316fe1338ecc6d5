"""The standard deviations of the priors, on the logit scale, and why they are as wide as they are.

A prior says what shares are thought possible before any arm was read. 0.5 on the logit scale moves
a share of 50 % to 62 %, 1 to 73 %, 2 to 88 %. Effects that share a scale have a half-normal prior
on it, so that the arms say how far therapies, groups or studies differ.
"""

from __future__ import annotations

PRIORS = {
    # All arms: the share at the reference, then what moves it.
    "intercept": 1.5,
    "outcome": 1.0,
    "without_drug": 1.0,
    "apart": 1.5,
    "refractory": 0.5,
    "chosen": 1.0,
    "drug_scale": 0.75,
    "combination_scale": 0.35,
    "control_scale": 0.35,
    "group_scale": 0.5,
    "cell_scale": 0.35,
    "setting_scale": 0.35,
    "study_scale": 0.75,
    # Randomised comparisons: log odds ratios, and the free share of each control.
    "baseline": 2.0,
    "effect_scale": 1.0,
    "effect_cell_scale": 0.35,
    "between_scale": 0.35,
}
