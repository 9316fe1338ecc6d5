"""The review of every row of a table: the four questions on the same facts.

The same order as `review.run`, which does it for one patient.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from myosotis.knowledge import KnowledgeBase, lasting
from myosotis.knowledge.schema import CriteriaSet
from myosotis.logic import NOT_APPLICABLE, Program, Truth, Value
from myosotis.patient import PRESENT_AGE, CodedTreatments, Snapshots
from myosotis.review.antibodies.cancer import possible_subtypes
from myosotis.review.antibodies.subgroups import Verdict
from myosotis.review.classification import classification_sets
from myosotis.review.differential.table import differential_table
from myosotis.review.rulebook import EVER, rulebook
from myosotis.review.tables import questions
from myosotis.review.tables.answers import Ints, Mask, Rules, Sets, Truths, listed, once, said
from myosotis.review.tables.closed import ClosedTable, affected
from myosotis.review.tables.failures import extras
from myosotis.review.tables.missing import MissingTable
from myosotis.review.tables.resistance import resistance_rows
from myosotis.review.tables.serology import Reread, SerologyTable
from myosotis.review.tables.treatments import at_visits, judge_rows
from myosotis.review.view import recorded_labels

_CONCLUDED = (
    "diagnosis_stands", "inflammation_confirmed", "treatment_adequate", "urgent_threat"
)  # fmt: skip


@dataclass(frozen=True)
class Visits:
    """Patients on dates, one row each: what is known of their findings, and their treatments.

    ``frame`` has `patient`, `on` (days from 1970), `weight_low`, `weight_high` and `diagnosis`.
    """

    frame: pl.DataFrame
    seen: Snapshots
    treatments: CodedTreatments

    def __len__(self) -> int:
        return self.frame.height


class ReviewTable:
    """Reviews tables in which the same findings may be recorded.

    What does not depend on the rows is compiled once, so that a large table can be reviewed in
    parts.
    """

    def __init__(self, base: KnowledgeBase, present: Collection[str]) -> None:
        self.base = base
        self.book = rulebook(base)
        self.serology = SerologyTable(base)
        # The age is worked out of every row with a day of birth.
        self.present = {*present, *self.serology.findings, PRESENT_AGE}
        self._compiled: dict[str, tuple[frozenset[str], Rules]] = {}
        self._asked: dict[str, tuple[frozenset[str], MissingTable]] = {}
        self._sets: Sets | None = None
        self._tier_set: Sets | None = None

    # -- compiled once -----------------------------------------------------------------------

    def _bearing(self, texts: Iterable[str]) -> tuple[set[str], set[str]]:
        """The findings that rules read: of the present, and of the course."""
        names = {name for text in texts for name in self.book.rule(text).inputs}
        findings = self.base.findings.keys()
        course = {name.removeprefix(EVER) for name in names if name.startswith(EVER)}
        return names & findings, course & findings

    @cached_property
    def _first(self) -> ClosedTable:
        """What the reading of antibodies needs."""
        return ClosedTable(self.base, *self._bearing(self.serology.rules), self.present)

    @cached_property
    def _course(self) -> set[str]:
        """The findings over the course that rules, criteria sets and the differential read."""
        sets = [self.book.program(c.id) for c in self._classification]
        read = {name for program in (*sets, self._tier) for name in program.inputs}
        return (read & self.base.findings.keys()) | set(self.book.closures[1].names)

    @cached_property
    def _closed(self) -> ClosedTable:
        now = self.book.closures[0].names
        return ClosedTable(self.base, now, self._course, self.present)

    @cached_property
    def _cautious(self) -> ClosedTable:
        """What may be known otherwise once negative antibodies are open."""
        other = affected(self.base, self.serology.findings)
        now = self.book.closures[0].names & other
        return ClosedTable(self.base, now, self._course & other, self.present)

    @cached_property
    def _classification(self) -> list[CriteriaSet]:
        return [c for c in classification_sets(self.base) if c.enabled]

    # -- a table -----------------------------------------------------------------------------

    def review(self, visits: Visits) -> pl.DataFrame:
        """What the review says of every row; see the manual for the columns."""
        with lasting():
            return self._review(visits)

    def _review(self, visits: Visits) -> pl.DataFrame:
        base, rows = self.base, len(visits)
        read = self._read(visits)
        known = self._closed.close(read.known, rows)
        cautious = known.with_columns(self._cautious.close(read.cautious, rows))
        taken = at_visits(visits.treatments, visits.frame)
        judged = judge_rows(base, visits.treatments, taken, visits.frame)
        given = extras(base, visits.treatments, taken, judged, visits.frame)
        labels = self._labels(visits.frame["diagnosis"])
        extra = given.drop("at").with_columns(**labels)

        subgroups = questions.subgroups(base, self._ask("subgroups", cautious, extra))
        differential = differential_table(_course_of(cautious), base)
        other_leads = (differential["leads"] == "other").to_numpy()
        extra = extra.with_columns(
            **questions.known_subgroups(subgroups),
            **_truths(dict.fromkeys(_CONCLUDED, False), rows),
        )
        first = self._ask("diagnosis", known, extra)
        settled = questions.diagnosis_code(base, first)
        unsettled = {"diagnosis": (settled == questions.UNSETTLED, first)}
        urgent = [(flag.id, first.low(flag.if_)) for flag in base.urgent.red_flags]
        diagnosis = questions.diagnosis(base, first, settled, other_leads)
        missing = self._missing(known, extra, unsettled)
        stands = diagnosis["diagnosis"].is_in(["secure", "other_iim"]).to_numpy()
        threat = np.logical_or.reduce([here for _, here in urgent])
        extra = extra.with_columns(
            **_truths({"diagnosis_stands": stands, "urgent_threat": threat}, rows)
        )

        second = self._ask("activity", known, extra)
        activity = questions.activity(base, second)
        organs = [f"activity.{organ.id}" for organ in base.activity.organs]
        open_ = {n: ((activity[n] == "cannot_tell").to_numpy(), second) for n in organs}
        missing |= self._missing(known, extra, open_)
        resistance = resistance_rows(base, judged, pl.concat([known, extra], how="horizontal"))
        refractory = (resistance["resistance"] == "refractory").to_numpy()
        gate = {
            "inflammation_confirmed": questions.confirmed(base, second, rows),
            "diagnosis_stands": stands,
            "treatment_adequate": refractory,
        }
        extra = extra.with_columns(**_truths(gate, rows))
        third = self._ask("strategy", known, extra)
        blocked = [(each.id, ~third.low(each.if_)) for each in base.strategy.gate]
        shut = np.logical_or.reduce([here for _, here in blocked])
        verdict = np.where(shut, np.where(threat, 2, 1), 0)
        return pl.DataFrame(
            {
                "patient": visits.frame["patient"],
                "on": visits.frame["on"].cast(pl.Date),
                "resistance": resistance["resistance"],
                "resistance_possible": resistance["resistance_possible"],
                **{n: c for n, c in activity.items() if not n.startswith("because")},
                "diagnosis": diagnosis["diagnosis"],
                "diagnosis_possible": diagnosis["diagnosis_possible"],
                "strategy": said(verdict, ["open", "blocked", "urgent_only"]),
                "blocked_by": listed(blocked, rows),
                "urgent": listed(urgent, rows),
                **{n: resistance[n] for n in resistance.columns if n.startswith("definition.")},
                **self._criteria(_course_of(known)),
                "subgroups": listed(
                    [(n, v == questions.ESTABLISHED) for n, v in subgroups.items()], rows
                ),
                "cancer_tier": self._tiers(_course_of(cautious), subgroups, refractory),
                "label": self._label(visits.frame["diagnosis"]),
                **_differential(differential),
                "failed": resistance["failed"],
                "intolerant": resistance["intolerant"],
                **{
                    f"immunosuppressants_failed_{end}": extra[f"immunosuppressants_failed_{end}"]
                    for end in ("low", "high")
                },
                **{n: c for n, c in {**activity, **diagnosis}.items() if n.startswith("because")},
                "missing.resistance": resistance["missing.resistance"],
                **missing,
            }
        )

    # -- its parts ---------------------------------------------------------------------------

    def _read(self, visits: Visits) -> Reread:
        seen = visits.seen
        first = self._first.close((seen.now, seen.course), len(visits))
        return self.serology.read(seen, self._ask("serology", first, pl.DataFrame()).frame)

    @cached_property
    def _texts(self) -> dict[str, list[str]]:
        """The rules that are asked together."""
        base = self.base
        readings = [r for o in base.activity.organs for r in (o.inflammation, o.damage)]
        pathway = base.diagnosis
        return {
            "serology": list(self.serology.rules),
            "subgroups": [
                rule.if_
                for one in base.subgroups.subgroups
                for rule in (*one.established, *one.excluded, *one.supported)
            ],
            "diagnosis": [
                rule.if_
                for rule in (
                    *base.urgent.red_flags, *pathway.secure, *pathway.other_iim,
                    *pathway.not_iim, *pathway.red_flags,
                )
            ],
            "activity": [rule.if_ for r in readings for rule in (*r.shown, *r.excluded)],
            "strategy": [condition.if_ for condition in base.strategy.gate],
        }  # fmt: skip

    def _ask(self, stage: str, closed: pl.DataFrame, extra: pl.DataFrame) -> Truths:
        """Ask the rules of a stage; those of tables with other columns are compiled anew."""
        frame = pl.concat([closed, extra], how="horizontal")
        columns = frozenset(frame.columns)
        found = self._compiled.get(stage)
        if found is None or found[0] != columns:
            found = self._compiled[stage] = columns, Rules(self.book, self._texts[stage], columns)
        return found[1].ask(frame)

    def _missing(
        self,
        closed: pl.DataFrame,
        extra: pl.DataFrame,
        undecided: Mapping[str, tuple[Mask, Truths]],
    ) -> dict[str, pl.Series]:
        """The findings that could still change each of the verdicts of a stage."""
        frame = pl.concat([closed, extra], how="horizontal")
        columns = frozenset(frame.columns)
        found: dict[str, pl.Series] = {}
        for name, (open_, truths) in undecided.items():
            asked = self._asked.get(name)
            if asked is None or asked[0] != columns:
                table = questions.missing_table(self.base, self.book, name, columns)
                asked = self._asked[name] = columns, table
            found[f"missing.{name}"] = asked[1].ask(frame, truths, open_)
        return found

    def _criteria(self, course: pl.DataFrame) -> dict[str, pl.Series]:
        """Of each classification set the verdicts still possible, and the bounds of its numbers."""
        programs = [self.book.program(c.id) for c in self._classification]
        if self._sets is None:
            self._sets = Sets(programs, course.columns)
        answers = self._sets.ask(course)
        found: dict[str, pl.Series] = {}
        for program in programs:
            id_ = program.criteria.id
            found[f"criteria.{id_}"] = _possible(answers, program)
            for name in program.values:
                for end in ("low", "high"):
                    found[f"criteria.{id_}.{name}_{end}"] = answers[f"{id_}.{name}_{end}"]
        return found

    def _tiers(
        self, course: pl.DataFrame, subgroups: Mapping[str, Ints], refractory: Mask
    ) -> pl.Series:
        """The tiers of the risk of cancer that are still possible."""
        pathway, program, rows = self.base.cancer, self._tier, course.height
        codes = np.zeros(rows, np.int64)
        for verdict in subgroups.values():
            codes = codes * len(questions.VERDICTS) + verdict
        places, found = once(codes, lambda code: self._subtypes(code, list(subgroups)))
        own: dict[str, pl.Series] = {
            f"{pathway.subtype}={label}": said(
                places, [label in each for each in found], pl.Boolean
            )
            for label in program.inputs[pathway.subtype].labels
        }
        own |= _truths({pathway.refractory: refractory}, rows, elsewhere=True)
        kept = [c for c in course.columns if c.rpartition("_")[0] not in program.own]
        frame = course.select(kept).with_columns(**own)
        if self._tier_set is None:
            self._tier_set = Sets([program], frame.columns, own=True)
        return _possible(self._tier_set.ask(frame), program)

    def _subtypes(self, code: int, ids: list[str]) -> set[str]:
        """The subtypes of the guideline that the verdicts on the subgroups leave."""
        verdicts: dict[str, Verdict] = {}
        for id_ in reversed(ids):
            code, verdict = divmod(code, len(questions.VERDICTS))
            verdicts[id_] = questions.VERDICTS[verdict]
        in_order = {id_: verdicts[id_] for id_ in ids}
        return possible_subtypes(self.base, in_order)

    @cached_property
    def _tier(self) -> Program:
        return self.book.program(self.base.cancer.tier)

    def _labels(self, diagnosis: pl.Series) -> dict[str, pl.Series]:
        """Which of the known labels the recorded diagnosis is."""
        places, found = self._distinct(diagnosis)
        names = [f"labelled.{name}" for name in self.base.diagnosis.labels]
        return {
            f"{name}_{end}": said(places, [getattr(f[name], end) for f in found], pl.Boolean)
            for name in names
            for end in ("low", "high")
        }

    def _label(self, diagnosis: pl.Series) -> pl.Series:
        places, found = self._distinct(diagnosis)
        lists = [
            None
            if any(truth is Truth.UNKNOWN for truth in each.values())
            else [n.removeprefix("labelled.") for n, truth in each.items() if truth is Truth.YES]
            for each in found
        ]
        return said(places, lists, pl.List(pl.String))

    def _distinct(self, diagnosis: pl.Series) -> tuple[Ints, list[dict[str, Value]]]:
        texts = diagnosis.fill_null("")
        distinct = texts.unique().sort()
        places = texts.replace_strict(distinct, pl.Series(range(len(distinct)), dtype=pl.Int64))
        return places.to_numpy(), [recorded_labels(self.base, text) for text in distinct]


def _possible(answers: pl.DataFrame, program: Program) -> pl.Series:
    labels = [*program.cases.labels, NOT_APPLICABLE]
    holding = [(label, answers[f"{program.criteria.id}:{label}"].to_numpy()) for label in labels]
    return listed(holding, answers.height)


def _differential(found: pl.DataFrame) -> dict[str, pl.Series]:
    first = [
        (name.removeprefix("first="), found[name].to_numpy())
        for name in found.columns
        if name.startswith("first=")
    ]
    return {"differential": found["leads"], "differential_first": listed(first, found.height)}


def _course_of(closed: pl.DataFrame) -> pl.DataFrame:
    """The columns of the course, by the names of the findings."""
    return closed.select(
        pl.col(c).alias(c.removeprefix(EVER)) for c in closed.columns if c.startswith(EVER)
    )


def _truths(
    known: Mapping[str, Mask | bool], rows: int, *, elsewhere: bool = False
) -> dict[str, pl.Series]:
    """What was concluded, as facts that a rule reads; what does not hold is no, or with
    ``elsewhere`` unknown."""
    found: dict[str, pl.Series] = {}
    for name, holds in known.items():
        low = pl.Series(np.broadcast_to(np.asarray(holds, np.bool_), rows).copy())
        found[f"{name}_low"] = low
        found[f"{name}_high"] = pl.repeat(True, rows, eager=True) if elsewhere else low
    return found
