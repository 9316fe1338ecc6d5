"""A plan in a terminal, and as a page of one sheet of paper."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console

from myosotis.report import strategy_words
from myosotis.report.notes import NAME, Notes
from myosotis.report.page import asset, environment
from myosotis.report.profile_words import document_title
from myosotis.report.sheet import Sheet
from myosotis.report.strategy_words import (
    condition_text,
    holding,
    plan_text,
    reproduction_text,
    standing_text,
    unknown_conditions,
    unmet_lines,
)
from myosotis.report.words import INTENDED_USE, Data, date_text

NOTHING = "not recorded; a score that compares two visits needs its measures on that day"


def print_plan(document: Data, console: Console) -> None:
    """Print one plan (what `PlanDocument.to_dict` gives)."""
    sheet = Sheet(console)
    notes = Notes(sheet, document)
    option = document["option"]
    notes.title("plan")
    sheet.paragraph(plan_text(document), style="bold")
    sheet.rule()
    for name, text in _rows(document):
        lines = sheet.wrapped(text, width=sheet.width - NAME)
        for number, line in enumerate(lines):
            sheet.line(f"{'' if number else name:<{NAME}}{line}")
    if document["unmet"]:
        notes.head("What stands against it today")
        told = (f"{one['text']}{notes.of(one)}" for one in unmet_lines(document))
        sheet.items(told, "! ", 0)
    holds = [line for line in holding(option) if line["statement"] not in document["unmet"]]
    if holds:
        notes.head("Conditions that hold")
        sheet.items((f"{condition_text(one)}{notes.of(one)}" for one in holds), "- ", 0)
    unknown = unknown_conditions(option)
    if unknown:
        notes.head("Not known")
        sheet.items((f"{condition_text(one)}{notes.of(one)}" for one in unknown), "? ", 0)
    for title, key in (("Before starting", "before"), ("To watch", "monitoring")):
        if option[key]:
            notes.head(title)
            told = (
                f"{one['action'].rstrip('.')}{_every(one)}.{notes.of(one)}" for one in option[key]
            )
            sheet.items(told, "[ ] " if key == "before" else "- ", 0)
    if option["reproduction"]:
        notes.head("Having a child")
        stages = option["reproduction"]
        sheet.items((f"{reproduction_text(one)}{notes.of(one)}" for one in stages), "- ", 0)
    notes.head("For the patient file; the next review checks it")
    for line in document["entry"].splitlines():
        sheet.line(line)
    notes.footer()


def render_plan(document: Data) -> str:
    """The page of one plan: what `PlanDocument.to_dict` gives."""
    known = document["sources"]

    def numbered(ids: Iterable[str]) -> list[tuple[int, str]]:
        return sorted({(known[id_]["number"], id_) for id_ in ids if id_ in known})

    return environment().get_template("plan.html").render(
        document=document,
        option=document["option"],
        title=document_title(document, "plan"),
        css=asset("style.css") + asset("differential.css") + asset("strategy.css")
        + asset("dark.css"),
        rows=_rows(document),
        words=strategy_words,
        sources=sorted(known.items(), key=lambda item: item[1]["number"]),
        on_paper=set(known),
        numbered=numbered,
        intended_use=INTENDED_USE,
    )  # fmt: skip


def _rows(document: Data) -> list[tuple[str, str]]:
    option = document["option"]
    return [
        ("Begins", date_text(document["start"])),
        ("Judged", f"{date_text(document['until'])}, after {document['weeks']} weeks"),
        ("By", f"{document['measure']}, {document['threshold']}"),
        ("At the start", document["at_start"] or NOTHING),
        *([("Dose", document["dose"])] if document["dose"] else []),
        ("Usual dose", option["usual_dose"]),
        ("Stands today", standing_text(option)),
    ]


def _every(one: Data) -> str:
    return f" ({one['every']})" if one.get("every") else ""
