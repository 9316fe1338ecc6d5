"""Response over time: for each group and window the share with at least each level of response."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from myosotis.cohort.research import Over
from myosotis.report.cohort_ink import COLOURS, HATCH, SIZE, Chart, data, narrow, share_axis
from myosotis.report.cohort_key import Key
from myosotis.report.svg import INK, PAPER, SOFT, wrap
from myosotis.report.words import capital

GROUPS, GROUPS_NARROW = 6, 4
"""As many groups are drawn, all patients among them; the table holds all."""
SHAPES = ("circle", "square", "diamond", "triangle-up")


def over_time_key(rows: Sequence[Over]) -> list[Key]:
    """The key of the dots and the bars."""
    return [
        *(
            Key(name, shape, colour)
            for name, shape, colour in zip(_names(rows), SHAPES, COLOURS, strict=False)
        ),
        Key("certainly (dot) to possibly (end of the bar)", "box", HATCH),
    ]


def draw_over_time(rows: Sequence[Over], width: float) -> Chart:
    """A small picture for each group: a dot where the share certainly is, a hatched bar to where
    it possibly is, and a line over both intervals."""
    most = GROUPS_NARROW if narrow(width) else GROUPS
    groups = list(dict.fromkeys(row.group for row in rows))[:most]
    windows = list(dict.fromkeys(row.window for row in sorted(rows, key=lambda row: row.window[0])))
    columns = 1 if narrow(width) else 2
    each = (width - 12) / columns - 52
    charts = [
        _one([row for row in rows if row.group == group], group, windows, each) for group in groups
    ]
    return alt.concat(*charts, columns=columns, spacing=14).resolve_scale(y="shared")


def _names(rows: Sequence[Over]) -> list[str]:
    """The levels in words, the least first."""
    levels = [level.level for level in rows[0].levels]
    return [*(f"at least {level}" for level in levels[:-1]), levels[-1]]


def _one(
    rows: Sequence[Over],
    group: str,
    windows: Sequence[tuple[float, float | None]],
    width: float,
) -> Chart:
    names = _names(rows)
    sizes = {row.window: row.n for row in rows}
    heads = [f"{_months(window)}\nn {sizes.get(window, 0):,}" for window in windows]
    values = [
        {
            "window": heads[windows.index(row.window)],
            "level": name,
            "certain": level.certain.value,
            "possible": level.possible.value,
            "low": level.certain.low,
            "high": level.possible.high,
        }
        for row in rows
        for name, level in zip(names, row.levels, strict=True)
    ]
    x = alt.X(
        "window:N",
        sort=heads,
        scale=alt.Scale(domain=heads, paddingInner=0.25),
        axis=alt.Axis(
            title="months since baseline", labelAngle=0, labelExpr="split(datum.label, '\\n')",
            domain=False, ticks=False, labelLineHeight=SIZE + 2,
        ),
    )  # fmt: skip
    offset = alt.XOffset("level:N", sort=names)
    base = alt.Chart(data(values), title=wrap(capital(group), width, SIZE))
    bar = base.mark_bar(fill=HATCH, stroke=SOFT, strokeWidth=0.5, width=7).encode(
        x=x,
        xOffset=offset,
        y=alt.Y("certain:Q", scale=alt.Scale(domain=[0, 1]), axis=share_axis("share of patients")),
        y2="possible:Q",
    )
    line = base.mark_rule(stroke=INK, strokeWidth=1).encode(
        x=x, xOffset=offset, y="low:Q", y2="high:Q"
    )
    scale = alt.Scale(domain=names, range=list(COLOURS[: len(names)]))
    shapes = alt.Scale(domain=names, range=list(SHAPES[: len(names)]))
    dot = base.mark_point(filled=True, size=55, stroke=PAPER, strokeWidth=0.8, opacity=1).encode(
        x=x,
        xOffset=offset,
        y="certain:Q",
        color=alt.Color("level:N", scale=scale, legend=None),
        shape=alt.Shape("level:N", scale=shapes, legend=None),
    )
    return alt.layer(bar, line, dot).properties(width=width, height=150)


def _months(window: tuple[float, float | None]) -> str:
    low, high = window
    return f"over {low:g}" if high is None else f"{low:g}–{high:g}"
