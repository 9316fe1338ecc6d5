"""The commands and their options. What a command needs is imported when it runs, not before."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from myosotis.cli.cohort import cohort_app
from myosotis.errors import MyosotisError

Files = Annotated[list[Path], typer.Argument(metavar="FILE", help="Patient files, YAML or JSON.")]
OnDay = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="As of this day (2020-03-01); later is not seen."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print a JSON document.")]

Html = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Write one self-contained page for each patient."),
]
Brief = Annotated[bool, typer.Option("--brief", help="The conclusion only.")]

app = typer.Typer(
    name="myosotis",
    help="Review a patient whose myositis does not respond to treatment: is it truly refractory, "
    "what remains, is the diagnosis right, what can be changed. Research software for health-care "
    "professionals; not a medical device.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
knowledge_app = typer.Typer(
    help="What the program knows, and how well it was checked.", rich_markup_mode=None
)
app.add_typer(knowledge_app, name="knowledge", no_args_is_help=True)
evidence_app = typer.Typer(
    help="The study arms: what was counted, in whom, and what it adds up to.",
    rich_markup_mode=None,
)
app.add_typer(evidence_app, name="evidence", no_args_is_help=True)
app.add_typer(cohort_app, name="cohort", no_args_is_help=True)

app.add_typer(cohort_app, name="cohort", no_args_is_help=True)


def main() -> None:
    """Run the command line. What is wrong is said in sentences on stderr, with exit code 2."""
    try:
        app()
    except MyosotisError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        sys.exit(2)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"myosotis {version('myosotis')}")
        raise typer.Exit


@app.callback()
def _start(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Nothing is done before the command itself."""


@app.command()
def review(
    files: Files,
    on: OnDay = None,
    as_json: AsJson = False,
    html: Html = None,
    since: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Show what changed against an earlier review (JSON)."),
    ] = None,
    brief: Annotated[bool, typer.Option("--brief", help="A few lines for each patient.")] = False,
) -> None:
    """Review patients: the four questions, what is missing, the next tests."""
    from myosotis.cli.reviewing import run_review

    run_review(files, on=on, as_json=as_json, html=html, since=since, brief=brief)


@app.command()
def criteria(
    files: Files,
    on: OnDay = None,
    as_json: AsJson = False,
) -> None:
    """Compare all classification criteria on a patient, side by side.

    Each with its verdict, what it rests on and what would settle it; and where they disagree.
    """
    from myosotis.cli.comparing import run_criteria

    run_criteria(files, on=on, as_json=as_json)


@app.command()
def antibodies(
    files: Files,
    on: OnDay = None,
    as_json: AsJson = False,
    html: Html = None,
    brief: Brief = False,
) -> None:
    """The antibody profile: how certain each result is, the subgroup, the risks, what is due.

    Not tested is not negative; a doubtful result leaves both answers open.
    """
    from myosotis.cli.profiling import run_antibodies

    run_antibodies(files, on=on, as_json=as_json, html=html, brief=brief)


@app.command("cancer-risk")
def cancer_risk(files: Files, on: OnDay = None, as_json: AsJson = False) -> None:
    """The cancer tier of the 2023 guideline, what it rests on, what was done and what is due."""
    from myosotis.cli.profiling import run_cancer_risk

    run_cancer_risk(files, on=on, as_json=as_json)


@app.command()
def differential(
    files: Files,
    on: OnDay = None,
    as_json: AsJson = False,
    html: Html = None,
    brief: Brief = False,
) -> None:
    """Which disorders fit, what speaks for and against each, and which test comes next.

    Disorders that the record does not part from each other stand in one set. No probability is
    given: what is not recorded has no effect.
    """
    from myosotis.cli.mimics import run_differential

    run_differential(files, on=on, as_json=as_json, html=html, brief=brief)


@app.command()
def disorder(
    name: Annotated[str, typer.Argument(metavar="ID", help="The id of a disorder.")],
    as_json: AsJson = False,
) -> None:
    """One disorder: what misleads, what settles it, what misses it, and how often what is found."""
    from myosotis.cli.mimics import run_disorder

    run_disorder(name, as_json=as_json)


