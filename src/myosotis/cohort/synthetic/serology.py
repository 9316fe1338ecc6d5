"""The antibody panel: what a patient has, how it was tested, what was written."""

from __future__ import annotations

import numpy as np

from myosotis.cohort.synthetic.draws import Draws, Flags, Integers
from myosotis.cohort.synthetic.people import People
from myosotis.cohort.synthetic.pools import NONE, Codes, dates
from myosotis.cohort.synthetic.rows import Rows
from myosotis.cohort.synthetic.scene import pick
from myosotis.knowledge.schema.synthetic import AntibodyFile, Group


def write_antibodies(people: People, rows: Rows) -> None:
    """Write the panels that were done, with results that are true, false or left out."""
    told, draws = people.scene.told.antibodies, people.draws
    share = people.scene.by_form(told.done, told.by_disorder)[people.form]
    tested = np.flatnonzero(draws.uniform("antibodies") < share * people.records)
    present = _present(people, told)
    false = _false(people, told)
    every = draws.uniform("every result") < told.every_result
    day = people.first + np.round(draws.between("antibody days", told.days)).astype(np.int64)
    day = np.minimum(day, people.closed)
    method = _methods(people, told)
    yes, no = (rows.pool.code(word) for word in ("positive", "negative"))
    kept = tested[draws.uniform("panel written", tested) < told.panel_recorded]
    rows.add(kept, day[kept], dates(day[kept]), told.panel, rows.pool.code("yes"))
    for name in dict.fromkeys((*told.listed, *present)):
        has = present.get(name, np.zeros(len(people), np.bool_))
        wrong = (false == name) & ~has
        positive = (has | wrong)[tested]
        shown = tested[positive | (every[tested] & (name in told.listed))]
        own = told.own_method.get(name)
        ways = np.full(len(people), own) if own else method
        value = np.where((has | wrong)[shown], yes, no).astype(np.int32)
        codes = _codes(rows, ways[shown])
        strength = np.full(len(shown), NONE, dtype=np.int32)
        for truly in (True, False):
            some = (has if truly else wrong)[shown]
            of = shown[some]
            strength[some] = _strength(people, told, name, of, ways[of], truly, rows)
        rows.add(shown, day[shown], dates(day[shown]), name, value, method=codes, strength=strength)
        _second(people, told, name, (tested[positive], has, ways), day, rows)


def _present(people: People, told: AntibodyFile) -> dict[str, Flags]:
    """Which antibodies each patient has."""
    found: dict[str, Flags] = {}
    table = np.stack([people.scene.shares(group.feature) for group in told.one_of], axis=1)
    rest = np.maximum(0.0, 1.0 - table.sum(axis=1, keepdims=True))
    table = np.concatenate([table, rest], axis=1)
    group = pick(
        table / table.sum(axis=1, keepdims=True), people.form, people.draws.uniform("antibody of")
    )
    for place, one in enumerate(told.one_of):
        _add(people, told, one, group == place, found)
    for one in told.each:
        _add(people, told, one, people.has(one.feature), found)
    return found


def _add(
    people: People, told: AntibodyFile, group: Group, has: Flags, found: dict[str, Flags]
) -> None:
    """The antibodies of a group in those who have one; some disorders have their own."""
    special = np.zeros(len(people), np.bool_)
    for place, form in enumerate(people.scene.forms):
        weights = told.in_disorder.get(form.disorder, {})
        if weights and set(weights) <= set(group.as_):
            own = people.form == place
            _split(people, group.feature, weights, has & own, found)
            special |= own
    _split(people, group.feature, group.as_, has & ~special, found)


def _split(
    people: People, stream: str, weights: dict[str, float], has: Flags, found: dict[str, Flags]
) -> None:
    which = people.draws.choice(f"antibody {stream}", list(weights.values()))
    for place, name in enumerate(weights):
        found[name] = found.get(name, np.zeros(len(people), np.bool_)) | (has & (which == place))


def _false(people: People, told: AntibodyFile) -> Integers:
    """The antibody that is found though it is not there, empty in most."""
    names = np.array([*told.listed, ""])
    which = people.draws.choice("false antibody", [1.0] * len(told.listed))
    wrong = people.draws.uniform("false positive") < told.false_positive
    return names[np.where(wrong, which, len(told.listed))]


def _methods(people: People, told: AntibodyFile) -> Integers:
    """The method of each patient's centre, empty where none is written."""
    number = people.scene.told.people.centres.number
    names, weights = list(told.methods), list(told.methods.values())
    usual = Draws(0, np.arange(number)).choice("method", weights)[people.centre]
    written = people.draws.choice("method written", weights)
    # A centre has one method; whether it is written depends on who writes.
    return np.where(np.array(names)[written] == "", "", np.array(names)[usual])


def _codes(rows: Rows, methods: Integers) -> Codes:
    names, place = np.unique(methods, return_inverse=True)
    return rows.pool.codes(names.tolist())[place] if len(names) else np.empty(0, np.int32)


def _strength(
    people: People,
    told: AntibodyFile,
    name: str,
    of: Integers,
    methods: Integers,
    truly: bool,
    rows: Rows,
) -> Codes:
    """How strong each positive result is, where its method has words for it."""
    found = np.full(len(of), NONE, dtype=np.int32)
    written = people.draws.uniform(f"strength {name}", of) < told.strength_recorded
    scales = told.strengths if truly else told.false_strengths
    for method, weights in scales.items():
        some = written & (methods == method)
        codes = rows.pool.codes(list(weights))
        found[some] = codes[
            people.draws.choice(f"strength {name} {method}", list(weights.values()), of[some])
        ]
    return found


def _second(
    people: People,
    told: AntibodyFile,
    name: str,
    results: tuple[Integers, Flags, Integers],
    day: Integers,
    rows: Rows,
) -> None:
    """A positive result tried again by another method, some weeks later."""
    positive, has, methods = results
    chance = people.draws.uniform(f"second {name}", positive)
    tried = positive[(chance < told.second_method) & (methods[positive] != told.second)]
    agrees = np.where(has[tried], told.second_agrees, told.second_agrees_if_false)
    yes, no = (rows.pool.code(word) for word in ("positive", "negative"))
    same = people.draws.uniform(f"agrees {name}", tried) < agrees
    later = day[tried] + np.round(
        people.draws.between(f"second days {name}", (20, 120), tried)
    ).astype(np.int64)
    later = np.minimum(later, people.closed)
    value = np.where(same, yes, no).astype(np.int32)
    rows.add(tried, later, dates(later), name, value, method=rows.pool.code(told.second))
