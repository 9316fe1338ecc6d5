"""How seconds and memory grow with the number of patients, as an SVG."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10
from typing import Any

import altair as alt
import polars as pl
import vl_convert

from cohort.line import GROWTH, Line

COLOURS = ["#1b5e8c", "#5b9bd5", "#b35900", "#5b5b5b"]
FONT = "Arial, Liberation Sans, sans-serif"
WIDTH, HEIGHT, NAME_HEIGHT = 300, 240, 15


def growth_picture(lines: Sequence[Line]) -> str:
    """Two panels, seconds and memory; each way is a line with its name at its end."""
    drawn = pl.DataFrame(
        [
            {
                "way": line.what.partition(":")[0].partition(",")[0],
                "patients": line.patients / 1e6,
                "seconds": line.median,
                "memory": 0.0 if line.peak is None else line.peak / 1e6,
            }
            for line in lines
            if line.section == GROWTH and not line.skipped
        ]
    )
    return panels(drawn, "Seconds from Parquet to counts")


def panels(drawn: pl.DataFrame, title: str) -> str:
    """The two panels of a frame of ``way``, ``patients`` (millions), ``seconds`` and ``memory``
    (MB)."""
    seconds = _panel(drawn, "seconds", title, logarithmic=True)
    memory = _panel(drawn, "memory", "Most memory of the process, MB", logarithmic=False)
    chart = alt.hconcat(seconds, memory, spacing=40).configure(font=FONT)
    return str(vl_convert.vegalite_to_svg(chart.configure_view(stroke=None).to_json()))


def _panel(drawn: pl.DataFrame, of: str, title: str, *, logarithmic: bool) -> Any:
    sizes = drawn["patients"].unique().sort().to_list()
    ends = _range(drawn[of].to_list(), logarithmic)
    last = drawn.filter(pl.col("patients") == sizes[-1])
    names = last.with_columns(at=pl.Series(_apart(last[of].to_list(), ends, logarithmic)))
    scale = {"type": "log" if logarithmic else "linear", "domain": ends, "nice": False}
    up = (
        alt.Y(f"{of}:Q", title=None)
        .scale(**scale)
        .axis(format=",.6~g", **_ticks(ends, logarithmic))
    )
    across = alt.X("patients:Q", title="million patients").scale(type="log")
    colour = alt.Color("way:N", legend=None, sort=None).scale(range=COLOURS)
    shape = alt.Shape("way:N", legend=None, sort=None)
    base = alt.Chart(drawn).encode(
        x=across.axis(values=sizes, format="~g", grid=False), y=up, color=colour
    )
    words = alt.Chart(names).mark_text(align="left", dx=8, fontSize=12)
    layers = (
        base.mark_line()
        + base.mark_point(filled=True, size=55, opacity=1).encode(shape=shape)
        + words.encode(x=across, y=alt.Y("at:Q").scale(**scale), color=colour, text="way:N")
    )
    return layers.properties(
        title=alt.TitleParams(title, anchor="start"), width=WIDTH, height=HEIGHT
    )


def _range(values: list[float], logarithmic: bool) -> list[float]:
    """The ends of an axis: whole powers of ten, or from nothing to a little above the most."""
    if not logarithmic:
        return [0, max(values) * 1.1]
    steps = [log10(value) for value in values]
    return [10 ** (min(steps) // 1), 10 ** -(-max(steps) // 1)]


def _ticks(ends: list[float], logarithmic: bool) -> dict[str, Any]:
    if not logarithmic:
        return {"tickCount": 5}
    first, last = (round(log10(end)) for end in ends)
    return {"values": [10.0**power for power in range(first, last + 1)]}


def _apart(values: list[float], ends: list[float], logarithmic: bool) -> list[float]:
    """Where the names of the values stand: at them, or above where another name is in the way."""
    low, high = (log10(end) if logarithmic else end for end in ends)
    gap = (high - low) * NAME_HEIGHT / HEIGHT
    found: dict[int, float] = {}
    lowest = low
    for place in sorted(range(len(values)), key=values.__getitem__):
        at = max(log10(values[place]) if logarithmic else values[place], lowest)
        found[place], lowest = at, at + gap
    return [10**at if logarithmic else at for at in (found[place] for place in range(len(values)))]
