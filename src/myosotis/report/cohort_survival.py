"""Kaplan-Meier curves with their confidence bands and the numbers at risk below them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt

from myosotis.cohort.research import Curve, Reading, Survival
from myosotis.report.cohort_ink import (
    COLOURS,
    DASHES,
    HATCH,
    LEAD,
    PALE,
    SIZE,
    Chart,
    Layout,
    data,
    narrow,
    share_axis,
)
from myosotis.report.cohort_key import Key
from myosotis.report.svg import INK, SOFT, wrap
from myosotis.report.words import capital

WIDE = 0.1
"""The two readings of one group lie further apart than this share of the patients."""
POINTS = 110
"""A curve has at most so many steps on paper; more cannot be told apart."""


def survival_key(found: Survival) -> list[Key]:
    """The key of the curves, or of what is the same in every panel."""
    if apart(found):
        return [
            Key("between the shortest and the longest times", "box", HATCH),
            Key("95 % interval around both", "box", PALE),
        ]
    return [
        Key(f"{curve.group} (n {curve.n:,})", "line", colour, dash)
        for curve, colour, dash in zip(found.curves, COLOURS, DASHES, strict=False)
    ]


def apart(found: Survival) -> bool:
    """Whether the two readings lie so far from each other that groups need a panel of their own."""
    spread = (
        row["upper"] - row["lower"]
        for curve in found.curves
        for row in _rows(curve, found.ticks[-1])
    )
    return len(found.curves) > 1 and max(spread, default=0.0) > WIDE


def draw_survival(found: Survival, title: str, width: float) -> Chart:
    """For each group the curve of the shortest and of the longest times, and what lies between.

    The band reaches from the lower limit of the lower curve to the upper limit of the upper one.
    Where what lies between is wide, each group has a panel of its own.
    """
    if apart(found):
        return _panels(found, title, width)
    layout = Layout.of([curve.group for curve in found.curves], 84.0 if narrow(width) else 170.0)
    room = max(layout.room, 46.0)
    end = found.ticks[-1]
    inside = width - room - 14
    x = alt.Scale(domain=[0, end], nice=False)
    ticks = list(found.ticks)
    axis = alt.Axis(title="months", values=ticks, grid=False, format="d")
    domain = [curve.group for curve in found.curves]
    colour = alt.Scale(domain=domain, range=list(COLOURS[: len(domain)]))
    dash = alt.Scale(domain=domain, range=[list(d) for d in DASHES[: len(domain)]])
    rows = [row for curve in found.curves for row in _rows(curve, end)]
    y = alt.Y("upper:Q", scale=alt.Scale(domain=[0, 1]), axis=share_axis(title))
    base = alt.Chart(data(rows))
    at = alt.X("month:Q", scale=x, axis=axis)
    band = base.mark_area(interpolate="step-after", opacity=0.16).encode(
        x=at,
        y=alt.Y("band_high:Q", scale=alt.Scale(domain=[0, 1])),
        y2="band_low:Q",
        color=alt.Color("group:N", scale=colour, legend=None),
    )
    between = base.mark_area(interpolate="step-after", opacity=0.35).encode(
        x=at, y="upper:Q", y2="lower:Q", color=alt.Color("group:N", scale=colour, legend=None)
    )
    lines = [
        base.mark_line(interpolate="step-after", strokeWidth=thick).encode(
            x=at,
            y=y if which == "upper" else alt.Y(f"{which}:Q"),
            color=alt.Color("group:N", scale=colour, legend=None),
            strokeDash=alt.StrokeDash("group:N", scale=dash, legend=None),
        )
        for which, thick in (("upper", 1.6), ("lower", 1.6))
    ]
    half = alt.Chart(data([{"half": 0.5}])).mark_rule(strokeWidth=0.6, strokeDash=[2, 2])
    curves = alt.layer(band, between, *lines, half.encode(y="half:Q")).properties(
        width=inside, height=190 if narrow(width) else 250
    )
    below = _at_risk(found, layout, inside, x)
    return alt.vconcat(curves, below, spacing=6).resolve_scale(x="shared")


def _panels(found: Survival, title: str, width: float) -> Chart:
    columns = 1 if narrow(width) else 2
    each = (width - 14 * (columns - 1)) / columns - 58
    panels = [_panel(curve, found, title, each) for curve in found.curves]
    return alt.concat(*panels, columns=columns, spacing=14)


def _panel(curve: Curve, found: Survival, title: str, width: float) -> Chart:
    """One group in ink: the two curves, hatched between them, the numbers at risk below."""
    scale = alt.Scale(domain=[0, found.ticks[-1]], nice=False)
    every = -(-len(found.ticks) // max(int(width / 62), 1))
    ticks = list(found.ticks)[::every]
    labels = {tick: f"{tick:g}\n{_range(curve, tick)}" for tick in ticks}
    said = " : ".join(f"datum.value == {tick:g} ? {text!r}" for tick, text in labels.items())
    axis = alt.Axis(
        title="months; below them at risk", values=ticks, grid=False, labelLineHeight=LEAD,
        labelExpr=f"split({said} : '', '\\n')",
    )  # fmt: skip
    at = alt.X("month:Q", scale=scale, axis=axis)
    base = alt.Chart(
        data(list(_rows(curve, found.ticks[-1]))),
        title=wrap(f"{capital(curve.group)} (n {curve.n:,})", width, SIZE),
    )
    y = alt.Y("upper:Q", scale=alt.Scale(domain=[0, 1]), axis=share_axis(title))
    band = base.mark_area(interpolate="step-after", fill=PALE, opacity=0.6)
    between = base.mark_area(interpolate="step-after", fill=HATCH)
    line = base.mark_line(interpolate="step-after", strokeWidth=1.5, stroke=INK)
    half = alt.Chart(data([{"half": 0.5}])).mark_rule(strokeWidth=0.6, strokeDash=[2, 2])
    return alt.layer(
        band.encode(x=at, y=alt.Y("band_high:Q"), y2="band_low:Q"),
        between.encode(x=at, y=y, y2="lower:Q"),
        line.encode(x=at, y=y),
        line.encode(x=at, y="lower:Q"),
        half.encode(y="half:Q"),
    ).properties(width=width, height=150)


def _at_risk(found: Survival, layout: Layout, inside: float, x: alt.Scale) -> Chart:
    every = 2 if inside / max(len(found.ticks), 1) < 50 else 1
    rows = [
        {"month": tick, "text": _range(curve, tick), **layout.place(place)}
        for place, curve in enumerate(found.curves)
        for tick in found.ticks[::every]
    ]
    numbers = (
        alt.Chart(data(rows))
        .mark_text(fontSize=SIZE, color=INK, baseline="middle")
        .encode(x=alt.X("month:Q", scale=x, axis=None), y=layout.y("middle"), text="text:N")
    )
    return alt.layer(numbers, layout.names()).properties(
        width=inside,
        height=layout.height,
        title=alt.TitleParams("at risk", fontWeight="normal", color=SOFT),
    )


def _range(curve: Curve, tick: float) -> str:
    one, other = curve.shortest.at_risk[tick], curve.longest.at_risk[tick]
    return f"{one}" if one == other else f"{min(one, other)}–{max(one, other)}"


def _rows(curve: Curve, end: float) -> Iterable[dict[str, Any]]:
    """Both readings at every month at which either has a step, as far as the picture goes."""
    times = sorted(
        {step[0] for reading in (curve.shortest, curve.longest) for step in reading.steps}
    )
    inside = _thinned([time for time in times if time < end])
    for month in [*inside, end]:
        one, other = (_at(reading, month) for reading in (curve.shortest, curve.longest))
        yield {
            "group": curve.group,
            "month": round(month, 3),
            "lower": min(one[0], other[0]),
            "upper": max(one[0], other[0]),
            "band_low": min(one[1], other[1]),
            "band_high": max(one[2], other[2]),
        }


def _thinned(times: Sequence[float]) -> list[float]:
    step = -(-len(times) // POINTS) or 1
    return list(times[::step])


def _at(reading: Reading, month: float) -> tuple[float, float, float]:
    place = bisect_right(reading.steps, (month, 2.0, 2.0, 2.0)) - 1
    if place < 0:
        return (1.0, 1.0, 1.0)
    share, low, high = (round(value, 4) for value in reading.steps[place][1:])
    # Before the first event the limits are not defined: nobody had it.
    return (share, share if low != low else low, share if high != high else high)
