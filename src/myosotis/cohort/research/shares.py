"""Shares of patients with Wilson's interval, and what the undecided leave open."""

from __future__ import annotations

from dataclasses import dataclass

from myosotis.evidence import wilson


@dataclass(frozen=True)
class Share:
    """``count`` of ``of`` patients; ``low`` and ``high`` are Wilson's 95 % interval, from 0 to 1.

    Of nobody there is no share: the value and both limits are None.
    """

    count: int
    of: int
    low: float | None
    high: float | None

    @classmethod
    def among(cls, count: int, of: int) -> Share:
        """The share of ``count`` in ``of``. Raises ValueError where it is more, or below 0."""
        if of == 0 and count == 0:
            return cls(0, 0, None, None)
        interval = wilson(count, of)
        return cls(count, of, interval.low, interval.high)

    @property
    def value(self) -> float | None:
        """The share itself, from 0 to 1."""
        return self.count / self.of if self.of else None


@dataclass(frozen=True)
class Bounded:
    """Patients of whom something certainly holds, certainly does not, or cannot be told."""

    yes: int
    no: int
    undecided: int

    @property
    def of(self) -> int:
        """Everybody who was asked about."""
        return self.yes + self.no + self.undecided

    @property
    def decided(self) -> Share:
        """The share among those who are decided, with its interval."""
        return Share.among(self.yes, self.yes + self.no)

    @property
    def certainly(self) -> Share:
        """The share if nobody of the undecided were one: the least that it can be."""
        return Share.among(self.yes, self.of)

    @property
    def possibly(self) -> Share:
        """The share if all the undecided were: the most that it can be."""
        return Share.among(self.yes + self.undecided, self.of)
