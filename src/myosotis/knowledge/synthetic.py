"""The description of the synthetic registry: read when asked for, since no review needs it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from myosotis.errors import FileError, KnowledgeError, Problem
from myosotis.knowledge.base import SYNTHETIC, KnowledgeBase, file_problems
from myosotis.knowledge.reading import read_document
from myosotis.knowledge.schema.synthetic import FILES, Synthetic


@cache
def load_synthetic(base: KnowledgeBase) -> Synthetic:
    """The description that stands beside a knowledge base, under the same hash.

    Raises KnowledgeError naming the file, line and field of everything that is wrong.
    """
    return _read(base.directory / SYNTHETIC)


def has_synthetic(base: KnowledgeBase) -> bool:
    """Whether a knowledge base describes a synthetic registry; one of one's own need not."""
    return (base.directory / SYNTHETIC).is_dir()


def _read(folder: Path) -> Synthetic:
    parts: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, model in FILES.items():
        path = folder / f"{name}.yaml"
        try:
            document = read_document(path)
            parts[name] = model.model_validate(document.data)
        except FileError as error:
            problems.extend(error.problems)
        except ValidationError as error:
            problems.extend(file_problems(document, error, path.relative_to(folder.parent)))
    for path in sorted(set(folder.glob("*")) - {folder / f"{name}.yaml" for name in FILES}):
        problems.append(Problem("this is not a place for a knowledge file", str(path)))
    if problems:
        raise KnowledgeError(problems)
    return Synthetic(**parts)
