"""Reading the cells of a table one by one, with the meaning that they have in a patient file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from myosotis.errors import InputError
from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.reading import Document, Step
from myosotis.patient.context import Context
from myosotis.patient.history import read_history
from myosotis.patient.model import Fact, Patient
from myosotis.patient.reading import read_patient
from myosotis.patient.serology import KEYS, is_antibody


class Cell(Document):
    """What is read from one place that has no fields of its own: a row, a cell."""

    def where(self, *_: Step) -> str:
        """The place itself."""
        return self.name


def read_observation(
    knowledge: KnowledgeBase,
    name: str,
    fields: Mapping[str, Any],
    today: date,
    where: str = "",
) -> tuple[Fact, ...]:
    """The facts of one finding in an entry of the history; several where the value is a list.

    ``fields`` is what stands under the name: ``value``, ``unit``, ``uln``, ``method`` ..., and
    ``on``, without which the date is not known. Raises UnknownNameError for a name that is none,
    InputError for anything else that `read_patient` would refuse.
    """
    finding, _ = knowledge.find_finding(name)
    if not is_antibody(knowledge, finding):
        for key in KEYS:
            if key in fields:
                raise InputError(
                    f"a {key} belongs to the result of an antibody, which {finding.id} is not",
                    where,
                )
    context = Context(Cell({}, where), knowledge, today)
    read_history(context, [history_entry(name, fields)])
    context.raise_any()
    return tuple(context.facts)


def history_entry(name: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of the history that says this of one finding; see `read_observation`."""
    rest = {key: item for key, item in fields.items() if key != "on"}
    raw: Any = rest or None
    if isinstance(rest.get("value"), list):
        raw = [{**rest, "value": one} for one in rest["value"]]
    return {"on": fields.get("on", "unknown"), name: raw}


def read_person(knowledge: KnowledgeBase, fields: Mapping[str, Any], today: date) -> Patient:
    """What one field of a patient, or several, say without a history. Raises as `read_patient`."""
    return read_patient(Cell({"id": "patient", **fields}, ""), knowledge, today)
