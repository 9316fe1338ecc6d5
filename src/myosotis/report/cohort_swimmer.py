"""The swimmer plot: treatments of some patients as bars, visits as marks, on one time axis."""

from __future__ import annotations

from collections import Counter
from string import ascii_uppercase
from typing import Any

import altair as alt

from myosotis.cohort.research import Lanes
from myosotis.report.cohort_ink import COLOURS, HATCH, MIDDLE, SIZE, Chart, data, narrow
from myosotis.report.cohort_key import Key
from myosotis.report.svg import INK, LINE, PAPER, SOFT

LANE, AIR = 8.0, 9.0
"""The height of one treatment, and the room between patients, which holds the visits."""
NO_RESPONSE = "none"
SHAPES = ("circle", "triangle-up", "square", "diamond")


def letters(lanes: Lanes) -> dict[str, str]:
    """A letter for each therapy, the most frequent first."""
    counts = Counter(lanes.courses.get_column("therapy").to_list())
    order = sorted(counts, key=lambda therapy: (-counts[therapy], therapy))
    names = [*ascii_uppercase, *(f"{one}{one.lower()}" for one in ascii_uppercase)]
    return {therapy: names[place] for place, therapy in enumerate(order[: len(names)])}


def swimmer_key(lanes: Lanes, levels: tuple[str, ...]) -> list[Key]:
    """The key of the marks, the bars and their letters."""
    shapes = zip((NO_RESPONSE, *levels), SHAPES, strict=False)
    colours = [*COLOURS, *(MIDDLE for _ in letters(lanes))]
    return [
        *(
            Key(therapy, "letter", colour, letter=code)
            for (therapy, code), colour in zip(letters(lanes).items(), colours, strict=False)
        ),
        *(Key(f"response: {level}", shape) for level, shape in shapes),
        Key("open mark: a better response is possible", "circle", open=True),
        Key("certainly treated", "box", MIDDLE),
        Key("dates leave it open", "box", HATCH),
        Key("goes on", "arrow"),
    ]


def draw_swimmer(lanes: Lanes, levels: tuple[str, ...], width: float) -> Chart:
    """Solid where a treatment certainly ran, hatched where its dates leave that open, an arrow
    where it goes on; a mark for the certain response at each visit, open where more is possible."""
    codes = letters(lanes)
    bars, starts, arrows, marks, height = _placed(lanes, codes)
    first = min([0.0, *(bar["from"] for bar in bars)])
    last = max([1.0, *(bar["to"] for bar in bars), *(mark["month"] for mark in marks)])
    inside = width - 30
    x = alt.Scale(domain=[max(first, -24.0), last * 1.02], nice=False, clamp=True)
    y = alt.Scale(domain=[0, height], reverse=True, nice=False)
    axis = alt.Axis(title="months since baseline", grid=True, tickCount=6 if narrow(width) else 10)
    at = alt.X("from:Q", scale=x, axis=axis)
    certain = [bar for bar in bars if bar["kind"] == "certain"]
    open_ = [bar for bar in bars if bar["kind"] == "open"]
    palette = alt.Scale(
        domain=list(codes),
        range=[COLOURS[i] if i < len(COLOURS) else MIDDLE for i in range(len(codes))],
    )
    fill = alt.Fill("therapy:N", scale=palette, legend=None)
    solid = alt.Chart(data(certain)).mark_rect(opacity=0.75).encode(
        x=at, x2="to:Q", y=alt.Y("top:Q", scale=y, axis=None), y2="bottom:Q", fill=fill
    )  # fmt: skip
    hatched = alt.Chart(data(open_)).mark_rect(fill=HATCH, stroke=SOFT, strokeWidth=0.4).encode(
        x=at, x2="to:Q", y=alt.Y("top:Q", scale=y, axis=None), y2="bottom:Q"
    )  # fmt: skip
    text = alt.Chart(data(starts)).mark_text(
        align="right", dx=-2, fontSize=SIZE - 1.5, color=INK, baseline="middle"
    ).encode(x=at, y=alt.Y("middle:Q", scale=y, axis=None), text="code:N")  # fmt: skip
    on = alt.Chart(data(arrows)).mark_text(
        text="▶", align="left", fontSize=SIZE - 2, color=INK, baseline="middle"
    ).encode(
        x=alt.X("to:Q", scale=x, axis=axis), y=alt.Y("middle:Q", scale=y, axis=None)
    )  # fmt: skip
    words = [NO_RESPONSE, *levels]
    visits = alt.Chart(data(marks)).mark_point(size=42, strokeWidth=1.2, opacity=1).encode(
        x=alt.X("month:Q", scale=x, axis=axis),
        y=alt.Y("at:Q", scale=y, axis=None),
        shape=alt.Shape(
            "level:N",
            scale=alt.Scale(domain=words, range=list(SHAPES[: len(words)])),
            legend=None,
        ),
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.value(INK),
    )  # fmt: skip
    return (
        alt.layer(_rules(height, at, y), solid, hatched, text, on, visits)
        .resolve_scale(fill="independent")
        .properties(width=inside, height=height)
    )


def _rules(height: float, at: alt.X, y: alt.Scale) -> Chart:
    zero = [{"from": 0.0, "top": 0.0, "bottom": height}]
    return (
        alt.Chart(data(zero))
        .mark_rule(stroke=LINE, strokeWidth=1.5)
        .encode(x=at, y=alt.Y("top:Q", scale=y, axis=None), y2="bottom:Q")
    )


Rows = list[dict[str, Any]]


def _placed(lanes: Lanes, codes: dict[str, str]) -> tuple[Rows, Rows, Rows, Rows, float]:
    """Every bar, letter, arrow and mark at its height; the patients from top to bottom."""
    bars: Rows = []
    starts: Rows = []
    arrows: Rows = []
    marks: Rows = []
    top = 0.0
    visits = lanes.visits.partition_by("patient", as_dict=True)
    courses = lanes.courses.sort("from_low", "therapy").partition_by("patient", as_dict=True)
    for patient in lanes.drawn:
        line = top + AIR * 0.6
        for visit in visits[(patient,)].iter_rows(named=True) if (patient,) in visits else ():
            level = visit["level"] or NO_RESPONSE
            fill = PAPER if visit["open"] else INK
            marks.append({"month": visit["months"], "at": line, "level": level, "fill": fill})
        top += AIR + 2
        for course in courses[(patient,)].iter_rows(named=True):
            # Without an end, and not said to go on: it may have gone on until the last day known.
            latest = course["until"] if course["to_high"] is None else course["to_high"]
            earliest = course["from_high"] if course["to_low"] is None else course["to_low"]
            low, high = course["from_low"], max(latest, course["from_low"])
            inner = (course["from_high"], max(earliest, course["from_high"]))
            place = {"top": top + 1, "bottom": top + LANE - 1, "therapy": course["therapy"]}
            for kind, start, end in (
                ("open", low, min(inner[0], high)),
                ("certain", *inner),
                ("open", inner[1], high),
            ):
                if end > start:
                    bars.append({**place, "kind": kind, "from": start, "to": end})
            middle = top + LANE / 2
            starts.append({"from": low, "middle": middle, "code": codes[course["therapy"]]})
            if course["ongoing"]:
                arrows.append({"to": high, "middle": middle})
            top += LANE
        top += 3
    return bars, starts, arrows, marks, top
