"""The review in a terminal: the first screen holds the conclusion, the rest is below it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from myosotis.report.details import Details
from myosotis.report.marks import mark, organ_mark
from myosotis.report.sheet import COLOURS, Sheet
from myosotis.report.strategy_words import IN_REACH, standing_groups
from myosotis.report.words import (
    QUESTIONS,
    Data,
    date_text,
    fit,
    question_of,
    reviewed_text,
    threats_of,
    verdict_line,
)

SCREEN = 24
FRAME = 16
"""Lines of the first screen that are always there: title, two rules, the questions' thirteen."""


def print_review(
    review: Data,
    console: Console,
    brief: bool = False,
    changes: Sequence[str] | None = None,
    since: str = "",
) -> None:
    """Print one review; ``brief`` gives a few lines only; ``changes`` those since ``since``."""
    sheet = Sheet(console)
    if brief:
        _brief(sheet, review)
        if changes is not None:
            _changes(sheet, changes, since)
        return
    _first_screen(sheet, review)
    if changes is not None:
        sheet.rule(f"What changed since {date_text(since)}")
        _changes(sheet, changes, since)
    Details(sheet, review).print()


def _title(review: Data) -> str:
    return f"{review['patient']['title']} · {reviewed_text(review)}"


def _brief(sheet: Sheet, review: Data) -> None:
    sheet.paragraph(_title(review), style="bold")
    _conclusion(sheet, review, 2)
    sheet.paragraph(verdict_line(review), 2)
    following = review["summary"].get("next") or ()
    if following:
        sheet.line(f"  Next: {fit(following, sheet.width - 8)}")


def _changes(sheet: Sheet, changes: Sequence[str], since: str) -> None:
    if changes:
        sheet.items(changes)
    else:
        sheet.line(f"  Nothing changed since {date_text(since)}.")


def _urgent_lead(threat: Data) -> str:
    return "! URGENT: " if threat["verdict"] == "present" else "! URGENT, not excluded: "


def _first_screen(sheet: Sheet, review: Data) -> None:
    knowledge = review["knowledge"]
    tail = f" · knowledge {knowledge['version']} ({knowledge['hash'][:4]})"
    title = _title(review)
    sheet.paragraph(title + tail if len(title + tail) <= sheet.width else title)
    sheet.rule()
    _conclusion(sheet, review, 0)
    for line in _lines_that_fit(sheet, review):
        sheet.paragraph(line)
    following = review["summary"].get("next")
    if following:
        sheet.paragraph(" · ".join(following), 0, "Most useful next: ")
    sheet.rule()
    for number, name in enumerate(QUESTIONS):
        _question(sheet, review, number, name)


def _conclusion(sheet: Sheet, review: Data, indent: int) -> None:
    """What is urgent, then the conclusion, unless the one is the other."""
    conclusion = review["summary"]["conclusion"]
    threats = threats_of(review)
    for threat in threats:
        sheet.paragraph(threat["statement"], indent, _urgent_lead(threat), COLOURS["urgent"])
    if not any(threat["statement"].startswith(conclusion) for threat in threats):
        sheet.paragraph(conclusion, indent, style="" if indent else "bold")


def _lines_that_fit(sheet: Sheet, review: Data) -> list[str]:
    """The lines of the summary for which the first screen has room.

    They sum up the statements of the four questions, which follow below in full.
    """
    threats = sum(len(sheet.wrapped(_urgent_lead(t) + t["statement"])) for t in threats_of(review))
    conclusion = len(sheet.wrapped(review["summary"]["conclusion"]))
    following = "Most useful next: " + " · ".join(review["summary"].get("next") or ())
    room = SCREEN - FRAME - threats - conclusion - len(sheet.wrapped(following, hang=2))
    lines = []
    for line in review["summary"].get("lines") or ():
        room -= len(sheet.wrapped(line))
        if room >= 0:
            lines.append(line)
    return lines


def _question(sheet: Sheet, review: Data, number: int, name: str) -> None:
    question = question_of(review, name)
    verdict = question.get("verdict")
    sheet.between(f"{number} {question['question']}", mark(verdict) if verdict else None)
    if name == "activity":
        _row(sheet, "organs", _organ_groups(sheet, question))
        _row(sheet, "no data", [o["label"] for o in question["organs"].values() if not o["data"]])
    if name == "strategy":
        _row(sheet, "why", [one["statement"] for one in question.get("blocked_by") or ()])
        _row(sheet, "options", _options_in_reach(question))
        _row(sheet, "open now", [one["statement"] for one in question.get("always_open") or ()])
        return
    _row(sheet, "why", [one["text"] for one in question.get("because") or ()])
    _row(sheet, "missing", [one["label"] for one in question.get("missing") or ()])


def _options_in_reach(question: Data) -> list[str]:
    return [
        f"{option['label']}: {mark(standing).word}"
        for standing, options in standing_groups(question.get("options") or ())
        for option in options
        if standing in IN_REACH
    ]


def _row(sheet: Sheet, name: str, items: Sequence[str]) -> None:
    if items:
        plain = [item.rstrip(".") for item in items]
        sheet.line(f"  {name:<9} {fit(plain, sheet.width - 12)}")


def _organ_groups(sheet: Sheet, question: Data) -> list[str]:
    groups: dict[str, list[str]] = {}
    for organ in question["organs"].values():
        if organ["data"]:
            groups.setdefault(sheet.mark(organ_mark(organ)), []).append(organ["label"])
    return [f"{', '.join(names)} {verdict}" for verdict, names in groups.items()]
