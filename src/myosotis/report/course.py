"""The course of a score: one value or range for each visit, over the bands of its verdicts.

A total that is not exactly known is a range from its least to its greatest value, never a point;
a line joins only what is exactly known. Below it the treatments, on the same axis of time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from myosotis.report.axes import Axis, last_day
from myosotis.report.bars import draw_bars, draw_key
from myosotis.report.marks import mark
from myosotis.report.response_words import cut_offs, total_text
from myosotis.report.svg import INK, LINE, SOFT, Box, Drawing, Style, text_width
from myosotis.report.words import Data, capital, number_text

HEIGHT = 240.0
FINE: Style = {"stroke": LINE, "stroke-width": 0.75}
CUT: Style = {"stroke": SOFT, "stroke-width": 1.0, "stroke-dasharray": "2 3"}
STRONG: Style = {"stroke": INK, "stroke-width": 1.5}
Height = Callable[[float], float]
"""From a value to its height in the picture."""
TINT = 0.045
"""Each band is darker than the one below it by so much ink."""


@dataclass(frozen=True)
class _Place:
    """Where a comparison is drawn: its middle, and the box that it covers."""

    comparison: Data
    x: float
    box: Box
    exact: bool


def draw_course(response: Data, width: float, name: str) -> str:
    """The picture at one width; ``name`` keeps its ids apart from other pictures' ids."""
    drawing = Drawing(name, width)
    names = 84.0 if width > 500 else 66.0
    axis = Axis.of(
        response["visits"][0]["first"], response["visits"][-1]["last"], 34.0, width - names
    )
    top, bottom = 16.0, 16.0 + HEIGHT
    low, high = (float(end) for end in response["range"])

    def at(value: float) -> float:
        return bottom - (value - low) * (bottom - top) / (high - low)

    _draw_bands(drawing, response, axis, at)
    _draw_baseline(drawing, response, axis, bottom)
    places = [_place(response, one, axis, at) for one in response["comparisons"]]
    for one, other in pairwise(places):
        if one.exact and other.exact:
            ends = (one.x, one.box[1] + 5, other.x, other.box[1] + 5)
            drawing.line(*ends, {"stroke": SOFT, "stroke-width": 1.25})
    for place in places:
        _draw_total(drawing, place)
    _draw_labels(drawing, response, places, axis, (top, bottom))
    return _with_time(drawing, response, axis, (top, bottom), width, name)


def _with_time(
    drawing: Drawing, response: Data, axis: Axis, ends: tuple[float, float], width: float, name: str
) -> str:
    """Below the score the treatments, behind both the months, at the foot their names."""
    top, y = ends
    y += 14
    treatments = _during(response)
    if treatments:
        y = draw_bars(drawing, axis, treatments, axis.right, y) + 14
    grid = Drawing(name, width)
    for place, words in axis.ticks(74):
        grid.line(place, top, place, y, FINE)
        shown = min(max(place, axis.left - 8 + text_width(words, 12) / 2), axis.right - 24)
        grid.text(shown, y + 16, words, 12, anchor="middle", fill=SOFT)
    y = draw_key(grid, {each["kind"] for each in treatments}, y + 40) if treatments else y + 22
    drawing.parts = grid.parts + drawing.parts
    short = response["instruments"][response["score"]]["short"]
    return drawing.svg(y, f"{short} over the visits. The same in words follows the picture.")


def _during(response: Data) -> list[Data]:
    """The treatments that were given between the first and the last visit, or may have been."""
    first, last = response["visits"][0]["first"], response["visits"][-1]["last"]
    return [
        each
        for each in response["treatments"]
        if each["kind"] != "not_given"
        and (not each.get("to") or last_day(each["to"]) >= first)
        and (not each.get("from") or each["from"] <= last)
    ]


def _draw_bands(drawing: Drawing, response: Data, axis: Axis, at: Height) -> None:
    """The bands with their names on the right, the cut-offs on the left; where the population is
    not known, the zone between two cut-offs is hatched."""
    low, high = response["range"]
    zones = band_zones(response)
    for number in (low, high, *(cut for zone in zones for cut in zone.cuts)):
        drawing.line(axis.left, at(number), axis.right, at(number), FINE if number == low else CUT)
        drawing.text(
            axis.left - 6, at(number) + 4, number_text(_whole(number)), 12, anchor="end", fill=SOFT
        )
    for index, zone in enumerate(zones):
        above = zones[index + 1] if index + 1 < len(zones) else None
        ceiling = min(above.cuts) if above else high
        box = (axis.left, at(ceiling), axis.right, at(max(zone.cuts)))
        drawing.rect(box, {"fill": INK, "fill-opacity": f"{TINT * (index + 1):.3f}"})
        if len(zone.cuts) > 1:
            strip = (axis.left, at(max(zone.cuts)), axis.right, at(min(zone.cuts)))
            drawing.rect(strip, {"fill": drawing.hatch, "fill-opacity": "0.7"}, zone.words)
        middle = (box[1] + box[3]) / 2
        drawing.text(axis.right + 6, middle + 4, capital(mark(zone.verdict).word), 12, fill=SOFT)


