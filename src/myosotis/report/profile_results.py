"""The results of a profile in a terminal: what was found, how certain, what was not tested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from myosotis.report.figure_words import number_of
from myosotis.report.marks import mark
from myosotis.report.notes import Notes
from myosotis.report.profile_words import (
    FOUND,
    alike,
    first_told,
    inside,
    result_text,
    result_word,
    results_by,
    sentence,
    subgroups_by,
    untested_groups,
)
from myosotis.report.words import Data, capital, missing_text


def print_results(notes: Notes, profile: Data) -> None:
    """Each result that was found, then those that were not, then what was not tested."""
    notes.head(profile["question"])
    _print_picture(notes, profile["picture"])
    found = results_by(profile, *FOUND)
    told = first_told(profile)
    for one in found:
        _print_result(notes, one, told)
    if not found:
        notes.sheet.paragraph(f"No antibody was {'found' if profile['results'] else 'tested'}.")
    open_ = results_by(profile, "not_excluded")
    if open_:
        notes.sheet.line()
        notes.sheet.between("Reported negative, but not excluded", mark("not_excluded"))
        notes.sheet.paragraph("The method misses it, or is not recorded.", 2)
        _print_alike(notes, open_, 2)
    negative = results_by(profile, "negative")
    if negative:
        notes.sheet.line()
        notes.sheet.between("Negative", mark("negative"))
        _print_alike(notes, negative, 2)
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
            lead = f"{capital(mark(verdict).word)}: "
            notes.sheet.paragraph(f"{', '.join(plain)}{tail}.", 0, lead)
    if not groups:
        notes.sheet.paragraph("No subgroup could be looked at.")


def _print_picture(notes: Notes, picture: Data) -> None:
    told = f" Probability {picture['probability']}." if picture["probability"] else ""
    notes.sheet.paragraph(picture["statement"] + told + notes.of(picture))
    notes.sheet.items(capital(reason["text"]) + notes.of(reason) for reason in picture["because"])


def _print_result(notes: Notes, result: Data, told: dict[str, str]) -> None:
    """One result in full; a doubt that was told of another antibody already is only named."""
    sheet = notes.sheet
    sheet.line()
    shown = replace(mark(result["verdict"]), word=result_word(result))
    sheet.between(result["label"], shown)
    sheet.paragraph(result["statement"], 2)
    sheet.items(sentence(result_text(test)) for test in result["tested"])
    _section(notes, "How certain", _certainty(notes, result, told))
    _section(notes, "What it stands for", [result["summary"], notes.remark(result["about"])])
    notes.remarks("Known of it", result["remarks"])
    notes.remarks("Its level over time", [result["titre"]] if result["titre"] else [])
    notes.remarks("Answer to treatment", result["response"])
    notes.remarks("Not to be read as", result["pitfalls"])


def _certainty(notes: Notes, result: Data, told: dict[str, str]) -> list[str]:
    """The doubts with their figures, the predictive value, the pattern of fluorescence."""
    texts = []
    for doubt in result["doubts"]:
        first = told[doubt["statement"]]
        if first != result["label"]:
            texts.append(f"{capital(doubt['label'])}: see {inside(first)}.")
            continue
        figures = "; ".join(number_of(one) + notes.of(one) for one in doubt["figures"])
        tail = f" {capital(figures)}." if figures else ""
        texts.append(f"{doubt['statement']}{notes.of(doubt)}{tail}")
    if result["predictive"]:
        texts.append(notes.remark(result["predictive"]))
    if result["pattern"]:
        said = notes.remark(result["pattern"])
        texts.append(f"Fluorescence: {said[:1].lower()}{said[1:]}")
    return texts or ["Nothing recorded bears on how certain it is."]


def _section(notes: Notes, title: str, texts: Sequence[str]) -> None:
    notes.sheet.line(f"  {title}")
    notes.sheet.items(texts, indent=4)


def _print_alike(notes: Notes, results: Sequence[Data], indent: int) -> None:
    for how, labels in alike(results):
        notes.sheet.paragraph(f"{', '.join(labels)}.", indent, f"{capital(how)}: ")


def _print_untested(notes: Notes, profile: Data) -> None:
    groups = untested_groups(profile)
    if not groups:
        return
    notes.sheet.line()
    notes.sheet.between("Not tested, which is not negative", mark("not_tested"))
    for words, labels in groups:
        notes.sheet.paragraph(f"{', '.join(labels)}.", 2, f"{capital(words)}: ")


def _print_subgroup(notes: Notes, one: Data) -> None:
    notes.sheet.between(capital(one["label"]), mark(one["verdict"]), loud=False)
    notes.sheet.items(because["statement"] + notes.of(because) for because in one["because"])
    notes.sheet.items((missing_text(each) for each in one["missing"]), "? ")
