"""A cohort in a terminal: the answer, what is settled, and each definition, a line each."""

from __future__ import annotations

from rich.console import Console

from myosotis.cohort.research import Described
from myosotis.report.cohort_page import SYNTHETIC
from myosotis.report.cohort_words import conclusion, interval_words, lead, people, share_words
from myosotis.report.sheet import Sheet

NAME, COUNT = 44, 22
"""The widths of the columns."""


def print_cohort(found: Described, console: Console) -> None:
    """Print the answer first, then what of it is settled and by which definition."""
    sheet = Sheet(console)
    title = found.title or "A cohort"
    sheet.paragraph(
        f"{title} · {people(found.size)} · knowledge {found.knowledge[0]}", style="bold"
    )
    if found.synthetic:
        sheet.paragraph(SYNTHETIC, 0, "! ")
    sheet.paragraph(conclusion(found))
    for line in lead(found):
        sheet.paragraph(line)
    sheet.rule("Settled, of all patients")
    for one in found.settled:
        count = f"{one.settled:,} ({share_words(one.settled / one.of)})"
        _row(sheet, one.label, count)
    if found.definitions:
        sheet.rule("Refractory by each definition: at least to at most; among the decided")
        for definition in found.definitions:
            seen = definition.patients
            if not seen.of:
                _row(sheet, definition.label, "not asked of anybody")
                continue
            low, high = share_words(seen.certainly.value), share_words(seen.possibly.value)
            _row(sheet, definition.label, f"{low} to {high}")
            sheet.line(f"  {interval_words(seen.decided)}, n {seen.yes + seen.no:,}")
    if found.without:
        sheet.rule("Not shown")
        sheet.paragraph(found.without)


def _row(sheet: Sheet, name: str, count: str) -> None:
    names = sheet.wrapped(name, 0, 2, NAME - 1)
    sheet.line(f"{names[0]:<{NAME}}{count:>{COUNT}}")
    for rest in names[1:]:
        sheet.line(rest)
