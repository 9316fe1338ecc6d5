"""Other organs to look at in this patient: why, with which figures, and how."""

from __future__ import annotations

from myosotis.review.antibodies.due import item_line
from myosotis.review.antibodies.model import FigureLine, OutcomeRow, WatchLine
from myosotis.review.view import View


def review_watch(view: View, rows: tuple[OutcomeRow, ...]) -> tuple[WatchLine, ...]:
    """Every organ of the pathway; an organ that nothing speaks for has no reasons."""
    by_id = {row.id: row for row in rows}
    lines = []
    for organ in view.base.watch.organs:
        because = view.holding(organ.rules)
        row = by_id.get(organ.outcome)
        figures: tuple[FigureLine, ...] = row.figures if row else ()
        why = because[0].statement if because else ""
        wanted = bool(because)
        lines.append(
            WatchLine(
                id=organ.id,
                label=organ.label,
                recorded=row.recorded if row else "unknown",
                because=because,
                figures=figures,
                how=tuple(
                    item_line(view, organ.group, item, wanted=wanted, why=why) for item in organ.how
                )
                if wanted
                else (),
            )
        )
    return tuple(lines)
