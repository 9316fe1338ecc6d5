"""The knowledge base: every file under data/, read, validated and indexed.

The study arms are a table (CSV) beside the YAML. Reading all takes about a second, so the
validated content is kept as JSON in the user's cache directory under its content hash; a changed
file gives another hash.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from myosotis.errors import FileError, KnowledgeError, Problem, UnknownNameError, nearest
from myosotis.knowledge.arms import read_arms
from myosotis.knowledge.collecting import lasting
from myosotis.knowledge.reading import Document, read_document
from myosotis.knowledge.schema import (
    ActivityPathway,
    Alias,
    Antibody,
    Arm,
    ArmFile,
    CancerPathway,
    CoursePathway,
    CriteriaSet,
    DiagnosisPathway,
    DifferentialPathway,
    Disorder,
    EvidencePathway,
    ExaminationPathway,
    Finding,
    Guideline,
    LungPathway,
    Method,
    OutcomePathway,
    Posterior,
    ResistancePathway,
    SerologyPathway,
    Source,
    SourceFile,
    StrategyPathway,
    Strict,
    SubgroupPathway,
    Test,
    TestFile,
    Therapy,
    UrgentPathway,
    VocabularyFile,
    WatchPathway,
)

DATA = Path(__file__).parent / "data"
ARMS = Path("evidence/arms.csv")
POSTERIOR = Path("evidence/posterior.yaml")
SYNTHETIC = "synthetic"
"""The folder that is read when asked for only, see `myosotis.knowledge.synthetic`."""


class VersionFile(Strict):
    """base.yaml."""

    version: str


class Content(Strict):
    """All files together, as they are cached."""

    version: str
    vocabulary: tuple[VocabularyFile, ...]
    tests: tuple[TestFile, ...]
    criteria: tuple[CriteriaSet, ...]
    instruments: tuple[CriteriaSet, ...] = ()
    therapies: tuple[Therapy, ...]
    antibodies: tuple[Antibody, ...]
    disorders: tuple[Disorder, ...] = ()
    guidelines: tuple[Guideline, ...] = ()
    sources: tuple[SourceFile, ...]
    urgent: UrgentPathway
    resistance: ResistancePathway
    activity: ActivityPathway
    diagnosis: DiagnosisPathway
    strategy: StrategyPathway
    examination: ExaminationPathway
    course: CoursePathway
    serology: SerologyPathway
    subgroups: SubgroupPathway
    outcomes: OutcomePathway
    cancer: CancerPathway
    lung: LungPathway
    watch: WatchPathway
    differential: DifferentialPathway
    evidence: EvidencePathway
    arms: ArmFile = ArmFile(arms=())
    posterior: Posterior | None = None


_FOLDERS: dict[str, type[Strict]] = {
    "vocabulary": VocabularyFile,
    "tests": TestFile,
    "criteria": CriteriaSet,
    "instruments": CriteriaSet,
    "therapies": Therapy,
    "antibodies": Antibody,
    "disorders": Disorder,
    "guidelines": Guideline,
    "sources": SourceFile,
}
_PATHWAY: dict[str, type[Strict]] = {
    "urgent": UrgentPathway,
    "resistance": ResistancePathway,
    "activity": ActivityPathway,
    "diagnosis": DiagnosisPathway,
    "strategy": StrategyPathway,
    "examination": ExaminationPathway,
    "course": CoursePathway,
    "serology": SerologyPathway,
    "subgroups": SubgroupPathway,
    "outcomes": OutcomePathway,
    "cancer": CancerPathway,
    "lung": LungPathway,
    "watch": WatchPathway,
    "differential": DifferentialPathway,
    "evidence": EvidencePathway,
}


@dataclass(frozen=True, eq=False)
class KnowledgeBase:
    """The knowledge of one version, indexed by id; ``directory`` is where its files stand."""

    content: Content
    hash: str
    directory: Path = DATA

    @property
    def version(self) -> str:
        """The version written in base.yaml."""
        return self.content.version

    @cached_property
    def findings(self) -> dict[str, Finding]:
        """Every finding by id."""
        return {f.id: f for file in self.content.vocabulary for f in file.findings}

    @cached_property
    def aliases(self) -> dict[str, tuple[str, Alias]]:
        """Every other name of a finding: the finding's id, and what the name says of it."""
        return {a.name: (f.id, a) for f in self.findings.values() for a in f.aliases}

    @cached_property
    def domains(self) -> dict[str, str]:
        """The domain of each finding."""
        return {f.id: file.domain for file in self.content.vocabulary for f in file.findings}

    @cached_property
    def tests(self) -> dict[str, Test]:
        """Every test by id."""
        return {t.id: t for file in self.content.tests for t in file.tests}

    @cached_property
    def established(self) -> dict[str, frozenset[str]]:
        """For each test the findings that it establishes."""
        found: dict[str, set[str]] = {test: set() for test in self.tests}
        for finding in self.findings.values():
            for test in finding.established_by:
                found.setdefault(test, set()).add(finding.id)
        return {test: frozenset(names) for test, names in found.items()}

    @cached_property
    def criteria(self) -> dict[str, CriteriaSet]:
        """Every criteria set and instrument by id."""
        return {c.id: c for c in (*self.content.criteria, *self.content.instruments)}

    @cached_property
    def therapies(self) -> dict[str, Therapy]:
        """Every therapy by id."""
        return {t.id: t for t in self.content.therapies}

    @cached_property
    def antibodies(self) -> dict[str, Antibody]:
        """Every antibody by the id of its finding."""
        return {a.id: a for a in self.content.antibodies}

    @cached_property
    def disorders(self) -> dict[str, Disorder]:
        """Every disorder by id."""
        return {d.id: d for d in self.content.disorders}

    @cached_property
    def guidelines(self) -> dict[str, Guideline]:
        """Every guideline by id."""
        return {g.id: g for g in self.content.guidelines}

    @property
    def evidence(self) -> EvidencePathway:
        """Whom the study arms report on, and what they counted."""
        return self.content.evidence

    @property
    def arms(self) -> tuple[Arm, ...]:
        """Every study arm, in the order of the file: row i stands on line i + 2."""
        return self.content.arms.arms

    @cached_property
    def arm_names(self) -> dict[str, frozenset[str]]:
        """The names that a column of a table of study arms may hold."""
        return {
            "therapies": frozenset(self.therapies),
            "group": frozenset(group.id for group in self.evidence.groups),
            "setting": frozenset(setting.id for setting in self.strategy.settings),
            "outcome": frozenset(outcome.id for outcome in self.evidence.outcomes),
        }

    @property
    def differential(self) -> DifferentialPathway:
        """The features, gates and tests of the differential."""
        return self.content.differential

    @cached_property
    def methods(self) -> dict[str, Method]:
        """Every way of testing an antibody by id and by its other names."""
        known = self.serology.methods
        named = {normal_name(name): m for m in known for name in m.names}
        return {**named, **{method.id: method for method in known}}

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Every source by id."""
        return {s.id: s for file in self.content.sources for s in file.sources}

    @property
    def urgent(self) -> UrgentPathway:
        """The red flags that come first."""
        return self.content.urgent

    @property
    def resistance(self) -> ResistancePathway:
        """Question 0."""
        return self.content.resistance

    @property
    def activity(self) -> ActivityPathway:
        """Question 1."""
        return self.content.activity

    @property
    def diagnosis(self) -> DiagnosisPathway:
        """Question 2."""
        return self.content.diagnosis

    @property
    def strategy(self) -> StrategyPathway:
        """Question 3."""
        return self.content.strategy

    @property
    def examination(self) -> ExaminationPathway:
        """The second diagnostic examination."""
        return self.content.examination

    @property
    def course(self) -> CoursePathway:
        """How the response is read from visits."""
        return self.content.course

    @property
    def serology(self) -> SerologyPathway:
        """How the result of an antibody is read."""
        return self.content.serology

    @property
    def subgroups(self) -> SubgroupPathway:
        """The subgroups of myositis."""
        return self.content.subgroups

    @property
    def outcomes(self) -> OutcomePathway:
        """What an antibody makes more or less likely."""
        return self.content.outcomes

    @property
    def cancer(self) -> CancerPathway:
        """Cancer screening."""
        return self.content.cancer

    @property
    def lung(self) -> LungPathway:
        """The risk and the course of interstitial lung disease."""
        return self.content.lung

    @property
    def watch(self) -> WatchPathway:
        """Other organs to look at."""
        return self.content.watch

    @cached_property
    def _therapy_names(self) -> dict[str, str]:
        return {n: t.id for t in self.therapies.values() for n in (t.id, *t.aliases, *t.includes)}

    def find_finding(self, name: str) -> tuple[Finding, Alias | None]:
        """The finding of a name or alias. Raises UnknownNameError with the nearest names."""
        key = normal_name(name)
        if key in self.findings:
            return self.findings[key], None
        if key in self.aliases:
            finding, alias = self.aliases[key]
            return self.findings[finding], alias
        hint = nearest(key, [*self.findings, *self.aliases])
        raise UnknownNameError(f"unknown finding '{name}'{hint}")

    def find_therapy(self, name: str) -> Therapy:
        """The therapy of a name or alias. Raises UnknownNameError with the nearest names."""
        key = normal_name(name)
        if key in self._therapy_names:
            return self.therapies[self._therapy_names[key]]
        raise UnknownNameError(f"unknown therapy '{name}'{nearest(key, self._therapy_names)}")

    def find_method(self, name: str) -> Method:
        """The way of testing of a name. Raises UnknownNameError with the nearest names."""
        key = normal_name(name)
        if key in self.methods:
            return self.methods[key]
        known = ", ".join(method.label for method in self.serology.methods)
        hint = nearest(key, self.methods)
        raise UnknownNameError(f"unknown method '{name}'; expected one of {known}{hint}")

    def find_criteria(self, name: str) -> CriteriaSet:
        """The criteria set of an id (hyphens or underscores). Raises UnknownNameError."""
        key = normal_name(name)
        if key in self.criteria:
            return self.criteria[key]
        raise UnknownNameError(f"unknown criteria set '{name}'{nearest(key, self.criteria)}")


def normal_name(name: str) -> str:
    """The form in which names are compared: lower case, underscores."""
    return "_".join(name.strip().lower().replace("-", " ").replace("_", " ").split())


def posterior_place() -> Path:
    """The file of the shipped estimates, for the command that writes it."""
    return DATA / POSTERIOR


@cache
def load(directory: Path = DATA) -> KnowledgeBase:
    """The knowledge base of a directory (this package's own by default).

    Raises KnowledgeError naming the file, line and field of everything that is wrong.
    """
    paths = sorted(path for path in directory.rglob("*") if path.suffix in {".yaml", ".csv"})
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.relative_to(directory).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    content_hash = digest.hexdigest()
    cached = _cache_file(content_hash)
    with lasting():
        content = _from_cache(cached)
        if content is None:
            content = _read(directory, paths)
            _to_cache(cached, content)
    return KnowledgeBase(content, content_hash, directory)


def _read(directory: Path, paths: list[Path]) -> Content:
    parts: dict[str, Any] = {folder: [] for folder in _FOLDERS}
    problems: list[Problem] = []
    for path in paths:
        folder, name = path.parent.name, path.stem
        if folder == SYNTHETIC:
            continue
        model = _model(path, directory)
        try:
            if path == directory / ARMS:
                parts["arms"] = ArmFile(arms=read_arms(path))
                continue
            document = read_document(path)
            if path == directory / "base.yaml":
                parts["version"] = VersionFile.model_validate(document.data).version
            elif model is None:
                problems.append(Problem("this is not a place for a knowledge file", str(path)))
            elif model is Posterior:
                parts["posterior"] = Posterior.model_validate(document.data)
            elif folder == "pathway":
                parts[name] = model.model_validate(document.data)
            else:
                parts[folder].append(model.model_validate(document.data))
        except FileError as error:
            problems.extend(error.problems)
        except ValidationError as error:
            problems.extend(file_problems(document, error, path.relative_to(directory)))
    if problems:
        raise KnowledgeError(problems)
    missing = [name for name in (*_PATHWAY, "version") if name not in parts]
    if missing:
        raise KnowledgeError(f"the knowledge base lacks {', '.join(missing)}", str(directory))
    return Content.model_validate(parts)


def _model(path: Path, directory: Path) -> type[Strict] | None:
    if path == directory / POSTERIOR:
        return Posterior
    if path.suffix != ".yaml":
        return None
    return (
        _PATHWAY.get(path.stem) if path.parent.name == "pathway" else _FOLDERS.get(path.parent.name)
    )


def file_problems(document: Document, error: ValidationError, path: Path) -> list[Problem]:
    """What does not fit the schema, in sentences that name the file, the line and the field."""
    found = []
    for detail in error.errors():
        where = document.where(*detail["loc"]).replace(document.name, path.as_posix(), 1)
        message = detail["msg"].lower()
        if detail["type"] == "extra_forbidden":
            message = f"'{detail['loc'][-1]}' is not a key that is known here"
        elif detail["type"] == "missing":
            message = f"'{detail['loc'][-1]}' is missing"
        found.append(Problem(message, where))
    return found


def _cache_file(content_hash: str) -> Path:
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "myosotis" / f"knowledge-{content_hash[:32]}.json"


def _from_cache(path: Path) -> Content | None:
    try:
        return Content.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        # No cache, or one written by another version of the schema: read the YAML again.
        return None


def _to_cache(path: Path, content: Content) -> None:
    # A read-only home only costs time, never a result.
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content.model_dump_json(by_alias=True, exclude_defaults=True))
        Path(temporary).replace(path)
