"""The way that one patient takes through the approach, as a graph."""

from __future__ import annotations

from myosotis.review.model import (
    Activity,
    Diagnosis,
    Path,
    PathEdge,
    PathNode,
    Resistance,
    Strategy,
    Urgent,
)

_RESISTANCE = {
    "refractory": "yes", "inadequately_treated": "no", "not_refractory": "no",
    "cannot_tell": "cannot_tell",
}  # fmt: skip
_DIAGNOSIS = {"secure": "yes", "other_iim": "yes", "not_iim": "no", "unsettled": "cannot_tell"}


def path(
    urgent: tuple[Urgent, ...],
    resistance: Resistance,
    activity: Activity,
    diagnosis: Diagnosis,
    strategy: Strategy,
) -> Path:
    """Nodes in reading order, and the edges between them with those taken."""
    organs = activity.organs.values()
    active = [organ.label for organ in organs if organ.inflammation == "yes"]
    open_organs = [organ.label for organ in organs if organ.verdict == "cannot_tell"]
    activity_state = "yes" if active else "cannot_tell" if open_organs else "no"
    states = {
        "urgent": "urgent" if any(u.verdict == "present" for u in urgent) else "no",
        "resistance": _RESISTANCE[resistance.verdict],
        "activity": activity_state,
        "diagnosis": _DIAGNOSIS[diagnosis.verdict],
        "strategy": "yes" if strategy.verdict == "open" else "not_reached",
    }
    details = {
        "urgent": ", ".join(u.organ for u in urgent) or "no red flag recorded",
        "resistance": resistance.verdict.replace("_", " "),
        "activity": _activity_detail(active, open_organs),
        "diagnosis": diagnosis.verdict.replace("_", " ").replace("iim", "IIM"),
        "strategy": strategy.verdict.replace("_", " "),
    }
    texts = {
        "urgent": "Is an organ in danger now?",
        "resistance": resistance.question,
        "activity": activity.question,
        "diagnosis": diagnosis.question,
        "strategy": strategy.question,
    }
    nodes = [
        PathNode.model_validate(
            {"id": id_, "text": texts[id_], "state": states[id_], "detail": details[id_]}
        )
        for id_ in texts
    ]
    blocked = {block.question: block.statement for block in strategy.blocked_by}
    nodes.append(
        PathNode(
            id="second_examination",
            text="Second diagnostic examination",
            state="yes" if blocked else "not_reached",
            detail=f"open: {len(blocked)} of the questions"
            if blocked
            else "not needed for the gate",
        )
    )
    edges = [("urgent", "resistance", "look at all four at once", True)]
    edges += [("resistance", "activity", "same facts", True)]
    edges += [("activity", "diagnosis", "same facts", True)]
    edges += [
        ("diagnosis", "strategy", "all three answered", not blocked),
        ("diagnosis", "second_examination", "not all answered", bool(blocked)),
        ("second_examination", "resistance", "review again", False),
    ]
    if states["urgent"] == "urgent":
        edges.append(("urgent", "strategy", "urgent branch", True))
    return Path(
        nodes=tuple(nodes),
        edges=tuple(
            PathEdge.model_validate({"from": a, "to": b, "label": label, "taken": taken})
            for a, b, label, taken in edges
        ),
    )


def _examination_detail(blocked: int) -> str:
    return f"open, for {blocked} of the questions" if blocked else "not needed for the gate"


def _activity_detail(active: list[str], unclear: list[str]) -> str:
    shown = f"inflammation: {', '.join(active)}" if active else "no inflammation confirmed"
    return f"{shown}; cannot tell: {', '.join(unclear)}" if unclear else shown
