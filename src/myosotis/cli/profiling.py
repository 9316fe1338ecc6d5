"""``myosotis antibodies`` and ``myosotis cancer-risk``: read everything first, then print."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from myosotis.cli.options import console, progress, read_day
from myosotis.cli.writing import write_all
from myosotis.errors import InputError, MyosotisError, Problem
from myosotis.patient import Patient, read_patient
from myosotis.report import print_cancer, print_profile, render_profile
from myosotis.review import antibody_profile, cancer_risk

Document = dict[str, Any]


def run_antibodies(
    files: Sequence[Path], *, on: str | None, as_json: bool, html: Path | None, brief: bool
) -> None:
    """Print the profile of each patient, and write pages if ``html`` names a directory.

    Raises InputError with the problems of all files; then nothing was printed or written.
    """
    found = _all(files, on, lambda patient, day: antibody_profile(patient, day).to_dict())
    pages = _pages(found) if html else {}
    if html:
        write_all(html, pages)
    _print(found, as_json, lambda one, shown: print_profile(one, shown, brief))
    if html:
        count = "1 page" if len(pages) == 1 else f"{len(pages)} pages"
        print(f"{count} written: {html / next(iter(pages))}", file=sys.stderr)


def run_cancer_risk(files: Sequence[Path], *, on: str | None, as_json: bool) -> None:
    """Print the cancer risk of each patient; raises as `run_antibodies`."""
    found = _all(files, on, lambda patient, day: cancer_risk(patient, day).to_dict())
    _print(found, as_json, print_cancer)


def _all(
    files: Sequence[Path], on: str | None, make: Callable[[Patient, date | None], Document]
) -> list[tuple[Path, Document]]:
    day = read_day(on)
    found: list[tuple[Path, Document]] = []
    problems: list[Problem] = []
    for path in progress(files, "Reading the antibodies"):
        try:
            found.append((path, make(read_patient(path), day)))
        except MyosotisError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def _pages(found: Sequence[tuple[Path, Document]]) -> dict[str, str]:
    pages: dict[str, str] = {}
    for path, document in found:
        patient = document["patient"]["id"]
        name = f"{patient}-antibodies.html"
        if name.lower() in {known.lower() for known in pages}:
            raise InputError(
                f"the patient '{patient}' is there twice: give each patient its own id", str(path)
            )
        pages[name] = render_profile(document)
    return pages


def _print(
    found: Sequence[tuple[Path, Document]], as_json: bool, show: Callable[[Document, Any], None]
) -> None:
    documents = [document for _, document in found]
    if as_json:
        whole = documents[0] if len(documents) == 1 else documents
        print(json.dumps(whole, indent=2, ensure_ascii=False))
        return
    shown = console()
    for number, document in enumerate(documents):
        if number:
            shown.print()
        show(document, shown)
