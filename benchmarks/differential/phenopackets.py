"""Published patients with a hereditary disorder, most of them outside the list: none may pass for
a certain inflammatory myopathy."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from differential.measures import Share
from differential.published import HERE
from myosotis import read_patient, review
from myosotis.knowledge import KnowledgeBase, load
from myosotis.knowledge.reading import read_document

_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")
ADULT = 20
"""Where the ages at onset of the differential begin to part."""
DATE = "2020-01-01"
"""A placeholder: the packets have ages, no dates."""


@dataclass(frozen=True)
class Seen:
    """What the review of one packet says.

    ``hereditary``: the first set, of ``size`` disorders, holds one with a gene; ``leads``: its
    first is one. ``adult``: it certainly began at 20 or later. ``in_list``: the list holds its
    gene; ``place`` is that of the disorder.
    """

    id: str
    gene: str
    usable: int
    verdict: str
    leading: str
    hereditary: bool
    leads: bool
    unexplained: bool
    adult: bool
    size: int
    in_list: bool
    place: int | None


def read_packets() -> list[dict[str, str]]:
    """The rows of the reduced table."""
    with (HERE / "phenopackets.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def mapping() -> dict[str, Any]:
    """The reviewed mapping of terms to findings."""
    return dict(read_document(HERE / "hpo.yaml").data)


def record(base: KnowledgeBase, row: Mapping[str, str]) -> dict[str, Any]:
    """A packet as a patient file."""
    found = dict(_findings(base, row["present"].split(), row["absent"].split()))
    patient: dict[str, Any] = {"id": re.sub(r"[^\w.-]", "-", row["id"]), "sex": row["sex"]}
    onset, age = years(row["onset"]), years(row["age"])
    if isinstance(onset, float) and isinstance(age, float):
        if age < onset:
            age = None  # One packet says so; which of the two is wrong cannot be told.
        else:
            found["symptom_duration"] = f"{12 * (age - onset):.0f} months"
    if age is not None:
        patient |= {"age": _completed(age), "presented": DATE}
    if onset is not None:
        patient["age_at_onset"] = _completed(onset)
    return {**patient, "history": [{"on": DATE, **found}]}


def _completed(years: float | str) -> int | str:
    """As a record says an age."""
    return int(years) if isinstance(years, float) else years


def _findings(
    base: KnowledgeBase, present: list[str], absent: list[str]
) -> Iterator[tuple[str, Any]]:
    same, narrower = mapping()["same"], mapping()["narrower"]
    yes = {name for term in present if (name := same.get(term) or narrower.get(term))}
    implied = {above for name in yes for above in _above(base, name)}
    yield from ((same[term], False) for term in absent if same.get(term, "") not in {"", *implied})
    yield from ((name, True) for name in sorted(yes))
    for line in mapping()["values"]:
        if line["term"] in absent:
            yield from line.get("absent", {}).items()
    for line in mapping()["values"]:
        if line["term"] in present:
            yield from line.get("present", {}).items()


def _above(base: KnowledgeBase, name: str) -> Iterator[str]:
    """A finding and those that it is a kind of."""
    yield name
    for above in base.findings[name].is_a:
        yield from _above(base, above)


def years(text: str) -> float | str | None:
    """Years, or from ... to ..., of a duration or a period of life."""
    if not text.startswith("P"):
        period = mapping()["periods"].get(text)
        return float(period) if isinstance(period, int) else period
    parts = _DURATION.fullmatch(text)
    if parts is None:
        raise ValueError(f"not a duration of years, months, weeks and days: {text}")
    count = [int(part or 0) for part in parts.groups()]
    return round(count[0] + count[1] / 12 + count[2] / 52 + count[3] / 365, 2)


def reviewed() -> list[Seen]:
    """Every packet by a whole review."""
    base = load()
    return [_reviewed(base, row) for row in read_packets()]


def _reviewed(base: KnowledgeBase, row: Mapping[str, str]) -> Seen:
    got = review(read_patient(record(base, row)))
    body = got.differential
    first = body.sets[0].disorders if body.sets else ()
    genes = {id_: _gene(base, id_) for id_ in base.disorders if not base.disorders[id_].part_of}
    right = {id_ for id_, gene in genes.items() if re.search(rf"\b{row['gene']}\b", gene)}
    order = [line.id for line in body.disorders]
    return Seen(
        id=row["id"],
        gene=row["gene"],
        usable=body.usable,
        verdict=got.diagnosis.verdict,
        leading=body.leads,
        hereditary=any(genes[id_] for id_ in first),
        leads=bool(first and genes[first[0]]),
        unexplained=bool(body.unexplained),
        adult=_adult(years(row["onset"])),
        size=len(first),
        in_list=bool(right),
        place=next((n for n, id_ in enumerate(order, 1) if id_ in right), None),
    )


def _gene(base: KnowledgeBase, id_: str) -> str:
    """The genes of a hereditary or metabolic disorder and its inheritance; empty without."""
    disorder = base.disorders[id_]
    return (disorder.gene or "") if disorder.inheritance and disorder.gene else ""


def _adult(onset: float | str | None) -> bool:
    low = float(onset.split()[0]) if isinstance(onset, str) else onset
    return low is not None and low >= ADULT


def shares(seen: list[Seen]) -> dict[str, Share]:
    """What is reported, by name."""
    named = [one for one in seen if one.in_list]
    return {
        "the first set holds a hereditary or metabolic disorder": Share.over(
            [one.hereditary for one in seen]
        ),
        "the first of it is one": Share.over([one.leads for one in seen]),
        "the same, of those that began at 20 or later": Share.over(
            [one.leads for one in seen if one.adult]
        ),
        "a finding that no leading disorder explains": Share.over(
            [one.unexplained for one in seen]
        ),
        "either of the two": Share.over([one.hereditary or one.unexplained for one in seen]),
        "only inflammatory myopathies lead": Share.over([one.leading == "iim" for one in seen]),
        "falsely secure as an inflammatory myopathy, in a whole review": Share.over(
            [one.verdict == "secure" for one in seen]
        ),
        "falsely another inflammatory myopathy": Share.over(
            [one.verdict == "other_iim" for one in seen]
        ),
        "the gene is of a disorder of the list: it is among the first 3": Share.over(
            [bool(one.place and one.place <= 3) for one in named]
        ),
    }
