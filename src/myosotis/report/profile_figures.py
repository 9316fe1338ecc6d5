"""What goes with the antibodies of a patient, in a terminal: shares on a scale of 0 to 100 %."""

from __future__ import annotations

from myosotis.report.notes import Notes
from myosotis.report.profile_words import RECORDED, doubted, named_figure, without_figure
from myosotis.report.words import Data, capital, listing

FEW = 4
"""So many figures of an antibody or of all myositis are shown of one outcome."""
STRIP = 21
"""The scale has a place for each five per cent."""


def print_figures(notes: Notes, profile: Data) -> None:
    """The figures by outcome; outcomes of which there is none are named at the end."""
    rows = [row for row in profile["outcomes"] if row["figures"] and row["drawn"]]
    empty = [row for row in profile["outcomes"] if not row["figures"]]
    others = [row for row in profile["outcomes"] if row["figures"] and not row["drawn"]]
    notes.head("What goes with it")
    if rows:
        signs = _signs(notes)
        notes.sheet.paragraph(
            f"Each scale runs from 0 to 100 %. {signs[0]} the share, {signs[1]} its 95 % interval "
            f"or its range; {signs[2]} of a result in doubt, {signs[3]} of all myositis."
        )
    else:
        notes.sheet.paragraph("No antibody was found of which there are figures.")
    for row in rows:
        _print_row(notes, profile, row)
    if others:
        names = ", ".join(row["label"] for row in others)
        notes.sheet.line()
        notes.sheet.paragraph(f"{names}.", 0, "Figures on the page (--html) of: ")
    if empty:
        told = [f"{row['label']} ({RECORDED[row['recorded']]})" for row in empty]
        notes.sheet.line()
        notes.sheet.paragraph(f"{listing(told)}.", 0, "No figure of these antibodies for: ")


def _print_row(notes: Notes, profile: Data, row: Data) -> None:
    sheet, doubts = notes.sheet, doubted(profile)
    sheet.line()
    recorded = RECORDED[row["recorded"]]
    told = row["drawn"] or row["recorded"] != "unknown"
    title = f"{row['label']}: {recorded} in this patient" if told else str(row["label"])
    sheet.paragraph(capital(title), style="bold")
    shown = _few(row)
    for figure in shown:
        doubtful = figure["antibody"] in doubts
        note = f" {figure['note']}" if figure["note"] else ""
        text = f"{named_figure(figure, row['label'], doubtful)}{notes.of(figure)}.{note}"
        if figure["kind"] == "share":
            lead = _strip(notes, figure, doubtful)
        else:
            lead = f"{figure['kind']:<{STRIP + 2}} "
        for line in sheet.wrapped(lead + text, 2, len(lead)):
            sheet.line(line)
    left = len(row["figures"]) + len(row["reference"]) - len(shown)
    if left:
        sheet.line(f"  and {left} more; the page (--html) shows all")
    none = [*without_figure(profile, row), *([] if row["reference"] else ["all myositis"])]
    if none:
        sheet.paragraph(f"no figure for {listing(none, 'or')}", 2 + STRIP + 3)


def _few(row: Data) -> list[Data]:
    """The first figures of each antibody and of all myositis."""
    found: list[Data] = []
    for figure in (*row["figures"], *row["reference"]):
        same = sum(1 for one in found if one["antibody"] == figure["antibody"])
        if same < FEW:
            found.append(figure)
    return found


def _signs(notes: Notes) -> tuple[str, str, str, str]:
    """The share, its interval, the share of a result in doubt, that of all myositis."""
    return ("*", "=", "?", "o") if notes.sheet.ascii else ("●", "━", "?", "○")


def _strip(notes: Notes, figure: Data, doubtful: bool) -> str:
    """The share and its interval on a scale; the ends of the scale are its bars."""
    share, between, doubt, all_ = _signs(notes)
    middle = figure["middle"]
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
