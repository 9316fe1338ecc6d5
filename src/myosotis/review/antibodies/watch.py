"""Other organs to look at in this patient: why, with which figures, and how."""

from __future__ import annotations

from myosotis.knowledge.schema import Watch
from myosotis.review.antibodies.due import item_line
from myosotis.review.antibodies.model import DueLine, FigureLine, OutcomeRow, WatchLine
from myosotis.review.view import View


def review_watch(view: View, rows: tuple[OutcomeRow, ...]) -> tuple[WatchLine, ...]:
    """Every organ of the pathway; an organ that nothing speaks for has no reasons."""
    by_id = {row.id: row for row in rows}
    lines = []
    for organ in view.base.watch.organs:
        because = view.holding(organ.rules)
        row = by_id.get(organ.outcome)
        figures: tuple[FigureLine, ...] = row.figures if row else ()
        lines.append(
            WatchLine(
                id=organ.id,
                label=organ.label,
                recorded=row.recorded if row else "unknown",
                because=because,
                figures=figures,
                how=_how(view, organ, because[0].statement) if because else (),
            )
        )
    return tuple(lines)


def _how(view: View, organ: Watch, why: str) -> tuple[DueLine, ...]:
    """What is asked for, but for that of which the condition does not hold."""
    lines = (item_line(view, organ.group, item, wanted=True, why=why) for item in organ.how)
    return tuple(line for line in lines if line.status != "not_needed")
