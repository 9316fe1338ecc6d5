"""Names that lead nowhere, in one sentence each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from myosotis.errors import Problem, nearest


def unknown(place: str, kind: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Problem]:
    """A problem for each name that is not known, with the nearest that is."""
    for name in names:
        if name not in known:
            yield Problem(
                f"{place} names the {kind} '{name}', which is not known{nearest(name, known)}"
            )
