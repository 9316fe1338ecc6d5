"""Tables as maps: what is recorded at which visit, and from which label to which verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import polars as pl

from myosotis.cohort.research import Moves
from myosotis.report.cohort_ink import HATCH, LEAD, SIZE, Chart, Layout, data, narrow
from myosotis.report.svg import INK, PAPER, SOFT, wrap
from myosotis.report.words import capital

SHADES = ("#f1f4f6", "#c9d6df", "#93b2c6", "#4f86a6", "#12507a")
"""From few to nearly all: also in grey each is darker than the one before."""

ON_PALE, ON_DARK = "#16191d", "#fdfdfd"
"""The words in a cell. Cells keep their shades on a dark page, so these are not ink and paper."""

FINDINGS = 28
"""As many findings are drawn, those that most patients have; the table holds all."""


@dataclass(frozen=True)
class Cell:
    """A cell of a map: its shade by ``share`` (None: hatched), its words, and who they are."""

    row: str
    column: str
    share: float | None
    text: str


def draw_map(
    cells: Sequence[Cell], rows: Sequence[str], columns: Sequence[str], title: str, width: float
) -> Chart:
    """Cells in rows and columns, shaded by their share in five steps, with their words.

    The number of patients at the head of a column ("n") is left to the table in a narrow one.
    """
    layout = Layout.of(rows, 112.0 if narrow(width) else 240.0, 17.0)
    inside = width - layout.room
    each = inside / max(len(columns), 1)
    values = []
    for cell in cells:
        row, column = rows.index(cell.row), columns.index(cell.column)
        values.append(
            {
                "top": layout.tops[row],
                "bottom": layout.bottoms[row],
                "middle": layout.place(row)["middle"],
                "left": column,
                "right": column + 1,
                "center": column + 0.5,
                "fill": _shade(cell.share),
                "text": cell.text,
                "ink": ON_DARK if (cell.share or 0.0) >= 0.6 else ON_PALE,
            }
        )
    scale = alt.Scale(domain=[0, max(len(columns), 1)], nice=False)
    base = alt.Chart(data(values))
    squares = base.mark_rect(stroke=PAPER, strokeWidth=1.5).encode(
        x=alt.X("left:Q", scale=scale, axis=None),
        x2="right:Q",
        y=layout.y("top"),
        y2="bottom:Q",
        fill=alt.Fill("fill:N", scale=None),
    )
    middle = alt.X("center:Q", scale=scale, axis=None)
    texts = base.mark_text(fontSize=SIZE - 0.5, baseline="middle").encode(
        x=middle,
        y=layout.y("middle"),
        text="text:N",
        color=alt.Color("ink:N", scale=None),
    )
    names = [column.split(" n\u00a0")[0] for column in columns] if narrow(width) else columns
    lines = [wrap(name, each - 3, SIZE) for name in names]
    over = max((len(one) for one in lines), default=1)
    heads = [
        {"center": at + 0.5, "text": [*[""] * (over - len(one)), *one]}
        for at, one in enumerate(lines)
    ]
    words = (
        alt.Chart(data(heads))
        .mark_text(baseline="bottom", lineHeight=LEAD, fontSize=SIZE, color=INK)
        .encode(x=middle, y=alt.value(-4 - (over - 1) * LEAD), text="text:N")
    )
    return alt.layer(squares, texts, words, layout.names()).properties(
        width=inside,
        height=layout.height,
        title=alt.TitleParams(title, fontWeight="normal", color=SOFT, offset=6),
    )


def recorded_cells(recorded: pl.DataFrame) -> tuple[list[Cell], list[str], list[str]]:
    """The findings that most patients have at some visit, with the share at each visit."""
    if recorded.is_empty():
        return [], [], []
    shares = recorded.with_columns((pl.col("recorded") / pl.col("of")).alias("share"))
    top = (
        shares.group_by("finding", "label")
        .agg(pl.col("share").max(), pl.col("recorded").sum())
        .sort(["share", "recorded", "label"], descending=[True, True, False])
        .head(FINDINGS)
    )
    found_at = set(shares.get_column("visit").to_list())
    visits = sorted(found_at, key=lambda visit: (visit == 0, visit))
    of = dict(shares.select("visit", "of").unique().iter_rows())
    heads = {visit: visit_words(visit, of[visit]) for visit in visits}
    found = shares.join(top.select("finding"), on="finding", how="semi")
    cells = [
        Cell(
            capital(row["label"]),
            heads[row["visit"]],
            row["share"] if row["recorded"] else None,
            percent(row["share"]).removesuffix(" %") if row["recorded"] else "",
        )
        for row in found.iter_rows(named=True)
    ]
    names = [capital(label) for label in top.get_column("label")]
    return cells, names, list(heads.values())


def visit_words(visit: int, of: int) -> str:
    """The head of a column of visits."""
    return "not dated" if visit == 0 else f"visit\u00a0{visit} n\u00a0{of:,}"


def moved_cells(moved: Moves) -> tuple[list[Cell], list[str], list[str]]:
    """Each label's row of verdicts, shaded by the share of the row."""
    cells = []
    names = []
    for row, counts in zip(moved.rows, moved.counts, strict=True):
        of = sum(counts)
        name = f"{capital(row)} (n\u00a0{of:,})"
        names.append(name)
        for column, count in zip(moved.columns, counts, strict=True):
            share = count / of if of else 0.0
            cells.append(Cell(name, column, share, f"{count:,}" if count else "0"))
    return cells, names, list(moved.columns)


def percent(share: float | None) -> str:
    """A share in whole percent; what is neither nothing nor all is never shown as such."""
    if share is None:
        return "–"
    if 0 < share < 0.005:
        return "<1 %"
    if 0.995 <= share < 1:
        return ">99 %"
    return f"{100 * share:.0f} %"


def _shade(share: float | None) -> str:
    if share is None:
        return HATCH
    return SHADES[min(int(share * len(SHADES)), len(SHADES) - 1)]
