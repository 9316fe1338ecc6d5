"""Whatever an unknown finding turns out to be: how a therapy stood before allowed for it.

What is guaranteed of one finding that was not recorded and then is, on the same day, where it does
not contradict what is recorded:

- **What forbids stays.** A therapy that is contraindicated, or better avoided by a condition, is no
  less so afterwards; it may only turn out not to be used for what is active.
- **What came of it stays.** A therapy that failed or was not tolerated stays so, unless something
  now forbids it.
- **No surprise.** A condition that forbids or speaks against a therapy afterwards was told before:
  it was among the conditions of that therapy, as not known.
- **Open is without a question.** No condition that counts holds of a therapy that is open, and none
  is unknown; what one that waits for a test waits for is asked, once for all of them.
- **What is unchecked moves nothing**: a knowledge base without the unchecked conditions gives the
  same standings, but for what it does not ask; and one without the unchecked uses opens and closes
  the same therapies.
- **More of a trial narrows it.** Its dose, its time and its response, once known, leave no outcome
  that was not possible before. (Whether it was taken and why it was stopped do not narrow: a trial
  of which neither is recorded counts as taken, and as not stopped for harm.)

What is *not* guaranteed, by design: that an open therapy stays open (what is asked may forbid it),
that the gate stays open (a sign against the diagnosis closes it), that a therapy stays unused (a
finding of another organ makes it a setting).
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from typing import Any

import jsonschema
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

from myosotis import knowledge, read_patient, review
from myosotis.errors import InputError
from myosotis.knowledge import KnowledgeBase
from myosotis.patient import Patient, Snapshot
from myosotis.review import strategy_schema, treatment_strategy
from myosotis.review.strategy.exposure import exposures
from myosotis.review.strategy.model import Option, Strategy
from myosotis.review.treatments import judge
from myosotis.review.view import View

BASE = knowledge.load()
Record = dict[str, Any]
ON = "2024-03-04"

# Findings that conditions, settings and guidelines read.
FACTS = (
    "infection_severe", "infection_active", "hepatitis_b", "hepatitis_c", "hiv_infection",
    "latent_tuberculosis", "active_tuberculosis", "pregnancy", "pregnancy_planning",
    "breastfeeding", "smoking", "cancer_active", "interstitial_lung_disease", "dysphagia",
    "arthritis", "heliotrope_rash", "gottron_papules", "calcinosis", "mri_muscle_edema",
    "mri_muscle_fat", "anti_mda5", "anti_srp", "anti_hmgcr", "systemic_sclerosis",
    "iga_deficiency_with_anti_iga", "rapidly_progressive_ild", "proximal_weakness",
    "statin_exposure", "diabetes", "heart_failure_severe",
)  # fmt: skip
KNOWN = tuple(name for name in FACTS if name in BASE.findings)
BOOLEAN = {one.id for one in BASE.findings.values() if one.kind == "boolean"}
NUMBERS = {"egfr": (20, 96), "ck": (0.6, 12), "mmt8": (90, 150)}
UNITS = {"egfr": "mL/min/1.73m2", "ck": "xULN", "mmt8": "/150"}
SETTLED = {
    "anti_srp": True, "proximal_weakness": True, "ck": "20 xULN", "mri_muscle_edema": True,
    "biopsy_necrosis": True,
}  # fmt: skip
TRIAL = {"adherence": "yes", "response": "none", "stopped": "inefficacy"}
TRIALS: list[Record] = [
    {"therapy": "prednisolone", "dose": "60 mg/day", "duration": "26 weeks", **TRIAL},
    {"therapy": "methotrexate", "dose": "20 mg/week", "duration": "52 weeks", **TRIAL},
    {"therapy": "methotrexate", "dose": "5 mg/week", "duration": "52 weeks", **TRIAL},
    {"therapy": "azathioprine", "stopped": "inefficacy"},
    {"therapy": "mycophenolate", "dose": "2 g/day", "duration": "4 weeks", "stopped": "nausea"},
    {"therapy": "rituximab", "to": "ongoing"},
    {"therapy": "ivig", "dose": "2 g/kg every 4 weeks", "duration": "30 weeks", **TRIAL},
]


def _value(draw: st.DrawFn, name: str) -> Any:
    if name in NUMBERS:
        return f"{draw(st.sampled_from(NUMBERS[name]))} {UNITS[name]}"
    return draw(st.booleans())


@st.composite
def records(draw: st.DrawFn) -> Record:
    """A patient file with some facts and trials; often with a gate that is open."""
    names = draw(st.sets(st.sampled_from((*KNOWN, *NUMBERS)), max_size=12))
    facts = {name: _value(draw, name) for name in sorted(names)}
    trials = draw(st.lists(st.sampled_from(TRIALS), max_size=4, unique_by=lambda t: t["therapy"]))
    if draw(st.booleans()):
        facts |= SETTLED
        trials = [*TRIALS[:2], *(t for t in trials if t["therapy"] not in
                                 ("prednisolone", "methotrexate"))]  # fmt: skip
    record: Record = {"id": "p", "history": [{"on": ON, "weight_loss": False, **facts}]}
    if trials:
        record["treatments"] = trials
    if draw(st.booleans()):
        record["sex"] = draw(st.sampled_from(["female", "male"]))
    if draw(st.booleans()):
        record["age"] = draw(st.sampled_from([10, 34, 70]))
    return record


def told(record: Record, base: KnowledgeBase = BASE) -> Strategy:
    return review(read_patient(deepcopy(record), base), knowledge=base).strategy


def options(found: Strategy) -> dict[str, Option]:
    return {option.therapy: option for option in found.options}


def contradictory(patient: Patient) -> bool:
    """Whether recorded facts contradict each other through the vocabulary, now or ever."""
    view = View.of(BASE, patient, Snapshot.of(patient, None, BASE))
    now, course = view.book.closures
    return any(
        closure.apply({name: known.value for name, known in facts.items()}).clashes
        for closure, facts in ((now, view.snapshot.now), (course, view.snapshot.course))
    )


def excluded(record: Record) -> set[str]:
    """The stages that the sex or the age of a patient rules out without being recorded."""
    if record.get("sex") == "male" or record.get("age") == 70:
        return {"pregnancy", "pregnancy_planning", "breastfeeding"}
    return set()


def examples(of: int, least: int = 10) -> settings:
    """So many examples that a share of the profile's time is enough."""
    return settings(max_examples=max(least, settings().max_examples // of))


# -- completion ---------------------------------------------------------------------------------


@examples(40, least=25)
@given(record=records(), data=st.data())
def test_a_completed_finding_moves_a_therapy_only_where_it_was_said(
    record: Record, data: st.DataObject
) -> None:
    found = told(record)
    facts = record["history"][0]
    asked = [c.finding for c in found.checks if c.finding in BOOLEAN]
    open_ = sorted({*asked, *KNOWN} - facts.keys() - excluded(record))
    name = data.draw(st.sampled_from(open_))
    answer = data.draw(st.booleans())
    note(f"{name}: {answer}")
    try:
        completed = read_patient({**deepcopy(record), "history": [{**facts, name: answer}]})
    except InputError:
        assume(False)
    assume(not contradictory(completed))
    after = options(review(completed).strategy)
    for id_, before in options(found).items():
        now = after[id_]
        if before.standing == "contraindicated" or (before.standing == "avoid" and before.reasons):
            worse = {"contraindicated", "not_applicable", before.standing}
            assert now.standing in worse, id_
        if before.standing in ("failed", "intolerant"):
            assert now.standing in (before.standing, "contraindicated"), id_
        if before.standing != "not_applicable" and now.standing in ("contraindicated", "avoid"):
            named = {line.id for line in before.contraindications}
            assert {reason.id for reason in now.reasons} <= named, id_


@examples(40, least=25)
@given(record=records())
def test_open_is_without_a_question_and_what_is_waited_for_is_asked(record: Record) -> None:
    found = told(record)
    asked = {check.finding: set(check.therapies) for check in found.checks}
    for option in found.options:
        if option.kind == "stopping" or option.standing not in ("open", "open_after_test"):
            continue
        halts = [
            line
            for line in option.contraindications
            if line.level in ("contraindicated", "avoid", "test_first")
            and (line.counts or line.verdict == "possible")
        ]
        assert not [line for line in halts if line.verdict == "present" and
                    line.level != "test_first"], option.therapy  # fmt: skip
        if option.standing == "open":
            assert not halts, option.therapy
        for line in halts:
            assert all(option.label in asked[name] for name in line.asks), option.therapy


@examples(40, least=25)
@given(record=records())
def test_every_therapy_stands_once_and_the_gate_is_kept(record: Record) -> None:
    found = told(record)
    assert options(found).keys() == BASE.therapies.keys()
    urgent = {setting.id for setting in found.settings if setting.urgent}
    untreated = {block.question for block in found.blocked_by} == {"resistance"}
    for option in found.options:
        assert (option.standing == "cannot_tell") == (len(option.possible) > 1)
        assert (option.if_open is not None) == ("waits" in option.possible)
        if not BASE.therapies[option.therapy].gated or found.verdict == "open":
            assert "waits" not in option.possible
        elif not urgent & set(option.settings):
            assert not {"open", "open_after_test"} & set(option.possible)
            assert "optimise" not in option.possible or untreated


# -- what was not checked -----------------------------------------------------------------------


def _checked(items: Any) -> Any:
    if isinstance(items, Mapping):
        return {key: one for key, one in items.items() if one.checked != "no"}
    return tuple(one for one in items if one.checked != "no")


@cache
def without_unchecked(*fields: str) -> KnowledgeBase:
    """The knowledge without the unchecked entries of these fields of each therapy."""
    therapies = tuple(
        one.model_copy(update={field: _checked(getattr(one, field)) for field in fields})
        for one in BASE.therapies.values()
    )
    return KnowledgeBase(BASE.content.model_copy(update={"therapies": therapies}), str(fields))


@examples(50, least=15)
@given(record=records())
def test_an_unchecked_condition_moves_nothing(record: Record) -> None:
    base = without_unchecked("contraindications", "interactions", "reproduction")
    after = options(told(record, base))
    for id_, before in options(told(record)).items():
        assert asking(after[id_]) == asking(before), id_


def asking(option: Option) -> tuple[set[str], str | None]:
    """How a therapy stands, whether or not something is asked first."""
    plain = {"open_after_test": "open"}
    possible = {plain.get(one, one) for one in option.possible}
    return possible, plain.get(option.if_open or "", option.if_open)


@examples(50, least=15)
@given(record=records())
def test_an_unchecked_use_opens_and_closes_nothing(record: Record) -> None:
    after = options(told(record, without_unchecked("uses")))
    for id_, before in options(told(record)).items():
        if before.standing not in ("no_result", "contraindicated", "avoid"):
            assert (after[id_].possible, after[id_].if_open) == (before.possible, before.if_open)
        else:
            assert after[id_].standing in (
                before.standing, "not_applicable", "no_effect_shown", "avoid",
            ), id_  # fmt: skip


# -- trials -------------------------------------------------------------------------------------

DOSES = ("25 mg/day", "150 mg/day")
LENGTHS = ("3 weeks", "60 weeks", "at least 8 weeks")
RESPONSES = ("none", "partial", "good", "lost")


@st.composite
def rows(draw: st.DrawFn) -> Record:
    """A trial of which any part may be unknown."""
    parts = {
        "dose": draw(st.sampled_from([None, *DOSES])),
        "duration": draw(st.sampled_from([None, *LENGTHS])),
        "response": draw(st.sampled_from([None, *RESPONSES])),
        "to": draw(st.sampled_from([None, "ongoing", "unknown"])),
    }
    return {"therapy": "azathioprine", **{key: one for key, one in parts.items() if one}}


def came_to(trials: list[Record]) -> frozenset[str]:
    record = {"id": "p", "weight": "60 kg", "treatments": trials,
              "history": [{"on": ON, "ck": "5 xULN"}]}  # fmt: skip
    patient = read_patient(record)
    view = View.of(BASE, patient, Snapshot.of(patient, None, BASE))
    return exposures(view, [judge(view, one) for one in patient.treatments])


@given(trials=st.lists(rows(), min_size=1, max_size=2, unique_by=str), data=st.data())
def test_more_of_a_trial_narrows_what_can_have_come_of_it(
    trials: list[Record], data: st.DataObject
) -> None:
    choices = {"dose": DOSES, "duration": LENGTHS, "response": RESPONSES}
    missing = sorted(choices.keys() - trials[0].keys())
    assume(missing)
    part = data.draw(st.sampled_from(missing))
    first = {**trials[0], part: data.draw(st.sampled_from(choices[part]))}
    assume(first not in trials[1:])
    try:
        before, after = came_to(trials), came_to([first, *trials[1:]])
    except InputError:
        assume(False)  # recorded twice
    assert after
    assert after <= before


# -- the document -------------------------------------------------------------------------------


@cache
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(strategy_schema())


@examples(100)
@given(record=records())
def test_a_strategy_follows_its_schema(record: Record) -> None:
    document = treatment_strategy(read_patient(deepcopy(record))).to_dict()
    validator().validate(document)
    used = {s for option in document["strategy"]["options"] for s in option["sources"]}
    assert used <= document["sources"].keys()
