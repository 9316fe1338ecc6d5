"""The lung and the other organs of a profile, in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from myosotis.report.columns import print_table
from myosotis.report.figure_words import RATIOS, SHARES, named_figure, short_list
from myosotis.report.notes import Notes
from myosotis.report.profile_cancer import KNOWN, print_due, print_missing
from myosotis.report.profile_words import AFFECTED, RECORDED, sentence
from myosotis.report.risk_words import side_by_side, subject_text, values_text, verdict_text
from myosotis.report.words import Data, capital, date_text, listing


def print_lung_risk(notes: Notes, lung: Data) -> None:
    """The risk, what guidelines say, what is due, the prognostic tools, the course."""
    sheet = notes.sheet
    sheet.paragraph(sentence(lung["statement"]) + notes.of(lung))
    sheet.items(capital(text) for text in lung["because"])
    rapid = KNOWN[lung["rapid"]]
    sheet.paragraph(f"{RECORDED[lung['recorded']]}; rapidly progressive: {rapid}.", 2,
                    "Lung disease: ")  # fmt: skip
    print_missing(notes, lung["missing"])
    _print_advice(notes, lung["advice"])
    print_due(notes, lung["due"])
    for tool in lung["tools"]:
        _print_tool(notes, tool)
    _print_progression(notes, lung)
    notes.remarks("To know when reading it", lung["remarks"])


def _print_advice(notes: Notes, advice: Sequence[Data]) -> None:
    if not advice:
        return
    notes.sheet.line("  What guidelines say")
    guidelines, subjects = side_by_side(advice)
    shared = {about: said for about, said in subjects.items() if len(said) > 1}
    rows = [
        (
            [subject_text(about)],
            *(
                [_advice(notes, one) for one in said.get(guideline, ())] or ["nothing read"]
                for guideline in guidelines
            ),
        )
        for about, said in shared.items()
    ]
    if rows:
        print_table(notes.sheet, ("About", *guidelines), rows, 4)
    for guideline in guidelines:
        texts = [
            _advice(notes, one)
            for about, said in subjects.items()
            if about not in shared
            for one in said.get(guideline, ())
        ]
        if texts:
            notes.sheet.line(f"    {'Only ' if shared else ''}{guideline}", "bold")
            notes.sheet.items(texts, indent=4)


def _advice(notes: Notes, one: Data) -> str:
    strength = f" ({one['strength']})" if one["strength"] else ""
    possible = " Not excluded for this patient." if one["verdict"] == "possible" else ""
    return f"{one['statement'].rstrip('.')}{strength}.{notes.of(one)}{possible}"


def _print_tool(notes: Notes, tool: Data) -> None:
    sheet = notes.sheet
    sheet.line(f"  {tool['short']}", "bold")
    sheet.paragraph(f"{verdict_text(tool)}{notes.of(tool)} {tool['about']}", 4)
    _print_values(notes, tool)


def _print_values(notes: Notes, one: Data) -> None:
    """What a tool or a definition read, what it lacks, and what is to be known of it."""
    sheet = notes.sheet
    if one["values"]:
        sheet.paragraph(f"{values_text(one)}.", 4, "Here: ")
    if one["missing"]:
        sheet.paragraph(f"{listing(one['missing'])}.", 4, "Not known: ")
    if one["assumed"]:
        sheet.paragraph(f"{one['assumed'].rstrip('.')}.", 4, "Taken as met: ")
    sheet.items((notes.remark(flag) for flag in one["flags"]), indent=4)


def _print_progression(notes: Notes, lung: Data) -> None:
    if not lung["progression"]:
        return
    notes.sheet.line("  Has it progressed? By each definition")
    if lung["progression_note"]:
        notes.sheet.paragraph(lung["progression_note"], 4)
    for one in lung["progression"]:
        dates = f"{date_text(one['start'])} to {date_text(one['end'])}"
        verdict = verdict_text(one)
        said = f"{one['short']}, {dates}: {verdict[:1].lower()}{verdict[1:]}{notes.of(one)}"
        notes.sheet.paragraph(said, 2, style="bold")
        _print_values(notes, one)


def print_watch(notes: Notes, watch: Iterable[Data]) -> None:
    """The other organs: why to look at them, with figures, and how."""
    for one in watch:
        if not one["because"] and not one["figures"]:
            continue
        notes.head(f"{capital(one['label'])}: {AFFECTED[one['recorded']]}")
        notes.sheet.items(why["statement"] + notes.of(why) for why in one["because"])
        texts = [
            f"{capital(named_figure(figure, one['label']))}{notes.of(figure)}."
            for figure in short_list(one["figures"], SHARES, RATIOS)
        ]
        notes.sheet.items(texts)
        notes.more(len(one["figures"]) - len(texts))
        print_due(notes, one["how"], {why["statement"] for why in one["because"]})
