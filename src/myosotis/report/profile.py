"""An antibody profile in a terminal: the first screen holds the conclusion, the rest is below."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from myosotis.report.due_words import all_due, due_by_group
from myosotis.report.marks import mark
from myosotis.report.notes import Notes
from myosotis.report.profile_cancer import print_cancer_risk
from myosotis.report.profile_figures import print_figures
from myosotis.report.profile_lung import print_lung_risk, print_watch
from myosotis.report.profile_results import print_results, print_subgroups
from myosotis.report.profile_words import document_title, results_by
from myosotis.report.sheet import Sheet
from myosotis.report.words import Data


def print_profile(profile: Data, console: Console, brief: bool = False) -> None:
    """Print one profile (what `AntibodyProfile.to_dict` gives); ``brief`` gives a few lines."""
    sheet = Sheet(console)
    notes = Notes(sheet, profile)
    body = profile["profile"]
    if brief:
        _brief(sheet, profile, body)
        return
    _first_screen(notes, body)
    print_results(notes, body)
    print_subgroups(notes, body)
    print_figures(notes, body)
    notes.head(body["cancer"]["question"])
    print_cancer_risk(notes, body["cancer"])
    notes.head(body["lung"]["question"])
    print_lung_risk(notes, body["lung"])
    print_watch(notes, body["watch"])
    if body["remarks"]:
        notes.head("Of every result")
        notes.remarks("To know when reading it", body["remarks"])
    notes.footer()


def _brief(sheet: Sheet, profile: Data, body: Data) -> None:
    sheet.paragraph(document_title(profile, "antibodies"), style="bold")
    for line in (body["statement"], *body["lines"]):
        sheet.paragraph(line, 2)
    for group, labels in due_by_group(all_due(body)).items():
        sheet.paragraph(f"{', '.join(labels)}.", 2, f"Due, {group}: ")


def _first_screen(notes: Notes, body: Data) -> None:
    sheet = notes.sheet
    notes.title("antibodies")
    sheet.paragraph(body["statement"], style="bold")
    for line in body["lines"]:
        sheet.paragraph(line)
    sheet.rule()
    for verdict, name in (
        ("positive", "Found"),
        ("doubtful", "In doubt"),
        ("not_excluded", "Not excluded"),
        ("negative", "Negative"),
    ):
        results = results_by(body, verdict)
        if results or verdict == "positive":
            notes.row(name, _marked(sheet, verdict, [_short(one) for one in results]))
    untested = [one["label"] for one in body["untested"]]
    notes.row("Not tested", _marked(sheet, "not_tested", untested))
    picture = body["picture"]
    told = f" ({picture['probability']})" if picture["probability"] else ""
    likely = sheet.mark(mark(picture["verdict"]))
    notes.row("Myositis", [f"{likely} without the antibodies{told}"])
    notes.due(all_due(body))


def _marked(sheet: Sheet, verdict: str, labels: Sequence[str]) -> list[str]:
    """Labels, with the shape of their verdict in front of the first."""
    shape = sheet.mark(mark(verdict)).split()[0]
    return [f"{shape} {label}" if n == 0 else label for n, label in enumerate(labels)]


def _short(result: Data) -> str:
    # A word is short enough here; an amount with its limit is not.
    strengths = [test["strength"] for test in result["tested"] if test["strength"]]
    told = [
        *[word for word in strengths if word.isalpha()][-1:],
        *(["confirmed"] if result["confirmed"] else []),
    ]
    return f"{result['label']} ({', '.join(told)})" if told else str(result["label"])
