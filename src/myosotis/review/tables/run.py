"""The review of every row of a table: the four questions on the same facts.

The same order as `review.run`, which does it for one patient.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import polars as pl

from myosotis.knowledge import KnowledgeBase, lasting
from myosotis.knowledge.schema import Rule
from myosotis.logic import Program
from myosotis.patient import Codes
from myosotis.review.classification import classification_sets
from myosotis.review.differential.table import Leading, differential_table, leading_table
from myosotis.review.rulebook import EVER, rulebook
from myosotis.review.tables import questions
from myosotis.review.tables.answers import Ints, Mask, Sets, listed, possible_labels, said
from myosotis.review.tables.reasons import Reading, ReasonTable
from myosotis.review.tables.record import Record, RecordTable, Visits
from myosotis.review.tables.resistance import resistance_rows
from myosotis.review.tables.serology import READINGS
from myosotis.review.tables.stages import Stages
from myosotis.review.tables.tiers import TierTable

_CONCLUDED = (
    "diagnosis_stands", "inflammation_confirmed", "treatment_adequate", "urgent_threat"
)  # fmt: skip
_RESISTANCE = ("refractory", "inadequately_treated", "not_refractory")
_LISTS = pl.List(pl.String)

Answers = dict[str, pl.Series]


class ReviewTable:
    """Reviews tables in which the same findings may be recorded (``present``).

    What does not depend on the rows is compiled once, so that a large table can be reviewed in
    parts.
    """

    def __init__(self, base: KnowledgeBase, present: Collection[str]) -> None:
        self.base = base
        self.present = frozenset(present)
        self._records = RecordTable(base, present)
        self._stages = Stages(base, self._records.serology)
        book = rulebook(base)
        self._programs = [book.program(c.id) for c in classification_sets(base) if c.enabled]
        self._sets: Sets | None = None
        self._reasons = ReasonTable(base, book)
        self._tiers = TierTable(base, book.program(base.cancer.tier))

    # -- what can be asked -------------------------------------------------------------------

    def review(self, visits: Visits) -> pl.DataFrame:
        """What the review says of every row; the manual lists the columns."""
        with lasting():
            return pl.DataFrame(self._review(visits))

    def antibodies(self, visits: Visits) -> pl.DataFrame:
        """How each antibody is read in every row (``antibody.<id>``: positive, doubtful, negative,
        not_excluded; null where it was not tested), the verdicts on the subgroups, the tiers of
        the risk of cancer that are still possible."""
        with lasting():
            record = self._record(visits)
            verdicts = self._subgroups(record)
            facts = pl.concat([record.known, record.given], how="horizontal")
            resistance = self._resistance(visits, record, facts)
            refractory = (resistance["resistance"] == "refractory").to_numpy()
            found: Answers = {
                **visits.names,
                **self._readings(record, len(visits)),
                **{f"subgroup.{n}": said(v, questions.VERDICTS) for n, v in verdicts.items()},
                "cancer_tier": self._tiers.ask(_course_of(record.cautious), verdicts, refractory),
            }
        return pl.DataFrame(found)

    def differential(self, visits: Visits) -> pl.DataFrame:
        """The differential of every row: who leads, the first set, and the ratio of each disorder
        in thousandths of a natural logarithm."""
        with lasting():
            record = self._record(visits)
            found = differential_table(_course_of(record.cautious), self.base)
        first = [
            (name.removeprefix("first="), found[name].to_numpy())
            for name in found.columns
            if name.startswith("first=")
        ]
        ratios = [c for c in found.columns if not c.startswith("first")]
        return pl.DataFrame({**visits.names, **_first_set(Leading(found["leads"], first))}).hstack(
            found.select(ratios).drop("leads")
        )

    def criteria(self, course: pl.DataFrame) -> Answers:
        """Of each classification set the verdicts still possible, and the bounds of its numbers."""
        if self._sets is None:
            self._sets = Sets(self._programs, course.columns)
        answers = self._sets.ask(course)
        found: Answers = {}
        for program in self._programs:
            name = f"criteria.{program.criteria.id}"
            found[name] = possible_labels(answers, program)
            for end in _ends(program):
                found[f"criteria.{end}"] = answers[end]
        return found

    # -- the review --------------------------------------------------------------------------

    def _review(self, visits: Visits) -> Answers:
        base, rows = self.base, len(visits)
        record = self._record(visits)
        verdicts = self._subgroups(record)
        leading = leading_table(_course_of(record.cautious), base)
        facts = pl.concat([record.known, record.given], how="horizontal").with_columns(
            **questions.known_subgroups(verdicts),
            **_concluded(dict.fromkeys(_CONCLUDED, np.zeros(rows, np.bool_))),
        )
        truths = self._stages.ask("diagnosis", facts)
        code = questions.diagnosis_code(base, truths)
        other_leads = (leading.leads == "other").to_numpy()
        diagnosis = questions.diagnosis(base, truths, code, other_leads)
        unsettled = {"diagnosis": code == questions.UNSETTLED}
        missing = self._stages.missing(facts, unsettled, truths)
        behind = {"diagnosis": questions.behind_diagnosis(base, truths, diagnosis["diagnosis"])}
        entries = self._reasons.entries(record.read.known)
        because = self._because(behind, record, entries, facts)
        urgent = [(flag.id, truths.low(flag.if_)) for flag in base.urgent.red_flags]
        threat = np.logical_or.reduce([here for _, here in urgent])
        stands = diagnosis["diagnosis"].is_in(["secure", "other_iim"]).to_numpy()
        facts = facts.with_columns(
            **_concluded({"diagnosis_stands": stands, "urgent_threat": threat})
        )

        truths = self._stages.ask("activity", facts)
        activity = questions.activity(base, truths)
        open_ = {
            f"activity.{organ.id}": (activity[f"activity.{organ.id}"] == "cannot_tell").to_numpy()
            for organ in base.activity.organs
        }
        missing |= self._stages.missing(facts, open_, truths)
        because |= self._because(questions.behind_organs(base, truths), record, entries, facts)
        resistance = self._resistance(visits, record, facts)
        refractory = (resistance["resistance"] == "refractory").to_numpy()
        gate = {
            "inflammation_confirmed": questions.confirmed(base, truths, rows),
            "treatment_adequate": refractory,
        }
        truths = self._stages.ask("strategy", facts.with_columns(**_concluded(gate)))
        blocked = [(each.id, ~truths.low(each.if_)) for each in base.strategy.gate]
        return {
            **visits.names,
            "resistance": resistance["resistance"],
            "resistance_possible": resistance["resistance_possible"],
            **activity,
            **diagnosis,
            **_strategy(blocked, threat),
            "urgent": listed(urgent, rows),
            **{n: resistance[n] for n in resistance.columns if n.startswith("definition.")},
            **self.criteria(_course_of(record.known)),
            "subgroups": listed(
                [(name, v == questions.ESTABLISHED) for name, v in verdicts.items()], rows
            ),
            "cancer_tier": self._tiers.ask(_course_of(record.cautious), verdicts, refractory),
            "label": record.labels.listed(),
            **_first_set(leading),
            "failed": resistance["failed"],
            "intolerant": resistance["intolerant"],
            **{
                name: record.given[name]
                for name in ("immunosuppressants_failed_low", "immunosuppressants_failed_high")
            },
            **because,
            "missing.resistance": resistance["missing.resistance"],
            **missing,
        }

    def _because(
        self,
        behind: Mapping[str, list[tuple[Rule, Mask]]],
        record: Record,
        entries: Reading,
        facts: pl.DataFrame,
    ) -> Answers:
        """``because.<question>``: the rules behind each answer; ``facts.<question>``: the facts
        that alone decide those rules."""
        found: Answers = {}
        for name, rules in behind.items():
            named = [(rule.id, here) for rule, here in rules]
            found[f"because.{name}"] = listed(named, facts.height)
            texts = [(rule.if_, here) for rule, here in rules]
            found[f"facts.{name}"] = self._reasons.facts(texts, entries, facts, record.clashes)
        return found

    def _record(self, visits: Visits) -> Record:
        return self._records.of(visits, self._stages.ask)

    def _subgroups(self, record: Record) -> dict[str, Ints]:
        facts = pl.concat([record.cautious, record.given], how="horizontal")
        return questions.subgroups(self.base, self._stages.ask("subgroups", facts))

    def _readings(self, record: Record, rows: int) -> Answers:
        found: Answers = {}
        places = Codes.of(self.base).place
        for (antibody,), some in record.read.results.partition_by("antibody", as_dict=True).items():
            found[str(antibody)] = pl.Series(np.full(rows, len(READINGS)))
            found[str(antibody)][some["at"]] = some["read"].cast(pl.Int64)
        nothing = pl.Series(np.full(rows, len(READINGS)))
        return {
            f"antibody.{name}": said(
                found.get(str(places[name]), nothing).to_numpy(), [*READINGS, None]
            )
            for name in self.base.antibodies
        }

    def _resistance(self, visits: Visits, record: Record, facts: pl.DataFrame) -> pl.DataFrame:
        """Question 0; where a treatment could not be read, what is not shown cannot be told."""
        found = resistance_rows(self.base, record.judged, facts)
        unread = visits.frame["unread"]
        if not unread.any():
            return found
        open_ = unread & (found["resistance"] != "refractory")
        every = pl.lit(pl.Series([list(_RESISTANCE)], dtype=_LISTS)).first()
        return found.with_columns(
            resistance=pl.when(open_).then(pl.lit("cannot_tell")).otherwise("resistance"),
            resistance_possible=pl.when(open_).then(every).otherwise("resistance_possible"),
        )


def _ends(program: Program) -> list[str]:
    id_ = program.criteria.id
    return [f"{id_}.{name}_{end}" for name in program.values for end in ("low", "high")]


def _strategy(blocked: list[tuple[str, Mask]], threat: Mask) -> Answers:
    shut = np.logical_or.reduce([here for _, here in blocked])
    verdict = np.where(shut, np.where(threat, 2, 1), 0)
    return {
        "strategy": said(verdict, ["open", "blocked", "urgent_only"]),
        "blocked_by": listed(blocked, len(threat)),
    }


def _first_set(found: Leading) -> Answers:
    first = listed(found.first, len(found.leads))
    return {"differential": found.leads, "differential_first": first}


def _course_of(closed: pl.DataFrame) -> pl.DataFrame:
    """The columns of the course, by the names of the findings."""
    return closed.select(
        pl.col(c).alias(c.removeprefix(EVER)) for c in closed.columns if c.startswith(EVER)
    )


def _concluded(known: Mapping[str, Mask]) -> Answers:
    """What was concluded, as facts that a rule reads."""
    return {f"{n}_{end}": pl.Series(here) for n, here in known.items() for end in ("low", "high")}
