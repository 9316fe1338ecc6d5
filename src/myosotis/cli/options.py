"""What several commands share: the day, the console, the progress bar."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from rich.console import Console

from myosotis.errors import InputError


def read_day(text: str | None) -> date | None:
    """The day of ``--on``. Raises InputError."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(
            f"--on expects a day written as 2020-03-01 (year, month, day), not '{text}'"
        ) from None


def console() -> Console:
    """The console on which results are printed: text as it is."""
    return Console(highlight=False, emoji=False, markup=False)


def progress(files: Sequence[Path], what: str) -> Iterator[Path]:
    """The files, with a progress bar on stderr where there are several and someone to see it."""
    if len(files) < 2 or not sys.stderr.isatty():
        return iter(files)
    return _shown(files, what)


def _shown(files: Iterable[Path], what: str) -> Iterator[Path]:
    from rich.progress import track

    yield from track(files, description=what, console=Console(stderr=True), transient=True)
