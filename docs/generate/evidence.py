"""The page of the study arms: by therapy, with their marks and the patients they share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from layout import CHECKED, DATA, basis_of, capital, table, words

from myosotis.evidence import arm_table, count_arms
from myosotis.evidence.documents import ArmLine
from myosotis.knowledge import KnowledgeBase

ARMS = f"{DATA}/evidence/arms.csv"


def evidence(base: KnowledgeBase) -> Iterator[str]:
    """Every arm by therapy; what is counted, how it was read, which studies share patients."""
    counts = count_arms(base, base.arms)
    yield f"{counts.arms} arms of {counts.studies} studies, one row of [arms.csv]({ARMS}) for each"
    yield "arm and outcome. Shares carry the 95 % interval of that one study (Wilson). Kinds of"
    yield "outcome are never added to each other; a share here is what was observed in the patients"
    yield "of a study and predicts nothing of one patient."
    yield ""
    yield "Sums leave out what is marked: *elsewhere* (another row counts the same patients),"
    yield "*unread* (the figures were not read in a source), *patients* (it compares patients, not"
    yield "treatments). What is empty was not found. Commands: `myosotis evidence table`,"
    yield "`myosotis evidence show` and `myosotis evidence check`."
    yield ""
    yield "## What there is"
    yield ""
    yield from table(
        ["kind of outcome", "arms", "counted", "studies", "patients", "with the outcome"],
        [
            [
                one.label,
                *map(str, (one.arms, one.counted, one.studies, one.patients, one.responders)),
            ]
            for one in counts.kinds
        ],
    )
    read = [f"{counts.checked.get(level, 0)} {text}" for level, text in CHECKED.items()]
    yield f"Of the arms {', '.join(read)}."
    yield ""
    lines = arm_table(base=base).arms
    therapies = dict.fromkeys(name for line in lines for name in line.therapies)
    for name in sorted(therapies, key=lambda one: _label(base, one).casefold()):
        yield f"## {capital(_label(base, name))}"
        yield ""
        yield from _arms(_arms_of(base, name))
    yield "## Studies that share patients"
    yield ""
    yield "In each series a kind of outcome counts one set of rows."
    yield ""
    yield from table(["series", "studies", "counted", "not counted"], _series(lines))


def _arms_of(base: KnowledgeBase, therapy: str) -> tuple[ArmLine, ...]:
    """The arms of a therapy with what they were compared with, also where it has no file yet."""
    if therapy in base.therapies:
        return arm_table(therapy=therapy, base=base).arms
    return tuple(line for line in arm_table(base=base).arms if therapy in line.therapies)


def _label(base: KnowledgeBase, therapy: str) -> str:
    return base.therapies[therapy].label if therapy in base.therapies else words(therapy)


def _arms(lines: Iterable[ArmLine]) -> Iterator[str]:
    yield from table(
        ["arm", "in", "what was counted", "result", "basis"],
        [
            [
                f"{words(line.study)}: {line.treatment}",
                f"{line.group.label}; refractory: {line.refractory}",
                _counted(line),
                _result(line),
                basis_of(line.sources, line.checked),
            ]
            for line in lines
        ],
    )


def _counted(line: ArmLine) -> str:
    weeks = f"; {line.weeks_are.replace('_', ' ')}, {line.weeks} weeks" if line.weeks else ""
    return f"{line.outcome.label}: {line.measured}{weeks}; {words(line.design)}"


def _result(line: ArmLine) -> str:
    said = []
    if line.share:
        ends = (line.share.low, line.share.value, line.share.high)
        low, value, high = (f"{100 * end:.0f}" for end in ends)
        said.append(f"{line.responders} of {line.n}, {value} % ({low} to {high})")
    elif line.n is not None:
        said.append(f"{line.n} patients")
    if line.effect:
        effect = line.effect
        interval = f" ({effect.low} to {effect.high})" if effect.low is not None else ""
        unit = f" {effect.unit}" if effect.unit else ""
        said.append(f"{effect.measure} {effect.value}{interval}{unit}")
    if line.share and not line.adds:
        why = "patients" if line.prognostic else "unread" if line.counted else "elsewhere"
        said.append(f"*{why}*")
    if line.derived:
        said.append(f"derived: {line.derived}")
    return "; ".join(said)


def _series(lines: tuple[ArmLine, ...]) -> list[list[str]]:
    rows = []
    for name in sorted({line.series for line in lines if line.series}):
        arms = [line for line in lines if line.series == name and line.share]
        counted = [line.arm for line in arms if line.counted]
        other = [line.arm for line in arms if not line.counted]
        if other:
            studies = sorted({words(line.study) for line in arms})
            rows.append([words(name), ", ".join(studies), ", ".join(counted), ", ".join(other)])
    return rows
