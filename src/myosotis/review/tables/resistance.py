"""Question 0 for every row of a table: is the disease refractory by a named definition."""

from __future__ import annotations

import numpy as np
import polars as pl

from myosotis.knowledge import KnowledgeBase
from myosotis.logic import YES
from myosotis.review.resistance import WEAK
from myosotis.review.tables.definitions import DEFINITION, definition_rows
from myosotis.review.tables.stories import mask_of
from myosotis.review.tables.times import Array
from myosotis.review.tables.treatments import DOSE, DURATION, RESPONSE

_ASKED = {"dose": DOSE, "duration": DURATION, "response": RESPONSE}


def resistance_rows(base: KnowledgeBase, judged: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """The answers to question 0, one row for each visit.

    ``judged`` are the rows of `judge_rows`. ``facts`` has one row for each visit, in their order:
    the extras, the present findings with all that follows from them, those over the course as
    ``ever.<finding>``, and ``labelled.<label>``; as low and high columns, where no limit is null.
    A column that is not there is unknown. Gives

    | column | holds |
    |---|---|
    | `resistance` | the verdict |
    | `resistance_possible` | the verdicts still possible |
    | `missing.resistance` | what of which treatment is not known well enough, as `t<row>.dose` |
    | `failed`, `intolerant` | the therapies that certainly failed, that were not tolerated |
    | `definition.<id>` | what each definition that is switched on says, see `definition_rows` |
    """
    said = definition_rows(base, facts)
    default = next(each.id for each in base.resistance.definitions if each.default)
    trials = pl.DataFrame(_trials(base, judged, facts.height))
    cell = trials.with_columns(default=said[f"{DEFINITION}{default}"]).select(_cell())["cell"]
    verdicts = pl.Series("resistance", [_verdict(possible) for possible in _POSSIBLE]).gather(cell)
    missing = _missing(judged, (verdicts == "cannot_tell").to_numpy())
    return pl.DataFrame(
        [
            verdicts,
            pl.Series("resistance_possible", _POSSIBLE, pl.List(pl.String)).gather(cell),
            missing,
            _therapies(base, judged, "failed", facts.height),
            _therapies(base, judged, "intolerant", facts.height),
            *said.get_columns(),
        ]
    )


def _trials(base: KnowledgeBase, judged: pl.DataFrame, count: int) -> list[pl.Series]:
    """Whether any treatment counts, was certainly no trial worth the name, perhaps none."""
    counts = np.array([each.counts_as != "none" for each in base.therapies.values()], bool)
    here = counts[judged["therapy"].to_numpy()]
    at, possible = judged["at"].to_numpy(), judged["possible"].to_numpy()
    weak = np.uint16(mask_of(WEAK))
    conditions = {
        "counting": here,
        "certainly_weak": here & (possible & ~weak == 0),
        "maybe_weak": here & (possible & weak != 0),
    }
    found = []
    for name, condition in conditions.items():
        some = np.zeros(count, bool)
        some[at[condition]] = True
        found.append(pl.Series(name, some))
    return found


_VERDICTS = ("refractory", "inadequately_treated", "not_refractory")
_POSSIBLE = [[word for i, word in enumerate(_VERDICTS) if cell >> i & 1] for cell in range(8)]
"""The verdicts that are possible, by their bits."""


def _verdict(possible: list[str]) -> str:
    return possible[0] if len(possible) == 1 else "cannot_tell"


def _cell() -> pl.Expr:
    """Which verdicts are possible, by what the default definition says and by the trials."""
    met, not_met = pl.col("default") == "met", pl.col("default") == "not_met"
    certainly, maybe = pl.col("certainly_weak"), pl.col("maybe_weak")
    inadequate = maybe | (~not_met & ~pl.col("counting"))
    bits = (~not_met, ~met & inadequate, ~met & ~certainly)
    parts = [pl.when(bit).then(1 << i).otherwise(0) for i, bit in enumerate(bits)]
    return pl.sum_horizontal(parts).cast(pl.UInt32).alias("cell")


def _therapies(base: KnowledgeBase, judged: pl.DataFrame, name: str, count: int) -> pl.Series:
    """The therapies of each visit that are certainly so, by their ids."""
    ids = pl.Series(list(base.therapies))
    rows = judged.filter(pl.col(name) == YES).select("at", "therapy").unique()
    named = rows.with_columns(ids.gather(rows["therapy"]).alias(name))
    return _lists(named.sort("at", name), name, count)


def _missing(judged: pl.DataFrame, undecided: Array) -> pl.Series:
    """What can still be told of which treatment, where that can change the verdict."""
    open_ = judged["asked"].to_numpy() > 0
    rows = judged.filter(open_ & undecided[judged["at"].to_numpy()])
    name = pl.format("t{}.{}", "row", "what")
    parts = [
        rows.filter(pl.col("asked") & bit > 0).select("at", "row", pl.lit(what).alias("what"))
        for what, bit in _ASKED.items()
    ]
    found = pl.concat(parts).sort("at", "row", maintain_order=True)
    return _lists(
        found.select("at", name.alias("missing.resistance")), "missing.resistance", len(undecided)
    )


def _lists(rows: pl.DataFrame, name: str, count: int) -> pl.Series:
    """The values of each visit as a list; ``rows`` are in the order of ``at``."""
    grouped = rows.group_by("at", maintain_order=True).agg(name)
    every = pl.DataFrame({"at": pl.Series(np.arange(count, dtype=np.uint32))})
    found = every.join(grouped, on="at", how="left", maintain_order="left")[name]
    return found.fill_null(pl.Series([[]], dtype=pl.List(pl.String)).first())
