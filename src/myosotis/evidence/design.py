"""Arms as arrays: what stands for what in the model of all arms, and in that of the trials."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from myosotis.evidence.selecting import Used

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

FEWEST_TRIALS = 3
REFRACTORY = {"yes": 0.5, "no": -0.5, "mixed": 0.0, "unknown": 0.0}


@dataclass(frozen=True)
class ArmsDesign:
    """Every arm of one kind of outcome: the indices and weights that the model reads.

    A therapy's own level is ``drugs`` (single therapies, parts of combinations as well),
    ``combinations`` or ``controls`` (arms without a drug). Groups that stand ``apart`` have an
    effect of their own; the others share a scale. ``cells`` are the therapies in a group that
    were observed.
    """

    kind: str
    reference: str
    rows: tuple[Used, ...]
    drugs: tuple[str, ...]
    combinations: tuple[str, ...]
    controls: tuple[str, ...]
    groups: tuple[str, ...]
    apart: tuple[str, ...]
    settings: tuple[str, ...]
    classes: tuple[str, ...]
    """The outcome classes that are not the reference."""
    studies: tuple[str, ...]
    cells: tuple[tuple[str, str], ...]
    parts: Floats
    """Combinations x drugs: the share of each part."""
    group_weights: Floats
    """Of the groups that do not stand apart: their share of the patients."""
    setting_weights: dict[str, Floats]
    """Of the settings: their share of the patients, in all groups that do not stand apart (under
    an empty text) and in each group that does."""
    adjusted: bool
    """Whether arms outside randomised trials have an effect of their own, taken off in what is
    reported. With fewer than three trials it could not be told from the intercept."""

    @property
    def therapies(self) -> tuple[str, ...]:
        """Everything that has a level of its own, in the order of the model."""
        return (*self.drugs, *self.combinations, *self.controls)

    def data(self) -> dict[str, Any]:
        """The arrays that the model reads, by the name of its parameters."""
        therapies, groups = self.therapies, (*self.groups, *self.apart)
        return {
            "n": _array(row.n for row in self.rows),
            "y": _array(row.responders for row in self.rows),
            "therapy": _index(therapies, (row.therapy for row in self.rows)),
            "group": _index(groups, (row.group for row in self.rows)),
            "cell": _index(self.cells, ((row.therapy, row.group) for row in self.rows)),
            "setting": _index(self.settings, (row.setting for row in self.rows)),
            "outcome": _index((self.reference, *self.classes), (r.outcome for r in self.rows)),
            "study": _index(self.studies, (row.study for row in self.rows)),
            "chosen": np.array([not row.randomised for row in self.rows], float),
            "refractory": np.array([REFRACTORY[row.refractory] for row in self.rows]),
        }


def design_arms(
    kind: str, reference: str, rows: Sequence[Used], apart: Iterable[str] = ()
) -> ArmsDesign:
    """The design of all arms of one kind, single arms too."""
    active = [row for row in rows if not row.without_drug]
    combinations = _unique(row.therapy for row in active if len(row.given) > 1)
    drugs = _unique(part for row in active for part in row.given)
    separate = tuple(one for one in _unique(row.group for row in rows) if one in set(apart))
    groups = tuple(one for one in _unique(row.group for row in rows) if one not in separate)
    settings = _unique(row.setting for row in rows)
    parts = np.zeros((len(combinations), len(drugs)))
    for number, combination in enumerate(combinations):
        names = combination.split("+")
        parts[number, [drugs.index(name) for name in names]] = 1 / len(names)
    return ArmsDesign(
        kind=kind,
        reference=reference,
        rows=tuple(rows),
        drugs=drugs,
        combinations=combinations,
        controls=_unique(row.therapy for row in rows if row.without_drug),
        groups=groups,
        apart=separate,
        settings=settings,
        classes=tuple(one for one in _unique(row.outcome for row in rows) if one != reference),
        studies=_unique(row.study for row in rows),
        cells=tuple(sorted({(row.therapy, row.group) for row in rows})),
        parts=parts,
        group_weights=_weights(groups, ((row.group, row.n) for row in rows)),
        setting_weights={
            "": _setting_weights(settings, [row for row in rows if row.group not in separate]),
            **{
                one: _setting_weights(settings, [row for row in rows if row.group == one])
                for one in separate
            },
        },
        adjusted=_adjustable(rows),
    )


@dataclass(frozen=True)
class TrialsDesign:
    """The randomised comparisons of one kind: what each arm got beyond its control.

    ``background`` is given beside nearly everything and taken off; an arm left with nothing is the
    control. A combination is an effect of its own and never credited to one of its parts.
    """

    kind: str
    reference: str
    rows: tuple[Used, ...]
    comparison: tuple[str, ...]
    """Of each row: with which others it was compared."""
    effects: tuple[tuple[str, str], ...]
    """Therapy (or combination), and the group that stands apart or an empty text."""
    cells: tuple[tuple[str, str], ...]
    """Therapy and group, as observed."""
    effect: Ints
    """Of each row its effect; the number of effects where it is the control."""
    cell: Ints
    control_share: float
    """Responders among patients of the controls, at the reference outcome where there are any."""

    def data(self) -> dict[str, Any]:
        """The arrays that the model reads, by the name of its parameters."""
        return {
            "n": _array(row.n for row in self.rows),
            "y": _array(row.responders for row in self.rows),
            "comparison": _index(_unique(self.comparison), self.comparison),
            "effect": self.effect,
            "cell": self.cell,
        }


def design_trials(
    kind: str,
    reference: str,
    rows: Sequence[Used],
    apart: Iterable[str] = (),
    background: Iterable[str] = (),
) -> TrialsDesign | None:
    """The design of the randomised comparisons of one kind; None where there is none."""
    beside = set(background)
    separate = set(apart)
    kept: list[tuple[Used, tuple[str, str] | None, tuple[str, str] | None]] = []
    names: list[str] = []
    for comparison, compared in sorted(_comparisons(rows).items()):
        added = ["+".join(sorted(_drugs(row) - beside)) for row in compared]
        if len(set(added)) < 2:
            continue
        for row, name in zip(compared, added, strict=True):
            aside = row.group if row.group in separate else ""
            kept.append((row, (name, aside), (name, row.group)) if name else (row, None, None))
            names.append(comparison)
    if not kept:
        return None
    effects = tuple(sorted({effect for _, effect, _ in kept if effect}))
    cells = tuple(sorted({cell for _, _, cell in kept if cell}))
    controls = [row for row, effect, _ in kept if effect is None and row.group not in separate]
    alike = [row for row in controls if row.outcome == reference] or controls
    patients = sum(row.n for row in alike)
    return TrialsDesign(
        kind=kind,
        reference=reference,
        rows=tuple(row for row, _, _ in kept),
        comparison=tuple(names),
        effects=effects,
        cells=cells,
        effect=_array(effects.index(e) if e else len(effects) for _, e, _ in kept),
        cell=_array(cells.index(c) if c else len(cells) for _, _, c in kept),
        control_share=sum(row.responders for row in alike) / patients if patients else 0.5,
    )


def _adjustable(rows: Sequence[Used]) -> bool:
    trials = {row.study for row in rows if row.randomised}
    return len(trials) >= FEWEST_TRIALS and any(not row.randomised for row in rows)


def _comparisons(rows: Sequence[Used]) -> dict[str, list[Used]]:
    found: dict[str, list[Used]] = {}
    for row in rows:
        if row.randomised and row.comparison:
            found.setdefault(f"{row.comparison} {row.outcome}", []).append(row)
    return {name: compared for name, compared in found.items() if len(compared) > 1}


def _drugs(row: Used) -> set[str]:
    return set() if row.without_drug else set(row.given)


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


def _index(names: Sequence[Any], values: Iterable[Any]) -> Ints:
    place = {name: number for number, name in enumerate(names)}
    return _array(place[value] for value in values)


def _array(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _setting_weights(settings: Sequence[str], rows: Sequence[Used]) -> Floats:
    return _weights(settings, ((row.setting, row.n) for row in rows))


def _weights(names: Sequence[str], pairs: Iterable[tuple[str, int]]) -> Floats:
    total = dict.fromkeys(names, 0.0)
    for name, patients in pairs:
        if name in total:
            total[name] += patients
    whole = sum(total.values()) or 1.0
    return np.array([total[name] / whole for name in names])
