"""Reduces phenopackets to what the benchmark reads: terms, sex, ages, disease, source.

cd benchmarks && python -m differential.reduce DIRECTORY

The directory holds one folder per gene with one phenopacket each as JSON, as in the Phenopacket
Store. Variants are left out: a record must not hold its answer.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TABLE = Path(__file__).resolve().parent / "phenopackets.csv"
COLUMNS = ("id", "pmid", "disease", "gene", "sex", "onset", "age", "present", "absent")


def main(directory: Path) -> None:
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(sorted(rows(directory)))


def rows(directory: Path) -> Iterator[list[str]]:
    for path in directory.glob("*/*.json"):
        packet = json.loads(path.read_text(encoding="utf-8"))
        terms: dict[bool, set[str]] = {True: set(), False: set()}
        for one in packet["phenotypicFeatures"]:
            terms[not one.get("excluded", False)].add(one["type"]["id"])
        (disease,) = packet["diseases"]
        yield [
            packet["id"],
            packet["id"].split("_")[1],
            disease["term"]["id"],
            path.parent.name,
            packet["subject"]["sex"].removesuffix("_SEX").lower(),
            _time(disease.get("onset", {})),
            _time(packet["subject"].get("timeAtLastEncounter", {})),
            " ".join(sorted(terms[True])),
            " ".join(sorted(terms[False] - terms[True])),
        ]


def _time(element: dict[str, Any]) -> str:
    """An ISO 8601 duration, or the term of a period of life."""
    if "age" in element:
        return str(element["age"]["iso8601duration"])
    return str(element["ontologyClass"]["id"]) if "ontologyClass" in element else ""


if __name__ == "__main__":
    main(Path(sys.argv[1]))
