"""``myosotis evidence fit``: a researcher's own arms, the page, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from myosotis import knowledge
from myosotis.knowledge.reading import read_document
from myosotis.knowledge.schema import Posterior

pytest.importorskip("numpyro")

ROOT = Path(__file__).resolve().parents[2]
OWN = ROOT / "examples" / "evidence" / "own-arms.csv"
WRONG = ROOT / "examples" / "evidence" / "wrong-arms.csv"


@pytest.mark.slow
def test_own_arms_change_the_estimate_and_the_page_holds_them(run: Any, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = run(
        "evidence", "fit", "--add", OWN, "--kind", "lung", "--quick", "--draws", "300",
        "--out", out, "--json",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    (model,) = json.loads(ran.out)["models"]
    assert (model["kind"], model["left_out"]) == ("lung", None)
    posterior = Posterior.model_validate(read_document(out / "posterior.yaml").data)
    shipped = knowledge.load().content.posterior
    assert shipped is not None

    def median(found: Posterior) -> int:
        return next(
            one.share.median
            for one in found.estimates
            if (one.kind, one.therapy, one.group) == ("lung", "rituximab", "antisynthetase")
        )

    # 8 of 40 responded in the added series.
    assert median(posterior) < median(shipped) - 50
    assert posterior.arms_hash != shipped.arms_hash
    page = (out / "evidence-fit.html").read_text(encoding="utf-8")
    assert "8 of 40" in page
    assert page.count("<svg") == 4
    assert not re.search(r'(src|href)="(https?:)?//', page)
    assert sorted(path.name for path in out.iterdir()) == ["evidence-fit.html", "posterior.yaml"]


def test_a_wrong_table_is_said_and_nothing_is_fitted(run: Any, tmp_path: Path) -> None:
    ran = run("evidence", "fit", "--add", WRONG, "--out", tmp_path / "out")
    assert ran.code == 2
    assert ran.err == "wrong-arms.csv, line 2, column responders: 9 responders of 8 patients\n"
    assert ran.out == ""
    assert not (tmp_path / "out").exists()


def test_an_arm_that_is_shipped_already_does_not_count_twice(run: Any, tmp_path: Path) -> None:
    text = OWN.read_text(encoding="utf-8")
    shipped = knowledge.load().arms[0].arm
    table = tmp_path / "twice.csv"
    table.write_text(text.replace("synthetic_lung_rituximab", shipped), encoding="utf-8")
    ran = run("evidence", "fit", "--add", table)
    assert ran.code == 2
    assert ran.err.startswith("twice.csv, line 2, column arm: the name ")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--kind", "respons"], "--kind expects one of response, lung, "),
        (["--write", "--quick"], "--write replaces the shipped estimates"),
        (["--write", "--add", "arms.csv"], "leave out --add, --kind, --unchecked and --quick"),
        (["--out", str(OWN)], "--out expects a directory"),
        (["--add", "no-such.csv"], "no-such.csv: there is no such file"),
        (["--kind", "skin"], "no kind of outcome has enough arms"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(run: Any, words: list[str], sentence: str) -> None:
    ran = run("evidence", "fit", *words)
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err
    assert "Traceback" not in ran.err
