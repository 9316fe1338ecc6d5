"""A fit as plain data for its readers: estimates and arms with their labels, kind by kind."""

from __future__ import annotations

from typing import Any

from myosotis.evidence.running import Fit
from myosotis.evidence.selecting import LEFT_OUT, Used
from myosotis.evidence.shares import ALL
from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Estimate


def fit_document(fit: Fit, base: KnowledgeBase) -> dict[str, Any]:
    """Everything that the terminal and the page show of a fit. Shares are in thousandths."""
    names = _Names(base, fit)
    posterior = fit.posterior
    return {
        "model": posterior.model,
        "seed": posterior.seed,
        "arms_hash": posterior.arms_hash,
        "software": posterior.software,
        "knowledge": {"version": base.version, "hash": base.hash},
        "left_out": [
            {"reason": LEFT_OUT[reason], "arms": count}
            for reason, count in posterior.left_out.items()
        ],
        "models": [
            {
                **one.model_dump(mode="json"),
                "label": names.kinds[one.kind],
                "outcome": names.outcomes[_reference(posterior.estimates, one.kind)],
                "effects": [
                    {**effect.model_dump(mode="json"), "label": names.effect(effect.name)}
                    for effect in one.effects
                ],
                "estimates": [
                    _estimate(estimate, names)
                    for estimate in posterior.estimates
                    if (estimate.kind, estimate.basis) == (one.kind, one.basis)
                ],
                "rows": [
                    _row(row, fit, names)
                    for row in fit.selection.kinds[one.kind]
                    if one.basis == "arms"
                ],
            }
            for one in posterior.diagnostics
        ],
    }


class _Names:
    def __init__(self, base: KnowledgeBase, fit: Fit) -> None:
        self.base = base
        rows = [row for kind in fit.selection.kinds.values() for row in kind]
        self.controls = {row.therapy for row in rows if row.without_drug}
        every = {row.therapy for row in rows if not row.either}
        self.either = {row.therapy for row in rows if row.either} - every
        self.kinds = {one.id: one.label for one in base.evidence.kinds}
        self.outcomes = {one.id: one.label for one in base.evidence.outcomes}
        self.groups = {one.id: one.label for one in base.evidence.groups} | {ALL: "all groups"}

    def therapy(self, key: str) -> str:
        """The label of a therapy, of a combination, or of what a control got."""
        known = self.base.therapies
        return (" or " if key in self.either else " + ").join(
            known[part].label if part in known else part.replace("_", " ")
            for part in key.split("+")
        )

    def effect(self, name: str) -> str:
        """A covariate in words, with what it is compared with."""
        words = {
            "refractory": "refractory, against not refractory",
            "not_randomised": "outside randomised trials, against inside",
            "without_drug": "a control without a drug, against the mean of the therapies",
        }
        return words.get(name) or f"counted as: {self.outcomes[name]}"


def _reference(estimates: tuple[Estimate, ...], kind: str) -> str:
    return next(one.outcome for one in estimates if one.kind == kind)


def _estimate(estimate: Estimate, names: _Names) -> dict[str, Any]:
    return {
        **estimate.model_dump(mode="json"),
        "label": names.therapy(estimate.therapy),
        "group_label": names.groups[estimate.group],
        "control": estimate.therapy in names.controls,
    }


def _row(row: Used, fit: Fit, names: _Names) -> dict[str, Any]:
    return {
        "arm": row.arm,
        "study": row.study,
        "comparison": row.comparison,
        "randomised": row.randomised,
        "therapy": row.therapy,
        "label": names.therapy(row.therapy),
        "control": row.without_drug,
        "group": row.group,
        "group_label": names.groups[row.group],
        "n": row.n,
        "responders": row.responders,
        "fitted": fit.fitted[row.arm].model_dump(),
    }
