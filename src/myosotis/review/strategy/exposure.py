"""What came of a therapy in this patient so far: the set of what it can have been."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from myosotis.logic import Truth
from myosotis.patient import on_treatment
from myosotis.review.strategy.model import TrialLine
from myosotis.review.treatments import FAILED, Judged, treatment_review
from myosotis.review.view import View

Exposure = Literal["in_use", "failed", "intolerant", "optimise", "worked", "none"]
_RANK: tuple[Exposure, ...] = ("in_use", "failed", "intolerant", "optimise", "worked", "none")
"""Of several trials the one that stands first here decides."""


def exposures(view: View, judged: Iterable[Judged]) -> frozenset[Exposure]:
    """What several trials of a therapy can have come to; without any, nothing.

    A trial whose dose, time or response is not known leaves more than one answer open.
    """
    each = [_of_trial(view, one) for one in judged if one.treatment.given]
    if not each:
        return frozenset(("none",))
    # A result is possible where one trial can give it and no other must give a higher one.
    return frozenset(
        word
        for rank, word in enumerate(_RANK)
        if any(word in words for words in each)
        and all(any(_RANK.index(other) >= rank for other in words) for words in each)
    )


def trials(judged: Sequence[Judged]) -> tuple[TrialLine, ...]:
    """The trials of a therapy as question 0 judged them."""
    lines = []
    for one in judged:
        told = treatment_review(one)
        lines.append(
            TrialLine(
                id=told.id,
                name=told.name,
                verdict=told.verdict,
                statement=told.statement,
                because=told.because,
            )
        )
    return tuple(lines)


def _of_trial(view: View, judged: Judged) -> frozenset[Exposure]:
    now = on_treatment(judged.treatment, view.snapshot.on)
    found: set[Exposure] = set()
    for verdict in judged.possible:
        if verdict in FAILED:
            found.add("failed")
        elif verdict == "intolerant":
            found.add("intolerant")
        elif verdict in ("inadequate_dose", "inadequate_time", "not_taken"):
            found.add("optimise")
        elif verdict == "too_early":
            found.add("in_use")
        elif verdict == "does_not_count":
            found |= _uncounted(judged, now)
        elif verdict == "adequate_response":
            found |= _going_on(now)
        else:
            found |= {"failed", "optimise", "worked"}
    return frozenset(found)


def _going_on(now: Truth) -> set[Exposure]:
    if now is Truth.UNKNOWN:
        return {"in_use", "worked"}
    return {"in_use"} if now is Truth.YES else {"worked"}


def _uncounted(judged: Judged, now: Truth) -> set[Exposure]:
    """A treatment without a rule for an adequate trial: what is said of its end decides."""
    if "intolerance" in judged.stopped_for:
        return {"intolerant"}
    if judged.stopped_for & {"inefficacy", "loss_of_response"}:
        return {"failed", "optimise"}
    return _going_on(now)
