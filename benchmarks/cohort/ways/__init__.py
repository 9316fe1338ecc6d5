"""The ways that are compared: each module a `WAY`."""

from __future__ import annotations

from cohort.way import Way
from cohort.ways import (
    cql_javascript,
    duckdb_sql,
    openfisca_rules,
    ours,
    pandas_frame,
    polars_bounds,
    polars_plain,
)

WAYS: dict[str, Way] = {
    way.name: way
    for way in (
        ours.WAY,
        ours.WITH_VERDICTS,
        ours.FROM_PAIRS,
        polars_bounds.WAY,
        polars_plain.WAY,
        duckdb_sql.WAY,
        pandas_frame.WAY,
        openfisca_rules.WAY,
        cql_javascript.WAY,
    )
}
