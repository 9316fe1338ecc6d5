"""All classification sets on one patient, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from importlib.metadata import version
from typing import Any, Literal

from pydantic import ConfigDict, Field

from myosotis.knowledge import KnowledgeBase, load
from myosotis.knowledge.schema import CriteriaSet
from myosotis.logic import Evaluation
from myosotis.patient import PartialDate, Patient, Snapshot, parse_date
from myosotis.review.antibodies.results import read_serology
from myosotis.review.classification import classification_sets, evaluate_classification
from myosotis.review.disagreement import disagreement
from myosotis.review.heading import knowledge_line, patient_line, source_lines
from myosotis.review.model import ConflictLine, Disagreement
from myosotis.review.parts import Checked, KnowledgeLine, Part, PatientLine, SourceLine, schema_of
from myosotis.review.view import View

COMPARISON_SCHEMA = 1


class LeftOut(Part):
    """A criteria set without a verdict: its rule is only partly known, or it refuses the facts."""

    id: str
    title: str
    short: str
    year: int | None
    why: Literal["switched_off", "refused"]
    reason: str
    sources: tuple[str, ...]
    checked: Checked


class Comparison(Part):
    """Every classification set on one patient and one date.

    ``sets`` holds what `Evaluation.to_dict` gives, and the ``year``; a set that does not apply to
    the patient has the verdict ``not_applicable``.
    """

    schema_: int = Field(default=COMPARISON_SCHEMA, alias="schema")
    myosotis: str
    patient: PatientLine
    on: str | None
    knowledge: KnowledgeLine
    sets: tuple[dict[str, Any], ...]
    left_out: tuple[LeftOut, ...]
    disagreement: Disagreement | None
    conflicts: tuple[ConflictLine, ...]
    sources: dict[str, SourceLine]

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    def to_dict(self) -> dict[str, Any]:
        """Plain data that JSON can hold."""
        return self.model_dump(mode="json", by_alias=True)


def compare_criteria(
    patient: Patient,
    on: str | date | PartialDate | None = None,
    knowledge: KnowledgeBase | None = None,
) -> Comparison:
    """Evaluate every classification set on the course of a patient up to a date.

    ``on`` is by default the latest date in the record. What is not recorded is unknown, so a set
    may give several possible verdicts. Raises InputError when ``on`` is not a date.
    """
    base = knowledge or load()
    when = parse_date(on, "on") if isinstance(on, str) else on
    view = View.of(base, patient, Snapshot.of(patient, when, base))
    snapshot = read_serology(view).view.snapshot
    evaluations = evaluate_classification(base, snapshot)
    refused = {id_: e.refusals.values() for id_, e in evaluations.items() if e.refusals}
    sets = tuple(
        {**evaluation.to_dict(), "year": base.criteria[id_].year}
        for id_, evaluation in evaluations.items()
        if id_ not in refused
    )
    left_out = (
        *(_left_out(base.criteria[id_], "refused", texts) for id_, texts in refused.items()),
        *(
            _left_out(criteria, "switched_off", [criteria.incomplete or ""])
            for criteria in classification_sets(base)
            if not criteria.enabled
        ),
    )
    return Comparison(
        myosotis=version("myosotis"),
        patient=patient_line(patient, snapshot),
        on=str(snapshot.on) if snapshot.on.known else None,
        knowledge=knowledge_line(base),
        sets=sets,
        left_out=left_out,
        disagreement=disagreement(base, evaluations),
        conflicts=tuple(_conflicts(snapshot, evaluations.values())),
        sources=source_lines(base, _used(sets, left_out)),
    )


def comparison_schema() -> dict[str, Any]:
    """The JSON Schema of `Comparison.to_dict`."""
    return schema_of("Myosotis comparison of criteria sets", Comparison)


def _left_out(
    criteria: CriteriaSet, why: Literal["switched_off", "refused"], reasons: Iterable[str]
) -> LeftOut:
    return LeftOut(
        id=criteria.id,
        title=criteria.title,
        short=criteria.short,
        year=criteria.year,
        why=why,
        reason=" ".join(reasons),
        sources=criteria.source,
        checked=criteria.checked,
    )


def _conflicts(snapshot: Snapshot, evaluations: Iterable[Evaluation]) -> Iterator[ConflictLine]:
    """The facts that contradict each other and that some set reads."""
    read = frozenset[str]().union(*(each.program.closure.relevant for each in evaluations))
    for conflict in snapshot.conflicts:
        if conflict.finding in read:
            facts = tuple(fact.id for fact in conflict.facts)
            yield ConflictLine(finding=conflict.finding, statement=conflict.sentence, facts=facts)


def _used(sets: Iterable[dict[str, Any]], left_out: Iterable[LeftOut]) -> Iterator[str]:
    for one in sets:
        yield from one["source"]
        for flag in one["flags"]:
            yield from flag["source"]
    for each in left_out:
        yield from each.sources
