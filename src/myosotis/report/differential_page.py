"""A differential as an HTML page that needs no network."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from myosotis.report import differential_words
from myosotis.report.differential_picture import differential_figure
from myosotis.report.differential_tests import settles_text
from myosotis.report.differential_words import LEADS, gates_of, in_full
from myosotis.report.page import asset, cited, environment
from myosotis.report.profile_words import document_title, unchecked_text
from myosotis.report.words import INTENDED_USE, Data

SHARED = (
    "about_test",
    "asked_gates",
    "changing",
    "first_tests",
    "gates_of",
    "has_sets",
    "in_full",
    "labels_of",
    "lower_text",
    "members",
    "name_of",
    "set_title",
    "shown_of",
    "telling",
    "unranked",
    "whole_statement",
    "within",
)
"""The words that the templates use."""


def render_differential(document: Data) -> str:
    """The page of one differential: what `Differential.to_dict` gives."""
    known, body = document["sources"], document["differential"]

    def numbered(ids: Iterable[str]) -> list[tuple[int, str]]:
        return sorted({(known[id_]["number"], id_) for id_ in ids if id_ in known})

    return environment().get_template("differential.html").render(
        document=document,
        title=document_title(document, "differential"),
        css=asset("style.css") + asset("differential.css") + asset("dark.css"),
        body=body,
        sets=differential_figure(body),
        words=differential_names(),
        sources=sorted(known.items(), key=lambda item: item[1]["number"]),
        on_paper=_on_paper(body),
        numbered=numbered,
        intended_use=INTENDED_USE,
    )  # fmt: skip


def differential_names() -> Any:
    """The words of a differential for a template."""
    shared = {name: getattr(differential_words, name) for name in SHARED}
    return SimpleNamespace(
        **shared, leads=LEADS, settles_text=settles_text, unchecked_text=unchecked_text
    )


def _on_paper(body: Data) -> set[str]:
    """The sources of what prints: causes that are there, the first disorders, the first tests."""
    return cited([gates_of(body, "present"), in_full(body), body["actions"][:5]])
