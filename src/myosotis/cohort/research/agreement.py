"""How far two ways to classify agree: Cohen's kappa with its interval, and percent agreement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

Counts = Sequence[Sequence[int]]
"""A square table of counts: one way in the rows, the other in the columns, classes in one order."""

Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Agreement:
    """Of ``n`` patients ``agree`` are in the same class by both ways.

    ``kappa`` is None where it is not defined: nobody was classified, or both ways put everybody
    into one and the same class. ``low`` and ``high`` are its 95 % interval; where one way puts
    everybody into one class, kappa is 0 whatever the other does, and has none.
    """

    n: int
    agree: int
    kappa: float | None
    se: float | None
    low: float | None
    high: float | None

    @property
    def percent(self) -> float | None:
        """The share in the same class, in percent."""
        return 100 * self.agree / self.n if self.n else None


def agreement(counts: Counts) -> Agreement:
    """Cohen's kappa of a square table with the standard error of Fleiss, Cohen and Everitt (1969).

    The interval is asymptotic (kappa and 1.96 standard errors, held within -1 and 1): of few
    patients it is too narrow. Raises ValueError where the table is not square or a count is
    negative.
    """
    size = len(counts)
    if any(len(row) != size for row in counts) or any(cell < 0 for row in counts for cell in row):
        raise ValueError("a table of agreement is square and holds counts")
    n = sum(map(sum, counts))
    agree = sum(counts[i][i] for i in range(size))
    if n == 0:
        return Agreement(0, 0, None, None, None, None)
    rows = [sum(row) for row in counts]
    columns = [sum(row[j] for row in counts) for j in range(size)]
    # In whole numbers as long as possible: whether chance agreement is complete is exact.
    by_chance = sum(rows[i] * columns[i] for i in range(size))
    if by_chance == n * n:
        return Agreement(n, agree, None, None, None, None)
    chance = by_chance / (n * n)
    kappa = (agree * n - by_chance) / (n * n - by_chance)
    if n in rows or n in columns:
        return Agreement(n, agree, kappa, None, None, None)
    se = sqrt(max(0.0, _variance(counts, rows, columns, n, kappa, chance)))
    low, high = max(-1.0, kappa - Z * se), min(1.0, kappa + Z * se)
    return Agreement(n, agree, kappa, se, low, high)


def _variance(
    counts: Counts, rows: list[int], columns: list[int], n: int, kappa: float, chance: float
) -> float:
    size = len(counts)
    same = sum(
        counts[i][i] / n * (1 - (rows[i] + columns[i]) / n * (1 - kappa)) ** 2 for i in range(size)
    )
    other = (1 - kappa) ** 2 * sum(
        counts[i][j] / n * ((columns[i] + rows[j]) / n) ** 2
        for i in range(size)
        for j in range(size)
        if i != j
    )
    return (same + other - (kappa - chance * (1 - kappa)) ** 2) / ((1 - chance) ** 2 * n)
