"""How seconds and memory grow with the number of patients, as an SVG."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from cohort.line import GROWTH, Line

COLOURS = ["#1b5e8c", "#5b9bd5", "#b35900", "#5b5b5b"]
FONT = "Arial, Liberation Sans, sans-serif"


def growth_picture(lines: Sequence[Line]) -> str:
    """Two panels, both with logarithmic axes; each way a line with its name at its end."""
    drawn = pl.DataFrame(
        [
            {
                "way": line.what.partition(":")[0].partition(",")[0],
                "patients": line.patients / 1e6,
                "seconds": line.median,
                "memory": None if line.peak is None else line.peak / 1e6,
            }
            for line in lines
            if line.section == GROWTH and not line.skipped
        ]
    )
    panels = [
        _panel(drawn, "seconds", "Seconds from Parquet to counts"),
        _panel(drawn, "memory", "Most memory of the process, MB"),
    ]
    chart = alt.hconcat(*panels, spacing=40).configure(font=FONT).configure_view(stroke=None)
    return _svg(chart)


def _panel(drawn: pl.DataFrame, of: str, title: str) -> Any:
    sizes = drawn["patients"].unique().sort().to_list()
    base = alt.Chart(drawn).encode(
        x=alt.X("patients:Q", title="million patients")
        .scale(type="log")
        .axis(values=sizes, format="~g", grid=False),
        y=alt.Y(f"{of}:Q", title=None).scale(type="log").axis(format="~g", tickCount=4),
        color=alt.Color("way:N", legend=None, sort=None).scale(range=COLOURS),
        shape=alt.Shape("way:N", legend=None, sort=None),
    )
    line = base.mark_line(point=False).encode(shape=alt.Undefined)
    names = (
        base.transform_filter(alt.datum.patients == max(sizes))
        .mark_text(align="left", dx=8, fontSize=12)
        .encode(text="way:N", shape=alt.Undefined)
    )
    layers = line + base.mark_point(filled=True, size=55) + names
    return layers.properties(title=alt.TitleParams(title, anchor="start"), width=300, height=240)


def _svg(chart: Any) -> str:
    import vl_convert

    return str(vl_convert.vegalite_to_svg(chart.to_json()))
