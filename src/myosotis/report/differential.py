"""A differential in a terminal: the first screen holds the conclusion, the rest is below."""

from __future__ import annotations

from rich.console import Console

from myosotis.report.differential_bars import Bars, Powers
from myosotis.report.differential_tests import print_gates, print_tests
from myosotis.report.differential_words import (
    AXIS,
    LEADS,
    about_test,
    all_shown,
    asked_gates,
    first_tests,
    gates_of,
    has_sets,
    in_full,
    labels_of,
    lower_text,
    members,
    more_text,
    name_of,
    set_title,
    shown_of,
    telling,
    unranked,
    whole_statement,
    why_text,
    within,
)
from myosotis.report.marks import mark
from myosotis.report.notes import Notes, two_lines
from myosotis.report.profile_words import document_title
from myosotis.report.sheet import Sheet
from myosotis.report.words import Data, capital, listing

FOR, AGAINST = 3, 2
"""As many findings are told for a disorder, and against it; the page tells all."""


def print_differential(document: Data, console: Console, brief: bool = False) -> None:
    """Print one differential (what `Differential.to_dict` gives); ``brief`` gives a few lines."""
    sheet = Sheet(console)
    notes = Notes(sheet, document)
    body = document["differential"]
    if brief:
        sheet.paragraph(document_title(document, "differential"), style="bold")
        print_summary(sheet, body, 2)
        return
    _first_screen(notes, body)
    print_gates(notes, body)
    if has_sets(body):
        _sets(notes, body)
    print_tests(notes, body)
    _left_out(notes, body)
    notes.footer()


def print_summary(sheet: Sheet, body: Data, indent: int) -> None:
    """The statement, what is unexplained and the first tests, as in a review."""
    sheet.paragraph(body["statement"], indent)
    if has_sets(body) and not whole_statement(body):
        labels = body["sets"][0]["labels"]
        shown = [*labels[:8], *([f"{len(labels) - 8} more"] if len(labels) > 8 else [])]
        sheet.paragraph(f"{', '.join(shown)}.", indent, "Not parted by the record: ")
    if body["unexplained"]:
        sheet.paragraph(f"{'; '.join(body['unexplained'])}.", indent, "Not explained by it: ")
    present = gates_of(body, "present")
    if present:
        sheet.paragraph(f"{', '.join(g['label'] for g in present)}.", indent, "Look at first: ")
    tests = first_tests(body)
    if tests:
        sheet.paragraph(f"{'; '.join(tests)}.", indent, "Tests next: ")


def _first_screen(notes: Notes, body: Data) -> None:
    sheet = notes.sheet
    notes.title("differential")
    sheet.paragraph(body["statement"], style="bold")
    sheet.rule()
    found, unknown = (sheet.mark(mark(name)).split()[0] for name in ("found", "ask"))
    if has_sets(body):
        if not whole_statement(body):
            two_lines(sheet, "First set", body["sets"][0]["labels"])
        two_lines(sheet, "Kind", [LEADS[body["leads"]]])
    two_lines(sheet, "Not explained", [f"{unknown} {one}" for one in body["unexplained"]])
    two_lines(
        sheet, "Look at first", _led(found, [gate["label"] for gate in gates_of(body, "present")])
    )
    asked = [gate["label"] for _, gates in asked_gates(body) for gate in gates]
    two_lines(sheet, "Not known", _led(unknown, asked))
    if has_sets(body):
        two_lines(sheet, "Would part them", [one["label"] for one in body["sets"][0]["parted_by"]])
    two_lines(sheet, "Tests next", first_tests(body, len(body["actions"])))


def _led(shape: str, labels: list[str]) -> list[str]:
    return [f"{shape} {labels[0]}", *labels[1:]] if labels else []


def _sets(notes: Notes, body: Data) -> None:
    sheet = notes.sheet
    notes.head(body["question"])
    sheet.paragraph(AXIS)
    filled, empty = ("*", "o") if sheet.ascii else ("●", "○")
    sheet.line(f"{filled} idiopathic inflammatory myopathy   {empty} another disorder")
    bars = Bars(sheet, Powers.of(all_shown(body)))
    for one in body["sets"]:
        sheet.line()
        sheet.line(set_title(body, one), "bold")
        bars.head()
        for line in shown_of(body, one):
            bars.bar(name_of(line), line)
        _rest(notes, body, one)
    if lower_text(body):
        sheet.line()
        sheet.line(lower_text(body))
    notes.head("The first set, disorder by disorder")
    for line in in_full(body):
        _disorder(notes, line)
    left = len(members(body, body["sets"][0])) - len(in_full(body))
    if left:
        sheet.line(f"{left} more of this set are told on the page (--html) or by --json.")
    if body["unexplained"]:
        sheet.line("No disorder of the first set explains", "bold")
        sheet.items(body["unexplained"], "- ")


def _rest(notes: Notes, body: Data, one: Data) -> None:
    """What is not drawn of a set, what would part it, and of a later set why."""
    sheet, facts = notes.sheet, one["parted_by"]
    if more_text(body, one):
        sheet.line(f"  {more_text(body, one)}")
    if facts and one["place"] == 1:
        sheet.line("  Not recorded, and would part them")
        sheet.items((fact["text"] for fact in facts), "? ", 4)
        return
    for line in shown_of(body, one) if one["place"] == 2 else ():
        reasons = (labels_of(line[side], 2) for side in ("for_", "against"))
        text = "{}: for it {}; against it {}.".format(capital(line["label"]), *reasons)
        sheet.paragraph(text, 4, "- ")
    if facts:
        names = listing([fact["label"] for fact in facts])
        sheet.paragraph(f"{names}.", 4, "? Not recorded, and would part them: ")


def _disorder(notes: Notes, line: Data) -> None:
    sheet = notes.sheet
    sheet.paragraph(name_of(line), style="bold")
    if why_text(line):
        sheet.paragraph(why_text(line), 2)
    for title, evidence, most in (("+", line["for_"], FOR), ("-", line["against"], AGAINST)):
        texts = (f"{within(one, line)}{notes.of(one)}" for one in telling(evidence, most))
        sheet.items(texts, f"{title} ")
    for title, words in (
        ("Settled by: ", line["settled_by"]),
        ("Missed by: ", line["missed_by"]),
        ("Not to be stopped or missed: ", line["keep"]),
    ):
        if words:
            told = " ".join(f"{about_test(word)}{notes.of(word)}" for word in words[:2])
            sheet.paragraph(told, 2, title)
    sheet.line()


def _left_out(notes: Notes, body: Data) -> None:
    sheet = notes.sheet
    groups = unranked(body)
    if groups:
        notes.head("Not ranked")
        for title, labels in groups:
            sheet.paragraph(f"{', '.join(labels)}.", 0, f"{title}: ")
    if body["unused"] or body["notes"]:
        notes.head("Of the record")
        if body["unused"]:
            sheet.paragraph(f"{', '.join(body['unused'])}.", 0, "Recorded, and not read here: ")
        sheet.items(body["notes"], "- ", 0)
