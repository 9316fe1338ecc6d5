"""The picture of a differential: each disorder on a scale of powers of ten, in its set.

A disc is an idiopathic inflammatory myopathy, a ring another disorder; the line is how far off it
may be. Right of the middle what is recorded is likelier in the disorder than over the whole list.
It is no probability.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from myosotis.report.differential_bars import Powers, tick_text
from myosotis.report.differential_words import (
    all_shown,
    has_sets,
    lower_text,
    more_text,
    name_of,
    set_title,
    shown_of,
    times_text,
)
from myosotis.report.svg import INK, LINE, PAPER, SOFT, Drawing, Style, text_width, wrap
from myosotis.report.words import Data

SIZE, STEP = 13.0, 16.0
FINE: Style = {"stroke": LINE, "stroke-width": 0.75}
MIDDLE: Style = {"stroke": SOFT, "stroke-width": 1.25}
WIDE, NARROW = 940.0, 350.0
KEY = (
    "A disc is an idiopathic inflammatory myopathy, a ring another disorder. Its place is how many "
    "times likelier (×) or less likely (÷) the recorded findings are in it than over the whole "
    "list; the line is how far off that may be (one standard deviation). It is not the "
    "probability of the disorder."
)


@dataclass(frozen=True)
class Layout:
    """Where things stand: names from the left, the scale to the right; narrow, one below the
    other."""

    width: float
    narrow: bool
    left: float
    right: float
    powers: Powers

    @classmethod
    def of(cls, width: float, powers: Powers) -> Layout:
        narrow = width < 500
        left, right = (24.0, width - 24) if narrow else (310.0, width - 90)
        return cls(width, narrow, left, right, powers)

    def at(self, power: float) -> float:
        """The place of a power of ten."""
        return self.left + self.powers.part(power) * (self.right - self.left)

    @property
    def ticks(self) -> Sequence[int]:
        """The powers that are marked; where there is little room the ends and the middle."""
        if self.narrow:
            return (self.powers.low, 0, self.powers.high)
        return self.powers.ticks


def differential_figure(body: Data) -> dict[str, Any]:
    """The picture at both widths, and in words; nothing where there is too little to go by."""
    if not has_sets(body):
        return {}
    return {
        "wide": draw_sets(body, WIDE, "sets-wide"),
        "narrow": draw_sets(body, NARROW, "sets-narrow"),
        "words": told_sets(body),
        "key": KEY,
    }


def draw_sets(body: Data, width: float, name: str) -> str:
    """The picture at one width; ``name`` keeps its ids apart from other pictures' ids."""
    layout = Layout.of(width, Powers.of(all_shown(body)))
    drawing = Drawing(name, width)
    top = y = 34.0
    for one in body["sets"]:
        y = _draw_set(drawing, layout, body, one, y)
    grid = Drawing(name, width)
    _draw_scale(grid, layout, top, y)
    if lower_text(body):
        drawing.line(0, y, width, y, FINE)
        drawing.text(2, y + 18, lower_text(body), SIZE, fill=SOFT)
        y += 26
    drawing.parts = grid.parts + drawing.parts
    return drawing.svg(
        y + 2, "Disorders by the evidence for and against them. The same in words follows."
    )


def told_sets(body: Data) -> list[str]:
    """The picture as sentences, one for each disorder that is drawn."""
    return [
        f"Set {one['place']}. {name_of(line)}: {times_text(line['log_ratio'])} "
        f"({times_text(line['low'])} to {times_text(line['high'])})."
        for one in body["sets"]
        for line in shown_of(body, one)
    ]


def _draw_scale(drawing: Drawing, layout: Layout, top: float, bottom: float) -> None:
    """The grid, and what it means at both ends."""
    for power in layout.ticks:
        place, text = layout.at(power), tick_text(power)
        drawing.line(place, top, place, bottom, FINE if power else MIDDLE)
        half = text_width(text, 12) / 2
        inside = min(max(place, half + 2), layout.width - half - 2)
        drawing.text(inside, 28, text, 12, anchor="middle", fill=SOFT)
    middle = layout.at(0)
    drawing.text(middle - 26, 12, "← against", 12, anchor="end", fill=SOFT)
    drawing.text(middle + 26, 12, "for →", 12, fill=SOFT)


def _draw_set(drawing: Drawing, layout: Layout, body: Data, one: Data, y: float) -> float:
    drawing.line(0, y, layout.width, y, FINE)
    drawing.text(2, y + 18, set_title(body, one), SIZE, bold=True, halo=True)
    y += 28
    for line in shown_of(body, one):
        y = _draw_line(drawing, layout, line, y)
    if more_text(body, one):
        drawing.text(2, y + 12, more_text(body, one), SIZE, fill=SOFT, halo=True)
        y += 20
    return y + 6


def _draw_line(drawing: Drawing, layout: Layout, line: Data, y: float) -> float:
    """A disorder: its name, and its line on the scale beside it or below it."""
    room = layout.width - 4 if layout.narrow else layout.left - 24
    lines = wrap(name_of(line), room, SIZE)
    for number, text in enumerate(lines):
        drawing.text(2, y + 12 + number * STEP, text, SIZE, halo=True)
    end = y + len(lines) * STEP
    middle = end + 8 if layout.narrow else y + 8
    _draw_evidence(drawing, layout, line, middle)
    return end + 20 if layout.narrow else end + 6


def _draw_evidence(drawing: Drawing, layout: Layout, line: Data, y: float) -> None:
    at, times = layout.at, times_text(line["log_ratio"])
    low, high = at(line["low"]), at(line["high"])
    drawing.line(low, y, high, y, {"stroke": INK, "stroke-width": 1.75})
    for end in (low, high):
        drawing.line(end, y - 4, end, y + 4, {"stroke": INK, "stroke-width": 1.5})
    style: Style = {"fill": INK if line["iim"] else PAPER, "stroke": INK, "stroke-width": 1.75}
    kind = "idiopathic inflammatory myopathy" if line["iim"] else "another disorder"
    title = f"{name_of(line)}, {kind}: {times}"
    disc = {"cx": at(line["log_ratio"]), "cy": y, "r": 5.0, **style}
    drawing.add("circle", disc, title=title)
    if not layout.narrow:
        x = layout.width - 2
        drawing.text(x, y + 4, times, SIZE, anchor="end", fill=SOFT, halo=True)
        return
    if high + 8 + text_width(times, 12) < layout.width:
        drawing.text(high + 8, y + 4, times, 12, fill=SOFT, halo=True)
    else:
        drawing.text(low - 8, y + 4, times, 12, anchor="end", fill=SOFT, halo=True)
