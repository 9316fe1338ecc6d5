"""What lives as long as the process is kept from the garbage collector."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def lasting() -> Iterator[None]:
    """What is made inside lives as long as the process: the knowledge, and its rules.

    Left to the garbage collector, one full pass over them takes longer than a review, and there
    would be several while they are made.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()


_SEEN: set[object] = set()


@contextmanager
def lasting_once(key: object) -> Iterator[None]:
    """As `lasting`, the first time only: for work that makes its tables while it runs."""
    if key in _SEEN:
        yield
        return
    _SEEN.add(key)
    with lasting():
        yield
