"""Made-up differentials of these tests, written by hand in the shape that the review gives."""

from __future__ import annotations

from typing import Any

from myosotis.review.differential.model import (
    ActionLine,
    Differential,
    DifferentialBody,
    DisorderLine,
    Evidence,
    GateLine,
    PartingFact,
    ResultLine,
    SetLine,
    WordLine,
)
from myosotis.review.parts import KnowledgeLine, PatientLine, Reason, SourceLine

CITED: Any = {"sources": ("book",), "checked": "abstract"}
GUESSED: Any = {"sources": (), "checked": "no"}


def _evidence(label: str, power: float, name: str) -> Evidence:
    side = "for" if power > 0 else "against"
    return Evidence(
        feature=label.replace(" ", "_"),
        label=label,
        present=True,
        log_ratio=power,
        text=f"{label.capitalize()}: 9 of 12 (75 %) have it in {name}, 8 % over the list; "
        f"3 to 1 {side}.",
        basis="figure",
        **CITED,
    )


def disorder(name: str, power: float, place: int | None, **parts: Any) -> DisorderLine:
    """One disorder with two findings for it and two against it, of which one says nothing."""
    content: dict[str, Any] = {
        "id": name.replace(" ", "_"),
        "label": name,
        "group": "inherited",
        "iim": False,
        "status": "ranked",
        "place": place,
        "log_ratio": power,
        "low": power - 0.6,
        "high": power + 0.6,
        "form": None,
        "why": "",
        "for_": (_evidence("a weak face", 0.6, name), _evidence("large calves", 0.3, name)),
        "against": (_evidence("a rash", -0.4, name), _evidence("male sex", -0.0, name)),
        "settled_by": (WordLine(text="A variant.", test="genes", test_label="genes", **GUESSED),),
        "missed_by": (
            WordLine(text="Reads as other.", test="biopsy", test_label="biopsy", **CITED),
        ),
        "keep": (WordLine(text="The heart does not wait.", **CITED),),
    }
    return DisorderLine(**content | parts)


def _set(place: int, lines: list[DisorderLine]) -> SetLine:
    parting = PartingFact(
        feature="myotonia",
        label="myotonia",
        text=f"Myotonia: about 90 % in {lines[0].label}, 0 % in {lines[-1].label}.",
        tests=("emg",),
    )
    return SetLine(
        place=place,
        disorders=tuple(line.id for line in lines),
        labels=tuple(line.label for line in lines),
        parted_by=(parting,) if len(lines) > 1 else (),
    )


def _gate(label: str, verdict: Any, kind: Any = "correctable") -> GateLine:
    because = (Reason(text="TSH: 90 mIU/L (1 Mar 2020)"),) if verdict == "present" else ()
    return GateLine(
        id=label,
        label=label,
        kind=kind,
        verdict=verdict,
        statement=f"The {label} weakens by itself.",
        because=because,
        tests=("a blood test",),
        **CITED,
    )


def _action(label: str, **parts: Any) -> ActionLine:
    content: dict[str, Any] = {
        "id": label.replace(" ", "_"),
        "label": label,
        "tests": ("one",),
        "missing": (label,),
        "settles": ("alpha disease", "beta disease", "gamma", "delta", "epsilon", "zeta"),
        "results": (),
        "burden": "low",
        "cost": "high",
        "before": ("Consent.",),
        "not_informative": ("Too early.",),
        "why": "It names most of them.",
        **GUESSED,
    }
    return ActionLine(**content | parts)


RESULTS = (
    ResultLine(
        feature="rods",
        label="rods",
        if_present="Beta disease comes first.",
        if_absent="Alpha disease stays first.",
    ),
    ResultLine(
        feature="cores",
        label="cores",
        if_present="Alpha disease stays first.",
        if_absent="Alpha disease stays first.",
    ),
)


def _document(**parts: Any) -> dict[str, Any]:
    content: dict[str, Any] = {
        "question": "Which other disorders fit, and what would part them?",
        "statement": "Alpha disease and beta disease fit best; 12 facts do not part them.",
        "usable": 12,
        "leads": "both",
        "sets": (),
        "disorders": (),
        "left_out": (
            disorder("toxic disease", 2, None, status="ask", why="It takes a toxin: not recorded."),
            disorder("carrier", 2, None, status="sex", why="It does not occur in a male patient."),
        ),
        "unexplained": ("A fever",),
        "gates": (
            _gate("thyroid", "present"),
            _gate("potassium", "ask"),
            _gate("heart", "ask", "dangerous"),
            _gate("pregnancy", "excluded", "dangerous"),
        ),
        "actions": (
            _action("gene panel", results=RESULTS),
            _action("magnetic resonance"),
            *(_action(f"test {number}") for number in range(3, 8)),
        ),
        "unused": ("present age",),
        "notes": ("Anti-X is not weighed: a weak signal.",),
    }
    return Differential(
        myosotis="0.1.0",
        patient=PatientLine(
            id="made", title="Made up · man, 40", sex="male", age="40", diagnosis="polymyositis"
        ),
        on="2020-03-01",
        knowledge=KnowledgeLine(version="0.1.0", hash="abcdef123456"),
        differential=DifferentialBody(**content | parts),
        unchecked=("A variant.",),
        sources={
            "book": SourceLine(
                number=1, kind="paper", citation="A book.", doi=None, pmid=None, url=None, note=None
            )
        },
    ).to_dict()


def _with_sets(first: list[DisorderLine], second: list[DisorderLine], **parts: Any) -> Any:
    last = disorder("omega disease", -3, None)
    return _document(
        sets=(_set(1, first), _set(2, second)), disorders=(*first, *second, last), **parts
    )


def several() -> dict[str, Any]:
    """Two disorders in the first set, one of them myositis, and four in the second."""
    second = [disorder(f"late disease {number}", 0.5, 2) for number in range(1, 5)]
    return dict(
        _with_sets(
            [
                disorder("alpha disease", 2.3, 1, form="alpha disease of adults"),
                disorder("beta disease", 1.9, 1, iim=True),
            ],
            second,
        )
    )


def confirmed() -> dict[str, Any]:
    """One disorder that the record confirms."""
    first = disorder("alpha disease", 4, 1, status="confirmed", why="Genotype: alpha.")
    second = [disorder("beta disease", 0.5, 2)]
    return dict(_with_sets([first], second, statement="The record confirms alpha disease."))


def large() -> dict[str, Any]:
    """Thirty disorders that nothing parts."""
    first = [disorder(f"disease number {number}", 0.4, 1) for number in range(1, 31)]
    second = [disorder("late disease", -0.5, 2)]
    return dict(_with_sets(first, second, statement="What is recorded parts little."))


def nothing() -> dict[str, Any]:
    """Too few facts for a differential."""
    return _document(
        statement="No facts to go by: too few for a differential.",
        usable=0,
        leads="cannot_tell",
        unexplained=(),
        unused=(),
        notes=(),
    )


EVERY = (several, confirmed, large, nothing)
