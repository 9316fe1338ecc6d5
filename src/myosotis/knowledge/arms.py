"""Reading study arms from a table (CSV): the shipped ones, and those of a researcher.

A table has a head of column names and one row for each arm and outcome. Empty is unknown, and
several names in one cell are separated by ``;``. What is wrong is said for the whole file at once,
each with its line and its column.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import ValidationError

from myosotis.errors import FileError, Problem, nearest
from myosotis.knowledge.reading import MAX_DIGITS, read_text
from myosotis.knowledge.schema import Arm

COLUMNS = tuple(Arm.model_fields)
REQUIRED = tuple(name for name, field in Arm.model_fields.items() if field.is_required())
WHOLE = ("year", "n", "responders")
DECIMAL = ("weeks", "effect", "effect_low", "effect_high")

_WHOLE = re.compile(r"[0-9]+$")
_DECIMAL = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?$")
_NAME = re.compile(r"[a-z][a-z0-9_]*$")
_NAMED = ("arm", "study", "comparison", "series")

Known = Mapping[str, Collection[str]]
"""The names that a column may hold: ``{"group": ..., "outcome": ..., "therapies": ...}``."""


@dataclass(frozen=True)
class ArmTable:
    """A table that was read: its name, its arms, and the line on which each begins."""

    name: str
    arms: tuple[Arm, ...]
    lines: tuple[int, ...]

    def where(self, row: int, column: str) -> str:
        """File, line and column of a cell; ``row`` counts the arms from 0."""
        return f"{self.name}, line {self.lines[row]}, column {column}"


def read_arms(path: str | Path, known: Known | None = None) -> tuple[Arm, ...]:
    """The arms of a table; as `read_arm_table`."""
    return read_arm_table(path, known).arms


def read_arm_table(path: str | Path, known: Known | None = None) -> ArmTable:
    """The arms of a table, with the line of each. An empty cell stays unknown.

    ``known``: the names that a column may hold; columns that are not in it are not checked.
    Raises FileError with everything that is wrong: no such file, over 5 MB, not UTF-8, empty;
    a column that is missing, unknown or twice; a row that is too long or too short; a value that
    is no number or not among those of its column.
    """
    path = Path(path)
    header, rows = _rows(_text(path), path.name)
    problems = [*_wrong_columns(header, path.name)]
    if problems:
        raise FileError(problems)
    if not rows:
        raise FileError("there is a head, but no arm below it", path.name)
    arms: list[Arm] = []
    for line, cells in rows:
        where = f"{path.name}, line {line}"
        if len(cells) != len(header):
            problems.append(
                Problem(f"{len(cells)} cells, but the head has {len(header)} columns", where)
            )
            continue
        row = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        wrong = [
            Problem(sentence, f"{where}, column {column}")
            for column, sentence in _wrong_cells(row, known or {})
        ]
        problems += wrong
        if not wrong:
            arms.append(_arm(row, where))
    if problems:
        raise FileError(problems)
    return ArmTable(path.name, tuple(arms), tuple(line for line, _ in rows))


def unknown_names(arm: Arm, known: Known) -> Iterator[tuple[str, str]]:
    """The column and the sentence of each name of an arm that is not known."""
    for column, names in known.items():
        value = getattr(arm, column)
        yield from _unknown(column, (value,) if isinstance(value, str) else value, names)


def _unknown(
    column: str, values: Collection[str], names: Collection[str]
) -> Iterator[tuple[str, str]]:
    what = {"therapies": "therapy"}.get(column, column)
    for value in values:
        if value not in names:
            yield column, f"unknown {what} '{value}'{nearest(value, names)}"


def _text(path: Path) -> str:
    text = read_text(path, "a CSV file")
    if not text.strip():
        raise FileError("the file is empty", path.name)
    return text


def _rows(text: str, name: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The head, and each further row that holds anything with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise FileError(f"this is not a valid table ({error})", f"{name}, line {line}") from None
    return [cell.strip() for cell in found[0][1]], found[1:]


def _wrong_columns(header: list[str], name: str) -> Iterator[Problem]:
    where = f"{name}, line 1"
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        yield Problem("the columns are separated by commas, not by ; or tabs", where)
        return
    for column, count in Counter(header).items():
        if column not in COLUMNS:
            said = f"'{column}' is not a column" if column else "a column has no name"
            yield Problem(f"{said}{nearest(column, COLUMNS)}", where)
        elif count > 1:
            yield Problem(f"the column '{column}' is there {count} times", where)
    missing = [column for column in REQUIRED if column not in header]
    if missing:
        what = "column" if len(missing) == 1 else "columns"
        yield Problem(f"the {what} {', '.join(missing)} must be there", where)


def _wrong_cells(row: Mapping[str, str], known: Known) -> Iterator[tuple[str, str]]:
    for column, text in row.items():
        if not text:
            if column in REQUIRED:
                yield column, "a value is needed here"
            continue
        allowed = _CHOICES.get(column)
        if column in WHOLE and not (_WHOLE.match(text) and len(text) <= MAX_DIGITS):
            yield column, f"a whole number such as 24 is expected, not '{text}'"
        elif column in DECIMAL and not (_DECIMAL.match(text) and len(text) <= MAX_DIGITS):
            yield column, f"a number such as 3.5 is expected, not '{text}'"
        elif allowed and text not in allowed:
            expected = f"expected one of {', '.join(allowed)}"
            yield column, f"'{text}' is not known here; {expected}{nearest(text, allowed)}"
        elif column in _NAMED and not _NAME.match(text):
            yield column, f"a name in small letters such as first_arm is expected, not '{text}'"
        elif column in known:
            several = [part.strip() for part in text.split(";") if part.strip()]
            values = several if column == "therapies" else [text]
            yield from _unknown(column, values, known[column])


def _arm(row: Mapping[str, str], where: str) -> Arm:
    # A blank cell is the default of its column, so that a default need not be written.
    values: dict[str, Any] = {
        column: int(text) if column in WHOLE else Decimal(text) if column in DECIMAL else text
        for column, text in row.items()
        if text
    }
    try:
        return Arm.model_validate(values)
    except ValidationError as error:
        raise FileError(
            [
                Problem(str(each["msg"]).lower(), f"{where}, column {each['loc'][0]}")
                for each in error.errors()
            ]
        ) from None


def _choices(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return tuple(get_args(annotation))
    if get_origin(annotation) in (Union, UnionType):
        return tuple(each for part in get_args(annotation) for each in _choices(part))
    return ()


_CHOICES = {
    name: choices
    for name, field in Arm.model_fields.items()
    if (choices := _choices(field.annotation))
}
