"""The tiers of the risk of cancer that are still possible, for every row."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from myosotis.knowledge import KnowledgeBase
from myosotis.logic import Program
from myosotis.review.antibodies.cancer import possible_subtypes
from myosotis.review.antibodies.subgroups import Verdict
from myosotis.review.tables.answers import Ints, Mask, Sets, once, possible_labels, said
from myosotis.review.tables.questions import VERDICTS


class TierTable:
    """Asks the set of the guideline; compiled for the first table, and for others with the same
    columns."""

    def __init__(self, base: KnowledgeBase, program: Program) -> None:
        self._base, self._program = base, program
        self._sets: Sets | None = None

    def ask(
        self, course: pl.DataFrame, subgroups: Mapping[str, Ints], refractory: Mask
    ) -> pl.Series:
        """The tiers; ``course`` are the findings over the course where negative antibodies that are
        not excluded are open, ``subgroups`` the verdicts by their place in `VERDICTS`."""
        pathway, program = self._base.cancer, self._program
        codes = np.zeros(course.height, np.int64)
        for verdict in subgroups.values():
            codes = codes * len(VERDICTS) + verdict
        places, found = once(codes, lambda code: self._subtypes(code, list(subgroups)))
        own = {
            f"{pathway.subtype}={label}": said(places, [label in f for f in found], pl.Boolean)
            for label in program.inputs[pathway.subtype].labels
        }
        # Not shown to be refractory is not known, unless the record says it itself.
        for end, unsaid in (("low", False), ("high", True)):
            name = f"{pathway.refractory}_{end}"
            said_ = course[name].to_numpy() if name in course.columns else unsaid
            own[name] = pl.Series(refractory | said_)
        kept = [c for c in course.columns if c.rpartition("_")[0] not in program.own]
        frame = course.select(kept).with_columns(**own)
        if self._sets is None:
            self._sets = Sets([program], frame.columns, own=True)
        return possible_labels(self._sets.ask(frame), program)

    def _subtypes(self, code: int, ids: list[str]) -> set[str]:
        """The subtypes of the guideline that the verdicts on the subgroups leave."""
        verdicts: dict[str, Verdict] = {}
        for id_ in reversed(ids):
            code, verdict = divmod(code, len(VERDICTS))
            verdicts[id_] = VERDICTS[verdict]
        return possible_subtypes(self._base, {id_: verdicts[id_] for id_ in ids})
