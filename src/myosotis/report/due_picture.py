"""What is due, on an axis of time: what was done, what is due now, what is planned.

A day is a point, a time between two days a bar. What is due only under a condition that is not
known is dashed. A date that is not known is not drawn: the words say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from myosotis.report.axes import Axis, day, last_day
from myosotis.report.due_words import Due, due_groups
from myosotis.report.profile_words import bound
from myosotis.report.svg import INK, LINE, PAPER, SOFT, Drawing, Style, text_width, wrap
from myosotis.report.words import Data, capital, date_text

SIZE, STEP = 12.0, 15.0
BACK, AHEAD = 3 * 365, 365
"""The axis reaches back to what was done within three years, and at least a year ahead, in days."""
ROOM = 70.0
"""Between two names on the axis."""
FINE: Style = {"stroke": LINE, "stroke-width": 0.75}
STRONG: Style = {"stroke": INK, "stroke-width": 1.25}
NEVER = "9999"
KEY = {"done": "done", "due": "due now", "planned": "planned", "if": "only under its condition"}

Groups = Sequence[tuple[str, Sequence[Data]]]
"""The title of each group with its lines."""


WIDE, NARROW = 940.0, 350.0


def due_of(profile: Data) -> Groups:
    """What is due of a profile that has a place on the axis."""
    return [("Cancer", profile["cancer"]["due"]), ("Lung", profile["lung"]["due"])]


def due_figure(groups: Groups, on: str | None) -> dict[str, Any]:
    """The picture at both widths, and in words; nothing where no date is known."""
    if not on or not has_dates(groups):
        return {}
    return {
        "wide": draw_due(groups, on, WIDE, "due-wide"),
        "narrow": draw_due(groups, on, NARROW, "due-narrow"),
        "words": told_due(groups),
    }


def draw_due(groups: Groups, on: str, width: float, name: str) -> str:
    """The picture at one width for the day ``on``; ``name`` keeps its ids apart from others'."""
    drawing = Drawing(name, width)
    narrow = width < 500
    left = 14.0 if narrow else 486.0
    every = [line for _, lines in groups for line in lines if line["status"] != "not_needed"]
    axis = _axis(every, on, left, width - 14)
    now = axis.at(last_day(on))
    top = y = 20.0
    for title, lines in groups:
        rows = [due for due in due_groups(lines) if due.status != "not_needed"]
        if not rows:
            continue
        drawing.line(0, y, width, y, FINE)
        drawing.text(2, y + 16, title, 13, bold=True, halo=True)
        y += 24
        for due in rows:
            y = _draw_row(drawing, axis, due, now, y, narrow)
    grid = Drawing(name, width)
    for place, words in axis.ticks(ROOM):
        grid.line(place, top, place, top + 4 if narrow else y, FINE)
        shown = min(max(place, axis.left - 8 + text_width(words, SIZE) / 2), axis.right - 22)
        grid.text(shown, 13, words, SIZE, anchor="middle", fill=SOFT)
    grid.line(now, y - 4 if narrow else top, now, y + 4, STRONG)
    said = date_text(on)
    half = text_width(said, SIZE) / 2
    grid.text(min(max(now, half + 2), width - half - 2), y + 17, said, SIZE, anchor="middle")
    statuses = {line["status"] for line in every}
    statuses |= {"planned" for line in every if line["dates"] and line["status"] != "if"}
    y = _draw_key(grid, statuses, y + (40 if narrow else 17))
    drawing.parts = grid.parts + drawing.parts
    return drawing.svg(y, "What is due and when. The same in words follows the picture.")


def has_dates(groups: Groups) -> bool:
    """Whether there is anything with a date to draw."""
    return any(any(_days(line)) for _, lines in groups for line in lines)


def told_due(groups: Groups) -> list[str]:
    """The picture as sentences."""
    return [
        f"{title}, {due.name[:1].lower()}{due.name[1:]}. {due.when}."
        for title, lines in groups
        for due in due_groups(lines)
    ]


def _days(line: Data) -> Iterator[str]:
    planned = (end for pair in line["dates"] for end in pair)
    ends = (line["last"], line["on"], line["until"], *planned)
    # An end that is not known is the last day of all.
    return (text for text in ends if text and text < NEVER)


def _axis(lines: Sequence[Data], on: str, left: float, right: float) -> Axis:
    """From what was done within three years to what is planned last."""
    now = day(on)
    days = [day(text) for line in lines for text in _days(line)]
    first = max(min([*days, now]), now - BACK)
    last = max([*days, now + AHEAD])
    start, end = (date.fromordinal(each).isoformat() for each in (first, last))
    return Axis.of(start, end, left, right)


