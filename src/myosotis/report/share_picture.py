"""The picture of one kind of outcome: shares of patients with their intervals, 0 to 100 %.

This patient's subgroup is a disc, every subgroup together a ring, placebo and sham a square.
"""

from __future__ import annotations

from collections.abc import Sequence

from myosotis.report.strategy_words import percent, share_text, shares_of
from myosotis.report.svg import INK, LINE, PAPER, SOFT, Drawing, Style, wrap
from myosotis.report.words import Data

WIDE, NARROW = 620.0, 330.0
SIZE, STEP, ROW = 12.5, 15.0, 26.0
LABEL, NUMBERS = 168.0, 170.0
FINE: Style = {"stroke": LINE, "stroke-width": 0.75}
SHAPES = ("group", "everybody", "controls")


def share_figure(line: Data, name: str) -> dict[str, str]:
    """The picture at both widths; ``name`` keeps its ids apart from other pictures' ids."""
    if not shares_of(line):
        return {}
    return {
        "wide": draw_shares(line, WIDE, f"{name}-wide"),
        "narrow": draw_shares(line, NARROW, f"{name}-narrow"),
    }


def draw_shares(line: Data, width: float, name: str) -> str:
    """The picture at one width."""
    drawing = Drawing(name, width)
    narrow = width < 500
    left = 12.0 if narrow else LABEL
    right = width - 16.0 if narrow else width - NUMBERS
    rows = [(key, line[key]) for key in SHAPES if line[key]]
    y = 18.0
    body = Drawing(name, width)
    for key, share in rows:
        if narrow:
            for text in wrap(f"{share['who']}: {share_text(share)}", width - 12, SIZE):
                y += STEP
                body.text(left, y - 3, text, SIZE)
            y += 14
            _bar(body, share, key, left, right, y - 4)
            y += 8
        else:
            labels = wrap(share["who"], LABEL - 12, SIZE)
            numbers = _numbers(share)
            height = max(len(labels), len(numbers)) * STEP
            _column(body, labels, 0, y, SIZE)
            _column(body, numbers, right + 14, y, SIZE)
            _bar(body, share, key, left, right, y + height / 2 + 2)
            y += height + 8
    for tick in (0, 25, 50, 75, 100):
        x = left + (right - left) * tick / 100
        drawing.line(x, 16, x, y, FINE)
        anchor = "start" if narrow and tick == 0 else "end" if narrow and tick == 100 else "middle"
        drawing.text(
            x, 11, f"{tick} %" if tick in (0, 100) else str(tick), 11, anchor=anchor, fill=SOFT
        )
    drawing.parts += body.parts
    told = "; ".join(f"{share['who']}: {share_text(share)}" for _, share in rows)
    return drawing.svg(y + 2, f"{line['label']}, {line['outcome']}. {told}")


def _column(drawing: Drawing, texts: Sequence[str], x: float, y: float, size: float) -> None:
    for number, text in enumerate(texts):
        drawing.text(x, y + STEP * (number + 1) - 3, text, size)


def _numbers(share: Data) -> list[str]:
    """The share, and below it what it rests on."""
    whole, _, rest = share_text(share).partition("; ")
    return [whole, rest] if rest else [whole]


def _bar(drawing: Drawing, share: Data, kind: str, left: float, right: float, y: float) -> None:
    low, middle, high = (
        left + (right - left) * share[key] / 100 for key in ("low", "median", "high")
    )
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
