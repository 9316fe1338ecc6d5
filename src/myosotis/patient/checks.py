"""What cannot be true of one patient file as a whole: dates, ages, repeated and opposite facts."""

from __future__ import annotations

from collections import defaultdict

from myosotis.errors import ConflictError, ImpossibleValueError, InputError
from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.schema import Finding
from myosotis.logic.values import meet
from myosotis.patient.context import Context
from myosotis.patient.dates import PartialDate, age_on
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
    dated = [(fact.on, f"{fact.name} is dated", fact.where) for fact in patient.facts]
    for what, on in (("onset", patient.onset), ("diagnosed", patient.diagnosed)):
        dated.append((on, f"{what} is dated", context.where(what)))
    dated += [(t.start, f"{t.name} starts", t.where) for t in patient.treatments]
    for on, what, where in dated:
        if on.known and on.latest < birth.earliest:
            context.problem_at(ImpossibleValueError, before_birth(patient, what, on), where)


def before_birth(patient: Patient, what: str, on: PartialDate) -> str:
    """What is said of something that is dated before the patient was born."""
    born, age, seen = patient.born, patient.age, patient.presented
    said = f"born {born}" if born else f"aged {age} in {seen}"
    return f"{what} {on}, before the patient ({said}) was born"


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
    found = _disagreement(context.knowledge, first, second)
    if found:
        context.problem_at(*found, second.where)


def _disagreement(
    knowledge: KnowledgeBase, first: Fact, second: Fact
) -> tuple[type[InputError], str] | None:
    """Why two facts of one finding, date and site cannot both be recorded; None where they can.

    ConflictError where they contradict each other, InputError where they are the same.
    """
    if first.field == second.field:
        # Values of one list: a series of measurements on one date.
        return None
    if first.method and second.method and first.method != second.method:
        # Two methods may contradict each other; how such a result is read is not decided here.
        return None
    both = both_recorded(first.on, first.recorded, first.where, second.recorded)
    if first.name == second.name and first.value == second.value:
        return InputError, recorded_twice(second.name, both)
    if meet(first.value, second.value) is not None:
        return None
    return ConflictError, two_values(knowledge, knowledge.findings[second.finding], both)


def both_recorded(on: PartialDate, first: str, where: str, second: str) -> str:
    """Two facts of one date as they are written; ``where`` is the place of the first."""
    return f"dated {on.words}: '{first}' ({where}) and '{second}'"


def recorded_twice(name: str, both: str) -> str:
    """What is said of a fact that stands twice; ``both`` is by `both_recorded`."""
    return f"{name} is recorded twice, {both}; leave one out"


def two_values(knowledge: KnowledgeBase, finding: Finding, both: str) -> str:
    """What is said of two facts that contradict each other; ``both`` is by `both_recorded`."""
    hint = "; write several values of one date as a list" if finding.kind == "quantity" else ""
    if is_antibody(knowledge, finding):
        hint = "; if they were found by two methods, say which (method: ...), else correct one"
    return f"{finding.id} has two values {both}{hint}"
