"""What the synthetic patients are given, and the words for what came of it."""

from __future__ import annotations

from pydantic import Field

from myosotis.knowledge.schema.parts import Identifier, Sourced, Strict
from myosotis.knowledge.schema.synthetic.shapes import Share, Span, Weights


class Line(Strict):
    """One drug of a regimen; the greater the ``weight``, the earlier it is tried.

    An empty dose or route stands for not recorded; ``harms``: how often it is stopped for harm.
    """

    therapy: str
    weight: float = Field(gt=0)
    doses: Weights
    routes: Weights | None = None
    courses: tuple[int, int] | None = None
    harms: Share


class Taper(Strict):
    """What is given first: a high dose for some weeks, then a lower one, to some share."""

    id: Identifier
    therapies: Weights
    given: Share
    high: Weights
    weeks_high: Span
    low: Weights
    weeks_low: Span
    still_low: Share


class Regimen(Strict):
    """What is given: a taper at the start, and one line after the other until one works.

    ``most``: at most so many lines. ``beside``: given from the first visit on beside them.
    """

    id: Identifier
    taper: Identifier | None = None
    lines: tuple[Line, ...] = ()
    most: int = Field(ge=0, le=6)
    weeks: Span
    beside: dict[str, Share] = {}


class StopWords(Strict):
    """Words for why a treatment ended, by what happened; an empty one is not recorded."""

    no_effect: Weights
    harm: Weights
    enough: Weights


class ResponseWords(Strict):
    """Words for what a treatment did, by what it did; an empty one is not recorded."""

    nothing: Weights
    some: Weights
    good: Weights
    harm: Weights


class TreatmentFile(Sourced):
    """Regimens, and what is written of a treatment; an empty word is not recorded.

    ``short``: the share of lines that are stopped before they can work. ``weeks_working``: how long
    the one that works is taken, ``little_without``: how often another is said to do a little.
    ``month_only``, ``date_unknown``: how often a date is known so far. ``not_given``: how often a
    drug was considered and not given, and why; women who are ``fertile`` have their own reasons.
    """

    title: str
    tapers: tuple[Taper, ...]
    regimens: tuple[Regimen, ...]
    short: Share
    weeks_short: Span
    weeks_working: Span
    courses_recorded: Share
    little_without: Share
    stopped: StopWords
    response: ResponseWords
    adherence: Weights
    month_only: Share
    date_unknown: Share
    duration_recorded: Share
    not_given: Share
    not_given_why: Weights
    fertile: Span
    not_given_women: Weights
