"""The risk of cancer in a terminal: the tier, what it rests on, what was done and what is due."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from rich.console import Console

from myosotis.report.due_words import due_groups
from myosotis.report.figure_words import figure_text
from myosotis.report.marks import mark
from myosotis.report.notes import Notes
from myosotis.report.profile_words import SHOWN
from myosotis.report.risk_words import count_text, factors_by_level, flag_names, tier_text, why_text
from myosotis.report.sheet import Sheet
from myosotis.report.words import Data, answers_text, capital, date_text, listing, missing_text

PRESENT = {"yes": "present", "no": "absent", "unknown": "not known"}
FACTOR_MARKS = {"yes": "present", "unknown": "not_recorded", "no": "negative"}
KNOWN = {"yes": "yes", "no": "no", "unknown": "cannot tell", "cannot_tell": "cannot tell"}


def print_cancer_risk(notes: Notes, cancer: Data, whole: bool = False) -> None:
    """What is known of the risk of cancer; where it is the ``whole`` document, to the last remark,
    and without the conclusion, which stands above it."""
    sheet = notes.sheet
    sheet.between(f"By {cancer['guideline']}", None)
    if not whole:
        sheet.paragraph(cancer["statement"] + notes.of(cancer))
    sheet.paragraph(f"{KNOWN[cancer['applies']]}.", 2, "Applies to this patient: ")
    if cancer["applies"] == "no":
        told = [one for one in cancer["exempt"] if one["statement"] != cancer["statement"]]
        _statements(notes, "No routine search", told)
    else:
        _print_standing(notes, cancer)
    print_due(notes, cancer["due"])
    _statements(notes, "To consider", cancer["conditional"])
    _statements(notes, "Red flags, whatever the tier", cancer["red_flags"])
    if cancer["red_flags_missing"]:
        named = listing([name[:1].lower() + name[1:] for name in flag_names(cancer)])
        sheet.paragraph(f"{named}.", 2, "Red flags not recorded either way: ")
    most = None if whole else SHOWN
    _figures(notes, cancer["figures"], most)
    notes.remarks("To know when reading it", [*cancer["flags"], *cancer["remarks"]], most)
    notes.remarks("Not read in the source", cancer["not_read"], most, "? ")


def _print_standing(notes: Notes, cancer: Data) -> None:
    """The time that the guideline covers, and the factors behind the tier."""
    sheet = notes.sheet
    window = f"{KNOWN[cancer['in_window']]}; {cancer['window']}."
    sheet.paragraph(window, 2, "Within the time that it covers: ")
    start = date_text(cancer["start"])
    sheet.paragraph(f"{start[:1].lower()}{start[1:]}.", 2, "Dates are counted from: ")
    _statements(notes, "No routine search", cancer["exempt"])
    _print_factors(notes, cancer)
    if not cancer["factors"]:
        print_missing(notes, cancer["missing"])


def print_missing(notes: Notes, missing: Iterable[Data]) -> None:
    """What is not known and could change the answer."""
    lines = []
    for one in missing:
        answers = answers_text(one)
        lines.append(missing_text(one) + (f" ({answers})" if answers else ""))
    if lines:
        notes.sheet.line("  Missing")
        notes.sheet.items(lines, "? ", 4)


def print_due(notes: Notes, lines: Iterable[Data], told: Collection[str] = ()) -> None:
    """What is to be done: due now first, then planned, done, only if, not asked for.

    ``told`` are statements that stand above it.
    """
    sheet, status = notes.sheet, ""
    for due in due_groups(lines):
        if due.status != status:
            status = due.status
            sheet.line(f"  {capital(mark(status).word)}", "bold")
        shape = sheet.mark(mark(status)).split()[0]
        cites = notes.of(due.line)
        sheet.paragraph(f"{due.name}{cites}", 4, f"{shape} ")
        why = [text for text in due.statements if text not in told]
        sheet.paragraph(" ".join([f"{due.when}.", *why]), 6)


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
            if one["verdict"] == "no":
                continue
            name = f"{one['label']}{notes.of({'checked': one['checked']})}"
            text = f"{name}: {why_text(one)}"
            sheet.paragraph(text, 6, f"{signs[one['verdict']]} ")
        absent = [
            f"{one['label']}{notes.of({'checked': one['checked']})}"
            for one in factors
            if one["verdict"] == "no"
        ]
        if absent:
            sheet.paragraph(", ".join(absent), 6, f"{signs['no']} ")


def _statements(notes: Notes, title: str, statements: Iterable[Data]) -> None:
    texts = []
    for one in statements:
        open_ = " (not excluded)" if one["verdict"] != "present" else ""
        texts.append(one["statement"] + notes.of(one) + open_)
    if texts:
        notes.sheet.line(f"  {title}")
        notes.sheet.items(texts, indent=4)


def _figures(notes: Notes, figures: Sequence[Data], most: int | None) -> None:
    if figures:
        notes.sheet.line("  How often cancer was found, and how the tiers did")
        texts = (capital(figure_text(one)) + notes.of(one) + "." for one in figures[:most])
        notes.sheet.items(texts, indent=4)
        notes.more(len(figures[most:]) if most else 0)


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
    print_cancer_risk(notes, cancer, whole=True)
    notes.footer()
