"""The JSON Schema of a patient file (draft 2020-12): for editors and for other programs.

It knows every finding, alias, group and therapy name. What needs arithmetic (units, ranges,
dates that contradict each other) is checked by `read_patient` only.
"""

from __future__ import annotations

from typing import Any, get_args

from myosotis.knowledge import KnowledgeBase, load
from myosotis.knowledge.schema import Finding
from myosotis.patient import history, planning, treating, values
from myosotis.patient.model import Adherence
from myosotis.patient.reading import SEXES
from myosotis.patient.serology import is_antibody

URL = "https://json-schema.org/draft/2020-12/schema"

_TEXT = {"type": "string"}
_NUMBER_OR_TEXT = {"type": ["number", "string"]}
_ANSWER = {"enum": sorted({True, False}) + sorted(values.YES | values.NO | values.UNKNOWN)}
_ABOUT = {
    "note": _TEXT,
    "site": _TEXT,
    "by": _TEXT,
    "method": _TEXT,
    "uln": {"$ref": "#/$defs/limits"},
}
_DATE = {
    "description": "2019-03-14, 2019-03, 2019, 14 Mar 2019 or unknown",
    "anyOf": [
        {"type": "integer", "minimum": 1880, "maximum": 2200},
        {
            "type": "string",
            "pattern": r"^\s*([0-9]{4}(-[0-9]{2}){0,2}|([0-9]{1,2} )?[A-Za-z]{3,9} [0-9]{4}"
            r"|[Uu]nknown)\s*$",
        },
    ],
}


def patient_schema(knowledge: KnowledgeBase | None = None) -> dict[str, Any]:
    """The JSON Schema of a patient file under a knowledge base."""
    knowledge = knowledge or load()
    return {
        "$schema": URL,
        "title": "Myosotis patient file",
        "type": "object",
        "required": ["id"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": ["string", "integer"], "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$"},
            "title": _TEXT,
            "sex": {"enum": sorted(SEXES)},
            "born": {"$ref": "#/$defs/date"},
            "age": {**_NUMBER_OR_TEXT, "description": "years when first seen: 38, 30 to 39, 30s"},
            "age_at_onset": {"description": "years at the first symptom", **_NUMBER_OR_TEXT},
            "onset": {"description": "the first symptom", "$ref": "#/$defs/date"},
            "diagnosed": {"$ref": "#/$defs/date"},
            "presented": {"$ref": "#/$defs/date"},
            "weight": {**_TEXT, "description": "with its unit: 70 kg"},
            "diagnosis": _TEXT,
            "history": {"type": "array", "items": {"$ref": "#/$defs/entry"}},
            "treatments": {"type": "array", "items": {"$ref": "#/$defs/treatment"}},
            "plans": {"type": "array", "items": {"$ref": "#/$defs/plan"}},
            "source": _TEXT,
            "note": _TEXT,
        },
        "$defs": {
            "date": _DATE,
            "answer": _ANSWER,
            "limit": _NUMBER_OR_TEXT,
            "limits": _limits(knowledge),
            "measured": _with_details({"$ref": "#/$defs/amount"}, bounds=True),
            "amount": {"type": ["number", "string", "boolean"]},
            "boolean": {"anyOf": [_ANSWER, _with_details(_ANSWER)]},
            "antibody": _antibody(knowledge),
            "quantity": {
                "anyOf": [
                    {"$ref": "#/$defs/amount"},
                    {"$ref": "#/$defs/measured"},
                    {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "anyOf": [{"$ref": "#/$defs/amount"}, {"$ref": "#/$defs/measured"}]
                        },
                    },
                ]
            },
            "category": {
                "anyOf": [
                    {"type": ["string", "boolean"]},
                    _with_details({"type": ["string", "boolean"]}),
                ]
            },
            "findings": {
                "properties": {name: _kind(knowledge, f) for name, f in _names(knowledge).items()}
            },
            "entry": _entry(knowledge),
            "treatment": _treatment(knowledge),
            "plan": _plan(knowledge),
            **{f"group_{name}": _group(knowledge, name) for name in _headings(knowledge)},
        },
    }


def _with_details(value: dict[str, Any], *, bounds: bool = False) -> dict[str, Any]:
    """A value written as a mapping."""
    properties: dict[str, Any] = {
        "value": value,
        "until": {"$ref": "#/$defs/date"},
        "note": _TEXT,
        "site": _TEXT,
        "by": _TEXT,
    }
    schema: dict[str, Any] = {"type": "object", "additionalProperties": False}
    if not bounds:
        return {**schema, "required": ["value"], "properties": properties}
    properties |= {
        "low": {"type": "number"},
        "high": {"type": "number"},
        "unit": _TEXT,
        "uln": {"$ref": "#/$defs/limit"},
    }
    return {
        **schema,
        "properties": properties,
        "anyOf": [{"required": [key]} for key in ("value", "low", "high")],
    }


