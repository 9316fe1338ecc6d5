"""The axes of the timeline: days from left to right, values from bottom to top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

from myosotis.report.words import MONTHS, Data

STEPS = (1, 2, 3, 6, 12, 24, 60, 120)


def day(text: str) -> int:
    """A day as a number; a month or a year stands for its first day."""
    year, month, day_of_month = (*(int(part) for part in text.split("-")), 1, 1)[:3]
    return date(year, month, day_of_month).toordinal()


def last_day(text: str) -> str:
    """The last day that a date known to a day, a month or a year can be."""
    if len(text) == 10:
        return text
    year, month = (*(int(part) for part in text.split("-")), 12)[:2]
    after = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(after.toordinal() - 1).isoformat()


@dataclass(frozen=True)
class Axis:
    """Time from left to right: the place of a day."""

    first: int
    last: int
    left: float
    right: float

    @classmethod
    def of(cls, start: str, end: str, left: float, right: float) -> Axis:
        """Some air on both sides; before a single day, a month."""
        first, last = day(start), day(end)
        air = max((last - first) // 50, 3)
        return cls(first - (air if last - first >= 30 else 30), last + air, left, right)

    def at(self, when: str) -> float:
        """The place of a day, held inside the picture."""
        share = (day(when) - self.first) / (self.last - self.first)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def ticks(self, room: float) -> list[tuple[float, str]]:
        """Months or years with their names, at least ``room`` apart."""
        months = (self.last - self.first) / 30.44
        step = next((s for s in STEPS if (self.right - self.left) * s / months >= room), STEPS[-1])
        start = date.fromordinal(self.first)
        count = start.year * 12 + start.month - 1
        count += -count % step
        marks: list[tuple[float, str]] = []
        while (when := date(count // 12, count % 12 + 1, 1)).toordinal() <= self.last:
            if when.toordinal() >= self.first:
                name = str(when.year) if step >= 12 else f"{MONTHS[when.month - 1]} {when.year}"
                marks.append((self.at(when.isoformat()), name))
            count += step
        return marks


@dataclass(frozen=True)
class Scale:
    """Values from bottom to top, in steps of equal size or of equal ratio (``log``)."""

    low: float
    high: float
    bottom: float
    top: float
    log: bool

    @classmethod
    def of(cls, points: Sequence[Data], bottom: float, top: float, log: bool) -> Scale:
        """All limits that are known fit, with air; a ratio scale always holds 1."""
        ends = [float(p[k]) for p in points for k in ("low", "high") if p.get(k) is not None]
        if log:
            ends = [max(end, 0.1) for end in ends] + [1.0]
            return cls(min(ends) / 2.4, max(*ends, 2.0) * 1.8, bottom, top, log)
        low, high = min(ends, default=0.0), max(ends, default=1.0)
        air = max((high - low) * 0.3, abs(high) * 0.04, 0.5)
        return cls(low - air, high + air, bottom, top, log)

    def at(self, value: float) -> float:
        """The height of a value, held inside the picture."""
        if self.log:
            share = log10(max(value, self.low) / self.low) / log10(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return self.bottom + min(max(share, 0.0), 1.0) * (self.top - self.bottom)

    def ticks(self) -> list[float]:
        """A few round values inside the scale."""
        if self.log:
            powers = range(floor(log10(self.low)), ceil(log10(self.high)) + 1)
            within = (1, 2, 5) if self.high / self.low < 25 else (1,)
            values = [m * 10.0**p for p in powers for m in within]
            return [value for value in values if self.low * 1.4 <= value <= self.high]
        size = 10.0 ** floor(log10((self.high - self.low) / 2))
        steps = (size, size * 2, size * 5, size * 10)
        step = next(s for s in steps if (self.high - self.low) / s <= 3.5 or s == steps[-1])
        return [step * i for i in range(ceil(self.low / step), floor(self.high / step) + 1)]
