"""How much memory this process took, and giving back what it does not need."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from typing import Any

_STATUS = Path("/proc/self/status")
_ARENA_MAX = -8
"""The number that mallopt has for the most places from which threads take memory."""
_OF_POLARS = ("_RJEM_MALLOC_CONF", "dirty_decay_ms:10000,thp:always")
"""How the allocator of Polars (jemalloc) is told: free memory is kept for so many ms."""


def peak_memory() -> int | None:
    """The most memory at any time, in bytes; None where the system does not say."""
    # On Linux `getrusage` also counts what the process that started this one held.
    if _STATUS.exists():
        told = _STATUS.read_text(encoding="utf-8").partition("VmHWM:")[2].split()
        return int(told[0]) * 1024 if told else None
    try:
        import resource
    except ImportError:
        return None
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held if sys.platform == "darwin" else held * 1024


def hold_together() -> None:
    """Take memory in a way that suits parts of a cohort, one after the other; to be said before
    there are threads: before Polars is imported.

    All threads take theirs from one place, where the C library can do that (glibc): else each keeps
    free memory of its own, and a run takes half as much again. What Polars frees it keeps for the
    next part, in large pages: else a fifth of a review is spent on asking for it again.
    """
    set_ = _of_glibc("mallopt")
    if set_ is not None:
        set_(_ARENA_MAX, 1)
    os.environ.setdefault(*_OF_POLARS)


def give_back() -> None:
    """Give free memory back to the system. glibc keeps what lay between the small arrays of a part,
    and that grows with the parts."""
    trim = _of_glibc("malloc_trim")
    if trim is not None:
        trim(0)


def _of_glibc(name: str) -> Any:
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
