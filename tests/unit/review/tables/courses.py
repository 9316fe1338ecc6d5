"""Made-up courses as a person writes them, with all that makes visits hard to tell."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from random import Random
from typing import Any

from myosotis import InputError, Patient, read_patient

GLOBALS = (
    "physician_global_activity",
    "patient_global_activity",
    "extramuscular_global_activity",
)
ENZYMES = {"ck": 170, "aldolase": 7.6, "ldh": 250, "ast": 35, "alt": 45}


def made_up(random: Random, id_: str) -> Patient:
    """One patient of up to six visits; measures are missing, vague, repeated or out of step."""
    start = date(2020, 1, 1) + timedelta(days=random.randrange(400))
    habits = Habits(random)
    history: list[dict[str, Any]] = []
    for _ in range(random.randrange(7)):
        start += timedelta(days=random.choice([1, 3, 7, 8, 28, 30, 31, 91, 180]))
        history += habits.visit(start)
    random.shuffle(history)
    record: dict[str, Any] = {"id": id_, "history": history}
    onset = random.choice([None, 40, 7, 12, "17 to 19", "under 18", "at least 18", 18])
    if onset is not None:
        record["age_at_onset"] = onset
    return read_patient(record)


def some(random: Random, count: int) -> list[Patient]:
    """So many patients; a record that contradicts itself is drawn again."""
    found: list[Patient] = []
    while len(found) < count:
        with suppress(InputError):
            found.append(made_up(random, f"p{len(found)}"))
    return found


class Habits:
    """How one patient's visits are written."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.scale = random.choice(["/80", "/150", "/150", "mixed", "both"])
        self.dates = random.choice(["day", "day", "day", "month", "mixed", "sparse"])
        self.vague = random.choice([0.0, 0.0, 0.1, 0.4])
        self.child = random.random() < 0.25
        self.missing = random.choice([0.0, 0.05, 0.3])
        self.limits = random.choice(["always", "always", "sometimes", "never"])
        self.computed = random.random() < 0.2

    def visit(self, day: date) -> list[dict[str, Any]]:
        """A visit as one or several entries."""
        random = self.random
        entries = [{"on": self.date(day), **self.measures()}]
        if random.random() < 0.4:
            apart = timedelta(days=random.randrange(-9, 10))
            entries.append({"on": self.date(day + apart), **self.blood()})
        else:
            entries[0] |= self.blood()
        if random.random() < 0.15:
            # Measured again within the window, or on the same day.
            apart = timedelta(days=random.randrange(0, 9))
            again = self.measures() | self.blood()
            some = random.sample(sorted(again), min(len(again), 2))
            entries.append({"on": self.date(day + apart), **{name: again[name] for name in some}})
        return [entry for entry in entries if len(entry) > 1]

    def date(self, day: date) -> str:
        form = self.random.random()
        if self.dates == "month" or (self.dates == "mixed" and form < 0.3):
            return f"{day:%Y-%m}"
        if self.dates == "sparse" and form < 0.2:
            return self.random.choice([f"{day:%Y}", "unknown", f"{day:%Y-%m}"])
        return day.isoformat()

    def measures(self) -> dict[str, Any]:
        random = self.random
        found: dict[str, Any] = {name: self.line() for name in GLOBALS}
        found |= self.strength()
        found["chaq" if self.child and random.random() < 0.8 else "haq_di"] = self.questionnaire()
        if self.child and random.random() < 0.5:
            found["das_total"] = random.randrange(21)
            found["myoact"] = random.randrange(61)
            found["chq_phs"] = random.choice([random.randrange(-5, 60), "at least 30"])
            if random.random() < 0.5:
                del found["extramuscular_global_activity"]
        return self.thinned(found)

    def thinned(self, found: dict[str, Any]) -> dict[str, Any]:
        return {n: v for n, v in found.items() if self.random.random() >= self.missing}

    def line(self) -> Any:
        random, number = self.random, self.random.randrange(0, 101)
        if random.random() < self.vague:
            return random.choice(
                [f"{number} to 100 mm", f"> {number // 11} cm", f"< {number // 11 + 1} cm",
                 f"at most {number} mm", "unknown"]
            )  # fmt: skip
        if self.computed:
            # As a program exports what it has worked out.
            return f"{number / 10.1:.12g} cm"
        forms = [f"{number} mm", f"{number / 10} cm", f"{number / 10 / 3:.7f} cm"]
        return random.choice(forms[:2] if random.random() < 0.97 else forms)

    def strength(self) -> dict[str, Any]:
        random = self.random
        scale = random.choice(["/80", "/150"]) if self.scale in ("mixed", "both") else self.scale
        most = int(scale[1:])
        number = random.randrange(most // 4, most + 1)
        text = f"{number}{scale}"
        if random.random() < self.vague:
            text = random.choice([f"> {number - 1}{scale}", f"{number - 5} to {number}{scale}"])
        found: dict[str, Any] = {"mmt8": text}
        if self.scale == "both" and random.random() < 0.4:
            found["mmt8"] = {"value": text}
            found["mmt26"] = f"{random.randrange(100, 261)}/260"
        if self.child and random.random() < 0.5:
            found["cmas"] = random.randrange(53)
            if random.random() < 0.4:
                del found["mmt8"]
        return found

    def questionnaire(self) -> Any:
        number = self.random.randrange(25) / 8
        if self.computed:
            number = float(f"{number / 1.1:.12g}")
        return f"{number} to 3" if self.random.random() < self.vague else number

    def blood(self) -> dict[str, Any]:
        random = self.random
        names = random.choice([["ck"], ["ck"], ["ck", "aldolase", "ldh", "ast", "alt"], ["ast"]])
        found = self.thinned({name: self.enzyme(ENZYMES[name]) for name in names})
        if "ck" in found and random.random() < 0.1:
            found["ck"] = [found["ck"], self.enzyme(ENZYMES["ck"])]
        return found

    def enzyme(self, limit: float) -> Any:
        random = self.random
        if random.random() < self.vague:
            return random.choice(["raised", "normal", "> 5 xULN", "2 to 3 xULN", "not raised"])
        if random.random() < 0.1:
            return f"{random.choice([0.5, 1, 2.25, 5, 8.75])} xULN"
        if self.computed:
            return f"{random.randrange(20, 3000) / limit:.12g} xULN"
        limit = random.choice([limit, round(limit * 1.25, 1)])
        number = random.choice(
            [round(limit * random.uniform(0.2, 12), 1), int(limit * random.choice([1, 2, 5])),
             # In steps at which the bands of an instrument end.
             round(limit * 0.15 * random.randrange(1, 60), 2)]
        )  # fmt: skip
        known = self.limits == "always" or (self.limits == "sometimes" and random.random() < 0.5)
        value = f"{random.choice(['', '', '', '<'])}{number} U/L" if self.vague else f"{number} U/L"
        return {"value": value, "uln": f"{limit} U/L"} if known else value
