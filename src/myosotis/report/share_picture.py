"""The picture of one kind of outcome: shares of patients with their intervals, 0 to 100 %.

This patient's subgroup is a disc, every subgroup together a ring, placebo and sham a square.
"""

from __future__ import annotations

from myosotis.report.strategy_words import percent, share_text, shares_of
from myosotis.report.svg import INK, LINE, PAPER, SOFT, Drawing, Style, wrap
from myosotis.report.words import Data

WIDTH = 350.0
"""One width fits a telephone and the right column of a page."""
LEFT, RIGHT = 12.0, WIDTH - 16.0
SIZE, STEP = 12.5, 15.0
FINE: Style = {"stroke": LINE, "stroke-width": 0.75}
SHAPES = ("group", "everybody", "controls")


def draw_shares(line: Data, name: str) -> str:
    """The picture of one kind of outcome, as SVG; empty where there is no share.

    ``name`` keeps its ids apart from other pictures' ids.
    """
    if not shares_of(line):
        return ""
    drawing, body = Drawing(name, WIDTH), Drawing(name, WIDTH)
    rows = [(key, line[key]) for key in SHAPES if line[key]]
    y = 18.0
    for key, share in rows:
        for text in wrap(f"{share['who']}: {share_text(share)}", WIDTH - LEFT, SIZE):
            y += STEP
            body.text(LEFT, y - 3, text, SIZE, halo=True)
        y += 10
        _bar(body, share, key, y)
        y += 12
    for tick in (0, 25, 50, 75, 100):
        x = _at(tick)
        drawing.line(x, 16, x, y, FINE)
        anchor = "start" if tick == 0 else "end" if tick == 100 else "middle"
        label = f"{tick} %" if tick in (0, 100) else str(tick)
        drawing.text(x, 11, label, 11, anchor=anchor, fill=SOFT)
    drawing.parts += body.parts
    told = "; ".join(f"{share['who']}: {share_text(share)}" for _, share in rows)
    return drawing.svg(y + 2, f"{line['label']}, {line['outcome']}. {told}")


def _at(share: float) -> float:
    return LEFT + (RIGHT - LEFT) * share / 100


def _bar(drawing: Drawing, share: Data, kind: str, y: float) -> None:
    low, middle, high = (_at(share[key]) for key in ("low", "median", "high"))
    drawing.line(low, y, high, y, {"stroke": INK, "stroke-width": 1.5})
    title = f"{percent(share['median'])} %"
    if kind == "controls":
        drawing.rect(
            (middle - 4.5, y - 4.5, middle + 4.5, y + 4.5),
            {"fill": PAPER, "stroke": INK, "stroke-width": 1.5},
            title,
        )
        return
    fill = INK if kind == "group" else PAPER
    drawing.add(
        "circle",
        {"cx": middle, "cy": y, "r": 5.0, "fill": fill, "stroke": INK, "stroke-width": 1.5},
        title=title,
    )
