"""``myosotis cohort report``: what researchers ask of a cohort, printed and as a page."""

from __future__ import annotations

import sys
from pathlib import Path

from myosotis.cli.options import console
from myosotis.cli.writing import write_all
from myosotis.cohort.research import describe, read_folder
from myosotis.errors import FileError
from myosotis.report import print_cohort, render_cohort


def run_report(folder: Path, *, html: Path | None, by: str) -> None:
    """Describe the cohort of a directory, print the answer, and write the page if one is named.

    Raises FileError and InputError, before anything is written.
    """
    if html is not None and html.is_dir():
        raise FileError("is a directory; --html expects the name of a file", str(html))
    found = describe(read_folder(folder), by)
    if html is not None:
        write_all(html.parent, {html.name: render_cohort(found)})
    print_cohort(found, console())
    if html is not None:
        print(f"1 page written: {html}", file=sys.stderr)
