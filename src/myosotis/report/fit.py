"""A fit in a terminal: an estimate a line, its interval drawn beside it, and the diagnostics."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console

from myosotis.report.fit_words import (
    LIMITS,
    diagnostics_text,
    model_lead,
    model_title,
    ratio_text,
    rests_on,
    share_text,
    warning_text,
)
from myosotis.report.sheet import Sheet
from myosotis.report.words import Data, capital

NAME, RESTS, SHARE = 25, 23, 18
"""The widths of the columns; the picture of the interval takes the rest."""


def print_fit(document: Data, console: Console) -> None:
    """Print what `fit_document` gives: estimates of what was observed, then how far they go."""
    sheet = Sheet(console)
    sheet.paragraph(
        f"What the study arms add up to · model {document['model']} · seed {document['seed']} · "
        f"arms {document['arms_hash'][:8]}",
        style="bold",
    )
    for model in document["models"]:
        sheet.rule(model_title(model))
        sheet.paragraph(model_lead(model))
        for estimate in drawn(model):
            _line(sheet, estimate, model)
        if model["effects"]:
            sheet.line("Odds ratios of what else moves a share", "bold")
            for effect in model["effects"]:
                sheet.paragraph(f"{effect['label']}: {ratio_text(effect['ratio'])}", 2, "- ")
        sheet.paragraph(f"Checks: {diagnostics_text(model)}")
        if warning := warning_text(model):
            sheet.paragraph(warning, 0, "! ")
    sheet.rule("To know when reading it")
    if document["left_out"]:
        left = "; ".join(f"{one['arms']} {one['reason']}" for one in document["left_out"])
        sheet.paragraph(f"Arms that were not used: {left}.")
    sheet.items(LIMITS)


def shown(model: Data) -> Iterator[Data]:
    """The controls, then every therapy in all groups, below it the groups where it was observed."""
    estimates = [one for one in model["estimates"] if one["studies"]]
    for control in (True, False):
        yield from (one for one in estimates if one["control"] is control)


def drawn(model: Data) -> Iterator[Data]:
    """The same, without all groups where one group is all that was observed."""
    for estimate in shown(model):
        if estimate["group"] != "all" or len(_groups(estimate, model)) > 1:
            yield estimate


def row_name(estimate: Data, model: Data) -> tuple[str, bool]:
    """The name of a row, and whether it stands below the therapy that it belongs to."""
    name = capital(estimate["label"])
    if estimate["group"] == "all":
        return name, False
    label = estimate["group_label"]
    below = len(_groups(estimate, model)) > 1
    return (label, True) if below else (f"{name}, {label}", False)


def _groups(estimate: Data, model: Data) -> list[Data]:
    """The groups in which a therapy was observed."""
    return [
        one
        for one in model["estimates"]
        if one["therapy"] == estimate["therapy"] and one["group"] != "all" and one["studies"]
    ]


def _line(sheet: Sheet, estimate: Data, model: Data) -> None:
    text, below = row_name(estimate, model)
    value = ratio_text(estimate["ratio"]) if estimate["ratio"] else share_text(estimate["share"])
    names = sheet.wrapped(text, 2 if below else 0, 2, NAME - 1)
    room = sheet.width - NAME - RESTS - SHARE
    picture = "" if estimate["ratio"] else _interval(sheet, estimate["share"], room - 1)
    sheet.line(
        f"{names[0]:<{NAME}}{rests_on(estimate):<{RESTS}}{value:<{SHARE}} {picture}".rstrip()
    )
    for name in names[1:]:
        sheet.line(name)


def _interval(sheet: Sheet, share: Data, room: int) -> str:
    """The interval on a scale of 0 to 100 %, where there is room for one."""
    if room < 8:
        return ""
    dash, dot = ("-", "o") if sheet.ascii else ("─", "●")
    places = [int(share[end]) * (room - 1) // 1000 for end in ("low", "median", "high")]
    low, middle, high = places
    return " " * low + dash * (middle - low) + dot + dash * (high - middle)
