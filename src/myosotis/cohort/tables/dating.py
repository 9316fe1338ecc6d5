"""Dates of a column as the first and the last day that they can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from myosotis.cohort.tables.encoding import encode
from myosotis.errors import InputError
from myosotis.patient import EVER, NEVER, PartialDate, day, iso_day, past_date


@dataclass(frozen=True)
class Dates:
    """``earliest`` and ``latest`` in days from 1970, where nothing is known `NEVER` and `EVER`.

    ``said`` is whether the cell says anything at all. ``wrong`` is a place in ``sentences``, from
    1, for what cannot be read (it counts as not known).
    """

    earliest: NDArray[np.int32]
    latest: NDArray[np.int32]
    said: NDArray[np.bool_]
    wrong: NDArray[np.int32]
    sentences: list[str]

    @property
    def known(self) -> NDArray[np.bool_]:
        """Known at least to the year."""
        return np.greater(self.earliest, NEVER)

    @property
    def right(self) -> NDArray[np.bool_]:
        """What can be read, or says nothing."""
        return np.equal(self.wrong, 0)


def read_dates(column: pl.Series, today: date) -> Dates:
    """The dates of a column of dates or of texts; none may lie after ``today``."""
    if column.dtype == pl.Date:
        return _days(column, today)
    texts = encode(column)
    spans, wrong, sentences, last = [(NEVER, EVER)], [0], [""], day(today)
    for text in texts.items[1:]:
        if (plain := iso_day(text)) is not None and plain <= last:
            spans.append((plain, plain))
            wrong.append(0)
            continue
        try:
            spans.append(span(past_date(text, today)))
            wrong.append(0)
        except InputError as error:
            spans.append((NEVER, EVER))
            wrong.append(len(sentences))
            sentences.append(error.problems[0].sentence)
    days = np.array(spans, np.int32)
    return Dates(
        days[texts.codes, 0],
        days[texts.codes, 1],
        texts.codes > 0,
        np.array(wrong, np.int32)[texts.codes],
        sentences,
    )


def span(of: PartialDate) -> tuple[int, int]:
    """The first and the last day that a date can be."""
    return day(of.earliest), day(of.latest)


def _days(column: pl.Series, today: date) -> Dates:
    height, days = len(column), column.to_physical()
    wrong, sentences = np.zeros(height, np.int32), [""]
    if height and (latest := days.max()) is not None and latest > day(today):  # type: ignore[operator]
        late = np.flatnonzero((days > day(today)).fill_null(False).to_numpy())
        for row in late.tolist():
            wrong[row] = len(sentences)
            sentences.append(f"the date {column[row]} lies in the future (today is {today})")
        days = days.scatter(late, None)
    said = column.is_not_null().to_numpy()
    if not days.null_count():
        exact = days.to_numpy()
        return Dates(exact, exact, said, wrong, sentences)
    first, last = (days.fill_null(end).to_numpy() for end in (NEVER, EVER))
    return Dates(first, last, said, wrong, sentences)
