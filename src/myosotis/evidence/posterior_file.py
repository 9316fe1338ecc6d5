"""The summaries of a fit as the file that ships with the knowledge: one line for each estimate."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from myosotis.knowledge.schema import Posterior

_PLAIN = re.compile(r"[a-z][a-z0-9_+]*$")
_WORDS = frozenset({"yes", "no", "true", "false", "null", "on", "off"})


def posterior_text(posterior: Posterior, command: str) -> str:
    """The YAML of a fit; ``command`` is the one that makes it again."""
    data = posterior.model_dump(exclude_none=True)
    lines = [
        "# What the study arms add up to. Written by a program and not to be edited:",
        f"#   {command}",
        f"# Model {posterior.model}, seed {posterior.seed}, of the arms with the hash below.",
        "# Shares and their 95 % intervals are in thousandths. The model and its limits:",
        "# docs/manual/evidence.md",
        f"model: {_flow(posterior.model)}",
        f"seed: {posterior.seed}",
        f"arms_hash: {_flow(posterior.arms_hash)}",
        f"software: {_flow(data['software'])}",
        f"left_out: {_flow(data['left_out'])}",
        "diagnostics:",
        *(f"  - {_flow(one)}" for one in data["diagnostics"]),
        "estimates:",
        *(f"  - {_flow(one)}" for one in data["estimates"]),
    ]
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(one)}" for key, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_flow(one) for one in value) + "]"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, Decimal)):
        return str(value)
    text = str(value)
    plain = _PLAIN.match(text) and text not in _WORDS
    return text if plain else "'" + text.replace("'", "''") + "'"
