"""Writing files so that none is ever half-written: all beside their place first, then moved."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from myosotis.errors import FileError


def write_all(folder: Path, files: Mapping[str, str]) -> None:
    """Write files (name to content) into a folder, which is made if need be.

    Raises FileError if the folder is a file or cannot be written; no file is then half-written.
    """
    if folder.exists() and not folder.is_dir():
        raise FileError("is a file; --html expects a directory to write pages into", str(folder))
    made = not folder.exists()
    parts = {folder / f".{name}.{os.getpid()}.part": folder / name for name in files}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for part, place in parts.items():
            part.write_text(files[place.name], encoding="utf-8")
        for part, place in parts.items():
            part.replace(place)
    except OSError as error:
        for part in parts:
            part.unlink(missing_ok=True)
        if made and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
        raise FileError(f"cannot be written: {error.strerror}", str(folder)) from None
