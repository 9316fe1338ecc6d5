"""One session of Spark for all tests that need one; without PySpark or Java they are skipped."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


def _java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java") is not None or bool(home and (Path(home) / "bin/java").exists())


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Two workers on this machine, out of reach from the network; a task may fail three times."""
    sql = pytest.importorskip("pyspark.sql", reason="PySpark is not installed")
    pytest.importorskip("pyarrow", reason="PyArrow is not installed")
    pytest.importorskip("pandas", reason="pandas is not installed")
    if not _java():
        pytest.skip("Spark needs Java, and there is none")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "1g",
        "spark.log.level": "OFF",
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = sql.SparkSession.builder.master("local[2,4]").appName("myosotis")
    session = builder.config(map=settings).getOrCreate()
    yield session
    session.stop()
