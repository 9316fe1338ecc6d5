"""The figures of reclassification: from label to verdict, and how far two ways agree."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from myosotis.cohort.research import Agreement, Described, Moves, Pair
from myosotis.report.cohort_figure import Cell, Column, Figure
from myosotis.report.cohort_ink import SIZE, Chart, Layout, data, narrow
from myosotis.report.cohort_maps import draw_map, moved_cells
from myosotis.report.svg import INK, LINE, SOFT
from myosotis.report.words import capital

SETS, PAIRS = 2, 14
"""As many criteria sets have a map, and as many pairs are drawn; the table holds every pair."""


def moves_figures(found: Described) -> list[Figure]:
    """The recorded diagnosis against the verdict of the sets that a review shows in full."""
    return [_moves(one) for one in found.moves[:SETS]]


def _moves(one: Moves) -> Figure:
    cells, rows, columns = moved_cells(one)
    n = sum(map(sum, one.counts))
    return Figure(
        id=f"label-{one.criteria.replace('_', '-')}",
        title=f"From the recorded diagnosis to the verdict of {one.label}.",
        caption=f"n = {n:,}, as counts. The shade is the share of the row. Cannot tell: what is "
        "recorded leaves more than one verdict possible.",
        draw=lambda width: draw_map(cells, rows, columns, one.label, width),
        columns=(Column("recorded diagnosis"), *(Column(name, "count") for name in one.columns)),
        rows=tuple((row, *counts) for row, counts in zip(one.rows, one.counts, strict=True)),
    )


def agreement_figure(found: Described) -> Figure | None:
    """Cohen's kappa of every two ways that speak of the same entity."""
    if not found.pairs:
        return None
    order = sorted(found.pairs, key=lambda pair: (-pair.two.n, pair.entity))
    drawn = [pair for pair in order if pair.two.kappa is not None and pair.two.low is not None]
    if not drawn:
        return None
    most = f" The {PAIRS} of {len(drawn)} pairs with most patients." if len(drawn) > PAIRS else ""
    undrawn = len(order) - len(drawn)
    single = f" Of {undrawn} more one way puts everybody into one class." if undrawn else ""
    return Figure(
        id="agreement",
        title="How far two ways to classify agree.",
        caption="Cohen's kappa with its 95 % interval, among the n whom both ways decide; 0 is "
        "agreement by chance, 1 is complete. In the table also with the undecided as a class of "
        f"their own, and percent agreement.{most}{single}",
        draw=lambda width: draw_kappas(drawn[:PAIRS], width),
        columns=(
            Column("about"),
            Column("first"),
            Column("second"),
            *_columns("decided by both"),
            *_columns("cannot tell as a class"),
        ),
        rows=tuple(
            (
                pair.entity_label,
                pair.first_label,
                pair.second_label,
                *_cells(pair.two),
                *_cells(pair.three),
            )
            for pair in order
        ),
    )


def _columns(what: str) -> tuple[Column, ...]:
    return (
        Column(f"n, {what}", "count"),
        Column("agree", "count"),
        Column("agreement", "share"),
        Column("kappa", "number"),
        Column("95 % low", "number"),
        Column("95 % high", "number"),
    )


def _cells(one: Agreement) -> tuple[Cell, ...]:
    share = one.agree / one.n if one.n else None
    return (one.n, one.agree, share, one.kappa, one.low, one.high)


def draw_kappas(pairs: Sequence[Pair], width: float) -> Chart:
    """A dot with its interval for each pair."""
    names = [
        f"{capital(pair.entity_label)}: {pair.first_label} and {pair.second_label}"
        for pair in pairs
    ]
    layout = Layout.of(names, 150.0 if narrow(width) else 330.0, 20.0)
    tail = 62.0
    inside = width - layout.room - tail
    rows = [
        {
            **layout.place(place),
            "kappa": pair.two.kappa,
            "low": pair.two.low,
            "high": pair.two.high,
            "text": f"n {pair.two.n:,}",
        }
        for place, pair in enumerate(pairs)
    ]
    least = min((pair.two.low or 0.0 for pair in pairs), default=0.0)
    scale = alt.Scale(domain=[min(-0.1, least), 1], nice=False)
    axis = alt.Axis(
        title="kappa", values=[0, 0.5, 1], grid=True, domain=False, ticks=False, gridColor=LINE
    )
    base = alt.Chart(data(rows))
    x = alt.X("low:Q", scale=scale, axis=axis)
    middle = layout.y("middle")
    line = base.mark_rule(stroke=INK, strokeWidth=1.6).encode(y=middle, x=x, x2="high:Q")
    dot = base.mark_point(filled=True, size=50, fill=INK, opacity=1).encode(
        y=middle, x=alt.X("kappa:Q", scale=scale, axis=axis)
    )
    text = base.mark_text(align="left", baseline="middle", fontSize=SIZE, color=SOFT).encode(
        y=middle, x=alt.value(inside + 8), text="text:N"
    )
    return alt.layer(line, dot, text, layout.names()).properties(width=inside, height=layout.height)
