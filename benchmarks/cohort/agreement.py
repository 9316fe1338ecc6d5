"""Whether a way says what the exact sets say.

Both sides are sets of labels, one bit for each: a class is a set of one. The exact sets hold what
is still possible whatever the missing values are, so a class that is not in them is wrong, and a
class that is one of several claims more than is known.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Agreement:
    """How one way's sets for an outcome stand to the exact sets.

    Of the ``complete`` patients, who have nothing missing, ``same`` have the same set. Of the
    ``partial`` ones ``exact`` have the same set; for ``narrower`` the way says more than is known,
    for ``wider`` less, and for ``outside`` something that cannot be.
    """

    outcome: str
    complete: int
    same: int
    partial: int
    exact: int
    narrower: int
    wider: int
    outside: int

    @property
    def right(self) -> bool:
        """Whether nothing is said that cannot be, and all is said where nothing is missing."""
        return self.same == self.complete and self.outside == 0


def agreements(
    complete: pl.Series, exact: pl.DataFrame, said: pl.DataFrame
) -> tuple[Agreement, ...]:
    """For each outcome that the way speaks of.

    ``complete`` says which patients have nothing missing. A way that took fewer patients is
    compared for those. Raises ValueError where it took more.
    """
    if len(said) > len(exact):
        raise ValueError(f"{len(said)} answers for {len(exact)} patients")
    taken = len(said)
    return tuple(
        _agreement(name, complete.head(taken), exact[name].head(taken), said[name])
        for name in said.columns
    )


def _agreement(outcome: str, complete: pl.Series, exact: pl.Series, said: pl.Series) -> Agreement:
    same = said == exact
    within = (said | exact) == exact
    around = (said & exact) == exact
    nothing = said == 0
    partial = ~complete

    def number(rows: pl.Series) -> int:
        return int((rows & partial).sum())

    return Agreement(
        outcome=outcome,
        complete=int(complete.sum()),
        same=int((same & complete).sum()),
        partial=int(partial.sum()),
        exact=number(same),
        narrower=number(within & ~same & ~nothing),
        wider=number(around & ~same),
        outside=number(~(within | around) | nothing),
    )
