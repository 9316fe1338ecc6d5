"""The fit of the shipped study arms, with its checks, from the shell; it needs the sampler."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from measuring import Line


def measure() -> Iterator[Line]:
    if importlib.util.find_spec("numpyro") is None:
        return
    program = shutil.which("myosotis", path=str(Path(sys.executable).parent)) or "myosotis"
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        command = [program, "evidence", "fit", "--out", folder]
        subprocess.run(command, check=True, capture_output=True)
        taken = time.perf_counter() - start
    yield Line(
        "`myosotis evidence fit` of the shipped arms with all checks, once",
        f"{taken:.0f} s",
        "under 3 minutes",
        taken < 180,
    )
