"""Random records of treatments: every form of a dose, a date and a word that the readers know."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import polars as pl

from myosotis import knowledge

BASE = knowledge.load()
TODAY = date(2026, 6, 30)
COUNTING = [t for t in BASE.therapies.values() if t.counts_as != "none"]
DOSES = [
    "60 mg/day", "40 mg/day", "30 mg/day", "1 mg/kg/day", "0.5 mg/kg/day", "0.75 mg/kg/day",
    "0.4 to 0.6 mg/kg/day", "over 0.5 mg/kg/day", "under 60 mg/day", "high", "low",
    "unknown dose", "5 mg twice daily", "15 mg/week", "10 to 20 mg/week", "15 MG/week", "2 g/day",
    "1 g bd", "2 g/kg every 4 weeks", "2 g/kg", "1 g/kg every 4 to 6 weeks", "1 g x2",
    "375 mg/m2 x4", "375 mg/m2", "1000 mg", "500 mg/day x3", "100 mg/day", "150 mg/day",
    "2 mg/kg/day", "x6", "2.5 mg/kg/day", "200 mg/day", "0.07 mg/kg/day", "4 mg/day",
    "10 mg/kg every 4 weeks", "750 mg every 4 weeks", "500 mg/m2 every 4 weeks", "125 mg weekly",
    "10 mg/day", "at least 70 mg", "20 mg", "every 4 weeks", "3 courses", "1 g iv",
    "60 mg/day po", "30 g every 4 weeks", "0.5 g/day", "at most 80 mg/day", "25 IU/kg/day",
    "80 IU twice weekly", "30 mg/m2/day", "40 mg/day x4 days every 4 weeks",
]  # fmt: skip
BAD_DOSES = ["60", "60 zz/day", "0 mg/day", "about 60 mg", "60 mg then 20 mg", "1,000 mg"]
DURATIONS = [
    "12 weeks", "3 months", "at least 3 months", "under 3 months", "2 to 3 years", "1 day",
    "28 days", "4 weeks", "over 4 weeks", "1.5 months", "0.3 years", "less than 4 weeks",
    "0.333333333333 years", "12.0000000000001 weeks", "at most 12 weeks", "unknown", "6 to 8 weeks",
]  # fmt: skip
BAD_DURATIONS = ["12", "long", "200 years", "-3 weeks", "5 mg"]
ADHERENCES = ["yes", "no", "partial", "unknown", "taken", "not taken", "Partly"]


def random_date(random_: random.Random, first: int = 2018, last: int = 2023) -> str:
    year = random_.randint(first, last)
    kind = random_.random()
    if kind < 0.1:
        return "unknown"
    if kind < 0.25:
        return f"{year}"
    month = random_.randint(1, 12)
    if kind < 0.5:
        return f"{year}-{month:02}"
    return f"{year}-{month:02}-{random_.randint(1, 28):02}"


def some(random_: random.Random, kinds: dict[str, tuple[str, ...]], findings: bool) -> str:
    if findings and random_.random() < 0.15:
        booleans = [f.id for f in BASE.findings.values() if f.kind == "boolean"]
        return random_.choice([*booleans, *BASE.aliases])
    if random_.random() < 0.1:
        return random_.choice([*kinds])
    return random_.choice(random_.choice([*kinds.values()])).replace("_", " ")


def random_treatment(random_: random.Random, bad: float = 0.0) -> dict[str, Any]:
    """One treatment; with the chance ``bad`` for each field of something that cannot be read."""

    def chance(share: float) -> bool:
        return random_.random() < share

    therapy = random_.choice(COUNTING if chance(0.85) else [*BASE.therapies.values()])
    found: dict[str, Any] = {
        "therapy": random_.choice([therapy.id, *therapy.includes, *therapy.aliases])
    }
    if chance(0.1) and not chance(bad):
        found["not_given"] = some(random_, BASE.resistance.reasons, findings=True)
        if chance(0.5):
            found["on"] = random_date(random_)
        if chance(bad):
            found["dose"] = "1 mg"
        return found
    if chance(0.75):
        found["dose"] = random_.choice(BAD_DOSES if chance(bad) else DOSES)
    if therapy.routes and chance(0.2):
        found["route"] = "sideways" if chance(bad) else random_.choice(therapy.routes)
    if chance(0.8):
        found["from"] = "2019-13" if chance(bad) else random_date(random_)
    if chance(0.6):
        found["to"] = "2041" if chance(bad) else random_date(random_, 2019, 2024)
    elif chance(0.4):
        found["to"] = random_.choice(["ongoing", "now", "Still"])
    if chance(0.3):
        found["duration"] = random_.choice(BAD_DURATIONS if chance(bad) else DURATIONS)
    if chance(0.3):
        found["courses"] = 0 if chance(bad) else random_.randint(1, 8)
    if chance(0.5) and (found.get("to", "") not in ("ongoing", "now", "Still") or chance(bad)):
        found["stopped"] = "bored" if chance(bad) else some(random_, BASE.resistance.reasons, True)
    if chance(0.5):
        found["response"] = (
            "purple" if chance(bad) else some(random_, BASE.resistance.responses, False)
        )
    if chance(0.5):
        found["adherence"] = "maybe" if chance(bad) else random_.choice(ADHERENCES)
    if chance(bad / 4):
        found["on"] = "2020"
    return found


def adequate(random_: random.Random, drug: str, dose: str) -> dict[str, Any]:
    """A treatment of enough dose and time, which failed or nearly so."""
    return {
        "therapy": drug,
        "dose": dose,
        "from": f"2017-{random_.randint(1, 12):02}",
        "to": f"20{random_.choice([18, 19, 20])}-{random_.randint(1, 12):02}",
        "adherence": random_.choice(["yes", "yes", "unknown", "partial"]),
        **random_.choice([{"response": "none"}, {"stopped": "relapse"}, {"stopped": "inefficacy"}]),
    }


def random_record(random_: random.Random, number: int, bad: float = 0.0) -> dict[str, Any]:
    """One patient with some treatments, a few of them repeated where ``bad``."""
    rows = [random_treatment(random_, bad) for _ in range(random_.choice([0, 1, 1, 2, 3, 4, 6]))]
    if rows and random_.random() < bad:
        rows.append(dict(random_.choice(rows)))
    if random_.random() < 0.4:
        rows.append(adequate(random_, "prednisolone", "80 mg/day"))
        drugs = [("methotrexate", "20 mg/week"), ("azathioprine", "150 mg/day"), ("mmf", "3 g/day")]
        rows += [adequate(random_, *drug) for drug in drugs if random_.random() < 0.5]
        random_.shuffle(rows)
    found: dict[str, Any] = {"id": f"p{number}", "treatments": rows}
    if random_.random() < 0.7:
        found |= {"age": random_.choice([3, 11, 50]), "presented": "2017"}
        found["diagnosis"] = random_.choice(["dermatomyositis", "polymyositis", "unclear"])
        ck = random_.choice(["5 xULN", "raised", "0.5 xULN", "unknown"])
        found["history"] = [{"on": "2018-02", "ck": ck}]
    weight = random_.choice(
        [
            None,
            "70 kg",
            "80 kg",
            "60 to 75 kg",
            "over 60 kg",
            "under 70 kg",
            "85.7 kg",
            "42 kg",
            "120 kg",
        ]
    )
    if weight:
        found["weight"] = weight
    return found


def table_of(records: list[dict[str, Any]]) -> pl.DataFrame:
    """The table of treatments of some records."""
    keys = (
        "therapy", "dose", "route", "from", "to", "duration", "courses", "stopped", "response",
        "adherence", "not_given", "on", "note",
    )  # fmt: skip
    rows = []
    for record in records:
        for one in record.get("treatments", ()):
            said = {key: _text(one.get(key)) for key in keys if key != "courses"}
            rows.append(
                {
                    "patient": record["id"],
                    "row": len(rows) + 1,
                    "courses": one.get("courses"),
                    **said,
                }
            )
    schema = {"patient": pl.String, "row": pl.Int64, **dict.fromkeys(keys, pl.String)}
    return pl.DataFrame(rows, {**schema, "courses": pl.Int64})


def _text(raw: Any) -> str | None:
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    return None if raw is None else str(raw)
