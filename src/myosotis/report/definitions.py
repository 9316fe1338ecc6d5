"""The words in which the definitions of refractory disease are shown beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from myosotis.report.marks import mark
from myosotis.report.words import Data, capital, listing

SHOWN = 3
"""As many unknowns are named; more are counted."""


def other_definitions(question: Data) -> tuple[list[Data], list[Data], list[Data]]:
    """All but the one applied: those about earlier treatment, those about activity only, and
    those that are for other patients."""
    applied = question["definition"]["id"]
    others = [each for each in question.get("definitions") or () if each["id"] != applied]
    asked = [d for d in others if d["verdict"] not in ("not_asked", "not_applicable")]
    activity = [d for d in others if d["verdict"] == "not_asked"]
    return asked, activity, [d for d in others if d["verdict"] == "not_applicable"]


def others_text(definitions: Sequence[Data]) -> str:
    """The other definitions by their answer: met by which, not met by which, cannot tell."""
    answers: dict[str, list[str]] = {}
    for verdict in ("met", "not_met", "cannot_tell"):
        names = [d.get("short") or d["title"] for d in definitions if d["verdict"] == verdict]
        if names:
            answers[mark(verdict).word] = names
    return "; ".join(f"{word} ({', '.join(names)})" for word, names in answers.items())


def asks_text(answer: Data) -> str:
    """What a definition or a gate asks for, as a sentence."""
    return f"Asks for {answer['asks']}." if answer.get("asks") else ""


def only_if_text(definition: Data) -> str:
    """For whom a definition is, where the record does not say that this patient is one of them."""
    return f"Only if {definition['assumed'].rstrip('.')}." if definition.get("assumed") else ""


def because_text(answer: Data, applied: Data | None = None) -> str:
    """Why a definition or a gate is met or not, or what is missing to tell.

    What is missing for the definition that is ``applied`` as well is not said again.
    """
    if answer.get("statement"):
        return str(answer["statement"])
    missing = answer.get("missing") or ()
    if not missing:
        return ""
    said = {one["finding"] for one in (applied or {}).get("missing") or ()}
    more = [one for one in missing if one["finding"] not in said]
    if said and said <= {one["finding"] for one in missing}:
        also = f", and {missing_listing(more)}" if more else ""
        return f"Not known: the same as above{also}."
    return f"Not known: {missing_listing(missing)}."


def missing_listing(missing: Sequence[Data], shown: int = SHOWN) -> str:
    """The unknowns in a phrase: what is missing of several drugs is said together."""
    groups: dict[str, list[str]] = {}
    for one in missing:
        what, of, whose = one["label"].partition(" of ")
        shared = of and sum(m["label"].startswith(f"{what} of ") for m in missing) > 1
        groups.setdefault(what if shared else one["label"], []).append(whose if shared else "")
    phrases = [f"{what} of {listing(of)}" if of[0] else what for what, of in groups.items()]
    left = len(phrases) - shown
    named = [*phrases[:shown], *([f"{left} more"] if left > 0 else [])]
    if any("," in phrase or " and " in phrase for phrase in named[:-1]):
        return "; ".join(named)
    return listing(named)


def elsewhere_text(definitions: Sequence[Data]) -> str:
    """The definitions for other patients, each with whom it is for."""
    return "; ".join(f"{d['short']}, {_low(d['statement'].rstrip('.'))}" for d in definitions)


def activity_text(definitions: Sequence[Data]) -> str:
    """The rules of trials about activity alone, each with its answer."""
    return "; ".join(
        f"{d['short']}: {mark(gate['verdict']).word}" for d in definitions for gate in d["gates"]
    )


def gate_text(gate: Data, cites: str = "") -> str:
    """Whether a gate is met, and why where that is known."""
    lead = f"{capital(gate['label'])}{cites}: {mark(gate['verdict']).word}."
    return lead if gate["verdict"] == "cannot_tell" else f"{lead} {because_text(gate)}".rstrip()


def _low(text: str) -> str:
    return text[:1].lower() + text[1:]
