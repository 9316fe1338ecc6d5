"""The cells of one row as the reader of a patient file takes them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

ABOUT = ("unit", "uln", "until", "site", "by", "method", "strength", "cutoff", "note")
"""What stands beside the value of an observation, under the same name in a patient file."""


def observation(cells: Mapping[str, Any]) -> dict[str, Any]:
    """What one observation says, as it would stand under its name in the history.

    ``number`` counts where there is no ``value``; ``comparator`` stands before either. A value
    in brackets is a list: ``[900 U/L, 1100 U/L]``.
    """
    fields = {key: plain(cells[key]) for key in ABOUT if given(cells.get(key))}
    if given(cells.get("on")):
        fields["on"] = plain(cells["on"])
    value = cells["value"] if given(cells.get("value")) else cells.get("number")
    if not given(value):
        # Named as empty, so that the reader says so; a strength alone is a value of its own.
        return fields if "strength" in fields else {**fields, "value": None}
    value, sign = plain(value), cells.get("comparator")
    if isinstance(value, str) and value.startswith("[") and value.endswith("]"):
        several = [part.strip() for part in value[1:-1].split(",")]
        fields["value"] = [compared(one, sign) for one in several]
    else:
        fields["value"] = compared(value, sign)
    return fields


def compared(value: Any, sign: Any) -> Any:
    """A value with a comparator before it."""
    if not given(sign):
        return value
    text = f"{Decimal(repr(value)):f}" if isinstance(value, int | float) else str(value)
    return f"{str(sign).strip()}{text}"


def given(cell: Any) -> bool:
    """Whether a cell says anything."""
    return cell is not None and not (isinstance(cell, str) and not cell.strip())


def plain(cell: Any) -> Any:
    """A cell as a person would have written it: 190 and not 190.0."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell.strip() if isinstance(cell, str) else cell
