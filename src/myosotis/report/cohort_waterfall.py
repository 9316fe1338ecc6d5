"""The waterfall: the score of each patient from the highest down, with what is unknown."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from myosotis.cohort.research import Scores
from myosotis.report.cohort_ink import HATCH, MIDDLE, SIZE, Chart, data, narrow
from myosotis.report.cohort_key import Key
from myosotis.report.svg import INK, PAPER, SOFT

MOST = 150
"""As many bars are drawn; of more patients every so many-th, in their order."""


WATERFALL = (
    Key("certain", "box", MIDDLE),
    Key("possible, where a measure is missing or vague", "box", HATCH),
)


def thinned(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """The rows that are drawn, the highest first, and for how many patients each stands."""
    ordered = frame.sort(["low", "high", "patient"], descending=[True, True, False])
    step = -(-ordered.height // MOST) or 1
    # The middle one of each group of neighbours, so that neither end is favoured.
    return ordered[step // 2 :: step] if step > 1 else ordered, step


def draw_waterfall(scores: Scores, width: float) -> Chart:
    """A bar up to the certain score, a hatched line from there to the highest possible one."""
    rows, _ = thinned(scores.frame)
    low, high = scores.range
    values = [
        {"at": place, "next": place + 1, "low": row["low"], "high": row["high"], "zero": low}
        for place, row in enumerate(rows.iter_rows(named=True))
    ]
    edge = 36.0
    inside = width - edge - 8
    gap = 0.0 if len(values) > inside / 4 else 0.8
    x = alt.X("at:Q", axis=None, scale=alt.Scale(domain=[0, max(len(values), 1)], nice=False))
    y = alt.Scale(domain=[low, high], nice=False)
    axis = alt.Axis(title=scores.name, grid=False, ticks=False, domain=False, tickCount=6)
    base = alt.Chart(data(values))
    unknown = (
        base.transform_filter("datum.high > datum.low")
        .mark_bar(fill=HATCH, stroke=SOFT, strokeWidth=0.4, binSpacing=gap)
        .encode(x=x, x2="next:Q", y=alt.Y("low:Q", scale=y, axis=axis), y2="high:Q")
    )
    known = (
        base.transform_filter("datum.low > datum.zero")
        .mark_bar(fill=MIDDLE, binSpacing=gap)
        .encode(x=x, x2="next:Q", y=alt.Y("zero:Q", scale=y, axis=axis), y2="low:Q")
    )
    bands = [{"score": score, "label": f"{level} from {score:g}"} for level, score in scores.bands]
    lines = alt.Chart(data(bands)).mark_rule(stroke=INK, strokeDash=[3, 3], strokeWidth=0.9)
    words: dict[str, Any] = {"align": "right", "baseline": "bottom", "dy": -2, "fontSize": SIZE}
    at = {"y": alt.Y("score:Q", scale=y, axis=axis), "x": alt.value(inside), "text": "label:N"}
    halo = alt.Chart(data(bands)).mark_text(**words, stroke=PAPER, strokeWidth=4)
    names = alt.Chart(data(bands)).mark_text(**words, color=INK)
    return alt.layer(
        unknown,
        known,
        lines.encode(y=alt.Y("score:Q", scale=y, axis=axis)),
        halo.encode(**at),
        names.encode(**at),
    ).properties(width=inside, height=200 if narrow(width) else 260)
