"""Whether Spark can run here."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("pyspark", "pyarrow", "pandas")


def lacking() -> str:
    """Why a test that runs Spark is skipped; nothing where it can run."""
    missing = [package for package in PACKAGES if find_spec(package) is None]
    if missing:
        return f"Spark needs {', '.join(missing)}, not installed here"
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java") or (home and (Path(home) / "bin" / "java").exists())
    return "" if java else "Spark needs Java, and there is none here"
