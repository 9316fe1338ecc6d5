"""The page of results, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from measuring import milliseconds
from run import machine

from cohort.line import GROWTH, Line

PICTURE = "growth.svg"

HEAD = """\
# Classifying a cohort, measured

Written by `make bench-cohort`: one run, medians of several repeats, each way in a process of its
own with {cores} cores. The criteria are the 2017 EULAR/ACR set, translated for every way from the
knowledge file; points are whole tenths everywhere, so that no cut-off is lost to binary fractions.
The patients are made up: the inputs of the set as columns with nulls, 30 % of all values missing,
one patient in ten with nothing missing.

In memory: from a table in the tool's own form to the answers in memory; reading the files and
translating the criteria are not counted. Work is processor time for each patient, of all cores
together: other work on the machine lengthens it less than it does the time. The most memory is
that of the whole process, reading included. A way that is slow takes fewer patients, and its speed
is theirs.
"""

AGREEMENT = """\

## Whether they agree

Beside the exact sets (the verdicts and subgroups that are possible, whatever the missing values
are). A way that knows one class only takes what is missing for absent. Of a patient with something
missing its class is then certain; or claimed, one of several that are possible; or outside, one
that cannot be. A way with sets may also be too wide: it lists what is not possible.
"""


def page(lines: Sequence[Line], cores: int, load: float) -> str:
    """Everything that was measured; ``load`` is that of the machine before it began."""
    return "\n".join(
        [
            HEAD.format(cores=cores),
            f"Machine: {machine()}; load before it began {load:.1f}.",
            *_sections(lines),
            *_agreement(lines),
            "",
        ]
    )


def _sections(lines: Sequence[Line]) -> Iterator[str]:
    for section in dict.fromkeys(line.section for line in lines):
        yield from ("", f"## {section}", "")
        if section == GROWTH:
            yield f"![seconds and memory against the number of patients]({PICTURE})\n"
        yield from table(
            ("", "patients", "median", "patients/s", "of ours", "work", "most memory", "target"),
            rows([line for line in lines if line.section == section]),
        )


def rows(lines: Sequence[Line]) -> Iterator[tuple[str, ...]]:
    """A row for each line, beside the first of the same table."""
    for line in lines:
        if line.skipped:
            yield line.what, millions(line.asked), f"skipped: {line.skipped}", *[""] * 5
            continue
        ours = next(each for each in lines if each.asked == line.asked)
        yield (
            line.what,
            millions(line.patients),
            duration(line.median),
            speed(line.speed),
            "" if line is ours or ours.skipped else f"{line.speed / ours.speed:.2g}",
            "" if line.work is None else nanoseconds(line.work),
            "" if line.peak is None else f"{line.peak / 1e6:,.0f} MB",
            target(line),
        )


def target(line: Line) -> str:
    """What was wanted, and whether it is so."""
    if line.target is None or line.skipped:
        return ""
    found = f"at least {speed(line.target)}: {'met' if line.met else 'MISSED'}"
    if line.aim is not None:
        found += f"; aim {speed(line.aim)}: {'met' if line.speed >= line.aim else 'MISSED'}"
    return found


def _agreement(lines: Sequence[Line]) -> Iterator[str]:
    yield AGREEMENT
    found = []
    for line in lines:
        for each in line.agreement:
            found.append(
                (
                    line.what,
                    each.outcome,
                    f"{each.complete:,}",
                    _share(each.same, each.complete),
                    f"{each.partial:,}",
                    _share(each.exact, each.partial),
                    _share(each.narrower, each.partial),
                    _share(each.wider, each.partial),
                    f"{each.outside:,}" + ("" if each.right else " **WRONG**"),
                )
            )
    heads = (
        "", "of", "nothing missing", "the same", "something missing", "certain, the same",
        "claimed", "too wide", "outside",
    )  # fmt: skip
    yield from table(heads, found)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.3g} %" if whole else "none"


def table(heads: Sequence[str], body: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table in Markdown."""
    yield f"| {' | '.join(heads)} |"
    yield "|" + "---|" * len(heads)
    for row in body:
        yield f"| {' | '.join(row)} |"


def millions(patients: int) -> str:
    return f"{patients / 1e6:g} million" if patients >= 100_000 else f"{patients:,}"


def speed(patients_per_second: float) -> str:
    return f"{patients_per_second / 1e6:.3g} million"


def nanoseconds(seconds: float) -> str:
    return f"{seconds * 1e9:,.{0 if seconds >= 1e-7 else 1}f} ns"


def duration(seconds: float) -> str:
    return milliseconds(seconds) if seconds < 1 else f"{seconds:.1f} s"
