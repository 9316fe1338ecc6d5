"""The pages in a real browser: nothing overflows, nothing is loaded, no anchor leads nowhere."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from myosotis import differential_diagnosis, read_patient, response, review
from myosotis.report import (
    changes_since,
    render_cancer,
    render_cohort,
    render_differential,
    render_index,
    render_page,
    render_plan,
    render_profile,
    render_response,
    render_strategy,
)
from tests.made_up_criteria import made_up
from tests.unit.report import cohorts, differentials, profiles, strategies

ROOT = Path(__file__).parents[2]
COURSE = ROOT / "examples" / "response-course.yaml"
INDEX = ROOT / "examples" / "index-patient.yaml"
CASES = sorted((ROOT / "examples" / "cases").glob("*.yaml"))
PAGES = [INDEX, *CASES]
CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
browser = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium browser on this machine"),
]

# Measures a page inside a frame of a given width, where a headless window cannot be that narrow.
MEASURE = """<!doctype html><meta charset="utf-8">
<body style="margin:0"><script>
const wanted = %s, results = {};
let left = wanted.length;
for (const [name, width] of wanted) {
  const frame = document.createElement("iframe");
  frame.style.cssText = `width:${width}px;height:900px;border:0`;
  frame.onload = () => {
    const page = frame.contentDocument, root = page.documentElement;
    const wide = [...page.querySelectorAll("body *")].filter((e) => {
      const box = e.getBoundingClientRect();
      const apart = e.closest("svg, .skip, .scroll table");
      return box.width && box.right > width + 0.5 && !apart;
    }).map((e) => e.tagName + "." + e.className);
    const broken = [...page.querySelectorAll('a[href^="#"]')]
      .filter((a) => !page.getElementById(decodeURIComponent(a.getAttribute("href").slice(1))))
      .map((a) => a.getAttribute("href"));
    const shown = [...page.querySelectorAll(".figure .wide, .figure .narrow")]
      .filter((e) => e.getBoundingClientRect().height > 0).map((e) => e.className);
    const link = page.querySelector("a.fact");
    let pop = "";
    if (link) { link.focus(); pop = page.getElementById("pop").textContent; }
    const loaded = frame.contentWindow.performance.getEntriesByType("resource").map((e) => e.name);
    results[name + " " + width] = {
      scroll: root.scrollWidth, wide, broken, shown, pop, loaded,
      small: [...page.querySelectorAll("body *")].filter((e) => e.childNodes.length &&
        [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) &&
        e.getClientRects().length && !e.closest("svg") && !e.closest("sup") &&
        parseFloat(getComputedStyle(e).fontSize) < 12).length,
    };
    if (--left === 0) {
      document.body.textContent = "";
      const out = document.createElement("pre");
      out.id = "out";
      out.textContent = JSON.stringify(results);
      document.body.append(out);
    }
  };
  frame.src = name;
  document.body.append(frame);
}
</script>"""


@cache
def _reviewed(path: Path) -> dict[str, Any]:
    return review(read_patient(path)).to_dict()


def _page(path: Path) -> str:
    return render_page(_reviewed(path))


def _disputed(count: int) -> dict[str, Any]:
    """A review in which made-up criteria sets contradict each other on one to three entities."""
    seen = {"heliotrope_rash": True, "proximal_weakness": False, "ck": "0.8 xULN"}
    record = {"id": "disputed", "history": [{"on": "2020-01-01", **seen}]}
    patient = read_patient(record, made_up())
    data = review(patient, knowledge=made_up()).to_dict()
    disagreement = data["diagnosis"]["disagreement"]
    # The longest name first, so that it stands on each of the three pages.
    disagreement["entities"] = disagreement["entities"][::-1][:count]
    return data


def _chromium(folder: Path, *arguments: str) -> str:
    assert CHROMIUM
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={folder / 'profile'}", *arguments]
    ran = subprocess.run(command, capture_output=True, timeout=180, check=False)
    return ran.stdout.decode("utf-8", "replace")


def _sheets(page: str, folder: Path) -> int:
    """How many sheets of paper a page is."""
    (folder / "page.html").write_text(page, encoding="utf-8")
    pdf = folder / "page.pdf"
    _chromium(
        folder,
        "--no-pdf-header-footer",
        f"--print-to-pdf={pdf}",
        (folder / "page.html").as_uri(),
    )
    return max(int(n) for n in re.findall(rb"/Count (\d+)", pdf.read_bytes()))


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Every page at 1280 and at 390 pixels, measured in one run of the browser."""
    folder = tmp_path_factory.mktemp("pages")
    pages = {f"{path.stem}.html": _page(path) for path in PAGES}
    pages["changed.html"] = render_page(
        _reviewed(INDEX), changes_since(_reviewed(INDEX), _reviewed(INDEX)), "2019-03-31"
    )
    course = read_patient(COURSE)
    pages["course.html"] = render_response(response(course).to_dict())
    pages["pair.html"] = render_response(
        response(course, "2023-10-10", "2024-01-16", population="juvenile").to_dict()
    )
    for profile in profiles.EVERY:
        pages[f"profile-{profile.__name__}.html"] = render_profile(profile())
    for made in differentials.EVERY:
        pages[f"differential-{made.__name__}.html"] = render_differential(made())
    pages["differential.html"] = render_differential(
        differential_diagnosis(read_patient(INDEX)).to_dict()
    )
    for made in strategies.EVERY:
        pages[f"strategy-{made.__name__}.html"] = render_strategy(made())
    for made in strategies.PLANS:
        pages[f"plan-{made.__name__}.html"] = render_plan(made())
    pages["cancer.html"] = render_cancer(profiles.made_cancer())
    pages["cohort.html"] = render_cohort(cohorts.described())
    for count in (1, 2, 3):
        pages[f"disputed-{count}.html"] = render_page(_disputed(count))
    pages["index.html"] = render_index({f"{path.stem}.html": _reviewed(path) for path in PAGES})
    for name, page in pages.items():
        (folder / name).write_text(page, encoding="utf-8")
    wanted = [[name, width] for name in pages for width in (1280, 390)]
    (folder / "measure.html").write_text(MEASURE % json.dumps(wanted), encoding="utf-8")
    dom = _chromium(
        folder,
        "--allow-file-access-from-files",
        "--window-size=1400,1000",
        "--virtual-time-budget=60000",
        "--dump-dom",
        (folder / "measure.html").as_uri(),
    )
    found = re.search(r'<pre id="out">(.*?)</pre>', dom, re.DOTALL)
    assert found, f"the browser measured nothing: {dom[:500]}"
    results = json.loads(unescape(found[1]))
    assert len(results) == len(wanted)
    return results


