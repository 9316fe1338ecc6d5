"""Collecting a lazy table: only then is it known whether the file behind it can be read."""

from __future__ import annotations

import polars as pl

from myosotis.errors import FileError


def collected(frame: pl.LazyFrame, name: str, *, streaming: bool = False) -> pl.DataFrame:
    """The rows of a table. Raises FileError where its file is broken; ``name`` stands in it.

    ``streaming`` is for what is small beside the table: it is then not held as a whole.
    """
    try:
        return frame.collect(engine="streaming" if streaming else "auto")
    except (pl.exceptions.ComputeError, OSError) as error:
        raise FileError(unreadable(error), name) from None


def unreadable(error: Exception) -> str:
    """What is wrong with a file that cannot be read, as a sentence."""
    said = str(error).lower()
    if "out of specification" in said or "out-of-spec" in said or "invalidfooter" in said:
        return "the file is cut short, or not of the kind that its name says"
    if "utf-8" in said or "utf8" in said:
        return "the file is not UTF-8 text; save it as UTF-8"
    if "more fields" in said:
        return "a line has more fields than the first line; put quotes around text with a separator"
    return f"the file cannot be read ({str(error).splitlines()[0]})"