@app.command()
def strategy(
    files: Files,
    on: OnDay = None,
    as_json: AsJson = False,
    html: Html = None,
    brief: Brief = False,
) -> None:
    """What can be changed: each therapy with how it stands here, why, and the studies behind it.

    Nothing is recommended. What is not known is asked first, never passed over.
    """
    from myosotis.cli.planning import run_strategy

    run_strategy(files, on=on, as_json=as_json, html=html, brief=brief)


@app.command()
def plan(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A patient file, YAML or JSON.")],
    therapy: Annotated[str, typer.Option(metavar="NAME", help="What the clinician chose.")],
    setting: Annotated[
        str | None, typer.Option(metavar="SETTING", help="What it is to be judged in: muscle ...")
    ] = None,
    start: Annotated[
        str | None, typer.Option(metavar="DATE", help="When it begins; default the day of --on.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="When it is judged; default as is known.")
    ] = None,
    measure: Annotated[
        str | None, typer.Option(metavar="FINDING", help="What judges it; default as is known.")
    ] = None,
    threshold: Annotated[
        str | None,
        typer.Option(metavar="KIND=VALUE", help="at_least=20, rise=10, fall_percent=30 ..."),
    ] = None,
    dose: Annotated[str | None, typer.Option(metavar="TEXT", help="The dose in words.")] = None,
    on: OnDay = None,
    as_json: AsJson = False,
    html: Html = None,
) -> None:
    """Make a chosen therapy a dated plan: until when, judged by which measure at which threshold.

    The entry that is printed goes into the patient file; the next review checks it.
    """
    from myosotis.cli.planning import run_plan

    run_plan(
        file,
        therapy,
        setting=setting,
        start=start,
        until=until,
        measure=measure,
        threshold=threshold,
        dose=dose,
        on=on,
        as_json=as_json,
        html=html,
    )


@app.command()
def evaluate(
    criteria: Annotated[
        str, typer.Argument(metavar="CRITERIA", help="A criteria set, such as eular-acr-2017.")
    ],
    facts: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="FINDING=VALUE", help="A fact: yes, no, 50, '5 xULN'. Repeatable."
        ),
    ] = None,
    as_json: AsJson = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show how it was reached, step by step.")
    ] = False,
) -> None:
    """Evaluate one criteria set: the verdict, the range, and what would settle it.

    What is not set is unknown.
    """
    from myosotis.cli.evaluating import run_evaluate

    run_evaluate(criteria, facts or [], as_json=as_json, explain=explain)


@app.command()
def response(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A patient file, YAML or JSON.")],
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="The visit to start from; default the first."),
    ] = None,
    end: Annotated[
        str | None,
        typer.Option("--to", metavar="DATE", help="The visit to end with; default the last."),
    ] = None,
    population: Annotated[
        str | None,
        typer.Option(
            metavar="adult|juvenile", help="Whose cut-offs apply, where the record does not say."
        ),
    ] = None,
    on: OnDay = None,
    as_json: AsJson = False,
    html: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write a self-contained page.")
    ] = None,
    brief: Annotated[
        bool, typer.Option("--brief", help="The conclusion and the course only.")
    ] = False,
) -> None:
    """The response over the visits of one patient: the total improvement score and other
    definitions, each visit against the first."""
    from myosotis.cli.responding import run_response

    run_response(
        file,
        start=start,
        end=end,
        population=population,
        on=on,
        as_json=as_json,
        html=html,
        brief=brief,
    )


@app.command()
def schema(
    of: Annotated[
        Literal[
            "patient",
            "review",
            "criteria",
            "response",
            "antibodies",
            "cancer-risk",
            "differential",
            "disorder",
            "strategy",
            "plan",
            "evidence-table",
            "evidence",
        ],
        typer.Argument(help="Which document."),
    ],
) -> None:
    """Print the JSON Schema of a patient file, or of what a command prints with --json."""
    from myosotis.cli.schemas import run_schema

    run_schema(of)


