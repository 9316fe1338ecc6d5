"""The flow of treatment: bands from the first therapy to the second and the third."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import altair as alt

from myosotis.cohort.research import NO_FURTHER, Sequences
from myosotis.report.cohort_ink import COLOURS, HATCH, LEAD, MIDDLE, SIZE, Chart, data, narrow
from myosotis.report.svg import INK, LINE, PAPER, wrap

OTHER, OPEN = "other therapies", "order not known"
BLOCK, POINTS = 0.08, 20
"""The width of a block, of the distance between steps; the points along the edge of a band."""


@dataclass(frozen=True)
class Flow:
    """What is drawn: labels of each step from the top, and the patients from label to label."""

    steps: tuple[tuple[tuple[str, int], ...], ...]
    links: dict[tuple[int, str, str], int]


def flow(found: Sequences, most: int) -> Flow:
    """The ``most`` largest labels of each step, the others as one; an order that is not known is
    one label as well."""
    steps = max((len(way) for way in found.flows), default=0)
    nodes = found.nodes()
    kept = [
        {label for step, label, _ in nodes if step == at and not _open(label)
         and label != NO_FURTHER and label in _largest(nodes, at, most)}
        for at in range(steps)
    ]  # fmt: skip
    sizes: list[dict[str, int]] = [{} for _ in range(steps)]
    links: dict[tuple[int, str, str], int] = {}
    for way, number in found.flows.items():
        labels = [_named(label, kept[at]) for at, label in enumerate(way)]
        for at, label in enumerate(labels):
            sizes[at][label] = sizes[at].get(label, 0) + number
        for at, (one, other) in enumerate(pairwise(labels)):
            links[at, one, other] = links.get((at, one, other), 0) + number
    last = (OTHER, OPEN, NO_FURTHER)
    order = [
        tuple(
            sorted(one.items(), key=lambda n: (last.index(n[0]) + 1 if n[0] in last else 0, -n[1]))
        )
        for one in sizes
    ]
    return Flow(tuple(order), links)


def draw_flow(found: Sequences, width: float) -> Chart:
    """Blocks by their patients and bands between them, in the colour of where they come from."""
    height = 320.0 if narrow(width) else 380.0
    drawn = flow(found, 4 if narrow(width) else 7)
    steps = len(drawn.steps)
    room = 78.0 if narrow(width) else 130.0
    inside = width - room
    gap = LEAD / height
    places = [_places(nodes, gap) for nodes in drawn.steps]
    names = list(dict.fromkeys(label for nodes in drawn.steps for label, _ in nodes))
    colours = _colours(names)
    x = alt.Scale(domain=[0, steps - 1 + BLOCK], nice=False)
    y = alt.Scale(domain=[0, 1], reverse=True, nice=False)
    axis = alt.X("x:Q", scale=x, axis=None)
    top, fill = alt.Y("top:Q", scale=y, axis=None), alt.Fill("fill:N", scale=None)
    bands = (
        alt.Chart(data(_bands(drawn, places, gap, colours)))
        .mark_area(opacity=0.4, interpolate="linear")
        .encode(x=axis, y=top, y2="bottom:Q", detail="band:N", fill=fill)
    )
    blocks = []
    for at, nodes in enumerate(drawn.steps):
        free = room - 6 if at == steps - 1 else (1 - BLOCK) * inside / (steps - 1 + BLOCK) - 8
        for label, size in nodes:
            upper, lower = places[at][label]
            lines = wrap(f"{label} {size:,}", free, SIZE)
            if len(lines) * LEAD > (lower - upper) * height + LEAD + 2:
                lines = [" ".join(lines)]
            middle = (upper + lower) / 2 - (len(lines) - 1) * LEAD / 2 / height
            blocks.append(
                {"x": at, "x2": at + BLOCK, "top": upper, "bottom": lower, "middle": middle,
                 "fill": colours[label], "text": lines}
            )  # fmt: skip
    base = alt.Chart(data(blocks))
    boxes = base.mark_rect(stroke=INK, strokeWidth=0.5).encode(
        x=axis, x2="x2:Q", y=top, y2="bottom:Q", fill=fill
    )
    words: dict[str, Any] = {
        "align": "left", "dx": 4, "fontSize": SIZE, "lineHeight": LEAD, "baseline": "middle",
    }  # fmt: skip
    places_: dict[str, Any] = {
        "x": alt.X("x2:Q", scale=x, axis=None),
        "y": alt.Y("middle:Q", scale=y, axis=None),
        "text": "text:N",
    }
    halo = base.mark_text(**words, stroke=PAPER, strokeWidth=3, opacity=0.8).encode(**places_)
    texts = base.mark_text(**words, color=INK).encode(**places_)
    heads = [{"x": at, "text": word} for at, word in enumerate(_heads(steps))]
    over = (
        alt.Chart(data(heads))
        .mark_text(align="left", baseline="bottom", fontSize=SIZE, color=INK, fontWeight=600)
        .encode(x=axis, y=alt.value(-6), text="text:N")
    )
    return alt.layer(bands, boxes, halo, texts, over).properties(width=inside, height=height)


def _heads(steps: int) -> list[str]:
    return ["first", "second", "third", *(f"{n}th" for n in range(4, steps + 1))][:steps]


def _open(label: str) -> bool:
    return " / " in label


def _largest(nodes: list[tuple[int, str, int]], at: int, most: int) -> list[str]:
    own = [n for n in nodes if n[0] == at and not _open(n[1]) and n[1] != NO_FURTHER]
    return [label for _, label, _ in sorted(own, key=lambda n: (-n[2], n[1]))[:most]]


def _named(label: str, kept: set[str]) -> str:
    if label == NO_FURTHER or label in kept:
        return label
    return OPEN if _open(label) else OTHER


def _places(nodes: tuple[tuple[str, int], ...], gap: float) -> dict[str, tuple[float, float]]:
    """The top and the bottom of each block, from 0 to 1."""
    whole = sum(size for _, size in nodes) or 1
    free = 1 - gap * (len(nodes) - 1)
    found: dict[str, tuple[float, float]] = {}
    top = 0.0
    for label, size in nodes:
        found[label] = (top, top + free * size / whole)
        top = found[label][1] + gap
    return found


def _bands(
    drawn: Flow,
    places: list[dict[str, tuple[float, float]]],
    gap: float,
    colours: dict[str, str],
) -> list[dict[str, Any]]:
    """The outline of each band as points from its block to the next, along an S."""
    rows: list[dict[str, Any]] = []
    scale = [
        (1 - gap * (len(nodes) - 1)) / (sum(size for _, size in nodes) or 1)
        for nodes in drawn.steps
    ]
    out = [{label: place[0] for label, place in step.items()} for step in places]
    into = [{label: place[0] for label, place in step.items()} for step in places]
    order = [{label: at for at, label in enumerate(step)} for step in places]
    for at, one, other in sorted(
        drawn.links, key=lambda k: (k[0], order[k[0]][k[1]], order[k[0] + 1][k[2]])
    ):
        number = drawn.links[at, one, other]
        start, end = out[at][one], into[at + 1][other]
        thick, thin = number * scale[at], number * scale[at + 1]
        out[at][one] += thick
        into[at + 1][other] += thin
        for point in range(POINTS + 1):
            share = point / POINTS
            smooth = share * share * (3 - 2 * share)
            top = start + (end - start) * smooth
            rows.append(
                {
                    "band": f"{at} {one} {other}",
                    "x": round(at + BLOCK + share * (1 - BLOCK), 4),
                    "top": round(top, 5),
                    "bottom": round(top + thick + (thin - thick) * smooth, 5),
                    "fill": colours[one] if colours[one] != HATCH else LINE,
                }
            )
    return rows


def _colours(names: list[str]) -> dict[str, str]:
    own = [name for name in names if name not in (OTHER, OPEN, NO_FURTHER)]
    found = {name: COLOURS[at] if at < len(COLOURS) else MIDDLE for at, name in enumerate(own)}
    return {**found, OTHER: MIDDLE, OPEN: HATCH, NO_FURTHER: LINE}
