"""``myosotis evidence fit``: what the study arms add up to, those of a researcher with them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from myosotis.cli.documents import print_json
from myosotis.cli.options import console
from myosotis.cli.writing import write_all
from myosotis.errors import FileError, InputError
from myosotis.evidence import Settings, check_arms, fit, fit_document, posterior_text
from myosotis.knowledge import ArmTable, KnowledgeBase, load, posterior_place, read_arm_table
from myosotis.knowledge.schema import Arm
from myosotis.report import print_fit, render_fit

Progress = Callable[[str, int, int], None]
PAGE, FILE = "evidence-fit.html", "posterior.yaml"


def chosen(seed: int | None, draws: int | None, quick: bool) -> Settings:
    """The settings of a fit, as shipped where nothing else was asked for."""
    usual = Settings()
    return Settings(
        seed=usual.seed if seed is None else seed,
        draws=usual.draws if draws is None else draws,
        warmup=usual.warmup if draws is None else draws,
        checks=not quick,
    )


def run_fit(
    *,
    add: Path | None,
    out: Path | None,
    settings: Settings,
    kind: str,
    unchecked: bool,
    write: bool,
    as_json: bool,
) -> None:
    """Fit, print, and write what was asked for. What is wrong is said before anything is fitted.

    Raises FileError and InputError with everything that is wrong in the added arms, and
    InputError where options exclude each other or the extra is missing.
    """
    base = load()
    if write and (add or kind or unchecked or not settings.checks):
        raise InputError(
            "--write replaces the shipped estimates, which rest on the shipped and checked arms "
            "of every kind: leave out --add, --kind, --unchecked and --quick"
        )
    if out and out.exists() and not out.is_dir():
        raise FileError("is a file; --out expects a directory to write into", str(out))
    known = [one.id for one in base.evidence.kinds if one.counted]
    if kind and kind not in known:
        raise InputError(f"--kind expects one of {', '.join(known)}, not '{kind}'")
    arms = (*base.arms, *(_added(base, add) if add else ()))
    with _progress() as progress:
        found = fit(
            arms, base.evidence, settings, unchecked=unchecked, kind=kind, progress=progress
        )
    document = fit_document(found, base)
    text = posterior_text(found.posterior, _command(settings))
    if out:
        write_all(out, {FILE: text, PAGE: render_fit(document)})
    if write:
        place = posterior_place()
        write_all(place.parent, {place.name: text})
    if as_json:
        print_json(document)
    else:
        print_fit(document, console())
    if out:
        print(f"2 files written: {out / FILE}, {out / PAGE}", file=sys.stderr)
    if write:
        print(f"The shipped estimates were written: {place}", file=sys.stderr)


def _added(base: KnowledgeBase, path: Path) -> tuple[Arm, ...]:
    """The arms of a file, sound by themselves and beside the shipped ones."""
    table = read_arm_table(path, base.arm_names)
    problems = check_arms(base, table)
    if not problems:
        # Beside the shipped arms: a study that is there already would count twice. The lines of
        # the shipped arms are those of another file, so only what is said of the new ones counts.
        whole = ArmTable(
            table.name,
            (*base.arms, *table.arms),
            (*(0 for _ in base.arms), *table.lines),
        )
        problems = [
            one
            for one in check_arms(base, whole)
            if not one.where.startswith(f"{table.name}, line 0,")
        ]
    if problems:
        raise InputError(problems)
    return table.arms


def _command(settings: Settings) -> str:
    return f"myosotis evidence fit --seed {settings.seed} --draws {settings.draws} --write"


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on stderr where someone is there to see it."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task("Compiling the models", total=None)

        def step(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        yield step
