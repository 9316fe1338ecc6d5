"""One treatment: was it a trial worth the name, and did it fail.

Only a trial of enough dose and enough time that was taken can fail. An unknown dose or duration
is never a failure, and intolerance is not inefficacy.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from myosotis.knowledge import normal_name
from myosotis.knowledge.schema import Therapy
from myosotis.logic import Interval, Truth, plain
from myosotis.patient import (
    Adherence,
    PartialDate,
    Treatment,
    equivalence,
    kinds_of,
    on_treatment,
    reached,
    weeks_of_treatment,
)
from myosotis.review.model import TreatmentReview, TreatmentVerdict
from myosotis.review.parts import Known, Missing, Reason
from myosotis.review.view import View

FAILED: frozenset[TreatmentVerdict] = frozenset(
    {"adequate_no_response", "adequate_partial", "lost_response"}
)
_WORDS: dict[TreatmentVerdict, str] = {
    "adequate_no_response": "adequate trial without response",
    "adequate_partial": "adequate trial with a partial response",
    "lost_response": "adequate trial; the response was lost",
    "adequate_response": "adequate trial with a response",
    "intolerant": "not tolerated, which is not inefficacy",
    "inadequate_dose": "the dose was below an adequate trial",
    "inadequate_time": "stopped before an adequate trial was complete",
    "not_taken": "not taken, so it has not failed",
    "not_given": "not given, so it has not failed",
    "too_early": "too early to judge",
    "does_not_count": "does not count toward refractory disease",
    "unknown": "cannot be judged from what is recorded",
}


_KNOWN: dict[Truth, Known] = {Truth.YES: "yes", Truth.NO: "no", Truth.UNKNOWN: "unknown"}


@dataclass(frozen=True)
class Judged:
    """One treatment with its verdict and whether it failed an adequate trial.

    ``stopped_for``: the kinds of reason for which it was stopped.
    """

    treatment: Treatment
    therapy: Therapy
    possible: tuple[TreatmentVerdict, ...]
    failed: Truth
    intolerant: Truth
    dose: Truth
    time: Truth
    weeks: Interval
    stopped_for: frozenset[str]

    @property
    def barred(self) -> bool:
        """Whether it was given, and stopped for a contraindication."""
        return self.treatment.given and "contraindication" in self.stopped_for

    @property
    def name(self) -> str:
        """What to call it: the drug as written, or the therapy's label where only that was."""
        written = self.treatment.name
        if normal_name(written) == self.therapy.id:
            return self.therapy.label
        return written.replace("_", " ")

    @property
    def verdict(self) -> TreatmentVerdict:
        """The one verdict left, or unknown."""
        return self.possible[0] if len(self.possible) == 1 else "unknown"


def given_by(treatment: Treatment, on: PartialDate) -> Treatment | None:
    """The treatment as it was known on a date; None when it had certainly not begun.

    What happened later (its end, why, and how it worked) was not known then.
    """
    if not on.known:
        return treatment
    if treatment.start.known and on.certainly_before(treatment.start):
        return None
    if treatment.stop and treatment.stop.known and on.certainly_before(treatment.stop):
        return replace(treatment, stop=None, stopped=None, response=None, ongoing=Truth.YES)
    return treatment


def judge(view: View, treatment: Treatment) -> Judged:
    """Judge one treatment by the adequate-trial definition of its therapy."""
    therapy = view.base.therapies[treatment.therapy]
    dose = _dose(view, treatment, therapy)
    weeks = weeks_of_treatment(treatment, view.snapshot.on)
    time = _time(treatment, therapy, weeks)
    stopped = kinds_of(view.base.resistance.reasons, treatment.stopped)
    responses = kinds_of(view.base.resistance.responses, treatment.response)
    told = Told(treatment.given, treatment.adherence, therapy.counts_as, stopped, responses)
    possible = verdicts(told, dose, time, on_treatment(treatment, view.snapshot.on))
    failed = Truth.of(
        all(verdict in FAILED for verdict in possible),
        any(verdict in FAILED for verdict in possible),
    )
    intolerant = Truth.of(possible == ("intolerant",), "intolerant" in possible)
    return Judged(treatment, therapy, possible, failed, intolerant, dose, time, weeks, stopped)


def _dose(view: View, treatment: Treatment, therapy: Therapy) -> Truth:
    factor = equivalence(therapy.equivalent, normal_name(treatment.name))
    return reached(treatment.dose, therapy.dose_floors, view.patient.weight, factor)


def _time(treatment: Treatment, therapy: Therapy, weeks: Interval) -> Truth:
    if therapy.duration is None:
        return Truth.UNKNOWN
    needed = Fraction(therapy.duration.weeks)
    long_enough = Truth.of(weeks.low >= needed, weeks.high >= needed)
    if therapy.courses is not None and treatment.courses is not None:
        given = treatment.courses >= therapy.courses
        return long_enough if given else Truth.NO
    return long_enough


@dataclass(frozen=True)
class Told:
    """What is said of a treatment in words: whether it was given and taken, the class of its
    therapy, and the kinds of reason why it ended and of how it worked."""

    given: bool
    adherence: Adherence
    counts_as: str
    reasons: frozenset[str]
    responses: frozenset[str]


