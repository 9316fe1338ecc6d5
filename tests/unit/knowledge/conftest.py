"""A small whole knowledge base in a directory of its own, to be broken in one place by a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from myosotis import knowledge

FILES = {
    "base.yaml": "version: 0.0.1\n",
    "sources/common.yaml": """\
title: Sources
sources:
  - {id: a_paper, kind: paper, citation: A paper, doi: 10.1000/1}
""",
    "vocabulary/skin.yaml": """\
domain: skin
title: Skin
source: a_paper
checked: abstract
findings:
  - id: rash
    label: a rash
    definition: Any rash.
    kind: boolean
    established_by: skin_examination
  - id: lilac_rash
    label: a lilac rash
    definition: Lilac, on the eyelids.
    kind: boolean
    is_a: rash
    established_by: skin_examination
    checked: full_text
    aliases: [{name: eyelid_rash}]
  - id: ck
    label: creatine kinase
    definition: The activity in serum.
    kind: quantity
    unit: xULN
""",
    "tests/examinations.yaml": """\
title: Examinations
tests:
  - id: skin_examination
    label: examination of the skin
    kind: examination
    shows: Rashes.
    burden: none
    cost: low
    source: a_paper
    checked: no
""",
    "criteria/two_items.yaml": """\
id: two_items
title: Two items
short: Two
year: 2026
about: An example.
source: a_paper
checked: no
inputs: [lilac_rash, ck]
verdict:
  - {is: met, if: lilac_rash and ck > 1}
  - {is: not_met}
""",
    "therapies/rest.yaml": """\
id: rest
label: rest
counts_as: none
usual_dose: As needed.
judge_by: How it feels.
aliases: [bed_rest]
source: a_paper
checked: no
""",
    "pathway/urgent.yaml": "question: Is there a threat?\nred_flags: []\n",
    "pathway/resistance.yaml": """\
question: Is it refractory?
definitions: []
reasons: {}
responses: {}
removable_causes: []
""",
    "pathway/activity.yaml": "question: What remains?\norgans: []\n",
    "pathway/diagnosis.yaml": """\
question: Is the diagnosis right?
labels: {}
criteria: []
secure: []
other_iim: []
not_iim: []
red_flags: []
""",
    "pathway/strategy.yaml": """\
question: What can be changed?
gate: []
always_open: []
settings: []
reproduction: {}
""",
    "pathway/evidence.yaml": "groups: []\nkinds: []\noutcomes: []\n",
    "pathway/examination.yaml": "question: What next?\nsteps: []\n",
    "pathway/course.yaml": """\
question: How far has the patient come?
visit: {days: 7, known_to: month, note: A week., source: a_paper, checked: no}
population:
  input: population
  option: --population
  cases: [{is: adult}]
  source: a_paper
  checked: no
score: {instrument: fall, value: total, range: [0, 10]}
measures: [{id: enzyme, label: enzyme, inputs: ck, points: total, change: change}]
strength: {input: strength, tests: [], note: As written., source: a_paper, checked: no}
instruments: []
""",
    "antibodies/plain_antibody.yaml": """\
id: plain_antibody
antigen: A lilac protein.
kind: specific
panels: usual
summary: Goes with spots.
source: a_paper
checked: abstract
figures:
  - {id: spots_here, outcome: rash, among: ten people, n: 7, of: 10, source: a_paper, checked: no}
assays:
  - {method: strip, sensitivity: 60, excludes: no, source: a_paper, checked: no}
pattern: {fits: lilac_rash, text: Lilac., source: a_paper, checked: no}
""",
    "vocabulary/testing.yaml": """\
domain: autoantibodies
title: Antibodies
source: a_paper
checked: no
findings:
  - {id: plain_antibody, label: plain antibody, definition: An antibody., kind: boolean}
""",
    "pathway/serology.yaml": """\
question: How certain?
confirmed: plain_antibody
weak_band: plain_antibody
two_specific: plain_antibody
sample_misleads: plain_antibody
methods:
  - {id: strip, label: strip, names: band, kind: blot, source: a_paper, checked: no}
pictures: []
doubts:
  - {id: faint, if: weak, effect: note, label: faint, statement: F., source: a_paper, checked: no}
prior:
  set: two_items
  value: total
  without: plain_antibody
  frequency: [1, 2]
  specificity: [90, 99]
  statement: By arithmetic.
  source: a_paper
  checked: no
