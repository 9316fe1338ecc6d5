"""Batches of rows are cut between patients, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

pa = pytest.importorskip("pyarrow")

from myosotis.cohort.spark.batches import KEY, whole_patients  # noqa: E402


@given(
    st.lists(st.integers(1, 9), max_size=12),
    st.lists(st.integers(0, 7), max_size=30),
    st.integers(1, 20),
)
def test_whole_patients(patients: list[int], sizes: list[int], rows: int) -> None:
    keys = [f"{place:02}" for place, count in enumerate(patients) for _ in range(count)]
    whole = pa.record_batch({KEY: pa.array(keys, pa.string()), "row": range(len(keys))})
    batches, start = [], 0
    for size in [*sizes, len(keys)]:
        batches.append(whole.slice(start, size))
        start = min(start + size, len(keys))
    found = [part.to_pydict() for part in whole_patients(iter(batches), rows)]
    assert [row for part in found for row in part["row"]] == list(range(len(keys)))
    together = [key for part in found for key in set(part[KEY])]
    assert len(together) == len(set(together))
    longest = max(batch.num_rows for batch in batches) + max(patients, default=0)
    assert all(0 < len(part["row"]) < rows + longest for part in found)
