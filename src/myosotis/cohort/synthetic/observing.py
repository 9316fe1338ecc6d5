"""What is looked at in the patients and what of it is written down."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from myosotis.cohort.synthetic.course import Visits
from myosotis.cohort.synthetic.draws import Flags, Floats, Integers
from myosotis.cohort.synthetic.measuring import measure
from myosotis.cohort.synthetic.people import People
from myosotis.cohort.synthetic.pools import NONE, Codes, dates
from myosotis.cohort.synthetic.rows import Rows
from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema.synthetic import Drawn, Panel

FADES_BELOW = 0.9
"""What fades is still there at the first visit, where the share of activity left is 1."""


def observe(people: People, visits: Visits, rows: Rows) -> None:
    """Write everything that the panels show."""
    for panel in people.scene.told.panels.panels:
        _panel(people, panel, visits, rows)


def _panel(people: People, panel: Panel, visits: Visits, rows: Rows) -> None:
    draws, scene = people.draws, people.scene
    first = scene.by_form(panel.first, panel.by_disorder)[people.form]
    share = np.where(visits.at == 0, first[visits.of], panel.later) * people.records[visits.of]
    occasion = panel.together or panel.id
    done = draws.uniform(f"panel {occasion}", visits.of, visits.at) < share
    _not_done(people, panel, visits.select(~done & (visits.at == 0)), rows)
    seen = visits.select(done)
    day = seen.day
    if panel.days != (0, 0):
        shift = np.round(draws.between(f"days {panel.id}", panel.days)).astype(np.int64)
        day = day + np.where(seen.at == 0, shift[seen.of], 0)
        day = np.clip(day, people.onset[seen.of], people.closed)
    on = dates(day, seen.monthly)
    site: Codes | int = NONE
    if panel.sites:
        texts = rows.pool.codes(list(panel.sites))
        site = texts[draws.choice(f"site {panel.id}", list(panel.sites.values()))][seen.of]
    yes, _ = _answers(rows)
    for finding, recorded in panel.done.items():
        kept = draws.uniform(f"done {finding}", seen.of, seen.at) < recorded
        rows.add(seen.of[kept], day[kept], on[kept], finding, yes)
    truth = _truth(people, panel, seen)
    for finding in truth:
        _answer(people, panel, finding, truth, seen, (day, on), site, rows)
    for label in panel.labels:
        names, _ = scene.scale(scene.told.people.months_ill_scale)
        codes = rows.pool.codes([label.labels[name] for name in names])
        rows.add(seen.of, day, on, label.finding, codes[people.pace[seen.of]])
    whole = draws.uniform(f"whole {occasion}", seen.of, seen.at) < panel.whole
    for one in panel.measures:
        measure(people, one, seen, (day, on), whole, rows)


def _answers(rows: Rows) -> tuple[int, int]:
    return rows.pool.code("yes"), rows.pool.code("no")


def _not_done(people: People, panel: Panel, visits: Visits, rows: Rows) -> None:
    """That a test was not done, where it is written."""
    _, no = _answers(rows)
    for finding in panel.done if panel.not_done else ():
        kept = people.draws.uniform(f"not done {finding}", visits.of) < panel.not_done
        some = visits.select(kept)
        rows.add(some.of, some.day, dates(some.day, some.monthly), finding, no)


def _truth(people: People, panel: Panel, visits: Visits) -> dict[str, Flags]:
    """Whether each finding of a panel is there at each of its visits."""
    truth: dict[str, Flags] = {}
    for number, drawn in enumerate(panel.draws):
        has = _has(people, drawn, f"{panel.id} {number}")
        shown = {
            name: has & (people.draws.uniform(f"shows {name}") < share)
            for name, share in drawn.as_.items()
        }
        first = next(iter(shown))
        shown[first] |= has & ~np.logical_or.reduce(list(shown.values()))
        for name, present in shown.items():
            there = present[visits.of]
            if drawn.fades:
                fades = FADES_BELOW * people.draws.uniform(f"fades {name}")
                there = there & (visits.left > fades[visits.of])
            truth[name] = truth[name] | there if name in truth else there
    return _with_parents(people.scene.base, truth)


def _has(people: People, drawn: Drawn, stream: str) -> Flags:
    if drawn.feature is not None:
        has = people.has(drawn.feature).copy()
    else:
        share = people.scene.by_form(drawn.share or 0.0, drawn.by_disorder)[people.form]
        has = people.draws.uniform(f"drawn {stream}") < share
    if drawn.given:
        has &= people.has(drawn.given)
    if drawn.without:
        has &= ~people.has(drawn.without)
    return has


def _with_parents(base: KnowledgeBase, truth: dict[str, Flags]) -> dict[str, Flags]:
    """What a finding is a kind of is there where it is there."""
    whole = dict(truth)
    for name, there in truth.items():
        for parent in _ancestors(base, name):
            if parent in whole:
                whole[parent] = whole[parent] | there
    return whole


def _ancestors(base: KnowledgeBase, name: str) -> set[str]:
    found = set(base.findings[name].is_a)
    for parent in base.findings[name].is_a:
        found |= _ancestors(base, parent)
    return found


def _answer(
    people: People,
    panel: Panel,
    finding: str,
    truth: Mapping[str, Flags],
    visits: Visits,
    when: tuple[Integers, Integers],
    site: Codes | int,
    rows: Rows,
) -> None:
    """Write yes, no or unknown; an absent finding is often passed over."""
    draws, there = people.draws, truth[finding]
    yes, no = _answers(rows)
    value = np.where(there, yes, no).astype(np.int32)
    kept = draws.uniform(f"negative {finding}", visits.of, visits.at) < _negatives(
        panel, finding, visits
    )
    kept |= there
    if panel.unknown:
        open_ = draws.uniform(f"unknown {finding}", visits.of, visits.at) < panel.unknown
        value[open_] = rows.pool.code("unknown")
        kept |= open_
    told = people.scene.told.faults
    shown = told.conflicting.get(finding)
    if shown and shown in truth:
        denied = draws.uniform("conflict") < told.conflicts
        value[denied[visits.of] & truth[shown] & (visits.at == 0)] = no
    day, on = when
    own = site[kept] if not isinstance(site, int) else site
    rows.add(visits.of[kept], day[kept], on[kept], finding, value[kept], site=own)


def _negatives(panel: Panel, finding: str, visits: Visits) -> Floats:
    """How often it is written at each visit that a finding is absent."""
    own = next((one.negatives for one in panel.draws if finding in one.as_), None)
    first = panel.negatives if own is None else own
    later = first if own is not None or panel.later_negatives is None else panel.later_negatives
    return np.where(visits.at == 0, float(first), float(later))
