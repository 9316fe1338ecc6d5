"""Cohorts to show, with something of everything: drawn by chance, always the same."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import cache
from typing import Any

import polars as pl

from myosotis.cohort.research import Cohort, Described, cohort, describe
from myosotis.knowledge import load

SIZE = 60


@cache
def described(by: str = "antibody") -> Described:
    """All figures of `many`."""
    return describe(many(), by)


@cache
def many(size: int = SIZE) -> Cohort:
    """Patients whose answers, visits and treatments are drawn; nothing in them means anything."""
    base, draw = load(), random.Random(5)
    specific = [a.id for a in base.antibodies.values() if a.kind == "specific"][:3]
    drugs = [t.id for t in base.therapies.values() if t.counts_as == "immunosuppressant"][:4]
    findings = list(base.findings)[:4]
    answers = ["refractory", "not_refractory", "cannot_tell"]
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for number in range(size):
        patient = f"p{number:03}"
        start = date(2012, 1, 1) + timedelta(days=draw.randrange(1500))
        answer = draw.choice(answers)
        label = draw.choice([None, [], [base.diagnosis.entities[1].id]])
        review: dict[str, Any] = {
            "patient": patient, "on": start + timedelta(days=1200), "resistance": answer,
            "resistance_possible": [answer] if answer != "cannot_tell" else answers[:2],
            "missing.resistance": draw.sample(findings, 2) if answer == "cannot_tell" else [],
            "diagnosis": draw.choice(["secure", "unsettled"]), "label": label,
        }  # fmt: skip
        for other in base.resistance.other_definitions[:3]:
            review[f"definition.{other.id}"] = draw.choice(["met", "not_met", "cannot_tell"])
        for criteria in base.diagnosis.criteria:
            cases = [case.is_ for case in base.criteria[criteria].verdict]
            review[f"criteria.{criteria}"] = draw.sample(cases, draw.choice([1, 1, 1, 2]))
        rows["review"].append(review)
        rows["patients"].append({"patient": patient, "sex": "female", "onset": f"{start:%Y-%m}"})
        rows["observations"] += [
            {"patient": patient, "finding": finding, "value": value, "on": str(start)}
            for finding, value in [
                (draw.choice(specific), "yes"),
                (base.cancer.counted, draw.choice(["yes", "no", "no", "unknown"])),
                *((finding, "yes") for finding in draw.sample(findings, 3)),
            ]
        ]
        for days in (100, 300, 700):
            low = 2.5 * draw.randrange(36)
            high = low + draw.choice([0, 0, 10])
            levels = ["none", "minimal", "moderate", "major"]
            verdict = [
                level
                for level, (least, most) in zip(levels, LEVELS, strict=True)
                if least <= high and low < most
            ]
            rows["response"].append(
                {"patient": patient, "baseline": start, "on": start + timedelta(days=days),
                 "months": days / 30.4, "population": "adult", "total_low": low,
                 "total_high": high, "verdict": verdict}
            )  # fmt: skip
        begun = start
        for drug in draw.sample(drugs, 3):
            end = begun + timedelta(days=draw.randrange(40, 500))
            rows["treatments"].append(
                {"patient": patient, "therapy": drug,
                 "from": draw.choice([f"{begun:%Y-%m}", str(begun)]),
                 "to": draw.choice([str(end), f"{end:%Y-%m}", "ongoing", None])}
            )  # fmt: skip
            begun = end
    tables = {name: pl.DataFrame(table, infer_schema_length=None) for name, table in rows.items()}
    return cohort(**tables, synthetic=True, title="A made-up cohort")


TABLES = ("review", "response", "patients", "observations", "treatments")
LEVELS = ((0, 20), (20, 40), (40, 60), (60, 1000))
