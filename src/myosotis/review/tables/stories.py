"""What the words of a treatment mean beside its dose and its time: a table of verdicts.

There are few stories (given or not, taken or not, why it ended, how it worked), and three answers
each to whether the dose was enough, the time, and whether it goes on. The judge of one patient is
asked once for each of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from myosotis.knowledge import KnowledgeBase
from myosotis.logic import Truth
from myosotis.patient import Codebook
from myosotis.review.model import TreatmentVerdict
from myosotis.review.treatments import FAILED, Told, verdicts

Array = npt.NDArray[Any]
VERDICTS: tuple[TreatmentVerdict, ...] = get_args(TreatmentVerdict)
TRUTHS = (Truth.NO, Truth.YES, Truth.UNKNOWN)


@dataclass(frozen=True)
class Stories:
    """What each story comes to: as it is told, and as it was known before the treatment ended.

    ``verdicts`` are masks by story, whether it ended later, dose, time, and whether it goes on.
    """

    verdicts: Array
    silent: Array
    barred: Array


@lru_cache(maxsize=8)
def tabulated(base: KnowledgeBase, book: Codebook) -> Stories:
    """The table of the stories of a codebook."""
    pathway = base.resistance
    masks: list[int] = []
    silent: list[bool] = []
    barred: list[bool] = []
    for story in book.stories:
        for later in (False, True):
            stopped, response = (0, 0) if later else (story.stopped, story.response)
            reasons, responses = kinds(pathway.reasons, stopped), kinds(pathway.responses, response)
            told = Told(story.given, story.adherence, story.counts_as, reasons, responses)
            masks += [
                mask_of(verdicts(told, dose, time, still))
                for dose in TRUTHS
                for time in TRUTHS
                for still in TRUTHS
            ]
            silent.append(not (stopped & 1 or response & 1))
            barred.append(story.given and "contraindication" in reasons)
    return Stories(np.array(masks, np.uint16), np.array(silent, bool), np.array(barred, bool))


def kinds(known: Iterable[str], mask: int) -> frozenset[str]:
    """The kinds in a column of kinds; its bit 0 only says that a word is written."""
    return frozenset(kind for i, kind in enumerate(known) if mask & (2 << i))


def mask_of(possible: Iterable[TreatmentVerdict]) -> int:
    """Possible verdicts as bits."""
    return sum(1 << VERDICTS.index(verdict) for verdict in possible)


def _whether_among(verdicts_: Iterable[TreatmentVerdict]) -> Array:
    """For every mask of possible verdicts, whether the one that holds is among some: a mask."""
    inside = mask_of(verdicts_)
    every = np.arange(1 << len(VERDICTS), dtype=np.uint16)
    none, some = every & inside == 0, every & ~np.uint16(inside) != 0
    return np.where(
        none, Truth.NO.value, np.where(some, Truth.UNKNOWN.value, Truth.YES.value)
    ).astype(np.uint8)


WHETHER_FAILED = _whether_among(FAILED)
WHETHER_INTOLERANT = _whether_among(["intolerant"])
WHETHER_EITHER = _whether_among([*FAILED, "intolerant"])
DECIDED = np.array([mask.bit_count() == 1 for mask in range(1 << len(VERDICTS))], bool)
"""For every mask of possible verdicts, whether one is left."""
