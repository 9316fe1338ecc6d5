"""A fit as an HTML page that needs no network: forest, shrinkage, funnel, every estimate."""

from __future__ import annotations

from myosotis.report.fit import shown
from myosotis.report.fit_pictures import contrasts, draw_forest, draw_funnel, draw_shrinkage
from myosotis.report.fit_words import (
    FOREST_KEY,
    FUNNEL_LIMITS,
    LIMITS,
    RATIOS_KEY,
    SHRINKAGE_KEY,
    diagnostics_text,
    model_lead,
    model_title,
    next_text,
    ratio_text,
    rests_on,
    share_text,
    warning_text,
)
from myosotis.report.page import asset, environment
from myosotis.report.words import INTENDED_USE, Data

WIDE, NARROW = 940.0, 350.0


def render_fit(document: Data) -> str:
    """The page of a fit: what `fit_document` gives."""
    sections = []
    for number, model in enumerate(document["models"]):
        ratios = model["basis"] == "randomised"
        pictures = [("Forest", draw_forest, RATIOS_KEY if ratios else FOREST_KEY)]
        if model["rows"]:
            pictures.append(
                ("What was observed, and what the model makes of it", draw_shrinkage, SHRINKAGE_KEY)
            )
        if contrasts(model["rows"]):
            pictures.append(("Funnel of the randomised comparisons", draw_funnel, FUNNEL_LIMITS))
        sections.append(
            {
                "model": model,
                "estimates": list(shown(model)),
                "pictures": [
                    {
                        "title": title,
                        "wide": draw(model, WIDE, f"m{number}-{draw.__name__}-wide"),
                        "narrow": draw(model, NARROW, f"m{number}-{draw.__name__}-narrow"),
                        "note": note,
                    }
                    for title, draw, note in pictures
                ],
            }
        )
    return environment().get_template("fit.html").render(
        document=document,
        sections=sections,
        limits=LIMITS,
        css=asset("style.css") + asset("dark.css"),
        intended_use=INTENDED_USE,
        model_title=model_title,
        model_lead=model_lead,
        diagnostics_text=diagnostics_text,
        next_text=next_text,
        ratio_text=ratio_text,
        rests_on=rests_on,
        share_text=share_text,
        warning_text=warning_text,
    )  # fmt: skip
