"""A small knowledge base, so that these tests do not change when the medicine does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from myosotis.errors import InputError
from myosotis.knowledge import KnowledgeBase
from myosotis.knowledge.base import Content
from myosotis.knowledge.schema import (
    CoursePathway,
    CourseScore,
    Finding,
    Method,
    ResistancePathway,
    SerologyPathway,
    Therapy,
    VocabularyFile,
)
from myosotis.patient import Patient, read_patient

TODAY = date(2021, 6, 15)

FINDINGS: list[dict[str, Any]] = [
    {"id": "sex", "kind": "category", "values": ("female", "male")},
    {
        "id": "age_at_onset",
        "kind": "quantity",
        "unit": "a",
        "range": (0, 120),
        "over_course": "first",
        "units": ({"unit": "mo", "factor": "0.083333333333", "approximate": True},),
    },
    {"id": "current_age", "kind": "quantity", "unit": "a", "range": (0, 130)},
    {
        "id": "ck",
        "kind": "quantity",
        "unit": "xULN",
        "range": (0, 20000),
        "over_course": "highest",
        "valid_for": "3 months",
        "units": (
            {"unit": "U/L", "uln": (140, 330)},
            {"unit": "IU/L", "uln": (140, 330)},
            {"unit": "ukat/L", "uln": ("2.33", "5.5")},
        ),
        "aliases": (
            {"name": "ck_elevated", "means": "> 1"},
            {"name": "ck_normal", "means": "<= 1"},
            {"name": "ck_persistently_elevated", "means": "> 1", "no": "unknown"},
            {"name": "ck_u_per_l", "unit": "U/L"},
        ),
    },
    {
        "id": "aldolase",
        "kind": "quantity",
        "unit": "xULN",
        "range": (0, 1000),
        "valid_for": "3 months",
        "units": ({"unit": "U/L", "uln": (4, 10)},),
    },
    {
        "id": "calcium",
        "kind": "quantity",
        "unit": "mmol/L",
        "range": (0, 10),
        "normal": ("2.15", "2.6"),
        "over_course": "latest",
        "units": ({"unit": "mg/dL", "factor": "0.25"},),
    },
    {
        "id": "mmt8",
        "kind": "quantity",
        "unit": "/150",
        "range": (0, 150),
        "over_course": "lowest",
        "valid_for": "3 months",
        "units": ({"unit": "/80", "factor": "1.875"},),
    },
    {"id": "mrc_hip", "kind": "quantity", "unit": "/5", "range": (0, 5)},
    {"id": "haq_di", "kind": "quantity", "range": (0, 3), "valid_for": "3 months"},
    {
        "id": "fvc",
        "kind": "quantity",
        "unit": "% predicted",
        "range": (0, 200),
        "over_course": "lowest",
        "valid_for": "12 months",
    },
    {"id": "unlimited", "kind": "quantity", "unit": "m"},
    {"id": "spared", "kind": "boolean", "over_course": "lowest"},
    {"id": "change", "kind": "quantity", "unit": "%", "range": (-100, 100)},
    {
        "id": "course",
        "kind": "category",
        "values": ("acute", "subacute", "chronic"),
        "aliases": ({"name": "slowly_progressive", "means": "subacute | chronic"},),
    },
    {"id": "reflexes", "kind": "category", "values": ("absent", "reduced", "normal"),
     "over_course": "latest"},
    {"id": "heliotrope_rash", "kind": "boolean", "valid_for": "3 months"},
    {"id": "gottron_papules", "kind": "boolean", "valid_for": "3 months"},
    {
        "id": "asymmetric_weakness",
        "kind": "boolean",
        "aliases": ({"name": "symmetric_weakness", "inverse": True},),
    },
    {
        "id": "muscle_biopsy_done",
        "kind": "boolean",
        "aliases": ({"name": "biopsy_refused", "inverse": True, "no": "unknown"},),
    },
    *({"id": f"biopsy_{name}", "kind": "boolean"}
      for name in ("necrosis", "infiltrate", "granuloma", "atrophy")),
    {"id": "mri_muscle_oedema", "kind": "boolean", "valid_for": "6 months"},
    {"id": "rash", "kind": "boolean"},
    {"id": "pregnancy_planning", "kind": "boolean", "valid_for": "12 months"},
    {"id": "kidney_disease", "kind": "boolean"},
    {"id": "glucocorticoid_exposure", "kind": "boolean", "valid_for": "3 months"},
]  # fmt: skip

SOURCE = {"source": ("book",), "checked": "no"}

ANTIBODIES: list[dict[str, Any]] = [
    {"id": f"anti_{name}", "kind": "boolean"} for name in ("jo1", "mi2", "srp", "hmgcr")
]

METHODS: list[dict[str, Any]] = [
    {
        "id": "line_blot",
        "label": "line blot",
        "names": ("blot",),
        "kind": "blot",
        "strengths": ("weak", "strong"),
        "weak": ("weak",),
        "signs": {"+": "weak", "++": "strong"},
    },
    {
        "id": "elisa",
        "label": "enzyme immunoassay",
        "names": ("eia",),
        "kind": "immunoassay",
        "strengths": ("low", "high"),
        "amounts": True,
    },
    {
        "id": "immunoprecipitation",
        "label": "immunoprecipitation",
        "names": ("ip",),
        "kind": "reference",
    },
]

THERAPIES: list[dict[str, Any]] = [
    {
        "id": "glucocorticoid_oral",
        "counts_as": "glucocorticoid",
        "includes": ("prednisolone", "dexamethasone"),
        "routes": ("oral",),
        "equivalent": {"prednisolone": "1", "dexamethasone": "6.67"},
        "exposure": "glucocorticoid_exposure",
        "aliases": ("steroids", "methylprednisolone"),
    },
    {
        "id": "glucocorticoid_pulse",
        "counts_as": "glucocorticoid",
        "routes": ("intravenous",),
        "aliases": ("methylprednisolone_pulse",),
    },
    {"id": "azathioprine", "counts_as": "immunosuppressant", "routes": ("oral",)},
    {"id": "methotrexate", "counts_as": "immunosuppressant", "routes": ("oral", "subcutaneous")},
    {"id": "rituximab", "counts_as": "immunosuppressant", "routes": ("intravenous",)},
]


def finding(**fields: Any) -> Finding:
    return Finding.model_validate({"label": fields["id"], "definition": "-", **SOURCE, **fields})


def build() -> KnowledgeBase:
    vocabulary = tuple(
        VocabularyFile(
            domain=domain,
            title=domain,
            source=("book",),
            checked="no",
            findings=tuple(finding(**fields) for fields in findings),
        )
        for domain, findings in (("everything", FINDINGS), ("autoantibodies", ANTIBODIES))
    )
    serology = SerologyPathway.model_construct(
        question="?",
        methods=tuple(Method.model_validate({**SOURCE, **fields}) for fields in METHODS),
    )
    therapies = tuple(
        Therapy.model_validate(
            {"label": fields["id"], "usual_dose": "-", "judge_by": "-", **SOURCE, **fields}
        )
        for fields in THERAPIES
    )
    resistance = ResistancePathway(
        question="?",
        definitions=(),
        reasons={
            "inefficacy": ("inefficacy", "no effect"),
            "intolerance": ("intolerance", "rash"),
            "contraindication": ("pregnancy_planning",),
            "unknown": ("unknown",),
        },
        responses={"none": ("none", "no"), "partial": ("partial",), "unknown": ("unknown",)},
        removable_causes=(),
    )
    content = Content.model_construct(
        version="0",
        vocabulary=vocabulary,
        tests=(),
        therapies=therapies,
        resistance=resistance,
        serology=serology,
        course=CoursePathway.model_construct(score=CourseScore.model_construct(instrument="total")),
    )
    return KnowledgeBase(content, "test")


@pytest.fixture(scope="session")
def knowledge() -> KnowledgeBase:
    return build()


@pytest.fixture(scope="session")
def make_finding() -> Callable[..., Finding]:
    return finding


@pytest.fixture
def read(knowledge: KnowledgeBase, tmp_path: Path) -> Callable[[str], Patient]:
    """Read the text of a patient file; ``id: p`` stands in front of it."""

    def read_text(text: str) -> Patient:
        path = tmp_path / "p.yaml"
        path.write_text("id: p\n" + text, encoding="utf-8")
        return read_patient(path, knowledge, TODAY)

    return read_text


@pytest.fixture
def wrong(read: Callable[[str], Patient]) -> Callable[[str], tuple[type[InputError], list[str]]]:
    """The kind of error that a patient file raises, and its lines."""

    def problems(text: str) -> tuple[type[InputError], list[str]]:
        with pytest.raises(InputError) as caught:
            read(text)
        return type(caught.value), str(caught.value).splitlines()

    return problems
