"""From the batches of one task to tables of whole patients."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

KEY = "#key"
"""The column by which the rows are sorted: the same for all rows of a patient."""


def whole_patients(batches: Iterator[Any], rows: int) -> Iterator[pa.Table]:
    """Tables of about so many rows, cut only between patients.

    The batches are sorted by `KEY`. No more than the rows of a table, of one batch and of the
    patient who is cut after are held.
    """
    held: list[pa.RecordBatch] = []
    count = 0
    last = None
    cut: tuple[int, int] | None = None  # where the last patient begins: which batch, which row
    for batch in batches:
        if not batch.num_rows:
            continue
        keys = batch.column(KEY)
        begins = pc.index(keys, keys[-1]).as_py()
        if begins or keys[-1] != last:
            cut = (len(held), begins)
        last = keys[-1]
        held.append(batch)
        count += batch.num_rows
        if count >= rows and cut is not None and cut > (0, 0):
            number, place = cut
            done, begun = held[: number + 1], held[number:]
            done[-1], begun[0] = done[-1].slice(0, place), begun[0].slice(place)
            yield pa.Table.from_batches(done)
            held, count, cut = begun, sum(part.num_rows for part in begun), (0, 0)
    if held:
        yield pa.Table.from_batches(held)
