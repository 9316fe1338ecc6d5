"""A strategy as an HTML page that needs no network."""

from __future__ import annotations

from collections.abc import Iterable

from myosotis.report import strategy_words
from myosotis.report.page import asset, cited, environment
from myosotis.report.profile_words import dated_text, document_title
from myosotis.report.share_picture import draw_shares
from myosotis.report.strategy_words import in_reach
from myosotis.report.words import INTENDED_USE, Data


def render_strategy(document: Data) -> str:
    """The page of one strategy: what `StrategyDocument.to_dict` gives."""
    known, body = document["sources"], document["strategy"]

    def numbered(ids: Iterable[str]) -> list[tuple[int, str]]:
        return sorted({(known[id_]["number"], id_) for id_ in ids if id_ in known})

    return environment().get_template("strategy.html").render(
        document=document,
        title=document_title(document, "strategy"),
        css=asset("style.css") + asset("differential.css") + asset("strategy.css")
        + asset("dark.css"),
        body=body,
        dated=dated_text(document),
        words=strategy_words,
        figure=draw_shares,
        sources=sorted(known.items(), key=lambda item: item[1]["number"]),
        on_paper=_on_paper(body),
        numbered=numbered,
        intended_use=INTENDED_USE,
    )  # fmt: skip


def _on_paper(body: Data) -> set[str]:
    """The sources of what prints: the gate, the guidelines, the options in reach."""
    return cited([body["blocked_by"], body["always_open"], body["settings"],
                  in_reach(body["options"])])  # fmt: skip
