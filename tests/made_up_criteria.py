"""A copy of the knowledge in which a few made-up sets stand in place of the real criteria.

Real sets change; what a comparison does with a yes, a no and a "cannot tell" does not.
"""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from myosotis import knowledge
from myosotis.knowledge import KnowledgeBase

DATA = Path(knowledge.__file__).parent / "data"
HEAD = """\
id: {id}
title: The {short} criteria in full
short: {short}
year: {year}
about: Made up for a test.
source: lundberg_2017
checked: {checked}
"""
SETS = {
    # Decides by the skin alone, and names the subgroup.
    "skin": ("Skin 2017", 2017, """\
covers: [iim, dermatomyositis, amyopathic_dermatomyositis]
applies: not better_explanation
applies_label: nothing else explains it better.
inputs: [better_explanation, heliotrope_rash, gottron_sign, proximal_weakness, ck]
points:
  - name: score
    rows:
      - {label: heliotrope rash, if: heliotrope_rash, points: [3.5]}
      - {label: Gottron's sign, if: gottron_sign, points: [3]}
units: {score: points}
verdict:
  - {is: met, if: score >= 3.5, label: classified as myositis, means: [iim]}
  - {is: not, label: not classified}
outcomes:
  subgroup:
    - {is: none, if: score < 3.5, label: no subgroup}
    - {is: DM, if: proximal_weakness or ck > 1, label: dermatomyositis, means: [dermatomyositis]}
    - {is: ADM, label: amyopathic dermatomyositis,
       means: [dermatomyositis, amyopathic_dermatomyositis]}
flags:
  - {id: no_muscle, if: heliotrope_rash and not proximal_weakness, text: The skin decides alone.,
     source: myosotis_proposal, checked: no}
"""),
    # Decides by the muscle; it knows no disease of the skin alone.
    "muscle": ("Muscle 1975", 1975, """\
covers: [iim, dermatomyositis, amyopathic_dermatomyositis]
inputs: [proximal_weakness, ck, heliotrope_rash]
verdict:
  - {is: dm, if: proximal_weakness and ck > 1 and heliotrope_rash, label: dermatomyositis,
     means: [iim, dermatomyositis]}
  - {is: met, if: proximal_weakness and ck > 1, label: myositis, means: [iim]}
  - {is: not, label: not classified}
"""),
    # Needs what is seldom recorded.
    "biopsy": ("Biopsy", 2004, """\
covers: [iim, dermatomyositis]
inputs: [biopsy_perifascicular_atrophy]
verdict:
  - {is: met, if: biopsy_perifascicular_atrophy, label: dermatomyositis,
     means: [iim, dermatomyositis]}
  - {is: not, label: not classified}
"""),
    # Decides on something else, in words of its own, and refuses what cannot be.
    "fingers": ("Fingers 2011", 2011, """\
covers: [inclusion_body_myositis]
parameters:
  - {id: gottron_sign, label: a judgement of its own, definition: Not the sign., kind: boolean}
inputs: [finger_flexor_weakness, age_at_onset, gottron_sign]
refuse:
  - {id: too_young, if: age_at_onset < 2, text: "Nobody was so young ({age_at_onset})."}
verdict:
  - {is: met, if: finger_flexor_weakness or gottron_sign, label: met,
     means: [inclusion_body_myositis]}
  - {is: not, label: not met}
"""),
    "children": ("Children 1990", 1990, """\
covers: [iim]
applies: age_at_onset < 16
inputs: [age_at_onset, heliotrope_rash]
verdict:
  - {is: met, if: heliotrope_rash, label: met, means: [iim]}
  - {is: not, label: not met}
"""),
    "unfinished": ("Unfinished 2025", 2025, """\
enabled: false
incomplete: The weights are not published.
covers: [iim]
inputs: [heliotrope_rash]
verdict:
  - {is: met, if: heliotrope_rash, means: [iim]}
  - {is: not}
"""),
}  # fmt: skip
UNCHECKED = ("biopsy",)
SHOWN_IN_FULL = ("skin", "muscle")


def write(folder: Path) -> Path:
    """Write the copy into a folder."""
    copy = folder / "data"
    shutil.copytree(DATA, copy)
    shutil.rmtree(copy / "criteria")
    (copy / "criteria").mkdir()
    for id_, (short, year, rest) in SETS.items():
        checked = "no" if id_ in UNCHECKED else "abstract"
        text = HEAD.format(id=id_, short=short, year=year, checked=checked) + rest
        (copy / "criteria" / f"{id_}.yaml").write_text(text, encoding="utf-8")
    diagnosis = copy / "pathway" / "diagnosis.yaml"
    text, count = re.subn(
        r"^criteria: .*$",
        f"criteria: [{', '.join(SHOWN_IN_FULL)}]",
        diagnosis.read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
    assert count == 1
    diagnosis.write_text(text, encoding="utf-8")
    return copy


@cache
def made_up() -> KnowledgeBase:
    """The copy, loaded once."""
    with TemporaryDirectory() as folder:
        return knowledge.load(write(Path(folder)))