@knowledge_app.command("check")
def knowledge_check() -> None:
    """Check the whole knowledge base, and count what was read in its source."""
    from myosotis.cli.knowing import run_check

    run_check()


@knowledge_app.command("show")
def knowledge_show(
    name: Annotated[str, typer.Argument(metavar="ID", help="An id or any other name.")],
) -> None:
    """Show one entry as it stands in its file, with its sources."""
    from myosotis.cli.knowing import run_show

    run_show(name)


@knowledge_app.command("search")
def knowledge_search(
    words: Annotated[list[str], typer.Argument(metavar="WORD", help="What to look for.")],
) -> None:
    """List every entry that has the words in its names, its label or its definition."""
    from myosotis.cli.knowing import run_search

    run_search(" ".join(words))


@knowledge_app.command("sources")
def knowledge_sources() -> None:
    """List the sources, and how much of each kind of fact was checked in them."""
    from myosotis.cli.knowing import run_sources

    run_sources()


OfTherapy = Annotated[
    str | None, typer.Option(metavar="ID", help="Only arms with this therapy, and their controls.")
]
InGroup = Annotated[
    str | None, typer.Option(metavar="ID", help="Only patients of this group, such as juvenile.")
]


@evidence_app.command("table")
def evidence_table(
    therapy: OfTherapy = None,
    group: InGroup = None,
    setting: Annotated[
        str | None, typer.Option(metavar="ID", help="Only this setting, such as muscle or skin.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option(metavar="ID", help="Only this kind of outcome, such as response.")
    ] = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a table (CSV).")] = False,
) -> None:
    """The study arms: how many responded, with the interval, and the controls beside them."""
    from myosotis.cli.evidencing import run_table

    run_table(
        therapy=therapy, group=group, setting=setting, kind=kind, as_json=as_json, as_csv=as_csv
    )


@evidence_app.command("check")
def evidence_check(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="A table of study arms (CSV); default the shipped."),
    ] = None,
) -> None:
    """Check study arms: impossible numbers, a study or patients twice, mixed outcomes.

    What is wrong is said with its line and column; otherwise what there is, is counted.
    """
    from myosotis.cli.evidencing import run_check

    run_check(file)


@evidence_app.command("show")
def evidence_show(
    therapy: Annotated[str, typer.Argument(metavar="THERAPY", help="A therapy, by any name.")],
    group: InGroup = None,
    as_json: AsJson = False,
) -> None:
    """What is known of one therapy: its arms by kind of outcome, and what they add up to.

    Kinds of outcome are never added to each other; single arms and randomised comparisons stay
    apart.
    """
    from myosotis.cli.evidencing import run_show

    run_show(therapy, group=group, as_json=as_json)


@evidence_app.command("fit")
def evidence_fit(
    add: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Your own arms (CSV), fitted with the shipped ones."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write posterior.yaml and a page with the plots."),
    ] = None,
    seed: Annotated[int | None, typer.Option(metavar="N", help="Another seed.")] = None,
    draws: Annotated[
        int | None,
        typer.Option(metavar="N", min=100, max=20000, help="Draws of each of the four chains."),
    ] = None,
    kind: Annotated[
        str, typer.Option(metavar="ID", help="Only this kind of outcome, such as response.")
    ] = "",
    unchecked: Annotated[
        bool, typer.Option("--unchecked", help="With arms that were not read in a source.")
    ] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="Without other priors and without left-out studies.")
    ] = False,
    write: Annotated[
        bool, typer.Option("--write", help="Replace the estimates that ship with the knowledge.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """What the arms add up to: a hierarchical model of each kind of outcome (some minutes).

    Needs the extra 'evidence'. The estimates of the shipped arms ship with the knowledge; this
    makes them again, or others with your own arms.
    """
    from myosotis.cli.fitting import chosen, run_fit

    run_fit(
        add=add,
        out=out,
        settings=chosen(seed, draws, quick),
        kind=kind,
        unchecked=unchecked,
        write=write,
        as_json=as_json,
    )
