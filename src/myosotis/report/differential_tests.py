"""What is looked for before anything is ranked, and the tests that come next, in a terminal."""

from __future__ import annotations

from myosotis.report.differential_words import asked_gates, changing, gates_of, settles_text
from myosotis.report.marks import mark
from myosotis.report.notes import Notes
from myosotis.report.words import Data, capital, effort_text

TOLD = 5
"""As many tests are told in full; the others are named."""
ASKED = 3
"""Of so many leading disorders it is told what they ask of a test: the page has all."""


def print_gates(notes: Notes, body: Data) -> None:
    """The causes to look for first: what is there in full, what is not known by name."""
    sheet = notes.sheet
    notes.head("Before anything is ranked")
    found, unknown = (sheet.mark(mark(name)).split()[0] for name in ("found", "ask"))
    for gate in gates_of(body, "present"):
        because = "; ".join(reason["text"] for reason in gate["because"])
        sheet.paragraph(f"{gate['statement']}{notes.of(gate)}", 0, f"{found} {_label(gate)}: ")
        sheet.paragraph(f"{because}." if because else "", 2)
    for title, gates in asked_gates(body):
        labels = [gate["label"] for gate in gates]
        sheet.paragraph(f"{', '.join(labels)}.", 0, f"{unknown} {title}, not known: ")
    excluded = [gate["label"] for gate in gates_of(body, "excluded")]
    if excluded:
        sheet.paragraph(f"{', '.join(excluded)}.", 0, "Excluded: ")


def _label(gate: Data) -> str:
    return capital(gate["label"])


def print_tests(notes: Notes, body: Data) -> None:
    """The tests in order, with what each result would change."""
    if not body["actions"]:
        return
    notes.head("Next tests")
    for number, action in enumerate(body["actions"][:TOLD], 1):
        _test(notes, action, number)
    rest = [action["label"] for action in body["actions"][TOLD:]]
    if rest:
        notes.sheet.paragraph(f"{'; '.join(rest)}.", 0, "Then: ")


def _test(notes: Notes, action: Data, number: int) -> None:
    sheet, lead = notes.sheet, f"{number}. "
    indent = len(lead)
    sheet.paragraph(f"{capital(action['label'])} ({effort_text(action)})", 0, lead, "bold")
    if action["missing"] != [action["label"]] and len(action["tests"]) > 1:
        sheet.paragraph(f"{', '.join(action['missing'])}.", indent, "Not done: ")
    sheet.paragraph(f"{action['why']}{notes.of(action)}", indent)
    sheet.items(changing(action), "- ", indent)
    if not changing(action) and action["settles"]:
        sheet.paragraph(settles_text(action), indent)
    sheet.items([f"{one['text']}{notes.of(one)}" for one in action["asks"][:ASKED]], "> ", indent)
    if action["before"]:
        sheet.paragraph(" ".join(action["before"]), indent, "Before: ")
    if action["not_informative"]:
        sheet.paragraph(" ".join(action["not_informative"][:2]), indent, "Beware: ")
