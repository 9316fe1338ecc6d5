"""How the pictures of a cohort are drawn: sizes for print, colours, hatching, and SVG from a chart.

A picture has the width of one column of a journal (90 mm) or of two (180 mm), at 96 units an inch,
and letters of 8 points. Colours are those of the pages; every colour goes with a shape, a dash or
a word. Hatching means unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate
from typing import Any

import altair as alt

from myosotis.report.cohort_key import Key, draw_key
from myosotis.report.svg import FONT, INK, LINE, PAPER, SOFT, text_width, wrap

ONE, TWO = 340.0, 680.0
"""One column and two."""

SIZE, LEAD = 10.5, 13.0
"""Of letters: eight points; and from line to line."""

HATCH = "#e2e5e9"
"""Stands for hatching until the picture is written."""

MIDDLE, PALE = "#7d868f", "#c3c9d0"
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#a0528c", "#56b4e9", "#8a6d1b")
"""Safe for colour-blind readers; the lines that they colour have dashes of their own as well."""
DASHES: tuple[tuple[int, ...], ...] = ((1, 0), (7, 3), (2, 2), (9, 2, 2, 2), (4, 4), (1, 3))

Chart = Any
"""A chart of Altair, whose types do not tell what its methods give."""
Rows = Sequence[Mapping[str, Any]]


def narrow(width: float) -> bool:
    """Whether a picture has one column."""
    return width < (ONE + TWO) / 2


def data(rows: Rows) -> Any:
    """Rows inside the picture."""
    return alt.InlineData(values=[dict(row) for row in rows])


@dataclass(frozen=True)
class Layout:
    """Rows below each other, each as high as its name needs: names stand to the left of them.

    ``tops`` and ``bottoms`` are heights from the top; ``room`` is the width of the names.
    """

    lines: tuple[tuple[str, ...], ...]
    tops: tuple[float, ...]
    bottoms: tuple[float, ...]
    room: float

    @classmethod
    def of(cls, names: Sequence[str], most: float, least: float = 20.0) -> Layout:
        """Names wrapped to a width of at most ``most``, rows at least ``least`` high."""
        lines = tuple(tuple(wrap(name, most, SIZE)) for name in names)
        bottoms = tuple(accumulate(max(least, len(one) * LEAD + 5) for one in lines))
        widest = max((text_width(line, SIZE) for one in lines for line in one), default=0.0)
        return cls(lines, (0.0, *bottoms[:-1]) if bottoms else (), bottoms, min(widest, most) + 8)

    @property
    def height(self) -> float:
        """Of all rows together."""
        return self.bottoms[-1] if self.bottoms else LEAD

    @property
    def scale(self) -> alt.Scale:
        """From the top of the picture down."""
        return alt.Scale(domain=[0, self.height], reverse=True, nice=False, zero=False)

    def y(self, field: str) -> alt.Y:
        """The place of a field of heights."""
        return alt.Y(f"{field}:Q", scale=self.scale, axis=None)

    def place(self, row: int, thick: float = 12.0) -> dict[str, float]:
        """The heights of a mark in the middle of a row: ``top``, ``middle``, ``bottom``."""
        middle = (self.tops[row] + self.bottoms[row]) / 2
        return {"top": middle - thick / 2, "middle": middle, "bottom": middle + thick / 2}

    def names(self) -> Chart:
        """The names themselves, at the left edge."""
        rows = [
            {"text": list(lines), "at": (top + bottom) / 2 - (len(lines) - 1) * LEAD / 2}
            for lines, top, bottom in zip(self.lines, self.tops, self.bottoms, strict=True)
        ]
        return (
            alt.Chart(data(rows))
            .mark_text(align="left", baseline="middle", lineHeight=LEAD, fontSize=SIZE, color=INK)
            .encode(x=alt.value(-self.room), y=self.y("at"), text="text:N")
        )


def share_axis(title: str, count: int = 5) -> alt.Axis:
    """Shares in percent."""
    return alt.Axis(
        title=title, format="%", tickCount=count, domain=False, ticks=False, gridColor=LINE,
        labelExpr="round(datum.value * 100) + ' %'",
    )  # fmt: skip


CONFIG: dict[str, Any] = {
    "background": None,
    "font": FONT.split(",")[0],
    "padding": 2,
    "view": {"stroke": None},
    "axis": {
        "labelColor": SOFT, "titleColor": SOFT, "labelFontSize": SIZE, "titleFontSize": SIZE,
        "titleFontWeight": "normal", "gridColor": LINE, "gridWidth": 0.6, "domainColor": SOFT,
        "tickColor": SOFT,
    },
    "title": {
        "color": INK, "fontSize": SIZE + 0.5, "fontWeight": 600, "anchor": "start", "offset": 4,
    },
    "text": {"fontSize": SIZE, "color": INK},
}  # fmt: skip
"""The look of every picture."""


def svg(
    draw: Callable[[float], Chart], width: float, name: str, label: str, keys: Sequence[Key] = ()
) -> str:
    """The chart with its key as SVG; ``label`` is what it shows, for who cannot see it.

    Nothing is loaded. ``name`` keeps the ids of several pictures on a page apart. Axes take room
    that only the drawing itself shows, so a picture that comes out too wide is drawn again, by as
    much narrower.
    """
    drawn = _drawn(draw(width))
    excess = _size(drawn)[0] - width
    if excess > 1:
        drawn = _drawn(draw(width - excess))
    return _finished(drawn, width, name, label, keys)


def _drawn(chart: Chart) -> str:
    import vl_convert

    document = chart.to_dict()
    document["config"] = CONFIG
    document["background"] = None
    return str(vl_convert.vegalite_to_svg(document))


def _size(drawn: str) -> tuple[float, float]:
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn)
    assert found
    return float(found[1]), float(found[2])


SPOKEN = ("aria-roledescription", "aria-label", "aria-hidden", "role", "pointer-events")
"""Attributes of the parts of a picture, which is read as one."""


def _finished(drawn: str, width: float, name: str, label: str, keys: Sequence[Key]) -> str:
    wide, high = _size(drawn)
    wide = max(width, wide)
    body = drawn[drawn.index(">") + 1 :]
    for attribute in (
        "aria-roledescription",
        "aria-label",
        "aria-hidden",
        "role",
        "pointer-events",
    ):
        body = re.sub(rf' {attribute}="[^"]*"', "", body)
    body = re.sub(r"(\d\.\d{2})\d+", r"\1", body)
    body = body.replace(' opacity="1"', "")
    body = re.sub(r'id="(clip|gradient)', rf'id="{name}-\1', body)
    body = re.sub(r"url\(#(clip|gradient)", rf"url(#{name}-\1", body)
    key, below = draw_key(keys, wide, SIZE, name)
    body = body.removesuffix("</svg>")
    body = f'{key}<g transform="translate(0,{below:g})">{body}</g></svg>'
    high += below
    hatch = ""
    if f'="{HATCH}"' in body:
        body = body.replace(f'="{HATCH}"', f'="url(#{name}-hatch)"')
        hatch = (
            f'<defs><pattern id="{name}-hatch" width="5" height="5" '
            f'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            f'<rect width="5" height="5" fill="{PAPER}"/>'
            f'<line x1="0" y1="0" x2="0" y2="5" stroke="{MIDDLE}" stroke-width="1.8"/>'
            "</pattern></defs>"
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(label)}" '
        f'width="{wide:g}" height="{high:g}" viewBox="0 0 {wide:g} {high:g}">{hatch}{body}'
    )
