"""The shape of the vocabulary: findings, their names and units, and the tests behind them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from pydantic import model_validator

from myosotis.knowledge.schema.parts import (
    Checked,
    Identifier,
    Sourced,
    Sources,
    Strict,
    Texts,
    with_defaults,
)


class Unit(Strict):
    """Another unit in which a quantity may be given.

    ``factor`` turns it into the canonical unit. ``uln`` says that the canonical unit is
    multiples of the upper limit of normal, and between which values (in this unit) a
    laboratory's limit lies when the record does not give it.
    """

    unit: str
    factor: Decimal | None = None
    uln: tuple[Decimal, Decimal] | None = None
    approximate: bool = False
    note: str | None = None


class Alias(Strict):
    """Another name for a finding, possibly a vaguer or an inverse one.

    ``means``: what saying yes to this name says of the finding: ``> 1``, ``<= 1``, or one
    category or several separated by ``|``. Saying no says the complement, or nothing when
    ``no`` is ``unknown``. ``inverse``: yes to this name is no to the finding.
    ``unit``: the unit in which a number under this name is given.
    """

    name: Identifier
    means: str | None = None
    no: Literal["complement", "unknown"] = "complement"
    inverse: bool = False
    unit: str | None = None
    note: str | None = None


class Finding(Sourced):
    """Something that can be known about a patient.

    ``panel`` is the part of the timeline on which its values are drawn.
    """

    id: Identifier
    label: str
    definition: str
    kind: Literal["boolean", "quantity", "category"]
    unit: str | None = None
    range: tuple[Decimal, Decimal] | None = None
    step: Decimal | None = None
    normal: tuple[Decimal | None, Decimal | None] | None = None
    units: tuple[Unit, ...] = ()
    values: tuple[str, ...] = ()
    is_a: Texts = ()
    implied_by: str | None = None
    equals: str | None = None
    panel: Literal["enzymes", "strength", "lung", "skin"] | None = None
    over_course: Literal["ever", "highest", "lowest", "latest", "first"] = "ever"
    valid_for: str = "always"
    established_by: Texts = ()
    codes: dict[str, Texts] = {}
    aliases: tuple[Alias, ...] = ()
    note: str | None = None


class VocabularyFile(Strict):
    """The findings of one domain. ``source`` and ``checked`` are defaults for its findings."""

    domain: str
    title: str
    source: Sources
    checked: Checked
    findings: tuple[Finding, ...]

    @model_validator(mode="before")
    @classmethod
    def _pass_defaults_down(cls, data: Any) -> Any:
        return with_defaults(data, "findings")


class Test(Sourced):
    """A way to establish findings: a question, an examination, a blood test, an image, a biopsy.

    ``done`` is the finding that says that the test was done: any recorded finding whose first
    ``established_by`` is this test makes it yes.
    """

    id: Identifier
    label: str
    kind: Literal[
        "question", "examination", "review", "blood", "function", "imaging", "electrical",
        "biopsy", "genetic", "endoscopy", "trial",
    ]  # fmt: skip
    shows: str
    burden: Literal["none", "low", "moderate", "high"]
    cost: Literal["low", "moderate", "high"]
    done: str | None = None
    how: Texts = ()
    not_informative: Texts = ()
    before: Texts = ()


class TestFile(Strict):
    """Tests of one kind."""

    title: str
    tests: tuple[Test, ...]