class TestInABrowser:
    pytestmark = browser

    def test_nothing_is_wider_than_the_screen(self, measured: dict[str, dict[str, Any]]) -> None:
        for name, page in measured.items():
            assert page["scroll"] <= int(name.split()[-1]), (name, page["wide"][:5])
            assert page["wide"] == [], name

    def test_every_anchor_leads_somewhere(self, measured: dict[str, dict[str, Any]]) -> None:
        assert {name: page["broken"] for name, page in measured.items() if page["broken"]} == {}

    def test_nothing_is_loaded(self, measured: dict[str, dict[str, Any]]) -> None:
        assert {name: page["loaded"] for name, page in measured.items() if page["loaded"]} == {}

    def test_no_text_is_smaller_than_twelve_pixels(
        self, measured: dict[str, dict[str, Any]]
    ) -> None:
        assert {name for name, page in measured.items() if page["small"]} == set()

    def test_one_timeline_is_shown_the_one_for_the_width(
        self, measured: dict[str, dict[str, Any]]
    ) -> None:
        for page in ("index-patient", "course", "pair", "cancer"):
            assert measured[f"{page}.html 1280"]["shown"] == ["wide"]
            assert measured[f"{page}.html 390"]["shown"] == ["narrow"]
        for page in ("profile-tif1", "profile-mda5", "profile-made"):
            assert measured[f"{page}.html 1280"]["shown"] == ["wide", "wide"]
            assert measured[f"{page}.html 390"]["shown"] == ["narrow", "narrow"]

    def test_a_fact_tells_of_itself_when_it_has_the_focus(
        self, measured: dict[str, dict[str, Any]]
    ) -> None:
        for width in (1280, 390):
            said = measured[f"index-patient.html {width}"]["pop"]
            assert "Recorded as" in said
            assert "index-patient.yaml, line" in said

    def test_the_index_patient_prints_on_two_pages(self, tmp_path: Path) -> None:
        assert _sheets(_page(INDEX), tmp_path) <= 2

    def test_a_differential_prints_on_two_pages(self, tmp_path: Path) -> None:
        page = render_differential(differential_diagnosis(read_patient(INDEX)).to_dict())
        assert _sheets(page, tmp_path) <= 2

    @pytest.mark.parametrize("profile", profiles.EVERY)
    def test_a_profile_prints_on_one_page(self, profile: Any, tmp_path: Path) -> None:
        assert _sheets(render_profile(profile()), tmp_path) == 1


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_page_stands_alone(path: Path) -> None:
    page = _page(path)
    assert not re.search(r"<(?:link|img|iframe|object|embed|base|form)\b", page)
    assert not re.search(r"\ssrc\s*=", page)
    assert "@import" not in page
    for address in re.findall(r'href="([^"]*)"', page):
        assert address.startswith(("#", "https://", "http://")), address
    for tag in re.findall(r'<[a-z]+[^>]*href="http[^>]*>', page):
        assert tag.startswith("<a "), tag


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_page_says_its_conclusion_and_its_limits(path: Path) -> None:
    page = unescape(_page(path))
    assert _reviewed(path)["summary"]["conclusion"] in page
    assert "is not a medical device" in page
    for organ in _reviewed(path)["activity"]["organs"].values():
        assert organ["label"].lower() in page.lower()
