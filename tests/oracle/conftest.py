"""Engines for a file of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from osuma.store.engines import clickhouse


@pytest.fixture(scope="module")
def clickhouse_engine() -> Iterator[clickhouse.ClickHouse]:
    """ClickHouse inside this process, in memory."""
    with clickhouse.connect("osuma", interface="chdb") as engine:
        yield engine
