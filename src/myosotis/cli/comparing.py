"""``myosotis criteria``: every classification set on each patient, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from myosotis.cli.documents import Kind, run_documents
from myosotis.report import print_comparison
from myosotis.review import compare_criteria


def run_criteria(files: Sequence[Path], *, on: str | None, as_json: bool) -> None:
    """Compare and print; raises as `run_documents`."""
    kind = Kind(
        "Comparing",
        lambda patient, day: compare_criteria(patient, on=day).to_dict(),
        print_comparison,
    )
    run_documents(kind, files, on=on, as_json=as_json)
