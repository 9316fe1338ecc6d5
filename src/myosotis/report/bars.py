"""Treatments on the timeline: solid is an adequate trial, hatched is not known, a cross is harm."""

from __future__ import annotations

from collections.abc import Sequence

from myosotis.report.axes import Axis
from myosotis.report.svg import INK, PAPER, SOFT, Drawing, Style, text_width, wrap
from myosotis.report.words import Data, capital, date_text

KINDS = {
    "adequate": "adequate trial",
    "not_adequate": "not an adequate trial",
    "unknown": "dose or time unknown",
    "harm": "stopped for harm",
}


ONGOING = "ongoing"
"""The words of an end that is known not to have come; only such a treatment has an arrow."""


def draw_bars(
    drawing: Drawing, axis: Axis, treatments: Sequence[Data], now: float, y: float
) -> float:
    """A bar with its label for each treatment, up to ``now``; the height where they end."""
    drawing.text(2, y + 12, "Treatments", 13, bold=True, halo=True)
    y += 20
    for treatment in treatments:
        y = _bar(drawing, axis, treatment, now, y) + 8
    return y - 8


def draw_key(drawing: Drawing, kinds: set[str], y: float) -> float:
    """What the bars mean, for the kinds that are drawn; the height where it ends."""
    x = 2.0
    shown = [kind for kind in KINDS if kind in kinds]
    for kind in shown:
        wide = 28 + text_width(KINDS[kind], 12) + 18
        if x > 2 and x + wide > drawing.width:
            x, y = 2.0, y + 20
        drawing.rect((x, y - 9, x + 20, y + 1), _look(drawing, kind))
        if kind == "harm":
            _cross(drawing, x + 20, y - 4)
        drawing.text(x + 28, y, KINDS[kind], 12, fill=SOFT)
        x += wide
    return y + 8 if shown else y - 10


def treatment_words(treatment: Data) -> str:
    """One treatment in a sentence, for those who do not see its bar."""
    start = treatment.get("from_text") or date_text(treatment.get("from"))
    end = treatment.get("to_text") or date_text(treatment.get("to"))
    details = "; ".join(_details(treatment))
    if treatment["kind"] == "not_given":
        return f"{capital(treatment['label'])}: {details}."
    kind = KINDS.get(treatment["kind"], treatment["kind"])
    return f"{capital(treatment['label'])}: {details}. {start} to {end}; {kind}."


def _bar(drawing: Drawing, axis: Axis, treatment: Data, now: float, y: float) -> float:
    start = axis.at(treatment["from"]) if treatment.get("from") else axis.left
    end = axis.at(treatment["to"]) if treatment.get("to") else now
    label = f"{capital(treatment['label'])}, {'; '.join(_details(treatment))}"
    for line in wrap(label, axis.right - axis.left, 12):
        x = max(axis.left, min(start, axis.right - text_width(line, 12)))
        drawing.text(x, y + 12, line, 12, halo=True)
        y += 15
    kind = treatment["kind"]
    if kind == "not_given":
        return y
    top, bottom = y + 2, y + 12
    drawing.rect((start, top, end, bottom), _look(drawing, kind), treatment_words(treatment))
    if treatment.get("to_text") == ONGOING:
        drawing.path(f"M{end:.1f},{top - 2:.1f} l8,7 l-8,7 Z", {"fill": INK})
    if kind == "harm":
        _cross(drawing, end, top + 5)
    return bottom


def _look(drawing: Drawing, kind: str) -> Style:
    if kind == "adequate":
        return {"fill": INK, "stroke": INK}
    if kind == "unknown":
        return {"fill": drawing.hatch, "stroke": INK, "stroke-dasharray": "4 3"}
    return {"fill": PAPER, "stroke": INK}


def _cross(drawing: Drawing, x: float, y: float) -> None:
    for colour, thick in ((PAPER, 5.0), (INK, 2.25)):
        for way in (6, -6):
            style: Style = {"stroke": colour, "stroke-width": thick}
            drawing.line(x - 6, y - way, x + 6, y + way, style)


def _details(treatment: Data) -> list[str]:
    """The dose, what is to be known of the course, and a start that cannot be drawn."""
    note = treatment.get("note") or ""
    dose = treatment.get("dose")
    if treatment["kind"] == "not_given":
        return [f"not given: {note}" if note else "not given"]
    details = [part for part in (dose, note) if part]
    if not dose and "dose" not in note:
        details.insert(0, "dose not recorded")
    if not treatment.get("from") and "date" not in note:
        details.append("start not recorded")
    if not treatment.get("to") and treatment.get("to_text") != ONGOING:
        details.append("end not recorded")
    return details
