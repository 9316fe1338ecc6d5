"""Activity, the diagnosis, subgroups and the gate for every row, from the truths of their rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import polars as pl

from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Organ, Reading, Rule
from myosotis.review.activity import STATES
from myosotis.review.antibodies.subgroups import Verdict
from myosotis.review.diagnosis import counts
from myosotis.review.rulebook import Rulebook
from myosotis.review.tables.answers import Ints, Mask, Truths, said
from myosotis.review.tables.missing import MissingTable

NO, YES = 1, 2


# -- activity ------------------------------------------------------------------------------------


def activity(base: KnowledgeBase, truths: Truths) -> dict[str, pl.Series]:
    """``activity.<organ>`` and the verdicts still possible for each organ."""
    found: dict[str, pl.Series] = {}
    for organ in base.activity.organs:
        state = organ_code(organ, truths)
        possible = [_states(code // 4, code % 4) for code in range(16)]
        verdict = [names[0] if len(names) == 1 else "cannot_tell" for names in possible]
        name = f"activity.{organ.id}"
        found[name] = said(state, verdict)
        found[f"{name}_possible"] = said(state, possible, pl.List(pl.String))
    return found


def behind_organs(base: KnowledgeBase, truths: Truths) -> dict[str, list[tuple[Rule, Mask]]]:
    """Of each organ the rules that are behind what is known of it, and where they are."""
    return {f"activity.{o.id}": _behind_organ(o, truths) for o in base.activity.organs}


def organ_code(organ: Organ, truths: Truths) -> Ints:
    """What is possible of inflammation and of damage, as two masks in one number."""
    return _state(truths, organ.inflammation) << 2 | _state(truths, organ.damage)


def confirmed(base: KnowledgeBase, truths: Truths, rows: int) -> Mask:
    """Where inflammation is shown in an organ by a rule that was checked in a source."""
    found = np.zeros(rows, np.bool_)
    for organ in base.activity.organs:
        shown = _state(truths, organ.inflammation) == YES
        checked = [rule.if_ for rule in organ.inflammation.shown if rule.checked != "no"]
        found |= shown & truths.any_low(checked)
    return found


def _state(truths: Truths, reading: Reading) -> Ints:
    """What is shown is yes, what is excluded is no; shown and excluded is a conflict."""
    shown = truths.any_low(rule.if_ for rule in reading.shown)
    excluded = truths.any_low(rule.if_ for rule in reading.excluded)
    # Two bits, no and yes: shown alone leaves yes, excluded alone no, both or neither either.
    no, yes = (~shown | excluded).view(np.uint8), (shown | ~excluded).view(np.uint8)
    return no | yes << 1


def _states(inflammation: int, damage: int) -> list[str]:
    return [
        state
        for (inflamed, damaged), state in STATES.items()
        if inflammation & (YES if inflamed else NO) and damage & (YES if damaged else NO)
    ]


def _behind_organ(organ: Organ, truths: Truths) -> list[tuple[Rule, Mask]]:
    """Of each side that is known, the first rule that says so."""
    holding: list[tuple[Rule, Mask]] = []
    rows = truths.frame.height
    for reading in (organ.inflammation, organ.damage):
        state = _state(truths, reading)
        for rules, side in ((reading.shown, YES), (reading.excluded, NO)):
            before = np.zeros(rows, np.bool_)
            for rule in rules:
                holds = truths.low(rule.if_)
                holding.append((rule, holds & ~before & (state == side)))
                before = before | holds
    return holding


# -- the diagnosis -------------------------------------------------------------------------------


SECURE, OTHER, NOT_IIM, UNSETTLED = map(np.uint8, range(4))
DIAGNOSES = ("secure", "other_iim", "not_iim", "unsettled")


def diagnosis_code(base: KnowledgeBase, truths: Truths) -> Ints:
    """The verdict of the rules, before what the differential says against it."""
    pathway = base.diagnosis
    secure = [rule for rule in pathway.secure if counts(rule)]
    firm = _some(truths, (rule for rule in secure if rule.firm))
    always = [rule for rule in pathway.red_flags if rule.even_if_firm]
    doubted = (firm & _some(truths, always)) | (~firm & _some(truths, pathway.red_flags))
    holds = ~doubted & (firm | _some(truths, secure))
    settled = _where(_some(truths, pathway.other_iim), OTHER, SECURE)
    # Two certain and opposite answers settle nothing.
    against = _where(firm, UNSETTLED, NOT_IIM)
    not_iim = _some(truths, pathway.not_iim)
    return _where(not_iim, against, _where(holds, settled, UNSETTLED))


def _where(here: Mask, then: Any, otherwise: Any) -> Ints:
    """`np.where` for numbers of 8 bits, without its branch for each row: asked for every answer of
    every finding that is missing, it is most of that work."""
    found: Ints = otherwise ^ ((then ^ otherwise) & -here.view(np.uint8))
    return found


def _some(truths: Truths, rules: Iterable[Rule]) -> Mask:
    return truths.any_low(rule.if_ for rule in rules)


def _may(truths: Truths, rules: Iterable[Rule]) -> Mask:
    return truths.any_high(rule.if_ for rule in rules)


def diagnosis(
    base: KnowledgeBase, truths: Truths, code: Ints, other_leads: Mask
) -> dict[str, pl.Series]:
    """``diagnosis`` and the verdicts still possible.

    ``code`` is the verdict of the rules, ``other_leads`` where the differential puts other
    disorders alone in its first set: there the two disagree, and nothing is settled.
    """
    pathway = base.diagnosis
    verdict = np.where((code <= OTHER) & other_leads, UNSETTLED, code).astype(np.int64)
    secure = [rule for rule in pathway.secure if counts(rule)]
    firm = _some(truths, (rule for rule in secure if rule.firm))
    always = [rule for rule in pathway.red_flags if rule.even_if_firm]
    possible = 1 << verdict
    possible |= np.where(verdict <= OTHER, 1 << UNSETTLED, 0)
    may_secure = _may(truths, secure)
    possible |= np.where(may_secure, 1 << SECURE, 0)
    possible |= np.where(may_secure & _may(truths, pathway.other_iim), 1 << OTHER, 0)
    possible |= np.where(_may(truths, pathway.not_iim), 1 << NOT_IIM | 1 << UNSETTLED, 0)
    flagged = np.where(firm, _may(truths, always), _may(truths, pathway.red_flags))
    possible |= np.where(flagged, 1 << UNSETTLED, 0)
    left = [[name for bit, name in enumerate(DIAGNOSES) if code >> bit & 1] for code in range(16)]
    return {
        "diagnosis": said(verdict, DIAGNOSES),
        "diagnosis_possible": said(possible, left, pl.List(pl.String)),
    }


def behind_diagnosis(
    base: KnowledgeBase, truths: Truths, verdict: pl.Series
) -> list[tuple[Rule, Mask]]:
    """The rules behind the verdict on the diagnosis, and where they are."""
    pathway = base.diagnosis
    code = {name: (verdict == name).to_numpy() for name in DIAGNOSES}
    iim = code["secure"] | code["other_iim"]
    other = code["other_iim"] | code["not_iim"]
    behind: tuple[tuple[Iterable[Rule], Mask], ...] = (
        (pathway.not_iim, other),
        (pathway.other_iim, other),
        (pathway.secure, iim),
        (pathway.red_flags, code["unsettled"]),
    )
    return [(rule, truths.low(rule.if_) & here) for rules, here in behind for rule in rules]


# -- subgroups -----------------------------------------------------------------------------------


NOT_EXCLUDED, SUPPORTED, EXCLUDED, ESTABLISHED = range(4)
VERDICTS: tuple[Verdict, ...] = ("not_excluded", "supported", "excluded", "established")


def subgroups(base: KnowledgeBase, truths: Truths) -> dict[str, Ints]:
    """The verdict on each subgroup, by its place in `VERDICTS`."""
    found: dict[str, Ints] = {}
    every = base.subgroups.subgroups
    for one in every:
        established = truths.any_low(rule.if_ for rule in one.established)
        excluded = truths.any_low(rule.if_ for rule in one.excluded)
        supported = truths.any_low(rule.if_ for rule in one.supported)
        found[one.id] = np.select(
            [established, excluded, supported], [ESTABLISHED, EXCLUDED, SUPPORTED], NOT_EXCLUDED
        )
    for one in every:
        if one.part_of:
            part = found[one.id] == ESTABLISHED
            found[one.part_of] = np.where(part, ESTABLISHED, found[one.part_of])
    for one in every:
        if one.part_of:
            excluded = found[one.part_of] == EXCLUDED
            found[one.id] = np.where(excluded, EXCLUDED, found[one.id])
    return found


def known_subgroups(found: Mapping[str, Ints]) -> dict[str, pl.Series]:
    """The verdicts as facts that a rule reads."""
    columns: dict[str, pl.Series] = {}
    for id_, verdict in found.items():
        columns[f"subgroup.{id_}_low"] = pl.Series(verdict == ESTABLISHED)
        columns[f"subgroup.{id_}_high"] = pl.Series(verdict != EXCLUDED)
    return columns


# -- what is missing -----------------------------------------------------------------------------


def missing_table(
    base: KnowledgeBase, book: Rulebook, name: str, columns: Iterable[str]
) -> MissingTable:
    """What is missing for the diagnosis, or for ``activity.<organ>``."""
    pathway = base.diagnosis
    if name == "diagnosis":
        asked = [*pathway.secure, *pathway.not_iim]
        every: list[Rule] = [*asked, *pathway.other_iim, *pathway.red_flags]
        return MissingTable(
            book,
            [rule.if_ for rule in asked if rule.checked != "no"],
            [rule.if_ for rule in every],
            lambda truths: diagnosis_code(base, truths),
            columns,
        )
    organ = next(o for o in base.activity.organs if name == f"activity.{o.id}")
    readings = (organ.inflammation, organ.damage)
    texts = [rule.if_ for reading in readings for rule in (*reading.shown, *reading.excluded)]
    return MissingTable(book, texts, texts, lambda truths: organ_code(organ, truths), columns)
