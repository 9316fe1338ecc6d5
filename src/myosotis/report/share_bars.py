"""Shares of patients with their intervals on a scale of 0 to 100 %, in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from myosotis.report.sheet import Sheet
from myosotis.report.strategy_words import share_text
from myosotis.report.words import Data

NAME = 20
SCALE = 41
"""The width of the names, and of the scale: one sign for two and a half percent."""
SIGNS = ("│", "─", "●")
ASCII = ("|", "-", "*")


def print_shares(sheet: Sheet, shares: Sequence[Data], indent: int) -> None:
    """Each share as a bar under one scale, with its numbers; beside it where there is room."""
    texts = [share_text(share) for share in shares]
    beside = all(
        len(share["who"]) < NAME and indent + NAME + SCALE + 2 + len(text) <= sheet.width
        for share, text in zip(shares, texts, strict=True)
    )
    head = f"{'':<{NAME}}" if beside else ""
    sheet.line(f"{' ' * indent}{head}0 %{'50 %':>19}{'100 %':>20}")
    for share, numbers in zip(shares, texts, strict=True):
        bar = _bar(sheet, share)
        if beside:
            sheet.line(f"{' ' * indent}{share['who']:<{NAME}}{bar}  {numbers}")
        else:
            sheet.line(f"{' ' * indent}{bar}")
            sheet.paragraph(f"{share['who']}: {numbers}", indent + 2)


def _bar(sheet: Sheet, share: Data) -> str:
    end, line, middle = ASCII if sheet.ascii else SIGNS
    cells = [" "] * SCALE
    for place in range(_at(share["low"]), _at(share["high"]) + 1):
        cells[place] = line
    cells[_at(share["low"])] = cells[_at(share["high"])] = end
    cells[_at(share["median"])] = middle
    return "".join(cells)


def _at(percent: float) -> int:
    return round(percent / 100 * (SCALE - 1))
