"""Polars with bounds, as one would write it by hand: every question has a low and a high answer.

Each condition is bounded by itself. That is right but too wide: where one unknown stands in two
conditions, both of its values are taken at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

Pair = tuple[pl.Expr, pl.Expr]
"""Low and high; of a yes or no: certainly, possibly."""


@dataclass
class Bounds:
    """The language of pairs; ``scores`` are the bounds of the scores."""

    scores: Mapping[str, Pair]

    def fact(self, name: str) -> Pair:
        return pl.col(f"{name}_low"), pl.col(f"{name}_high")

    def quantity(self, name: str) -> Pair:
        return pl.col(f"{name}_low"), pl.col(f"{name}_high")

    def truth(self, value: bool) -> Pair:
        return pl.lit(value), pl.lit(value)

    def number(self, value: int) -> Pair:
        return pl.lit(value, pl.Int16), pl.lit(value, pl.Int16)

    def both(self, one: Pair, other: Pair) -> Pair:
        return one[0] & other[0], one[1] & other[1]

    def either(self, one: Pair, other: Pair) -> Pair:
        return one[0] | other[0], one[1] | other[1]

    def negated(self, part: Pair) -> Pair:
        return ~part[1], ~part[0]

    def compared(self, operator: str, one: Pair, other: Pair) -> Pair:
        match operator:
            case ">=":
                return one[0] >= other[1], one[1] >= other[0]
            case "<":
                return self.negated(self.compared(">=", one, other))
            case _:
                raise ValueError(f"no bounds of {operator} were written by hand")

    def chosen(self, condition: Pair, then: Pair, otherwise: Pair) -> Pair:
        surely, maybe = condition
        lower = pl.min_horizontal(then[0], otherwise[0])
        upper = pl.max_horizontal(then[1], otherwise[1])
        return (
            pl.when(surely).then(then[0]).when(maybe).then(lower).otherwise(otherwise[0]),
            pl.when(surely).then(then[1]).when(maybe).then(upper).otherwise(otherwise[1]),
        )

    def added(self, one: Pair, other: Pair) -> Pair:
        return one[0] + other[0], one[1] + other[1]

    def named(self, name: str, build: Callable[[], Pair]) -> Pair:
        del build  # The scores were bounded by hand.
        return self.scores[name]


def possible(cases: list[tuple[Pair, int]], otherwise: int) -> dict[int, pl.Expr]:
    """For each label whether one of its cases may hold and no case before it certainly does."""
    found: dict[int, pl.Expr] = {}
    before: pl.Expr = pl.lit(False)
    for (surely, maybe), place in [*cases, ((pl.lit(True), pl.lit(True)), otherwise)]:
        here = maybe & ~before
        found[place] = found[place] | here if place in found else here
        before = before | surely
    return found
