"""``myosotis cohort``: the commands for many patients."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

cohort_app = typer.Typer(
    help="Many patients: the questions of the review over the tables of a registry.",
    rich_markup_mode=None,
)


@cohort_app.callback()
def _start() -> None:
    """Nothing is done before the command itself."""


@cohort_app.command("report")
def cohort_report(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="A directory that `myosotis cohort review` wrote."),
    ],
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the self-contained report with its figures."),
    ] = None,
    by: Annotated[
        str,
        typer.Option(metavar="antibody|treatment|label|sex", help="How the response is divided."),
    ] = "antibody",
) -> None:
    """What share is truly refractory, what keeps the others undecided, and the figures.

    Unknown is not no: what is not decided stands as a class of its own, or within bounds.
    """
    from myosotis.cli.cohort_reporting import run_report

    run_report(folder, html=html, by=by)
