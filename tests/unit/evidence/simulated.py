"""Study arms drawn from known effects, so that a fit can be compared with the truth."""

from __future__ import annotations

from typing import Any

import numpy as np

from myosotis.knowledge.schema import Arm, EvidencePathway

PATHWAY = EvidencePathway.model_validate(
    {
        "groups": [
            *({"id": f"group_{i}", "label": f"group {i}", "if": "yes"} for i in range(6)),
            {"id": "other_disease", "label": "another disease", "if": "yes", "apart": True},
        ],
        "kinds": [
            {"id": "response", "label": "response", "counted": True, "reference": "improved"},
            {"id": "harm", "label": "harm", "counted": True, "reference": "harmed"},
            {"id": "change", "label": "change", "counted": False},
        ],
        "outcomes": [
            {"id": "improved", "label": "improved", "kind": "response"},
            {"id": "improved_much", "label": "much improved", "kind": "response"},
            {"id": "harmed", "label": "harmed", "kind": "harm"},
            {"id": "measured", "label": "a mean", "kind": "change"},
        ],
    }
)

EFFECTS = {"drug_a": 1.4, "drug_b": 0.9, "drug_c": 0.3, "drug_d": 0.0, "drug_e": 0.6}
"""Log odds ratio of each against a control without a drug."""
CONTROL, MUCH, CHOSEN, STUDY = -0.6, -0.9, 0.7, 0.4


def arm(name: str, **fields: Any) -> Arm:
    """An arm with everything that a fit reads; what matters to a test is given by it."""
    given = {
        "arm": name,
        "study": name,
        "source": ("somewhere",),
        "design": "case_series",
        "role": "active",
        "therapies": ("drug_a",),
        "age": "adult",
        "group": "group_0",
        "refractory": "yes",
        "setting": "muscle",
        "outcome": "improved",
        "measured": "improved",
        "weeks_are": "unknown",
        "n": 10,
        "responders": 6,
        "counted": "yes",
        "checked": "abstract",
    }
    return Arm.model_validate({**given, **fields})


def simulate(seed: int = 1, trials: int = 12, series: int = 30) -> list[Arm]:
    """Trials with a control each, and single arms that look better than they are."""
    random = np.random.default_rng(seed)
    drugs = list(EFFECTS)
    arms = []
    for number in range(trials + series):
        randomised = number < trials
        drug = drugs[number % len(drugs)]
        much = random.random() < 0.4
        group = f"group_{random.integers(0, 5)}"
        study = random.normal(0, STUDY)
        for control in (False, True) if randomised else (False,):
            n = int(random.integers(40, 90) if randomised else random.integers(3, 25))
            logit = CONTROL + MUCH * much + study + (0 if control else EFFECTS[drug])
            logit += 0 if randomised else CHOSEN
            arms.append(
                arm(
                    f"study_{number}_{'control' if control else 'drug'}",
                    study=f"study_{number}",
                    design="randomised_blinded" if randomised else "case_series",
                    comparison=f"study_{number}" if randomised else None,
                    role="control" if control else "active",
                    control="placebo" if control else None,
                    therapies=() if control else (drug,),
                    group=group,
                    outcome="improved_much" if much else "improved",
                    n=n,
                    responders=int(random.binomial(n, 1 / (1 + np.exp(-logit)))),
                )
            )
    return arms
