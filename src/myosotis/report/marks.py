"""Marks: a verdict as a word with a shape, to which colour is only ever added.

The five states of an organ have one colour each, "urgent" is red, and everything else is ink.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

STATES = 4
"""Active, damage, mixed and neither."""


@dataclass(frozen=True)
class Mark:
    """A verdict as it is shown: its word, its shape, a shape in ASCII, and its look.

    ``look`` is one of the five organ states (active, damage, mixed, neither, unknown),
    ``urgent``, ``firm`` (an answer) or ``quiet`` (an answer that calls for nothing).
    """

    word: str
    shape: str
    ascii: str
    look: str


MARKS: dict[str, Mark] = {
    "active": Mark("active", "▲", "^", "active"),
    "damage": Mark("damage", "■", "#", "damage"),
    "mixed": Mark("mixed", "◧", "%", "mixed"),
    "neither": Mark("neither", "○", "o", "neither"),
    "cannot_tell": Mark("cannot tell", "?", "?", "unknown"),
    "refractory": Mark("refractory", "●", "*", "firm"),
    "inadequately_treated": Mark("inadequately treated", "◐", "-", "firm"),
    "not_refractory": Mark("not refractory", "○", "o", "quiet"),
    "secure": Mark("secure", "●", "*", "firm"),
    "other_iim": Mark("another IIM", "●", "*", "firm"),
    "not_iim": Mark("not IIM", "○", "o", "firm"),
    "unsettled": Mark("unsettled", "?", "?", "unknown"),
    "open": Mark("open", "→", ">", "firm"),
    "blocked": Mark("blocked", "×", "x", "firm"),
    "urgent_only": Mark("urgent only", "!", "!", "urgent"),
    "urgent": Mark("urgent", "!", "!", "urgent"),
    "yes": Mark("yes", "●", "*", "firm"),
    "no": Mark("no", "○", "o", "firm"),
    "not_its_subject": Mark("not its subject", "–", "-", "quiet"),
    "not_reached": Mark("not reached", "–", "-", "quiet"),
    "adequate_no_response": Mark("adequate, no response", "●", "*", "firm"),
    "adequate_partial": Mark("adequate, partial response", "●", "*", "firm"),
    "adequate_response": Mark("adequate, response", "●", "*", "quiet"),
    "lost_response": Mark("response lost", "●", "*", "firm"),
    "intolerant": Mark("not tolerated", "×", "x", "firm"),
    "inadequate_dose": Mark("dose too low", "◐", "-", "firm"),
    "inadequate_time": Mark("too short", "◐", "-", "firm"),
    "not_taken": Mark("not taken", "○", "o", "firm"),
    "not_given": Mark("not given", "–", "-", "quiet"),
    "too_early": Mark("too early to judge", "◐", "-", "firm"),
    "does_not_count": Mark("does not count", "–", "-", "quiet"),
    "unknown": Mark("cannot tell", "?", "?", "unknown"),
    "met": Mark("met", "●", "*", "firm"),
    "not_met": Mark("not met", "○", "o", "quiet"),
    "not_asked": Mark("not asked", "–", "-", "quiet"),
    "not_applicable": Mark("does not apply", "–", "-", "quiet"),
    "found": Mark("found", "●", "*", "firm"),
    "excluded": Mark("excluded", "○", "o", "quiet"),
    "ask": Mark("to ask", "?", "?", "unknown"),
    "present": Mark("present", "●", "*", "firm"),
    "possible": Mark("possible", "?", "?", "unknown"),
    "positive": Mark("positive", "●", "*", "firm"),
    "negative": Mark("negative", "○", "o", "quiet"),
    "in_use": Mark("in use, goes on", "●", "*", "firm"),
    "optimise": Mark("trial to be made good", "◐", "-", "firm"),
    "open_after_test": Mark("open after a test", "?", "?", "unknown"),
    "waits": Mark("waits for the gate", "◐", "-", "quiet"),
    "failed": Mark("failed an adequate trial", "○", "o", "firm"),
    "no_result": Mark("no result that was checked", "?", "?", "unknown"),
    "no_effect_shown": Mark("tried in studies, did not work", "○", "o", "quiet"),
    "test_first": Mark("test first", "?", "?", "unknown"),
    "caution": Mark("caution", "◐", "-", "firm"),
    "avoid": Mark("better avoided", "×", "x", "firm"),
    "contraindicated": Mark("contraindicated", "×", "x", "firm"),
    "compatible": Mark("compatible", "○", "o", "quiet"),
    "not_known": Mark("not known", "?", "?", "unknown"),
    "doubtful": Mark("in doubt", "?", "?", "unknown"),
    "not_excluded": Mark("not excluded", "?", "?", "unknown"),
    "not_tested": Mark("not tested", "?", "?", "unknown"),
    "not_recorded": Mark("not recorded", "?", "?", "unknown"),
    "likely": Mark("likely", "●", "*", "firm"),
    "unlikely": Mark("unlikely", "○", "o", "firm"),
    "uncertain": Mark("cannot tell", "?", "?", "unknown"),
    "established": Mark("established", "●", "*", "firm"),
    "supported": Mark("supported", "◐", "-", "firm"),
    "done": Mark("done", "●", "*", "quiet"),
    "due": Mark("due now", "◆", ">", "firm"),
    "planned": Mark("planned", "○", "o", "quiet"),
    "if": Mark("only if", "?", "?", "unknown"),
    "not_needed": Mark("not asked for", "–", "-", "quiet"),
}


def mark(verdict: str) -> Mark:
    """The mark of a verdict; a verdict without one is shown in its own words."""
    return MARKS.get(verdict) or Mark(verdict.replace("_", " "), "●", "*", "firm")


def organ_mark(organ: Mapping[str, Any]) -> Mark:
    """The mark of an organ; where some states are excluded, those that are left are named."""
    known = mark(organ["verdict"])
    left = [mark(state).word for state in organ.get("possible") or ()]
    if organ["verdict"] != "cannot_tell" or not 1 < len(left) < STATES:
        return known
    return replace(known, word=f"{', '.join(left[:-1])} or {left[-1]}")
