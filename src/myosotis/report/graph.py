"""The path taken through the approach, drawn from top to bottom so that a phone can show it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from myosotis.report.marks import mark
from myosotis.report.svg import INK, LINE, PAPER, SOFT, URGENT, Drawing, Style, text_width, wrap
from myosotis.report.words import Data

GUTTER, GAP, PADDING = 30.0, 38.0, 10.0
BELOW = 14.0


class _Node:
    """A question or a step, with its place in the picture."""

    def __init__(self, data: Data, layer: int) -> None:
        self.data = data
        self.layer = layer
        self.x = self.y = self.width = self.height = 0.0
        self.text: list[str] = []
        self.detail: list[str] = []

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    def fit(self, width: float) -> None:
        """Wrap the words to a width, which gives the height."""
        self.width = width
        room = width - 2 * PADDING
        self.text = wrap(self.data["text"], room, 13, bold=True)
        self.detail = wrap(self.data.get("detail") or "", room, 12)
        self.height = 2 * PADDING + 14 + 17 * len(self.text) + 15 * len(self.detail)


def draw_path(path: Data, name: str, width: float = 358.0) -> str:
    """The graph of ``path``; a way back is drawn in the margin, a way not taken is thin."""
    drawing = Drawing(name, width)
    nodes = _layers(path)
    bottom = _place(nodes, width)
    edges = [e for e in path["edges"] if e["from"] in nodes and e["to"] in nodes]
    margins = 0
    for edge in sorted(edges, key=lambda edge: bool(edge["taken"])):
        one, other = nodes[edge["from"]], nodes[edge["to"]]
        if other.layer == one.layer + 1:
            _edge_down(drawing, one, other, edge)
        else:
            _edge_around(drawing, one, other, edge, margins)
            margins += 1
    for node in nodes.values():
        _draw(drawing, node)
    # A way back from the last layer leaves below it.
    foot = BELOW if margins else 4
    return drawing.svg(bottom + foot, "The path taken. The same in words follows the picture.")


def _layers(path: Data) -> dict[str, _Node]:
    """Each node one layer below the last of those that lead to it; the list's order is kept."""
    nodes: dict[str, _Node] = {}
    for data in path["nodes"]:
        before = [
            nodes[edge["from"]].layer
            for edge in path["edges"]
            if edge["to"] == data["id"] and edge["from"] in nodes
        ]
        nodes[data["id"]] = _Node(data, max(before, default=-1) + 1)
    return nodes


def _place(nodes: dict[str, _Node], width: float) -> float:
    y = 4.0
    inner = width - 2 * GUTTER
    for layer in range(max((node.layer for node in nodes.values()), default=-1) + 1):
        row = [node for node in nodes.values() if node.layer == layer]
        share = (inner - 14 * (len(row) - 1)) / len(row)
        for index, node in enumerate(row):
            node.fit(share)
            node.x, node.y = GUTTER + index * (share + 14), y
        height = max(node.height for node in row)
        for node in row:
            node.height = height
        y += height + GAP
    return y - GAP


def _look(taken: bool) -> Style:
    colour, thick = (INK, 2.0) if taken else (SOFT, 0.9)
    return {"fill": "none", "stroke": colour, "stroke-width": thick}


def _head(drawing: Drawing, x: float, y: float, taken: bool, dx: float = 0.0) -> None:
    """An arrow head that ends at the point; ``dx`` turns it sideways."""
    shape = f"l{-8 * dx:.1f},-4.5 v9 Z" if dx else "l-4.5,-8 h9 Z"
    look = {"fill": INK if taken else PAPER, "stroke": INK if taken else SOFT}
    drawing.path(f"M{x:.1f},{y:.1f} {shape}", look)


def _edge_down(drawing: Drawing, one: _Node, other: _Node, edge: Data) -> None:
    start, end = one.y + one.height, other.y
    bend = end - 19
    way = f"M{one.middle:.1f},{start:.1f} V{bend:.1f} H{other.middle:.1f} V{end - 6:.1f}"
    drawing.path(way, _look(edge["taken"]))
    _head(drawing, other.middle, end, edge["taken"])
    if edge.get("label"):
        fill = INK if edge["taken"] else SOFT
        straight = abs(one.middle - other.middle) < 1
        y = start + 22 if straight else end - 6
        drawing.text(other.middle + 9, y, edge["label"], 12, fill=fill, halo=True)


