"""An antibody profile, and the risk of cancer, as HTML pages that need no network."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from myosotis.report import due_words, figure_words, profile_words, risk_words
from myosotis.report.due_picture import Groups, due_figure, due_of
from myosotis.report.figure_words import doubted, drawn_rows, row_figures
from myosotis.report.page import NARROW, WIDE, asset, cited, environment
from myosotis.report.profile_cancer import KNOWN
from myosotis.report.profile_words import (
    FOUND,
    KINDS,
    SHOWN,
    document_title,
    first_told,
    results_by,
)
from myosotis.report.risk_picture import MANY, draw_risks, key_text, told_risks
from myosotis.report.words import INTENDED_USE, Data


def render_profile(profile: Data) -> str:
    """The page of one profile: what `AntibodyProfile.to_dict` gives."""
    body = profile["profile"]
    return _render(
        "profile.html",
        profile,
        "antibodies",
        due_of(body),
        on_paper=_on_paper(body),
        profile=body,
        doubts=doubted(body),
        told=first_told(body),
        risks=_risks(profile),
    )


def render_cancer(report: Data) -> str:
    """The page of one risk of cancer: what `CancerReport.to_dict` gives."""
    cancer = report["cancer"]
    groups = [("Cancer", cancer["due"])]
    return _render(
        "cancer.html",
        report,
        "cancer risk",
        groups,
        on_paper=_paper_of_cancer(cancer),
        doubts=frozenset(),
        told={},
    )


def _render(template: str, document: Data, subject: str, groups: Groups, **more: Any) -> str:
    known = document["sources"]

    def numbered(ids: Iterable[str]) -> list[tuple[int, str]]:
        return sorted({(known[id_]["number"], id_) for id_ in ids if id_ in known})

    shared = {name: getattr(module, name) for module, names in SHARED.items() for name in names}
    words = SimpleNamespace(
        **shared,
        known=KNOWN,
        recorded=profile_words.RECORDED,
        affected=profile_words.AFFECTED,
        specific=[said for (kind, _), said in profile_words.UNTESTED.items() if kind == KINDS[0]],
    )
    return environment().get_template(template).render(
        document=document,
        title=document_title(document, subject),
        css=asset("style.css") + asset("profile.css") + asset("dark.css"),
        due=due_figure(groups, document["on"]),
        sources=sorted(known.items(), key=lambda item: item[1]["number"]),
        numbered=numbered,
        words=words,
        intended_use=INTENDED_USE,
        **more,
    )  # fmt: skip


SHARED = {
    due_words: (
        "all_due",
        "due_by_group",
        "due_groups",
    ),
    figure_words: (
        "named_figure",
        "number_of",
    ),
    profile_words: (
        "alike",
        "inside",
        "result_text",
        "result_word",
        "results_by",
        "sentence",
        "subgroups_by",
        "untested_groups",
    ),
    risk_words: (
        "count_text",
        "factors_by_level",
        "flag_names",
        "risk_text",
        "side_by_side",
        "subject_text",
        "tier_text",
        "values_text",
        "verdict_text",
        "why_text",
    ),
}
"""The words that the templates use."""


def _risks(profile: Data) -> dict[str, Any]:
    """The picture of the risks; nothing where no antibody was found."""
    if not drawn_rows(profile["profile"]):
        return {}
    return {
        "wide": draw_risks(profile, WIDE, "risks-wide"),
        "narrow": draw_risks(profile, NARROW, "risks-narrow"),
        "words": told_risks(profile),
        "key": key_text(profile),
    }


def _on_paper(body: Data) -> set[str]:
    """The sources of what prints: the picture and the results."""
    results = [
        {"doubts": [{**doubt, "figures": ()} for doubt in one["doubts"]],
         "predictive": one["predictive"]}
        for one in results_by(body, *FOUND)
    ]  # fmt: skip
    figures = [figure for row in drawn_rows(body) for figure in row_figures(body, row, MANY, 1, 1)]
    return cited([results, figures, body["picture"]])


def _paper_of_cancer(cancer: Data) -> set[str]:
    """The sources of a printed risk of cancer: figures and further remarks are on the screen."""
    some = {name: cancer[name][:SHOWN] for name in ("remarks", "not_read")}
    return cited([{**cancer, **some, "figures": ()}])
