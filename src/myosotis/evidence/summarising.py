"""Draws in a few numbers: estimates with their intervals, covariates, diagnostics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import numpy as np

from myosotis.evidence.design import ArmsDesign, Floats, TrialsDesign
from myosotis.evidence.sampling import Draws
from myosotis.evidence.selecting import Used
from myosotis.evidence.shares import (
    ALL,
    Reported,
    expit,
    logit,
    terms,
    trial_logits,
)
from myosotis.evidence.weighing import next_study, predicted_inside, quantiles
from myosotis.knowledge.schema import Effect, Estimate, NextStudy, Share

ENDS = (0.025, 0.5, 0.975)
NEXT = 20
"""The patients of the next study that is imagined."""
THINNED = 2000
"""As many draws are weighed for the next study."""


def arms_estimates(
    draws: Draws, design: ArmsDesign, seed: int, *, ahead: bool = True
) -> tuple[Estimate, ...]:
    """The share of every therapy and control that has arms, in all groups and in each.

    ``ahead``: with where each would move after one more study.
    """
    reported = Reported(draws, design, seed)
    return tuple(
        _arms_estimate(reported, design, therapy, group, ahead) for therapy, group in _asked(design)
    )


def trials_estimates(draws: Draws, design: TrialsDesign) -> tuple[Estimate, ...]:
    """The odds ratio of every therapy in all groups, and in each group in which it was compared."""
    effects = draws["effect"]
    found = []
    for number, (therapy, aside) in enumerate(design.effects):
        if not aside:
            found.append(_trials_estimate(design, effects[:, number], therapy, ALL))
        for place, (name, group) in enumerate(design.cells):
            if name == therapy and aside in ("", group) and _apart(design, group) == aside:
                values = effects[:, number] + draws["effect_cell"][:, place]
                found.append(_trials_estimate(design, values, therapy, group))
    return tuple(found)


def arms_effects(draws: Draws, design: ArmsDesign) -> tuple[Effect, ...]:
    """The odds ratios of what else moves a share."""
    found = [("refractory", draws["refractory"])]
    if design.adjusted:
        found.append(("not_randomised", draws["chosen"]))
    if design.controls:
        found.append(("without_drug", draws["without_drug"]))
    found += [(name, draws["outcome"][:, i]) for i, name in enumerate(design.classes)]
    return tuple(Effect(name=name, ratio=_ratio(values)) for name, values in found)


def arms_fitted(draws: Draws, design: ArmsDesign) -> dict[str, Share]:
    """The share of every arm as the model sees it: what was observed, drawn to the others."""
    logits = sum(terms(draws, design).values(), np.zeros(1))
    return {row.arm: share(expit(logits[:, i])) for i, row in enumerate(design.rows)}


def arms_inside(draws: Draws, design: ArmsDesign) -> float:
    """The share of arms that lie in the predictive interval of the model that read them."""
    return _inside(sum(terms(draws, design).values(), np.zeros(1)), design.rows)


def trials_inside(draws: Draws, design: TrialsDesign) -> float:
    """The same for the arms of randomised comparisons."""
    return _inside(trial_logits(draws, design), design.rows)


def prior_share(draws: Draws, design: ArmsDesign, seed: int) -> Share:
    """The range of a share before any data: of the first therapy in the first group."""
    reported = Reported(draws, design, seed)
    return share(expit(reported.logit(design.drugs[0], (*design.groups, *design.apart)[0])))


def share(values: Floats, weights: Floats | None = None) -> Share:
    """Median and 95 % interval in thousandths."""
    low, median, high = (round(1000 * one) for one in quantiles(values, ENDS, weights))
    return Share(low=low, median=median, high=high)


def largest_move(first: Sequence[Estimate], others: Sequence[Sequence[Estimate]]) -> int:
    """The largest move of the median of an estimate that rests on at least one study."""
    return max(
        abs(one.share.median - other.share.median)
        for again in others
        for one, other in zip(first, again, strict=True)
        if one.studies
    )


def _asked(design: ArmsDesign) -> Iterator[tuple[str, str]]:
    observed = {row.therapy for row in design.rows}
    for therapy in design.therapies:
        if therapy not in observed:
            continue
        if any(row.therapy == therapy and row.group not in design.apart for row in design.rows):
            yield therapy, ALL
        for group in (*design.groups, *design.apart):
            seen = (therapy, group) in design.cells
            if seen or (therapy in design.drugs and group not in design.apart):
                yield therapy, group


def _arms_estimate(
    reported: Reported, design: ArmsDesign, therapy: str, group: str, ahead: bool
) -> Estimate:
    values = reported.logit(therapy, group)
    rows = _rows(design.rows, therapy, group, design.apart)
    return Estimate(
        kind=design.kind,
        basis="arms",
        therapy=therapy,
        group=group,
        outcome=design.reference,
        studies=len({row.study for row in rows}),
        n=sum(row.n for row in rows),
        responders=sum(row.responders for row in rows),
        refractory="yes",
        share=share(expit(values)),
        arms=tuple(row.arm for row in rows),
        next=_next(values, reported.study_scale) if ahead else None,
    )


def _next(values: Floats, study_scale: Floats) -> NextStudy:
    thin = slice(None, None, max(1, len(values) // THINNED))
    fewer, more, if_fewer, if_more = next_study(values[thin], study_scale[thin], NEXT)
    shares = expit(values[thin])
    return NextStudy(
        n=NEXT,
        fewer=fewer,
        more=more,
        if_fewer=share(shares, if_fewer),
        if_more=share(shares, if_more),
    )


def _trials_estimate(design: TrialsDesign, values: Floats, therapy: str, group: str) -> Estimate:
    places = [
        place
        for place, row in enumerate(design.rows)
        if design.effect[place] < len(design.effects)
        and design.effects[design.effect[place]][0] == therapy
        and (row.group == group if group != ALL else not design.effects[design.effect[place]][1])
    ]
    rows = [design.rows[place] for place in places]
    return Estimate(
        kind=design.kind,
        basis="randomised",
        therapy=therapy,
        group=group,
        outcome=design.reference,
        studies=len({row.study for row in rows}),
        n=sum(row.n for row in rows),
        responders=sum(row.responders for row in rows),
        share=share(expit(logit(design.control_share) + values)),
        ratio=_ratio(values),
        arms=tuple(row.arm for row in rows),
    )


def _apart(design: TrialsDesign, group: str) -> str:
    return next((aside for _, aside in design.effects if aside == group), "")


def _rows(rows: Sequence[Used], therapy: str, group: str, apart: Sequence[str]) -> list[Used]:
    return [
        row
        for row in rows
        if row.therapy == therapy
        and (row.group == group or (group == ALL and row.group not in apart))
    ]


def _ratio(values: Floats) -> tuple[Decimal, Decimal, Decimal]:
    low, median, high = (Decimal(f"{one:.2f}") for one in np.exp(quantiles(values, ENDS)))
    return low, median, high


def _inside(logits: Floats, rows: Sequence[Used]) -> float:
    weights, none = np.full(len(logits), 1 / len(logits)), np.zeros(len(logits))
    inside = [
        predicted_inside(row.responders, row.n, logits[:, i], none, weights)
        for i, row in enumerate(rows)
    ]
    return float(np.mean(inside))