def _draw_row(drawing: Drawing, axis: Axis, due: Due, now: float, y: float, narrow: bool) -> float:
    """The words and the marks: beside each other, or below each other where it is narrow."""
    room = drawing.width - 4 if narrow else axis.left - 30
    start = y
    names, when = wrap(bound(due.name), room, SIZE), wrap(bound(due.when), room, SIZE)
    for text in names:
        drawing.text(2, y + 10, text, SIZE, halo=not narrow)
        y += STEP
    after = text_width(names[-1], SIZE) + 12
    if len(when) == 1 and after + text_width(when[0], SIZE) <= room:
        drawing.text(after, y + 10 - STEP, when[0], SIZE, fill=SOFT, halo=not narrow)
        when = []
    for text in when:
        drawing.text(2, y + 10, text, SIZE, fill=SOFT, halo=not narrow)
        y += STEP
    middle = y + 9 if narrow else start + 7
    drawing.line(axis.left, middle, axis.right, middle, FINE)
    if narrow:
        for place in (place for place, _ in axis.ticks(ROOM)):
            drawing.line(place, middle - 7, place, middle + 7, FINE)
        drawing.line(now, middle - 9, now, middle + 9, STRONG)
    if not any(_days(due.line)) and due.status != "due":
        x = min(now + 8, axis.right - 50)
        drawing.text(x, middle + 4, "no date", SIZE, fill=SOFT, halo=True)
    _draw_marks(drawing, axis, due, now, middle)
    return (y + 24) if narrow else y + 4


def _draw_marks(drawing: Drawing, axis: Axis, due: Due, now: float, y: float) -> None:
    line, title = due.line, f"{due.name}. {due.when}"
    for first, last in due.later:
        later = "if" if line["status"] == "if" else "planned"
        _draw_span(drawing, axis.at(first), axis.at(last), y, later, title)
    if line["on"] and line["status"] != "done":
        until = line["until"] if line["until"] and line["until"] < NEVER else line["on"]
        start, end = axis.at(line["on"]), axis.at(until)
        if line["status"] == "due":
            drawing.line(min(start, now), y, now, y, {"stroke": INK, "stroke-width": 2.5})
            _draw_span(drawing, now, max(now, end), y, "due", title)
        else:
            _draw_span(drawing, start, end, y, line["status"], title)
    elif line["status"] == "due":
        _draw_span(drawing, now, now, y, "due", title)
    if line["last"]:
        if day(line["last"]) < axis.first:
            drawing.path(f"M{axis.left:.1f},{y:.1f} l8,-5 v10 Z", {"fill": INK}, title)
        else:
            start, end = axis.at(line["last"]), axis.at(last_day(line["last"]))
            _draw_span(drawing, start, end, y, "done", title)


def _draw_span(
    drawing: Drawing, first: float, last: float, y: float, status: str, title: str
) -> None:
    """A mark on a day; a bar where it lies between two days."""
    full = status in ("done", "due")
    style: Style = {"fill": INK if full else PAPER, "stroke": INK, "stroke-width": 1.5}
    if status == "if":
        style = {**style, "fill": drawing.hatch, "stroke-dasharray": "2.5 2"}
    if status == "due":
        if last - first > 2:
            drawing.rect((first, y - 3, last, y + 3), {**style, "fill": PAPER})
        drawing.path(f"M{first:.1f},{y - 7:.1f} l7,7 l-7,7 l-7,-7 Z", style, title)
    elif last - first > 6:
        drawing.rect((first, y - 5, last, y + 5), {**style, "rx": 4.0}, title)
    elif status == "if":
        drawing.path(f"M{first:.1f},{y - 6:.1f} l6,6 l-6,6 l-6,-6 Z", style, title)
    else:
        drawing.add("circle", {"cx": (first + last) / 2, "cy": y, "r": 5.0, **style}, title=title)


def _draw_key(drawing: Drawing, statuses: set[str], y: float) -> float:
    """What the marks mean, of those that are drawn."""
    x = 8.0
    for status, words in KEY.items():
        if status not in statuses:
            continue
        wide = 26 + text_width(words, SIZE) + 14
        if x > 8 and x + wide > drawing.width:
            x, y = 8.0, y + 20
        _draw_span(drawing, x, x, y - 4, status, words)
        drawing.text(x + 14, y, capital(words), SIZE, fill=SOFT)
        x += wide
    return y + 8
