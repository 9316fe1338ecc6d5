"""Hypothesis profiles: 1,000 examples in CI, fewer at the desk, or as MYOSOTIS_EXAMPLES says."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

_common = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("desk", max_examples=200, **_common)  # type: ignore[arg-type]
settings.register_profile("ci", max_examples=1000, **_common)  # type: ignore[arg-type]
settings.register_profile(
    "chosen",
    max_examples=int(os.environ.get("MYOSOTIS_EXAMPLES", "200")),
    **_common,  # type: ignore[arg-type]
)
if "MYOSOTIS_EXAMPLES" in os.environ:
    settings.load_profile("chosen")
else:
    settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture(autouse=True, scope="module")
def _left_alone() -> Iterator[None]:
    """What the tests of a file leave behind, compiled knowledge above all, stays; looking through
    it for garbage again and again takes longer than many a test."""
    yield
    gc.collect()
    gc.freeze()
