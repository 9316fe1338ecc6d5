"""Whose cut-offs apply to each patient of a table, by the rule of the course."""

from __future__ import annotations

import numpy as np
import polars as pl

from myosotis.knowledge import KnowledgeBase
from myosotis.logic import NO as CERTAINLY_NOT
from myosotis.logic import YES, Value, is_unknown
from myosotis.patient import Codes, Patient, Snapshot
from myosotis.review.rulebook import EVER, rulebook
from myosotis.review.tables.clusters import Ints
from myosotis.review.tables.recorded import recorded_patients, value_behind

NOT_KNOWN = -1
_KIND = ["finding", "low", "high", "mask", "unit"]


def populations(base: KnowledgeBase) -> tuple[str, ...]:
    """The populations that there are."""
    return tuple(sorted(case.is_ for case in base.course.population.cases))


def populations_of(base: KnowledgeBase, facts: pl.DataFrame, patients: pl.Series) -> Ints:
    """For each patient the place in `populations`, or `NOT_KNOWN`."""
    codes = Codes.of(base)
    findings = [base.findings[name] for name in codes.findings]
    read = {codes.place[name]: f"{EVER}{name}" for name in _read(base)}
    index = pl.DataFrame({"patient": patients, "who": pl.int_range(len(patients), eager=True)})
    known = facts.filter(pl.col("finding").is_in(list(read))).join(index, on="patient")
    found = np.full(len(patients), _population(base, {}), np.int64)
    # One fact decides alone, whenever it was recorded; few of them differ from one another.
    alone = known.filter(pl.col("who").is_unique())
    kinds = alone.select(_KIND).unique().with_row_index("kind")
    answers = [
        _population(base, _known(read[place], value_behind(findings[place], *value)))
        for _, place, *value in kinds.iter_rows()
    ]
    told = alone.join(kinds, on=_KIND).select("who", "kind")
    found[told["who"].to_numpy()] = np.array(answers, np.int64)[told["kind"].to_numpy()]
    others = known.filter(~pl.col("who").is_unique())
    for who, patient in recorded_patients(base, others, "who").items():
        found[int(str(who))] = _population(base, _over_the_course(base, patient))
    return found


def _read(base: KnowledgeBase) -> set[str]:
    """The findings over the course that the rule can depend on."""
    rules = [rulebook(base).rule(case.if_) for case in base.course.population.cases if case.if_]
    return {
        name.removeprefix(EVER) for rule in rules for name in rule.relevant if name.startswith(EVER)
    }


def _known(name: str, value: Value) -> dict[str, Value]:
    return {} if is_unknown(value) else {name: value}


def _over_the_course(base: KnowledgeBase, patient: Patient) -> dict[str, Value]:
    course = Snapshot.of(patient, knowledge=base).course
    return {f"{EVER}{name}": known.value for name, known in course.items()}


def _population(base: KnowledgeBase, facts: dict[str, Value]) -> int:
    names = populations(base)
    for case in base.course.population.cases:
        if case.if_ is None:
            return names.index(case.is_)
        rule = rulebook(base).rule(case.if_)
        truth = rule.ask(rule.environment(facts))
        if truth == YES:
            return names.index(case.is_)
        if truth != CERTAINLY_NOT:
            break
    return NOT_KNOWN
