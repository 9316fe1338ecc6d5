"""A fit in the terminal and as a page, from the estimates that ship with the knowledge."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from myosotis import knowledge
from myosotis.evidence import Fit, fit_document, select
from myosotis.knowledge.schema import Share
from myosotis.report import print_fit, render_fit
from myosotis.report.fit import drawn, row_name, shown
from myosotis.report.fit_pictures import contrasts
from myosotis.report.fit_words import next_text, rests_on, share_text, warning_text

BASE = knowledge.load()


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    posterior = BASE.content.posterior
    assert posterior is not None
    selection = select(BASE.arms, BASE.evidence)
    rows = [row for kind in selection.kinds.values() for row in kind]
    fitted = {row.arm: Share(low=200, median=500, high=800) for row in rows}
    return fit_document(Fit(posterior, selection, fitted), BASE)


@pytest.mark.parametrize("width", [80, 120])
def test_it_fits_the_terminal(document: dict[str, Any], width: int) -> None:
    text = printed(document, width)
    assert max(len(line) for line in text.splitlines()) <= width
    assert "Response: all arms" in text
    assert "Checks: 0 divergences" in text
    assert "A share is not the effect of a treatment" in text


def test_it_can_be_read_without_signs_beyond_ascii(document: dict[str, Any]) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    print_fit(document, Console(file=out, width=80))
    out.seek(0)
    assert "--o--" in out.read()


def test_controls_come_first_and_what_was_not_observed_is_not_shown(
    document: dict[str, Any],
) -> None:
    found = list(shown(document["models"][0]))
    controls = [one["control"] for one in found]
    assert controls == sorted(controls, reverse=True)
    assert any(controls)
    assert all(one["studies"] for one in found)


def test_a_therapy_of_one_group_has_one_line(document: dict[str, Any]) -> None:
    for model in document["models"]:
        rows = [row_name(one, model) for one in drawn(model)]
        assert len(rows) == len({(name, i if below else 0) for i, (name, below) in enumerate(rows)})
        for one in drawn(model):
            if one["group"] == "all":
                assert sum(other["therapy"] == one["therapy"] for other in drawn(model)) > 2


def test_the_words_of_an_estimate() -> None:
    share = {"low": 123, "median": 455, "high": 896}
    ahead = {"n": 20, "fewer": 4, "more": 17, "if_fewer": share, "if_more": share}
    one = {"studies": 1, "n": 8, "responders": 6, "next": ahead}
    assert share_text(share) == "46 % (12 to 90)"
    assert rests_on(one) == "1 study, 6 of 8"
    assert rests_on({"studies": 0}) == "no data"
    assert next_text(one) == ("one more study of 20: to 46 % with 4 responders, to 46 % with 17")


@pytest.mark.parametrize(
    ("divergences", "rhat", "size", "warned"),
    [
        (0, "1.0099", 400, False),
        (1, "1.00", 900, True),
        (0, "1.01", 900, True),
        (0, "1.0", 399, True),
    ],
)
def test_a_sampler_that_did_not_go_well_is_said(
    divergences: int, rhat: str, size: int, warned: bool
) -> None:
    model = {"divergences": divergences, "largest_rhat": rhat, "smallest_ess": size}
    assert bool(warning_text(model)) is warned


def test_a_funnel_has_each_active_arm_against_its_control() -> None:
    def row(name: str, responders: int, control: bool) -> dict[str, Any]:
        return {
            "comparison": "one", "randomised": True, "control": control, "label": name,
            "study": "a_study", "responders": responders, "n": 10,
        }  # fmt: skip

    ((label, effect, error),) = contrasts([row("drug", 5, False), row("placebo", 5, True)])
    assert (label, effect) == ("Drug, a study", 0.0)
    assert error == pytest.approx(0.8**0.5)
    ((_, effect, _),) = contrasts([row("drug", 10, False), row("placebo", 0, True)])
    assert effect == pytest.approx(2 * 3.044522437723423)


def test_the_page_has_its_pictures_in_two_widths_and_in_words(document: dict[str, Any]) -> None:
    page = render_fit(document)
    # Forest, shrinkage and, for response and survival, a funnel; of trials a forest only.
    assert page.count('<div class="wide"><svg') == page.count('<div class="narrow"><svg') >= 8
    assert 'aria-label="Forest plot: response.' in page
    assert "Every estimate of what was observed" in page
    assert "A funnel that is wider on one side" in page
    assert "placebo" in page


def printed(document: dict[str, Any], width: int) -> str:
    out = io.StringIO()
    print_fit(document, Console(file=out, width=width, no_color=True))
    return out.getvalue()
