"""Running a reader once for each distinct combination of a table."""

from __future__ import annotations

import polars as pl

from myosotis.patient.distinct import distinct, once

TABLE = pl.DataFrame(
    {"n": [1, 2, 3, 4, 5], "a": ["x", None, "x", "y", None], "b": ["1", "1", "1", "2", "1"]}
)


def test_the_reader_runs_once_for_each_combination_and_null_is_none() -> None:
    asked: list[tuple[str | None, ...]] = []

    def read(a: str | None, b: str | None) -> tuple[str | None, int]:
        asked.append((a, b))
        return (a and a + a, len(asked))

    found = once(TABLE, ["a", "b"], read, {"twice": pl.String, "turn": pl.Int8})
    assert asked == [("x", "1"), (None, "1"), ("y", "2")]
    assert found["n"].to_list() == [1, 2, 3, 4, 5]
    assert found["twice"].to_list() == ["xx", None, "xx", "yy", None]
    assert found["turn"].to_list() == [1, 2, 1, 3, 2]
    assert found["turn"].dtype == pl.Int8


def test_a_column_of_the_same_name_is_replaced() -> None:
    found = once(TABLE, ["a"], lambda a: (a == "x",), {"n": pl.Boolean})
    assert found["n"].to_list() == [True, False, True, False, False]


def test_an_empty_table_gives_its_columns_and_asks_nothing() -> None:
    found = once(TABLE.clear(), ["a"], lambda a: 1 / 0, {"r": pl.Float64})
    assert (found.height, found["r"].dtype) == (0, pl.Float64)


def test_places_lead_back_to_the_rows() -> None:
    combinations, places = distinct(TABLE, ["a", "b"])
    assert combinations.rows() == [("x", "1"), (None, "1"), ("y", "2")]
    assert places.to_list() == [0, 1, 0, 2, 1]
    assert combinations[places].equals(TABLE.select("a", "b"))
