"""Generated patients: what a cohort says of each is what the review says of that patient alone.

In CI twenty thousand; as many as MYOSOTIS_PATIENTS says where it is set.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

IN_CI, ELSEWHERE = 20_000, 2_500
EVERY = 40
"""One in so many is compared in what takes longest too: what is missing, facts, the response."""
VERDICTS = ("refractory", "inadequately_treated", "not_refractory", "cannot_tell")


@pytest.mark.slow
def test_a_cohort_says_of_each_what_is_said_of_one() -> None:
    usual = IN_CI if os.environ.get("CI") else ELSEWHERE
    wanted = int(os.environ.get("MYOSOTIS_PATIENTS", usual))
    # By itself, so that it may use all processors.
    command = [sys.executable, "-m", "tests.tables.identity", str(wanted), "0", str(EVERY)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[:4000] + done.stderr[-2000:]
    compared = re.search(r"^(\d+) patients,", done.stdout, re.MULTILINE)
    assert compared
    assert int(compared[1]) > 0.5 * wanted
    for verdict in VERDICTS:
        assert f"resistance {verdict}: " in done.stdout
