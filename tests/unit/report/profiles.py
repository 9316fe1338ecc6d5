"""Made-up antibody profiles of these tests: four patients, with published figures beside them.

They are written by hand in the shape that the review package gives, so that the report can be read
and looked at without the engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from math import sqrt
from typing import Any, Literal

from myosotis import knowledge, read_patient
from myosotis.review import antibody_profile, cancer_risk
from myosotis.review.antibodies.model import (
    AdviceLine,
    AntibodyProfile,
    CancerReport,
    CancerRisk,
    DoubtLine,
    DueLine,
    FactorLine,
    FigureLine,
    LungRisk,
    OutcomeRow,
    PictureLine,
    PredictiveValue,
    ProfileBody,
    ProgressionLine,
    RemarkLine,
    ResultLine,
    SubgroupLine,
    TestedLine,
    ToolLine,
    UntestedLine,
    WatchLine,
)
from myosotis.review.parts import (
    Answer,
    Checked,
    KnowledgeLine,
    Missing,
    PatientLine,
    Reason,
    SourceLine,
    Statement,
)

TIF1, RO52, MDA5, MI2, SRP = (
    "anti_tif1_gamma", "anti_ro52", "anti_mda5", "anti_mi2", "anti_srp",
)  # fmt: skip
LABELS = {
    TIF1: "Anti-TIF1-gamma",
    RO52: "Anti-Ro52",
    MDA5: "Anti-MDA5",
    MI2: "Anti-Mi-2",
    SRP: "Anti-SRP",
    "anti_nxp2": "Anti-NXP2",
    "anti_sae": "Anti-SAE",
    "anti_jo1": "Anti-Jo-1",
    "anti_pl7": "Anti-PL-7",
    "anti_pl12": "Anti-PL-12",
    "anti_ej": "Anti-EJ",
    "anti_oj": "Anti-OJ",
    "anti_ku": "Anti-Ku",
    "anti_pm_scl": "Anti-PM/Scl",
    "anti_hmgcr": "Anti-HMGCR",
    "anti_cn1a": "Anti-cN1A",
    "anti_ks": "Anti-KS",
    "anti_zo": "Anti-Zo",
    "anti_ha": "Anti-Ha",
    "anti_u1_rnp": "Anti-U1-RNP",
    "anti_ccar1": "Anti-CCAR1",
}
PANEL = (
    "anti_jo1", "anti_pl7", "anti_pl12", "anti_ej", "anti_oj", TIF1, "anti_nxp2", MDA5, "anti_sae",
    MI2, SRP, "anti_ku", "anti_pm_scl", RO52,
)  # fmt: skip
SEPARATE = ("anti_hmgcr", "anti_cn1a")
MISSING = ("anti_ks", "anti_zo", "anti_ha", "anti_u1_rnp")

# -- small parts ---------------------------------------------------------------------------------


def figure(
    antibody: str | None, outcome: str, text: str, among: str, source: str, **more: Any
) -> FigureLine:
    return FigureLine(
        id=f"{antibody or 'all'}_{outcome}_{source}",
        antibody=antibody,
        antibody_label=LABELS[antibody] if antibody else "all myositis",
        outcome=outcome,
        what=more.pop("what", OUTCOMES[outcome][0]),
        among=among,
        text=text,
        against=more.pop("against", None),
        kind=more.pop("kind", "share"),
        sources=(source,),
        checked=more.pop("checked", "abstract"),
        **more,
    )


def counted(
    antibody: str | None, outcome: str, n: int, of: int, among: str, source: str, **more: Any
) -> FigureLine:
    """A share of a count, with its 95 % interval by Wilson."""
    z = 1.959964
    share = n / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    digits = 0 if share > 0.01 or not n else 1
    text = f"{n} of {of} ({100 * share:.{digits}f} %)"
    ends = {"low": round(100 * (middle - half), 1), "high": round(100 * (middle + half), 1)}
    return figure(
        antibody, outcome, text, among, source, middle=round(100 * share, 1), people=of, **ends,
        **more,
    )  # fmt: skip


def printed(
    antibody: str | None, outcome: str, percent: float, among: str, source: str, **more: Any
) -> FigureLine:
    """A printed percentage; its people are not known unless they are given."""
    return figure(
        antibody, outcome, f"{percent:g} %", among, source, middle=percent,
        **{"low": percent, "high": percent, **more},
    )  # fmt: skip


def ratio(antibody: str, outcome: str, text: str, among: str, source: str, **more: Any) -> Any:
    return figure(antibody, outcome, text, among, source, kind="ratio", **more)


def remark(id_: str, text: str, *sources: str, checked: Checked = "abstract") -> RemarkLine:
    return RemarkLine(id=id_, text=text, sources=sources, checked=checked)


def recalled(id_: str, text: str) -> RemarkLine:
    return remark(id_, text, "general_knowledge", checked="no")


def missing(finding: str, label: str, why: str = "not recorded", **answers: str) -> Missing:
    given = tuple(Answer(answer=a, leaves=(leaves,)) for a, leaves in answers.items())
    return Missing(finding=finding, label=label, why=why, answers=given)


def said(id_: str, statement: str, *sources: str, **more: Any) -> Statement:
    return Statement(
        id=id_, statement=statement, sources=sources, checked=more.pop("checked", "abstract"),
        because=tuple(Reason(text=text) for text in more.pop("because", ())), **more,
    )  # fmt: skip


def as_tested(
    value: Literal["positive", "negative"],
    on: str,
    age: str,
    method: str | None = "line blot",
    strength: str | None = None,
    recorded: str = "",
) -> TestedLine:
    return TestedLine(
        value=value, recorded=recorded or value, method=method, strength=strength, on=on,
        age_text=age, fact="f1",
    )  # fmt: skip


def result(
    id_: str, verdict: Any, statement: str, lines: Sequence[TestedLine], **more: Any
) -> ResultLine:
    plain = {
        "kind": "specific", "confirmed": False, "doubts": (), "predictive": None, "pattern": None,
        "remarks": (), "titre": None, "response": (), "pitfalls": (),
        "summary": "What it stands for.",
        "about": recalled(f"{id_}_about", f"An antibody of myositis: {LABELS[id_]}."),
    }  # fmt: skip
    return ResultLine(
        id=id_, label=LABELS[id_], verdict=verdict, statement=statement, tested=tuple(lines),
        **{**plain, **more},
    )  # fmt: skip


def negatives(ids: Sequence[str], on: str, age: str) -> Iterator[ResultLine]:
    for id_ in ids:
        kind = "modifier" if id_ == RO52 else "associated" if id_ in ASSOCIATED else "specific"
        yield result(
            id_, "negative", f"{LABELS[id_]} was negative by line blot.",
            [as_tested("negative", on, age)], kind=kind,
        )  # fmt: skip


ASSOCIATED = ("anti_ku", "anti_pm_scl", "anti_u1_rnp")


def untested(ids: Sequence[str]) -> tuple[UntestedLine, ...]:
    return tuple(
        UntestedLine(
            id=id_,
            label=LABELS[id_],
            kind="modifier" if id_ == RO52 else "associated" if id_ in ASSOCIATED else "specific",
            panels="separate_test" if id_ in SEPARATE
            else "often_missing" if id_ in MISSING else "usual",
        )
        for id_ in ids
    )  # fmt: skip


def due(group: Any, panel: str, label: str, status: Any, when: str, **more: Any) -> DueLine:
    return DueLine(
        id=f"{group}_{label.replace(' ', '_')}",
        group=group,
        panel=panel,
        label=label,
        test=None,
        status=status,
        last=more.get("last"),
        last_text=more.get("last_text"),
        on=more.get("on"),
        until=more.get("until"),
        when=when,
        dates=more.get("dates", ()),
        then=more.get("then"),
        statement=more.get("statement", ""),
        note=more.get("note"),
        sources=more.get("sources", ()),
        checked=more.get("checked", "secondary"),
    )


# -- outcomes ------------------------------------------------------------------------------------

OUTCOMES: dict[str, tuple[str, str, bool]] = {
    "weakness": ("muscle weakness", "muscle", False),
    "ulcers": ("skin ulcers", "skin", False),
    "calcinosis": ("calcinosis", "skin", True),
    "ild": ("interstitial lung disease", "lung", True),
    "rp_ild": ("rapidly progressive lung disease", "lung", True),
    "arthritis": ("arthritis", "joint", True),
    "dysphagia": ("dysphagia", "gastrointestinal", True),
    "heart": ("heart involvement", "heart", True),
    "cancer": ("cancer", "cancer", True),
    "death": ("death", "general", False),
    "frequency": ("how often it is found", "general", False),
    "true_result": ("a result that was true", "general", False),
}


def reference() -> dict[str, FigureLine]:
    among = "3067 patients of the EuroMyositis registry"
    shares = {"ild": 30, "dysphagia": 39, "heart": 9, "cancer": 13}
    return {
        outcome: printed(None, outcome, share, among, "lilleker_2018", people=3067)
        for outcome, share in shares.items()
    }


def rows(figures: Sequence[FigureLine], recorded: Mapping[str, Any]) -> tuple[OutcomeRow, ...]:
    known = reference()
    return tuple(
        OutcomeRow(
            id=id_,
            label=label,
            organ=organ,
            drawn=drawn,
            recorded=recorded.get(id_, "unknown"),
            figures=tuple(each for each in figures if each.outcome == id_),
            reference=(known[id_],) if id_ in known else (),
        )
        for id_, (label, organ, drawn) in OUTCOMES.items()
        if drawn or any(each.outcome == id_ for each in figures)
    )


def _figures() -> tuple[FigureLine, ...]:
    return (
        figure(
            TIF1, "cancer", "41 % (36 to 45)", "adults with dermatomyositis, 18 studies together",
            "best_2019", middle=41, low=36, high=45, people=1962,
        ),
        counted(
            TIF1, "cancer", 23, 36, "patients with anti-TIF1-gamma dermatomyositis, Singapore",
            "tif1_singapore_2022", what="cancer within 48 months", against="8.5 % without it",
            note="The count is calculated from the printed 63.9 %.",
        ),
        ratio(
            TIF1, "cancer", "incidence ratio 17.28 (11.94 to 24.14)",
            "627 Chinese patients with myositis", "yang_2017", people=627,
        ),
        ratio(
            TIF1, "cancer", "odds ratio 4.67", "1637 adults with myositis, four European centres",
            "betteridge_2019", people=1637,
        ),
        counted(
            TIF1, "frequency", 36, 96, "patients with dermatomyositis, Singapore",
            "tif1_singapore_2022",
        ),
        printed(
            TIF1, "death", 36.1, "patients with anti-TIF1-gamma dermatomyositis, Singapore",
            "tif1_singapore_2022", people=36, against="16.7 % without it",
        ),
        counted(
            MDA5, "ild", 81, 90, "patients with anti-MDA5, Beijing", "mda5_beijing_2021",
            what="interstitial lung disease at admission",
        ),
        counted(MDA5, "rp_ild", 35, 90, "patients with anti-MDA5, Beijing", "mda5_beijing_2021"),
        printed(
            MDA5, "rp_ild", 54.8, "patients with anti-MDA5 and anti-Ro52, amyopathic, with lung "
            "disease, China", "xu_ro52_2021", against="23.8 % without anti-Ro52",
            what="rapidly progressive lung disease where anti-Ro52 is there too",
        ),
        figure(
            MDA5, "frequency", "10 to 50 %", "adults with dermatomyositis, several cohorts",
            "general_knowledge", low=10, high=50, checked="no",
        ),
        counted(
            MDA5, "death", 22, 90, "patients with anti-MDA5, Beijing", "mda5_beijing_2021",
            what="death within 6 months",
        ),
        printed(
            MDA5, "ulcers", 27.4, "patients with anti-MDA5 and anti-Ro52, China", "xu_ro52_2021",
            against="4.8 % without anti-Ro52",
        ),
        ratio(
            RO52, "ild", "odds ratio 8", "190 patients with myositis, anti-Ro52 alone",
            "ro52_odds_2024", people=190,
        ),
        ratio(
            SRP, "heart", "odds ratio 4.15", "1637 adults with myositis, four European centres",
            "betteridge_2019", people=1637,
        ),
        printed(SRP, "dysphagia", 41, "patients with anti-SRP, Japan", "suzuki_2015", people=100,
                low=31.9, high=50.8),
        figure(
            SRP, "ild", "0 to 50 %", "cohorts of Japan, China and the United States",
            "srp_hunan_2021", low=0, high=50, checked="secondary",
        ),
        figure(
            SRP, "weakness", "creatine kinase 7197 U/L in the median", "23 patients, Hunan",
            "srp_hunan_2021", kind="amount", people=23, what="creatine kinase",
        ),
        printed(MI2, "ild", 5, "patients with anti-Mi-2, Johns Hopkins",
                "pinal_fernandez_mi2_2019", people=58, low=1.5, high=14.1,
                against="16 % of other dermatomyositis"),
        printed(MI2, "calcinosis", 9, "patients with anti-Mi-2, Johns Hopkins",
                "pinal_fernandez_mi2_2019", people=58, low=3.7, high=18.8,
                against="28 % of other dermatomyositis"),
        ratio(MI2, "cancer", "odds ratio 2.50", "1637 adults with myositis, four European centres",
              "betteridge_2019", people=1637),
    )  # fmt: skip


def figures_of(*ids: str) -> tuple[FigureLine, ...]:
    return tuple(each for each in _figures() if each.antibody in ids)


# -- cancer --------------------------------------------------------------------------------------

GUIDELINE = ("oldroyd_2023",)
BASIC = (
    "history and examination", "full blood count", "liver function tests", "ESR", "CRP",
    "serum protein electrophoresis", "urinalysis", "chest X-ray",
)  # fmt: skip
ENHANCED = (
    "CT of neck, chest, abdomen and pelvis", "mammography", "cervical screening", "CA-125",
    "ovarian ultrasound", "faecal occult blood",
)  # fmt: skip
NOT_READ = (
    remark(
        "factor_lists",
        "The lists of intermediate and low risk factors could not be read in the guideline; they "
        "are from memory.",
        "general_knowledge",
        checked="no",
    ),
    remark(
        "correction",
        "A correction of the guideline of 2024 exists and could not be read.",
        "oldroyd_2023",
        checked="no",
    ),
)


def cancer_due(
    done: Mapping[str, str], on: str, later: Sequence[tuple[str, str]]
) -> Iterator[DueLine]:
    for panel, labels in (("basic panel", BASIC), ("enhanced panel", ENHANCED)):
        for label in labels:
            last = done.get(label)
            yield due(
                "cancer", panel, label, "done" if last else "due",
                f"done {_said(last)}" if last else f"due since {_said(on)}",
                last=last, last_text=_said(last) if last else None,
                on=None if last else on, until=None if last else on,
                dates=tuple(later) if panel == "basic panel" else (),
                statement="Basic panel at diagnosis and each year for three years."
                if panel == "basic panel" else "Enhanced panel once, at diagnosis.",
                note="Free light chains are named in one list and not in another."
                if label == "serum protein electrophoresis" else None,
                sources=GUIDELINE,
            )  # fmt: skip
    yield due(
        "cancer", "further tests", "PET-CT", "if",
        "to consider if nothing is found at diagnosis",
        statement="For the high tier where the panels found no cancer.", sources=GUIDELINE,
    )  # fmt: skip


def _said(text: str | None) -> str:
    if not text:
        return "not recorded"
    day = date.fromisoformat(text)
    return f"{day.day} {day:%b %Y}"


RED_FLAGS = ("Unexplained weight loss", "Cancer in the family", "Smoking", "Night sweats")


def red_flag(name: str) -> str:
    return f"{name}: screening for cancer is advised whatever the tier (conditional)."


def cancer(tier: Sequence[str], statement: str, **more: Any) -> CancerRisk:
    return CancerRisk(
        **{
            "question": "Cancer: how high is the risk, and what is due?",
            "guideline": "IMACS 2023",
            "applies": "yes",
            "exempt": (),
            "tier": tuple(tier),
            "lowest": tier[0] if len(tier) < 3 else None,
            "statement": statement,
            "counts": {},
            "factors": (),
            "missing": (),
            "in_window": "yes",
            "window": "5 to 6 months since the first symptom (Dec 2023)",
            "start": "diagnosis, 12 Feb 2024",
            "due": (),
            "conditional": (),
            "red_flags": (),
            "red_flags_missing": (
                "unexplained weight loss", "cancer in the family", "smoking", "night sweats",
            ),
            "figures": (
                figure(
                    None, "cancer", "44 of 214 (21 %)", "patients of the high tier, Hong Kong",
                    "tang_hong_kong_2024", middle=20.6, low=15.7, high=26.5, people=214,
                    what="cancer within three years",
                ),
                figure(
                    None, "cancer", "6.7 %", "patients of the moderate tier, Hong Kong",
                    "tang_hong_kong_2024", middle=6.7, low=6.7, high=6.7, people=238,
                    what="cancer within three years",
                ),
            ),
            "flags": (),
            "remarks": (
                remark(
                    "programmes",
                    "Screening by age and sex that the country offers goes on beside it.",
                    "jama_derm_cancer_2024",
                    checked="secondary",
                ),
            ),
            "not_read": NOT_READ,
            "sources": GUIDELINE,
            "checked": "secondary",
            **more,
        }
    )  # fmt: skip


def factor(id_: str, label: str, level: str, verdict: Any, why: str, checked: Checked) -> Any:
    return FactorLine(id=id_, label=label, level=level, verdict=verdict, why=why, checked=checked)


# -- lung ----------------------------------------------------------------------------------------


def advice(id_: str, about: str, statement: str, guideline: str, source: str, **more: Any) -> Any:
    return AdviceLine(
        id=id_, guideline=guideline, about=about, strength=more.get("strength"),
        statement=statement, verdict=more.get("verdict", "present"), sources=(source,),
        checked=more.get("checked", "secondary"),
    )  # fmt: skip


def lung(risk: Sequence[str], statement: str, **more: Any) -> LungRisk:
    return LungRisk(
        **{
            "question": "Lung: how high is the risk, and what is due?",
            "recorded": "unknown",
            "rapid": "unknown",
            "risk": tuple(risk),
            "statement": statement,
            "because": (),
            "missing": (),
            "advice": (
                advice(
                    "acr_screen", "screening",
                    "Pulmonary function tests with tomography are preferred to function tests "
                    "alone.", "ACR/CHEST 2023", "acr_chest_screening_2023",
                    strength="conditional", checked="abstract",
                ),
                advice(
                    "ers_screen", "screening",
                    "Look for lung disease in every patient with myositis at diagnosis.",
                    "ERS/EULAR 2025", "limbic_ers_eular",
                ),
            ),
            "due": (),
            "tools": (),
            "progression": (),
            "progression_note": None,
            "remarks": (),
            "sources": ("acr_chest_card_risk",),
            "checked": "abstract",
            **more,
        }
    )  # fmt: skip


def lung_due(*, done: str | None, on: str, later: Sequence[tuple[str, str]]) -> Iterator[DueLine]:
    for label in ("pulmonary function tests", "high-resolution CT of the chest"):
        repeat = label.startswith("pulmonary")
        yield due(
            "lung", "screening", label, "done" if done else "due",
            f"done {_said(done)}" if done else f"due since {_said(on)}",
            last=done, last_text=_said(done) if done else None,
            on=None if done else on, until=None if done else on,
            dates=tuple(later) if repeat else (),
            statement="Function tests every 3 to 6 months in the first year."
            if repeat else "Tomography again where the patient is worse.",
            sources=("acr_chest_card_monitoring",), checked="abstract",
        )  # fmt: skip


# -- the rest ------------------------------------------------------------------------------------


def watch(*, dysphagia: Any = "unknown", heart: Any = "unknown") -> tuple[WatchLine, ...]:
    def item(group: Any, label: str, when: str = "not recorded as done") -> DueLine:
        return due(
            group, "", label, "due", when, on="2024-06-01", until="2024-06-01",
            sources=("general_knowledge",), checked="no",
        )  # fmt: skip

    return (
        WatchLine(
            id="dysphagia", label="dysphagia", recorded=dysphagia,
            because=(
                said("dm_dysphagia", "Dysphagia is frequent in dermatomyositis with this antibody.",
                     "tif1_singapore_2022"),
            ),
            figures=(reference()["dysphagia"],),
            how=(item("dysphagia", "water swallow test"), item("dysphagia", "videofluoroscopy")),
        ),
        WatchLine(
            id="heart", label="heart", recorded=heart,
            because=(said("any_heart", "The heart is involved in about one patient in eleven.",
                          "lilleker_2018"),),
            figures=(reference()["heart"],),
            how=(item("heart", "troponin I"), item("heart", "electrocardiogram")),
        ),
    )  # fmt: skip


def subgroup(id_: str, label: str, verdict: Any, *because: str, part_of: Any = None) -> Any:
    return SubgroupLine(
        id=id_, label=label, part_of=part_of, verdict=verdict,
        because=tuple(
            said(f"{id_}_{n}", text, "general_knowledge", checked="no")
            for n, text in enumerate(because)
        ),
        missing=(missing("muscle_biopsy", "muscle biopsy", "not recorded"),)
        if verdict == "supported" else (),
    )  # fmt: skip


def _cited(part: Any) -> Iterator[str]:
    if isinstance(part, Mapping):
        yield from part.get("sources") or ()
        for value in part.values():
            yield from _cited(value)
    elif isinstance(part, list):
        for item in part:
            yield from _cited(item)


def _unchecked(part: Any) -> Iterator[str]:
    if isinstance(part, Mapping):
        if part.get("checked") == "no":
            said = (part.get(key) for key in ("statement", "text", "label"))
            yield next((text for text in said if text), "a figure")
        for value in part.values():
            yield from _unchecked(value)
    elif isinstance(part, list):
        for item in part:
            yield from _unchecked(item)


def document(patient: PatientLine, on: str | None, **part: Any) -> Any:
    """A profile or a cancer report with the sources that it names."""
    plain = {name: value.model_dump(mode="json") for name, value in part.items()}
    known = knowledge.load().sources
    sources = {
        id_: SourceLine(number=number, **known[id_].model_dump(exclude={"id"}))
        for number, id_ in enumerate(dict.fromkeys(_cited(plain)), start=1)
    }
    kind = CancerReport if "cancer" in part else AntibodyProfile
    return kind(
        myosotis="0.1.0",
        patient=patient,
        on=on,
        knowledge=KnowledgeLine(version="0.1.0", hash="a41f2c9be07d"),
        unchecked=tuple(dict.fromkeys(_unchecked(plain))),
        sources=sources,
        **part,
    ).to_dict()


def body(**parts: Any) -> ProfileBody:
    return ProfileBody(question="What do the antibodies say?", remarks=(), **parts)


# -- the patients --------------------------------------------------------------------------------


def _tif1_results() -> tuple[ResultLine, ...]:
    on, age = "2024-03-03", "3 months before"
    found = result(
        TIF1, "positive",
        "Strongly positive by line blot in a patient in whom myositis is likely: taken as it "
        "stands.",
        [as_tested("positive", on, age, strength="strong", recorded="TIF1g +++")],
        predictive=PredictiveValue(
            low=96, high=100, text="96 to 100 of 100 such results are true (probability of "
            "myositis without the antibody 99 %).", sources=("lundberg_2017", "to_2020"),
            checked="abstract",
        ),
        doubts=(
            DoubtLine(
                id="blot_only", label="one line blot", effect="note",
                statement="The result rests on one line blot; a second method has not confirmed "
                          "it.",
                figures=(
                    counted(None, "true_result", 48, 50, "strong positive results in patients with "
                            "myositis, Manchester", "to_2020"),
                ),
                sources=("to_2020",), checked="abstract",
            ),
        ),
        pattern=remark("tif1_pattern", "The pattern of fluorescence, fine speckled, fits.",
                       "general_knowledge", checked="no"),
        about=recalled("tif1_about", "Dermatomyositis with a marked rash, dysphagia and, in "
                                     "adults, "
                       "cancer. Antigen: TRIM33, 155 kDa."),
        remarks=(
            remark("tif1_window", "In Singapore 78 % of the cancers were found between 13 months "
                   "before and 4 months after the onset.", "tif1_singapore_2022"),
            remark("tif1_ccar1", "Anti-CCAR1 beside it lowered the excess of cancer in two "
                                 "American "
                   "cohorts; in adults of the United Kingdom it was rare.", "mcmorrow_2025"),
        ),
        titre=remark("tif1_titre", "The level follows strength and global scores weakly and "
                                   "enzymes "
                     "not at all.", "aggarwal_levels_2016"),
        response=(
            remark("tif1_ivig", "In the immunoglobulin trial patients with it improved more often; "
                   "both arms together, so this is not an effect of the drug.",
                   "proderm_antibody_2024"),
        ),
        pitfalls=(
            recalled("tif1_child", "In a child it does not point to cancer."),
            remark("tif1_miss", "A line blot misses about one in three; a negative one does not "
                   "lower the risk of cancer.", "commercial_assays_review"),
        ),
    )  # fmt: skip
    beside = result(
        RO52, "positive", "Positive by line blot; it changes what other antibodies mean and names "
        "no subgroup.", [as_tested("positive", on, age, strength="medium", recorded="Ro52 ++")],
        kind="modifier",
        about=recalled("ro52_about", "A modifier: more lung disease, and a worse one, beside other "
                       "antibodies."),
    )  # fmt: skip
    open_ = result(
        MI2, "not_excluded", "Negative by line blot, which finds 67 of 100: not excluded.",
        [as_tested("negative", on, age)],
        pitfalls=(
            remark("mi2_miss", "A line blot finds 67.4 % of what immunoprecipitation finds.",
                   "commercial_assays_review"),
        ),
    )  # fmt: skip
    rest = [id_ for id_ in PANEL if id_ not in (TIF1, RO52, MI2)]
    return (found, beside, open_, *negatives(rest, on, age))


PATIENT = PatientLine(
    id="tif1", title="Made-up patient A · woman, 58", sex="female", age="58",
    diagnosis="dermatomyositis",
)  # fmt: skip


@cache
def _tif1_cancer() -> CancerRisk:
    done = dict.fromkeys(BASIC, "2024-02-12") | {"mammography": "2024-03-20"}
    later = (("2025-02-12", "2025-02-12"), ("2026-02-12", "2026-02-12"), ("2027-02-12",) * 2)
    return cancer(
        ["high"],
        "High risk: four factors of the high level are present, and two are enough. Five tests of "
        "the enhanced panel are not recorded as done.",
        counts={"high_factors": "4 to 6", "intermediate_factors": "0 to 2"},
        factors=(
            factor("dm", "dermatomyositis in an adult", "high", "yes",
                   "rash and weakness, 10 Feb 2024", "secondary"),
            factor("tif1", "anti-TIF1-gamma", "high", "yes", "strong by line blot, 3 Mar 2024",
                   "secondary"),
            factor("nxp2", "anti-NXP2", "high", "no", "negative by line blot, 3 Mar 2024",
                   "secondary"),
            factor("age", "older than 40 at onset", "high", "yes", "age at onset 57", "secondary"),
            factor("dysphagia", "dysphagia, moderate or severe", "high", "yes",
                   "dysphagia, 10 Feb 2024", "no"),
            factor("necrosis", "skin necrosis", "high", "unknown", "not recorded", "secondary"),
            factor("refractory", "active despite treatment", "high", "unknown",
                   "too early to judge", "secondary"),
            factor("male", "male sex", "intermediate", "no", "woman", "no"),
            factor("hmgcr", "anti-HMGCR", "intermediate", "unknown", "not tested", "no"),
            factor("mi2", "anti-Mi-2", "intermediate", "unknown",
                   "negative by a method that misses many", "no"),
            factor("ild", "lung disease", "low", "unknown", "not recorded", "no"),
        ),
        due=tuple(cancer_due(done, "2024-02-12", later)),
        conditional=(
            said("pet", "PET-CT can be considered where the panels found nothing (conditional).",
                 *GUIDELINE),
            said("endoscopy", "Endoscopy of the upper and lower gut can be considered where "
                              "nothing "
                 "was found (conditional).", *GUIDELINE),
            said("nasendoscopy", "Nasendoscopy can be considered where cancer of the nasopharynx "
                                 "is "
                 "frequent (conditional).", *GUIDELINE, verdict="possible"),
        ),
        red_flags=(said("weight", "Unexplained loss of weight asks for a search whatever the tier.",
                        "mdedge_cancer_2022", checked="secondary"),),
        red_flags_missing=tuple(map(red_flag, RED_FLAGS[1:])),
    )  # fmt: skip


@cache
def tif1() -> dict[str, Any]:
    """A woman of 58: anti-TIF1-gamma strong by line blot, anti-Ro52, dermatomyositis."""
    return document(
        PATIENT,
        "2024-06-01",
        profile=body(
            statement="Dermatomyositis with anti-TIF1-gamma: the result fits the patient, and the "
            "risk of cancer is high.",
            lines=(
                "Subgroup: dermatomyositis.",
                "The cancer tier is high.",
                "Lung: the risk of lung disease is raised.",
            ),
            results=_tif1_results(),
            untested=untested((*SEPARATE, *MISSING, "anti_ccar1")),
            picture=PictureLine(
                verdict="likely",
                statement="Myositis is likely without the antibodies: rash of dermatomyositis, "
                "weakness, raised enzymes.",
                because=(Reason(text="heliotrope rash, 10 Feb 2024"),
                         Reason(text="proximal weakness, 10 Feb 2024")),
                probability="99 %",
                sources=("lundberg_2017",),
                checked="abstract",
            ),
            subgroups=(
                subgroup("dermatomyositis", "dermatomyositis", "established",
                         "A typical rash with anti-TIF1-gamma."),
                subgroup("amyopathic", "amyopathic dermatomyositis", "excluded",
                         "Weakness is recorded.", part_of="dermatomyositis"),
                subgroup("seronegative_necrotising", "seronegative necrotising myopathy",
                         "excluded", "A myositis-specific antibody is present."),
                subgroup("overlap", "overlap myositis", "not_excluded"),
                subgroup("ibm", "inclusion body myositis", "not_excluded"),
            ),
            outcomes=rows(
                figures_of(TIF1, RO52),
                {"dysphagia": "yes", "weakness": "yes", "arthritis": "no", "calcinosis": "no"},
            ),
            cancer=_tif1_cancer(),
            lung=lung(
                ["raised"],
                "The risk of lung disease is raised by anti-Ro52; function tests and tomography "
                "are "
                "not recorded.",
                because=("anti-Ro52 is positive",),
                missing=(missing("hrct", "high-resolution CT of the chest"),),
                due=tuple(lung_due(done=None, on="2024-02-12", later=())),
            ),
            watch=watch(dysphagia="yes"),
        ),
    )  # fmt: skip


@cache
def tif1_cancer() -> dict[str, Any]:
    """The cancer risk of the same woman alone."""
    return document(PATIENT, "2024-06-01", cancer=_tif1_cancer())


@cache
def mda5() -> dict[str, Any]:
    """A man of 46: anti-MDA5 with anti-Ro52, lung disease, a falling vital capacity."""
    on, age = "2023-09-18", "13 months before"
    found = result(
        MDA5, "positive",
        "Positive by line blot and by immunoassay: two methods agree.",
        [
            as_tested("positive", on, age, strength="strong", recorded="MDA5 +++"),
            as_tested("positive", "2023-10-02", "13 months before", method="ELISA", strength=None,
                   recorded="MDA5 168 U/mL (limit 32)"),
        ],
        confirmed=True,
        pattern=remark("mda5_pattern", "No pattern of fluorescence is expected; none is recorded.",
                       "general_knowledge", checked="no"),
        about=recalled("mda5_about", "Skin and lung, often with little or no weakness."),
        titre=remark("mda5_titre", "The level falls with a response of the lung.", "tsuji_2020"),
        response=(remark("mda5_triple", "Glucocorticoid, tacrolimus and cyclophosphamide from the "
                         "start: 89 % alive at 6 months against 33 % of earlier patients.",
                         "tsuji_2020"),),
    )  # fmt: skip
    beside = result(
        RO52, "positive", "Positive by line blot.",
        [as_tested("positive", on, age, strength="strong", recorded="Ro52 +++")], kind="modifier",
        about=recalled("ro52_about", "A modifier: more lung disease, and a worse one."),
    )  # fmt: skip
    rest = [id_ for id_ in PANEL if id_ not in (MDA5, RO52, TIF1)]
    open_ = result(
        TIF1, "not_excluded", "Negative by line blot, which finds 64 of 100: not excluded.",
        [as_tested("negative", on, age)],
    )  # fmt: skip
    dates = {"start": "2023-10-05", "end": "2024-09-30", "missing": (), "checked": "full_text"}
    return document(
        PatientLine(
            id="mda5", title="Made-up patient B · man, 46", sex="male", age="46", diagnosis=None
        ),
        "2024-10-20",
        profile=body(
            statement="Anti-MDA5 dermatomyositis with lung disease: confirmed by two methods, and "
            "vital capacity is falling.",
            lines=("Rapidly progressive lung disease is not excluded: ferritin and oxygen are not "
                   "recorded.",),
            results=(found, beside, open_, *negatives(rest, on, age)),
            untested=untested((*SEPARATE, *MISSING)),
            picture=PictureLine(
                verdict="likely", statement="Myositis is likely without the antibodies.",
                because=(Reason(text="Gottron's papules, 12 Sep 2023"),), probability="82 to 99 %",
                sources=("lundberg_2017",), checked="abstract",
            ),
            subgroups=(
                subgroup("dermatomyositis", "dermatomyositis", "established", "A typical rash."),
                subgroup("mda5", "anti-MDA5 dermatomyositis", "established",
                         "Anti-MDA5 with a typical rash.", part_of="dermatomyositis"),
                subgroup("amyopathic", "amyopathic dermatomyositis", "supported",
                         "No weakness is recorded.", part_of="dermatomyositis"),
                subgroup("ibm", "inclusion body myositis", "excluded", "The rash speaks against."),
            ),
            outcomes=rows(
                figures_of(MDA5, RO52), {"ild": "yes", "arthritis": "yes", "ulcers": "yes"}
            ),
            cancer=cancer(
                ["moderate", "high"],
                "At least moderate risk: one factor of the high level is present. Anti-NXP2 and "
                "dysphagia could make it high.",
                counts={"high_factors": "1 to 4", "intermediate_factors": "2 to 3"},
                factors=(
                    factor("dm", "dermatomyositis in an adult", "high", "yes", "typical rash",
                           "secondary"),
                    factor("dysphagia", "dysphagia", "high", "unknown", "not recorded", "no"),
                    factor("male", "male sex", "intermediate", "yes", "man", "no"),
                    factor("mda5", "anti-MDA5", "intermediate", "yes", "two methods", "no"),
                ),
                missing=(missing("dysphagia", "dysphagia", yes="high", no="moderate"),),
                start="diagnosis, 18 Sep 2023",
                due=(
                    *(
                        due("cancer", "basic panel", label, "done", "done 18 Sep 2023",
                            last="2023-09-18", last_text="18 Sep 2023", sources=GUIDELINE,
                            then="In the high tier again every year.")
                        for label in BASIC[:6]
                    ),
                    due("cancer", "enhanced panel", "CT of neck, chest, abdomen and pelvis", "done",
                        "done Oct 2023", last="2023-10", last_text="Oct 2023", sources=GUIDELINE),
                    due("cancer", "enhanced panel", "PSA", "due", "due since 18 Sep 2023",
                        on="2023-09-18", until="2023-09-18", sources=GUIDELINE),
                    due("cancer", "basic panel, yearly", "chest X-ray", "if",
                        "each year if the risk is high", on="2024-09-18", until="2024-09-18",
                        dates=(("2025-09-18", "2025-09-18"), ("2026-09-18", "2026-09-18")),
                        sources=GUIDELINE, statement="Only in the high tier."),
                ),
            ),
            lung=lung(
                ["raised"],
                "Lung disease is recorded; whether it is rapidly progressive cannot be told.",
                recorded="yes",
                because=("anti-MDA5 is positive", "anti-Ro52 is positive"),
                missing=(
                    missing("ferritin", "ferritin"),
                    missing("spo2", "oxygen saturation", "too old (13 months)"),
                ),
                due=tuple(
                    lung_due(done="2024-09-30", on="2024-09-30",
                             later=(("2024-12-30", "2025-03-30"), ("2025-03-30", "2025-09-30")))
                ),
                tools=(
                    ToolLine(
                        id="flair", short="FLAIR",
                        about="Made in 207 patients with amyopathic dermatomyositis and lung "
                        "disease, one inception cohort of China.",
                        verdict=("medium", "high"), text="medium or high risk of death",
                        values={"points": "7 to 12", "ferritin": "not recorded (limit 636 ng/mL)",
                                "LDH": "402 U/L (limit 355 U/L)"},
                        assumed=None, missing=("ferritin", "tomography score"), flags=(),
                        sources=("lian_flair_2020",), checked="abstract",
                    ),
                    ToolLine(
                        id="mck", short="MCK",
                        about="Made in 497 patients with myositis and lung disease, Japan.",
                        verdict=("low", "moderate", "high"), text="cannot tell",
                        values={"CRP": "not recorded (limit 0.8 mg/dL)"},
                        assumed=None, missing=("CRP", "KL-6"),
                        flags=(remark("mck_outside", "In another cohort a score of 2 did not "
                                      "predict death with anti-MDA5.", "miyake_mck"),),
                        sources=("gono_mck_2021",), checked="abstract",
                    ),
                ),
                progression=(
                    ProgressionLine(
                        id="ppf", short="PPF 2022", verdict=("not_shown", "progressive"),
                        progressive=False,
                        text="cannot tell: fibrosis on tomography is not recorded",
                        values={"fall of vital capacity": "9 points of predicted"},
                        assumed=None, flags=(), sources=("raghu_2022",),
                        **{**dates, "missing": ("fibrosis on tomography", "worse symptoms")},
                    ),
                    ProgressionLine(
                        id="ild24", short="Progressive ILD, 24 months", verdict=("progressive",),
                        progressive=True,
                        text="progressive fibrosing interstitial lung disease",
                        values={"fall of vital capacity": "12.2 % of its starting value"},
                        assumed="the tomography shows fibrosis", flags=(
                            remark("smaller", "In points of predicted the fall is less than 10. Do "
                                   "not mix the two readings.", "ppf_trials_2022",
                                   checked="secondary"),
                        ),
                        sources=("ppf_trials_2022",), **{**dates, "checked": "secondary"},
                    ),
                ),
                progression_note="The two definitions count differently: points of predicted "
                                 "within "
                "one year, or a share of the starting value within two.",
                remarks=(recalled("xray", "A chest X-ray does not exclude lung disease."),),
            ),
            watch=watch(),
        ),
    )  # fmt: skip


@cache
def weak() -> dict[str, Any]:
    """A woman of 34 with aching limbs: two weak bands of a line blot, no picture of myositis."""
    on, age = "2024-01-15", "3 weeks before"
    two = DoubtLine(
        id="two_specific", label="two specific antibodies at once", effect="doubtful",
        statement="Two myositis-specific antibodies hardly occur together.",
        figures=(
            counted(None, "true_result", 3, 1637, "adults with myositis had two, by "
                    "immunoprecipitation", "betteridge_2019", what="two specific antibodies"),
        ),
        sources=("betteridge_2019",), checked="abstract",
    )  # fmt: skip
    faint = DoubtLine(
        id="weak_unlikely", label="weak signal where myositis is unlikely", effect="doubtful",
        statement="A weak band where myositis is unlikely is rarely true.",
        figures=(
            counted(None, "true_result", 0, 17, "weak specific bands in people without connective "
                    "tissue disease, Manchester", "to_2020",
                    note="Calculated by subtraction from the printed totals."),
        ),
        sources=("to_2020",), checked="abstract",
    )  # fmt: skip

    def band(id_: str, recorded: str) -> ResultLine:
        return result(
            id_, "doubtful",
            "Weak by line blot, beside a second specific band, where myositis is unlikely: not "
            "taken as it stands.",
            [as_tested("positive", on, age, strength="weak", recorded=recorded)],
            doubts=(two, faint),
            predictive=PredictiveValue(
                low=0, high=12, text="0 to 12 of 100 such results are true (probability of "
                                     "myositis "
                "without the antibody at most 7 %).", sources=("lundberg_2017",), checked="no",
            ),
            pattern=remark("no_pattern", "No pattern of fluorescence is recorded.",
                           "general_knowledge", checked="no"),
        )  # fmt: skip

    rest = [id_ for id_ in PANEL if id_ not in (SRP, MI2)]
    return document(
        PatientLine(
            id="weak", title="Made-up patient C · woman, 34", sex="female", age="34", diagnosis=None
        ),
        "2024-02-05",
        profile=body(
            statement="Two weak line-blot bands in a patient without a picture of myositis: "
                      "neither "
            "is taken as true.",
            lines=("A second method, ideally immunoprecipitation, would tell more than another "
                   "blot.",),
            results=(band(SRP, "SRP (+)"), band(MI2, "Mi-2 +"), *negatives(rest, on, age)),
            untested=untested((*SEPARATE, *MISSING)),
            picture=PictureLine(
                verdict="unlikely",
                statement="Myositis is unlikely without the antibodies: strength and enzymes are "
                "normal and there is no rash.",
                because=(Reason(text="normal strength, 10 Jan 2024"),
                         Reason(text="creatine kinase 0.6 × ULN, 10 Jan 2024")),
                probability="at most 7 %", sources=("lundberg_2017",), checked="abstract",
            ),
            subgroups=(
                subgroup("srp", "anti-SRP necrotising myopathy", "not_excluded",
                         part_of="necrotising myopathy"),
                subgroup("dermatomyositis", "dermatomyositis", "not_excluded"),
            ),
            outcomes=rows(figures_of(SRP, MI2), {"heart": "no", "ild": "no"}),
            cancer=cancer(
                ["standard", "moderate", "high"],
                "Cannot tell: it is not established that this is myositis.",
                applies="cannot_tell", in_window="unknown", start="date of diagnosis not recorded",
                window="the date is not known",
                missing=(missing("iim", "whether this is myositis", "not established"),),
            ),
            lung=lung(
                ["not_raised", "raised"],
                "Cannot tell: the bands that would raise the risk are in doubt.",
                recorded="no",
            ),
            watch=(),
        ),
    )  # fmt: skip


@cache
def nothing() -> dict[str, Any]:
    """A patient of whom no antibody was tested and no date is known."""
    return document(
        PatientLine(
            id="none", title="Made-up patient D · sex not recorded", sex="unknown", age=None,
            diagnosis="polymyositis",
        ),
        None,
        profile=body(
            statement="No antibody of myositis was tested, so no risk can be read from them.",
            lines=("Not tested is not negative: every antibody is still possible.",),
            results=(),
            untested=untested((*PANEL, *SEPARATE, *MISSING)),
            picture=PictureLine(
                verdict="uncertain", statement="How likely myositis is cannot be told.",
                because=(), probability=None, sources=(), checked="abstract",
            ),
            subgroups=(
                subgroup("dermatomyositis", "dermatomyositis", "not_excluded"),
                subgroup("overlap", "overlap myositis", "not_excluded"),
            ),
            outcomes=rows((), {}),
            cancer=cancer(
                ["standard", "moderate", "high"],
                "Cannot tell: standard, moderate and high are all possible.",
                in_window="unknown", start="date of diagnosis not recorded",
                window="the date is not known",
                due=(
                    due("cancer", "basic panel", "chest X-ray", "due",
                        "due; since when cannot be told", sources=GUIDELINE),
                ),
                missing=(missing(TIF1, "anti-TIF1-gamma", "not tested", positive="high"),),
            ),
            lung=lung(
                ["not_raised", "raised"], "Cannot tell: no antibody was tested.",
                due=(due("lung", "screening", "pulmonary function tests", "due",
                         "due; since when cannot be told", sources=("acr_chest_screening_2023",)),),
            ),
            watch=(),
        ),
    )  # fmt: skip


@cache
def made() -> dict[str, Any]:
    """What the engine makes of a record: a woman with two antibodies and much that is open."""
    return antibody_profile(_recorded()).to_dict()


@cache
def made_cancer() -> dict[str, Any]:
    """The cancer risk of the same record."""
    return cancer_risk(_recorded()).to_dict()


@cache
def _recorded() -> Any:
    blot = {
        "method": "line blot", "tif1_gamma": "strong", "ro52": "++", "mi2": False, "jo1": False,
        "nxp2": False, "srp": False, "ku": False,
    }  # fmt: skip
    visit = {
        "heliotrope_rash": True, "proximal_weakness": True, "dysphagia": True, "arthritis": False,
        "ck": "6 xULN", "crp": "4 mg/L", "chest_x_ray_done": True,
    }  # fmt: skip
    return read_patient(
        {
            "id": "made", "sex": "female", "age": 58, "age_at_onset": 57, "onset": "2023-12",
            "diagnosed": "2024-02-12",
            "history": [
                {"on": "2024-02-12", **visit},
                {"on": "2024-03-03", "antibodies": blot},
                {"on": "2024-06-01", "proximal_weakness": True},
            ],
        }
    )  # fmt: skip


ALL = (tif1, mda5, weak, nothing)
EVERY = (*ALL, made)
CANCER = (tif1_cancer, made_cancer)