@dataclass(frozen=True)
class Zone:
    """A verdict, and where its band begins: one cut-off, or one for each population."""

    verdict: str
    cuts: tuple[float, ...]
    words: str


def band_zones(response: Data) -> list[Zone]:
    """The bands above the lowest, from below."""
    cuts: dict[str, dict[str, float]] = {}
    for who, bands in cut_offs(response).items():
        for band in bands:
            cuts.setdefault(band["verdict"], {})[who] = band["low"]
    return [
        Zone(
            verdict,
            tuple(sorted(set(found.values()))),
            ", ".join(f"{capital(mark(verdict).word)} from {number_text(_whole(cut))} ({who})"
                      for who, cut in found.items()),
        )
        for verdict, found in cuts.items()
    ]  # fmt: skip


def _draw_baseline(drawing: Drawing, response: Data, axis: Axis, bottom: float) -> None:
    first = response["visits"][0]
    x = (axis.at(first["first"]) + axis.at(first["last"])) / 2
    drawing.path(
        f"M{x - 6:.1f},{bottom:.1f} h12 l-6,-10 Z", {"fill": INK}, f"{first['text']}: baseline"
    )
    drawing.text(x + 9, bottom - 4, "baseline", 12, halo=True)


def _place(response: Data, comparison: Data, axis: Axis, at: Height) -> _Place:
    visit = response["visits"][comparison["followup"]]
    x = (axis.at(visit["first"]) + axis.at(visit["last"])) / 2
    total = comparison["total"]
    if total is None:
        floor = at(response["range"][0])
        return _Place(comparison, x, (x - 5, floor - 10, x + 5, floor), False)
    exact = total["low"] == total["high"]
    lowest, highest = at(total["low"]), at(total["high"])
    half = 5.0
    if exact:
        return _Place(comparison, x, (x - half, highest - half, x + half, lowest + half), True)
    return _Place(comparison, x, (x - half - 1, highest, x + half + 1, lowest), False)


def _draw_total(drawing: Drawing, place: _Place) -> None:
    """A dot; for a range a bar from its least to its greatest value, dashed and hatched."""
    left, top, right, bottom = place.box
    words = place.comparison["score"]["text"]
    title = f"{total_text(place.comparison)}, {words}"
    if place.comparison["total"] is None:
        for way in (5, -5):
            ends = (place.x - 5, bottom - 5 - way, place.x + 5, bottom - 5 + way)
            drawing.line(*ends, STRONG)
        return
    if place.exact:
        drawing.add("circle", {"cx": place.x, "cy": top + 5, "r": 5.0, "fill": INK}, title=title)
        return
    look: Style = {**STRONG, "fill": drawing.hatch, "stroke-dasharray": "3 2"}
    drawing.rect(place.box, look, title)
    for height in (top, bottom):
        drawing.line(left - 3, height, right + 3, height, STRONG)


def _draw_labels(
    drawing: Drawing,
    response: Data,
    places: Sequence[_Place],
    axis: Axis,
    band: tuple[float, float],
) -> None:
    """The totals beside their points; the last, the best and the first keep theirs when there is
    no room for all."""
    best = response["best"]["comparison"] if response["best"] else -1
    order = [len(places) - 1, best, 0, *range(1, len(places) - 1)]
    taken: list[Box] = [place.box for place in places]
    for index in dict.fromkeys(n for n in order if 0 <= n < len(places)):
        place = places[index]
        text = total_text(place.comparison)
        if index == best and len(places) > 1:
            text = f"best {text}"
        bold = index in (best, len(places) - 1)
        _label(drawing, place, text, bold, taken, (axis, band))


def _label(
    drawing: Drawing,
    place: _Place,
    text: str,
    bold: bool,
    taken: list[Box],
    room: tuple[Axis, tuple[float, float]],
) -> None:
    axis, (top, bottom) = room
    wide = text_width(text, 12, bold)
    left, above, right, below = place.box
    middle = (above + below) / 2
    spots = (
        (place.x - wide / 2, above - 5),
        (place.x - wide / 2, below + 14),
        (right + 5, middle + 4),
        (left - 5 - wide, middle + 4),
        (axis.right - wide - 2, above - 5),
    )
    others = [box for box in taken if box is not place.box]
    for x, baseline in spots:
        here = (x - 1, baseline - 11, x + wide + 1, baseline + 2)
        inside = axis.left <= here[0] and here[2] <= axis.right + 2
        inside = inside and top - 14 <= here[1] and here[3] <= bottom
        if inside and not any(_overlap(here, other) for other in others):
            drawing.text(x, baseline, text, 12, bold=bold, halo=True)
            taken.append(here)
            return


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _whole(number: float) -> float | int:
    return int(number) if number == int(number) else number
