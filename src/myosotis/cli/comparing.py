"""``myosotis criteria``: every classification set on each patient, side by side."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from myosotis.cli.options import console, progress, read_day
from myosotis.errors import InputError, MyosotisError, Problem
from myosotis.patient import read_patient
from myosotis.report import print_comparison
from myosotis.review import compare_criteria


def run_criteria(files: Sequence[Path], *, on: str | None, as_json: bool) -> None:
    """Compare and print. Raises InputError with the problems of all files, before any print."""
    day = read_day(on)
    found = []
    problems: list[Problem] = []
    for path in progress(files, "Comparing"):
        try:
            found.append(compare_criteria(read_patient(path), on=day).to_dict())
        except MyosotisError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    if as_json:
        print(json.dumps(found[0] if len(found) == 1 else found, indent=2, ensure_ascii=False))
        return
    shown = console()
    for number, comparison in enumerate(found):
        if number:
            shown.print()
        print_comparison(comparison, shown)
