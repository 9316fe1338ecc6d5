"""``myosotis cohort synthesize``: a registry of patients who never lived."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer


def synthesize(
    out: Annotated[Path, typer.Option(metavar="DIR", help="A new directory for the tables.")],
    patients: Annotated[int, typer.Option(metavar="N", help="How many patients.")] = 1000,
    seed: Annotated[
        int, typer.Option(metavar="N", help="Another seed, other patients; the same, the same.")
    ] = 1,
    years: Annotated[
        float, typer.Option(metavar="YEARS", help="How long each is followed at most.")
    ] = 5,
    errors: Annotated[
        float,
        typer.Option(metavar="SHARE", help="Make this share of the rows wrong: 0.01 for 1 %."),
    ] = 0,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a registry that is there.")
    ] = False,
) -> None:
    """Write a registry of synthetic patients: three tables to try a study on before the data.

    Nobody in it ever lived. How often a disorder shows a finding comes from the knowledge; visits,
    measures, treatments and gaps are made up to look like those of a registry.
    """
    from myosotis import cohort

    with _progress() as progress:
        made = cohort.synthesize(
            patients, out, seed=seed, years=years, errors=errors, force=force, progress=progress
        )
    rows = ", ".join(f"{count:,} {table}" for table, count in made.rows.items())
    print(f"{made.directory}: {rows}. Every patient is synthetic.")
    for kind, count in made.wrong.items():
        print(f"  wrong on purpose, {kind.replace('_', ' ')}: {count:,}")


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar for each table on stderr, where someone is there to see it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, TaskID

    bars: dict[str, TaskID] = {}
    with Progress(console=Console(stderr=True), transient=True) as bar:

        def step(table: str, done: int, total: int) -> None:
            if table not in bars:
                bars[table] = bar.add_task(table.capitalize(), total=total)
            bar.update(bars[table], completed=done)

        yield step
