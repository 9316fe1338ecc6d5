"""``myosotis review``: read and review everything first, and only then print and write."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from myosotis.cli.options import console, progress, read_day
from myosotis.cli.writing import write_all
from myosotis.errors import FileError, InputError, MyosotisError, Problem
from myosotis.patient import read_patient
from myosotis.report import changes_since, print_review, render_index, render_page
from myosotis.review import Review, review


@dataclass(frozen=True)
class Reviewed:
    """A review as plain data, where its patient came from, and what changed since another."""

    path: Path
    data: Mapping[str, Any]
    changes: list[str] | None = None
    since: str = ""


def run_review(
    files: Sequence[Path],
    *,
    on: str | None,
    as_json: bool,
    html: Path | None,
    since: Path | None,
    brief: bool,
) -> None:
    """Review the files; print, and write pages if ``html`` names a directory.

    Raises InputError with the problems of all files; then nothing was printed or written.
    """
    day = read_day(on)
    earlier = _read_earlier(since) if since else None
    reviewed = _review_all(files, day, earlier)
    pages = _pages(reviewed) if html else {}
    if html:
        write_all(html, pages)
    if as_json:
        documents = [one.data for one in reviewed]
        whole = documents[0] if len(documents) == 1 else documents
        print(json.dumps(whole, indent=2, ensure_ascii=False))
    else:
        _print(reviewed, brief)
    if html:
        first = "index.html" if "index.html" in pages else next(iter(pages))
        count = "1 page" if len(reviewed) == 1 else f"{len(reviewed)} pages"
        print(f"{count} written: {html / first}", file=sys.stderr)


def _review_all(
    files: Sequence[Path], day: date | None, earlier: Mapping[str, Mapping[str, Any]] | None
) -> list[Reviewed]:
    reviewed: list[Reviewed] = []
    problems: list[Problem] = []
    for path in progress(files, "Reviewing"):
        try:
            data = review(read_patient(path), on=day).to_dict()
            reviewed.append(_compared(path, data, earlier))
        except MyosotisError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return reviewed


def _compared(
    path: Path, data: Mapping[str, Any], earlier: Mapping[str, Mapping[str, Any]] | None
) -> Reviewed:
    if earlier is None:
        return Reviewed(path, data)
    name = data["patient"]["id"]
    if name not in earlier:
        raise InputError(
            f"the earlier review holds no patient '{name}', only {', '.join(sorted(earlier))}",
            str(path),
        )
    old = earlier[name]
    return Reviewed(path, data, changes_since(old, data), old["on"] or "the earlier review")


def _read_earlier(path: Path) -> dict[str, Mapping[str, Any]]:
    """Earlier reviews by patient id: one JSON document, or a list of them."""
    wrong = "is not a review; --since expects what 'myosotis review FILE --json' printed"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        documents = content if isinstance(content, list) else [content]
        reviews = [Review.from_dict(document).to_dict() for document in documents]
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", str(path)) from None
    except UnicodeDecodeError:
        raise FileError(f"{wrong}, in UTF-8", str(path)) from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}: {error.msg}"
        raise FileError(f"{wrong} (not JSON, {where})", str(path)) from None
    except MyosotisError as error:
        raise FileError(f"{wrong} ({error.problems[0]})", str(path)) from None
    return {one["patient"]["id"]: one for one in reviews}


def _pages(reviewed: Sequence[Reviewed]) -> dict[str, str]:
    """File name to page; with several patients an index.html that lists them."""
    names: dict[str, Reviewed] = {}
    for one in reviewed:
        patient = one.data["patient"]["id"]
        name = page_name(patient)
        same = next((other for key, other in names.items() if key.lower() == name.lower()), None)
        if same:
            raise InputError(
                f"the patient '{patient}' is also in {same.path}: give each patient its own id",
                str(one.path),
            )
        names[name] = one
    pages = {name: render_page(one.data, one.changes, one.since) for name, one in names.items()}
    if len(pages) > 1:
        pages["index.html"] = render_index({name: one.data for name, one in names.items()})
    return pages


def page_name(patient: str) -> str:
    """The file name of a patient's page, never that of the index."""
    return f"{patient}.html" if patient.lower() != "index" else f"patient-{patient}.html"


def _print(reviewed: Sequence[Reviewed], brief: bool) -> None:
    shown = console()
    for number, one in enumerate(reviewed):
        if number:
            shown.print()
        print_review(one.data, shown, brief, one.changes, one.since)