""",
    "pathway/subgroups.yaml": """\
question: Which subgroup?
subgroups:
  - id: lilac
    label: lilac disease
    established: [{id: lilac, if: ever.lilac_rash, statement: L., source: a_paper, checked: no}]
  - {id: pale_lilac, label: pale lilac disease, part_of: lilac}
""",
    "pathway/outcomes.yaml": """\
question: What goes with it?
outcomes: [{id: rash, label: a rash, organ: skin, finding: rash}]
""",
    "pathway/cancer.yaml": """\
question: Cancer?
guideline: A guideline
tier: two_items
subtype: subtype
subtypes: {lilac: lilac}
other_subtype: other
refractory: refractory
window: 36
before: 6
counted: rash
exempt: []
panels:
  - id: basic
    label: basic
    source: a_paper
    checked: no
    items: [{id: look, label: look, test: skin_examination, source: a_paper, checked: no}]
timings:
  - {id: first, panel: basic, if: tier.met, statement: First., source: a_paper, checked: no}
conditional: []
red_flags: []
figures: []
remarks: []
not_read: []
""",
    "pathway/lung.yaml": """\
question: Lung?
risk: two_items
disease: rash
rapid: rash
before: 6
advice: []
panels: []
timings: []
tools: []
progression: []
within: {}
""",
    "pathway/watch.yaml": "question: Others?\norgans: []\n",
    "disorders/lilac_disease.yaml": """\
id: lilac_disease
label: lilac disease
group: colours
iim: yes
onset: Any age.
pattern: The skin.
course: It fades.
settled_by: [{test: skin_examination, text: A look., source: a_paper, checked: no}]
estimates: {ck_low: 0.6}
figures: [{feature: lilac, n: 9, of: 10, source: a_paper, checked: no}]
source: a_paper
checked: no
""",
    "disorders/pale_lilac_disease.yaml": """\
id: pale_lilac_disease
label: pale lilac disease
group: colours
part_of: lilac_disease
onset: Any age.
pattern: The skin.
course: It fades.
source: a_paper
checked: no
""",
    "pathway/differential.yaml": """\
question: What else?
groups: {colours: diseases of colour, others: other diseases}
trust: {figure: 20, adapted: 10, estimate: 6, group: 3, background: 2}
features:
  - id: lilac
    label: a lilac rash
    definition: Lilac.
    if: ever.lilac_rash
    cluster: skin
    finding: lilac_rash
    background: 0.1
    groups: {others: 0.05}
    source: a_paper
    checked: no
scales:
  - id: enzyme
    label: creatine kinase
    finding: ck
    bins:
      - {feature: ck_low, label: up to the limit, up_to: 1}
      - {feature: ck_high, label: above the limit, above: 1}
gates:
  - id: light
    label: light
    kind: exposure
    if: ever.rash
    excluded: not ever.rash
    statement: Light does it.
    disorders: [lilac_disease]
    tests: [skin_examination]
    source: a_paper
    checked: no
bundles:
  - id: look
    label: a look
    tests: [skin_examination]
    done: {skin_examination: [rash]}
    why: It is free.
    source: a_paper
    checked: no
""",
    "instruments/fall.yaml": """\
id: fall
kind: response
title: Fall of the enzyme
short: Fall
about: An example.
source: a_paper
checked: no
visits: [baseline, followup]
at_each_visit: {ck: ck}
points:
  - name: total
    rows:
      - label: the enzyme
        of: baseline.ck - followup.ck
        bands: [{up_to: 1, points: [0]}, {above: 1, points: [10]}]
values: {change: baseline.ck - followup.ck}
verdict: [{is: better, if: total >= 10}, {is: same}]
""",
}

Base = Callable[..., Path]


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Base]:
    """Writes the small base, with files changed (path: (text, other text) or a whole new text)."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    knowledge.load.cache_clear()

    def write(changes: dict[str, str | tuple[str, str]] | None = None) -> Path:
        files = dict(FILES)
        for path, change in (changes or {}).items():
            if isinstance(change, tuple):
                assert change[0] in files[path], f"{change[0]} is not in {path}"
                files[path] = files[path].replace(*change, 1)
            else:
                files[path] = change
        for path, text in files.items():
            place = tmp_path / "data" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        return tmp_path / "data"

    yield write
    knowledge.load.cache_clear()