def _edge_around(drawing: Drawing, one: _Node, other: _Node, edge: Data, index: int) -> None:
    """A way that leaves out a layer, or leads back: up the left or down the right margin."""
    back = other.layer <= one.layer
    offset = 8 + 7 * (index % 3)
    lane = offset if back else drawing.width - offset
    start, leave = _side(drawing, one, back, below=True)
    end, enter = _side(drawing, other, back, below=False)
    inner = end - 6 if back else end + 6
    foot = f" V{leave:.1f}" if leave > one.y + one.height else ""
    way = f"M{start:.1f},{min(leave, one.y + one.height):.1f}{foot} H{lane:.1f} V{enter:.1f} "
    if abs(end - (other.x if back else other.x + other.width)) < 1:
        drawing.path(way + f"H{inner:.1f}", _look(edge["taken"]))
        _head(drawing, end, enter, edge["taken"], 1.0 if back else -1.0)
    else:
        drawing.path(way + f"H{end:.1f} V{other.y - 6:.1f}", _look(edge["taken"]))
        _head(drawing, end, other.y, edge["taken"])
    start_y, end_y = leave, enter
    if edge.get("label"):
        _sideways(drawing, lane, (start_y + end_y) / 2, edge)


def _side(drawing: Drawing, node: _Node, left: bool, below: bool) -> tuple[float, float]:
    """Where a way through the margin meets a node: at its side, or where another node stands
    between the two, through the gap below or above it."""
    free = node.x <= GUTTER + 1 if left else node.x + node.width >= drawing.width - GUTTER - 1
    if free:
        return (node.x if left else node.x + node.width), node.y + node.height / 2
    inside = node.x + 18 if left else node.x + node.width - 18
    return inside, node.y + node.height + BELOW - 4 if below else node.y - 26


def _sideways(drawing: Drawing, x: float, y: float, edge: Data) -> None:
    label = edge["label"]
    half = text_width(label, 12) / 2
    drawing.rect((x - 8, y - half, x + 8, y + half), {"fill": PAPER})
    look: Style = {
        "transform": f"translate({x + 4:.1f},{y:.1f}) rotate(-90)",
        "font-size": 12,
        "text-anchor": "middle",
        "fill": INK if edge["taken"] else SOFT,
    }
    drawing.add("text", look, escape(label))


def _draw(drawing: Drawing, node: _Node) -> None:
    state = mark(node.data["state"])
    looks: dict[str, Style] = {
        "unknown": {"stroke": INK, "stroke-dasharray": "5 3", "fill": drawing.hatch},
        "urgent": {"stroke": URGENT, "stroke-width": 3.0, "fill": PAPER},
        "quiet": {"stroke": LINE, "stroke-width": 1.0, "fill": PAPER},
    }
    firm: Style = {"stroke": INK, "stroke-width": 1.5, "fill": PAPER}
    left, top, right, bottom = node.x, node.y, node.x + node.width, node.y + node.height
    drawing.rect((left, top, right, bottom), {"rx": 3, **looks.get(state.look, firm)})
    if state.look == "unknown":
        drawing.rect((left + 6, top + 6, right - 6, bottom - 6), {"rx": 2, "fill": PAPER})
    fill = SOFT if state.look == "quiet" else INK
    x, y = node.x + PADDING, node.y + PADDING + 11
    word = f"{state.shape} {state.word}"
    drawing.text(x, y, word, 12, fill=URGENT if state.look == "urgent" else SOFT)
    for line in node.text:
        y += 17
        drawing.text(x, y, line, 13, bold=True, fill=fill)
    y += 1
    for line in node.detail:
        y += 15
        drawing.text(x, y, line, 12, fill=SOFT)


def path_words(path: Data) -> Sequence[tuple[str, str, str]]:
    """Each step in words: its text, its answer, and its detail."""
    return [
        (node["text"], mark(node["state"]).word, node.get("detail") or "") for node in path["nodes"]
    ]
