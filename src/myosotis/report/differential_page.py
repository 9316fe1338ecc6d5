"""A differential as an HTML page that needs no network."""

from __future__ import annotations

from collections.abc import Iterable

from myosotis.report import differential_words
from myosotis.report.differential_picture import differential_figure
from myosotis.report.differential_words import gates_of, in_full
from myosotis.report.page import asset, cited, environment
from myosotis.report.profile_words import dated_text, document_title
from myosotis.report.words import INTENDED_USE, Data


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
        dated=dated_text(document),
        sets=differential_figure(body),
        words=differential_words,
        sources=sorted(known.items(), key=lambda item: item[1]["number"]),
        on_paper=_on_paper(body),
        numbered=numbered,
        intended_use=INTENDED_USE,
    )  # fmt: skip


def _on_paper(body: Data) -> set[str]:
    """The sources of what prints: causes that are there, the first disorders, the first tests."""
    return cited([gates_of(body, "present"), in_full(body)[:1], body["actions"][:5]])
