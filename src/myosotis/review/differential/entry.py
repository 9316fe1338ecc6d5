"""What is known of one disorder, as a document: no patient is in it."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from pydantic import Field

from myosotis.errors import UnknownNameError, nearest
from myosotis.knowledge import KnowledgeBase, load, normal_name
from myosotis.knowledge.schema import Basis, Disorder
from myosotis.logic import Wording
from myosotis.review.differential.lines import word_lines
from myosotis.review.differential.matrix import matrix
from myosotis.review.differential.model import WordLine
from myosotis.review.differential.words import share_words
from myosotis.review.heading import (
    knowledge_line,
    parts_of,
    source_lines,
    unchecked_words,
    used_sources,
)
from myosotis.review.parts import Checked, KnowledgeLine, Part, SourceLine, schema_of
from myosotis.review.rulebook import rulebook

OWN: tuple[Basis, ...] = ("figure", "adapted", "estimate")
"""What a share of the disorder's own rests on; the others are those of its group or of anybody."""


class ShareLine(Part):
    """How often a finding is there in the disorder, and over the whole list (``mean``)."""

    feature: str
    label: str
    share: float
    mean: float
    text: str
    basis: Basis
    note: str | None
    sources: tuple[str, ...]
    checked: Checked


class FormLine(Part):
    """A form of a disorder."""

    id: str
    label: str


class CodeLine(Part):
    """Identifiers in other catalogues."""

    catalogue: str
    codes: tuple[str, ...]
    sources: tuple[str, ...]
    checked: Checked


class DisorderEntry(Part):
    """One disorder. ``exposure`` is what it takes, ``confirmed`` what confirms it, in words.

    ``shares``: published figures first, then figures carried over, then estimates. ``inherited`` is
    the number of findings for which only its group or the background is known.
    """

    id: str
    label: str
    group: str
    iim: bool
    part_of: FormLine | None
    forms: tuple[FormLine, ...]
    codes: tuple[CodeLine, ...]
    gene: str | None
    inheritance: str | None
    only_sex: str | None
    correctable: bool
    onset: str
    pattern: str
    course: str
    exposure: str | None
    confirmed: str | None
    misleads: tuple[WordLine, ...]
    red_flags: tuple[WordLine, ...]
    settled_by: tuple[WordLine, ...]
    missed_by: tuple[WordLine, ...]
    keep: tuple[WordLine, ...]
    urgent: tuple[WordLine, ...]
    shares: tuple[ShareLine, ...]
    inherited: int
    sources: tuple[str, ...]
    checked: Checked


class DisorderDocument(Part):
    """What is known of one disorder, with the sources."""

    schema_: int = Field(default=1, alias="schema")
    myosotis: str
    knowledge: KnowledgeLine
    disorder: DisorderEntry
    unchecked: tuple[str, ...]
    sources: dict[str, SourceLine]

    def to_dict(self) -> dict[str, Any]:
        """Plain data that JSON can hold."""
        return self.model_dump(mode="json", by_alias=True)


def describe_disorder(name: str, knowledge: KnowledgeBase | None = None) -> DisorderDocument:
    """What is known of the disorder of an id (hyphens or underscores).

    Raises UnknownNameError with the nearest names.
    """
    base = knowledge or load()
    key = normal_name(name)
    if key not in base.disorders:
        raise UnknownNameError(f"unknown disorder '{name}'{nearest(key, base.disorders)}")
    entry = _entry(base, base.disorders[key])
    parts = parts_of([entry])
    return DisorderDocument(
        myosotis=version("myosotis"),
        knowledge=knowledge_line(base),
        disorder=entry,
        unchecked=unchecked_words(parts),
        sources=source_lines(base, used_sources(parts)),
    )


def disorder_schema() -> dict[str, Any]:
    """The JSON Schema of `DisorderDocument.to_dict`."""
    return schema_of("Myosotis disorder", DisorderDocument)


def _entry(base: KnowledgeBase, disorder: Disorder) -> DisorderEntry:
    whole = base.disorders[disorder.part_of] if disorder.part_of else None
    shares = sorted(_shares(base, disorder), key=lambda one: OWN.index(one.basis))
    every = matrix(base).rows[disorder.id]
    return DisorderEntry(
        id=disorder.id,
        label=disorder.label,
        group=base.differential.groups[disorder.group],
        iim=disorder.iim,
        part_of=_form(whole) if whole else None,
        forms=tuple(_form(one) for one in base.disorders.values() if one.part_of == disorder.id),
        codes=tuple(_codes(disorder)),
        gene=disorder.gene,
        inheritance=disorder.inheritance,
        only_sex=disorder.only_sex,
        correctable=disorder.correctable,
        onset=disorder.onset,
        pattern=disorder.pattern,
        course=disorder.course,
        exposure=_in_words(base, disorder.exposure),
        confirmed=_in_words(base, disorder.confirmed),
        misleads=tuple(word_lines(base, disorder.misleads)),
        red_flags=tuple(word_lines(base, disorder.red_flags)),
        settled_by=tuple(word_lines(base, disorder.settled_by)),
        missed_by=tuple(word_lines(base, disorder.missed_by)),
        keep=tuple(word_lines(base, disorder.keep)),
        urgent=tuple(word_lines(base, disorder.urgent)),
        shares=tuple(shares),
        inherited=len(every) - len(shares),
        sources=disorder.source,
        checked=disorder.checked,
    )


def _form(disorder: Disorder) -> FormLine:
    return FormLine(id=disorder.id, label=disorder.label)


def _codes(disorder: Disorder) -> Iterable[CodeLine]:
    codes = disorder.codes
    if codes is None:
        return
    for catalogue in ("omim", "orpha", "mondo"):
        if found := getattr(codes, catalogue):
            yield CodeLine(
                catalogue=catalogue, codes=found, sources=codes.source, checked=codes.checked
            )


def _in_words(base: KnowledgeBase, rule: str | None) -> str | None:
    return Wording(base).words(rulebook(base).rule(rule).node) if rule else None


def _shares(base: KnowledgeBase, disorder: Disorder) -> Iterable[ShareLine]:
    """The shares of its own, or of the disorder that it is a form of."""
    table = matrix(base)
    labels = {feature.id: feature.label for feature in base.differential.features} | {
        one.feature: f"{scale.label} {one.label}"
        for scale in base.differential.scales
        for one in scale.bins
    }
    for name, drawn in table.rows[disorder.id].items():
        known = drawn.known
        if known.basis not in OWN:
            continue
        cell = known.cell
        yield ShareLine(
            feature=name,
            label=labels[name],
            share=round(known.share, 3),
            mean=round(table.mean[name], 3),
            text=share_words(known),
            basis=known.basis,
            note=cell.note if cell else None,
            sources=cell.source if cell else ("general_knowledge",),
            checked=cell.checked if cell else "no",
        )
