"""The sample reviews of these tests: plain data in the shape that the review package gives."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@cache
def _read(name: str) -> Any:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def blocked() -> dict[str, Any]:
    """The index patient: nothing is settled, the strategy is blocked."""
    return copy.deepcopy(_read("sample_review.json"))


def opened() -> dict[str, Any]:
    """A made-up patient: an urgent threat, an open strategy, many values over time."""
    return copy.deepcopy(_read("sample_open.json"))
