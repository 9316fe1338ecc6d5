"""What the study arms add up to for a therapy: this subgroup, everybody, the placebo arms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Estimate, OutcomeKind, Share
from myosotis.logic import Truth
from myosotis.review.strategy.model import EvidenceLine, NextLine, ShareLine
from myosotis.review.view import View

EVERYBODY = "all"
CONTROLS = "placebo"
JOINED = "+"
"""Between the parts of a combination."""


@dataclass(frozen=True)
class Evidence:
    """The estimates that concern one patient: the kinds of his settings, his subgroups."""

    view: View
    settings: tuple[str, ...]

    @cached_property
    def _kinds(self) -> tuple[str, ...]:
        kinds = self.view.base.evidence.kinds
        return tuple(kind.id for kind in kinds if set(kind.settings) & set(self.settings))

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The subgroups to which this patient certainly belongs, the narrowest first."""
        every = self.view.base.evidence.groups
        return tuple(one.id for one in every if self.view.truth(one.if_) is Truth.YES)

    def lines(self, therapy: str) -> tuple[EvidenceLine, ...]:
        """One line for each kind of outcome of this patient's settings on which there are arms:
        of the therapy by itself, then of the combinations in which it was given."""
        return _lines(self.view.base, therapy, self._kinds, self.groups)


@lru_cache(maxsize=5_000)
def _lines(
    base: KnowledgeBase, therapy: str, kinds: tuple[str, ...], groups: tuple[str, ...]
) -> tuple[EvidenceLine, ...]:
    """The lines are the same for every patient of the same subgroups and settings."""
    known = {kind.id: kind for kind in base.evidence.kinds}
    names = (therapy, *(n for n in _estimates(base) if JOINED in n and therapy in n.split(JOINED)))
    return tuple(
        _line(base, known[kind], name, therapy, found, groups)
        for name in names
        for kind in kinds
        if (found := [e for e in _estimates(base).get(name, ()) if e.kind == kind])
    )


@cache
def _estimates(base: KnowledgeBase) -> dict[str, list[Estimate]]:
    found: dict[str, list[Estimate]] = {}
    posterior = base.content.posterior
    for one in posterior.estimates if posterior else ():
        found.setdefault(one.therapy, []).append(one)
    return found


def _line(
    base: KnowledgeBase,
    kind: OutcomeKind,
    name: str,
    therapy: str,
    estimates: Sequence[Estimate],
    groups: tuple[str, ...],
) -> EvidenceLine:
    whole_group = _whole(base, groups)
    arms = [e for e in estimates if e.basis == "arms"]
    whole = next((e for e in arms if e.group == whole_group), None)
    mine = _mine(arms, groups)
    control = next(
        (
            e
            for e in _estimates(base).get(CONTROLS, ())
            if (e.kind, e.basis, e.group) == (kind.id, "arms", whole_group) and e.studies
        ),
        None,
    )
    shown = mine or whole
    ratio = next((e for e in estimates if e.ratio and e.group == whole_group), None)
    rows = tuple(dict.fromkeys((*(mine.arms if mine else ()), *(whole.arms if whole else ()))))
    outcomes = {one.id: one.label for one in base.evidence.outcomes}
    others = [part for part in name.split(JOINED) if part != therapy]
    return EvidenceLine(
        kind=kind.id,
        label=kind.label,
        outcome=outcomes.get(kind.reference or "", kind.label),
        beside=tuple(base.therapies[other].label for other in others),
        group=_share(base, mine) if mine else None,
        everybody=_share(base, whole) if whole and whole is not mine else None,
        controls=_share(base, control) if control else None,
        adjusted=_adjusted(base, kind.id),
        ratio=_ratio(ratio),
        next=_next(shown) if shown else None,
        statement=_statement(base, mine, groups),
        arms=rows,
        sources=_sources(base, rows),
    )


def _whole(base: KnowledgeBase, groups: tuple[str, ...]) -> str:
    """Everybody with whom a patient may be compared: a disease apart is its own whole."""
    every = base.evidence.groups
    return next((one.id for one in every if one.apart and one.id in groups), EVERYBODY)


def _mine(estimates: Sequence[Estimate], groups: tuple[str, ...]) -> Estimate | None:
    """The narrowest subgroup of a patient on which a study of the therapy reports."""
    observed = {e.group: e for e in estimates if e.studies and e.group != EVERYBODY}
    return next((observed[name] for name in groups if name in observed), None)


def _adjusted(base: KnowledgeBase, kind: str) -> bool:
    """Whether the shares of a kind are as in a randomised trial."""
    posterior = base.content.posterior
    checks = posterior.diagnostics if posterior else ()
    return any(one.adjusted for one in checks if (one.kind, one.basis) == (kind, "arms"))


def _statement(base: KnowledgeBase, mine: Estimate | None, groups: tuple[str, ...]) -> str:
    if mine:
        return ""
    if not groups:
        return "The subgroup of this patient is not known."
    label = next(one.label for one in base.evidence.groups if one.id == groups[0])
    return f"No data for this subgroup ({label})."


def _share(base: KnowledgeBase, one: Estimate) -> ShareLine:
    labels = {group.id: group.label for group in base.evidence.groups}
    labels |= {EVERYBODY: "all subgroups"}
    who = "placebo or sham" if one.therapy == CONTROLS else labels.get(one.group, one.group)
    return _line_of(one.share, who, one)


def _next(one: Estimate) -> NextLine | None:
    if one.next is None:
        return None
    return NextLine(
        patients=one.next.n,
        few=one.next.fewer,
        if_few=_line_of(one.next.if_fewer, "", one),
        many=one.next.more,
        if_many=_line_of(one.next.if_more, "", one),
    )


def _line_of(share: Share, who: str, one: Estimate) -> ShareLine:
    return ShareLine(
        who=who,
        group=one.group,
        low=share.low / 10,
        median=share.median / 10,
        high=share.high / 10,
        studies=one.studies,
        patients=one.n,
        observed=f"{one.responders}/{one.n}" if one.n else "",
    )


def _ratio(one: Estimate | None) -> str | None:
    if one is None or one.ratio is None:
        return None
    low, median, high = one.ratio
    return f"{median} ({low} to {high})"


def _sources(base: KnowledgeBase, arms: Iterable[str]) -> tuple[str, ...]:
    named = set(arms)
    rows = [arm for arm in base.content.arms.arms if arm.arm in named]
    return tuple(dict.fromkeys(source for arm in rows for source in arm.source))
