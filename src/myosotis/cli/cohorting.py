"""``myosotis cohort review`` and ``explain``: many patients from tables, one of them in full."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

Folder = Annotated[
    Path | None,
    typer.Argument(
        metavar="[DIR]",
        help="Holds patients, observations and treatments, as Parquet, CSV, Arrow or DuckDB files.",
    ),
]
Patients = Annotated[Path | None, typer.Option(metavar="FILE", help="The patients, instead.")]
Observations = Annotated[
    Path | None, typer.Option(metavar="FILE", help="The observations, instead.")
]
Treatments = Annotated[Path | None, typer.Option(metavar="FILE", help="The treatments, instead.")]
On = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="As of this day; without it, the last day of each patient."),
]


def review(
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the results are written.")],
    folder: Folder = None,
    patients: Patients = None,
    observations: Observations = None,
    treatments: Treatments = None,
    on: On = None,
    dates: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A table of patient and on: each on its own dates."),
    ] = None,
    what: Annotated[
        str,
        typer.Option(
            metavar="NAMES",
            help="Which answers: review, response, snapshot, antibodies, differential.",
        ),
    ] = "review,response",
    strict: Annotated[
        bool, typer.Option("--strict", help="Stop where a row cannot be read.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    rows: Annotated[
        int | None,
        typer.Option(metavar="N", help="Observations in memory at a time, about."),
    ] = None,
) -> None:
    """Review every patient of three tables: what `myosotis review` would say of each.

    A run that was broken off goes on where it stopped. Rows that cannot be read are listed in
    rejects.csv with the reason; beside the results stands a manifest.
    """
    from myosotis.cli.cohort_running import run_cohort

    with _progress() as progress:
        manifest = run_cohort(
            _given(folder, patients, observations, treatments),
            out=out,
            on=on,
            dates=dates,
            names=[name.strip() for name in what.split(",") if name.strip()],
            strict=strict,
            force=force,
            rows=rows,
            progress=progress,
        )
    _tell(out, manifest)


def explain(
    patient: Annotated[str, typer.Option(metavar="ID", help="Which patient.")],
    folder: Folder = None,
    patients: Patients = None,
    observations: Observations = None,
    treatments: Treatments = None,
    on: On = None,
    html: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the page of the patient.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON document.")] = False,
) -> None:
    """The whole review of one patient of the tables, each fact with its row."""
    from myosotis.cli.cohort_running import explain_patient

    given = _given(folder, patients, observations, treatments)
    explain_patient(given, patient, on=on, html=html, as_json=as_json)


def _given(*paths: Path | None) -> dict[str, Path | None]:
    return dict(zip(("folder", "patients", "observations", "treatments"), paths, strict=True))


def _tell(out: Path, manifest: dict[str, Any]) -> None:
    answers = ", ".join(f"{each['rows']:,} {n}" for n, each in manifest["answers"].items())
    print(
        f"{out}: {manifest['patients']:,} patients, {manifest['facts']:,} facts; rows: {answers}."
    )
    if manifest["synthetic"]:
        print("The patients are synthetic.")
    for table, columns in _by_table(manifest["not_read"]).items():
        print(f"Columns of {table} that nobody reads: {', '.join(columns)}.")
    rejected = manifest["rejects"]
    if rejected["count"]:
        tables = ", ".join(f"{count:,} of {table}" for table, count in rejected["by_table"].items())
        print(f"Not read: {tables}. See {out / 'rejects.csv'} for the row and the reason.")
    memory = manifest["peak_memory_bytes"] / 1e9
    print(f"{manifest['seconds']:.0f} s, {memory:.1f} GB of memory at most.")


def _by_table(pairs: list[list[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table, column in pairs:
        found.setdefault(table, []).append(column)
    return found


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """A bar on stderr, where someone is there to see it."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reviewing", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def report(
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