def _antibody(knowledge: KnowledgeBase) -> dict[str, Any]:
    """The result of an antibody: an answer, a strength, or both with the method."""
    methods = knowledge.serology.methods
    strengths = sorted({word for m in methods for word in (*m.strengths, *m.signs)})
    result = {"anyOf": [_ANSWER, {"enum": strengths}]}
    details = _with_details(result)
    details["properties"] |= {
        "method": {**_TEXT, "examples": [method.label for method in methods]},
        "strength": {"type": ["number", "string"]},
        "cutoff": {"type": ["number", "string"]},
    }
    del details["required"]
    details["anyOf"] = [{"required": [key]} for key in ("value", "strength")]
    return {"anyOf": [result, details]}


def _kind(knowledge: KnowledgeBase, finding: Finding) -> dict[str, Any]:
    kind = "antibody" if is_antibody(knowledge, finding) else finding.kind
    return {"$ref": f"#/$defs/{kind}"}


def _names(knowledge: KnowledgeBase) -> dict[str, Finding]:
    aliases = {name: knowledge.findings[id_] for name, (id_, _) in knowledge.aliases.items()}
    return {**aliases, **knowledge.findings}


def _headings(knowledge: KnowledgeBase) -> list[str]:
    return sorted(history.headings(knowledge))


def _limits(knowledge: KnowledgeBase) -> dict[str, Any]:
    by_name = {
        "type": "object",
        "propertyNames": {"enum": sorted(_names(knowledge))},
        "additionalProperties": {"$ref": "#/$defs/limit"},
    }
    return {"anyOf": [{"$ref": "#/$defs/limit"}, by_name]}


def _entry(knowledge: KnowledgeBase) -> dict[str, Any]:
    groups = {name: {"$ref": f"#/$defs/group_{name}"} for name in _headings(knowledge)}
    return {
        "type": "object",
        "required": ["on"],
        "$ref": "#/$defs/findings",
        "unevaluatedProperties": False,
        "properties": {**groups, **_ABOUT, "on": {"$ref": "#/$defs/date"}},
    }


def _group(knowledge: KnowledgeBase, heading: str) -> dict[str, Any]:
    """A group: every finding by its name, or without the group's name or "anti" before it."""
    names = _names(knowledge)
    short = {
        name.removeprefix(prefix): _kind(knowledge, finding)
        for prefix in ("anti_", f"{heading}_")
        for name, finding in names.items()
        if name.startswith(prefix) and name.removeprefix(prefix) not in names
    }
    return {
        "type": "object",
        "$ref": "#/$defs/findings",
        "unevaluatedProperties": False,
        "properties": {**short, **_ABOUT},
    }


def _treatment(knowledge: KnowledgeBase) -> dict[str, Any]:
    therapies = knowledge.therapies.values()
    routes = sorted({route for therapy in therapies for route in therapy.routes})
    properties: dict[str, Any] = {
        "therapy": {
            "enum": sorted({n for t in therapies for n in (t.id, *t.includes, *t.aliases)})
        },
        "dose": {**_TEXT, "description": "60 mg/day, 2 g/kg every 4 weeks, 1 g x2, high"},
        "route": {**_TEXT, "examples": routes},
        "from": {"$ref": "#/$defs/date"},
        "to": {"anyOf": [{"$ref": "#/$defs/date"}, {"enum": sorted(treating.ONGOING)}]},
        "duration": {**_TEXT, "description": "12 weeks, at least 3 months"},
        "courses": {"type": "integer", "minimum": 1, "maximum": 999},
        "stopped": {**_TEXT, "description": "why it ended"},
        "response": {"type": ["string", "boolean"]},
        "adherence": {"enum": [True, False, *get_args(Adherence)]},
        "not_given": {**_TEXT, "description": "why it was considered and not given"},
        "on": {"$ref": "#/$defs/date", "description": "the date of not_given"},
        "note": _TEXT,
    }
    return {
        "type": "object",
        "required": ["therapy"],
        "additionalProperties": False,
        "properties": properties,
    }


def _plan(knowledge: KnowledgeBase) -> dict[str, Any]:
    """A plan: what, from when, until when, judged by one threshold of one measure."""
    measures = [f.id for f in knowledge.findings.values() if f.kind == "quantity"]
    date = {"$ref": "#/$defs/date"}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["therapy", "on", "until", "measure"],
        "properties": {
            "therapy": _TEXT,
            "on": date,
            "start": date,
            "until": date,
            "measure": {**_TEXT, "examples": [knowledge.course.score.instrument, *measures[:5]]},
            "dose": _TEXT,
            "note": _TEXT,
            **dict.fromkeys(planning.THRESHOLDS, _NUMBER_OR_TEXT),
        },
        "oneOf": [{"required": [key]} for key in planning.THRESHOLDS],
    }
