"""One therapy as an option: how it stands, why, and all that has to be known about it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from myosotis.knowledge.schema import Therapy, Use
from myosotis.logic import Truth
from myosotis.review.parts import Known, Statement
from myosotis.review.strategy.conditions import conditions, reproduction
from myosotis.review.strategy.evidence import Evidence
from myosotis.review.strategy.exposure import exposures, trials
from myosotis.review.strategy.fixed import fixed_parts
from myosotis.review.strategy.model import (
    ConditionLine,
    Option,
    SettingLine,
    Standing,
    TrialLine,
    UseLine,
)
from myosotis.review.strategy.standing import Gate, Stand, stand
from myosotis.review.treatments import Judged
from myosotis.review.view import View

_NOW: dict[Truth, Known] = {Truth.YES: "yes", Truth.NO: "no", Truth.UNKNOWN: "unknown"}
_WORDS: dict[Standing, str] = {
    "in_use": "It is being taken; the trial goes on.",
    "optimise": "The trial so far was not adequate; it is made good before it is called failed.",
    "open": "Nothing that is recorded stands in its way.",
    "open_after_test": "Something has to be asked or tested first.",
    "waits": "It waits for the gate.",
    "cannot_tell": "What came of it so far cannot be told from the record.",
    "failed": "It failed an adequate trial.",
    "intolerant": "It was not tolerated, which is not inefficacy.",
    "no_result": "Nothing that was checked in a source shows that it helps here.",
    "no_effect_shown": "It was tried in studies and did not work here.",
    "avoid": "It is better avoided here.",
    "contraindicated": "It is contraindicated here.",
    "not_applicable": "It is not used for what is active here.",
}


def option(
    view: View,
    therapy: Therapy,
    judged: Sequence[Judged],
    settings: Sequence[SettingLine],
    gate: Gate,
    evidence: Evidence,
) -> Option:
    """The therapy as an option for this patient."""
    mine = [one for one in judged if one.therapy.id == therapy.id]
    uses = _uses(view, therapy, settings)
    # What is neither used here nor was ever given needs no conditions.
    concerned = bool(uses or mine or therapy.stops_if)
    lines = conditions(view, therapy) if concerned else ()
    stands = _stops(view, therapy) or stand(therapy, exposures(view, mine), lines, uses, gate)
    told = trials(mine)
    return Option(
        therapy=therapy.id,
        standing=stands.standing,
        possible=stands.possible,
        if_open=stands.if_open,
        now=_NOW[_truth(view, therapy)],
        settings=tuple(dict.fromkeys(use.setting for use in uses)),
        statement=_statement(stands, told),
        reasons=_reasons(view, therapy, lines, stands.standing),
        uncounted=_uncounted(lines, uses, stands.standing),
        uses=uses,
        trials=told,
        contraindications=lines,
        reproduction=reproduction(view, therapy) if concerned else (),
        evidence=evidence.lines(therapy.id) if uses else (),
        guidance=_guidance(therapy, settings),
        **fixed_parts(view.base, therapy.id, concerned),
    )


def _truth(view: View, therapy: Therapy) -> Truth:
    value = view.extra[f"on_treatment.{therapy.id}"]
    return value if isinstance(value, Truth) else Truth.UNKNOWN


def _uses(view: View, therapy: Therapy, settings: Sequence[SettingLine]) -> tuple[UseLine, ...]:
    known = {setting.id: setting for setting in settings}
    found = []
    for use in therapy.uses:
        if use.setting not in known:
            continue
        truth = view.truth(use.if_) if use.if_ else Truth.YES
        if truth is not Truth.NO:
            # Where inflammation is not shown, a use there is possible and no more.
            certain = truth is Truth.YES and known[use.setting].state == "treated"
            found.append(_use_line(use, known[use.setting].label, certain))
    return tuple(found)


@lru_cache(maxsize=5_000)
def _use_line(use: Use, label: str, certain: bool) -> UseLine:
    return UseLine(
        setting=use.setting,
        label=label,
        effect=use.effect,
        verdict="present" if certain else "possible",
        statement=use.statement,
        sources=use.source,
        checked=use.checked,
    )


def _stops(view: View, therapy: Therapy) -> Stand | None:
    """How the stopping of something stands: open where there is something to stop."""
    if therapy.stops_if is None:
        return None
    standings: dict[Truth, Standing] = {
        Truth.YES: "open",
        Truth.NO: "not_applicable",
        Truth.UNKNOWN: "open_after_test",
    }
    return Stand((standings[view.truth(therapy.stops_if)],))


def _statement(stands: Stand, told: Sequence[TrialLine]) -> str:
    if stands.standing in ("in_use", "optimise", "failed", "intolerant", "cannot_tell") and told:
        return " ".join(f"{one.name[:1].upper()}{one.name[1:]}: {one.statement}." for one in told)
    return _WORDS[stands.standing]


def _reasons(
    view: View, therapy: Therapy, lines: Sequence[ConditionLine], standing: Standing
) -> tuple[Statement, ...]:
    """What decides the standing: the conditions that hold, with the recorded facts behind them."""
    if therapy.stops_if and standing == "open":
        return (
            Statement(
                id=therapy.id,
                statement=therapy.note or therapy.judge_by,
                because=view.because(therapy.stops_if),
                sources=therapy.source,
                checked=therapy.checked,
            ),
        )
    rules = {one.id: one.if_ for one in (*therapy.contraindications, *therapy.interactions)}
    rules |= {name: view.base.strategy.reproduction[name].if_ for name in therapy.reproduction}
    return tuple(
        Statement(
            id=line.id,
            statement=line.statement,
            because=view.because(rules[line.id]),
            sources=line.sources,
            checked=line.checked,
        )
        for line in lines
        if line.verdict == "present" and line.counts and line.level == standing
    )


def _uncounted(
    lines: Sequence[ConditionLine], uses: Sequence[UseLine], standing: Standing
) -> tuple[str, ...]:
    """Where a fact that was not checked in a source would have moved the therapy."""
    if standing in ("contraindicated", "not_applicable"):
        return ()
    said = [
        f"It would make it {_LEVELS[line.level]}: {line.statement}"
        for line in lines
        if line.verdict == "present"
        and not line.counts
        and line.level in ("contraindicated", "avoid")
        and line.level != standing
    ]
    said += [f"It would speak against it: {use.statement}" for use in uses if _unread(use, False)]
    if standing == "no_result":
        said += [f"It would open it: {use.statement}" for use in uses if _unread(use, True)]
    return tuple(said)


def _unread(use: UseLine, supports: bool) -> bool:
    against = use.effect in ("no_effect", "harm")
    says = use.effect not in ("no_result", "prognostic")
    return use.checked == "no" and says and against != supports


def _guidance(therapy: Therapy, settings: Sequence[SettingLine]) -> tuple[str, ...]:
    """What each guideline says of the therapy in these settings, in a few words."""
    return tuple(
        dict.fromkeys(
            f"{line.short}: {line.says}"
            + ("" if line.line == "any" else f", {_LINES[line.line]}")
            + f" ({setting.label})"
            for setting in settings
            for line in setting.guidance
            if therapy.id in line.therapies
        )
    )


_LEVELS = {"contraindicated": "contraindicated", "avoid": "better avoided"}
_LINES = {
    "first": "first line",
    "next": "next line",
    "refractory": "refractory disease",
    "rescue": "rescue",
}
