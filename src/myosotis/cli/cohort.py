"""The commands of ``myosotis cohort``, each in a module of its own."""

from __future__ import annotations

import typer

from myosotis.cli.cohorting import explain, report, review
from myosotis.cli.gathering import gather
from myosotis.cli.synthesizing import synthesize

cohort_app = typer.Typer(
    help="Many patients: the questions of the review over the tables of a registry.",
    rich_markup_mode=None,
)
cohort_app.command()(review)
cohort_app.command()(report)
cohort_app.command()(explain)
cohort_app.command()(gather)
cohort_app.command()(synthesize)
