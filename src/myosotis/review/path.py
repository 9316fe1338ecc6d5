"""The way that one patient takes through the approach, as a graph."""

from __future__ import annotations

from myosotis.review.model import (
    Activity,
    Diagnosis,
    Path,
    PathEdge,
    PathNode,
    Resistance,
    Urgent,
)
from myosotis.review.parts import Missing
from myosotis.review.strategy.model import Strategy

_RESISTANCE = {
    "refractory": "yes", "inadequately_treated": "no", "not_refractory": "no",
    "cannot_tell": "cannot_tell",
}  # fmt: skip
_RESISTANCE_WORDS = {
    "refractory": "refractory by the definition applied",
    "inadequately_treated": "treatment was not adequate",
    "not_refractory": "not refractory by the definition applied",
    "cannot_tell": "refractory disease is neither shown nor excluded",
}
_DIAGNOSIS_WORDS = {
    "secure": "an inflammatory myopathy is established",
    "other_iim": "an inflammatory myopathy, but of another kind",
    "not_iim": "the facts point away from an inflammatory myopathy",
    "unsettled": "not settled by what is recorded",
}
_STRATEGY_WORDS = {
    "open": "the options come into question",
    "blocked": "blocked until the questions above are answered",
    "urgent_only": "only the urgent branch is open",
}
_DIAGNOSIS = {"secure": "yes", "other_iim": "yes", "not_iim": "no", "unsettled": "cannot_tell"}


def path(
    urgent: tuple[Urgent, ...],
    unasked: tuple[Missing, ...],
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
        "urgent": "urgent" if urgent else "cannot_tell" if unasked else "no",
        "resistance": _RESISTANCE[resistance.verdict],
        "activity": activity_state,
        "diagnosis": _DIAGNOSIS[diagnosis.verdict],
        "strategy": "yes" if strategy.verdict == "open" else "not_reached",
    }
    details = {
        "urgent": _urgent_detail(urgent, unasked),
        "resistance": _RESISTANCE_WORDS[resistance.verdict],
        "activity": _activity_detail(active, open_organs),
        "diagnosis": _DIAGNOSIS_WORDS[diagnosis.verdict],
        "strategy": _STRATEGY_WORDS[strategy.verdict],
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


def _urgent_detail(urgent: tuple[Urgent, ...], unasked: tuple[Missing, ...]) -> str:
    if urgent:
        return ", ".join(dict.fromkeys(each.organ for each in urgent))
    if unasked:
        return f"no red flag recorded; {len(unasked)} signs are not recorded either way"
    return "every red flag is excluded"


def _examination_detail(blocked: int) -> str:
    return f"open, for {blocked} of the questions" if blocked else "not needed for the gate"


def _activity_detail(active: list[str], unclear: list[str]) -> str:
    shown = f"inflammation: {', '.join(active)}" if active else "no inflammation confirmed"
    return f"{shown}; cannot tell: {', '.join(unclear)}" if unclear else shown
