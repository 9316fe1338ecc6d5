"""The words of a treatment: routes, why it ended, how it worked, whether it was taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from myosotis.errors import ConflictError, InputError, UnknownNameError, nearest
from myosotis.knowledge import normal_name
from myosotis.knowledge.reading import Step
from myosotis.knowledge.schema import Therapy
from myosotis.patient.context import Context, shown
from myosotis.patient.doses import Dose, parse_route
from myosotis.patient.model import Adherence

# The kind of reason that is a state of the patient; the others are about the drug, where
# "rash" means a rash from it and not the patient's own.
_ABOUT_THE_PATIENT = "contraindication"


def read_route(
    context: Context, therapy: Therapy, dose: Dose | None, fields: Mapping[str, Any], *steps: Step
) -> str | None:
    """The route as given, or as it stands in the dose; it must be one of the therapy's."""
    in_dose = dose.route if dose else None
    route = parse_route(shown(fields["route"])) if fields.get("route") else in_dose
    if route is None or route == "unknown":
        return None
    therapies = context.knowledge.therapies.values()
    known = {name for other in therapies for name in other.routes}
    if in_dose and route != in_dose:
        context.problem(ConflictError, f"the dose says {in_dose}, the route {route}", *steps)
    elif therapy.routes and route not in therapy.routes and route not in known:
        hint = nearest(route, known) or f"; known: {', '.join(sorted(known))}"
        context.problem(UnknownNameError, f"unknown route '{route}'{hint}", *steps, "route")
    elif therapy.routes and route not in therapy.routes:
        names = [
            name
            for other in therapies
            if route in other.routes
            for name in (other.id, *other.includes, *other.aliases)
        ]
        written = normal_name(str(fields["therapy"]))
        context.problem(
            InputError,
            f"{written} means {therapy.label}, given by route {' or '.join(therapy.routes)}, not "
            f"{route}; name the treatment by that route{nearest(f'{written}_{route}', names)}",
            *steps,
        )
    return route


def read_word(context: Context, fields: Mapping[str, Any], key: str, *steps: Step) -> str | None:
    """A reason or a response: one of the words of the knowledge, or for a reason a finding."""
    if key not in fields:
        return None
    knowledge = context.knowledge
    what = "response" if key == "response" else "reason"
    kinds = knowledge.resistance.responses if what == "response" else knowledge.resistance.reasons
    word = normal_name(shown(fields[key]))
    words: Iterable[str] = sorted(
        {*kinds, *(normal_name(w) for group in kinds.values() for w in group)}
    )
    if word in words:
        return word
    if what == "reason":
        if word in knowledge.findings or word in knowledge.aliases:
            return word
        words = [*words, *knowledge.findings]
    hint = nearest(word, words) or f"; the kinds are {', '.join(kinds)}"
    context.problem(UnknownNameError, f"unknown {what} '{shown(fields[key])}'{hint}", *steps, key)
    return None


def read_adherence(context: Context, fields: Mapping[str, Any], *steps: Step) -> Adherence:
    """Whether the treatment was taken."""
    said: dict[str, Adherence] = {
        **{answer: answer for answer in get_args(Adherence)},
        "taken": "yes", "not_taken": "no", "partly": "partial", "partially": "partial",
    }  # fmt: skip
    if "adherence" not in fields:
        return "unknown"
    word = normal_name(shown(fields["adherence"]))
    if word not in said:
        context.problem(
            InputError,
            f"'{shown(fields['adherence'])}' does not say whether it was taken; expected yes, no, "
            "partial or unknown",
            *steps,
            "adherence",
        )
    return said.get(word, "unknown")


def kinds_of(kinds: Mapping[str, Iterable[str]], word: str | None) -> frozenset[str]:
    """The kinds under which a word stands, such as those of a reason why a treatment ended."""
    if word is None:
        return frozenset()
    key = normal_name(word)
    return frozenset(kind for kind, words in kinds.items() if key in words)


def state_of_patient(context: Context, reason: str | None) -> str | None:
    """The boolean finding that a reason says is present, if it is one."""
    knowledge = context.knowledge
    if reason is None or not (reason in knowledge.findings or reason in knowledge.aliases):
        return None
    kinds = [
        kind
        for kind, words in knowledge.resistance.reasons.items()
        if reason in (kind, *(normal_name(word) for word in words))
    ]
    if kinds and _ABOUT_THE_PATIENT not in kinds:
        return None
    finding, alias = knowledge.find_finding(reason)
    return finding.id if finding.kind == "boolean" and not (alias and alias.inverse) else None
