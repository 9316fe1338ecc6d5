"""Small pieces of a strategy, and patients over the shipped knowledge to read them on."""

from __future__ import annotations

from typing import Any

from myosotis import knowledge, read_patient, review
from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Guideline, Therapy
from myosotis.patient import Patient, Snapshot
from myosotis.review.strategy.model import ConditionLine, Option, Strategy, UseLine
from myosotis.review.strategy.standing import Gate
from myosotis.review.view import View

BASE = knowledge.load()
READ: dict[str, Any] = {"source": "general_knowledge", "checked": "full_text"}
UNREAD: dict[str, Any] = {"source": "general_knowledge", "checked": "no"}

OPEN = Gate(open=True, only_treatment=True, urgent=frozenset())
CLOSED = Gate(open=False, only_treatment=False, urgent=frozenset())
UNTREATED = Gate(open=False, only_treatment=True, urgent=frozenset())
URGENT = Gate(open=False, only_treatment=False, urgent=frozenset({"muscle"}))


def therapy(**fields: Any) -> Therapy:
    """A therapy that waits for the gate and of which nothing else is said."""
    plain = {
        "id": "made_up",
        "label": "made up",
        "counts_as": "immunosuppressant",
        "usual_dose": "-",
        "judge_by": "-",
        **READ,
    }
    return Therapy.model_validate({**plain, **fields})


def condition(level: str, verdict: str = "present", counts: bool = True) -> ConditionLine:
    """A condition of a therapy as the strategy tells it."""
    return ConditionLine.model_validate(
        {
            "id": f"{level}_{verdict}",
            "kind": "contraindication",
            "level": level,
            "verdict": verdict,
            "statement": "-",
            "counts": counts,
            "sources": (),
            "checked": "full_text" if counts else "no",
        }
    )


def use(effect: str = "used", verdict: str = "present", checked: str = "full_text") -> UseLine:
    """A use in muscle as the strategy tells it."""
    return UseLine.model_validate(
        {
            "setting": "muscle",
            "label": "muscle",
            "effect": effect,
            "verdict": verdict,
            "statement": "-",
            "sources": (),
            "checked": checked,
        }
    )


def guideline(name: str, *statements: dict[str, Any], year: int = 2020) -> Guideline:
    """A guideline of statements on muscle, each read in its source."""
    plain = {"setting": "muscle", "strength": "not_graded", "statement": "-", **READ}
    return Guideline.model_validate(
        {
            "id": name,
            "title": name,
            "short": name.upper(),
            "year": year,
            "covers": "-",
            **READ,
            "statements": [{"id": f"s{n}", **plain, **each} for n, each in enumerate(statements)],
        }
    )


def with_content(**parts: Any) -> KnowledgeBase:
    """The shipped knowledge with some of its parts in place of its own."""
    return KnowledgeBase(BASE.content.model_copy(update=parts), "made up")


def view(base: KnowledgeBase = BASE, **record: Any) -> View:
    """What the rules see of a patient of whom little is recorded."""
    patient = person(**record)
    return View.of(base, patient, Snapshot.of(patient, None, base))


def person(**record: Any) -> Patient:
    """A patient; ``history`` and the rest as in a patient file."""
    return read_patient({"id": "p", "history": [{"on": "2024-03-04", "ck": "5 xULN"}], **record})


def strategy(on: str | None = None, **record: Any) -> Strategy:
    """The strategy of a patient."""
    return review(person(**record), on).strategy


def option_of(name: str, **record: Any) -> Option:
    """One option of a patient."""
    return next(one for one in strategy(**record).options if one.therapy == name)
