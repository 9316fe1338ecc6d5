"""Every way in which a generated cell may say something of a finding, all of them readable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from myosotis.errors import InputError
from myosotis.knowledge import KnowledgeBase, load
from myosotis.knowledge.schema import Finding
from myosotis.patient import read_observation
from myosotis.review.rulebook import EVER, expressions, rulebook

BASE = load()
TODAY = date(2026, 6, 30)
COLUMNS = {
    "finding": pl.String, "value": pl.String, "number": pl.Float64, "comparator": pl.String,
    "unit": pl.String, "uln": pl.Float64, "method": pl.String, "strength": pl.String,
    "cutoff": pl.String,
}  # fmt: skip
Ints = npt.NDArray[np.int64]

_YES_NO = ("yes",) * 5 + ("no",) * 5 + ("true", "Absent", "present", "unknown", "not done")
_WORDS = ("raised", "normal", "low", "elevated", "unknown", "not measured")
_FRACTIONS = (0.0, 0.02, 0.1, 0.31, 0.5, 0.77, 1.0)


@dataclass(frozen=True)
class Spellings:
    """The cells by finding: those of finding number f are ``first[f]`` and the next ``count[f]``.

    ``groups`` are lists of findings that one rule reads together, ``numbers`` their names.
    """

    cells: pl.DataFrame
    first: Ints
    count: Ints
    names: tuple[str, ...]
    groups: tuple[Ints, ...]
    common: int
    """So many of the first groups are of rules that a review asks of everybody."""


@cache
def spellings() -> Spellings:
    """The ways of the knowledge that is shipped; the same in every process."""
    rows: list[Mapping[str, Any]] = []
    first, count = [], []
    for finding in BASE.findings.values():
        some = [cells for cells in _of(finding) if _readable(cells)]
        first.append(len(rows))
        count.append(len(some))
        rows += some
    names = tuple(BASE.findings)
    place = {name: number for number, name in enumerate(names)}
    common, others = _groups(BASE)
    groups = [np.array(sorted(place[name] for name in one)) for one in (*common, *others)]
    return Spellings(
        pl.DataFrame(rows, schema=COLUMNS),
        np.array(first), np.array(count), names, tuple(groups), len(common),
    )  # fmt: skip


def entry(cells: Mapping[str, Any]) -> dict[str, Any]:
    """A row of observations as an entry of a patient file."""
    value = cells["value"] if cells["value"] is not None else cells["number"]
    if cells["comparator"] is not None:
        value = f"{cells['comparator']}{value:.15g}"
    about = ("unit", "uln", "until", "site", "method", "strength", "cutoff")
    fields = {name: cells[name] for name in about if cells.get(name) is not None}
    if value is not None:
        fields = {"value": value, **fields}
    return {"on": cells.get("on") or "unknown", cells["finding"]: fields}


def _readable(cells: Mapping[str, Any]) -> bool:
    whole = {**dict.fromkeys(COLUMNS), **cells}
    fields = entry(whole)[whole["finding"]]
    try:
        read_observation(BASE, whole["finding"], fields, TODAY)
    except InputError:
        return False
    return True


# -- cells -----------------------------------------------------------------------------------------


def _of(finding: Finding) -> Iterator[dict[str, Any]]:
    if finding.kind == "quantity":
        yield from _quantity(finding)
    elif finding.kind == "category":
        yield from _category(finding)
    else:
        for word in _YES_NO:
            yield {"finding": finding.id, "value": word}
        yield from _antibody(finding)
    for alias in finding.aliases:
        for word in ("yes", "no", "unknown"):
            yield {"finding": alias.name, "value": word}


def _antibody(finding: Finding) -> Iterator[dict[str, Any]]:
    for method in BASE.serology.methods:
        about = {"finding": finding.id, "method": method.id}
        yield {**about, "value": "positive"}
        yield {**about, "value": "negative"}
        for strength in (*method.strengths, *method.signs):
            yield {**about, "value": "yes", "strength": strength}
        yield {**about, "strength": "48", "cutoff": "20"}
    yield {"finding": finding.id, "value": "weak"}


def _category(finding: Finding) -> Iterator[dict[str, Any]]:
    for label, other in zip(finding.values, finding.values[1:] + finding.values[:1], strict=True):
        yield {"finding": finding.id, "value": label}
        yield {"finding": finding.id, "value": f"not {label}"}
        yield {"finding": finding.id, "value": f"{label} or {other}"}
    yield {"finding": finding.id, "value": "unknown"}


def _quantity(finding: Finding) -> Iterator[dict[str, Any]]:
    for word in _WORDS:
        yield {"finding": finding.id, "value": word}
    names = [(finding.id, finding.unit, 1.0)]
    names += [(finding.id, u.unit, float(u.factor)) for u in finding.units if u.factor]
    for name, unit, factor in names:
        for value in _numbers(finding):
            yield from _numbered(name, unit, float(f"{value / factor:.6g}"))
    for unit_ in finding.units:
        if unit_.uln:
            low, high = (float(end) for end in unit_.uln)
            for times in (0.4, 1.0, 2.5, 5.0, 12.0, 60.0):
                value = float(f"{low * times:.6g}")
                yield {"finding": finding.id, "number": value, "unit": unit_.unit, "uln": low}
                yield {"finding": finding.id, "value": f"{value:g} {unit_.unit}"}
                yield {"finding": finding.id, "value": f"> {value:g} {unit_.unit}", "uln": high}


def _numbered(name: str, unit: str | None, value: float) -> Iterator[dict[str, Any]]:
    text = f"{value:.15g} {unit or ''}".strip()
    yield {"finding": name, "number": value, "unit": unit}
    yield {"finding": name, "value": text}
    for sign in ("<", "<=", ">", ">="):
        yield {"finding": name, "number": value, "comparator": sign, "unit": unit}
    yield {"finding": name, "value": f"{value:.15g} to {value * 1.5 + 1:.15g} {unit or ''}".strip()}


def _numbers(finding: Finding) -> list[float]:
    """Numbers at, below and above those with which rules compare, and some others."""
    found = set(_cuts(BASE).get(finding.id, ()))
    found |= {cut + step for cut in list(found) for step in (-0.1, 0.1, 1)}
    if finding.range:
        low, high = (float(end) for end in finding.range)
        high = min(high, 200.0)
        found |= {round(low + share * (high - low), 1) for share in _FRACTIONS}
    return sorted(round(number, 6) for number in found)


@cache
def _cuts(base: KnowledgeBase) -> dict[str, set[float]]:
    found: dict[str, set[float]] = {}
    for _, text in expressions(base):
        for name, spans in rulebook(base).rule(text).cuts.items():
            ends = (float(end[0]) for span in spans for end in span)
            found.setdefault(name.removeprefix(EVER), set()).update(
                end for end in ends if abs(end) != float("inf")
            )
    for name, ages in (("age_at_onset", (18, 40, 50)), ("current_age", (18,))):
        found.setdefault(name, set()).update(ages)
    return found


# -- what is read together -------------------------------------------------------------------------

_ASKED = ("urgent", "resistance", "activity", "diagnosis", "serology", "antibody", "subgroup")
_MOST = 45
_WEIGHT = 6


def _groups(base: KnowledgeBase) -> tuple[list[set[str]], list[set[str]]]:
    """The findings of each rule that a review asks of everybody; those of other rules, of each
    criteria set and of the measures of a visit."""
    common, others = [], []
    together: dict[str, set[str]] = {}
    for place, text in expressions(base):
        names = _findings(base, rulebook(base).rule(text).relevant)
        if len(names) > _MOST:
            names = _findings(base, rulebook(base).rule(text).inputs)
        if names:
            (common if place.split()[0] in _ASKED else others).append(names)
        question = " ".join(place.split()[:2])
        if question.startswith(("activity", "subgroup")):
            inputs = rulebook(base).rule(text).inputs
            together.setdefault(question, set()).update(_findings(base, inputs))
    # All that is read of an organ, or of a subgroup, so that verdicts on the whole are reached.
    common += [names for names in together.values() for _ in range(_WEIGHT)]
    for criteria in base.criteria.values():
        if names := _findings(base, rulebook(base).program(criteria.id).inputs):
            others.append(names)
    measures = {name for each in base.course.measures for name in each.inputs}
    others += [_findings(base, measures)] * 30
    return common, others


def _findings(base: KnowledgeBase, names: Iterable[str]) -> set[str]:
    return {name.removeprefix(EVER) for name in names} & base.findings.keys()
