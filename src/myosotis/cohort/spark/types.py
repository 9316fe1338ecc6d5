"""Types of columns in Spark, in Polars and in PyArrow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import pyarrow as pa
from pyspark.sql import types as spark

_READ: dict[str, pl.DataType] = {
    **dict.fromkeys(("byte", "short", "integer", "long"), pl.Int64()),
    **dict.fromkeys(("float", "double"), pl.Float64()),
    **dict.fromkeys(("string", "char", "varchar"), pl.String()),
    **dict.fromkeys(("timestamp", "timestamp_ntz"), pl.Datetime()),
    "decimal": pl.Decimal(38, 18),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "void": pl.Null(),
    "array": pl.List(pl.Null()),
    "map": pl.Struct([]),
    "struct": pl.Struct([]),
}
"""By the name of a type in Spark; what is not here cannot be read."""

_WRITTEN: dict[type[pl.DataType], tuple[Callable[[], pa.DataType], Callable[[], spark.DataType]]]
_WRITTEN = {
    pl.String: (pa.string, spark.StringType),
    pl.Boolean: (pa.bool_, spark.BooleanType),
    pl.Int8: (pa.int8, spark.ByteType),
    pl.Int16: (pa.int16, spark.ShortType),
    pl.Int32: (pa.int32, spark.IntegerType),
    pl.Int64: (pa.int64, spark.LongType),
    pl.Float64: (pa.float64, spark.DoubleType),
    pl.Date: (pa.date32, spark.DateType),
}


def without_rows(frame: Any) -> pl.DataFrame:
    """The columns of a frame of PySpark, without a row."""
    fields = frame.schema.fields
    # Two columns of one name are said to be so where the names are compared.
    return pl.DataFrame(
        [pl.Series(f.name, [], _READ.get(f.dataType.typeName(), pl.Binary())) for f in fields]
    )


def written(schema: Mapping[str, pl.DataType]) -> tuple[pa.Schema, spark.StructType]:
    """The schema of an answer in PyArrow and in Spark; every column may be null."""
    arrow, fields = [], []
    for name, kind in schema.items():
        of_arrow, of_spark = _both(kind)
        arrow.append(pa.field(name, of_arrow))
        fields.append(spark.StructField(name, of_spark))
    return pa.schema(arrow), spark.StructType(fields)


def _both(kind: pl.DataType) -> tuple[pa.DataType, spark.DataType]:
    if isinstance(kind, pl.List):
        arrow, element = _both(kind.inner)  # type: ignore[arg-type]
        return pa.list_(arrow), spark.ArrayType(element)
    of_arrow, of_spark = _WRITTEN[type(kind)]
    return of_arrow(), of_spark()
