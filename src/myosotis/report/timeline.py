"""The timeline: values over time as small multiples, treatments as bars, on one time axis.

Nothing is drawn where nothing is known: a date known to a month is a span, a range is a
range, a limit that is not known is an arrow, and what has no values is said in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from myosotis.report.axes import Axis, Scale, last_day
from myosotis.report.bars import draw_bars, draw_key, treatment_words
from myosotis.report.svg import INK, LINE, SOFT, Box, Drawing, Style, text_width, wrap
from myosotis.report.words import (
    Data,
    capital,
    date_text,
    listing,
    number_text,
    range_text,
    unit_text,
)

PANELS = {
    "enzymes": "muscle enzymes",
    "strength": "strength",
    "lung": "lung function",
    "skin": "skin scores",
}
LOGARITHMIC = "enzymes"
MANY = 3
"""With more series than this, one that has a single value gets a line and not a panel."""

FINE: Style = {"stroke": LINE, "stroke-width": 0.75}
STRONG: Style = {"stroke": INK, "stroke-width": 1.25}


def draw_timeline(timeline: Data, reviewed: str, width: float, name: str) -> str:
    """The picture at one width; ``name`` keeps its ids apart from other pictures' ids."""
    drawing = Drawing(name, width)
    axis = Axis.of(timeline["start"], timeline["end"], 40.0, width - 14.0)
    now = axis.at(last_day(reviewed))
    series = _series_of(timeline)
    treatments = timeline.get("treatments") or ()
    compact = len(series) > MANY
    rows = [
        partial(
            _draw_single if compact and len(one["points"]) == 1 else _draw_series,
            drawing,
            axis,
            one,
        )
        for one in series
    ]
    drawn = {one["panel"] for one in series}
    empty = [words for panel, words in PANELS.items() if panel not in drawn]
    if empty:
        rows.append(partial(_draw_empty, drawing, axis, empty))
    if treatments:
        rows.append(partial(draw_bars, drawing, axis, treatments, now))
    if timeline.get("visits"):
        rows.append(partial(_draw_visits, drawing, axis, timeline["visits"]))
    y = 4.0
    for row in rows:
        y = row(y) + 14
    grid = Drawing(name, width)
    for place, words in axis.ticks(74):
        grid.line(place, 4, place, y, FINE)
        shown = min(max(place, axis.left - 8 + text_width(words, 12) / 2), axis.right - 24)
        grid.text(shown, y + 16, words, 12, anchor="middle", fill=SOFT)
    grid.line(now, 4, now, y, STRONG)
    grid.text(min(now + 4, width - 2), y + 31, f"reviewed {date_text(reviewed)}", 12, anchor="end")
    y = draw_key(grid, {treatment["kind"] for treatment in treatments}, y + 52)
    drawing.parts = grid.parts + drawing.parts
    return drawing.svg(y, "Timeline. The same in words follows the picture.")


def timeline_words(timeline: Data) -> list[str]:
    """The whole timeline as sentences."""
    words = []
    for series in _series_of(timeline):
        values = "; ".join(point["text"] for point in series["points"])
        words.append(f"{capital(series['label'])}: {values}.")
    words += [treatment_words(treatment) for treatment in timeline.get("treatments") or ()]
    visits = [visit["text"] for visit in timeline.get("visits") or ()]
    return [*words, f"Visits: {'; '.join(visits)}."] if visits else words


def _series_of(timeline: Data) -> list[Data]:
    return [one for one in timeline.get("series") or () if one.get("points")]


def _draw_series(drawing: Drawing, axis: Axis, series: Data, y: float) -> float:
    points: Sequence[Data] = series["points"]
    log = series["panel"] == LOGARITHMIC
    title = capital(series["label"])
    drawing.text(2, y + 12, title, 13, bold=True, halo=True)
    note = unit_text(series.get("unit")) + (", log scale" if log else "")
    drawing.text(text_width(title, 13, bold=True) + 6, y + 12, note, 12, fill=SOFT, halo=True)
    top, bottom = y + 28, y + 90
    scale = Scale.of(points, bottom, top, log)
    for value in scale.ticks():
        height = scale.at(value)
        drawing.line(axis.left, height, axis.right, height, FINE)
        drawing.text(axis.left - 6, height + 4, number_text(value), 12, anchor="end", fill=SOFT)
    if log:
        limit = scale.at(1.0)
        drawing.line(axis.left, limit, axis.right, limit, STRONG)
    boxes = [_draw_point(drawing, axis, scale, point) for point in points]
    for (one, left), (other, right) in pairwise(zip(points, boxes, strict=True)):
        if _exact(one) and _exact(other):
            ends = ((left[0] + left[2]) / 2, left[1] + 4, (right[0] + right[2]) / 2, right[1] + 4)
            drawing.line(*ends, {"stroke": SOFT, "stroke-width": 1.0})
    taken = list(boxes)
    if log:
        _name_limit(drawing, axis, scale.at(1.0), taken)
    for index in _labelled_first(len(points)):
        _label(drawing, axis, points[index], boxes[index], taken, (top - 14, bottom + 14))
    return bottom


def _name_limit(drawing: Drawing, axis: Axis, height: float, taken: list[Box]) -> None:
    """The name of the reference line, below it, where it covers no value."""
    words = "1 × ULN, upper limit of normal"
    wide = text_width(words, 11)
    room = axis.right - axis.left - wide - 4
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = axis.left + 4 + share * room
        here = (x, height + 2, x + wide, height + 16)
        if share == 1.0 or not any(_overlap(here, other) for other in taken):
            drawing.text(x, height + 13, words, 11, fill=SOFT, halo=True)
            taken.append(here)
            return


