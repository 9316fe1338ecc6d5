"""The risk of cancer in a terminal: the tier, what it rests on, what was done and what is due."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console

from myosotis.report.marks import mark
from myosotis.report.notes import Notes
from myosotis.report.profile_words import (
    count_text,
    due_groups,
    factors_by_level,
    figure_text,
    tier_text,
)
from myosotis.report.sheet import Sheet
from myosotis.report.words import Data, answers_text, capital, date_text, listing, missing_text

PRESENT = {"yes": "present", "no": "absent", "unknown": "not known"}
FACTOR_MARKS = {"yes": "present", "unknown": "not_recorded", "no": "negative"}
KNOWN = {"yes": "yes", "no": "no", "unknown": "cannot tell", "cannot_tell": "cannot tell"}


def print_cancer_risk(notes: Notes, cancer: Data, concluded: bool = False) -> None:
    """Everything that is known of the risk of cancer; its conclusion unless that was told."""
    sheet = notes.sheet
    sheet.between(f"By {cancer['guideline']}", None)
    if not concluded:
        sheet.paragraph(cancer["statement"] + notes.of(cancer))
    sheet.paragraph(f"{tier_text(cancer)}.", 2, "Tier: ")
    sheet.paragraph(f"{KNOWN[cancer['applies']]}.", 2, "Applies to this patient: ")
    window = f"{KNOWN[cancer['in_window']]} (start {date_text(cancer['start'])})."
    sheet.paragraph(window, 2, f"{capital(cancer['window'])}: ")
    _statements(notes, "No routine search", cancer["exempt"])
    _print_factors(notes, cancer)
    print_missing(notes, cancer["missing"])
    print_due(notes, cancer["due"])
    _statements(notes, "To consider", cancer["conditional"])
    _statements(notes, "Red flags, whatever the tier", cancer["red_flags"])
    if cancer["red_flags_missing"]:
        sheet.paragraph(
            f"{listing(cancer['red_flags_missing'])}.", 2, "Red flags not recorded either way: "
        )
    _figures(notes, cancer["figures"])
    remarks = [*cancer["flags"], *cancer["remarks"]]
    if remarks:
        sheet.line("  To know when reading it")
        sheet.items((notes.remark(one) for one in remarks), indent=4)
    if cancer["not_read"]:
        sheet.line("  Not read in the source")
        sheet.items((notes.remark(one) for one in cancer["not_read"]), "? ", 4)


def print_missing(notes: Notes, missing: Iterable[Data]) -> None:
    """What is not known and could change the answer."""
    lines = []
    for one in missing:
        answers = answers_text(one)
        lines.append(missing_text(one) + (f" ({answers})" if answers else ""))
    if lines:
        notes.sheet.line("  Missing")
        notes.sheet.items(lines, "? ", 4)


def print_due(notes: Notes, lines: Iterable[Data]) -> None:
    """What is to be done: due now first, then planned, done, only if, not asked for."""
    sheet, status = notes.sheet, ""
    for due in due_groups(lines):
        if due.status != status:
            status = due.status
            sheet.line(f"  {capital(mark(status).word)}", "bold")
        shape = sheet.mark(mark(status)).split()[0]
        cites = notes.of(due.line)
        sheet.paragraph(f"{due.panel}: {', '.join(due.labels)}{cites}", 4, f"{shape} ")
        sheet.paragraph(f"{due.when}. {' '.join(due.statements)}".strip(), 6)
        for note in due.notes:
            sheet.paragraph(note, 6)


def _print_factors(notes: Notes, cancer: Data) -> None:
    """Risk factors by level, those that are present first."""
    sheet = notes.sheet
    if not cancer["factors"]:
        return
    signs = {known: sheet.mark(mark(name)).split()[0] for known, name in FACTOR_MARKS.items()}
    key = ", ".join(f"{signs[known]} {PRESENT[known]}" for known in signs)
    sheet.line(f"  Risk factors ({key})")
    for level, factors in factors_by_level(cancer):
        sheet.paragraph(f"{capital(level)} level{count_text(cancer, level)}", 4)
        for one in factors:
            name = f"{one['label']}{notes.of({'checked': one['checked']})}"
            text = f"{name}: {one['why'] or 'not recorded'}"
            sheet.paragraph(text, 6, f"{signs[one['verdict']]} ")


def _statements(notes: Notes, title: str, statements: Iterable[Data]) -> None:
    texts = []
    for one in statements:
        open_ = " (not excluded)" if one["verdict"] != "present" else ""
        texts.append(one["statement"] + notes.of(one) + open_)
    if texts:
        notes.sheet.line(f"  {title}")
        notes.sheet.items(texts, indent=4)


def _figures(notes: Notes, figures: Iterable[Data]) -> None:
    texts = [capital(figure_text(one)) + notes.of(one) + "." for one in figures]
    if texts:
        notes.sheet.line("  How the tiers did in other cohorts")
        notes.sheet.items(texts, indent=4)


def print_cancer(report: Data, console: Console) -> None:
    """Print one cancer risk (what `CancerReport.to_dict` gives)."""
    notes, cancer = Notes(Sheet(console), report), report["cancer"]
    notes.title("cancer risk")
    notes.sheet.paragraph(cancer["statement"] + notes.of(cancer), style="bold")
    notes.sheet.rule()
    notes.row("Tier", [f"{tier_text(cancer)}, by {cancer['guideline']}"])
    notes.due(cancer["due"])
    unread = len(cancer["not_read"])
    if unread:
        notes.row("Not read", [f"{unread} points of the guideline, named below"])
    notes.head(cancer["question"])
    print_cancer_risk(notes, cancer, concluded=True)
    notes.footer()
