"""What every knowledge file is made of: strict shapes, sources and marks."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def as_list(value: Any) -> Any:
    """One mapping where several may stand, as the only one of them."""
    return (value,) if isinstance(value, dict) else value


def _unchecked(value: Any) -> Any:
    # A bare ``no`` in YAML is a boolean; here it is the word.
    return "no" if value is False else value


Checked = Annotated[
    Literal["full_text", "abstract", "secondary", "no"], BeforeValidator(_unchecked)
]
Sources = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Strict(BaseModel):
    """Frozen; unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)


class Sourced(Strict):
    """A fact with where it comes from and how it was checked there."""

    source: Sources
    checked: Checked


class Source(Strict):
    """One publication, guideline, registry record, code system, or this project's own rule."""

    id: Identifier
    kind: Literal["paper", "guideline", "trial_record", "label", "terminology", "web", "proposal"]
    citation: str
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None
    note: str | None = None


class SourceFile(Strict):
    """Sources of one subject."""

    title: str
    sources: tuple[Source, ...]


def with_defaults(data: Any, key: str) -> Any:
    """The same data where each item under ``key`` has the source and the mark of the whole."""
    if isinstance(data, dict) and isinstance(data.get(key), list):
        default = {name: data[name] for name in ("source", "checked") if name in data}
        items = [{**default, **item} if isinstance(item, dict) else item for item in data[key]]
        return {**data, key: items}
    return data


def schema_of(title: str, document: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of a document as it is written."""
    return {
        **document.model_json_schema(by_alias=True, mode="serialization"),
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
    }
