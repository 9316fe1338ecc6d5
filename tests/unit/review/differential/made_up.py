"""Small made-up differentials over the shipped vocabulary, and patients to read them on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from myosotis import differential_diagnosis, knowledge, read_patient
from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import DifferentialPathway, Disorder
from myosotis.patient import Patient, Snapshot, parse_date
from myosotis.review.differential.body import differential_body
from myosotis.review.differential.evidence import Evidence, read_evidence
from myosotis.review.differential.model import DifferentialBody, DisorderLine
from myosotis.review.differential.ranking import Ranked, rank
from myosotis.review.differential.weighing import Weighing, weighing
from myosotis.review.view import View

SHIPPED = knowledge.load()
SOURCED = {"source": "general_knowledge", "checked": "no"}
TRUST = {"figure": 20, "adapted": 10, "estimate": 6, "group": 3, "background": 2}
ENZYME = {
    "id": "enzyme",
    "label": "creatine kinase",
    "finding": "ck",
    "bins": [
        {"feature": "low", "label": "low", "up_to": 1},
        {"feature": "middle", "label": "in the middle", "above": 1, "up_to": 10},
        {"feature": "high", "label": "high", "above": 10},
    ],
}


def feature(id_: str, finding: str, **fields: Any) -> dict[str, Any]:
    """A feature that is one finding, in a cluster of its own."""
    plain = {"label": id_, "definition": id_, "if": f"ever.{finding}", "cluster": f"of_{id_}",
             "finding": finding, "background": 0.1, **SOURCED}  # fmt: skip
    return {"id": id_, **plain, **fields}


def disorder(id_: str, **fields: Any) -> dict[str, Any]:
    """A disorder of which nothing is known but what is said."""
    plain = {"label": id_, "group": "some", "onset": "-", "pattern": "-", "course": "-"}
    return {"id": id_, **plain, **SOURCED, **fields}


def figure(name: str, n: int | None = None, of: int | None = None, **fields: Any) -> dict[str, Any]:
    """A published share."""
    return {"feature": name, "n": n, "of": of, **SOURCED, **fields}


def bundle(id_: str, *tests: str, **fields: Any) -> dict[str, Any]:
    """Tests that go together."""
    return {"id": id_, "label": id_, "tests": tests, "why": "-", **SOURCED, **fields}


def gate(id_: str, present: str, excluded: str, **fields: Any) -> dict[str, Any]:
    """A cause to look for."""
    plain = {"label": id_, "kind": "dangerous", "statement": f"{id_}.", **SOURCED}
    return {"id": id_, "if": present, "excluded": excluded, **plain, **fields}


def settles(*tests: str) -> list[dict[str, Any]]:
    """What settles a disorder."""
    return [{"test": test, "text": "It is seen.", **SOURCED} for test in tests]


def base(*disorders: dict[str, Any], **parts: Any) -> KnowledgeBase:
    """The shipped knowledge with another differential."""
    nothing: dict[str, Any] = dict.fromkeys(("features", "scales", "gates", "bundles"), ())
    groups = {"some": "some", "other": "other"}
    pathway = {"question": "What else?", "groups": groups, "trust": TRUST, **nothing, **parts}
    content = SHIPPED.content.model_copy(
        update={
            "differential": DifferentialPathway.model_validate(pathway),
            "disorders": tuple(Disorder.model_validate(each) for each in disorders),
        }
    )
    return KnowledgeBase(content, "made up")


def patient(*history: dict[str, Any], **fields: Any) -> Patient:
    """A patient with the entries of a history; those without a date are of 1 January 2020."""
    return read_patient(
        {"id": "p", **fields, "history": [{"on": "2020-01-01", **each} for each in history]}
    )


@dataclass(frozen=True)
class Seen:
    """One patient as the differential of a base sees it."""

    view: View
    tables: Weighing
    evidence: Evidence
    ranked: list[Ranked]

    def of(self, id_: str) -> Ranked:
        """One disorder."""
        return next(one for one in self.ranked if one.disorder.id == id_)

    @property
    def order(self) -> list[str]:
        """The disorders, the best first."""
        return [one.disorder.id for one in self.ranked]

    @property
    def body(self) -> DifferentialBody:
        """What is told."""
        return differential_body(self.view)


def seen(
    known: KnowledgeBase, *history: dict[str, Any], on: str | None = None, **fields: Any
) -> Seen:
    """A patient with a base."""
    person = patient(*history, **fields)
    view = View.of(known, person, Snapshot.of(person, parse_date(on) if on else None, known))
    tables = weighing(known)
    evidence = read_evidence(view, tables)
    return Seen(view, tables, evidence, rank(view, tables, evidence))


def shipped(*history: dict[str, Any], on: str | None = None, **fields: Any) -> DifferentialBody:
    """What the shipped differential says of a patient."""
    return differential_diagnosis(patient(*history, **fields), on).differential


def line(body: DifferentialBody, id_: str) -> DisorderLine:
    """The line of a disorder, ranked or not."""
    return next(one for one in (*body.disorders, *body.left_out) if one.id == id_)
