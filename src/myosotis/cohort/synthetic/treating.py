"""The treatments of a chunk, as they are written down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from myosotis.cohort.synthetic.course import Lines, Visits
from myosotis.cohort.synthetic.draws import Flags, Floats, Integers
from myosotis.cohort.synthetic.people import People
from myosotis.cohort.synthetic.pools import NONE, Codes, Pool, date_texts, dates
from myosotis.knowledge.schema.synthetic import Line, Regimen, Taper

SCHEMA: dict[str, type[pl.DataType]] = {
    "patient": pl.Int64,
    "therapy": pl.String,
    "dose": pl.String,
    "route": pl.String,
    "from": pl.String,
    "to": pl.String,
    "duration": pl.String,
    "courses": pl.Int64,
    "stopped": pl.String,
    "response": pl.String,
    "adherence": pl.String,
    "not_given": pl.String,
    "on": pl.String,
}
_WORDS = (
    "therapy", "dose", "route", "duration", "stopped", "response", "adherence", "not_given",
)  # fmt: skip
Column = NDArray[Any]
WELL = 0.5
"""The share of the activity that goes from which on a response is called good."""
NOTHING, SOME, GOOD, HARM = range(4)
ONGOING = -1
"""The code of an end that has not come."""


class Treatments:
    """The treatments of the patients of a chunk."""

    def __init__(self, people: People, lines: Lines, visits: Visits) -> None:
        self.people, self.lines, self.ends = people, lines, visits.last
        self.told = people.scene.told.treatments
        self.pool = Pool()
        self._blocks: list[dict[str, Column]] = []
        regimens = {one.id: one for one in self.told.regimens}
        tapers = {one.id: one for one in self.told.tapers}
        for place, form in enumerate(people.scene.forms):
            own = np.flatnonzero(people.form == place)
            regimen = regimens[form.regimen]
            if regimen.taper:
                self._taper(tapers[regimen.taper], own)
            self._beside(regimen, own)
            for number in range(min(regimen.most, len(regimen.lines))):
                self._line(regimen, number, own)
            self._not_given(regimen, own)

    def table(self) -> tuple[pl.DataFrame, Integers]:
        """The treatments by patient and start, and each one's number among its patient's."""
        of = self._column("of", 0)
        order = np.lexsort((self._column("begins", 0), of))
        of = of[order]
        numbers = self.people.draws.numbers
        frame = {"patient": pl.Series(numbers[of])}
        for name in _WORDS:
            frame[name] = self.pool.series(self._column(name, NONE)[order])
        for name in ("from", "on"):
            frame[name] = date_texts(self._column(name, 0)[order])
        ends = self._column("to", 0)[order]
        ongoing = pl.Series(ends == ONGOING)
        frame["to"] = pl.select(
            pl.when(ongoing).then(pl.lit("ongoing")).otherwise(date_texts(np.maximum(ends, 0)))
        ).to_series()
        courses = pl.Series(self._column("courses", 0)[order])
        frame["courses"] = courses.set(courses == 0, None)
        starts = np.searchsorted(of, np.arange(len(numbers)))
        place = np.arange(len(of)) - starts[of]
        return pl.DataFrame({name: frame[name] for name in SCHEMA}, schema=SCHEMA), place

    def _column(self, name: str, empty: int) -> Integers:
        parts = [
            np.broadcast_to(block.get(name, np.array(empty)), len(block["of"])).astype(np.int64)
            for block in self._blocks
        ]
        return np.concatenate([*parts, np.empty(0, np.int64)])

    def _word(self, stream: str, weights: Mapping[str, float], of: Integers) -> Codes:
        codes = self.pool.codes(list(weights))
        return codes[self.people.draws.choice(stream, list(weights.values()), of)]

    def _dated(
        self, stream: str, of: Integers, start: Integers, stop: Integers, goes_on: Flags
    ) -> dict[str, Column]:
        """From, to and duration as far as they are written."""
        draws, told = self.people.draws, self.told
        codes = []
        known = np.ones(len(of), np.bool_)
        for end, day in (("from", start), ("to", stop)):
            uniform = draws.uniform(f"{stream} {end} date", of)
            unknown = uniform < told.date_unknown
            monthly = ~unknown & (uniform < told.date_unknown + told.month_only)
            codes.append(dates(day, monthly, unknown=unknown))
            known &= ~unknown
        weeks = np.maximum(np.round((stop - start) / 7), 1)
        said = (
            ~known & ~goes_on & (draws.uniform(f"{stream} duration", of) < told.duration_recorded)
        )
        duration = np.where(said, self.pool.numbers(weeks, 0, "{} weeks"), NONE)
        return {
            "begins": start,
            "from": codes[0],
            "to": np.where(goes_on, ONGOING, codes[1]),
            "duration": duration,
        }

    def _taper(self, taper: Taper, own: Integers) -> None:
        """A high dose from the diagnosis on, then a lower one."""
        draws, stream = self.people.draws, f"taper {taper.id}"
        own = own[draws.uniform(f"{stream} given", own) < taper.given]
        start = self.people.diagnosed[own]
        own, start = own[start <= self.ends[own]], start[start <= self.ends[own]]
        drug = self._word(f"{stream} drug", taper.therapies, own)
        middle = start + _days(draws.between(f"{stream} high", taper.weeks_high, own))
        end = middle + _days(draws.between(f"{stream} low", taper.weeks_low, own))
        still = draws.uniform(f"{stream} still", own) < taper.still_low
        first = self._outcome(own, 0)
        for name, begin, stop, doses in (
            ("high", start, middle, taper.high),
            ("low", middle, end, taper.low),
        ):
            begun = begin <= self.ends[own]
            of, day, to = own[begun], begin[begun], stop[begun]
            goes_on = (to > self.ends[of]) | (still[begun] & (name == "low"))
            self._blocks.append(
                {
                    "of": of,
                    "therapy": drug[begun],
                    "dose": self._word(f"{stream} {name} dose", doses, of),
                    "response": self._response(f"{stream} {name}", of, first[begun]),
                    "adherence": self._word(f"{stream} {name} taken", self.told.adherence, of),
                    **self._dated(f"{stream} {name}", of, day, to, goes_on),
                }
            )

    def _outcome(self, of: Integers, line: int) -> Integers:
        """What a line did: `NOTHING`, `SOME`, `GOOD` or `HARM`."""
        works = self.lines.works[of] == line
        well = np.where(self.lines.goes[of] >= WELL, GOOD, SOME)
        uniform = self.people.draws.uniform(f"little {line}", of)
        little = np.where(uniform < self.told.little_without, SOME, NOTHING)
        outcome = np.where(works, well, little)
        if line < self.lines.harm.shape[1]:
            outcome = np.where(self.lines.harm[of, line], HARM, outcome)
        return outcome

    def _response(self, stream: str, of: Integers, outcome: Integers) -> Codes:
        """The word for the response."""
        found = np.full(len(of), NONE, np.int32)
        words = self.told.response
        for place, weights in enumerate((words.nothing, words.some, words.good, words.harm)):
            some = outcome == place
            found[some] = self._word(f"{stream} response", weights, of[some])
        return found

    def _stopped(self, stream: str, of: Integers, outcome: Integers, goes_on: Flags) -> Codes:
        """The word for why it ended; none where it goes on."""
        found = np.full(len(of), NONE, np.int32)
        words = self.told.stopped
        for weights, so in (
            (words.no_effect, outcome <= SOME),
            (words.enough, outcome == GOOD),
            (words.harm, outcome == HARM),
        ):
            some = so & ~goes_on
            found[some] = self._word(f"{stream} stopped", weights, of[some])
        return found

    def _line(self, regimen: Regimen, number: int, own: Integers) -> None:
        """One line of treatment in everybody who reaches it."""
        lines = self.lines
        begun = (number < lines.count[own]) & (lines.start[own, number] <= self.ends[own])
        of = own[begun]
        start, stop = lines.start[of, number], lines.stop[of, number]
        works = lines.works[of] == number
        longer = _days(self.people.draws.between(f"longer {number}", self.told.weeks_working, of))
        stop = np.where(works, start + longer, stop)
        goes_on = stop > self.ends[of]
        outcome = self._outcome(of, number)
        stream = f"line {number}"
        details = {
            "of": of,
            "response": self._response(stream, of, outcome),
            "stopped": self._stopped(stream, of, outcome, goes_on),
            "adherence": self._word(f"{stream} taken", self.told.adherence, of),
            **self._dated(stream, of, start, stop, goes_on),
        }
        drug = lines.drug[of, number]
        for place, line in enumerate(regimen.lines):
            some = drug == place
            rows = {name: column[some] for name, column in details.items()}
            self._blocks.append({**rows, **self._drug(line, of[some])})

    def _drug(self, line: Line, of: Integers) -> dict[str, Column]:
        """The drug of a line with its dose, route and number of courses."""
        draws, stream = self.people.draws, line.therapy
        found: dict[str, Column] = {
            "therapy": np.array(self.pool.code(line.therapy)),
            "dose": self._word(f"{stream} dose", line.doses, of),
        }
        if line.routes:
            found["route"] = self._word(f"{stream} route", line.routes, of)
        if line.courses:
            low, high = line.courses
            number = low + np.floor(draws.between(f"{stream} courses", (0, high - low + 1), of))
            known = draws.uniform(f"{stream} courses known", of) < self.told.courses_recorded
            found["courses"] = np.where(known, number, 0).astype(np.int64)
        return found

    def _beside(self, regimen: Regimen, own: Integers) -> None:
        """What is given from the first visit on, beside the lines."""
        for therapy, share in regimen.beside.items():
            stream = f"beside {therapy}"
            of = own[self.people.draws.uniform(stream, own) < share]
            start = self.people.first[of]
            stop = start + _days(
                self.people.draws.between(f"{stream} weeks", self.told.weeks_working, of)
            )
            goes_on = stop > self.ends[of]
            self._blocks.append(
                {
                    "of": of,
                    "therapy": np.array(self.pool.code(therapy)),
                    **self._dated(stream, of, start, stop, goes_on),
                }
            )

    def _not_given(self, regimen: Regimen, own: Integers) -> None:
        """A drug that was thought of after the others, and not given."""
        if not regimen.lines:
            return
        of = own[self.people.draws.uniform("not given", own) < self.told.not_given]
        given = self.lines.count[of]
        of = of[given < len(regimen.lines)]
        others = self.lines.order[of, self.lines.count[of]]
        names = self.pool.codes([line.therapy for line in regimen.lines])
        day = np.minimum(self.people.diagnosed[of] + 90, self.ends[of])
        told, age = self.told, self.people.age(day, of)
        women = ~self.people.male[of] & (age >= told.fertile[0]) & (age < told.fertile[1])
        why = self._word("not given why", told.not_given_why, of)
        why[women] = self._word("not given women", told.not_given_women, of[women])
        self._blocks.append(
            {
                "of": of,
                "begins": day,
                "therapy": names[others],
                "not_given": why,
                "on": dates(day, np.ones(len(of), np.bool_)),
            }
        )


def _days(weeks: Floats) -> Integers:
    return np.round(7 * weeks).astype(np.int64)
