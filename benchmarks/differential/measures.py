"""Shares with their intervals, and how well a probability parts two kinds of patients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

Z = 1.959964
"""Two-sided 95 %."""


@dataclass(frozen=True)
class Share:
    """``n`` of ``of``."""

    n: int
    of: int

    @classmethod
    def over(cls, answers: Sequence[bool]) -> Share:
        return cls(sum(answers), len(answers))

    @property
    def interval(self) -> tuple[float, float]:
        """The Wilson score interval, 95 %."""
        if not self.of:
            return 0.0, 1.0
        share, spread = self.n / self.of, Z * Z / self.of
        middle = (share + spread / 2) / (1 + spread)
        half = Z * sqrt(share * (1 - share) / self.of + spread / self.of / 4) / (1 + spread)
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        if not self.of:
            return "none"
        low, high = self.interval
        return f"{self.n} of {self.of} ({100 * low:.0f} to {100 * high:.0f} %)"


def area_under_curve(leaning: Sequence[tuple[float, bool]]) -> float:
    """How often a positive stands above a negative; a tie counts half."""
    positive = [value for value, truth in leaning if truth]
    negative = [value for value, truth in leaning if not truth]
    above = sum((a > b) + (a == b) / 2 for a in positive for b in negative)
    return above / len(positive) / len(negative)


def log_loss(stated: Sequence[tuple[float, bool]]) -> float:
    """The mean of what each probability lost on the truth; 0.69 for one half throughout."""
    kept = [(min(max(p, 1e-6), 1 - 1e-6), truth) for p, truth in stated]
    return -sum(log(p if truth else 1 - p) for p, truth in kept) / len(kept)


def mean_likelihood(logs: Sequence[float]) -> float:
    """The logarithm of the mean of likelihoods that are given as logarithms."""
    top = max(logs)
    return top + log(sum(exp(one - top) for one in logs) / len(logs))


def probability(ours: Sequence[float], others: Sequence[float]) -> float:
    """That one of ours is right, prior one half, from log likelihoods. Nothing is fitted."""
    apart = mean_likelihood(others) - mean_likelihood(ours)
    return 1 / (1 + exp(min(apart, 700.0)))
