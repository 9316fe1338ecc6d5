"""Long columns in blocks: several at a time, each so small that it stays in the cache."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

BLOCK = 65_536

Found = TypeVar("Found")


def in_blocks(length: int, action: Callable[[slice], Found], block: int = BLOCK) -> list[Found]:
    """What an action gives for each block of so many rows, in their order.

    The blocks run side by side: NumPy and Polars let go of Python while they compute.
    """
    slices = [slice(start, start + block) for start in range(0, length, block)]
    if len(slices) < 2:
        return [action(one) for one in slices]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        # A list, so that what went wrong in one of them is raised here.
        return list(pool.map(action, slices))
