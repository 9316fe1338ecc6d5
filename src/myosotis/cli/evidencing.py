"""``myosotis evidence``: the study arms as a table, checked, and what they say of a therapy."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

from myosotis.cli.documents import print_json
from myosotis.cli.options import console
from myosotis.errors import InputError, KnowledgeError
from myosotis.evidence import arm_table, check_arms, count_arms, describe_therapy, shipped_table
from myosotis.knowledge import load, read_arm_table
from myosotis.report import print_arm_counts, print_arm_table, print_therapy_evidence

COLUMNS = (
    "arm", "study", "year", "kind", "outcome", "measured", "treatment", "role", "control", "group",
    "refractory", "setting", "design", "comparison", "weeks", "weeks_are", "n", "responders",
    "share", "low", "high", "counted", "adds", "derived", "checked", "sources",
)  # fmt: skip


def run_table(
    *,
    therapy: str | None,
    group: str | None,
    setting: str | None,
    kind: str | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Print the arms. Raises UnknownNameError, and InputError where two forms are asked for."""
    if as_json and as_csv:
        raise InputError("--json and --csv are two forms; ask for one of them")
    document = arm_table(therapy=therapy, group=group, setting=setting, kind=kind).to_dict()
    if as_json:
        print_json(document)
    elif as_csv:
        _print_csv(document["arms"])
    else:
        print_arm_table(document, console())


def run_check(file: Path | None) -> None:
    """Check the shipped arms or a file, and count them.

    Raises FileError and InputError with everything that is wrong in a file, KnowledgeError for
    what is shipped.
    """
    base = load()
    table = read_arm_table(file, base.arm_names) if file else shipped_table(base)
    problems = check_arms(base, table)
    if problems:
        raise InputError(problems) if file else KnowledgeError(problems)
    print_arm_counts(table.name, count_arms(base, table.arms), console())


def run_show(therapy: str, *, group: str | None, as_json: bool) -> None:
    """Print what is known of a therapy. Raises UnknownNameError with the nearest names."""
    document = describe_therapy(therapy, group).to_dict()
    if as_json:
        print_json(document)
    else:
        print_therapy_evidence(document, console())


def _print_csv(arms: list[dict[str, Any]]) -> None:
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(COLUMNS)
    for arm in arms:
        share = arm["share"] or {}
        flat = {
            **arm,
            "group": arm["group"]["id"],
            "outcome": arm["outcome"]["id"],
            "share": share.get("value"),
            "low": share.get("low"),
            "high": share.get("high"),
            "sources": ";".join(arm["sources"]),
        }
        out.writerow([_cell(flat[name]) for name in COLUMNS])


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else value
