"""A few lines of SVG: shapes, links and text whose width is known well enough to wrap it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

INK, SOFT, LINE, PAPER, URGENT = "#1a1d21", "#4a5159", "#c3c9d0", "#ffffff", "#b3001b"
FONT = "Arial, 'Liberation Sans', 'Helvetica Neue', Helvetica, system-ui, sans-serif"

Style = Mapping[str, str | float]
"""Attributes of an element, by their names in SVG."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

NARROW = frozenset("ijl.,:;'|!It()[]f ·-r")
BROAD = frozenset("mwMWOQGCDHNU%@—…≥×→")


def text_width(text: str, size: float, bold: bool = False) -> float:
    """The width of a text in a plain sans serif, on the generous side."""
    units = sum(0.34 if c in NARROW else 0.82 if c in BROAD else 0.58 for c in text)
    return units * size * (1.06 if bold else 1.0)


def wrap(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """The text in lines no wider than ``width``, broken between words; a space that does not break
    keeps its words together."""
    lines: list[str] = []
    for word in text.strip(" \n").replace("\n", " ").split(" "):
        if not word:
            continue
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


class Drawing:
    """Collects elements; ``name`` keeps the ids of several drawings on a page apart."""

    def __init__(self, name: str, width: float) -> None:
        self.name = name
        self.width = width
        self.parts: list[str] = []

    def add(self, tag: str, attributes: Style, content: str = "", title: str = "") -> None:
        """An element with its (escaped) content; ``title`` is what a pointer on it is told."""
        written = "".join(
            f' {key}="{escape(value) if isinstance(value, str) else _number(value)}"'
            for key, value in attributes.items()
        )
        inside = (f"<title>{escape(title)}</title>" if title else "") + content
        self.parts.append(f"<{tag}{written}>{inside}</{tag}>" if inside else f"<{tag}{written}/>")

    def line(self, x1: float, y1: float, x2: float, y2: float, style: Style) -> None:
        """A straight line."""
        self.add("line", {"x1": x1, "y1": y1, "x2": x2, "y2": y2, **style})

    def path(self, shape: str, style: Style, title: str = "") -> None:
        """A shape in the path language of SVG."""
        self.add("path", {"d": shape, **style}, title=title)

    def rect(self, box: Box, style: Style, title: str = "") -> None:
        """A rectangle; never thinner than a point, so that a single day stays visible."""
        left, top, right, bottom = box
        size = {"width": max(right - left, 1.0), "height": max(bottom - top, 1.0)}
        self.add("rect", {"x": left, "y": top, **size, **style}, title=title)

    def text(
        self, x: float, y: float, text: str, size: float = 13, bold: bool = False,
        anchor: str = "start", fill: str = INK, halo: bool = False,
    ) -> None:  # fmt: skip
        """A line of text with its baseline at ``y``; a halo keeps lines behind it readable."""
        style: dict[str, str | float] = {"x": x, "y": y, "font-size": size, "fill": fill}
        if bold:
            style["font-weight"] = "600"
        if anchor != "start":
            style["text-anchor"] = anchor
        if halo:
            style |= {"stroke": PAPER, "stroke-width": 4.0, "stroke-linejoin": "round"}
            style["paint-order"] = "stroke"
        self.add("text", style, escape(text))

    @property
    def hatch(self) -> str:
        """The fill that means unknown."""
        return f"url(#{self.name}-hatch)"

    def svg(self, height: float, label: str) -> str:
        """The picture; ``label`` is its name for a reader who does not see it."""
        pattern = (
            f'<defs><pattern id="{self.name}-hatch" width="6" height="6" '
            f'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            f'<rect width="6" height="6" fill="{PAPER}"/>'
            f'<line x1="0" y1="0" x2="0" y2="6" stroke="{LINE}" stroke-width="2.4"/>'
            "</pattern></defs>"
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(label)}" '
            f'viewBox="0 0 {_number(self.width)} {_number(height)}" width="{_number(self.width)}" '
            f'height="{_number(height)}" font-family="{escape(FONT)}">'
            f"{pattern}{''.join(self.parts)}</svg>"
        )
