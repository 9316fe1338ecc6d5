"""Rows of tables mean what the same lines of a patient file mean, whatever stands in them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from myosotis.cohort.tables import code, patient_of, tables_from
from myosotis.cohort.tables.cells import observation
from myosotis.cohort.tables.dating import span
from myosotis.cohort.tables.reading import coded_value
from myosotis.errors import InputError
from myosotis.knowledge import load
from myosotis.patient import Fact, history_entry, read_observation, read_patient

BASE, TODAY = load(), date(2026, 1, 1)
VALUES = [
    *("finding", "low", "high", "mask", "unit", "method", "strength"),
    *("earliest", "latest", "until_earliest", "until_latest", "lasting"),
]
OBSERVED = {
    **dict.fromkeys(("patient", "finding", "value", "comparator", "unit", "on"), pl.String),
    **dict.fromkeys(("until", "site", "method", "strength", "cutoff"), pl.String),
    "number": pl.Float64,
    "uln": pl.Float64,
}


def of_kind(kind: str) -> list[str]:
    return [f.id for f in BASE.findings.values() if f.kind == kind]


ANTIBODIES = [name for name, domain in BASE.domains.items() if domain == "autoantibodies"]
LIMITED = [f.id for f in BASE.findings.values() if any(unit.uln for unit in f.units)]
SCALED = [f.id for f in BASE.findings.values() if any(unit.factor for unit in f.units)]
RANGED = [f.id for f in BASE.findings.values() if f.range]
ALIASES = [alias for alias, (_, a) in BASE.aliases.items() if a.means or a.inverse or a.unit]
NAMES = st.one_of(
    *(st.sampled_from(of_kind(kind)) for kind in ("boolean", "category")),
    *(st.sampled_from(names) for names in (of_kind("quantity"), LIMITED, SCALED, RANGED)),
    *(st.sampled_from(names) for names in (ALIASES, ANTIBODIES, sorted(BASE.aliases))),
    st.sampled_from(["no_such_sign", "Age_at_onset", "biopsy", "CK"]),
)
UNITS = sorted(
    {unit.unit for f in BASE.findings.values() for unit in f.units}
    | {f.unit for f in BASE.findings.values() if f.unit}
)
NUMBERS = st.one_of(
    st.integers(-3, 400).map(float),
    st.integers(0, 4000).map(lambda n: n / 10),
    st.decimals(0, 5000, places=3).map(float),
    st.sampled_from([0.1, 33.3, 166.5, 1e-7, 123456789.123, 1e300, 1 / 3, -0.0]),
)
WORDS = st.sampled_from(
    [
        *("yes", "no", "unknown", "not done", "raised", "normal", "not raised", "low", "weak"),
        *("positive", "negative", "++", "present", "not low", "high", "?", "about 7", "", "  "),
    ]
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A value as a person writes it."""
    plain = draw(NUMBERS)
    number = f"{plain:.3f}".rstrip("0").rstrip(".") if plain < 1e9 else f"{plain}"
    unit = draw(st.sampled_from(["", "", *UNITS]))
    form = draw(
        st.sampled_from(
            [
                "{n} {u}",
                "{n}{u}",
                ">{n} {u}",
                "at most {n} {u}",
                "{n} to {m} {u}",
                "{n}-{m}{u}",
                "[{n} {u}, {m} {u}]",
                "under {n}",
            ]
        )
    )
    return form.format(n=number, m=round(plain + draw(st.integers(-1, 40)), 3), u=unit)


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    name = draw(NAMES)
    finding = BASE.findings.get(BASE.aliases[name][0] if name in BASE.aliases else name)
    units = [None]
    values = [WORDS, texts(), st.none()]
    if finding:
        units += [finding.unit, *(unit.unit for unit in finding.units)] * 3
        if finding.values:
            values += [st.sampled_from(finding.values), st.sampled_from(finding.values)]
    antibody = name in ANTIBODIES
    methods = ["elisa", "line blot", "no method"] if antibody else ["elisa"]
    strengths = [None, None, "weak", "12 U/mL", "strong"] if antibody else [None]
    cutoffs = [None, None, None, "5 U/mL"] if antibody else [None]
    return {
        "patient": draw(st.sampled_from(["a", "b"])),
        "finding": name,
        "value": draw(st.one_of(values)),
        "number": draw(st.one_of(st.none(), NUMBERS)),
        "comparator": draw(st.sampled_from([None] * 6 + ["<", "<=", ">", ">=", " "])),
        "unit": draw(st.sampled_from([*units, draw(st.sampled_from(UNITS))])),
        "uln": draw(st.sampled_from([None, None, 190.0, 33.3, 0.0])),
        "on": draw(st.sampled_from(
            [None, "unknown", "2019", "2019-03", "2019-03-04", "4 Mar 2019", "2018-12-31",
             "2031", "1870", "2019-13", "soon"])),
        "until": draw(st.sampled_from([None] * 5 + ["2019-04", "2018", "unknown", "later"])),
        "site": draw(st.sampled_from([None, None, "thigh", " Thigh ", "arm"])),
        "method": draw(st.sampled_from([*methods, *[None] * (3 if antibody else 9)])),
        "strength": draw(st.sampled_from(strengths)),
        "cutoff": draw(st.sampled_from(cutoffs)),
    }  # fmt: skip


