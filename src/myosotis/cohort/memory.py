"""How much memory this process took."""

from __future__ import annotations

import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")


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
