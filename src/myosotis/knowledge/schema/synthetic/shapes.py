"""Shares, weights and spans, of which the description of a synthetic registry is full."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

Share = Annotated[float, Field(ge=0, le=1)]
Weights = Annotated[dict[str, Annotated[float, Field(ge=0)]], Field(min_length=1)]
"""How often each of several things occurs, beside the others; they need not add up to 1."""
Span = tuple[float, float]
"""From, to."""
DAMAGE = "damage"
"""What a measure may follow beside the drivers and the features."""
