"""A session of Spark for the tests of a file; without PySpark or Java they are skipped."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.spark_here import lacking


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Two workers on this machine, out of reach from the network; a task may fail three times."""
    if why := lacking():
        pytest.skip(why)
    from pyspark.sql import SparkSession

    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
        "spark.driver.memory": "1g",
        "spark.log.level": "OFF",
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYSPARK_PYTHON", sys.executable)
        environment.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        builder = SparkSession.builder.master("local[2,4]").appName("myosotis")
        session = builder.config(map=settings).getOrCreate()
        yield session
        session.stop()
