"""How a fit is run: what can be chosen, and what is as it was shipped."""

from __future__ import annotations

from dataclasses import dataclass

SEED = 20270101
MODEL = "1"
"""The version of the models: another one gives other estimates from the same arms."""


@dataclass(frozen=True)
class Settings:
    """Seed and length of a fit: draws and warming up of each chain."""

    seed: int = SEED
    draws: int = 1000
    warmup: int = 1000
    chains: int = 4
    accept: float = 0.99
    checks: bool = True
    """Prior sensitivity and left-out studies; they take half of the time."""
