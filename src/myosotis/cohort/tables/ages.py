"""Ages in completed years and days of birth, for columns of days from 1970."""

from __future__ import annotations

import polars as pl


def day(name: str) -> pl.Expr:
    """A column of days as dates."""
    return pl.col(name).cast(pl.Date)


def age(born: str, on: str) -> tuple[pl.Expr, pl.Expr]:
    """The least and greatest age on a date, as `Patient.age_on` has it; null: not known.

    ``born`` and ``on`` each stand for two columns, ``<name>_earliest`` and ``<name>_latest``.
    """
    low = _years(day(f"{born}_latest"), day(f"{on}_earliest")).clip(0)
    high = _years(day(f"{born}_earliest"), day(f"{on}_latest"))
    return low.cast(pl.Float64), pl.max_horizontal(low, high).cast(pl.Float64)


def birth_by_age(on: str, low: str, high: str) -> tuple[pl.Expr, pl.Expr]:
    """The days of birth that fit an age in completed years on a date."""
    earliest = _years_before(day(f"{on}_earliest"), pl.col(high).cast(pl.Int32) + 1)
    latest = _years_before(day(f"{on}_latest"), pl.col(low).cast(pl.Int32))
    return earliest.cast(pl.Int32) + 1, latest.cast(pl.Int32)


def _years(born: pl.Expr, on: pl.Expr) -> pl.Expr:
    now, then = (date.dt.month().cast(pl.Int32) * 32 + date.dt.day() for date in (on, born))
    return on.dt.year() - born.dt.year() - (now < then).cast(pl.Int32)


def _years_before(on: pl.Expr, count: pl.Expr) -> pl.Expr:
    """The day so many years before; 29 February becomes the 28th where there is none."""
    year = on.dt.year() - count
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    late = (on.dt.month() == 2) & (on.dt.day() == 29) & ~leap
    return pl.date(year, on.dt.month(), pl.when(late).then(28).otherwise(on.dt.day()))
