"""An antibody profile, and the risk of cancer, as HTML pages that need no network."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from myosotis.report import profile_words
from myosotis.report.due_picture import Groups, due_figure, due_of
from myosotis.report.page import NARROW, WIDE, asset, cited, environment
from myosotis.report.profile_cancer import KNOWN
from myosotis.report.profile_words import FOUND, document_title, doubted, drawn_rows, results_by
from myosotis.report.risk_picture import draw_risks, key_text, risk_words
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
        on_paper=set(report["sources"]),
        doubts=frozenset(),
    )


def _render(template: str, document: Data, subject: str, groups: Groups, **more: Any) -> str:
    known = document["sources"]

    def numbered(ids: Iterable[str]) -> list[tuple[int, str]]:
        return sorted({(known[id_]["number"], id_) for id_ in ids if id_ in known})

    words = SimpleNamespace(
        **{name: getattr(profile_words, name) for name in SHARED},
        known=KNOWN,
        recorded=profile_words.RECORDED,
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


SHARED = (
    "all_due",
    "alike",
    "count_text",
    "due_by_group",
    "due_groups",
    "factors_by_level",
    "named_figure",
    "number_of",
    "result_text",
    "result_word",
    "results_by",
    "risk_text",
    "side_by_side",
    "subgroups_by",
    "tier_text",
    "unchecked_text",
    "untested_groups",
)
"""The words that the templates use."""


def _risks(profile: Data) -> dict[str, Any]:
    """The picture of the risks; nothing where no antibody was found."""
    if not drawn_rows(profile["profile"]):
        return {}
    return {
        "wide": draw_risks(profile, WIDE, "risks-wide"),
        "narrow": draw_risks(profile, NARROW, "risks-narrow"),
        "words": risk_words(profile),
        "key": key_text(profile),
    }


def _on_paper(body: Data) -> set[str]:
    """The sources of what prints: the picture, the results, the conclusions on cancer and lung."""
    results = [
        {"doubts": [{**doubt, "figures": ()} for doubt in one["doubts"]],
         "predictive": one["predictive"], "pattern": one["pattern"]}
        for one in results_by(body, *FOUND)
    ]  # fmt: skip
    lung = {"sources": body["lung"]["sources"]}
    figures = [
        figure for row in drawn_rows(body) for figure in (*row["figures"], *row["reference"])
    ]
    rest = cited([results, figures, body["picture"], lung])
    return rest | _paper_of_cancer(body["cancer"])


def _paper_of_cancer(cancer: Data) -> set[str]:
    return cited([{"sources": cancer["sources"]}, cancer["not_read"], cancer["exempt"]])
