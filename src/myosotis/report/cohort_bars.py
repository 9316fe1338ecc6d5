"""Rows of a cohort as bars and ranges: what is settled, what keeps it open, and bounded shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from myosotis.cohort.research import Bounded, Share
from myosotis.report.cohort_ink import HATCH, MIDDLE, SIZE, Chart, Layout, data, narrow, share_axis
from myosotis.report.cohort_key import Key
from myosotis.report.svg import INK, PAPER, SOFT, text_width


@dataclass(frozen=True)
class Part:
    """One kind of segment of the bars: its words and its fill."""

    label: str
    fill: str


@dataclass(frozen=True)
class Bar:
    """A row of segments, as many as there are parts, in patients; ``of`` is the whole."""

    label: str
    parts: tuple[int, ...]
    of: int
    text: str


SETTLED = (
    Part("settled, whatever else becomes known", INK),
    Part("settled by what is recorded", MIDDLE),
    Part("cannot tell", HATCH),
)
KEPT = (Part("only this is missing", INK), Part("missing among others", MIDDLE))


def parts_key(parts: Sequence[Part]) -> list[Key]:
    """The key of segments."""
    return [Key(part.label, "box", part.fill) for part in parts]


def draw_bars(bars: Sequence[Bar], parts: Sequence[Part], title: str, width: float) -> Chart:
    """A bar for each row: segments from the left as shares of the whole, its words behind it."""
    layout = Layout.of([bar.label for bar in bars], 120.0 if narrow(width) else 240.0)
    inside = width - layout.room - _tail([bar.text for bar in bars])
    rows: list[dict[str, Any]] = []
    for place, bar in enumerate(bars):
        start = 0.0
        for part, count in zip(parts, bar.parts, strict=True):
            share = count / bar.of if bar.of else 0.0
            if count:
                at = layout.place(place)
                rows.append({**at, "part": part.label, "from": start, "to": start + share})
            start += share
    whole = any(part.fill == HATCH for part in parts)
    reach = 1.0 if whole else max((float(row["to"]) for row in rows), default=1.0)
    scale = alt.Scale(domain=[0, reach], nice=False)
    colours = alt.Scale(domain=[p.label for p in parts], range=[p.fill for p in parts])
    segments = (
        alt.Chart(data(rows))
        .mark_rect(stroke=SOFT, strokeWidth=0.6)
        .encode(
            y=layout.y("top"),
            y2="bottom:Q",
            x=alt.X("from:Q", axis=share_axis(title, 3 if narrow(width) else 5), scale=scale),
            x2="to:Q",
            fill=alt.Fill("part:N", scale=colours, legend=None),
        )
    )
    texts = _texts([bar.text for bar in bars], layout, inside)
    return alt.layer(segments, layout.names(), texts).properties(width=inside, height=layout.height)


def _tail(texts: Sequence[str]) -> float:
    """The room that the words behind the rows need."""
    return max((text_width(text, SIZE) for text in texts), default=0.0) + 12


def _texts(texts: Sequence[str], layout: Layout, inside: float) -> Chart:
    rows = [{"text": text, **layout.place(place)} for place, text in enumerate(texts)]
    return (
        alt.Chart(data(rows))
        .mark_text(align="left", baseline="middle", fontSize=SIZE, color=INK)
        .encode(x=alt.value(inside + 8), y=layout.y("middle"), text="text:N")
    )


@dataclass(frozen=True)
class Ranged:
    """A row of shares: the decided with their interval, and what the undecided leave open."""

    label: str
    decided: Share
    bounds: Bounded
    text: str


RANGES = (
    Key("among the decided, with 95 % interval", "range"),
    Key("if none of the undecided were, to if all were", "box", HATCH),
)


def draw_ranges(
    rows: Sequence[Ranged], title: str, width: float, reach: float | None = None
) -> Chart:
    """For each row the range that the undecided leave open (hatched), the share of the decided as
    a dot and its interval as a line. Bars that go further than ``reach`` are cut off there."""
    layout = Layout.of([row.label for row in rows], 120.0 if narrow(width) else 240.0, 24.0)
    inside = width - layout.room - _tail([row.text for row in rows])
    values = [
        {
            **layout.place(place),
            "least": row.bounds.certainly.value,
            "most": row.bounds.possibly.value,
            "share": row.decided.value,
            "low": row.decided.low,
            "high": row.decided.high,
        }
        for place, row in enumerate(rows)
    ]
    ends = [float(value[end] or 0.0) for value in values for end in ("high", "most")]
    end = min(1.0, max(ends, default=1.0) * 1.04) or 1.0
    scale = alt.Scale(domain=[0, min(end, reach or end)], nice=False, clamp=True)
    x = alt.X("least:Q", axis=share_axis(title, 3 if narrow(width) else 5), scale=scale)
    base = alt.Chart(data(values))
    range_ = base.mark_rect(fill=HATCH, stroke=SOFT, strokeWidth=0.6).encode(
        y=layout.y("top"),
        y2="bottom:Q",
        x=x,
        x2="most:Q",
    )
    middle = layout.y("middle")
    low = alt.X("low:Q", scale=scale, axis=None)
    halo = base.mark_rule(stroke=PAPER, strokeWidth=6).encode(y=middle, x=low, x2="high:Q")
    line = base.mark_rule(stroke=INK, strokeWidth=2).encode(y=middle, x=low, x2="high:Q")
    mark: dict[str, Any] = {"size": 64, "fill": INK, "stroke": PAPER, "strokeWidth": 1}
    dot = base.mark_point(**mark, opacity=1).encode(
        y=middle, x=alt.X("share:Q", scale=scale, axis=None)
    )
    texts = _texts([row.text for row in rows], layout, inside)
    return (
        alt.layer(range_, halo, line, dot, layout.names(), texts)
        .resolve_axis(x="independent")
        .properties(width=inside, height=layout.height)
    )
