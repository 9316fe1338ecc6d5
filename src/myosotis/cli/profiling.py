"""``myosotis antibodies`` and ``myosotis cancer-risk``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from myosotis.cli.documents import Kind, run_documents
from myosotis.report import print_cancer, print_profile, render_profile
from myosotis.review import antibody_profile, cancer_risk

DOING = "Reading the antibodies"


def run_antibodies(
    files: Sequence[Path], *, on: str | None, as_json: bool, html: Path | None, brief: bool
) -> None:
    """Print the profile of each patient, and write pages; raises as `run_documents`."""
    kind = Kind(
        DOING,
        lambda patient, day: antibody_profile(patient, day).to_dict(),
        lambda one, shown: print_profile(one, shown, brief),
        "antibodies",
        render_profile,
    )
    run_documents(kind, files, on=on, as_json=as_json, html=html)


def run_cancer_risk(files: Sequence[Path], *, on: str | None, as_json: bool) -> None:
    """Print the cancer risk of each patient; raises as `run_documents`."""
    kind = Kind(DOING, lambda patient, day: cancer_risk(patient, day).to_dict(), print_cancer)
    run_documents(kind, files, on=on, as_json=as_json)
