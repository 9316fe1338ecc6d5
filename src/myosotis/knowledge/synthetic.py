"""The description of the synthetic registry: read when asked for, since no review needs it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from myosotis.errors import KnowledgeError, Problem
from myosotis.knowledge.base import SYNTHETIC, KnowledgeBase, file_problems
from myosotis.knowledge.reading import read_document
from myosotis.knowledge.schema.synthetic import (
    Synthetic,
)


@cache
def load_synthetic(base: KnowledgeBase) -> Synthetic:
    """The description that stands beside a knowledge base, under the same hash.

    Raises KnowledgeError naming the file, line and field of everything that is wrong.
    """
    return _read(base.directory / SYNTHETIC)


def _read(folder: Path) -> Synthetic:
    parts: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, field in Synthetic.model_fields.items():
        path = folder / f"{name}.yaml"
        document = read_document(path)
        try:
            parts[name] = field.annotation.model_validate(document.data)  # type: ignore[union-attr]
        except ValidationError as error:
            problems.extend(file_problems(document, error, path.relative_to(folder.parent)))
    if problems:
        raise KnowledgeError(problems)
    return Synthetic.model_construct(**parts)
