"""The results of a profile in a terminal: what was found, how certain, what was not tested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from myosotis.report.marks import mark
from myosotis.report.notes import Notes
from myosotis.report.profile_words import (
    FOUND,
    alike,
    number_of,
    result_text,
    result_word,
    results_by,
    subgroups_by,
    untested_groups,
)
from myosotis.report.words import Data, capital, missing_text

SHOWN = 5


def print_results(notes: Notes, profile: Data) -> None:
    """Each result that was found, then those that were not, then what was not tested."""
    notes.head(profile["question"])
    _print_picture(notes, profile["picture"])
    found = results_by(profile, *FOUND)
    told: dict[str, str] = {}
    for one in found:
        _print_result(notes, one, told)
    if not found:
        notes.sheet.paragraph(f"No antibody was {'found' if profile['results'] else 'tested'}.")
    _print_open(notes, results_by(profile, "not_excluded"))
    for how, labels in alike(results_by(profile, "negative")):
        notes.sheet.line()
        notes.sheet.paragraph(f"{', '.join(labels)}.", 0, f"{capital(how)}: ")
    _print_untested(notes, profile)


def print_subgroups(notes: Notes, profile: Data) -> None:
    """Which subgroups are possible, with reasons."""
    notes.head("Which subgroup of myositis?")
    groups = subgroups_by(profile)
    for verdict, subgroups in groups:
        plain = [one["label"] for one in subgroups if not one["because"] and not one["missing"]]
        for one in subgroups:
            if one["because"] or one["missing"]:
                _print_subgroup(notes, one)
        if plain:
            tail = "; nothing recorded speaks for them" if verdict == "not_excluded" else ""
            notes.sheet.paragraph(
                f"{', '.join(plain)}{tail}.", 0, f"{capital(mark(verdict).word)}: "
            )
    if not groups:
        notes.sheet.paragraph("No subgroup could be looked at.")


def _print_picture(notes: Notes, picture: Data) -> None:
    told = f" Probability {picture['probability']}." if picture["probability"] else ""
    notes.sheet.paragraph(picture["statement"] + told + notes.of(picture))
    notes.sheet.items(reason["text"] + notes.of(reason) for reason in picture["because"])


def _print_result(notes: Notes, result: Data, told: dict[str, str]) -> None:
    """One result in full; a doubt that was told of another antibody already is only named."""
    sheet = notes.sheet
    sheet.line()
    shown = replace(mark(result["verdict"]), word=result_word(result))
    sheet.between(result["label"], shown)
    sheet.paragraph(result["statement"], 2)
    sheet.items(capital(result_text(test)) + "." for test in result["tested"])
    _section(notes, "How certain", _certainty(notes, result, told))
    _section(notes, "What it stands for", [result["summary"], notes.remark(result["about"])])
    _section(notes, "Known of it", [notes.remark(one) for one in result["remarks"]])
    titre = [result["titre"]] if result["titre"] else []
    _section(notes, "Its level over time", [notes.remark(one) for one in titre])
    _section(notes, "Answer to treatment", [notes.remark(one) for one in result["response"]])
    _section(notes, "Not to be read as", [notes.remark(one) for one in result["pitfalls"]])


def _certainty(notes: Notes, result: Data, told: dict[str, str]) -> list[str]:
    """The doubts with their figures, the predictive value, the pattern of fluorescence."""
    texts = []
    for doubt in result["doubts"]:
        first = told.setdefault(doubt["statement"], result["label"])
        if first != result["label"]:
            texts.append(f"{capital(doubt['label'])}: see {first}.")
            continue
        figures = "; ".join(number_of(one) + notes.of(one) for one in doubt["figures"])
        tail = f" {capital(figures)}." if figures else ""
        texts.append(f"{doubt['statement']}{notes.of(doubt)}{tail}")
    for part in (result["predictive"], result["pattern"]):
        if part:
            texts.append(notes.remark(part))
    if not texts:
        texts.append("Nothing recorded bears on how certain it is.")
    return texts


def _section(notes: Notes, title: str, texts: Sequence[str]) -> None:
    if texts:
        notes.sheet.line(f"  {title}")
        notes.sheet.items(texts[:SHOWN], indent=4)
    if len(texts) > SHOWN:
        notes.sheet.line(f"    and {len(texts) - SHOWN} more; the page (--html) shows all")


def _print_open(notes: Notes, results: Sequence[Data]) -> None:
    """Negative by a method that misses many: negative is not excluded."""
    for one in results:
        notes.sheet.line()
        notes.sheet.between(one["label"], mark(one["verdict"]))
        notes.sheet.paragraph(one["statement"], 2)
        notes.sheet.items(capital(result_text(test)) + "." for test in one["tested"])
        notes.sheet.items(notes.remark(remark) for remark in one["pitfalls"])


def _print_untested(notes: Notes, profile: Data) -> None:
    groups = untested_groups(profile)
    if not groups:
        return
    notes.sheet.line()
    notes.sheet.between("Not tested, which is not negative", mark("not_tested"))
    for words, labels in groups:
        notes.sheet.paragraph(f"{', '.join(labels)}.", 2, f"{capital(words)}: ")


def _print_subgroup(notes: Notes, one: Data) -> None:
    part = f", part of {one['part_of'].replace('_', ' ')}" if one["part_of"] else ""
    notes.sheet.between(f"{capital(one['label'])}{part}", mark(one["verdict"]), loud=False)
    notes.sheet.items(because["statement"] + notes.of(because) for because in one["because"])
    notes.sheet.items((missing_text(each) for each in one["missing"]), "? ")
