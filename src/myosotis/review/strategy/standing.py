"""How a therapy stands for a patient: one word, or the words that are still possible.

The order of what decides: what forbids it, what came of it before, what speaks against it, what
is not known, whether it helps here at all, the gate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from myosotis.knowledge.schema import Therapy
from myosotis.review.strategy.exposure import Exposure
from myosotis.review.strategy.model import ORDER, ConditionLine, Standing, UseLine

_HALTS = ("contraindicated", "avoid", "test_first")
"""The levels that can move a therapy; a caution is shown and moves nothing."""
_SUPPORT = ("shown", "mixed", "used", "case_reports")
"""What speaks for a therapy, more or less."""


@dataclass(frozen=True)
class Gate:
    """Whether the gate is open, whether only earlier treatment keeps it closed, and the settings
    whose urgency opens it."""

    open: bool
    only_treatment: bool
    urgent: frozenset[str]


@dataclass(frozen=True)
class Stand:
    """The standings still possible, and how a therapy that waits for the gate would stand."""

    possible: tuple[Standing, ...]
    if_open: Standing | None = None

    @property
    def standing(self) -> Standing:
        """The one standing left, or that it cannot be told."""
        return self.possible[0] if len(self.possible) == 1 else "cannot_tell"


def stand(
    therapy: Therapy,
    exposures: Iterable[Exposure],
    lines: Sequence[ConditionLine],
    uses: Sequence[UseLine],
    gate: Gate,
) -> Stand:
    """How a therapy stands, given what came of it, what forbids it, and where it is of use."""
    found = {one: _one(one, lines, uses) for one in exposures}
    gated = {_gated(therapy, standing, uses, gate) for standing in found.values()}
    possible = tuple(standing for standing in ORDER if standing in gated)
    waiting = [s for s in found.values() if _gated(therapy, s, uses, gate) == "waits"]
    return Stand(possible, min(waiting, key=ORDER.index) if waiting else None)


def _one(exposure: Exposure, lines: Sequence[ConditionLine], uses: Sequence[UseLine]) -> Standing:
    present = {line.level for line in lines if line.verdict == "present" and line.counts}
    if not uses and exposure == "none":
        return "not_applicable"
    if "contraindicated" in present:
        return "contraindicated"
    if exposure in ("in_use", "failed", "intolerant", "optimise"):
        return exposure
    if "avoid" in present:
        return "avoid"
    # What was not checked in a source opens nothing, and makes nothing useless either.
    support = [use for use in uses if _speaks_for(use)]
    if not support:
        return _unsupported(uses)
    if all(use.verdict == "possible" for use in support) or waits_for_test(lines):
        return "open_after_test"
    return "open"


def _speaks_for(use: UseLine) -> bool:
    return use.effect in _SUPPORT and use.checked != "no"


def _unsupported(uses: Sequence[UseLine]) -> Standing:
    """Where nothing that was checked speaks for it: what speaks against it, or nothing."""
    against = {use.effect for use in uses if use.effect not in _SUPPORT and use.checked != "no"}
    if "harm" in against:
        return "avoid"
    return "no_effect_shown" if "no_effect" in against else "no_result"


def waits_for_test(lines: Iterable[ConditionLine]) -> bool:
    """Whether something has to be asked or tested first.

    What is not known is asked whether or not its rule was checked in a source: to ask opens and
    forbids nothing. What holds by an unchecked rule moves nothing.
    """
    return any(
        (line.verdict == "possible" and line.level in _HALTS)
        or (line.counts and line.level == "test_first")
        for line in lines
    )


def _gated(therapy: Therapy, standing: Standing, uses: Sequence[UseLine], gate: Gate) -> Standing:
    if not therapy.gated or standing not in ("open", "open_after_test", "optimise"):
        return standing
    # An urgent setting opens what is used there; a trial that was too small is made good before
    # anything new, so earlier treatment does not keep it closed.
    urgent = any(use.setting in gate.urgent and _speaks_for(use) for use in uses)
    if gate.open or urgent or (standing == "optimise" and gate.only_treatment):
        return standing
    return "waits"