def verdicts(told: Told, dose: Truth, time: Truth, still: Truth) -> tuple[TreatmentVerdict, ...]:
    """The verdicts that are possible; ``still`` is whether it is being taken on the date."""
    if not told.given:
        return ("not_given",)
    if told.adherence == "no":
        return ("not_taken",)
    if told.counts_as == "none":
        return ("does_not_count",)
    if "intolerance" in told.reasons:
        return ("intolerant",)
    found: list[TreatmentVerdict] = []
    if dose.high and time.high:
        found.extend(_after_adequate_trial(told.reasons, told.responses))
    if dose is not Truth.YES:
        found.append("inadequate_dose")
    if time is not Truth.YES and dose is not Truth.NO:
        # A dose that was certainly too low decides, however long it was taken.
        found.extend(_too_short(still))
    if told.adherence == "partial":
        found.append("not_taken")
    return tuple(dict.fromkeys(found))


def _after_adequate_trial(
    reasons: frozenset[str], responses: frozenset[str]
) -> list[TreatmentVerdict]:
    if responses & {"none", "worse"}:
        return ["adequate_no_response"]
    if "partial" in responses:
        return ["adequate_partial"]
    if "lost" in responses or "loss_of_response" in reasons:
        return ["lost_response"]
    if "good" in responses or "remission" in reasons:
        return ["adequate_response"]
    if "inefficacy" in reasons:
        return ["adequate_no_response", "adequate_partial"]
    return ["adequate_no_response", "adequate_partial", "lost_response", "adequate_response"]


def _too_short(still: Truth) -> list[TreatmentVerdict]:
    found: list[TreatmentVerdict] = []
    if still.high:
        found.append("too_early")
    if still is not Truth.YES:
        found.append("inadequate_time")
    return found


def treatment_review(judged: Judged) -> TreatmentReview:
    """The judged treatment as a part of the review, with reasons and what is missing."""
    treatment, therapy = judged.treatment, judged.therapy
    words = _WORDS[judged.verdict]
    duration = therapy.duration
    sources = [s for floor in therapy.dose_floors for s in floor.source]
    sources += duration.source if duration else ()
    return TreatmentReview(
        id=treatment.id,
        therapy=therapy.id,
        label=therapy.label,
        name=judged.name,
        dose=treatment.dose.text if treatment.dose else None,
        route=treatment.route,
        from_=str(treatment.start) if treatment.start.known else None,
        to=str(treatment.stop) if treatment.stop and treatment.stop.known else None,
        counts_as=therapy.counts_as,
        verdict=judged.verdict,
        possible=judged.possible,
        failed=_KNOWN[judged.failed],
        statement=f"{words}{_detail(judged)}",
        because=tuple(_reasons(judged)),
        missing=tuple(_unknowns(judged)),
        sources=tuple(dict.fromkeys(sources)),
    )


def _detail(judged: Judged) -> str:
    treatment = judged.treatment
    if treatment.not_given:
        return f" ({treatment.not_given.replace('_', ' ')})"
    if judged.verdict != "unknown":
        return ""
    unknown = [
        word
        for word, truth in (("dose", judged.dose), ("duration", judged.time))
        if truth is Truth.UNKNOWN
    ]
    return f": {' and '.join(unknown)} not known well enough" if unknown else ""


def _reasons(judged: Judged) -> Iterable[Reason]:
    treatment, therapy = judged.treatment, judged.therapy
    if treatment.not_given:
        yield Reason(text=f"Not given: {treatment.not_given.replace('_', ' ')}")
        return
    floors = " or ".join(f"{floor.at_least} {floor.unit}" for floor in therapy.dose_floors)
    if therapy.dose_floors:
        given = treatment.dose.text if treatment.dose else "not recorded"
        sources = tuple(s for floor in therapy.dose_floors for s in floor.source)
        yield Reason(text=f"Dose: {given}; adequate from {floors}", sources=sources)
    if therapy.duration:
        yield Reason(
            text=f"Duration: {_weeks(judged.weeks)}; judged from {therapy.duration.weeks} weeks",
            sources=therapy.duration.source,
        )
    if treatment.stopped:
        yield Reason(text=f"Stopped: {treatment.stopped.replace('_', ' ')}")
    if treatment.response:
        yield Reason(text=f"Response: {treatment.response.replace('_', ' ')}")
    if treatment.adherence != "unknown":
        yield Reason(text=f"Taken: {treatment.adherence}")


def _weeks(weeks: Interval) -> str:
    if weeks.low == weeks.high:
        return f"{plain(weeks.low, 0)} weeks"
    if weeks.unlimited or (weeks.low == 0 and weeks.high == float("inf")):
        return "not recorded"
    if weeks.high == float("inf"):
        return f"at least {plain(weeks.low, 0)} weeks"
    return f"{plain(weeks.low, 0)} to {plain(weeks.high, 0)} weeks"


def _unknowns(judged: Judged) -> Iterable[Missing]:
    treatment, therapy = judged.treatment, judged.therapy
    if judged.verdict != "unknown":
        return
    asked = [
        ("dose", judged.dose is Truth.UNKNOWN and bool(therapy.dose_floors)),
        ("duration", judged.time is Truth.UNKNOWN and therapy.duration is not None),
        ("response", treatment.response is None and treatment.stopped is None),
    ]
    for what, needed in asked:
        if needed:
            name = judged.name
            yield Missing(
                finding=f"{treatment.id}.{what}",
                label=f"{what} of {name}",
                why="not recorded" if _absent(treatment, what) else "not exact enough",
            )


def _absent(treatment: Treatment, what: str) -> bool:
    if what == "dose":
        return treatment.dose is None or not treatment.dose.stated
    return what == "response" or not treatment.start.known
