"""What changed between two reviews of one patient, as sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from myosotis.errors import InputError
from myosotis.report.marks import mark
from myosotis.report.words import Data, capital, date_text, listing, question_of

FEW = 6


def changes_since(old: Data, new: Data) -> list[str]:
    """Sentences for what differs in ``new``; empty if nothing does.

    The order is that of the page: threats, verdicts, organs, treatments, plans, options, facts and
    what is missing. Raises InputError if the two are not of the same patient or ``old`` is later.
    """
    if old["patient"]["id"] != new["patient"]["id"]:
        raise InputError(
            f"the earlier review is of patient '{old['patient']['id']}', this one of "
            f"'{new['patient']['id']}': compare reviews of the same patient"
        )
    if (old["on"] or "") > (new["on"] or old["on"] or ""):
        raise InputError(
            f"the earlier review is of {date_text(old['on'])}, after this one "
            f"of {date_text(new['on'])}: give the older review to --since"
        )
    return [
        *_urgent(old, new),
        *_verdicts(old, new),
        *_organs(old, new),
        *_treatments(old, new),
        *_plans(old, new),
        *_options(old, new),
        *_facts(old, new),
        *_missing(old, new),
        *_knowledge(old, new),
    ]


def _urgent(old: Data, new: Data) -> Iterator[str]:
    before = {threat["id"]: threat for threat in old.get("urgent") or ()}
    now = {threat["id"]: threat for threat in new.get("urgent") or ()}
    for key, threat in now.items():
        if key not in before:
            yield f"New urgent threat: {threat['statement']}"
        elif before[key]["verdict"] != threat["verdict"]:
            yield f"Urgent threat, now {mark(threat['verdict']).word}: {threat['statement']}"
    for key, threat in before.items():
        if key not in now:
            yield f"No longer an urgent threat: {threat['statement']}"


def _verdicts(old: Data, new: Data) -> Iterator[str]:
    for name in ("resistance", "diagnosis", "strategy"):
        before, now = old[name], new[name]
        if before["verdict"] != now["verdict"]:
            yield (
                f"{now['question']} Was {mark(before['verdict']).word}, "
                f"is now {mark(now['verdict']).word}. {now['statement']}"
            )


def _organs(old: Data, new: Data) -> Iterator[str]:
    before = old["activity"]["organs"]
    for name, organ in new["activity"]["organs"].items():
        was = before.get(name, {}).get("verdict", "cannot_tell")
        if was != organ["verdict"]:
            yield (
                f"{capital(organ['label'])}: was {mark(was).word}, is now "
                f"{mark(organ['verdict']).word}. {organ['statement']}"
            )


def _course(treatment: Data) -> tuple[Any, ...]:
    return (treatment["therapy"], treatment.get("from"))


def _treatments(old: Data, new: Data) -> Iterator[str]:
    before = {_course(t): t for t in old["resistance"].get("treatments") or ()}
    for treatment in new["resistance"].get("treatments") or ():
        name = capital(treatment["label"])
        was = before.get(_course(treatment))
        if was is None:
            yield f"{name}: new on record, {mark(treatment['verdict']).word}."
            continue
        if treatment.get("to") and not was.get("to"):
            yield f"{name}: ended {date_text(treatment['to'])}."
        if treatment.get("dose") != was.get("dose"):
            dose = treatment.get("dose") or "not recorded"
            yield f"{name}: dose was {was.get('dose') or 'not recorded'}, is now {dose}."
        if treatment["verdict"] != was["verdict"]:
            yield (
                f"{name}: was {mark(was['verdict']).word}, is now "
                f"{mark(treatment['verdict']).word}."
            )


def _plans(old: Data, new: Data) -> Iterator[str]:
    before = {(one["therapy"], one["made"]): one for one in old["strategy"].get("plans") or ()}
    for plan in new["strategy"].get("plans") or ():
        was = before.get((plan["therapy"], plan["made"]))
        if was is None or was["verdict"] != plan["verdict"]:
            yield f"Plan of {date_text(plan['made'])}. {plan['statement']}"


def _options(old: Data, new: Data) -> Iterator[str]:
    before = {one["therapy"]: one for one in old["strategy"].get("options") or ()}
    for option in new["strategy"].get("options") or ():
        was = before.get(option["therapy"])
        if was is None and before:
            yield f"Option {option['label']}: new, {mark(option['standing']).word}."
        elif was is not None and was["standing"] != option["standing"]:
            yield (
                f"Option {option['label']}: was {mark(was['standing']).word}, is now "
                f"{mark(option['standing']).word}."
            )


def _facts(old: Data, new: Data) -> Iterator[str]:
    before, now = _recorded(old), _recorded(new)
    added = [fact for key, fact in now.items() if key not in before]
    gone = [fact for key, fact in before.items() if key not in now]
    for intro, facts in (("New on record", added), ("No longer on record", gone)):
        if facts:
            words = [f"{f['label']}: {f['value']} ({date_text(f.get('on'))})" for f in facts]
            yield f"{intro}: {_few(words)}."
    aged = [
        fact["label"]
        for key, fact in now.items()
        if key in before and fact.get("status") == "too_old" != before[key].get("status")
    ]
    if aged:
        yield f"Now too old to speak for the present: {_few(aged)}."


def _recorded(review: Data) -> Mapping[tuple[Any, ...], Data]:
    facts: Mapping[str, Data] = review.get("facts") or {}
    seen = [fact for fact in facts.values() if fact.get("status") != "later"]
    return {(fact["finding"], fact.get("on"), fact["value"]): fact for fact in seen}


def _missing(old: Data, new: Data) -> Iterator[str]:
    before, now = _lacking(old), _lacking(new)
    known = [label for key, label in before.items() if key not in now]
    lacking = [label for key, label in now.items() if key not in before]
    if known:
        yield f"No longer missing: {_few(known)}."
    if lacking:
        yield f"Newly missing: {_few(lacking)}."


def _lacking(review: Data) -> dict[str, str]:
    return {
        missing["finding"]: missing["label"]
        for name in ("resistance", "activity", "diagnosis")
        for missing in question_of(review, name).get("missing") or ()
    }


def _knowledge(old: Data, new: Data) -> Iterator[str]:
    was, is_ = old["knowledge"], new["knowledge"]
    if was["hash"] != is_["hash"]:
        yield (
            f"The knowledge base changed, from {was['version']} ({was['hash'][:8]}) to "
            f"{is_['version']} ({is_['hash'][:8]}): the same facts may be read differently."
        )


def _few(words: list[str]) -> str:
    if len(words) <= FEW:
        return "; ".join(words) if any(":" in word for word in words) else listing(words)
    return f"{'; '.join(words[:FEW])}; and {len(words) - FEW} more"
