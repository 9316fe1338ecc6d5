"""``myosotis differential`` and ``myosotis disorder``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from myosotis.cli.documents import Kind, print_json, run_documents
from myosotis.cli.options import console
from myosotis.report import print_differential, print_disorder, render_differential
from myosotis.review import describe_disorder, differential_diagnosis


def run_differential(
    files: Sequence[Path], *, on: str | None, as_json: bool, html: Path | None, brief: bool
) -> None:
    """Print the differential of each patient, and write pages; raises as `run_documents`."""
    kind = Kind(
        "Weighing the disorders",
        lambda patient, day: differential_diagnosis(patient, day).to_dict(),
        lambda one, shown: print_differential(one, shown, brief),
        "differential",
        render_differential,
    )
    run_documents(kind, files, on=on, as_json=as_json, html=html)


def run_disorder(name: str, *, as_json: bool) -> None:
    """Print what is known of a disorder. Raises UnknownNameError with the nearest names."""
    document = describe_disorder(name).to_dict()
    if as_json:
        print_json(document)
    else:
        print_disorder(document, console())
