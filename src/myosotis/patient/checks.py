"""What cannot be true of one patient file as a whole: dates, ages, repeated and opposite facts."""

from __future__ import annotations

from collections import defaultdict

from myosotis.errors import ConflictError, ImpossibleValueError, InputError
from myosotis.logic.values import Interval, meet
from myosotis.patient.context import Context
from myosotis.patient.dates import age_on
from myosotis.patient.model import Fact, Patient
from myosotis.patient.serology import is_antibody


def check_dates(context: Context, patient: Patient) -> None:
    """Note dates before birth or out of order, and an age that the date of birth contradicts."""
    if patient.diagnosed.certainly_before(patient.onset) and patient.diagnosed.known:
        context.problem(
            ImpossibleValueError,
            f"the diagnosis ({patient.diagnosed}) lies before the first symptom ({patient.onset})",
            "diagnosed",
        )
    if patient.born and patient.age and patient.presented.known:
        by_birth = age_on(patient.born, patient.presented)
        if meet(by_birth, patient.age) is None:
            context.problem(
                ImpossibleValueError,
                f"an age of {patient.age} does not fit birth on {patient.born}: "
                f"that makes {by_birth} in {patient.presented.words}",
                "age",
            )
            return
    birth = patient.birth
    if birth is None:
        return
    said = f"born {patient.born}" if patient.born else f"aged {patient.age} in {patient.presented}"
    dated = [(fact.on, f"{fact.name} is dated", fact.where) for fact in patient.facts]
    for what, on in (("onset", patient.onset), ("diagnosed", patient.diagnosed)):
        dated.append((on, f"{what} is dated", context.where(what)))
    dated += [(t.start, f"{t.name} starts", t.where) for t in patient.treatments]
    for on, what, where in dated:
        if on.known and on.latest < birth.earliest:
            context.problem_at(
                ImpossibleValueError, f"{what} {on}, before the patient ({said}) was born", where
            )


def check_repeated(context: Context) -> None:
    """Note facts given twice on one date, and facts of one date that contradict each other."""
    groups: dict[tuple[object, ...], list[Fact]] = defaultdict(list)
    for fact in context.facts:
        if fact.on.known:
            groups[fact.finding, fact.on, fact.site.casefold()].append(fact)
    for facts in groups.values():
        for index, second in enumerate(facts):
            for first in facts[:index]:
                _compare(context, first, second)


def _compare(context: Context, first: Fact, second: Fact) -> None:
    if _field(first) == _field(second):
        # Values of one list: a series of measurements on one date.
        return
    if first.method and second.method and first.method != second.method:
        # Two methods may contradict each other; how such a result is read is not decided here.
        return
    both = f"dated {first.on.words}: '{first.recorded}' ({first.where}) and '{second.recorded}'"
    if first.name == second.name and first.value == second.value:
        context.problem_at(
            InputError, f"{second.name} is recorded twice, {both}; leave one out", second.where
        )
    elif meet(first.value, second.value) is None:
        several = isinstance(first.value, Interval)
        hint = "; write several values of one date as a list" if several else ""
        if is_antibody(context.knowledge, context.knowledge.findings[second.finding]):
            hint = "; if they were found by two methods, say which (method: ...), else correct one"
        context.problem_at(
            ConflictError, f"{second.finding} has two values {both}{hint}", second.where
        )


def _field(fact: Fact) -> str:
    """The field in the file; the values of one list share it."""
    path = fact.where.rsplit(", ", 1)[-1]
    return path.rsplit("[", 1)[0] if path.endswith("]") else path
