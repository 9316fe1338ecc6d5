"""``myosotis strategy`` and ``myosotis plan``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from myosotis.cli.documents import Kind, print_json, run_documents
from myosotis.cli.options import console, read_day
from myosotis.cli.writing import write_all
from myosotis.errors import InputError
from myosotis.patient import read_patient
from myosotis.report import print_plan, print_strategy, render_plan, render_strategy
from myosotis.review import Chosen, plan, treatment_strategy


def run_strategy(
    files: Sequence[Path], *, on: str | None, as_json: bool, html: Path | None, brief: bool
) -> None:
    """Print the strategy of each patient, and write pages; raises as `run_documents`."""
    kind = Kind(
        "Looking at what can be changed",
        lambda patient, day: treatment_strategy(patient, day).to_dict(),
        lambda one, shown: print_strategy(one, shown, brief),
        "strategy",
        render_strategy,
    )
    run_documents(kind, files, on=on, as_json=as_json, html=html)


def run_plan(
    file: Path,
    therapy: str,
    *,
    setting: str | None,
    start: str | None,
    until: str | None,
    measure: str | None,
    threshold: str | None,
    dose: str | None,
    on: str | None,
    as_json: bool,
    html: Path | None,
) -> None:
    """Print the plan of a chosen therapy, and write its page. Raises InputError."""
    choice = Chosen(
        therapy=therapy,
        setting=setting,
        start=start,
        until=until,
        measure=measure,
        threshold=_threshold(threshold),
        dose=dose,
    )
    document = plan(read_patient(file), choice, read_day(on)).to_dict()
    name = f"{document['patient']['id']}-plan-{document['option']['therapy']}.html"
    if html:
        write_all(html, {name: render_plan(document)})
    if as_json:
        print_json(document)
    else:
        print_plan(document, console())
    if html:
        print(f"1 page written: {html / name}", file=sys.stderr)


def _threshold(text: str | None) -> dict[str, str] | None:
    if text is None:
        return None
    kind, sign, value = text.partition("=")
    if not sign or not value.strip():
        raise InputError(f"'{text}' is not a threshold; write it as at_least=20", "--threshold")
    return {kind.strip().replace("-", "_"): value.strip()}
