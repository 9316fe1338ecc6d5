"""Reading YAML and JSON safely: size limits, no anchors, exact numbers, the line of every field.

Used for knowledge files and for patient files alike, so both give the same kind of error.
Differences from YAML 1.1, on purpose: a key is always text (``on:`` is not a boolean), a
date stays text, a decimal is exact, ``012`` and ``1:30`` are text, and a repeated key is an error.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from myosotis.errors import FileError

MAX_BYTES = 5_000_000
MAX_DEPTH = 30
MAX_NODES = 400_000
MAX_DIGITS = 100

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)$")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+$")
_UNQUOTED = re.compile(r"[:\-\[,]\s*>=?\s*[0-9.]")
_WORDS: dict[str, Any] = {
    "yes": True, "Yes": True, "true": True, "True": True,
    "no": False, "No": False, "false": False, "False": False,
    "null": None, "~": None, "": None,
}  # fmt: skip

Step = str | int
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Document:
    """A parsed file: its plain data, and the line on which each field stands."""

    data: Any
    name: str
    lines: dict[tuple[Step, ...], int] = field(default_factory=dict)

    def where(self, *steps: Step) -> str:
        """File, line and field of a path into the data, for an error message."""
        known = steps
        while known and known not in self.lines:
            known = known[:-1]
        line = self.lines.get(known)
        dotted = "".join(f"[{s + 1}]" if isinstance(s, int) else f".{s}" for s in steps).lstrip(".")
        parts = [self.name, f"line {line}" if line else "", dotted]
        return ", ".join(part for part in parts if part)


def read_document(path: str | Path) -> Document:
    """Read one YAML or JSON file.

    Raises FileError: missing, a directory, over 5 MB, not UTF-8, empty, wrong syntax,
    anchors or aliases, nested too deeply, a repeated key.
    """
    path = Path(path)
    text = read_text(path, "a YAML or JSON file")
    return parse_document(text, path.name, as_json=path.suffix.lower() == ".json")


def read_text(path: Path, expected: str) -> str:
    """The text of a file; ``expected`` says what kind of file, where a directory is given.

    Raises FileError: missing, a directory, over 5 MB, not UTF-8, unreadable.
    """
    if path.is_dir():
        raise FileError(f"this is a directory; {expected} is expected", str(path))
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise FileError(
                f"the file is {size / 1e6:.0f} MB; at most {MAX_BYTES // 1_000_000} MB are read",
                path.name,
            )
        raw = path.read_bytes()
    except FileNotFoundError:
        raise FileError("there is no such file", str(path)) from None
    except OSError as error:
        raise FileError(f"the file cannot be read ({error.strerror})", str(path)) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise FileError(
            "the file is not UTF-8 text; save it as UTF-8", f"{path.name}, line {line}"
        ) from None


def parse_document(text: str, name: str = "input", *, as_json: bool = False) -> Document:
    """Parse YAML or JSON text; ``name`` stands in error messages. Raises FileError."""
    if not text.strip():
        raise FileError("the file is empty", name)
    return _parse_json(text, name) if as_json else _parse_yaml(text, name)


def _parse_json(text: str, name: str) -> Document:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise FileError(f"'{key}' is given twice in one place", name)
            found[key] = value
        return found

    def whole(word: str) -> int:
        if len(word) > MAX_DIGITS:
            raise FileError(f"a number of {len(word)} digits is not accepted", name)
        return int(word)

    def exact(word: str) -> Decimal:
        number = Decimal(word)
        if len(word) > MAX_DIGITS or abs(number.adjusted()) > MAX_DIGITS:
            shown = word if len(word) < 20 else f"{word[:20]}..."
            raise FileError(f"the number {shown} is not accepted", name)
        return number

    def refuse(word: str) -> Any:
        raise FileError(f"{word} is not a number", name)

    try:
        data = json.loads(
            text,
            parse_int=whole,
            parse_float=exact,
            parse_constant=refuse,
            object_pairs_hook=unique,
        )
    except json.JSONDecodeError as error:
        raise FileError(
            f"this is not valid JSON ({error.msg.lower()})",
            f"{name}, line {error.lineno}, column {error.colno}",
        ) from None
    except RecursionError:
        raise FileError("the file is nested too deeply", name) from None
    if data is None:
        raise FileError("the file holds no data", name)
    return Document(data, name)


def _parse_yaml(text: str, name: str) -> Document:
    loader = _Loader(text)
    try:
        depth = 0
        for count, event in enumerate(yaml.parse(text, Loader=_Loader)):
            line = event.start_mark.line + 1 if event.start_mark else 1
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            # Checked here, before the tree is built: building it recurses.
            if depth > MAX_DEPTH:
                raise FileError(
                    f"the file is nested deeper than {MAX_DEPTH} levels",
                    f"{name}, line {line}",
                )
            if count > MAX_NODES:
                raise FileError(f"the file has more than {MAX_NODES} entries", name)
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise FileError(
                    "anchors and aliases (& and *) are not accepted; write the value out",
                    f"{name}, line {line}",
                )
        node = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = f"{name}, line {mark.line + 1}, column {mark.column + 1}" if mark else name
        written = text.split("\n")
        if mark and mark.line < len(written) and _UNQUOTED.search(written[mark.line]):
            raise FileError('a value that begins with > needs quotes, as in ">10000"', at) from None
        raise FileError(f"this is not valid YAML ({error.problem or error.context})", at) from None
    except yaml.YAMLError as error:
        raise FileError(f"this is not valid YAML ({str(error).splitlines()[0]})", name) from None
    except RecursionError:
        raise FileError("the file is nested too deeply", name) from None
    finally:
        loader.dispose()
    lines: dict[tuple[Step, ...], int] = {}
    data = None if node is None else _build(node, (), lines, name)
    if data is None:
        raise FileError("the file holds no data", name)
    return Document(data, name, lines)


def _build(node: Any, path: tuple[Step, ...], lines: dict[tuple[Step, ...], int], name: str) -> Any:
    line = node.start_mark.line + 1
    lines.setdefault(path, line)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, i), lines, name) for i, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            at = f"{name}, line {key_node.start_mark.line + 1}"
            if not isinstance(key_node, yaml.ScalarNode):
                raise FileError("a name is expected before the colon", at)
            key = key_node.value
            if key in found:
                raise FileError(f"'{key}' is given twice in one place", at)
            lines[(*path, key)] = key_node.start_mark.line + 1
            found[key] = _build(value_node, (*path, key), lines, name)
        return found
    return _scalar(node)


def _scalar(node: Any) -> Any:
    text: str = node.value
    if node.style:  # quoted or a block: always text (the C reader says "" for plain)
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.match(text) and len(text) < MAX_DIGITS:
        return int(text)
    if _DECIMAL.match(text):
        return Decimal(text)
    return text
