"""A scale of powers of ten, and in a terminal a bar on it for each disorder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from myosotis.report.differential_words import times_text
from myosotis.report.sheet import Sheet
from myosotis.report.words import Data

SIGNS = {"zero": "│", "line": "─", "cross": "┼", "iim": "●", "other": "○"}
ASCII = {"zero": "|", "line": "-", "cross": "+", "iim": "*", "other": "o"}
MILLION = 1_000_000
POWER = 12
"""The width of a number beside a bar."""


@dataclass(frozen=True)
class Powers:
    """The whole powers of ten between which all lines lie."""

    low: int
    high: int

    @classmethod
    def of(cls, lines: Sequence[Data]) -> Powers:
        return cls(
            min(-1, *(floor(line["low"]) for line in lines)),
            max(1, *(ceil(line["high"]) for line in lines)),
        )

    def part(self, power: float) -> float:
        """Where a power is, from 0 at the left end to 1 at the right."""
        return (power - self.low) / (self.high - self.low)

    @property
    def ticks(self) -> range:
        """The powers that are marked, about six."""
        step = max(1, ceil((self.high - self.low) / 6))
        return range(ceil(self.low / step) * step, self.high + 1, step)


class Bars:
    """Bars under one scale, as wide as the sheet allows."""

    def __init__(self, sheet: Sheet, powers: Powers) -> None:
        self.sheet = sheet
        self.powers = powers
        self.signs = ASCII if sheet.ascii else SIGNS
        self.name = 34 if sheet.width < 100 else 46
        self.width = sheet.width - self.name - 2 - POWER

    def head(self) -> None:
        """The ends and the middle of the scale."""
        low, high = (tick_text(power) for power in (self.powers.low, self.powers.high))
        zero = self._at(0)
        scale = [" "] * self.width
        for start, text in ((0, low), (zero, "1"), (self.width - len(high), high)):
            scale[start : start + len(text)] = text
        self.sheet.line(" " * (self.name + 2) + "".join(scale).rstrip())

    def bar(self, name: str, line: Data) -> None:
        """A name, its bar, and the times that it stands for."""
        first, *rest = self.sheet.wrapped(name, 2, 2, self.name)
        shown = f"{first:<{self.name}}  {self._drawn(line)}"
        self.sheet.line(f"{shown} {times_text(line['log_ratio']):>{POWER - 1}}")
        for more in rest:
            self.sheet.line(more)

    def _at(self, power: float) -> int:
        return round(self.powers.part(power) * (self.width - 1))

    def _drawn(self, line: Data) -> str:
        zero = self._at(0)
        cells = [" "] * self.width
        for place in range(self._at(line["low"]), self._at(line["high"]) + 1):
            cells[place] = self.signs["line"]
        cells[zero] = self.signs["zero" if cells[zero] == " " else "cross"]
        cells[self._at(line["log_ratio"])] = self.signs["iim" if line["iim"] else "other"]
        return "".join(cells)


def tick_text(power: int) -> str:
    """A power of ten on the scale: ``÷100``, ``1``, ``×100``."""
    if power == 0:
        return "1"
    whole = 10 ** abs(power)
    shown = f"{whole:,}" if whole < MILLION else f"{whole // MILLION:,} million"
    return f"{'×' if power > 0 else '÷'}{shown}"
