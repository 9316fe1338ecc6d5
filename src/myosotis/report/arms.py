"""Study arms in a terminal: a table of them, and one therapy with its sums."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from myosotis.evidence import ArmCount
from myosotis.report.arm_words import (
    CHECKED,
    arm_names,
    arm_words,
    count_text,
    counts_text,
    interval_text,
    pooled_text,
    ratio_text,
    share_bar,
    title_of,
)
from myosotis.report.columns import print_table
from myosotis.report.notes import Notes
from myosotis.report.sheet import Sheet
from myosotis.report.words import Data, capital

NAME, COUNTS, SHARE = 29, 11, 17
"""The widths of the first columns; the bar takes the rest."""

NO_DATA = "No data for this subgroup."


def print_arm_table(document: Data, console: Console) -> None:
    """Print a table of arms: what `ArmTableDocument.to_dict` gives."""
    sheet = Sheet(console)
    notes = Notes(sheet, document)
    shown = len(document["arms"])
    of = f"{shown} of {document['of']} arms" if shown < document["of"] else f"all {shown} arms"
    chosen = [one["label"] for one in document["filters"].values()]
    knowledge = document["knowledge"]
    title = " · ".join(["Study arms", *chosen, of])
    sheet.paragraph(f"{title} · knowledge {knowledge['version']}", style="bold")
    sheet.rule()
    if not shown:
        sheet.line(NO_DATA)
        return
    sheet.paragraph(
        "A share is that of one study, with its 95 % interval. Kinds of outcome are never added."
    )
    for kind in document["kinds"]:
        arms = [arm for arm in document["arms"] if arm["kind"] == kind["id"]]
        if arms:
            notes.head(capital(kind["label"]))
            _studies(notes, arms, {})
    notes.footer()


def print_therapy_evidence(document: Data, console: Console) -> None:
    """Print what is known of one therapy: what `TherapyDocument.to_dict` gives."""
    sheet = Sheet(console)
    notes = Notes(sheet, document)
    whose = f" in {document['group']['label']}" if document["group"] else ""
    knowledge = document["knowledge"]
    sheet.paragraph(
        f"{capital(document['therapy']['label'])}{whose} · study arms · knowledge "
        f"{knowledge['version']} ({knowledge['hash'][:4]})",
        style="bold",
    )
    sheet.rule()
    kinds: Sequence[Data] = document["kinds"]
    if not any(kind["arms"] for kind in kinds):
        sheet.line(NO_DATA if document["group"] else "No data for this therapy.")
    else:
        for kind in kinds:
            sheet.paragraph(_first(kind), 0, f"{capital(kind['label'])}: ")
    for kind in kinds:
        notes.head(capital(kind["label"]))
        ratios = {pair["active"]: pair["odds_ratio"] for pair in kind["comparisons"]}
        _studies(notes, kind["arms"], ratios)
        _sums(sheet, kind)
    if any(kind["arms"] for kind in kinds):
        notes.footer()


def _first(kind: Data) -> str:
    """What a kind of outcome comes to, for the first screen."""
    studies = len({arm["study"] for arm in kind["arms"]})
    said = [count_text(studies, "study", "studies") if studies else "no study"]
    single, pairs = kind["single"], kind["randomised"]
    if single and single["random"]:
        share = interval_text(single["random"]["value"])
        said.append(f"{share} over the arms without random assignment")
    elif single:
        said.append(f"{single['responders']} of {single['patients']} patients in one arm")
    if pairs and pairs["random"]:
        said.append(
            f"odds ratio {ratio_text(pairs['random']['value'])} in {len(pairs['arms']) // 2} "
            "randomised comparisons"
        )
    elif pairs:
        said.append("one randomised comparison")
    return "; ".join(said) + "."


def _studies(notes: Notes, arms: Iterable[Data], ratios: Data) -> None:
    """The arms, those of a comparison under each other with their control last."""
    seen: set[str] = set()
    listed = list(arms)
    for arm in listed:
        if arm["arm"] in seen:
            continue
        together = [
            one for one in listed if arm["comparison"] and one["comparison"] == arm["comparison"]
        ] or [arm]
        seen.update(one["arm"] for one in together)
        ordered = sorted(together, key=lambda one: bool(one["role"] == "control"))
        _together(notes, ordered, ratios)


def _together(notes: Notes, arms: Sequence[Data], ratios: Data) -> None:
    sheet = notes.sheet
    first = arms[0]
    if len(arms) == 1:
        _arm(sheet, title_of(first), first)
    else:
        sheet.line(title_of(first), "bold")
        for arm, name in zip(arms, arm_names(arms), strict=True):
            _arm(sheet, f"  {name}", arm, bold=False)
        found = [ratio_text(ratios[arm["arm"]]) for arm in arms if arm["arm"] in ratios]
        if found:
            sheet.paragraph(f"odds ratio {' and '.join(found)}", 4)
    *lines, last = arm_words(arms)
    for line in (*lines, f"{last}{notes.of(first)}"):
        sheet.paragraph(line, 4)


def _arm(sheet: Sheet, name: str, arm: Data, bold: bool = True) -> None:
    """A line: the name, how many of how many, the share, a bar."""
    bar = sheet.width - NAME - COUNTS - SHARE - 2
    if len(name) >= NAME:
        sheet.line(name, "bold" if bold else "")
        name = ""
    share = arm["share"]
    text = f"{name:<{NAME}}{counts_text(arm):<{COUNTS}}"
    if share:
        text += f"{interval_text(share):<{SHARE}}  {share_bar(share, bar, sheet.ascii)}"
    elif not arm["effect"]:
        text += "number not read"
    if text.strip():
        line = Text(text.rstrip())
        line.stylize("bold" if bold else "", 0, len(name))
        sheet.line(line)


def _sums(sheet: Sheet, kind: Data) -> None:
    lines = [line for line in (kind["single"], kind["randomised"]) if line]
    if kind["counted"] and not lines and kind["arms"]:
        sheet.line()
        sheet.paragraph("Nothing can be added up: no arm of this treatment alone has its numbers.")
    for one in lines:
        sheet.line()
        sheet.line(
            "This treatment alone, not assigned by chance"
            if one["of"] == "share"
            else "This treatment alone, assigned by chance, against no other treatment",
            "bold",
        )
        for text in pooled_text(one):
            sheet.paragraph(text, 2, "")
    if kind["apart"] and lines:
        sheet.paragraph(f"Not in the sums: {', '.join(kind['apart'])}.", 2)
    for estimate in kind["estimates"]:
        sheet.line()
        sheet.paragraph(_estimate(estimate), 2, "The model: ")


def _estimate(estimate: Data) -> str:
    basis = "all arms" if estimate["basis"] == "arms" else "randomised comparisons"
    ratio = f", odds ratio {ratio_text(estimate['ratio'])}" if estimate["ratio"] else ""
    borrowed = "" if estimate["studies"] else "; no arm of this group, so all of it is borrowed"
    return (
        f"{estimate['outcome']['label']}: {interval_text(estimate['share'])}{ratio} from "
        f"{basis}{borrowed}."
    )


def print_arm_counts(name: str, counts: ArmCount, console: Console) -> None:
    """Print what a table of arms holds, where nothing is wrong with it."""
    sheet = Sheet(console)
    arms = count_text(counts.arms, "arm", "arms")
    studies = count_text(counts.studies, "study", "studies")
    sheet.paragraph(f"{name}: {arms} of {studies}; nothing is wrong.", style="bold")
    read = [f"{n} {CHECKED[level]}" for level in CHECKED if (n := counts.checked.get(level))]
    sheet.paragraph(f"Arms {', '.join(read)}.")
    sheet.line()
    print_table(
        sheet,
        ["Kind of outcome", "Arms", "Counted", "Studies", "Patients", "With the outcome"],
        [
            [[str(cell)] for cell in (
                capital(one.label), one.arms, one.counted, one.studies, one.patients,
                one.responders,
            )]
            for one in counts.kinds
        ],
    )  # fmt: skip
    sheet.line()
    sheet.paragraph(
        "Counted are arms with their numbers, whose patients no other row of the kind counts."
    )
