"""``myosotis evaluate``: facts given on the command line, one criteria set."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rich.console import Console

from myosotis import knowledge
from myosotis.errors import InputError, Problem
from myosotis.report import print_evaluation
from myosotis.review import evaluate

WORDS = {"yes": True, "true": True, "no": False, "false": False}


def run_evaluate(criteria: str, settings: Sequence[str], *, as_json: bool, explain: bool) -> None:
    """Evaluate and print. Raises InputError with every setting that cannot be read."""
    facts = read_settings(settings)
    evaluation = evaluate(criteria.replace("-", "_"), facts).to_dict()
    if as_json:
        print(json.dumps(evaluation, indent=2, ensure_ascii=False))
    else:
        console = Console(highlight=False, emoji=False, markup=False)
        sources = knowledge.load().sources
        citations = [sources[name].citation for name in evaluation["source"]]
        print_evaluation(evaluation, console, explain, citations)


def read_settings(settings: Sequence[str]) -> dict[str, bool | int | str]:
    """``name=value`` texts as facts: yes and no as booleans, the rest as written."""
    facts: dict[str, bool | int | str] = {}
    problems = []
    for setting in settings:
        name, equals, value = (part.strip() for part in setting.partition("="))
        name = name.replace("-", "_")
        if not (name and equals and value):
            problems.append(
                Problem(
                    f"--set expects FINDING=VALUE, such as heliotrope_rash=yes, not '{setting}'"
                )
            )
        elif name in facts:
            problems.append(Problem(f"--set gives '{name}' twice: give it once"))
        else:
            facts[name] = WORDS.get(value.lower(), value)
    if problems:
        raise InputError(problems)
    return facts
