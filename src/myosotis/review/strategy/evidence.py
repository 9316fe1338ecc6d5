"""What the study arms add up to for a therapy: this subgroup, everybody, the placebo arms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from myosotis.knowledge.schema import Arm, Estimate, EvidenceGroup, OutcomeKind, Posterior, Share
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

    @property
    def _posterior(self) -> Posterior | None:
        return self.view.base.content.posterior

    @cached_property
    def _kinds(self) -> tuple[OutcomeKind, ...]:
        kinds = self.view.base.evidence.kinds
        return tuple(kind for kind in kinds if set(kind.settings) & set(self.settings))

    @cached_property
    def groups(self) -> tuple[EvidenceGroup, ...]:
        """The subgroups to which this patient certainly belongs, the narrowest first."""
        every = self.view.base.evidence.groups
        return tuple(one for one in every if self.view.truth(one.if_) is Truth.YES)

    @cached_property
    def _by_therapy(self) -> dict[str, list[Estimate]]:
        found: dict[str, list[Estimate]] = {}
        for one in self._posterior.estimates if self._posterior else ():
            found.setdefault(one.therapy, []).append(one)
        return found

    @cached_property
    def _whole(self) -> str:
        """Everybody with whom this patient may be compared: a disease apart is its own whole."""
        return next((one.id for one in self.groups if one.apart), EVERYBODY)

    @cached_property
    def _adjusted(self) -> frozenset[str]:
        """The kinds whose shares are as in a randomised trial."""
        checks = self._posterior.diagnostics if self._posterior else ()
        return frozenset(one.kind for one in checks if one.basis == "arms" and one.adjusted)

    @cached_property
    def _together(self) -> dict[str, list[str]]:
        """For each therapy the combinations of which it is a part."""
        found: dict[str, list[str]] = {}
        for name in self._by_therapy:
            parts = name.split(JOINED)
            for part in parts if len(parts) > 1 else ():
                found.setdefault(part, []).append(name)
        return found

    def lines(self, therapy: str) -> tuple[EvidenceLine, ...]:
        """One line for each kind of outcome of this patient's settings on which there are arms:
        of the therapy by itself, then of the combinations in which it was given."""
        names = (therapy, *self._together.get(therapy, ()))
        return tuple(
            self._line(kind, name, estimates, therapy)
            for name in names
            for kind in self._kinds
            if (estimates := [e for e in self._by_therapy.get(name, ()) if e.kind == kind.id])
        )

    def _line(
        self, kind: OutcomeKind, name: str, estimates: Sequence[Estimate], therapy: str
    ) -> EvidenceLine:
        arms = [e for e in estimates if e.basis == "arms"]
        whole = next((e for e in arms if e.group == self._whole), None)
        mine = self._mine(arms)
        controls = [
            e
            for e in self._by_therapy.get(CONTROLS, [])
            if e.kind == kind.id and e.basis == "arms" and e.group == self._whole and e.studies
        ]
        shown = mine or whole
        ratio = next((e for e in estimates if e.ratio and e.group == self._whole), None)
        rows = tuple(dict.fromkeys((*(mine.arms if mine else ()), *(whole.arms if whole else ()))))
        outcomes = {one.id: one.label for one in self.view.base.evidence.outcomes}
        others = [part for part in name.split(JOINED) if part != therapy]
        return EvidenceLine(
            kind=kind.id,
            label=kind.label,
            outcome=outcomes.get(kind.reference or "", kind.label),
            beside=tuple(self.view.base.therapies[other].label for other in others),
            group=self._share(mine) if mine else None,
            everybody=self._share(whole) if whole and whole is not mine else None,
            controls=self._share(controls[0]) if controls else None,
            adjusted=kind.id in self._adjusted,
            ratio=_ratio(ratio),
            next=self._next(shown) if shown else None,
            statement=self._statement(mine),
            arms=rows,
            sources=tuple(dict.fromkeys(s for arm in self._arms(rows) for s in arm.source)),
        )

    def _mine(self, estimates: Sequence[Estimate]) -> Estimate | None:
        """The narrowest subgroup of this patient on which a study of the therapy reports."""
        observed = {e.group: e for e in estimates if e.studies and e.group != EVERYBODY}
        return next((observed[one.id] for one in self.groups if one.id in observed), None)

    def _statement(self, mine: Estimate | None) -> str:
        if mine:
            return ""
        if not self.groups:
            return "The subgroup of this patient is not known."
        label = self.groups[0].label
        return f"No data for this subgroup ({label})."

    def _share(self, one: Estimate) -> ShareLine:
        labels = {group.id: group.label for group in self.view.base.evidence.groups}
        labels |= {EVERYBODY: "all subgroups"}
        who = "placebo or sham" if one.therapy == CONTROLS else labels.get(one.group, one.group)
        return _line_of(one.share, who, one)

    def _next(self, one: Estimate) -> NextLine | None:
        if one.next is None:
            return None
        return NextLine(
            patients=one.next.n,
            few=one.next.fewer,
            if_few=_line_of(one.next.if_fewer, "", one),
            many=one.next.more,
            if_many=_line_of(one.next.if_more, "", one),
        )

    def _arms(self, names: Iterable[str]) -> list[Arm]:
        every = {arm.arm: arm for arm in self.view.base.content.arms.arms}
        return [every[name] for name in names if name in every]


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
