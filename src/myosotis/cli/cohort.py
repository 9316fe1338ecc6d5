"""The commands of ``myosotis cohort``, each in a module of its own."""

from __future__ import annotations

import typer

from myosotis.cli.cohorting import explain, review
from myosotis.cli.gathering import gather
from myosotis.cli.synthesizing import synthesize

cohort_app = typer.Typer(help="Many patients: tables in, tables out.", rich_markup_mode=None)
cohort_app.command()(review)
cohort_app.command()(explain)
cohort_app.command()(gather)
cohort_app.command()(synthesize)