def _draw_single(drawing: Drawing, axis: Axis, series: Data, y: float) -> float:
    """A series of one value, on one line: its name, a dot in its place, and the value."""
    point = series["points"][0]
    title = f"{capital(series['label'])}, {unit_text(series.get('unit'))}".rstrip(", ")
    value = _short(point)
    place = (axis.at(point["on"]) + axis.at(point.get("on_end") or point["on"])) / 2
    height = y + 8
    if text_width(title, 13, bold=True) + 16 > place:
        height = y + 26
    drawing.line(axis.left, height, axis.right, height, FINE)
    drawing.text(2, y + 12, title, 13, bold=True, halo=True)
    drawing.add("circle", {"cx": place, "cy": height, "r": 4.0, "fill": INK}, title=point["text"])
    wide = text_width(value, 12)
    after = place + 8 if place + 8 + wide < axis.right else place - 8 - wide
    drawing.text(after, height + 4, value, 12, halo=True)
    return height


def _exact(point: Data) -> bool:
    return point.get("low") is not None and point["low"] == point.get("high")


def _draw_point(drawing: Drawing, axis: Axis, scale: Scale, point: Data) -> Box:
    """A dot, or a box for a range; a whisker or a wider box for a date that is a span."""
    first, last = axis.at(point["on"]), axis.at(point.get("on_end") or point["on"])
    low, high = point.get("low"), point.get("high")
    if _exact(point):
        height, middle = scale.at(float(point["low"])), (first + last) / 2
        if last - first > 8:
            drawing.line(first, height, last, height, STRONG)
            drawing.line(first, height - 4, first, height + 4, STRONG)
            drawing.line(last, height - 4, last, height + 4, STRONG)
        dot: Style = {"cx": middle, "cy": height, "r": 4.0, "fill": INK}
        drawing.add("circle", dot, title=point["text"])
        return (min(first, middle - 4), height - 4, max(last, middle + 4), height + 4)
    bottom = scale.at(float(low)) if low is not None else scale.bottom
    top = scale.at(float(high)) if high is not None else scale.top
    left, right = (first, last) if last - first > 7 else (first - 3.5, first + 3.5)
    look: Style = {**STRONG, "fill": LINE}
    if low is None or high is None:
        look = {**STRONG, "fill": drawing.hatch, "stroke-dasharray": "3 2"}
    drawing.rect((left, top, right, bottom), look, point["text"])
    middle = (left + right) / 2
    for end, tip, away in ((high, top, -6), (low, bottom, 6)):
        if end is None:
            drawing.path(f"M{middle - 5:.1f},{tip:.1f} l5,{away} l5,{-away} Z", {"fill": INK})
    return (left, top - 6, right, bottom + 4)


def _labelled_first(count: int) -> list[int]:
    """The newest and the oldest value keep their label when there is no room for all."""
    return [count - 1, *([0] if count > 1 else []), *range(count - 2, 0, -1)]


def _label(
    drawing: Drawing, axis: Axis, point: Data, box: Box, taken: list[Box], band: tuple[float, float]
) -> None:
    """The value beside its point, at the first place where it covers nothing; or not at all."""
    text = _short(point)
    wide = text_width(text, 12)
    middle, height = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    places = (
        (middle - wide / 2, box[1] - 3),
        (box[2] + 5, height + 4),
        (box[0] - 5 - wide, height + 4),
        (middle - wide / 2, box[3] + 12),
    )
    others = [other for other in taken if other is not box]
    for x, baseline in places:
        here = (x - 1, baseline - 10, x + wide + 1, baseline + 2)
        inside = axis.left <= here[0] and here[2] <= drawing.width
        inside = inside and band[0] <= here[1] and here[3] <= band[1]
        if inside and not any(_overlap(here, other) for other in others):
            drawing.text(x, baseline, text, 12, halo=True)
            taken.append(here)
            return


def _short(point: Data) -> str:
    """The value in three significant figures; its exact words are told on pointing."""
    ends = {
        key: None if point.get(key) is None else float(f"{point[key]:.3g}")
        for key in ("low", "high")
    }
    return range_text({**point, **ends, "unit": None})


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _draw_empty(drawing: Drawing, axis: Axis, empty: list[str], y: float) -> float:
    """The kinds of values that are not on record, in words on a hatched band."""
    words = wrap(f"No values recorded: {listing(empty)}", axis.right - axis.left - 24, 12)
    height = 10 + 16 * len(words)
    look: Style = {"fill": drawing.hatch, "stroke": SOFT, "stroke-dasharray": "4 3"}
    drawing.rect((axis.left, y, axis.right, y + height), look)
    for index, line in enumerate(words):
        drawing.text(axis.left + 12, y + 17 + 16 * index, line, 12, halo=True)
    return y + height


def _draw_visits(drawing: Drawing, axis: Axis, visits: Sequence[Data], y: float) -> float:
    drawing.text(2, y + 12, "Visits", 13, bold=True, halo=True)
    y += 20
    taken: list[Box] = []
    for visit in reversed(visits):
        place = axis.at(visit["on"])
        drawing.path(f"M{place - 5:.1f},{y:.1f} h10 l-5,8 Z", {"fill": INK}, visit["text"])
        wide = text_width(visit["text"], 12)
        x = min(max(place - wide / 2, axis.left), axis.right - wide)
        box = (x - 6, y, x + wide + 6, y + 24)
        if x >= axis.left and not any(_overlap(box, other) for other in taken):
            drawing.text(x, y + 21, visit["text"], 12, halo=True)
            taken.append(box)
    return y + 24
