"""One figure of a cohort: its picture, its caption, its numbers as a table and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from myosotis.report.cohort_ink import ONE, TWO, Chart, svg
from myosotis.report.cohort_key import Key
from myosotis.report.cohort_words import number_words, p_words, share_words

Cell = str | int | float | None
Kind = Literal["text", "count", "share", "number", "p"]


@dataclass(frozen=True)
class Column:
    """A column of a figure's table: its name, and how its values are written."""

    name: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Figure:
    """What is shown: ``draw`` gives the picture of a width, ``rows`` the numbers behind it.

    ``title`` says what is seen, ``caption`` how it was counted and in how many patients.
    """

    id: str
    title: str
    caption: str
    draw: Callable[[float], Chart]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    keys: tuple[Key, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A figure as the page shows it: numbered, drawn in both widths, with its files as links."""

    number: int
    figure: Figure
    wide: str
    narrow: str
    table: tuple[tuple[str, ...], ...]
    svg_two: str
    svg_one: str
    csv: str

    @property
    def file(self) -> str:
        """The name of its files, without the ending."""
        return f"figure-{self.number}-{self.figure.id}"


def shown(figures: Sequence[Figure], start: int = 1) -> list[Shown]:
    """The figures with their pictures, numbered from ``start``."""
    return [_shown(number, figure) for number, figure in enumerate(figures, start)]


def _shown(number: int, figure: Figure) -> Shown:
    label = f"Figure {number}. {figure.title} The numbers are in the table below it."
    name = f"f{number}"
    wide = svg(figure.draw, TWO, f"{name}w", label, figure.keys)
    narrow = svg(figure.draw, ONE, f"{name}n", label, figure.keys)
    return Shown(
        number=number,
        figure=figure,
        wide=wide,
        narrow=narrow,
        table=tuple(
            tuple(
                cell_words(cell, column.kind)
                for cell, column in zip(row, figure.columns, strict=True)
            )
            for row in figure.rows
        ),
        svg_two=_link("image/svg+xml", wide),
        svg_one=_link("image/svg+xml", narrow),
        csv=_link("text/csv", csv_text(figure)),
    )


def cell_words(cell: Cell, kind: Kind) -> str:
    """A value as it stands in a table."""
    if cell is None:
        return "–"
    if isinstance(cell, str):
        return cell
    if kind == "share":
        return share_words(float(cell))
    if kind == "p":
        return p_words(float(cell))
    return f"{cell:,}" if isinstance(cell, int) else number_words(cell)


def csv_text(figure: Figure) -> str:
    """The numbers of a figure as a file: shares from 0 to 1, nothing rounded away."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in figure.columns])
    for row in figure.rows:
        writer.writerow([f"{cell:.6g}" if isinstance(cell, float) else cell for cell in row])
    return out.getvalue()


def _link(kind: str, text: str) -> str:
    return f"data:{kind};charset=utf-8,{quote(text, safe=' /:;,=()!*~$')}".replace(" ", "%20")
