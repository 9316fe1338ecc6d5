"""What goes with the antibodies of a patient, in a terminal: shares on a scale of 0 to 100 %."""

from __future__ import annotations

from myosotis.report.figure_words import (
    doubted,
    is_range,
    named_figure,
    row_figures,
    without_figure,
)
from myosotis.report.notes import Notes
from myosotis.report.profile_words import RECORDED, results_by
from myosotis.report.words import Data, capital, listing

STRIP = 21
"""The scale has a place for each five per cent."""


def print_figures(notes: Notes, profile: Data) -> None:
    """The figures of the outcomes of the picture; how many there are of others, and none."""
    rows = [row for row in profile["outcomes"] if row["drawn"] and row["figures"]]
    empty = [row for row in profile["outcomes"] if row["drawn"] and not row["figures"]]
    others = [row for row in profile["outcomes"] if not row["drawn"] and row["figures"]]
    notes.head("What goes with it")
    if rows:
        share, between, doubt, all_ = _signs(notes)
        doubtful = f" {doubt} of a result in doubt," if results_by(profile, "doubtful") else ""
        notes.sheet.paragraph(
            f"Each scale runs from 0 to 100 %. {share} the share, {between} its 95 % interval "
            f"or its range;{doubtful} {all_} of all myositis."
        )
    else:
        notes.sheet.paragraph("No antibody was found of which there are figures.")
    for row in rows:
        _print_row(notes, profile, row)
    notes.sheet.line()
    if empty:
        told = [f"{row['label']} ({RECORDED[row['recorded']]})" for row in empty]
        notes.sheet.paragraph(f"{listing(told)}.", 0, "No figure of these antibodies for: ")
    if others:
        named = listing([f"{row['label']} ({len(row['figures'])})" for row in others])
        notes.sheet.paragraph(f"{named}; the page (--html) has them.", 0, "Other figures: ")


def _print_row(notes: Notes, profile: Data, row: Data) -> None:
    sheet = notes.sheet
    sheet.line()
    recorded = f"{RECORDED[row['recorded']]} in this patient"
    sheet.paragraph(f"{capital(row['label'])}: {recorded}", style="bold")
    for figure in row_figures(profile, row):
        doubtful = figure["antibody"] in doubted(profile)
        note = f" {figure['note']}" if figure["note"] else ""
        text = f"{capital(named_figure(figure, row['label'], doubtful))}{notes.of(figure)}.{note}"
        if figure["kind"] == "share":
            lead = _strip(notes, figure, doubtful)
        else:
            lead = f"{figure['kind']:<{STRIP + 2}} "
        for line in sheet.wrapped(lead + text, 2, len(lead)):
            sheet.line(line)
    shown = row_figures(profile, row)
    left = len(row["figures"]) + len(row["reference"]) - len(shown)
    if left:
        sheet.paragraph(f"and {left} more; the page (--html) shows all", 2 + STRIP + 3)
    none = [*without_figure(profile, row), *([] if row["reference"] else ["all myositis"])]
    if none:
        sheet.paragraph(f"no figure for {listing(none, 'or')}", 2 + STRIP + 3)


def _signs(notes: Notes) -> tuple[str, str, str, str]:
    """The share, its interval, the share of a result in doubt, that of all myositis."""
    return ("*", "=", "?", "o") if notes.sheet.ascii else ("●", "━", "?", "○")


def _strip(notes: Notes, figure: Data, doubtful: bool) -> str:
    """The share and its interval on a scale; the ends of the scale are its bars."""
    share, between, doubt, all_ = _signs(notes)
    middle = None if is_range(figure) else figure["middle"]
    low = middle if figure["low"] is None else figure["low"]
    high = middle if figure["high"] is None else figure["high"]
    cells = ["\u00a0"] * STRIP
    if low is not None and high is not None:
        for place in range(_place(low), _place(high) + 1):
            cells[place] = between
    point = low if middle is None and low == high else middle
    if point is not None:
        cells[_place(point)] = doubt if doubtful else share if figure["antibody"] else all_
    return f"|{''.join(cells)}| "


def _place(percent: float) -> int:
    return round(min(max(percent, 0.0), 100.0) * (STRIP - 1) / 100)
