"""A strategy in a terminal: the first screen holds the conclusion, the rest is below."""

from __future__ import annotations

from rich.console import Console

from myosotis.report.notes import SLACK, Notes, two_lines
from myosotis.report.profile_words import document_title
from myosotis.report.share_bars import print_shares
from myosotis.report.sheet import Sheet
from myosotis.report.strategy_words import (
    IN_REACH,
    NOTE,
    PLOT_KEY,
    SIGNS,
    TITLES,
    asked_texts,
    by_line,
    checks_text,
    condition_text,
    depending,
    divided_text,
    evidence_title,
    guidance_text,
    holding,
    judging_text,
    labels_of,
    name_text,
    names_text,
    next_text,
    plan_line_text,
    reproduction_text,
    settings_text,
    share_text,
    shares_of,
    short_reason,
    standing_groups,
    standing_text,
    use_text,
    waiting_text,
)
from myosotis.report.words import Data, capital, fit, missing_text

BRIEF = 2
"""As many lines has each row of the summary."""
CHECKS = 12
"""As many things to ask or test are told; the page tells all."""
NAMED_ONLY = ("not_applicable",)


def print_strategy(document: Data, console: Console, brief: bool = False) -> None:
    """Print one strategy (what `StrategyDocument.to_dict` gives); ``brief`` gives a few lines."""
    sheet = Sheet(console)
    notes = Notes(sheet, document)
    body = document["strategy"]
    if brief:
        sheet.paragraph(document_title(document, "strategy"), style="bold")
        print_strategy_summary(sheet, body, 2)
        return
    notes.title("strategy")
    sheet.paragraph(body["statement"], style="bold")
    sheet.rule()
    sheet.items(body["harmful"], "! ", 0)
    for name, items in _first_rows(body):
        two_lines(sheet, name, items)
    _plans(notes, body)
    _gate(notes, body)
    _options(notes, body)
    _checks(notes, body)
    _settings(notes, body)
    notes.footer()


def print_strategy_summary(sheet: Sheet, body: Data, indent: int) -> None:
    """What is treated, what is in reach, what to ask first: as in a review."""
    sheet.paragraph(body["statement"], indent)
    sheet.items(body["harmful"], "! ", indent)
    for line in body["plans"]:
        sheet.paragraph(plan_line_text(line), indent, "Plan: ")
    for name, items in _first_rows(body):
        if items:
            told = fit(items, BRIEF * (sheet.width - indent - 2) - len(name) - SLACK, "; ")
            sheet.paragraph(f"{told}.", indent, f"{name}: ")


ROWS = {
    **TITLES,
    "optimise": "To make good",
    "open_after_test": "After a test",
    "waits": "Wait",
    "cannot_tell": "Cannot tell",
    "failed": "Failed",
    "no_result": "No result",
    "no_effect_shown": "Did not work",
    "avoid": "Avoid",
}
"""The names of the rows of the first screen."""


def _first_rows(body: Data) -> list[tuple[str, list[str]]]:
    return [
        ("Treated", settings_text(body)),
        ("Ask first", checks_text(body)),
        *(
            (ROWS[standing], [name_text(option) for option in options])
            for standing, options in standing_groups(body["options"])
            if standing not in NAMED_ONLY
        ),
    ]


def _plans(notes: Notes, body: Data) -> None:
    if body["plans"]:
        notes.head("What came of the plans")
        notes.sheet.items((plan_line_text(line) for line in body["plans"]), "- ", 0)


def _gate(notes: Notes, body: Data) -> None:
    if body["blocked_by"]:
        notes.head("What keeps the gate closed")
        notes.sheet.items((f"{b['statement']}{notes.of(b)}" for b in body["blocked_by"]), "- ", 0)
    if body["always_open"]:
        notes.head("Open now, whatever the answers")
        notes.sheet.items((f"{o['statement']}{notes.of(o)}" for o in body["always_open"]), "- ", 0)


def _settings(notes: Notes, body: Data) -> None:
    sheet = notes.sheet
    for setting in body["settings"]:
        if not setting["guidance"]:
            continue
        notes.head(f"Guidelines: {setting['label']}")
        for line in setting["divided"]:
            sheet.paragraph(f"{divided_text(line)}{notes.of(line)}", 0, "Divided. ", "bold")
        for title, lines in by_line(setting):
            sheet.line(title, "bold")
            for line in lines:
                sign = sheet.shown(SIGNS[line["says"]])
                sheet.paragraph(f"{guidance_text(line)}{notes.of(line)}", 2, f"{sign} ")
        more = len(depending(setting))
        if more:
            sheet.paragraph(f"{more} more hang on what is not known; the page (--html) tells.")


