"""Where criteria sets contradict each other, in a terminal: who says yes, who says no, and why."""

from __future__ import annotations

from collections.abc import Callable

from myosotis.report.columns import print_table
from myosotis.report.marks import mark
from myosotis.report.sheet import Sheet
from myosotis.report.words import (
    Data,
    capital,
    deciding_sets,
    reasons_to_differ,
    undecided_text,
)


def print_disagreement(
    sheet: Sheet, disagreement: Data, cites: Callable[[Data], str], indent: int = 0
) -> None:
    """A small table: a row for each set that says yes or no, a column for each entity."""
    sheet.paragraph(disagreement["statement"], indent)
    entities = disagreement["entities"]
    rows = []
    for one in deciding_sets(disagreement):
        says = [mark(e["says"].get(one["id"], "not_its_subject")) for e in entities]
        rows.append([[one["short"] + cites(one)], *([sheet.mark(each)] for each in says)])
    print_table(sheet, ["", *(capital(e["label"]) for e in entities)], rows, indent)
    undecided = undecided_text(disagreement)
    sheet.items(
        [*reasons_to_differ(disagreement), *([undecided] if undecided else [])], "- ", indent
    )
