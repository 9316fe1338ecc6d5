"""What is known of one disorder, in a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console

from myosotis.report.columns import print_table
from myosotis.report.differential_words import about_test
from myosotis.report.notes import Notes
from myosotis.report.profile_words import bound
from myosotis.report.sheet import Sheet
from myosotis.report.words import Data, capital

BASES = {
    "figure": "Published for it",
    "adapted": "Published for a neighbouring group, and carried over",
    "estimate": "Estimated by this project; nobody published them",
}
CATALOGUES = {"omim": "OMIM", "orpha": "Orphanet", "mondo": "Mondo"}


def print_disorder(document: Data, console: Console) -> None:
    """Print one disorder: what `DisorderDocument.to_dict` gives."""
    sheet = Sheet(console)
    notes = Notes(sheet, document)
    one = document["disorder"]
    knowledge = document["knowledge"]
    sheet.paragraph(f"{capital(one['label'])} · knowledge {knowledge['version']}", style="bold")
    sheet.rule()
    _what(notes, one)
    for title, words in (
        ("What misleads", one["misleads"]),
        ("What points to it", one["red_flags"]),
        ("What settles it", one["settled_by"]),
        ("What misses it", one["missed_by"]),
        ("What must not be stopped, or said too soon", one["keep"]),
        ("What cannot wait", one["urgent"]),
    ):
        if words:
            notes.head(title)
            sheet.items((f"{about_test(word)}{notes.of(word)}" for word in words), "- ", 0)
    _shares(notes, one)
    notes.footer()


def _what(notes: Notes, one: Data) -> None:
    sheet = notes.sheet
    codes = [f"{CATALOGUES[c['catalogue']]} {', '.join(c['codes'])}" for c in one["codes"]]
    dagger = "†" if any(c["checked"] == "no" for c in one["codes"]) else ""
    whole = one["part_of"]
    for name, text in (
        ("Group", capital(one["group"])),
        ("Form of", f"{whole['label']} ({whole['id'].replace('_', '-')})" if whole else ""),
        ("Forms", "; ".join(f"{f['label']} ({f['id'].replace('_', '-')})" for f in one["forms"])),
        ("Gene", one["gene"]),
        ("Inheritance", capital(one["inheritance"] or "")),
        ("Only in", one["only_sex"]),
        ("Onset", one["onset"]),
        ("Pattern", one["pattern"]),
        ("Course", f"{one['course']}{notes.of(one)}"),
        ("It takes", one["exposure"]),
        ("Confirmed by", one["confirmed"]),
        ("Codes", f"{'; '.join(codes)}{dagger}" if codes else ""),
    ):
        if text:
            lines = sheet.wrapped(text, width=sheet.width - 14)
            sheet.line(f"{name:<14}{lines[0]}")
            for more in lines[1:]:
                sheet.line(" " * 14 + more)
    if one["correctable"]:
        sheet.line("It can be corrected.")


def _shares(notes: Notes, one: Data) -> None:
    """The shares by what they rest on, those that tell most first."""
    sheet = notes.sheet
    notes.head("How often a finding is there, and how often over the whole list")
    for basis, title in BASES.items():
        shares = by_telling(share for share in one["shares"] if share["basis"] == basis)
        if not shares:
            continue
        sheet.line(f"{title}{notes.of(ESTIMATE) if basis == 'estimate' else ''}", "bold")
        heads = ["Finding", "Share", "List", *([] if basis == "estimate" else ["What was counted"])]
        rows = [[[cell] for cell in _row(notes, share)[: len(heads)]] for share in shares]
        print_table(sheet, heads, rows, 2)
        sheet.line()
    if one["inherited"]:
        sheet.paragraph(
            f"Of {one['inherited']} other findings only an estimate for its group, or for anybody "
            "with weak muscles, is used."
        )


def by_telling(shares: Iterable[Data]) -> list[Data]:
    """Shares in order: the furthest from that over the whole list first."""
    return sorted(shares, key=lambda one: -abs(one["share"] - one["mean"]))


def _row(notes: Notes, share: Data) -> list[str]:
    published = share["text"] if share["basis"] == "figure" else f"{100 * share['share']:.0f} %"
    counted = f"{share['note'] or ''}{notes.of(share)}".strip()
    return [capital(share["label"]), bound(published), f"{100 * share['mean']:.0f} %", counted]


ESTIMATE = {"sources": (), "checked": "no"}
