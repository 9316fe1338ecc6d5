"""The key of a picture: what its marks mean, in lines as wide as the picture, above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from myosotis.report.svg import FONT, INK, SOFT, Drawing, Style, text_width, wrap

SYMBOL, AIR = 22.0, 14.0
"""The room of a mark with what is between it and its words; and between two entries."""


@dataclass(frozen=True)
class Key:
    """One entry: its words, the kind of its mark (box, line, dot, or a shape), its colour.

    ``open`` marks have no fill, ``dash`` is that of a line, and the box of a ``letter`` holds it.
    """

    label: str
    kind: str = "box"
    colour: str = INK
    dash: tuple[int, ...] = ()
    open: bool = False
    letter: str = ""


def draw_key(keys: Sequence[Key], width: float, size: float, name: str) -> tuple[str, float]:
    """The entries as SVG, beginning at the top left, and the height that they need."""
    drawing = Drawing(name, width)
    lead = size + 4.5
    x, y = 1.0, lead
    for key in keys:
        lines = wrap(key.label, width - SYMBOL - 2, size) or [""]
        wide = SYMBOL + max(text_width(line, size) for line in lines)
        if x > 1 and (x + wide > width or len(lines) > 1):
            x, y = 1.0, y + lead
        _mark(drawing, key, x, y - size * 0.36)
        for number, line in enumerate(lines):
            drawing.text(x + SYMBOL, y + number * lead, line, size)
        y += (len(lines) - 1) * lead
        x += wide + AIR
        if len(lines) > 1:
            x = width
    if not keys:
        return "", 0.0
    return f'<g font-family="{FONT.split(",")[0]}">{"".join(drawing.parts)}</g>', y + 8


def _mark(drawing: Drawing, key: Key, x: float, y: float) -> None:
    filled: Style = {
        "fill": "#ffffff" if key.open else key.colour,
        "stroke": INK,
        "stroke-width": 1,
    }
    if key.kind == "box":
        style: Style = {"fill": key.colour, "stroke": SOFT, "stroke-width": 0.6}
        drawing.rect((x + 2, y - 5, x + 14, y + 5), style)
    elif key.kind == "letter":
        drawing.text(x + 1, y + 4, key.letter, 9)
        drawing.rect((x + 10, y - 4, x + 19, y + 4), {"fill": key.colour, "opacity": 0.75})
    elif key.kind == "line":
        dash = " ".join(map(str, key.dash))
        drawing.line(
            x, y, x + 17, y, {"stroke": key.colour, "stroke-width": 2, "stroke-dasharray": dash}
        )
    elif key.kind == "range":
        drawing.line(x, y, x + 17, y, {"stroke": key.colour, "stroke-width": 2})
        drawing.add("circle", {"cx": x + 8.5, "cy": y, "r": 3.6, "fill": key.colour})
    elif key.kind == "circle":
        drawing.add("circle", {"cx": x + 8, "cy": y, "r": 3.8, **filled})
    else:
        drawing.path(_SHAPES[key.kind].format(x=x + 8, y=y), filled)


_SHAPES = {
    "square": "M{x},{y}m-3.5,-3.5h7v7h-7z",
    "diamond": "M{x},{y}m0,-4.8l4.2,4.8l-4.2,4.8l-4.2,-4.8z",
    "triangle-up": "M{x},{y}m0,-4.4l4.4,7.8h-8.8z",
    "arrow": "M{x},{y}m-3,-4l7,4l-7,4z",
}
