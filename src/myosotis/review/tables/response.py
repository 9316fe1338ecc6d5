"""The response over time of many patients, equal to `myosotis.response` of each.

Pairs of visits go through the evaluator of tables. Where it does not read quite what was recorded
(see `measures`), an answer counts if nothing is left open in it, or if the same pair read inwards
gives it too; the few others go through the code of one patient.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import polars as pl

from myosotis.knowledge import KnowledgeBase, load
from myosotis.review.tables.asking import (
    NOT_ASKED,
    RESPONSE,
    Answers,
    ask,
    ask_one,
    labels_of,
    response_column,
)
from myosotis.review.tables.clusters import Ints, Mask
from myosotis.review.tables.measured import Visits
from myosotis.review.tables.measures import Inwards
from myosotis.review.tables.pairs import Pairs, Reading, programs
from myosotis.review.tables.population import NOT_KNOWN, populations, populations_of
from myosotis.review.tables.recorded import recorded_patients
from myosotis.review.tables.visits import course, relevant_facts, visits_table

FACTS = 1_000_000
"""So many facts are answered together, and parts of so many side by side."""

DAYS_OF_A_MONTH = 365.25 / 12


def response_table(
    facts: pl.DataFrame,
    patients: pl.DataFrame | None = None,
    knowledge: KnowledgeBase | None = None,
) -> pl.DataFrame:
    """Each later visit of each patient against the first.

    ``facts`` are coded, see `patient.coded`; ``patients`` (a column ``patient``) gives the order,
    else that of the facts. A patient with fewer than two visits has no row. The columns:

    - ``patient``, ``baseline`` and ``on``, the dates of the two visits: of a month the first day,
      and ``baseline_latest`` and ``on_latest`` the last;
    - ``months`` between them as a decimal, from the middles of the dates; ``months_low`` and
      ``months_high`` completed months, as `Response` counts them;
    - ``population``, null where it is not known: then both cut-offs are counted;
    - ``total_low`` and ``total_high``, null where the score is ``refused`` (a list of reasons);
      ``verdict``, the list of what is still possible, empty where it is refused;
    - ``flags`` that hold, ``flags_possible`` that may;
    - ``response.ID`` for each other instrument of the course: its possible verdicts, empty where
      it refuses, null where it is not made for the patient's population.
    """
    base = knowledge or load()
    people = (facts if patients is None else patients)["patient"].unique(maintain_order=True)
    relevant = relevant_facts(base, facts, people)
    population = populations_of(base, facts, people)

    def part(of: pl.DataFrame) -> pl.DataFrame:
        visits = visits_table(base, of)
        pairs = Pairs.against_the_first(visits, population)
        return _table(base, people, visits, pairs, _answers(base, of, visits, pairs))

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return pl.concat(list(pool.map(part, _parts(relevant))))


def _parts(facts: pl.DataFrame) -> list[pl.DataFrame]:
    """The facts, sorted by patient, in parts between which no patient is divided."""
    who = facts["who"]
    count = max(1, round(facts.height / FACTS))
    ends = [facts.height * part // count for part in range(1, count)]
    # Up to the first fact of the patient in whose facts the end falls.
    cuts = [0, *(who.search_sorted(who[end], "left") for end in ends), facts.height]
    return [facts[start:end] for start, end in pairwise(cuts)]


def _answers(base: KnowledgeBase, facts: pl.DataFrame, visits: Visits, pairs: Pairs) -> Answers:
    found = Answers.empty(base, pairs.before.size)
    wide = Reading(base, visits).of(pairs)
    answers, settled = ask(base, wide.columns, pairs.population)
    found.put(np.arange(pairs.before.size), answers)
    alone = wide.alone | visits.several[pairs.before] | visits.several[pairs.after]
    doubtful = np.flatnonzero(wide.rough & ~alone & (wide.near | ~settled))
    if doubtful.size:
        agreed = _read_inwards(base, visits, pairs.take(doubtful), answers.take(doubtful))
        alone[doubtful[~agreed]] = True
    _one_by_one(base, facts, visits, pairs, np.flatnonzero(alone), found)
    return found


def _read_inwards(base: KnowledgeBase, visits: Visits, pairs: Pairs, answers: Answers) -> Mask:
    """Which pairs have the same answers when they are read inwards, both ways."""
    some, places = np.unique(np.append(pairs.before, pairs.after), return_inverse=True)
    before, after = np.split(places, 2)
    theirs, those = visits.take(some), Pairs(before, after, pairs.population)
    same = np.ones(before.size, np.bool_)
    for way in Inwards:
        wide = Reading(base, theirs, way).of(those)
        same &= answers.same(ask(base, wide.columns, pairs.population)[0]) & ~wide.alone
    return same


def _one_by_one(
    base: KnowledgeBase,
    facts: pl.DataFrame,
    visits: Visits,
    pairs: Pairs,
    places: Ints,
    found: Answers,
) -> None:
    """Some pairs by the code of one patient."""
    if not places.size:
        return
    who = visits.patient[pairs.before[places]]
    theirs = facts.filter(pl.col("who").is_in(np.unique(who)))
    people = {
        int(str(one)): course(base, patient)
        for one, patient in recorded_patients(base, theirs, "who").items()
    }
    names = populations(base)
    for place, one in zip(places.tolist(), who.tolist(), strict=True):
        population = pairs.population[place]
        before, after = people[one][0], people[one][pairs.after[place] - pairs.before[place]]
        known = None if population == NOT_KNOWN else names[population]
        found.put(np.array([place]), ask_one(base, before, after, known))


# -- the table -------------------------------------------------------------------------------------


def _table(
    base: KnowledgeBase, people: pl.Series, visits: Visits, pairs: Pairs, answers: Answers
) -> pl.DataFrame:
    dates = {
        "baseline": visits.earliest[pairs.before],
        "baseline_latest": visits.latest[pairs.before],
        "on": visits.earliest[pairs.after],
        "on_latest": visits.latest[pairs.after],
    }
    twice = dates["on"] + dates["on_latest"] - dates["baseline"] - dates["baseline_latest"]
    months = pairs.months(visits)
    who = pl.Series([*populations(base), None], dtype=pl.String)
    score, *rest = programs(base).values()
    flags, refusals = [f.id for f, _ in score.flags], [each.id for each, _ in score.refusals]
    words = {
        "verdict": labels_of(score),
        "flags": flags,
        "flags_possible": flags,
        "refused": refusals,
        **{response_column(other.criteria.id): labels_of(other) for other in rest},
    }
    lists = {name: _lists(answers.masks[name], words[name]) for name in words}
    first = {name: lists.pop(name) for name in tuple(lists) if not name.startswith(RESPONSE)}
    return pl.DataFrame(
        {
            "patient": people.gather(visits.patient[pairs.before]),
            **{name: pl.Series(day.astype(np.int32)).cast(pl.Date) for name, day in dates.items()},
            "months": twice / 2 / DAYS_OF_A_MONTH,
            "months_low": months[0].astype(np.int32),
            "months_high": months[1].astype(np.int32),
            "population": who.gather(
                np.where(pairs.population < 0, len(who) - 1, pairs.population)
            ),
            "total_low": pl.Series(answers.totals[0], nan_to_null=True),
            "total_high": pl.Series(answers.totals[1], nan_to_null=True),
            **first,
            **lists,
        }
    )


def _lists(masks: Ints, names: Sequence[str]) -> pl.Series:
    """The names behind the bits of each mask, in their order; few masks differ."""
    kinds = pl.Series(masks).unique().sort().to_numpy()
    place = np.searchsorted(kinds, masks)
    lists = [
        None if mask == NOT_ASKED else [name for bit, name in enumerate(names) if mask >> bit & 1]
        for mask in kinds.tolist()
    ]
    return pl.Series(lists, dtype=pl.List(pl.String)).gather(place)
