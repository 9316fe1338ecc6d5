"""Reading YAML and JSON: what every kind of wrong file is told, and what values become."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from myosotis.errors import FileError
from myosotis.knowledge.reading import MAX_BYTES, Document, parse_document, read_document

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def make(content: str | bytes, name: str = "anna.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


def problem(path: Path) -> str:
    """The one sentence that a wrong file is answered with."""
    with pytest.raises(FileError) as caught:
        read_document(path)
    (found,) = caught.value.problems
    assert str(caught.value) == str(found)
    return str(found)


def wrong(text: str, *, as_json: bool = False) -> str:
    with pytest.raises(FileError) as caught:
        parse_document(text, "anna", as_json=as_json)
    return str(caught.value)


# -- the file itself ------------------------------------------------------------------------------


def test_a_missing_file(tmp_path: Path) -> None:
    path = tmp_path / "nobody.yaml"
    assert problem(path) == f"{path}: there is no such file"


def test_a_directory(tmp_path: Path) -> None:
    assert problem(tmp_path) == (
        f"{tmp_path}: this is a directory; a YAML or JSON file is expected"
    )


def test_a_file_of_50_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    assert problem(path) == "large.yaml: the file is 50 MB; at most 5 MB are read"


def test_a_file_at_the_limit_is_read(write: Write) -> None:
    text = "a: 1\n#"
    path = write(text + "x" * (MAX_BYTES - len(text)))
    assert read_document(path).data == {"a": 1}


@pytest.mark.parametrize("content", ["", " \n\n", "\ufeff"])
def test_an_empty_file(write: Write, content: str) -> None:
    assert problem(write(content)) == "anna.yaml: the file is empty"


@pytest.mark.parametrize("content", ["# only a comment\n", "---\n", "~"])
def test_a_file_without_data(content: str) -> None:
    assert wrong(content) == "anna: the file holds no data"


def test_json_without_data() -> None:
    assert wrong("null", as_json=True) == "anna: the file holds no data"


def test_another_encoding_names_the_line(write: Write) -> None:
    path = write("name: a\nnote: Bj\xf6rn\n".encode("latin-1"))
    assert problem(path) == "anna.yaml, line 2: the file is not UTF-8 text; save it as UTF-8"


def test_utf16_is_not_utf8(write: Write) -> None:
    assert "is not UTF-8 text" in problem(write("name: a\n".encode("utf-16")))


def test_a_byte_order_mark_is_passed_over(write: Write) -> None:
    assert read_document(write("\ufeffname: Björn\n")).data == {"name": "Björn"}


def test_an_unreadable_file(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    path = write("a: 1")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert problem(path) == f"{path}: the file cannot be read (Permission denied)"


# -- YAML that is wrong or hostile ----------------------------------------------------------------


def test_wrong_yaml_names_line_and_column(write: Write) -> None:
    found = problem(write("id: a\nhistory: [1, 2\nsex: female\n"))
    assert found.startswith("anna.yaml, line 3, column ")
    assert "this is not valid YAML (" in found


@pytest.mark.parametrize("text", ["a: [1", "a: [1\n", "a: 'b", "a: {b: 1\n\n"])
def test_what_is_left_open(text: str) -> None:
    assert "this is not valid YAML" in wrong(text)


def test_a_tab_is_named(write: Write) -> None:
    assert problem(write("a:\n\tb: 1\n")).startswith("anna.yaml, line 2, column 1: this is not")


@pytest.mark.parametrize("value", [">10000", "> 10000 U/L", ">=5 xULN", "[5 xULN, >10 xULN]"])
def test_a_comparison_without_quotes_is_told_so(value: str) -> None:
    found = wrong(f"id: a\nck: {value}\n")
    assert found.startswith("anna, line 2, column ")
    assert found.endswith('a value that begins with > needs quotes, as in ">10000"')


def test_two_documents_in_one_file() -> None:
    assert "this is not valid YAML" in wrong("a: 1\n---\nb: 2\n")


def test_characters_that_are_not_text() -> None:
    assert "this is not valid YAML" in wrong("a: \x00\n")


def test_a_bomb_of_anchors_is_refused_at_once() -> None:
    bomb = "a: &a [x, x]\n" + "\n".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]" for i in range(24)
    )
    assert wrong(bomb) == (
        "anna, line 1: anchors and aliases (& and *) are not accepted; write the value out"
    )


def test_an_alias_names_its_line() -> None:
    assert wrong("a: 1\nb: *a\n").startswith("anna, line 2: anchors and aliases")


@pytest.mark.parametrize("open_", ["[", "{a: ", "- "])
def test_deep_nesting(open_: str) -> None:
    assert "the file is nested deeper than 30 levels" in wrong(open_ * 50_000)


def test_too_many_entries() -> None:
    assert wrong("[" + "1," * 400_001 + "]") == "anna: the file has more than 400000 entries"


def test_a_repeated_key_names_its_line() -> None:
    assert wrong("ck: 1\nsex: female\nck: 2\n") == "anna, line 3: 'ck' is given twice in one place"


def test_a_repeated_key_inside() -> None:
    assert wrong("a:\n  - {b: 1, b: 2}\n") == "anna, line 2: 'b' is given twice in one place"


def test_a_key_that_is_no_name() -> None:
    assert wrong("[a, b]: 1\n") == "anna, line 1: a name is expected before the colon"


def test_a_tag_creates_nothing() -> None:
    document = parse_document("a: !!python/object/apply:os.getcwd []\nb: !!python/name:os.system x")
    assert document.data == {"a": [], "b": "x"}


# -- JSON that is wrong ---------------------------------------------------------------------------


def test_wrong_json_names_line_and_column(write: Write) -> None:
    found = problem(write('{"id": "a",\n "ck" 5}', "anna.json"))
    assert found == "anna.json, line 2, column 7: this is not valid JSON (expecting ':' delimiter)"


def test_a_repeated_key_in_json() -> None:
    assert wrong('{"a": 1, "a": 2}', as_json=True) == "anna: 'a' is given twice in one place"


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_json_numbers_that_are_none(word: str) -> None:
    assert wrong(f'{{"a": {word}}}', as_json=True) == f"anna: {word} is not a number"


def test_json_numbers_without_end() -> None:
    assert wrong("1" * 5000, as_json=True) == "anna: a number of 5000 digits is not accepted"


@pytest.mark.parametrize("number", ["1e999999999", "1.5E-4000", "0." + "1" * 5000])
def test_json_numbers_that_no_memory_holds(number: str) -> None:
    assert "is not accepted" in wrong(f'{{"a": {number}}}', as_json=True)


def test_deep_json() -> None:
    assert wrong("[" * 100_000, as_json=True) == "anna: the file is nested too deeply"


# -- what values become ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True), ("No", False), ("true", True), ("~", None), ("", None), ("null", None),
        ("12", 12), ("-3", -3), ("+4", 4), ("0", 0),
        ("1.30", Decimal("1.30")), ("-0.5", Decimal("-0.5")),
        ("012", "012"), ("1:30", "1:30"), ("1e9", "1e9"), (".5", ".5"), ("0x1F", "0x1F"),
        ("2019-03-01", "2019-03-01"), ("2019-03", "2019-03"), ("on", "on"), ("off", "off"),
        ("'yes'", "yes"), ('"12"', "12"), ("''", ""), ("'>10000'", ">10000"), ("5 xULN", "5 xULN"),
        ("1" * 400, "1" * 400),
    ],
)  # fmt: skip
def test_a_value(text: str, value: object) -> None:
    found = parse_document(f"a: {text}").data["a"]
    assert found == value
    assert type(found) is type(value)


def test_a_decimal_is_exact_in_both_formats() -> None:
    yaml = parse_document("a: 0.1").data["a"]
    as_json = parse_document('{"a": 0.1}', as_json=True).data["a"]
    assert yaml == as_json == Decimal("0.1")


def test_a_key_is_always_text() -> None:
    data = parse_document("on: 2019-03\nyes: 1\n5: 2\nnull: 3\n").data
    assert data == {"on": "2019-03", "yes": 1, "5": 2, "null": 3}


def test_a_block_of_text_stays_text() -> None:
    assert parse_document("a: |\n  yes\n  5\n").data["a"] == "yes\n5\n"


def test_json_and_yaml_give_the_same_data() -> None:
    data = {"id": "a", "history": [{"on": "2019-03", "ck": 5, "rash": True, "note": None}]}
    text = json.dumps(data)
    assert parse_document(text, as_json=True).data == parse_document(text).data == data


# -- where a field stands -------------------------------------------------------------------------


@pytest.fixture
def document() -> Document:
    return parse_document(
        "id: a\nhistory:\n  - on: 2019-03\n    ck: 5\n  - on: 2020\n", "anna.yaml"
    )


def test_a_field_has_its_line(document: Document) -> None:
    assert document.where("history", 0, "ck") == "anna.yaml, line 4, history[1].ck"
    assert document.where("history", 1) == "anna.yaml, line 5, history[2]"


def test_a_field_that_is_missing_has_the_line_of_what_holds_it(document: Document) -> None:
    assert document.where("history", 1, "ck") == "anna.yaml, line 5, history[2].ck"


def test_json_has_fields_without_lines() -> None:
    document = parse_document('{"history": [{"ck": 5}]}', "anna.json", as_json=True)
    assert document.where("history", 0, "ck") == "anna.json, history[1].ck"