def table(found: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(found, schema=OBSERVED)


def coded(fact: Fact) -> tuple[Any, ...]:
    value = coded_value(BASE, fact)
    until = span(fact.until) if fact.until else (None, None)
    numbers = (
        value.finding,
        value.low,
        value.high,
        value.mask,
        value.unit,
        value.method,
        value.strength,
    )
    return (*numbers, *span(fact.on), *until, fact.lasting)


def by_the_reader(row: dict[str, Any]) -> tuple[tuple[Fact, ...], set[str]]:
    """The facts of a row, or what is wrong with it."""
    try:
        return read_observation(BASE, row["finding"], observation(row), TODAY), set()
    except InputError as error:
        return (), {problem.sentence for problem in error.problems}


@settings(max_examples=150, deadline=None)
@given(rows())
def test_one_row_says_what_one_line_says(row: dict[str, Any]) -> None:
    found = code(tables_from(observations=table([row])), BASE, TODAY)
    facts, sentences = by_the_reader(row)
    if sentences:
        assert found.facts.is_empty()
        assert found.rejects["why"].to_list()[0] in sentences
        assert found.rejects["row"].to_list() == [1]
        return
    assert found.rejects.is_empty()
    observed = found.facts.filter(pl.col("row") == 1).select(VALUES)
    assert Counter(observed.iter_rows()) == Counter(map(coded, facts))


PEOPLE = st.fixed_dictionaries(
    {
        "patient": st.sampled_from(["a", "b"]),
        "sex": st.sampled_from([None, "f", "male", "unknown", "x"]),
        "born": st.sampled_from([None, None, "1980", "1980-02-29", "2019-03", "1850"]),
        "age": st.sampled_from([None, "38", "30s", "over 60", "200", "18 to 20", "unknown"]),
        "presented": st.sampled_from([None, None, "2019-03-01", "2018", "unknown", "2020-02-29"]),
        "age_at_onset": st.sampled_from([None, None, "37", "20s", "unknown", "70", "at most 30"]),
        "onset": st.sampled_from([None, "2018-11", "1979", "unknown", "2019-03-05"]),
        "diagnosed": st.sampled_from([None, "2019", "2017", "1970", "unknown"]),
        "weight": st.sampled_from([None, "70 kg", "70", "<60 kg", "60 to 70 kg", "700 kg"]),
    }
)


@settings(max_examples=100, deadline=None)
@given(st.lists(rows(), max_size=8), PEOPLE)
def test_a_patient_of_tables_is_the_patient_of_a_file(
    observed: list[dict[str, Any]], person: dict[str, Any]
) -> None:
    tables = tables_from(pl.DataFrame([person]), table(observed))
    found = code(tables, BASE, TODAY)
    for name in {person["patient"], *(row["patient"] for row in observed)}:
        patient = patient_of(tables, name, BASE, TODAY)
        facts = found.facts.filter(patient=name)
        assert Counter(facts.select(VALUES).iter_rows()) == Counter(map(coded, patient.facts))
        rows_of = Counter(int(f.where.rsplit(" ", 1)[1]) for f in patient.facts if "obs" in f.where)
        assert Counter(facts.filter(pl.col("row") > 0)["row"].to_list()) == rows_of
        about = found.patients.filter(patient=name).row(0, named=True)
        birth = patient.birth
        days = span_of(birth.earliest, birth.latest) if birth else (None, None)
        assert (about["birth_earliest"], about["birth_latest"]) == days
        assert about["sex"] == patient.sex
        for key in ("onset", "diagnosed"):
            on = getattr(patient, key)
            stated = span(on) if on.known else (None, None)
            assert (about[f"{key}_earliest"], about[f"{key}_latest"]) == stated


def span_of(first: date, last: date) -> tuple[int, int]:
    epoch = date(1970, 1, 1).toordinal()
    return first.toordinal() - epoch, last.toordinal() - epoch


@settings(max_examples=80, deadline=None)
@given(st.lists(rows(), min_size=1, max_size=8), PEOPLE)
def test_nothing_is_left_out_that_could_be_read(
    observed: list[dict[str, Any]], person: dict[str, Any]
) -> None:
    """Each row that is left out is refused beside those that are read, beside its opposite, or
    beside the row that it says again."""
    observed = [{**row, "patient": person["patient"]} for row in observed]
    tables = tables_from(pl.DataFrame([person]), table(observed))
    found = code(tables, BASE, TODAY)
    out = pl.concat([found.rejects, found.notes]).filter(table="observations")
    wrong = found.rejects.filter(table="patients")["field"].to_list()
    fields = {k: v for k, v in person.items() if v and k not in ("patient", *wrong)}
    numbers = out["row"].to_list()
    assert len(set(numbers)) == len(numbers)
    conflicts = out.filter(pl.col("why").str.contains("has two values"))["row"].to_list()
    again = pl.col("why").str.extract(r"recorded twice.*\(observations row (\d+)\)").cast(pl.Int64)
    said_again = dict(out.select("row", again).drop_nulls().iter_rows())
    for number in numbers:
        kept = [
            history_entry(row["finding"], observation(row))
            for place, row in enumerate(observed, start=1)
            if place not in numbers
            or place in (number, said_again.get(number))
            or (number in conflicts and place in conflicts)
        ]
        with pytest.raises(InputError):
            read_patient({"id": "p", **fields, "history": kept}, BASE, TODAY)
    history = [
        history_entry(row["finding"], observation(row))
        for place, row in enumerate(observed, start=1)
        if place not in numbers
    ]
    for field in wrong:
        with pytest.raises(InputError):
            read_patient(
                {"id": "p", **fields, field: person[field], "history": history}, BASE, TODAY
            )
