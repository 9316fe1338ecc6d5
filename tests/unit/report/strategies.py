"""A made-up strategy and plan with one of everything, in the shape that the review gives."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from myosotis import read_patient
from myosotis.review import Chosen, plan, treatment_strategy
from myosotis.review.parts import KnowledgeLine, PatientLine, SourceLine
from myosotis.review.strategy.model import (
    ApprovalLine,
    BeforeLine,
    Block,
    CheckLine,
    ConditionLine,
    Divided,
    EvidenceLine,
    GuidanceLine,
    JudgeBy,
    JudgingLine,
    MonitorLine,
    NextLine,
    Option,
    PlanLine,
    ReproductionLine,
    SettingLine,
    ShareLine,
    Statement,
    Strategy,
    StrategyDocument,
    TrialLine,
    UseLine,
)

EXAMPLES = Path(__file__).parents[3] / "examples" / "strategy"
CITED: Any = {"sources": ("book",), "checked": "abstract"}
GUESSED: Any = {"sources": (), "checked": "no"}
STANDINGS = (
    "in_use", "optimise", "open", "open_after_test", "waits", "cannot_tell", "failed",
    "intolerant", "no_result", "no_effect_shown", "avoid", "contraindicated", "not_applicable",
)  # fmt: skip


def share(who: str, low: float, median: float, high: float, **fields: Any) -> ShareLine:
    """A share of three studies."""
    plain = {"group": who, "studies": 3, "patients": 40, "observed": "18/40"}
    return ShareLine.model_validate(
        {"who": who, "low": low, "median": median, "high": high, **plain, **fields}
    )


def evidence(group: bool = True) -> EvidenceLine:
    """Responders, one interval over the whole axis; with or without a subgroup."""
    next_ = NextLine(
        patients=30, few=6, if_few=share("", 20, 33, 45), many=24, if_many=share("", 50, 62, 75)
    )
    return EvidenceLine(
        kind="muscle",
        label="muscle",
        outcome="at least minimal improvement",
        group=share("a subgroup of a long name, with an antibody", 0, 46.4, 100) if group else None,
        everybody=share("all subgroups", 31, 52, 70),
        controls=share("placebo or sham", 9, 22.2, 41),
        ratio="2.1 (0.9 to 4.8)",
        next=next_,
        statement="" if group else "No data for this subgroup (a subgroup).",
        arms=("one", "two"),
        sources=("trial",),
    )


def condition(name: str, level: str, verdict: str, counts: bool = True) -> ConditionLine:
    """A condition that asks for a test."""
    return ConditionLine.model_validate(
        {
            "id": name,
            "kind": "contraindication",
            "level": level,
            "verdict": verdict,
            "statement": f"The {name} stands in its way.",
            "asks": () if verdict == "present" else ("virus",),
            "counts": counts,
            **(CITED if counts else GUESSED),
        }
    )


def option(standing: str, **fields: Any) -> Option:
    """An option of one standing, with a condition of each kind."""
    plain: dict[str, Any] = {
        "therapy": f"drug_{standing}",
        "label": f"drug β for {standing.replace('_', ' ')}",
        "kind": "drug",
        "status": "investigational" if standing == "open" else "in_use",
        "standing": standing,
        "possible": ("failed", "optimise") if standing == "cannot_tell" else (standing,),
        "if_open": "open_after_test" if standing == "waits" else None,
        "now": "yes" if standing == "in_use" else "no",
        "settings": ("muscle",),
        "statement": f"It is {standing.replace('_', ' ')}.",
        "reasons": (
            (Statement(id="r", statement="The kidney stands in its way.", **CITED),)
            if standing in ("avoid", "contraindicated")
            else ()
        ),
        "uncounted": ("It would make it contraindicated: Nobody read it.",),
        "uses": (
            UseLine(setting="muscle", label="muscle", effect="mixed", verdict="present",
                    statement="One trial saw it, one did not.", **CITED),
            UseLine(setting="muscle", label="muscle", effect="used", verdict="possible",
                    statement="In some.", **GUESSED),
        ),
        "trials": (TrialLine(id="t1", name="drug", verdict="failed", statement="it was tried"),)
        if standing in ("in_use", "optimise", "cannot_tell", "failed", "intolerant")
        else (),
        "contraindications": (
            condition("kidney", "caution", "present"),
            condition("virus", "contraindicated", "possible"),
            condition("smoke", "avoid", "possible", counts=False),
        ),
        "reproduction": (
            ReproductionLine(stage="pregnancy", label="pregnancy", level="compatible",
                             statement="It does no harm.", **CITED),
        ),
        "before": (BeforeLine(action="Test for the virus.", test="virus_test", **CITED),),
        "monitoring": (MonitorLine(action="Blood count.", every="monthly", test=None, **CITED),),
        "judge_by": JudgeBy(
            weeks="24",
            statement="Strength at 24 weeks.",
            lines=(
                JudgingLine(setting="muscle", label="muscle", weeks="24", measure="a score",
                            threshold="at least 20", statement="As in the trial.", **CITED),
            ),
        ),
        "usual_dose": "1 g twice",
        "approvals": (ApprovalLine(text="Product, nowhere, 2020: all of it", **CITED),),
        "guidance": ("BOOK 2020: for (muscle)",),
        **CITED,
    }  # fmt: skip
    return Option.model_validate({**plain, **fields})


def guidance(says: str, short: str, **fields: Any) -> GuidanceLine:
    """A statement of a guideline."""
    plain: dict[str, Any] = {
        "guideline": short.lower(), "short": short, "year": 2020, "says": says,
        "therapies": ("drug_open",), "labels": ("drug β",), "line": "first",
        "strength": "conditional", "evidence": "C", "agreement": "96 %", "verdict": "present",
        "statement": "As it was printed.", **CITED,
    }  # fmt: skip
    return GuidanceLine.model_validate({**plain, **fields})


def everything() -> dict[str, Any]:
    """An option of each standing, a division, a plan, checks and intervals."""
    options = tuple(option(standing) for standing in STANDINGS)
    with_shares = {"open": (evidence(),), "open_after_test": (evidence(group=False),)}
    options = tuple(
        one.model_copy(update={"evidence": with_shares.get(one.standing, ())}) for one in options
    )
    body = Strategy(
        question="What can be changed?",
        verdict="urgent_only",
        statement="Only the urgent branch is open (muscle); all else is blocked.",
        blocked_by=(
            Block(id="b", question="activity", statement="Inflammation is not shown.", **CITED),
        ),
        always_open=(Statement(id="exercise", statement="Exercise is open.", **CITED),),
        settings=(
            SettingLine(
                id="muscle", label="muscle", state="treated", urgent=True,
                guidance=(
                    guidance("for", "BOOK 2020"),
                    guidance("against", "PAPER 2021", line="any", **GUESSED),
                    guidance("either", "NOTE 2022", therapies=(), labels=(), strength="not_read",
                             evidence=None, agreement=None),
                    guidance("for", "MAYBE 2023", verdict="possible"),
                ),
                divided=(
                    Divided.model_validate(
                        {"therapy": "drug_open", "label": "drug β", "for": ("BOOK 2020",),
                         "against": ("PAPER 2021",)}
                    ),
                ),
            ),
            SettingLine(id="skin", label="skin", state="open", urgent=False,
                        guidance=(guidance("for", "BOOK 2020"),)),
        ),
        plans=(
            PlanLine(
                id="p1", therapy="drug_open", label="drug β", dose=None, made="2020-01-01",
                start="2020-01-02", until="2020-06-01", measure="strength",
                threshold="a rise of 10 or more", verdict="not_measured", at_start=None, now=None,
                statement="Drug β: it is due, and nothing was measured since the start.",
                where="file.yaml, line 3, plans[1]",
            ),
        ),
        checks=tuple(
            CheckLine(finding="virus" if n == 0 else f"test_{n}", label=f"check number {n}",
                      why="not recorded", tests=(), therapies=("drug β", "drug two"))
            for n in range(14)
        ),
        options=options,
    )  # fmt: skip
    return StrategyDocument(
        myosotis="0",
        patient=PatientLine(id="p", title="Made up · man, 40", sex="male", age="40",
                            diagnosis="polymyositis"),
        on="2020-06-10",
        knowledge=KnowledgeLine(version="0", hash="abcdefabcdef"),
        conclusion="Nothing is settled yet.",
        strategy=body,
        unchecked=("Nobody read it.",),
        sources={
            "book": SourceLine(number=1, kind="guideline", citation="A book."),
            "trial": SourceLine(number=2, kind="trial", citation="A trial.", doi="10.1/2"),
        },
    ).to_dict()  # fmt: skip


@cache
def _example(name: str) -> dict[str, Any]:
    return treatment_strategy(read_patient(EXAMPLES / f"{name}.yaml")).to_dict()


def refractory() -> dict[str, Any]:
    """The synthetic patient with anti-SRP."""
    return _example("refractory-srp")


def child() -> dict[str, Any]:
    """The synthetic patient with lung disease who plans a pregnancy."""
    return _example("lung-and-a-wish-for-a-child")


def urgent() -> dict[str, Any]:
    """The synthetic patient whose lung cannot wait."""
    return _example("mda5-cannot-wait")


@cache
def _planned(name: str, choice: Chosen) -> dict[str, Any]:
    return plan(read_patient(EXAMPLES / f"{name}.yaml"), choice).to_dict()


def planned() -> dict[str, Any]:
    """A plan as the knowledge proposes its dates."""
    return _planned("refractory-srp", Chosen("rituximab", dose="1 g twice"))


def against() -> dict[str, Any]:
    """A plan of something that is contraindicated."""
    return _planned("lung-and-a-wish-for-a-child", Chosen("methotrexate", setting="muscle"))


EVERY = [everything, refractory, child, urgent]
PLANS = [planned, against]
