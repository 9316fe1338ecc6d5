"""``myosotis response``: one patient, each visit against the first."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from myosotis.cli.options import console, read_day
from myosotis.cli.writing import write_all
from myosotis.patient import read_patient
from myosotis.report import print_response, render_response
from myosotis.review import response


def run_response(
    file: Path,
    *,
    start: str | None,
    end: str | None,
    population: str | None,
    on: str | None,
    as_json: bool,
    html: Path | None,
    brief: bool,
) -> None:
    """Compare the visits; print, and write a page if ``html`` names a directory."""
    patient = read_patient(file)
    data = response(patient, start, end, population, on=read_day(on)).to_dict()
    name = f"{data['patient']['id']}-response.html"
    if html:
        write_all(html, {name: render_response(data)})
    if as_json:
        print(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        print_response(data, console(), brief)
    if html:
        print(f"1 page written: {html / name}", file=sys.stderr)
