"""The pictures of a fit: forest, shrinkage, funnel. The same in words is the table below them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log, sqrt

from myosotis.report.fit import row_name, shown
from myosotis.report.fit_words import rests_on, share_text
from myosotis.report.svg import INK, LINE, PAPER, SOFT, Drawing, Style, wrap
from myosotis.report.words import Data, capital

FINE: Style = {"stroke": LINE, "stroke-width": 0.75}
STEP = 20.0
TICKS = (0, 250, 500, 750, 1000)
RATIOS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)


def draw_forest(model: Data, width: float, name: str) -> str:
    """Each therapy in all groups and, below it, where it was observed, over the controls' band.

    Shares of all arms; odds ratios of randomised comparisons.
    """
    drawing = Drawing(name, width)
    ratios = model["basis"] == "randomised"
    narrow = width < 500
    left = 12.0 if narrow else 330.0
    at = _ratio_scale(left, width - 24) if ratios else _share_scale(left, width - 24)
    y = 34.0
    bodies = Drawing(name, width)
    for estimate in shown(model):
        y = _forest_row(bodies, estimate, model, at, y, narrow)
    _ticks(drawing, at, ratios, y)
    if not ratios:
        _controls_band(drawing, model, at, y)
    drawing.parts += bodies.parts
    return drawing.svg(y + 4, f"Forest plot: {model['label']}. The same in words is in the table.")


def draw_shrinkage(model: Data, width: float, name: str) -> str:
    """What each arm observed (open) and what the model makes of it (full), the smallest on top."""
    drawing = Drawing(name, width)
    narrow = width < 500
    left = 12.0 if narrow else 330.0
    at = _share_scale(left, width - 24)
    bodies = Drawing(name, width)
    y = 34.0
    for row in sorted(model["rows"], key=lambda one: (one["n"], one["arm"])):
        text = f"{row['responders']} of {row['n']} · {capital(row['label'])}, {row['group_label']}"
        y = _label(bodies, text, y, width - 4 if narrow else left - 20, soft=False)
        place = y - (2.0 if narrow else STEP - 4)
        raw, fitted = at(1000 * row["responders"] / row["n"]), row["fitted"]
        bodies.line(at(fitted["low"]), place, at(fitted["high"]), place, {**_STROKE})
        bodies.line(raw, place, at(fitted["median"]), place, {"stroke": SOFT, "stroke-width": 0.75})
        bodies.add("circle", {"cx": raw, "cy": place, "r": 4.0, **_OPEN}, title=text)
        title = f"{text}: drawn to {share_text(fitted)}"
        bodies.add(
            "circle", {"cx": at(fitted["median"]), "cy": place, "r": 4.0, "fill": INK}, title=title
        )
        y += 12 if narrow else 0
    _ticks(drawing, at, False, y)
    drawing.parts += bodies.parts
    return drawing.svg(
        y + 4, f"Shrinkage: {model['label']}, observed and fitted share of each arm."
    )


def draw_funnel(model: Data, width: float, name: str) -> str:
    """The log odds ratio of each randomised comparison against its standard error, precise on top.

    Half a patient is added to each count where one of them is zero.
    """
    drawing = Drawing(name, width)
    at = _ratio_scale(40.0, width - 24)
    points = list(contrasts(model["rows"]))
    top, height = 34.0, 200.0
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


def _share_scale(left: float, right: float) -> Scale:
    return lambda thousandths: left + (right - left) * thousandths / 1000


def _ratio_scale(left: float, right: float) -> Scale:
    first, last = log(RATIOS[0]), log(RATIOS[-1])

    def at(ratio: float) -> float:
        place = (log(max(ratio, 1e-6)) - first) / (last - first)
        return left + (right - left) * min(max(place, 0.0), 1.0)

    return at


def _forest_row(
    drawing: Drawing, estimate: Data, model: Data, at: Scale, y: float, narrow: bool
) -> float:
    name, below = row_name(estimate, model)
    whole = estimate["group"] == "all"
    text = f"   {name}" if below else name
    text += f" · {rests_on(estimate)}"
    y = _label(drawing, text, y, drawing.width - 4 if narrow else 310, soft=below)
    place = y - (2.0 if narrow else STEP - 4)
    if estimate["ratio"]:
        low, middle, high = (at(float(one)) for one in estimate["ratio"])
    else:
        low, middle, high = (at(estimate["share"][end]) for end in ("low", "median", "high"))
    thick: Style = {"stroke": INK, "stroke-width": 3.0 if whole else 1.5}
    drawing.line(low, place, high, place, thick)
    mark: Style = {"fill": INK} if whole else _OPEN
    drawing.add("circle", {"cx": middle, "cy": place, "r": 4.5, **mark}, title=text.strip())
    return y + (12 if narrow else 0)


def _label(drawing: Drawing, text: str, y: float, room: float, soft: bool) -> float:
    """The words of a row, on as many lines as they need; where the next row begins."""
    indent = 12.0 if text.startswith("   ") else 2.0
    lines = wrap(text.strip(), room - indent, 12)
    for number, line in enumerate(lines):
        drawing.text(indent, y + 15 * number, line, 12, fill=SOFT if soft else INK, halo=True)
    return y + 15 * (len(lines) - 1) + STEP


def _ticks(drawing: Drawing, at: Scale, ratios: bool, bottom: float) -> None:
    for tick in RATIOS if ratios else TICKS:
        drawing.line(at(tick), 20, at(tick), bottom - 8, FINE)
        text = f"{tick:g}" if ratios else f"{tick / 10:g} %"
        drawing.text(at(tick), 12, text, 12, anchor="middle", fill=SOFT)
    if ratios:
        drawing.line(at(1.0), 20, at(1.0), bottom - 8, {"stroke": SOFT, "stroke-width": 1.25})


def _controls_band(drawing: Drawing, model: Data, at: Scale, bottom: float) -> None:
    """The interval of the control with most patients, behind everything."""
    controls = [one for one in model["estimates"] if one["control"] and one["group"] == "all"]
    if not controls:
        return
    most = max(controls, key=lambda one: (one["n"], one["therapy"]))
    low, high = at(most["share"]["low"]), at(most["share"]["high"])
    drawing.rect(
        (low, 20, high, bottom - 8), {"fill": "#eceef1"}, f"The interval of {most['label']}"
    )
