"""Frames of any kind go in, and the answer is of the caller's kind and says the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from myosotis import cohort
from tests.tables.generated import generated
from tests.unit.cohort.registry import tables


@cache
def asked(name: str) -> tuple[tuple[pl.DataFrame, ...], dict[str, pl.DataFrame]]:
    """The tables for an answer, and the dates. Few random patients are seen twice alike, as the
    response needs them; those of a synthetic registry are."""
    if name == "response":
        return tuple(tables(1, 8).values()), {}
    made = generated(61, 12)
    return made.tables, {"on": made.on}


@cache
def wanted(name: str) -> pl.DataFrame:
    frames, on = asked(name)
    found: pl.DataFrame = getattr(cohort, name)(*frames, **on).table
    assert found.height > 10
    return found


def to_pandas(frame: pl.DataFrame) -> Any:
    pytest.importorskip("pandas", reason="pandas is not installed")
    return frame.to_pandas()


def to_duckdb(frame: pl.DataFrame) -> Any:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    return duckdb.from_arrow(frame.to_arrow())


def to_modin(frame: pl.DataFrame) -> Any:
    modin = pytest.importorskip("modin.pandas", reason="Modin is not installed")
    return modin.DataFrame(frame.to_pandas())


def to_arrow(frame: pl.DataFrame) -> Any:
    pytest.importorskip("pyarrow", reason="PyArrow is not installed")
    return frame.to_arrow()


KINDS: dict[str, tuple[Callable[[pl.DataFrame], Any], Callable[[Any], pl.DataFrame]]] = {
    "polars": (lambda frame: frame, lambda found: found),
    "lazy": (pl.DataFrame.lazy, lambda found: found.collect()),
    "pandas": (to_pandas, pl.from_pandas),
    "pyarrow": (to_arrow, lambda found: pl.DataFrame(pl.from_arrow(found))),
    "duckdb": (to_duckdb, lambda found: pl.DataFrame(pl.from_arrow(found.to_arrow_table()))),
    "modin": (to_modin, lambda found: pl.from_pandas(found._to_pandas())),
}
ANSWERS = ("review", "snapshot", "antibodies", "differential", "response")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ANSWERS)
def test_every_kind_of_frame_is_answered_in_its_kind(kind: str, name: str) -> None:
    there, back = KINDS[kind]
    ask: Callable[..., cohort.Answered] = getattr(cohort, name)
    given, dates = asked(name)
    frames = [there(frame) for frame in given]
    found = ask(*frames, **{on: there(frame) for on, frame in dates.items()}).table
    assert type(found) is type(frames[0])
    got = back(found)
    assert got.columns == wanted(name).columns
    assert_frame_equal(plain(got), plain(wanted(name)), check_dtypes=False)


@pytest.mark.parametrize("kind", KINDS)
def test_a_wide_frame_is_answered_in_its_kind(kind: str) -> None:
    there, back = KINDS[kind]
    wide = pl.DataFrame(
        {"who": [1, 2], "age_at_onset": [50.0, None], "heliotrope_rash": [True, None]}
    )
    found = cohort.criteria(there(wide), "eular_acr_2017")
    assert type(found) is type(there(wide))
    assert_frame_equal(
        plain(back(found)), plain(cohort.criteria(wide, "eular_acr_2017")), check_dtypes=False
    )


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Dates as days and numbers as such: another kind of frame may hold them otherwise."""
    return frame.with_columns(
        pl.col(pl.Datetime, pl.Date).cast(pl.Date),
        pl.col(pl.Float32, pl.Float64).fill_nan(None),
    )
