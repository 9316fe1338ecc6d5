"""Criteria sets over a wide table: a column for each finding, a row for each patient."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import polars as pl

from myosotis.cohort.frames import like
from myosotis.cohort.tables import lazy
from myosotis.errors import InputError, Problem, UnknownNameError, nearest
from myosotis.knowledge import KnowledgeBase, load
from myosotis.knowledge.schema import Finding
from myosotis.review import CriteriaTable

_TRUE, _FALSE = ("yes", "true", "1"), ("no", "false", "0")
_UNKNOWN = ("unknown", "")
_NEAR = 0.85
"""A column whose name is so like that of a finding is taken for a slip."""


def criteria(frame: Any, ids: str | Sequence[str], knowledge: KnowledgeBase | None = None) -> Any:
    """What criteria sets say of every row: the verdicts still possible, the bounds of each number.

    ``frame`` is of any kind that Narwhals knows, and so is the result. Its columns are findings by
    id or alias: a yes or no as a boolean or as text (yes, no, unknown), a quantity as a number in
    its own unit, a category as text; or the bounds of one, ``<id>_low`` and ``<id>_high``. Null is
    unknown, and what follows from a finding for others is followed. Other columns are handed on.

    Raises InputError: a set that does not exist, a column that is nearly a finding's name, a
    column of another kind than its finding.
    """
    base = knowledge or load()
    known = lazy(frame, "frame").collect()
    wanted = [ids] if isinstance(ids, str) else list(ids)
    sets = [base.find_criteria(id_).id for id_ in wanted]
    columns, others = _columns(base, known)
    answers = CriteriaTable(base, sets, columns).ask(pl.DataFrame(columns), known.height)
    return like(frame, known.with_columns(**answers).select(*others, *answers))


def _columns(base: KnowledgeBase, frame: pl.DataFrame) -> tuple[dict[str, pl.Series], list[str]]:
    """The columns of findings as the engine reads them, and the names of the others."""
    found: dict[str, pl.Series] = {}
    others: list[str] = []
    problems: list[Problem] = []
    for name in frame.columns:
        try:
            read = _read(base, name, frame)
        except InputError as error:
            problems += error.problems
            continue
        if read is None:
            others.append(name)
            continue
        for column, values in read.items():
            if column in found:
                problems.append(Problem(f"this is {column} again, given by another column", name))
            found[column] = values
    if problems:
        raise InputError(problems)
    return found, others


def _read(base: KnowledgeBase, name: str, frame: pl.DataFrame) -> dict[str, pl.Series] | None:
    end = next((end for end in ("_low", "_high") if name.endswith(end)), "")
    for stem, side in ((name, ""), (name.removesuffix(end), end)):
        try:
            finding, alias = base.find_finding(stem)
        except UnknownNameError:
            continue
        if alias is not None and (alias.inverse or alias.unit):
            raise InputError(
                f"this is another way of writing {finding.id}, with another meaning or unit; "
                f"name the column {finding.id}",
                name,
            )
        return _values(finding, side, frame[name], name)
    near = get_close_matches(name, [*base.findings, *base.aliases], n=1, cutoff=_NEAR)
    if near:
        raise InputError(
            f"there is no finding '{name}', did you mean '{near[0]}'? (else rename your column)",
            name,
        )
    return None


def _values(finding: Finding, side: str, values: pl.Series, name: str) -> dict[str, pl.Series]:
    if side:
        if finding.kind == "category":
            raise InputError("a category has no low and high; give its label as text", name)
        kind = pl.Boolean if finding.kind == "boolean" else pl.Float64
        return {f"{finding.id}{side}": values.cast(kind)}
    if finding.kind == "boolean":
        truth = _truth(values, name)
        low, high = truth.fill_null(False), truth.fill_null(True)
        return {f"{finding.id}_low": low, f"{finding.id}_high": high}
    if finding.kind == "quantity":
        if not values.dtype.is_numeric() and values.dtype != pl.Null:
            raise InputError(
                f"numbers are expected, in {finding.unit or 'points'}, not {values.dtype}", name
            )
        numbers = values.cast(pl.Float64)
        return {f"{finding.id}_low": numbers, f"{finding.id}_high": numbers}
    text = values.cast(pl.String).str.strip_chars().str.to_lowercase().str.replace_all(" ", "_")
    text = text.replace(list(_UNKNOWN), None)
    strange = text.filter(~text.is_in(list(finding.values)) & text.is_not_null())
    if len(strange):
        raise InputError(
            f"'{strange[0]}' is no value of {finding.id}; expected {', '.join(finding.values)}"
            f"{nearest(strange[0], finding.values)}",
            name,
        )
    return {
        f"{finding.id}={label}": text.is_null() | (text == label).fill_null(False)
        for label in sorted(finding.values)
    }


def _truth(values: pl.Series, name: str) -> pl.Series:
    if values.dtype in (pl.Boolean, pl.Null):
        return values.cast(pl.Boolean)
    text = values.cast(pl.String).str.strip_chars().str.to_lowercase()
    strange = text.filter(~text.is_in([*_TRUE, *_FALSE, *_UNKNOWN]) & text.is_not_null())
    if len(strange):
        row = int((text == strange[0]).arg_max() or 0) + 1
        raise InputError(f"'{strange[0]}' (row {row}) is no yes, no or unknown", name)
    return pl.select(
        pl.when(text.is_in(_TRUE)).then(True).when(text.is_in(_FALSE)).then(False)
    ).to_series()
