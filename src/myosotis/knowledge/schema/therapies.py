"""The shape of a therapy: doses, duration, contraindications, what to do before."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from myosotis.knowledge.schema.approach import DoseFloor
from myosotis.knowledge.schema.parts import Identifier, Sourced, Texts


class Duration(Sourced):
    """The least time on an adequate dose before a drug may be called failed."""

    weeks: Decimal
    note: str | None = None


class Contraindication(Sourced):
    """A condition under which a therapy is contraindicated, avoided, or used with care."""

    id: Identifier
    if_: str = Field(alias="if")
    level: Literal["contraindicated", "avoid", "caution", "test_first"]
    statement: str


class Before(Sourced):
    """What to do before starting."""

    action: str
    test: str | None = None


class Indication(Sourced):
    """An organ in which a therapy is used, with what is known of it there."""

    organ: str
    statement: str


class Therapy(Sourced):
    """A drug, drug class or other treatment."""

    id: Identifier
    label: str
    counts_as: Literal["glucocorticoid", "immunosuppressant", "none"]
    includes: Texts = ()
    routes: Texts = ()
    usual_dose: str
    equivalent: dict[str, Decimal] = {}
    dose_floors: tuple[DoseFloor, ...] = ()
    duration: Duration | None = None
    judged_from: Literal["start", "last_course"] = "start"
    judge_by: str
    courses: int | None = None
    organs: tuple[Indication, ...] = ()
    contraindications: tuple[Contraindication, ...] = ()
    before_starting: tuple[Before, ...] = ()
    exposure: str | None = None
    codes: dict[str, Texts] = {}
    aliases: Texts = ()
    note: str | None = None