def _checks(notes: Notes, body: Data) -> None:
    if not body["checks"]:
        return
    notes.head("Ask or test first, once for all options")
    for check in body["checks"][:CHECKS]:
        room = notes.sheet.width
        options = fit(check["therapies"], room, ", ")
        notes.sheet.paragraph(f"{capital(missing_text(check))}", 0, "? ")
        notes.sheet.paragraph(options, 4)
    notes.more(len(body["checks"][CHECKS:]))


def _options(notes: Notes, body: Data) -> None:
    sheet, labels = notes.sheet, labels_of(body)
    drawn = any(shares_of(line) for o in body["options"] for line in o["evidence"])
    for standing, options in standing_groups(body["options"]):
        notes.head(TITLES[standing])
        if standing == next(iter(standing_groups(body["options"])))[0]:
            sheet.paragraph(NOTE)
            if drawn:
                sheet.paragraph(PLOT_KEY)
        if standing in NAMED_ONLY:
            sheet.paragraph(names_text(options))
            continue
        for option in options:
            if standing in IN_REACH:
                _option(notes, option, labels)
            else:
                _named(notes, option)


def _named(notes: Notes, option: Data) -> None:
    """An option that is not in reach: its name, why, and what would be said of it otherwise."""
    sheet = notes.sheet
    then = waiting_text(option)
    name = f"{capital(name_text(option))}{f' ({then})' if then else ''}"
    sheet.paragraph(name, 0, "- ")
    if option["standing"] != "waits":
        reason = option["reasons"][0] if option["reasons"] else option
        sheet.paragraph(f"{short_reason(option)}{notes.of(reason)}", 4)
        for known in reason.get("because") or ():
            sheet.paragraph(known["text"], 6)
    for text in option["uncounted"]:
        sheet.paragraph(f"{text}†", 4, "Not checked in a source. ")


def _option(notes: Notes, option: Data, labels: Data) -> None:
    sheet = notes.sheet
    sheet.line()
    sheet.paragraph(f"{capital(name_text(option))}: {standing_text(option)}", style="bold")
    if option["trials"] or not option["uses"]:
        sheet.paragraph(short_reason(option), 2)
    for trial in option["trials"]:
        sheet.items((reason["text"] for reason in trial["because"]), "- ", 4)
    for use in option["uses"]:
        sheet.paragraph(f"{use_text(use)}{notes.of(use)}", 2, "- ")
    for line in option["evidence"]:
        _evidence(notes, line)
    for line in holding(option):
        if line["counts"]:
            sheet.paragraph(f"{condition_text(line)}{notes.of(line)}", 2, "! ")
    for text in option["uncounted"]:
        sheet.paragraph(f"{text}†", 2, "! Not checked in a source. ")
    sheet.items(asked_texts(option, labels), "? ", 2)
    for stage in (one for one in option["reproduction"] if one["level"] != "not_known"):
        sheet.paragraph(f"{reproduction_text(stage)}{notes.of(stage)}", 2)
    sheet.paragraph(option["usual_dose"], 2, "Dose: ")
    if option["before"]:
        told = "; ".join(one["action"].rstrip(".") for one in option["before"])
        sheet.paragraph(f"{told}.", 2, "Before: ")
    if option["monitoring"]:
        told = "; ".join(f"{o['action'].rstrip('.')} ({o['every']})" for o in option["monitoring"])
        sheet.paragraph(f"{told}.", 2, "Watch: ")
    judged = [line for line in option["judge_by"]["lines"] if line["setting"] in option["settings"]]
    for line in judged:
        sheet.paragraph(f"{judging_text(line)}{notes.of(line)}", 2, "Judge: ")
    if not judged:
        sheet.paragraph(option["judge_by"]["statement"], 2, "Judge: ")
    for approval in option["approvals"]:
        sheet.paragraph(f"{approval['text']}{notes.of(approval)}", 2, "Approved: ")


def _evidence(notes: Notes, line: Data) -> None:
    sheet = notes.sheet
    sheet.paragraph(f"{evidence_title(line)}{notes.of(line)}", 2)
    if line["statement"]:
        sheet.paragraph(line["statement"], 4)
    shares = shares_of(line)
    if line["beside"]:
        # Of a combination in words: what each part did is not known.
        sheet.items((f"{one['who']}: {share_text(one)}" for one in shares), "- ", 4)
        return
    if shares:
        print_shares(sheet, shares, 4)
    if line["ratio"]:
        sheet.paragraph(f"{line['ratio']}.", 4, "Odds ratio in randomised comparisons: ")
    if next_text(line):
        sheet.paragraph(next_text(line), 4)
