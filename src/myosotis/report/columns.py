"""A table in a terminal that breaks no word: columns where they fit, otherwise one card a row."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from myosotis.report.sheet import Sheet

GAP = 2
HEAD = 12
"""A head of up to so many letters is not broken into lines."""
Cell = Sequence[str]
"""The paragraphs of a cell."""


def print_table(
    sheet: Sheet, heads: Sequence[str], rows: Sequence[Sequence[Cell]], indent: int = 0
) -> None:
    """Print rows under their heads; the first cell of a row is its name."""
    heads = [sheet.shown(head) for head in heads]
    rows = [[[sheet.shown(text) for text in cell] for cell in row] for row in rows]
    room = sheet.width - indent - GAP * (len(heads) - 1)
    widths = _widths(heads, rows, room)
    if widths is None:
        _cards(sheet, heads, rows, indent)
        return
    tall = any(len(line) > 1 for row in rows for line in _lines(sheet, row, widths))
    for line in _joined(_lines(sheet, [[head] for head in heads], widths), widths, indent):
        sheet.line(Text(line, "bold"))
    for number, row in enumerate(rows):
        if number and tall:
            sheet.line()
        for line in _joined(_lines(sheet, row, widths), widths, indent):
            text = Text(line)
            text.stylize("bold", 0, indent + widths[0])
            sheet.line(text)


def _widths(heads: Sequence[str], rows: Sequence[Sequence[Cell]], room: int) -> list[int] | None:
    """The widths that make the table short; none if some word would have to be broken."""
    columns = [[(head,), *(row[n] for row in rows)] for n, head in enumerate(heads)]
    texts = [[text for cell in column for text in cell] for column in columns]
    widths = [max(len(word) for text in column for word in text.split()) for column in texts]
    most = [max(map(len, column)) for column in texts]
    if sum(widths) > room:
        return None
    wanted = [max(w, len(h) if len(h) <= HEAD else 0) for w, h in zip(widths, heads, strict=True)]
    widths = wanted if sum(wanted) <= room else widths
    lengths = [[sum(map(len, row[n])) for n in range(len(heads))] for row in rows]
    while sum(widths) < room and widths != most:
        growing = [n for n, width in enumerate(widths) if width < most[n]]
        best = min(growing, key=lambda n: _height(lengths, widths, n))
        widths[best] += 1
    return widths


def _height(
    lengths: Sequence[Sequence[int]], widths: Sequence[int], wider: int
) -> tuple[float, float]:
    """About how tall the table is, and how full, with one column wider by one."""
    tried = [width + (n == wider) for n, width in enumerate(widths)]
    cells = [[length / width for length, width in zip(row, tried, strict=True)] for row in lengths]
    return sum(map(max, cells)), sum(map(sum, cells))


def _lines(sheet: Sheet, row: Sequence[Cell], widths: Sequence[int]) -> list[list[str]]:
    """The lines of each cell of a row."""
    return [
        [line for text in cell for line in sheet.wrapped(text, width=width)]
        for cell, width in zip(row, widths, strict=True)
    ]


def _joined(cells: Sequence[Sequence[str]], widths: Sequence[int], indent: int) -> list[str]:
    """The cells of a row side by side."""
    lines = []
    for number in range(max(map(len, cells))):
        parts = [
            (cell[number] if number < len(cell) else "").ljust(width)
            for cell, width in zip(cells, widths, strict=True)
        ]
        lines.append(" " * indent + (" " * GAP).join(parts).rstrip())
    return lines


def _cards(sheet: Sheet, heads: Sequence[str], rows: Sequence[Sequence[Cell]], indent: int) -> None:
    for row in rows:
        sheet.paragraph(" ".join(row[0]), indent, style="bold")
        for head, cell in zip(heads[1:], row[1:], strict=True):
            sheet.paragraph("; ".join(cell), indent + 2, f"{head}: ")
