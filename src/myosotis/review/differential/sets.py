"""Sets of disorders: what would part them, and what none of the first set explains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from myosotis.logic import Truth
from myosotis.review.differential.evidence import Evidence
from myosotis.review.differential.model import PartingFact, SetLine
from myosotis.review.differential.ranking import Ranked
from myosotis.review.differential.weighing import Weighing
from myosotis.review.differential.words import capital, named
from myosotis.review.view import View

TOLD = 8
"""Of the first set with more disorders than these, only the first are told in sentences."""
TOLD_LATER = 3
"""So many of each later set are."""
PARTING = 3
"""How many findings that would part a set are told."""
APART = 0.3
"""A finding parts two disorders whose shares are at least this far from each other."""
RARE = 0.1
"""A finding is not explained by a disorder in which at most this share have it."""


def set_line(
    view: View,
    tables: Weighing,
    evidence: Evidence,
    place: int,
    members: Sequence[Ranked],
    belief: Mapping[str, float],
) -> SetLine:
    """A set with the findings that would part its members."""
    return SetLine(
        place=place,
        disorders=tuple(one.disorder.id for one in members),
        labels=tuple(one.disorder.label for one in members),
        parted_by=tuple(_parting(view, tables, evidence, members, belief)),
    )


def _parting(
    view: View,
    tables: Weighing,
    evidence: Evidence,
    members: Sequence[Ranked],
    belief: Mapping[str, float],
) -> Iterable[PartingFact]:
    """Of the findings that are not known, those in which the members differ most."""
    members = members[:TOLD]
    unknown = [name for name, truth in evidence.known.items() if truth is Truth.UNKNOWN]
    if not unknown or len(members) < 2:
        return
    columns = [one.column for one in members]
    shares = tables.shares[np.ix_([tables.place[name] for name in unknown], columns)]
    weight = np.array([belief[one.disorder.id] for one in members])
    weight /= weight.sum()
    spread = (shares**2) @ weight - (shares @ weight) ** 2
    features = {feature.id: feature for feature in view.base.differential.features}
    clusters: set[str] = set()
    for index in np.argsort(-spread, kind="stable"):
        name = unknown[index]
        feature = features[name]
        row = tables.matrix.rows
        known = [row[one.best.id][name].known.share for one in members]
        high, low = max(known), min(known)
        most, least = members[known.index(high)], members[known.index(low)]
        if high - low < APART or feature.cluster in clusters:
            continue
        clusters.add(feature.cluster)
        yield PartingFact(
            feature=name,
            label=feature.label,
            text=f"{capital(feature.label)}: about {100 * high:.0f} % in {most.disorder.label}, "
            f"{100 * low:.0f} % in {least.disorder.label}.",
            tests=view.base.findings[feature.finding].established_by,
        )
        if len(clusters) == PARTING:
            return


def unexplained(tables: Weighing, evidence: Evidence, first: Sequence[Ranked]) -> Iterable[str]:
    """What was found, and is rare in every disorder of the first set and in its best form."""
    names = {id_ for one in first for id_ in (one.disorder.id, one.best.id)}
    rows = [tables.matrix.rows[id_] for id_ in names]
    if not rows:
        return
    for cluster in tables.clusters:
        if not isinstance(cluster.of, tuple):
            continue
        for feature in cluster.of:
            here = evidence.known[feature.id] is Truth.YES
            if here and all(row[feature.id].known.share <= RARE for row in rows):
                yield capital(feature.label)
    for ranged in evidence.ranged:
        shares = [sum(row[one.feature].known.share for one in ranged.bins) for row in rows]
        if all(share <= RARE for share in shares):
            yield capital(named(ranged))
