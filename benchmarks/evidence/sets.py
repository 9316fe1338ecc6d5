"""Sets of study arms to be pooled by metafor as well, as CSV on the standard output.

    python benchmarks/evidence/sets.py > sets.csv
    Rscript benchmarks/evidence/metafor.R sets.csv > tests/spec/pooling_metafor.json

A row is a study: responders and patients, and those of its control where it has one.
"""

from __future__ import annotations

import csv
import sys

from myosotis import knowledge
from myosotis.evidence.adding import WITHOUT, adds, comparisons, counts_of, single_arms


def main() -> None:
    base = knowledge.load()
    kind = {one.id: one.kind for one in base.evidence.outcomes}
    arms = {name: [a for a in base.arms if kind[a.outcome] == name] for name in set(kind.values())}

    def single(name: str, therapy: str, group: str = "") -> list[list[int]]:
        return [
            [*(counts_of(arm) or ()), "", ""]
            for arm in single_arms(arms[name])
            if arm.therapies == (therapy,) and group in ("", arm.group)
        ]

    sets = {
        "rituximab, response": single("response", "rituximab"),
        "rituximab in antisynthetase syndrome, response": single(
            "response", "rituximab", "antisynthetase"
        ),
        "rituximab in antisynthetase syndrome, lung": single("lung", "rituximab", "antisynthetase"),
        "immunoglobulin, response": single("response", "ivig"),
        "Janus kinase inhibitors, response": single("response", "jak_inhibitor"),
        "randomised comparisons, response": [
            [*(counts_of(one.active) or ()), *(counts_of(one.control) or ())]
            for one in comparisons(arms["response"])
        ],
        "plasma exchange, survival (not randomised)": [
            [*(counts_of(active) or ()), *(counts_of(control) or ())]
            for active in arms["survival"]
            for control in arms["survival"]
            if active.therapies == ("plasma_exchange",) and active.comparison == control.comparison
            and active.comparison and control.control in WITHOUT
            and adds(active) and adds(control)
        ],
    }  # fmt: skip
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["set", "responders", "n", "control_responders", "control_n"])
    for name, rows in sets.items():
        for row in rows:
            out.writerow([name, *row])


if __name__ == "__main__":
    main()
