"""The ranking: who can be ranked at all, in which order, and which are not separable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from myosotis.knowledge.schema import Disorder
from myosotis.logic import Truth
from myosotis.review.differential.evidence import Evidence
from myosotis.review.differential.matrix import Matrix
from myosotis.review.differential.model import Status
from myosotis.review.differential.scoring import Score, joined, score
from myosotis.review.view import View

APART = 1.0
"""Two disorders are apart where their difference is more than so many standard deviations of it."""


@dataclass(frozen=True)
class Ranked:
    """A disorder with the score of its best form and that of all its forms together."""

    disorder: Disorder
    status: Status
    log_ratio: float
    best: Score
    form: Disorder | None


def rank(view: View, matrix: Matrix, evidence: Evidence) -> list[Ranked]:
    """Every disorder, the best first; those that cannot be ranked at the end."""
    forms: dict[str, list[Disorder]] = {}
    for disorder in view.base.disorders.values():
        forms.setdefault(disorder.part_of or disorder.id, []).append(disorder)
    found = [_rank(view, matrix, evidence, view.base.disorders[id_], forms[id_]) for id_ in forms]
    order = {"confirmed": 0, "ranked": 1, "ask": 2, "not_exposed": 3, "sex": 4}
    return sorted(found, key=lambda one: (order[one.status], -one.log_ratio))


def _rank(
    view: View, matrix: Matrix, evidence: Evidence, disorder: Disorder, forms: Sequence[Disorder]
) -> Ranked:
    scores = {form.id: score(matrix, evidence, form.id) for form in forms}
    best = max(scores.values(), key=lambda one: one.log_ratio)
    form = view.base.disorders[best.disorder]
    exposed = log(1 / float(disorder.exposed)) if disorder.exposure else 0.0
    return Ranked(
        disorder,
        _status(view, disorder),
        joined(scores.values()) + exposed,
        best,
        form if form.id != disorder.id else None,
    )


def _status(view: View, disorder: Disorder) -> Status:
    if disorder.confirmed and view.truth(disorder.confirmed) is Truth.YES:
        return "confirmed"
    if disorder.only_sex and view.snapshot.patient.sex not in ("unknown", disorder.only_sex):
        return "sex"
    if disorder.exposure:
        truth = view.truth(disorder.exposure)
        if truth is not Truth.YES:
            return "not_exposed" if truth is Truth.NO else "ask"
    return "ranked"


def places(ranked: Sequence[Ranked]) -> dict[str, int]:
    """The number of the set of each ranked disorder, for the first sets.

    A set holds a leader and those that are not apart from it: the difference of their scores is
    within what the shares behind them may be off.
    """
    left = [one for one in ranked if one.status in ("confirmed", "ranked")]
    found: dict[str, int] = {}
    place = 0
    while left and place < 3:
        place += 1
        leader = left[0]
        same = [one for one in left if not _apart(leader, one)]
        found |= {one.disorder.id: place for one in same}
        left = [one for one in left if one not in same]
    return found


def _apart(leader: Ranked, other: Ranked) -> bool:
    if leader is other:
        return False
    if leader.status != other.status:
        return True
    off = sqrt(leader.best.variance + other.best.variance)
    return leader.log_ratio - other.log_ratio > APART * off


def shares_of_belief(ranked: Sequence[Ranked], warmth: float) -> dict[str, float]:
    """How belief is spread over the ranked disorders; only to order tests, never shown."""
    counted = [one for one in ranked if one.status in ("confirmed", "ranked")]
    if not counted:
        return {}
    top = max(one.log_ratio for one in counted)
    weights = {one.disorder.id: exp(warmth * (one.log_ratio - top)) for one in counted}
    total = sum(weights.values())
    return {id_: weight / total for id_, weight in weights.items()}
