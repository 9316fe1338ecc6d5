"""Documents of one kind for several patients: all are read first, then written, then shown."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console

from myosotis.cli.options import console, progress, read_day
from myosotis.cli.writing import write_all
from myosotis.errors import InputError, MyosotisError, Problem
from myosotis.patient import Patient, read_patient

Document = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of document: what is done meanwhile, how it is made, how it is shown.

    A kind that has a ``page`` is written as ``<patient>-<name>.html``.
    """

    doing: str
    make: Callable[[Patient, date | None], Document]
    show: Callable[[Document, Console], None]
    name: str = ""
    page: Callable[[Document], str] | None = None


def run_documents(
    kind: Kind, files: Sequence[Path], *, on: str | None, as_json: bool, html: Path | None = None
) -> None:
    """Print the document of each patient, and write pages if ``html`` names a directory.

    Raises InputError with the problems of all files; then nothing was printed or written.
    """
    found = _all(kind, files, read_day(on))
    pages = _pages(kind, found) if html else {}
    if html:
        write_all(html, pages)
    _print(kind, [document for _, document in found], as_json)
    if html:
        count = "1 page" if len(pages) == 1 else f"{len(pages)} pages"
        print(f"{count} written: {html / next(iter(pages))}", file=sys.stderr)


def print_json(document: Document | Sequence[Document]) -> None:
    """A document as JSON."""
    print(json.dumps(document, indent=2, ensure_ascii=False))


def _all(kind: Kind, files: Sequence[Path], day: date | None) -> list[tuple[Path, Document]]:
    found: list[tuple[Path, Document]] = []
    problems: list[Problem] = []
    for path in progress(files, kind.doing):
        try:
            found.append((path, kind.make(read_patient(path), day)))
        except MyosotisError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def _pages(kind: Kind, found: Sequence[tuple[Path, Document]]) -> dict[str, str]:
    pages: dict[str, str] = {}
    if kind.page is None:
        return pages
    for path, document in found:
        patient = document["patient"]["id"]
        name = f"{patient}-{kind.name}.html"
        if name.lower() in {known.lower() for known in pages}:
            raise InputError(
                f"the patient '{patient}' is there twice: give each patient its own id", str(path)
            )
        pages[name] = kind.page(document)
    return pages


def _print(kind: Kind, documents: Sequence[Document], as_json: bool) -> None:
    if as_json:
        print_json(documents[0] if len(documents) == 1 else documents)
        return
    shown = console()
    for number, document in enumerate(documents):
        if number:
            shown.print()
        kind.show(document, shown)
