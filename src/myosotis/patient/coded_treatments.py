"""Reading a table of treatments: each distinct text once, by the reader of one patient.

What one field means does not depend on the others, but for the drug with its dose and route. So
the fields are read apart, the checks between them are made in columns, and only a row that fails
one of them is read as a whole, for the sentence that says why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import polars as pl

from myosotis.knowledge import KnowledgeBase, normal_name
from myosotis.knowledge.reading import Document
from myosotis.patient.coded import Codes, day, iso_day
from myosotis.patient.context import Context, shown
from myosotis.patient.dates import FIRST_YEAR, PartialDate
from myosotis.patient.distinct import distinct, once
from myosotis.patient.model import Treatment
from myosotis.patient.reasons import kinds_of, state_of_patient
from myosotis.patient.treating import KEYS, ONGOING, read_treatments
from myosotis.patient.treatment_codes import (
    ADHERENCE,
    SCHEMA,
    Codebook,
    CodedTreatments,
    Regimen,
    Story,
    fine_interval,
)
from myosotis.patient.treatment_rows import SAID, facts_of, in_columns, refused, repeated, texts

_COUNTING = ("given", "adherence", "counts_as", "stopped", "response")
_WHOLE = re.compile(r"[-+]?\d{1,15}$")
_FIRST_DAY = day(date(FIRST_YEAR, 1, 1))


def code_treatments(
    frame: pl.DataFrame, base: KnowledgeBase, today: date | None = None
) -> tuple[CodedTreatments, pl.DataFrame, pl.DataFrame]:
    """The treatments of a table in codes, the rows that cannot be read, and what follows of them.

    ``frame``: ``patient``, ``row``, ``therapy``, and any of the other keys of a treatment in a
    patient file, as text (``courses`` a number, dates text or `Date`); null or an empty text is
    nothing said. The rejects have ``table``, ``row``, ``patient``, ``field`` (null: the row as a
    whole), ``value`` and ``why``, one line for each problem of a row, in the order of the rows.
    The facts are those of `coded`, with the row below 0: the exposures to the drugs, and the
    states of the patient that were reasons. A row that is rejected gives neither.

    ``today`` decides which dates lie in the future.
    """
    reader = _Reader(base, today or date.today())
    table = in_columns(reader.read(texts(frame)))
    rejects = refused(table.filter("suspect"), reader.problems)
    table = table.filter(~pl.col("suspect"))
    again = repeated(table, tuple(regimen.name for regimen in reader.regimens))
    if again.height:
        table = table.join(again, on="row", how="anti", maintain_order="left")
    stories, places = distinct(table, _COUNTING)
    coded = CodedTreatments(
        table.with_columns(story=places).select(
            "patient", "row", *(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
        ),
        Codebook(
            tuple(reader.regimens),
            tuple(
                Story(given, ADHERENCE[taken], counts_as, stopped, response)
                for given, taken, counts_as, stopped, response in stories.iter_rows()
            ),
        ),
    )
    everything = pl.concat([rejects, again]).sort("row", maintain_order=True)
    return coded, everything, facts_of(table)


class _Reader:
    """Reads each distinct field; ``regimens`` are the drugs with their doses met so far."""

    def __init__(self, base: KnowledgeBase, today: date) -> None:
        self.base, self.today = base, today
        self.therapies = {name: place for place, name in enumerate(base.therapies)}
        self.codes = Codes.of(base)
        self.regimens: dict[Regimen, int] = {}
        self.anything = next(iter(base.therapies))

    def read(self, table: pl.DataFrame) -> pl.DataFrame:
        """The table with the codes of every field; ``bad_<field>`` where it cannot be read."""
        drug = [f"{SAID}{key}" for key in ("therapy", "dose", "route")]
        table = once(table, drug, self._drug, _DRUG)
        for key in ("from", "to", "on"):
            table = self._dates(table, key)
        for key in ("stopped", "not_given"):
            table = once(table, [SAID + key], self._reason(key), _reason_schema(key))
        for key, read, schema in (
            ("response", self._response, _RESPONSE),
            ("adherence", self._adherence, _ADHERENCE),
            ("courses", self._courses, _COURSES),
            ("duration", self._duration, _DURATION),
        ):
            table = once(table, [SAID + key], read, schema)
        return table

    def problems(self, fields: Mapping[str, str]) -> list[tuple[str | None, str]]:
        """What the reader of one patient says of a treatment: the field, and the sentence."""
        _, context = self._one(fields)
        found = []
        for _, problem in context.problems:
            field = problem.where.rpartition(".")[2]
            found.append((field if field in KEYS else None, problem.sentence))
        return found

    def _one(self, fields: Mapping[str, str | None]) -> tuple[Treatment | None, Context]:
        said: dict[str, Any] = {key: text for key, text in fields.items() if text is not None}
        if _WHOLE.match(said.get("courses", "")):
            said["courses"] = int(said["courses"])
        context = Context(Document({}, "table"), self.base, self.today)
        found = read_treatments(context, [said])
        return (None if context.problems else found[0]), context

    def _alone(self, key: str, text: str | None) -> Treatment | None:
        return self._one({"therapy": self.anything, key: text})[0]

    def _drug(self, therapy: str | None, dose: str | None, route: str | None) -> tuple[Any, ...]:
        # The dose in lower case: written in another way it is still the same treatment.
        small = dose.casefold() if dose else dose
        treatment, _ = self._one({"therapy": therapy, "dose": small, "route": route})
        if treatment is None:
            return None, None, None, None, None, True
        known = self.base.therapies[treatment.therapy]
        regimen = Regimen(treatment.therapy, treatment.name, treatment.dose)
        return (
            self.therapies[treatment.therapy],
            self.regimens.setdefault(regimen, len(self.regimens)),
            known.counts_as,
            treatment.route,
            self.codes.place[known.exposure] if known.exposure else None,
            False,
        )

    def _dates(self, table: pl.DataFrame, key: str) -> pl.DataFrame:
        if table[SAID + key].dtype == pl.Date:
            days = pl.col(SAID + key).to_physical()
            known = days.is_between(_FIRST_DAY, day(self.today))
            return table.with_columns(
                days.alias(f"{key}_earliest"),
                days.alias(f"{key}_latest"),
                (~known).fill_null(False).alias(f"bad_{key}"),
                pl.lit(False).alias(f"goes_on_{key}"),
            )

        today = day(self.today)

        def read(text: str | None) -> tuple[Any, ...]:
            if text is None:
                return None, None, False, False
            if (plain := iso_day(text)) is not None and plain <= today:
                return plain, plain, False, False
            if key == "to" and normal_name(shown(text)) in ONGOING:
                return None, None, False, True
            context = Context(Document({}, "table"), self.base, self.today)
            found: PartialDate = context.date(text, key)
            return day(found.earliest), day(found.latest), bool(context.problems), False

        return once(table, [SAID + key], read, _date_schema(key))

    def _reason(self, key: str) -> Callable[[str | None], tuple[Any, ...]]:
        def read(text: str | None) -> tuple[Any, ...]:
            treatment, context = self._one({"therapy": self.anything, key: text})
            if treatment is None:
                return None, 0, None, True
            word = treatment.stopped if key == "stopped" else treatment.not_given
            finding = state_of_patient(context, word)
            place = None if finding is None else self.codes.place[finding]
            return word, _kinds(self.base.resistance.reasons, word), place, False

        return read

    def _response(self, text: str | None) -> tuple[Any, ...]:
        treatment = self._alone("response", text)
        if treatment is None:
            return 0, True
        return _kinds(self.base.resistance.responses, treatment.response), False

    def _adherence(self, text: str | None) -> tuple[Any, ...]:
        treatment = self._alone("adherence", text)
        return (0, True) if treatment is None else (ADHERENCE.index(treatment.adherence), False)

    def _courses(self, text: str | None) -> tuple[Any, ...]:
        treatment = self._alone("courses", text)
        return (None, True) if treatment is None else (treatment.courses, False)

    def _duration(self, text: str | None) -> tuple[Any, ...]:
        treatment = self._alone("duration", text)
        if treatment is None:
            return None, None, 0, True
        return *fine_interval(treatment.duration), False


def _kinds(kinds: Mapping[str, tuple[str, ...]], word: str | None) -> int:
    found = kinds_of(kinds, word)
    return int(word is not None) + sum(2 << i for i, kind in enumerate(kinds) if kind in found)


def _reason_schema(key: str) -> dict[str, type[pl.DataType]]:
    return {
        f"{key}_word": pl.String, key: pl.UInt16, f"{key}_finding": pl.UInt16,
        f"bad_{key}": pl.Boolean,
    }  # fmt: skip


def _date_schema(key: str) -> dict[str, type[pl.DataType]]:
    return {
        f"{key}_earliest": pl.Int32, f"{key}_latest": pl.Int32, f"bad_{key}": pl.Boolean,
        f"goes_on_{key}": pl.Boolean,
    }  # fmt: skip


_DRUG = {
    "therapy": pl.UInt16, "regimen": pl.UInt32, "counts_as": pl.String, "route": pl.String,
    "exposure": pl.UInt16, "bad_drug": pl.Boolean,
}  # fmt: skip
_RESPONSE = {"response": pl.UInt16, "bad_response": pl.Boolean}
_ADHERENCE = {"adherence": pl.UInt8, "bad_adherence": pl.Boolean}
_COURSES = {"courses": pl.Int16, "bad_courses": pl.Boolean}
_DURATION = {
    "duration_low": pl.Int64, "duration_high": pl.Int64, "duration_open": pl.UInt8,
    "bad_duration": pl.Boolean,
}  # fmt: skip
