"""The pictures of a fit: forest, shrinkage, funnel. The same in words is the table below them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log, sqrt

from myosotis.report.fit import drawn, row_name
from myosotis.report.fit_words import rests_on, share_text
from myosotis.report.svg import INK, LINE, PAPER, SOFT, Drawing, Style, wrap
from myosotis.report.words import Data, capital

FINE: Style = {"stroke": LINE, "stroke-width": 0.75}
TOP = 24.0
"""Above it stands the scale; the first row begins below it."""
TICKS = (0, 250, 500, 750, 1000)
RATIOS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)


def draw_forest(model: Data, width: float, name: str) -> str:
    """Each therapy in all groups and, below it, where it was observed, over the controls' band;
    a therapy that was observed in one group only, in that.

    Shares of all arms, with what the arms observed; odds ratios of randomised comparisons.
    """
    drawing, layout = Drawing(name, width), Layout.of(width)
    ratios = model["basis"] == "randomised"
    at = _ratio_scale(layout) if ratios else _share_scale(layout)
    bodies = Drawing(name, width)
    arms = {row["arm"]: row for row in model["rows"]}
    y = TOP + 22
    for estimate in drawn(model):
        text, below = row_name(estimate, model)
        line, y = _label(bodies, layout, f"{text} · {rests_on(estimate)}", y, below)
        observed = [arms[one] for one in estimate["arms"] if one in arms]
        _estimate(bodies, estimate, observed if estimate["group"] != "all" else (), at, line)
    _ticks(drawing, at, ratios, y)
    if not ratios:
        _controls_band(drawing, model, at, y)
    drawing.parts += bodies.parts
    return drawing.svg(y, f"Forest plot: {model['label']}. The same in words is in the table.")


def draw_shrinkage(model: Data, width: float, name: str) -> str:
    """What each arm observed (open) and what the model makes of it (full), the smallest on top."""
    drawing, layout = Drawing(name, width), Layout.of(width)
    at = _share_scale(layout)
    bodies = Drawing(name, width)
    y = TOP + 22
    for row in sorted(model["rows"], key=lambda one: (one["n"], one["arm"])):
        text = f"{row['responders']} of {row['n']} · {capital(row['label'])}, {row['group_label']}"
        line, y = _label(bodies, layout, text, y, below=False)
        raw, fitted = at(1000 * row["responders"] / row["n"]), row["fitted"]
        middle = at(fitted["median"])
        bodies.line(at(fitted["low"]), line, at(fitted["high"]), line, _STROKE)
        bodies.line(raw, line, middle, line, {"stroke": SOFT, "stroke-dasharray": "2 2"})
        bodies.add("circle", {"cx": raw, "cy": line, "r": 4.0, **_OPEN}, title=text)
        title = f"{text}: drawn to {share_text(fitted)}"
        bodies.add("circle", {"cx": middle, "cy": line, "r": 4.0, "fill": INK}, title=title)
    _ticks(drawing, at, False, y)
    drawing.parts += bodies.parts
    return drawing.svg(y, f"Shrinkage: {model['label']}, observed and fitted share of each arm.")


def draw_funnel(model: Data, width: float, name: str) -> str:
    """The log odds ratio of each randomised comparison against its standard error, precise on top.

    Half a patient is added to each count where one of them is zero.
    """
    drawing = Drawing(name, width)
    at = _ratio_scale(Layout(False, 40.0, width - 24, 0.0))
    points = list(contrasts(model["rows"]))
    top, height = TOP + 10, 200.0
    worst = max((error for _, _, error in points), default=1.0) * 1.1
    for ratio in RATIOS:
        drawing.line(at(ratio), top, at(ratio), top + height, FINE)
        drawing.text(at(ratio), top - 10, f"{ratio:g}", 12, anchor="middle", fill=SOFT)
    drawing.line(at(1.0), top, at(1.0), top + height, {"stroke": INK, "stroke-width": 1.0})
    for label, effect, error in points:
        drawing.add(
            "circle",
            {"cx": at(2.718281828**effect), "cy": top + height * error / worst, "r": 4.5, **_OPEN},
            title=label,
        )
    drawing.text(2, top + 10, "large", 12, fill=SOFT)
    drawing.text(2, top + height, "small", 12, fill=SOFT)
    return drawing.svg(
        top + height + 14, f"Funnel plot: {len(points)} randomised comparisons, {model['label']}."
    )


def contrasts(rows: Sequence[Data]) -> Sequence[tuple[str, float, float]]:
    """Label, log odds ratio and standard error of each active arm against its control."""
    found = []
    controls = {row["comparison"]: row for row in rows if row["control"] and row["randomised"]}
    for row in rows:
        other = controls.get(row["comparison"]) if row["randomised"] else None
        if other is None or row["control"]:
            continue
        cells = [row["responders"], row["n"] - row["responders"]]
        cells += [other["responders"], other["n"] - other["responders"]]
        a, b, c, d = ((one + 0.5) if 0 in cells else float(one) for one in cells)
        label = f"{capital(row['label'])}, {row['study'].replace('_', ' ')}"
        found.append((label, log(a * d / (b * c)), sqrt(1 / a + 1 / b + 1 / c + 1 / d)))
    return found


_STROKE: Style = {"stroke": INK, "stroke-width": 2.0}
_OPEN: Style = {"fill": PAPER, "stroke": INK, "stroke-width": 1.5}
Scale = Callable[[float], float]


@dataclass(frozen=True)
class Layout:
    """Where the words stand and where the scale: beside them, or below them in a narrow picture."""

    narrow: bool
    left: float
    right: float
    room: float

    @classmethod
    def of(cls, width: float) -> Layout:
        if width < 500:
            return cls(True, 14.0, width - 24, width - 4)
        return cls(False, 350.0, width - 24, 325.0)


def _share_scale(layout: Layout) -> Scale:
    return lambda thousandths: layout.left + (layout.right - layout.left) * thousandths / 1000


def _ratio_scale(layout: Layout) -> Scale:
    first, last = log(RATIOS[0]), log(RATIOS[-1])

    def at(ratio: float) -> float:
        place = (log(max(ratio, 1e-6)) - first) / (last - first)
        return layout.left + (layout.right - layout.left) * min(max(place, 0.0), 1.0)

    return at


def _label(
    drawing: Drawing, layout: Layout, text: str, y: float, below: bool
) -> tuple[float, float]:
    """The words of a row, on as many lines as they need: the height of its marks, the next row."""
    indent = 14.0 if below else 2.0
    lines = wrap(text, layout.room - indent, 12)
    for number, line in enumerate(lines):
        fill = SOFT if below else INK
        drawing.text(indent, y + 15 * number, line, 12, fill=fill, halo=layout.narrow)
    last = y + 15 * (len(lines) - 1)
    return (last + 10, last + 30) if layout.narrow else (y - 4, last + 20)


def _estimate(
    drawing: Drawing, estimate: Data, observed: Sequence[Data], at: Scale, y: float
) -> None:
    """The interval and its middle; of a group also what its arms observed, larger with more."""
    whole = estimate["group"] == "all"
    if estimate["ratio"]:
        low, middle, high = (at(float(one)) for one in estimate["ratio"])
    else:
        low, middle, high = (at(estimate["share"][end]) for end in ("low", "median", "high"))
    thick: Style = {"stroke": INK, "stroke-width": 3.0 if whole else 1.5}
    drawing.line(low, y, high, y, thick)
    for arm in observed:
        place, half = at(1000 * arm["responders"] / arm["n"]), 2.0 + min(sqrt(arm["n"]), 12.0) / 2
        box = (place - half, y - half, place + half, y + half)
        title = f"{arm['study'].replace('_', ' ')}: {arm['responders']} of {arm['n']}"
        drawing.rect(box, {"fill": "none", "stroke": SOFT, "stroke-width": 1.0}, title)
    mark: Style = {"fill": INK} if whole else _OPEN
    drawing.add("circle", {"cx": middle, "cy": y, "r": 4.5, **mark})


def _ticks(drawing: Drawing, at: Scale, ratios: bool, bottom: float) -> None:
    for tick in RATIOS if ratios else TICKS:
        drawing.line(at(tick), TOP - 4, at(tick), bottom - 8, FINE)
        text = f"{tick:g}" if ratios else f"{tick / 10:g} %"
        drawing.text(at(tick), 12, text, 12, anchor="middle", fill=SOFT)
    if ratios:
        no_effect: Style = {"stroke": SOFT, "stroke-width": 1.25}
        drawing.line(at(1.0), TOP - 4, at(1.0), bottom - 8, no_effect)


def _controls_band(drawing: Drawing, model: Data, at: Scale, bottom: float) -> None:
    """The interval of the control with most patients, behind everything, with its name."""
    controls = [one for one in model["estimates"] if one["control"] and one["group"] == "all"]
    if not controls:
        return
    most = max(controls, key=lambda one: (one["n"], one["therapy"]))
    low, high = at(most["share"]["low"]), at(most["share"]["high"])
    drawing.rect((low, 18, high, bottom - 8), {"fill": "#eceef1"})
    drawing.text((low + high) / 2, 30, most["label"], 12, anchor="middle", fill=SOFT)
