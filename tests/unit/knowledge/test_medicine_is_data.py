"""Medicine lives in knowledge files: no drug, antibody, disorder or finding is named in Python.

The words are taken from the knowledge base itself, so a new therapy is looked for at once.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import myosotis
from myosotis import knowledge

BASE = knowledge.load()
SOURCE = Path(myosotis.__file__).parent
FILES = sorted(SOURCE.rglob("*.py"))

GENERAL = {
    "other": "an English word",
    "other_treatment": "three English words",
    "another_disease": "two English words",
    "gc": "the garbage collector of the standard library",
    "pred": "per cent of predicted, a unit",
    "autoantibodies": "the name of a domain of the vocabulary",
    "glucocorticoid": "one of the two kinds of treatment that a definition of refractory counts",
    "steroid": "the same",
    "immunosuppressant": "the other kind",
    "immunosuppressants": "the other kind",
    "immunosuppression": "what the strategy may change",
}
"""Names of therapies that are also general words, and why they may stand in Python."""

IN_COMMENTS = {
    ("report/words.py", "anti_hmgcr"),
    ("report/words.py", "hmgcr"),
    ("review/view.py", "polymyositis"),
}
"""Examples in a comment or a docstring, which decide nothing."""

FINDINGS = {
    "age_at_onset": "a field of the patient file itself",
    "current_age": "follows from the date of birth",
    "heliotrope_rash": "an example in a help text",
    "lung_function": "the title of a panel of the timeline",
    "muscle_enzymes": "the title of another one",
}
"""Findings that code may name, and why."""


def normal(text: str) -> str:
    return "_" + re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") + "_"


def medical_words() -> Iterator[str]:
    for therapy in BASE.therapies.values():
        yield from (therapy.id, therapy.label, *therapy.aliases, *therapy.includes)
    for finding in BASE.findings.values():
        if BASE.domains[finding.id] == "autoantibodies":
            yield from (finding.id, finding.label, *(alias.name for alias in finding.aliases))
    for disorder, labels in BASE.diagnosis.labels.items():
        yield from (disorder, *labels)
    for rule in (*BASE.diagnosis.other_iim, *BASE.diagnosis.not_iim):
        if rule.is_:
            yield rule.is_
    for criteria in BASE.content.criteria:
        for case in (case for cases in criteria.outcomes.values() for case in cases):
            if case.is_ != "none":
                yield from (case.is_, case.label or case.is_)


WORDS = {word for word in map(normal, medical_words()) if word.strip("_") not in GENERAL}


def named(text: str) -> set[str]:
    words = normal(text)
    return {word.strip("_") for word in WORDS if word in words}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_no_drug_antibody_or_disorder_is_named(path: Path) -> None:
    place = path.relative_to(SOURCE).as_posix()
    found = {(place, word) for word in named(path.read_text(encoding="utf-8"))}
    assert found <= IN_COMMENTS


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_no_finding_or_criteria_set_is_named_in_code(path: Path) -> None:
    ids = {id_ for id_ in (*BASE.findings, *BASE.criteria, *BASE.tests) if "_" in id_}
    every = " ".join(map(normal, texts(ast.parse(path.read_text(encoding="utf-8")))))
    found = {id_ for id_ in ids if normal(id_) in every}
    allowed = {*FINDINGS, *(["eular_acr_2017"] if path.parent.name == "cli" else [])}
    assert found <= allowed


def texts(tree: ast.Module) -> Iterator[str]:
    """Every text in code, docstrings excepted."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in docstrings:
            yield str(node.value)


def test_the_words_are_there_to_be_found() -> None:
    assert {"methotrexate", "anti_jo1", "polymyositis", "ibm"} <= {w.strip("_") for w in WORDS}
    assert named("a dose of Methotrexate, e.g.") == {"methotrexate"}


def test_nothing_is_excepted_in_vain() -> None:
    everything = {path.relative_to(SOURCE).as_posix(): path.read_text() for path in FILES}
    for place, word in IN_COMMENTS:
        assert word in named(everything[place]), (place, word)
    whole = " ".join(map(normal, everything.values()))
    for word in (*GENERAL, *FINDINGS):
        assert normal(word) in whole, word
